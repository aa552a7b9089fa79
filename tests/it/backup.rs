//! Backup and restore: the file, the bot, the command line, and what a kill leaves.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod command;
mod killed;
mod places;
mod story;

/// What a house of these tests is started with; the work factor is the smallest.
pub const SETTINGS: [(&str, &str); 2] = [("BACKUP_PASSPHRASE", "correct horse battery"), ("BACKUP_WORK_FACTOR", "10")];
