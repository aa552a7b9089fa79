//! Work that is done later: the one schedule table, the worker, one file per job.
//!
//! A job is idempotent and looks at what is wanted now. It holds a lease with a fencing number that is checked when it
//! commits, so that a worker that was thought dead writes nothing. Remote calls are made outside transactions.

mod add_server;
mod bench;
mod check_server;
mod house_keeping;
mod poll_server;
mod rebuilt;
mod sync_key;
mod table;
mod usage;
pub mod worker;

pub use bench::{Bench, Ended};
