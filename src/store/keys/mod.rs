//! Keys: one credential on one server.
//!
//! `read` asks, within a scope; `change` is what people decide, guarded by the version they saw; `sync` is what jobs
//! learn from servers, guarded by phase and revision; `missing` is what servers have lost,
//! `adopt` what they had before the house did. Whatever the server must learn of counts `desired_rev` up.

mod adopt;
mod change;
mod ending;
mod missing;
mod read;
mod sync;

use crate::text::fold;

/// What a name is compared by: one that looks the same is the same, whatever its case, digits and letters' forms.
pub fn folded(name: &str) -> String {
    let folded = fold::fold(name);
    if folded.trim().is_empty() { name.to_owned() } else { folded }
}

pub use adopt::*;
pub use change::*;
pub use ending::*;
pub use missing::*;
pub use read::*;
pub use sync::*;
