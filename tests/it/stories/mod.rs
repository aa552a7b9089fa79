//! Stories: people with phones, over HTTP, on both databases.
//!
//! Each asserts what a person would notice.

mod first_key;
