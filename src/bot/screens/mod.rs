//! Screens, one file each: `Model`, `load` (reads), `view` (pure), `samples` (for the pictures of all screens).
//!
//! A view never reads and a load never words: what is shown can be drawn in any language from a sample.

pub mod adopt;
pub mod backups;
pub mod find;
pub mod help;
pub mod home;
pub mod keys;
pub mod needs;
pub mod people;
pub mod plans;
pub mod sample;
pub mod servers;
pub mod settings;
pub mod setup;
pub mod usage;
