//! Backups and restores: when, where, with what, and the work itself.
//!
//! `rules` holds the settings, `records` the rows that people see, `keys` what a backup is encrypted with. `make` and
//! `restore` do the work outside transactions, for jobs and for the command line alike; `hold` is what waits after a
//! restore. Nothing unencrypted ever leaves the scratch folder, which is emptied whatever happens.

pub mod hold;
pub mod keys;
pub mod make;
mod means;
pub mod records;
pub mod restore;
pub mod rules;
mod work;

pub use means::{Means, Scratch};
pub use work::Work;
