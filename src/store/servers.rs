//! Servers, their sealed secrets, and what checks found.
//!
//! A server that was let go keeps its row for the keys that point at it; lists leave it out.

use super::db::{Access, Tx, changed, locking, on};
use super::error::Result;
use super::types::from_row;
use crate::domain::{
    ids::ServerId,
    server::{Health, Server, ServerKind, ServerState},
};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};

from_row!(Server, |r| Server {
    id: r.try_get("id")?,
    name: r.try_get("name")?,
    kind: r.try_get("kind")?,
    host: r.try_get("host")?,
    state: r.try_get("state")?,
    health: r.try_get("health")?,
    health_since: r.try_get("health_since")?,
    checked_at: r.try_get("checked_at")?,
    latency_ms: r.try_get("latency_ms")?,
    fails: r.try_get("fails")?,
    trouble: r.try_get("trouble")?,
    remote_version: r.try_get("remote_version")?,
    remote_keys: r.try_get("remote_keys")?,
    created_at: r.try_get("created_at")?,
    version: r.try_get("version")?,
});

/// A server that answered when it was asked who it is.
#[derive(Debug, Clone)]
pub struct NewServer<'a> {
    /// What people call it.
    pub name: &'a str,
    /// What driver speaks to it.
    pub kind: ServerKind,
    /// How to reach it, sealed.
    pub secret: Vec<u8>,
    /// Its own id.
    pub remote_uid: &'a str,
    /// Host and port of its management API.
    pub address: &'a str,
    /// Host that its access URLs name.
    pub host: &'a str,
    /// What asking it found.
    pub health: Health,
    /// How long its answer took, in milliseconds.
    pub latency_ms: Option<i64>,
    /// The version its software names.
    pub remote_version: Option<&'a str>,
    /// How many keys it lists.
    pub remote_keys: Option<i64>,
    /// When it was asked.
    pub now: DateTime<Utc>,
}

/// A server in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerRow {
    /// The server.
    pub server: Server,
    /// Keys of the house on it that aren't deleted.
    pub keys: i64,
}
from_row!(ServerRow, |r| ServerRow { server: Server::from_row(r)?, keys: r.try_get("present")? });

/// How many servers there are by health, those let go left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HealthCounts {
    /// They answer.
    pub up: i64,
    /// Slow, or failing lately.
    pub degraded: i64,
    /// They don't answer.
    pub down: i64,
    /// Not checked yet.
    pub unknown: i64,
}
from_row!(HealthCounts, |r| HealthCounts {
    up: r.try_get("up")?,
    degraded: r.try_get("degraded")?,
    down: r.try_get("down")?,
    unknown: r.try_get("unknown")?,
});

/// What a check found.
#[derive(Debug, Clone)]
pub struct CheckResult<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// How long the answer took, in milliseconds; `None` for a failure.
    pub latency_ms: Option<i64>,
    /// The health that follows; since when is kept by the store.
    pub health: Health,
    /// Failures in a row, this one counted.
    pub fails: i64,
    /// The failure's stored name.
    pub trouble: Option<&'a str>,
    /// The version its software names; `None` leaves what is known.
    pub version: Option<&'a str>,
    /// How many keys it lists; `None` leaves what is known.
    pub remote_keys: Option<i64>,
    /// Host that its access URLs name; `None` leaves what is known.
    pub host: Option<&'a str>,
}

/// Writes a server down; `None` where the house has it already.
pub async fn insert(tx: &mut Tx, new: &NewServer<'_>) -> Result<Option<ServerId>> {
    on!(tx, |c| query_scalar(
        "INSERT INTO server (name, kind, secret, remote_uid, host, state, health, health_since, checked_at, latency_ms,
             fails, remote_version, remote_keys, created_at, version, address)
         VALUES ($1, $2, $3, $4, $5, 'enabled', $6, $7, $7, $8, 0, $9, $10, $7, 1, $11)
         ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(new.name)
    .bind(new.kind)
    .bind(&new.secret)
    .bind(new.remote_uid)
    .bind(new.host)
    .bind(new.health)
    .bind(new.now)
    .bind(new.latency_ms)
    .bind(new.remote_version)
    .bind(new.remote_keys)
    .bind(new.address)
    .fetch_optional(c))
}

/// One server, also one that was let go.
pub async fn get(x: &mut impl Access, id: ServerId) -> Result<Option<Server>> {
    on!(x, |c| query_as("SELECT * FROM server WHERE id = $1").bind(id).fetch_optional(c))
}

/// One server, which no other transaction changes until this one ends.
pub async fn lock(tx: &mut Tx, id: ServerId) -> Result<Option<Server>> {
    locking!(tx, ["SELECT * FROM server WHERE id = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(id)
        .fetch_optional(c))
}

/// The server with that id of its own, where the house has it.
pub async fn by_remote_uid(x: &mut impl Access, uid: &str) -> Result<Option<Server>> {
    on!(x, |c| query_as("SELECT * FROM server WHERE remote_uid = $1 AND state <> 'removed'")
        .bind(uid)
        .fetch_optional(c))
}

/// The server whose management API is at that host and port, where the house has it.
pub async fn by_address(x: &mut impl Access, address: &str) -> Result<Option<Server>> {
    on!(x, |c| query_as("SELECT * FROM server WHERE address = $1 AND state <> 'removed' ORDER BY id LIMIT 1")
        .bind(address)
        .fetch_optional(c))
}

/// A server's own id, as it was when it was last seen to be itself.
pub async fn remote_uid(x: &mut impl Access, id: ServerId) -> Result<Option<String>> {
    on!(x, |c| query_scalar("SELECT remote_uid FROM server WHERE id = $1").bind(id).fetch_optional(c))
}

/// It has another id of its own now; `false` where another server of the house has that one.
pub async fn set_remote_uid(tx: &mut Tx, id: ServerId, uid: &str) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE server SET remote_uid = $2 WHERE id = $1 AND state <> 'removed'
             AND NOT EXISTS (SELECT 1 FROM server o WHERE o.remote_uid = $2 AND o.id <> $1 AND o.state <> 'removed')"
        )
        .bind(id)
        .bind(uid)
    )
}

/// Newest first, those let go left out.
pub async fn list(x: &mut impl Access, before: Option<ServerId>, limit: i64) -> Result<Vec<ServerRow>> {
    on!(x, |c| query_as(
        "SELECT s.*, (SELECT COUNT(*) FROM access_key k WHERE k.server_id = s.id AND k.phase <> 'deleted') AS present
         FROM server s WHERE s.state <> 'removed' AND s.id < $1 ORDER BY s.id DESC LIMIT $2"
    )
    .bind(before.unwrap_or(ServerId(i64::MAX)))
    .bind(limit)
    .fetch_all(c))
}

/// Those that don't answer, newest first, those let go left out.
pub async fn list_down(x: &mut impl Access, before: Option<ServerId>, limit: i64) -> Result<Vec<ServerRow>> {
    on!(x, |c| query_as(
        "SELECT s.*, (SELECT COUNT(*) FROM access_key k WHERE k.server_id = s.id AND k.phase <> 'deleted') AS present
         FROM server s WHERE s.state <> 'removed' AND s.health = 'down' AND s.id < $1 ORDER BY s.id DESC LIMIT $2"
    )
    .bind(before.unwrap_or(ServerId(i64::MAX)))
    .bind(limit)
    .fetch_all(c))
}

/// Ids of all that weren't let go.
pub async fn ids(x: &mut impl Access) -> Result<Vec<ServerId>> {
    on!(x, |c| query_scalar("SELECT id FROM server WHERE state <> 'removed' ORDER BY id").fetch_all(c))
}

/// How many there are, those let go left out.
pub async fn count(x: &mut impl Access) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM server WHERE state <> 'removed'").fetch_one(c))
}

/// How many there are by health.
pub async fn count_by_health(x: &mut impl Access) -> Result<HealthCounts> {
    on!(x, |c| query_as(
        "SELECT COUNT(CASE WHEN health = 'up' THEN 1 END) AS up,
                COUNT(CASE WHEN health = 'degraded' THEN 1 END) AS degraded,
                COUNT(CASE WHEN health = 'down' THEN 1 END) AS down,
                COUNT(CASE WHEN health = 'unknown' THEN 1 END) AS unknown
         FROM server WHERE state <> 'removed'"
    )
    .fetch_one(c))
}

/// How to reach it, sealed; `None` for one that was let go.
pub async fn secret(x: &mut impl Access, id: ServerId) -> Result<Option<Vec<u8>>> {
    on!(x, |c| query_scalar("SELECT secret FROM server WHERE id = $1 AND state <> 'removed'")
        .bind(id)
        .fetch_optional(c))
}

/// Another way to reach it, sealed, and where that leads; `false` where the version is an old one.
pub async fn set_access(tx: &mut Tx, id: ServerId, version: i64, secret: &[u8], address: &str) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE server SET secret = $3, address = $4, version = version + 1
             WHERE id = $1 AND version = $2 AND state <> 'removed'"
        )
        .bind(id)
        .bind(version)
        .bind(secret)
        .bind(address)
    )
}

/// What people call it; `false` where the version is an old one.
pub async fn rename(tx: &mut Tx, id: ServerId, version: i64, name: &str) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE server SET name = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state <> 'removed'"
        )
        .bind(id)
        .bind(version)
        .bind(name)
    )
}

/// What the house wants of it; `false` where the version is an old one. One that is let go forgets its secret and
/// doesn't come back: it is added anew.
pub async fn set_state(tx: &mut Tx, id: ServerId, version: i64, state: ServerState) -> Result<bool> {
    let forgets = state == ServerState::Removed;
    changed!(
        tx,
        query(
            "UPDATE server SET state = $3, secret = CASE WHEN $4 THEN $5 ELSE secret END, version = version + 1
             WHERE id = $1 AND version = $2 AND state <> 'removed'"
        )
        .bind(id)
        .bind(version)
        .bind(state)
        .bind(forgets)
        .bind(&b""[..])
    )
}

/// Writes down what a check found; `false` where the server was let go meanwhile.
pub async fn record_check(tx: &mut Tx, id: ServerId, found: &CheckResult<'_>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE server SET checked_at = $2, latency_ms = $3, health = $4,
                 health_since = CASE WHEN health <> $4 OR health_since IS NULL THEN $2 ELSE health_since END,
                 fails = $5, trouble = $6, remote_version = COALESCE($7, remote_version),
                 remote_keys = COALESCE($8, remote_keys), host = COALESCE($9, host)
             WHERE id = $1 AND state <> 'removed'"
        )
        .bind(id)
        .bind(found.at)
        .bind(found.latency_ms)
        .bind(found.health)
        .bind(found.fails)
        .bind(found.trouble)
        .bind(found.version)
        .bind(found.remote_keys)
        .bind(found.host)
    )
}

/// The enabled server that isn't down and has the fewest keys, with their number; one that is up comes before others.
pub async fn least_keys(x: &mut impl Access) -> Result<Option<(ServerId, i64)>> {
    least_keys_among(x, None).await
}

/// As [`least_keys`], only among these where given.
pub async fn least_keys_among(x: &mut impl Access, only: Option<&[ServerId]>) -> Result<Option<(ServerId, i64)>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(
            "SELECT s.id, (SELECT COUNT(*) FROM access_key k WHERE k.server_id = s.id AND k.phase <> 'deleted')
                 AS present
             FROM server s WHERE s.state = 'enabled' AND s.health <> 'down'",
        );
        if let Some(only) = only {
            q.push(" AND s.id IN (0");
            for id in only {
                q.push(", ").push_bind(*id);
            }
            q.push(")");
        }
        q.push(" ORDER BY CASE s.health WHEN 'up' THEN 0 ELSE 1 END, present, s.id LIMIT 1");
        q.build_query_as().fetch_optional(c).await
    })
}

/// How many keys of the house on it aren't deleted.
pub async fn present_keys(x: &mut impl Access, id: ServerId) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM access_key WHERE server_id = $1 AND phase <> 'deleted'")
        .bind(id)
        .fetch_one(c))
}

/// What of a server's keys is whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The representative who sold them; `None` is the house itself.
    pub seller: Option<String>,
    /// Keys that aren't deleted.
    pub keys: i64,
    /// Of these, those that work.
    pub active: i64,
}
from_row!(Share, |r| Share { seller: r.try_get("seller")?, keys: r.try_get("present")?, active: r.try_get("active")? });

/// Whose the keys on a server are; who has most comes first.
pub async fn shares(x: &mut impl Access, id: ServerId) -> Result<Vec<Share>> {
    on!(x, |c| query_as(
        "SELECT r.name AS seller, COUNT(*) AS present,
                COUNT(CASE WHEN k.phase = 'live' AND k.suspended_at IS NULL AND k.expired_at IS NULL
                    AND k.exhausted_at IS NULL THEN 1 END) AS active
         FROM access_key k LEFT JOIN representative r ON r.id = k.representative_id
         WHERE k.server_id = $1 AND k.phase <> 'deleted'
         GROUP BY k.representative_id, r.name ORDER BY present DESC, r.name"
    )
    .bind(id)
    .fetch_all(c))
}
