//! Why a backup can't be made or read.
//!
//! Each cause has a stable name that is kept and translated (`backup-trouble-<name>`); its own words are for the command
//! line and the log, and hold no secret.

use std::io;

/// Why a backup can't be made or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to encrypt with.
    #[error("no passphrase is set: set BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE, or make one in the bot (/backup)")]
    NoPassphrase,
    /// The passphrase's file, or the recipients, can't be used.
    #[error("{0}")]
    BadKeys(String),
    /// The passphrase or private key is another one than the file was encrypted with.
    #[error("the passphrase (or private key) doesn't fit this file")]
    WrongPassphrase,
    /// It isn't a backup of ours.
    #[error("this is no backup of Claviger's")]
    Foreign,
    /// It was changed, or its end is missing.
    #[error("the file is damaged, or its end is missing: {0}")]
    Damaged(String),
    /// A newer program made it.
    #[error("a newer program made it (schema {theirs}, this one knows {ours}): update Claviger first")]
    Newer {
        /// The schema in the backup.
        theirs: i64,
        /// The schema of this program.
        ours: i64,
    },
    /// What it says of itself isn't what it holds.
    #[error("it doesn't hold what it says: {0}")]
    Differs(String),
    /// The place gives no file of that size back.
    #[error("the place gives no file of that size back; restore it at the machine: claviger restore FILE")]
    TooLarge,
    /// No room.
    #[error("the disk is full")]
    DiskFull,
    /// The system refused.
    #[error("{what}: {why}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        why: String,
    },
    /// The place where backups lie doesn't take it, or doesn't give it back.
    #[error("{0}")]
    Place(String),
    /// The place can't be reached now.
    #[error("can't be reached: {0}")]
    Unreachable(String),
    /// The file isn't in its place any more.
    #[error("the file isn't there any more")]
    Gone,
    /// The database.
    #[error("the database: {0}")]
    Database(String),
    /// The program ended while it was being worked on, again and again.
    #[error("the program ended while it was worked on, again and again: it is given up")]
    Interrupted,
    /// Other copies of the program use the database.
    #[error("the house is open in another copy of this program: stop that first")]
    InUse,
}

impl BackupError {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoPassphrase => "no-passphrase",
            Self::BadKeys(_) => "bad-keys",
            Self::WrongPassphrase => "wrong-passphrase",
            Self::Foreign => "foreign",
            Self::Damaged(_) => "damaged",
            Self::Newer { .. } => "newer",
            Self::Differs(_) => "differs",
            Self::TooLarge => "too-large",
            Self::DiskFull => "disk-full",
            Self::Io { .. } => "io",
            Self::Place(_) => "place",
            Self::Unreachable(_) => "unreachable",
            Self::Gone => "gone",
            Self::Database(_) => "database",
            Self::Interrupted => "interrupted",
            Self::InUse => "in-use",
        }
    }

    /// Says what was tried when the system refused.
    pub fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::NotFound => Self::Gone,
            _ => Self::Io { what, why: error.to_string() },
        }
    }

    /// An error while a backup was read: what a damaged one gives, unless the system itself refused.
    pub fn reading(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::PermissionDenied => Self::Io { what: "reading".to_owned(), why: error.to_string() },
            _ => Self::Damaged(error.to_string()),
        }
    }
}
