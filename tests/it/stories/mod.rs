//! Stories: people with phones, over HTTP, on both databases.
//!
//! Each asserts what a person would notice.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod adopting;
mod adopting_lists;
mod differing;
mod first_key;
mod handing;
mod keys;
mod leaving;
mod manners;
mod many;
mod metering;
mod office;
mod owner;
mod people;
mod rebuilt;
mod records;
mod replicas;
mod searching;
mod servers;
mod stops;
mod undo;
mod webhook;
