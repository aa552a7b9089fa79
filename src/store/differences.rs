//! Differences found on servers: keys there that aren't the house's, and keys of the house that aren't there.
//!
//! A difference is open until it is settled or ignored, and one that is gone settles itself.

use super::db::{Access, Tx, changed, on, rows};
use super::error::Result;
use super::types::{from_row, texts};
use crate::domain::{
    ids::{DifferenceId, KeyId, ServerId},
    named,
    traffic::Traffic,
};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};

named! {
    /// What differs.
    pub enum DifferenceKind {
        /// There, but not the house's.
        Foreign = "foreign",
        /// The house's, but not there.
        Missing = "missing",
        /// All or nearly all of the house's are not there any more: the server was set up anew.
        Rebuilt = "rebuilt",
    }
}
named! {
    /// What became of it.
    pub enum DifferenceState {
        /// Nobody has looked at it.
        Open = "open",
        /// It may stay as it is.
        Ignored = "ignored",
        /// It is no more.
        Settled = "settled",
    }
}
texts!(DifferenceKind by as_str, DifferenceState by as_str);

/// A difference as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its row.
    pub id: DifferenceId,
    /// Where.
    pub server: ServerId,
    /// The key's id there.
    pub remote_id: String,
    /// What differs.
    pub kind: DifferenceKind,
    /// The key's name there, or the house's for it.
    pub remote_name: String,
    /// The limit set there, in bytes.
    pub remote_limit: Option<Traffic>,
    /// What a foreign key has moved, as its server counts; `None` where that isn't known.
    pub moved: Option<Traffic>,
    /// The house's key, for one that is missing.
    pub key: Option<KeyId>,
    /// What became of it.
    pub state: DifferenceState,
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// Grows by one with each change.
    pub version: i64,
}
from_row!(Difference, |r| Difference {
    id: r.try_get("id")?,
    server: r.try_get("server_id")?,
    remote_id: r.try_get("remote_id")?,
    kind: r.try_get("kind")?,
    remote_name: r.try_get("remote_name")?,
    remote_limit: r.try_get("remote_limit")?,
    moved: r.try_get("remote_moved")?,
    key: r.try_get("key_id")?,
    state: r.try_get("state")?,
    found_at: r.try_get("found_at")?,
    version: r.try_get("version")?,
});

impl Difference {
    /// What people call it: its name, or its id there where it has none.
    pub fn shown_name(&self) -> &str {
        if self.remote_name.is_empty() { &self.remote_id } else { &self.remote_name }
    }
}

/// A difference that a check found.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// Where.
    pub server: ServerId,
    /// The key's id there.
    pub remote_id: &'a str,
    /// What differs.
    pub kind: DifferenceKind,
    /// The key's name.
    pub name: &'a str,
    /// The limit set there, in bytes.
    pub limit: Option<Traffic>,
    /// The house's key, for one that is missing.
    pub key: Option<KeyId>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Writes a difference down; `true` where it is news. What became the house's meanwhile isn't foreign.
pub async fn found(tx: &mut Tx, found: &Found<'_>) -> Result<bool> {
    changed!(
        tx,
        query(
            "INSERT INTO difference (server_id, remote_id, kind, remote_name, remote_limit, key_id, state, found_at,
                 version)
             SELECT $1, $2, $3, $4, $5, $6, 'open', $7, 1 WHERE $8 OR NOT EXISTS
                 (SELECT 1 FROM access_key k WHERE k.server_id = $1 AND k.remote_id = $2 AND k.phase <> 'deleted')
             ON CONFLICT DO NOTHING"
        )
        .bind(found.server)
        .bind(found.remote_id)
        .bind(found.kind)
        .bind(found.name)
        .bind(found.limit)
        .bind(found.key)
        .bind(found.now)
        .bind(found.kind != DifferenceKind::Foreign)
    )
}

/// Those of a server that aren't settled: what a check holds against what it sees.
pub async fn unsettled(x: &mut impl Access, server: ServerId) -> Result<Vec<Difference>> {
    on!(x, |c| query_as("SELECT * FROM difference WHERE server_id = $1 AND state <> 'settled'")
        .bind(server)
        .fetch_all(c))
}

/// Settles what a check no longer saw, a few hundred at a time; gives their number.
pub async fn vanish(tx: &mut Tx, gone: &[DifferenceId]) -> Result<u64> {
    if gone.is_empty() {
        return Ok(0);
    }
    rows!(
        tx,
        {
            let mut q =
                QueryBuilder::new("UPDATE difference SET state = 'settled', version = version + 1 WHERE id IN (");
            let mut list = q.separated(", ");
            for id in gone {
                list.push_bind(*id);
            }
            q.push(") AND state <> 'settled'");
            q
        }
        .build()
        .persistent(false)
    )
}

/// That a server was set up anew, where nobody has settled it.
pub async fn rebuilt(x: &mut impl Access, server: ServerId) -> Result<Option<Difference>> {
    on!(x, |c| query_as("SELECT * FROM difference WHERE server_id = $1 AND kind = 'rebuilt' AND state <> 'settled'")
        .bind(server)
        .fetch_optional(c))
}

/// How many are open on a server.
pub async fn open_count(x: &mut impl Access, server: ServerId) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM difference WHERE server_id = $1 AND state = 'open'")
        .bind(server)
        .fetch_one(c))
}

/// How many keys a server has, and nobody said to leave, that aren't the house's.
pub async fn foreign_count(x: &mut impl Access, server: ServerId) -> Result<i64> {
    on!(x, |c| query_scalar(
        "SELECT COUNT(*) FROM difference WHERE server_id = $1 AND kind = 'foreign' AND state = 'open'"
    )
    .bind(server)
    .fetch_one(c))
}

/// A key there is the house's now: that it wasn't is no difference any more.
pub async fn adopted(tx: &mut Tx, server: ServerId, remote_id: &str) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE difference SET state = 'settled', version = version + 1
             WHERE server_id = $1 AND remote_id = $2 AND kind = 'foreign' AND state <> 'settled'"
        )
        .bind(server)
        .bind(remote_id)
    )
}

/// What the foreign keys of a server had moved when that was last written down.
pub async fn foreign_moved(x: &mut impl Access, server: ServerId) -> Result<Vec<(String, Option<Traffic>)>> {
    on!(x, |c| query_as(
        "SELECT remote_id, remote_moved FROM difference
         WHERE server_id = $1 AND kind = 'foreign' AND state = 'open'"
    )
    .bind(server)
    .fetch_all(c))
}

/// Writes down what foreign keys have moved, a few hundred at a time.
pub async fn set_moved(tx: &mut Tx, server: ServerId, moved: &[(String, Traffic)]) -> Result<u64> {
    if moved.is_empty() {
        return Ok(0);
    }
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new("WITH v (remote_id, bytes) AS (");
            q.push_values(moved, |mut row, (id, bytes)| {
                row.push_bind(id).push_bind(*bytes);
            });
            q.push(
                ") UPDATE difference SET remote_moved = v.bytes FROM v
                 WHERE difference.remote_id = v.remote_id AND kind = 'foreign' AND state = 'open' AND server_id = ",
            );
            q.push_bind(server);
            q
        }
        .build()
        .persistent(false)
    )
}

/// Servers with open ones, and how many.
pub async fn open(x: &mut impl Access) -> Result<Vec<(ServerId, i64)>> {
    on!(x, |c| query_as(
        "SELECT d.server_id, COUNT(*) FROM difference d JOIN server s ON s.id = d.server_id
         WHERE d.state = 'open' AND s.state <> 'removed' GROUP BY d.server_id ORDER BY d.server_id"
    )
    .fetch_all(c))
}

/// The newest open one before `before`, of all servers.
pub async fn next_open(x: &mut impl Access, before: Option<DifferenceId>) -> Result<Option<Difference>> {
    on!(x, |c| query_as(
        "SELECT d.* FROM difference d JOIN server s ON s.id = d.server_id
         WHERE d.state = 'open' AND s.state <> 'removed' AND d.id < $1 ORDER BY d.id DESC LIMIT 1"
    )
    .bind(before.unwrap_or(DifferenceId(i64::MAX)))
    .fetch_optional(c))
}

/// Those of a server in that state, newest first.
pub async fn list(
    x: &mut impl Access,
    server: ServerId,
    state: DifferenceState,
    before: Option<DifferenceId>,
    limit: i64,
) -> Result<Vec<Difference>> {
    on!(x, |c| query_as(
        "SELECT * FROM difference WHERE server_id = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4"
    )
    .bind(server)
    .bind(state)
    .bind(before.unwrap_or(DifferenceId(i64::MAX)))
    .bind(limit)
    .fetch_all(c))
}

/// One of them.
pub async fn get(x: &mut impl Access, id: DifferenceId) -> Result<Option<Difference>> {
    on!(x, |c| query_as("SELECT * FROM difference WHERE id = $1").bind(id).fetch_optional(c))
}

/// What became of it; `false` where the version is an old one, or it is settled.
pub async fn set_state(tx: &mut Tx, id: DifferenceId, version: i64, state: DifferenceState) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE difference SET state = $3, version = version + 1
             WHERE id = $1 AND version = $2 AND state <> 'settled'"
        )
        .bind(id)
        .bind(version)
        .bind(state)
    )
}
