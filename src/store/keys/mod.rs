//! Keys: one credential on one server.
//!
//! `read` asks, within a scope; `change` is what people decide, guarded by the version they saw; `sync` is what jobs
//! learn from servers, guarded by phase and revision. Whatever the server must learn of counts `desired_rev` up.

mod change;
mod read;
mod sync;

pub use change::*;
pub use read::*;
pub use sync::*;
