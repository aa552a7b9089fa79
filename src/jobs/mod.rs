//! Work that is done later: the one schedule table, the worker, one file per job.
//!
//! A job is idempotent and looks at what is wanted now. It holds a lease with a fencing number, which the worker renews
//! while the job runs, and which is checked in every transaction in which the job writes: a worker that was thought dead
//! writes nothing. Remote calls are made outside transactions; who lost the lease may have made one that the new holder
//! makes again, and they are idempotent by our id.

mod add_server;
mod adopt;
mod backup;
mod backup_work;
mod bench;
mod bulk;
mod check_server;
mod house_keeping;
mod leave_behind;
mod poll_server;
mod rebuilt;
mod restore;
mod sync_key;
mod table;
mod usage;
pub mod worker;

pub use bench::{Bench, Ended};
