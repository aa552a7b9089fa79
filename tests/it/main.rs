//! One binary of integration tests: what is built once is linked once.
//!
//! One file or folder per subject.

mod backup;
mod botapi;
mod browser;
mod ending;
mod forged;
mod fuzz;
mod harness;
mod intake;
mod kills;
mod locales;
mod loops;
mod outline;
mod screens;
mod store;
mod stories;
mod usage;
