//! What tests stand on. Nothing here asserts anything about the house.
#![expect(clippy::unwrap_used, reason = "where a test can't be set up, it fails")]

pub mod clock;
pub mod db;
pub mod house;
