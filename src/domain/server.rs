//! Servers: machines that give access, and how they fare.
//!
//! A server counts as down after three checks that failed in a row and as up again after one that didn't, so that a
//! lost packet wakes nobody.

use super::{ids::ServerId, named};
use chrono::{DateTime, Utc};

named! {
    /// The kind of a server, which says what driver speaks to it.
    pub enum ServerKind {
        /// An Outline server by its management API.
        Outline = "outline",
    }
}

named! {
    /// What the house wants of a server.
    pub enum ServerState {
        /// New keys may be made on it.
        Enabled = "enabled",
        /// Its keys work; no new ones are made on it.
        Paused = "paused",
        /// The house has let it go.
        Removed = "removed",
    }
}

named! {
    /// What the last checks found.
    pub enum Health {
        /// Not checked yet.
        Unknown = "unknown",
        /// It answers.
        Up = "up",
        /// It answers slowly, or the last one or two checks failed.
        Degraded = "degraded",
        /// Three checks in a row failed.
        Down = "down",
    }
}

/// Slower than this, in milliseconds, a server that answers counts as degraded.
pub const SLOW_MS: i64 = 3_000;
/// So many failures in a row make a server down.
pub const FAILS_TO_DOWN: i64 = 3;

/// The health after a check: `latency_ms` of an answer or `None` for a failure, `fails` the failures in a row with this one.
pub const fn health_after(latency_ms: Option<i64>, fails: i64) -> Health {
    match latency_ms {
        Some(ms) if ms > SLOW_MS => Health::Degraded,
        Some(_) => Health::Up,
        None if fails >= FAILS_TO_DOWN => Health::Down,
        None => Health::Degraded,
    }
}

/// A server as stored, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its row.
    pub id: ServerId,
    /// What people call it.
    pub name: String,
    /// What driver speaks to it.
    pub kind: ServerKind,
    /// Host that its access URLs name (where clients connect), for people to recognise it by.
    pub host: String,
    /// What the house wants of it.
    pub state: ServerState,
    /// What the last checks found.
    pub health: Health,
    /// Since when the health is as it is.
    pub health_since: Option<DateTime<Utc>>,
    /// When it was last checked.
    pub checked_at: Option<DateTime<Utc>>,
    /// How long its last answer took, in milliseconds.
    pub latency_ms: Option<i64>,
    /// Failures in a row.
    pub fails: i64,
    /// The stored name of the last failure's kind (`DriverErrorKind`), where the last check failed.
    pub trouble: Option<String>,
    /// The version its software names.
    pub remote_version: Option<String>,
    /// How many keys it listed at the last check.
    pub remote_keys: Option<i64>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Grows by one with each change by a person.
    pub version: i64,
}
