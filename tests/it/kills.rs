//! The program is killed at any moment, and nothing is lost, nothing doubled, on both databases.
//!
//! `process` kills the real program at random moments; `awaits` and `adopting` drop its work at each await; `faults` lets Telegram and
//! servers fail. What must hold afterwards stands in `truth`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod adopting;
pub mod awaits;
mod bulk;
mod faults;
mod person;
mod pieces;
mod process;
mod truth;
