//! What tests stand on. Nothing here asserts anything about the house.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "where a test can't be set up, it fails")]

pub mod clock;
pub mod db;
pub mod house;
pub mod look;
pub mod rows;
