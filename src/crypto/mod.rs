//! The house's key, and what it does: seal secrets, hash tokens, chain the audit log.
//!
//! One key file holds 32 random bytes; every use has a subkey of its own, derived by a label, so that nothing made for one
//! use is good for another. Damaged, foreign or cut input is an error, never a panic. Passwords aren't here: nothing in the
//! house is protected by a word that a person chose.

mod code;
mod house_key;
mod key_file;

pub use code::{bare_code, is_short_code, long_code, same, short_code};
pub use house_key::{CryptoError, HouseKey};
pub use key_file::{KeyFileError, LoadedKey, load, load_or_make};
