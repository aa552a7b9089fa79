//! One binary of integration tests: what is built once is linked once.
//!
//! One file or folder per subject.

mod botapi;
mod browser;
mod forged;
mod fuzz;
mod harness;
mod kills;
mod locales;
mod outline;
mod screens;
mod store;
mod stories;
mod usage;
