//! What can go wrong with the database.
//!
//! An error names codes, tables and constraints, never the values that were bound: it may go into a log as it is.

use sqlx::{Error, migrate::MigrateError};

/// The result of every store function.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Errors after which the whole transaction may simply run again.
pub trait Retryable {
    /// Whether the transaction lost against another one, so that running it again from its start may succeed.
    fn retryable(&self) -> bool;
}

/// Why the database didn't do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The address isn't one of a database that the house can keep its books in.
    #[error("not a database address: {0}")]
    Address(&'static str),
    /// It can't be reached, or was lost on the way.
    #[error("the database is out of reach: {0}")]
    Unreachable(String),
    /// All connections were taken for too long.
    #[error("no connection to the database became free in time")]
    Crowded,
    /// Another transaction was in the way: deadlock, serialisation failure, busy.
    #[error("another transaction was in the way ({code})")]
    Contended {
        /// SQLSTATE or `SQLite`'s extended code.
        code: String,
    },
    /// It refused the statement.
    #[error("the database refused ({code}): {what}")]
    Refused {
        /// SQLSTATE or `SQLite`'s extended code.
        code: String,
        /// Its own words, which name constraints and columns but no values.
        what: String,
    },
    /// What is stored can't be read back.
    #[error("a stored value can't be read: {0}")]
    Unreadable(String),
    /// It was written by a newer program.
    #[error("the database's schema is newer than this program: {0}")]
    Newer(i64),
    /// A migration failed.
    #[error("the schema can't be brought up to date: {0}")]
    Migration(String),
}

impl Retryable for StoreError {
    fn retryable(&self) -> bool {
        matches!(self, Self::Contended { .. })
    }
}

/// Deadlock, serialisation failure, lock not available; and a unique violation, which on `PostgreSQL` is how a
/// statement learns that it lost a race that it had looked out for: run again, it sees the other row.
const CONTENDED: &[&str] = &["40001", "40P01", "55P03", "23505"];

fn contended(code: &str) -> bool {
    // SQLite's primary codes: 5 is busy, 6 is locked; extended ones add a multiple of 256.
    CONTENDED.contains(&code) || (code.len() < 5 && code.parse::<u32>().is_ok_and(|n| matches!(n & 0xff, 5 | 6)))
}

impl From<Error> for StoreError {
    fn from(e: Error) -> Self {
        match e {
            Error::Database(d) => {
                let code = d.code().unwrap_or_default().into_owned();
                if contended(&code) {
                    Self::Contended { code }
                } else {
                    Self::Refused { code, what: d.message().chars().take(200).collect() }
                }
            }
            Error::PoolTimedOut => Self::Crowded,
            Error::Io(e) => Self::Unreachable(e.kind().to_string()),
            Error::Tls(_) => Self::Unreachable("TLS".into()),
            Error::PoolClosed => Self::Unreachable("closed".into()),
            Error::WorkerCrashed | Error::BeginFailed => Self::Unreachable("lost".into()),
            Error::Configuration(_) => Self::Address("its options can't be read"),
            Error::ColumnDecode { index, .. } => Self::Unreadable(format!("column {index}")),
            Error::ColumnNotFound(name) => Self::Unreadable(format!("no column {name}")),
            Error::RowNotFound => Self::Unreadable("no row".into()),
            Error::Migrate(e) => (*e).into(),
            _ => Self::Unreadable("unexpected answer".into()),
        }
    }
}

impl From<MigrateError> for StoreError {
    fn from(e: MigrateError) -> Self {
        match e {
            MigrateError::Execute(e) => e.into(),
            MigrateError::VersionMissing(version) => Self::Newer(version),
            MigrateError::ExecuteMigration(e, version) => Self::Migration(format!("{version}: {}", Self::from(e))),
            other => Self::Migration(other.to_string()),
        }
    }
}
