//! A backup as one file, and the local folder that it may lie in.
//!
//! The file is `age` around `zstd` around `tar`: `age -d FILE | zstd -d | tar x` opens it without this program. It holds
//! `manifest.json`, `secret.key` and `house.db`, in this order, so that what it is can be read without unpacking it.
//! Everything here blocks and streams: memory is bounded whatever the size. Nothing here knows a database; what is inside
//! `house.db` is the store's concern.

mod cause;
mod folder;
mod manifest;
mod pack;
mod seal;
mod tar;
mod unpack;

pub use cause::BackupError;
pub use folder::{Folder, write_whole};
pub use manifest::{AuditHead, FORMAT, HOUSE, KEY, MANIFEST, Manifest, Member};
pub use pack::{Pack, hash_of, pack};
pub use seal::{Opener, Sealer, fresh_passphrase};
pub use unpack::{peek, unpack};

#[cfg(test)]
mod tests;
