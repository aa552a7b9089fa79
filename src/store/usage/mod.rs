//! What keys have moved: meters, sums by hour and day, and where a key stands in its quota.
//!
//! `meters` is what a poll reads and writes, in batches and for keys that moved only; `window` is what ages out; `sums` is
//! what charts read; `quota` is one key's policy and standing. Cumulatives never fall, and sums are only added to in the
//! transaction that raises them. A poll's writes are guarded by its server's number (`poll.rev`), so that a poller who was
//! overtaken adds nothing.

mod fill;
mod meters;
mod quota;
mod sums;
mod window;

pub use fill::*;
pub use meters::*;
pub use quota::*;
pub use sums::*;
pub use window::*;
