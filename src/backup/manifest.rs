//! What a backup says of itself: read before anything is unpacked, and compared with what is unpacked.
//!
//! It lies inside what is encrypted. A field that a newer program adds is passed over; the format's number grows where an
//! older program can't read the rest.

use super::cause::BackupError;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;
/// The member that says what the others are; always the first.
pub const MANIFEST: &str = "manifest.json";
/// The house's key file.
pub const KEY: &str = "secret.key";
/// The database, as a `SQLite` file.
pub const HOUSE: &str = "house.db";
/// More than this no manifest is long.
pub(super) const MOST: u64 = 1 << 20;

/// A file in the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, in hex.
    pub sha256: String,
}

/// The audit chain's last link: with it, a cut tail is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// Its place in the chain.
    pub seq: i64,
    /// Its MAC, in hex.
    pub mac: String,
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format's number.
    pub format: u32,
    /// What it holds: `house`, the whole.
    pub kind: String,
    /// The version of the program that made it.
    pub program: String,
    /// The number of the newest migration in it.
    pub schema: i64,
    /// When the snapshot was taken.
    pub made_at: DateTime<Utc>,
    /// What the house was called.
    pub house: String,
    /// Which database it came from: `sqlite` or `postgres`.
    pub source: String,
    /// Which key its secrets are sealed with.
    pub key_id: String,
    /// Rows by table.
    pub counts: BTreeMap<String, i64>,
    /// The files in it, this one left out.
    pub members: Vec<Member>,
    /// The audit chain's head; `None` where nothing is sealed yet.
    pub audit_head: Option<AuditHead>,
}

impl Manifest {
    /// How many rows a table has.
    pub fn count(&self, table: &str) -> i64 {
        self.counts.get(table).copied().unwrap_or_default()
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, BackupError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
            schema: i64,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| BackupError::Foreign)?;
        if head.format > FORMAT {
            return Err(BackupError::Newer { theirs: head.schema, ours: i64::from(FORMAT) });
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(|e| BackupError::Damaged(e.to_string()))?;
        if manifest.kind == "house" { Ok(manifest) } else { Err(BackupError::Foreign) }
    }
}
