//! What jobs learn about keys from their servers.
//!
//! No versions: nobody decided these. Phase and revision guard them, so that what comes late changes nothing.

use crate::domain::{
    ids::{KeyId, ServerId},
    traffic::Traffic,
};
use crate::store::db::{Access, Tx, changed, on, rows};
use crate::store::error::Result;
use crate::store::types::{from_row, lifetime};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};
use std::collections::HashMap;

/// The server has a key as the house wanted it at a revision.
#[derive(Debug, Clone)]
pub struct Synced {
    /// What it has confirmed: the `desired_rev` that was read before it was told.
    pub rev: i64,
    /// The access URL, sealed, and its keyed hash; `None` leaves what is known.
    pub access_url: Option<(Vec<u8>, Vec<u8>)>,
    /// When it confirmed; the first time counts.
    pub at: DateTime<Utc>,
}

/// The server confirmed: the key lives. `false` where it is on its way out meanwhile.
pub async fn mark_synced(tx: &mut Tx, id: KeyId, synced: &Synced) -> Result<bool> {
    let (url, hash) = synced.access_url.clone().unzip();
    changed!(
        tx,
        query(
            "UPDATE access_key SET phase = 'live', trouble = NULL,
                 synced_rev = CASE WHEN synced_rev < $2 THEN $2 ELSE synced_rev END,
                 access_url = COALESCE($3, access_url), access_url_hash = COALESCE($4, access_url_hash),
                 activated_at = COALESCE(activated_at, $5), confirmed_at = $5, missing_at = NULL
             WHERE id = $1 AND phase IN ('provisioning', 'live')"
        )
        .bind(id)
        .bind(synced.rev)
        .bind(url)
        .bind(hash)
        .bind(synced.at)
    )
}

/// It could not be made. The server is still to take away what it may have made of it.
pub async fn mark_failed(tx: &mut Tx, id: KeyId, trouble: &str) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET phase = 'failed', trouble = $2, desired_rev = desired_rev + 1
             WHERE id = $1 AND phase = 'provisioning'"
        )
        .bind(id)
        .bind(trouble)
    )
}

/// The server has nothing of a key that could not be made.
pub async fn mark_absent(tx: &mut Tx, id: KeyId, rev: i64) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET synced_rev = CASE WHEN synced_rev < $2 THEN $2 ELSE synced_rev END
             WHERE id = $1 AND phase = 'failed'"
        )
        .bind(id)
        .bind(rev)
    )
}

/// The server has deleted it. Its secret goes, its row stays for the books.
pub async fn mark_deleted(tx: &mut Tx, id: KeyId, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET phase = 'deleted', deleted_at = $2, trouble = NULL, access_url = NULL,
                 access_url_hash = NULL, synced_rev = desired_rev
             WHERE id = $1 AND phase = 'deleting'"
        )
        .bind(id)
        .bind(now)
    )
}

/// Why the server hasn't confirmed; `true` where that is news.
pub async fn note_trouble(tx: &mut Tx, id: KeyId, trouble: Option<&str>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE access_key SET trouble = $2 WHERE id = $1 AND trouble IS DISTINCT FROM $2")
            .bind(id)
            .bind(trouble)
    )
}

/// Its time is over; `false` where it isn't, or that is known.
pub async fn expire(tx: &mut Tx, id: KeyId, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET expired_at = $2, desired_rev = desired_rev + 1
             WHERE id = $1 AND phase = 'live' AND expired_at IS NULL AND expires_at <= $2"
        )
        .bind(id)
        .bind(now)
    )
}

/// The server isn't as it should be although it had confirmed: it is to be told again. `false` where the key is on its
/// way out or is out of step anyway.
pub async fn tell_again(tx: &mut Tx, id: KeyId) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET desired_rev = desired_rev + 1
             WHERE id = $1 AND phase IN ('live', 'failed') AND synced_rev >= desired_rev"
        )
        .bind(id)
    )
}

/// A key that was deleted is there again (the server was restored): it is to be deleted once more. Gives the key.
pub async fn delete_again(tx: &mut Tx, server: ServerId, remote_id: &str) -> Result<Option<KeyId>> {
    on!(tx, |c| query_scalar(
        "UPDATE access_key SET phase = 'deleting', deleted_at = NULL, desired_rev = desired_rev + 1,
             version = version + 1
         WHERE server_id = $1 AND remote_id = $2 AND phase = 'deleted' RETURNING id"
    )
    .bind(server)
    .bind(remote_id)
    .fetch_optional(c))
}

/// Ids there of keys that were deleted since then: a listing that was begun before may still name them.
pub async fn deleted_since(x: &mut impl Access, server: ServerId, since: DateTime<Utc>) -> Result<Vec<String>> {
    on!(x, |c| query_scalar(
        "SELECT remote_id FROM access_key WHERE server_id = $1 AND phase = 'deleted' AND deleted_at >= $2"
    )
    .bind(server)
    .bind(since)
    .fetch_all(c))
}

/// A server was let go: its keys are gone for the house, out of lists and searches. Gives their number.
pub async fn leave_behind(tx: &mut Tx, server: ServerId, now: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM search_term WHERE subject_kind = 'key' AND subject_id IN
                 (SELECT id FROM access_key WHERE server_id = $1)"
        )
        .bind(server)
    )?;
    rows!(
        tx,
        query(
            "UPDATE access_key SET phase = 'deleted', deleted_at = $2, access_url = NULL, access_url_hash = NULL,
                 synced_rev = desired_rev, version = version + 1
             WHERE server_id = $1 AND phase <> 'deleted'"
        )
        .bind(server)
        .bind(now)
    )
}

struct Seen {
    id: KeyId,
    remote_id: String,
    bytes: Traffic,
    days: Option<i64>,
    from_first_use: bool,
    unused: bool,
}
from_row!(Seen, |r| Seen {
    id: r.try_get("id")?,
    remote_id: r.try_get("remote_id")?,
    bytes: r.try_get("seen_bytes")?,
    days: r.try_get("days")?,
    from_first_use: r.try_get("from_first_use")?,
    unused: r.try_get("unused")?,
});

/// What a server counted of a key, where that is news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenNews {
    key: KeyId,
    bytes: Traffic,
    first: Option<DateTime<Utc>>,
    ends: Option<DateTime<Utc>>,
}

/// What of that which a server counted is news. A key that isn't named has moved nothing. The first traffic starts the
/// life of those that begin with it.
pub async fn seen_news(
    x: &mut impl Access,
    server: ServerId,
    seen: &[(String, Traffic)],
    now: DateTime<Utc>,
) -> Result<Vec<SeenNews>> {
    let counted: HashMap<&str, Traffic> = seen.iter().map(|(id, bytes)| (id.as_str(), *bytes)).collect();
    let known: Vec<Seen> = on!(x, |c| query_as(
        "SELECT id, remote_id, seen_bytes, days, from_first_use, first_used_at IS NULL AS unused
         FROM access_key WHERE server_id = $1 AND phase <> 'deleted'"
    )
    .bind(server)
    .fetch_all(c))?;
    let news = known.into_iter().filter_map(|key| {
        let bytes = counted.get(key.remote_id.as_str()).copied().unwrap_or_default().max(Traffic(0));
        let first = (key.unused && bytes.0 > 0).then_some(now);
        let life = lifetime(key.days, key.from_first_use);
        let ends = first.filter(|_| key.from_first_use).and_then(|at| life.ends(at, first));
        (bytes != key.bytes).then_some(SeenNews { key: key.id, bytes, first, ends })
    });
    Ok(news.collect())
}

/// Writes down what servers counted: a few hundred keys at a time.
pub async fn record_seen(tx: &mut Tx, news: &[SeenNews]) -> Result<u64> {
    if news.is_empty() {
        return Ok(0);
    }
    rows!(
        tx,
        {
            // Both databases call the columns of VALUES column1, column2 …
            let mut q = QueryBuilder::new(
                "UPDATE access_key SET seen_bytes = v.column2, first_used_at = COALESCE(first_used_at, v.column3),
                 expires_at = CASE WHEN expiry_own THEN expires_at ELSE COALESCE(expires_at, v.column4) END FROM (",
            );
            q.push_values(news, |mut row, one| {
                row.push_bind(one.key).push_bind(one.bytes).push_bind(one.first).push_bind(one.ends);
            });
            q.push(") AS v WHERE access_key.id = v.column1");
            q
        }
        .build()
        .persistent(false)
    )
}
