//! What jobs learn about keys from their servers.
//!
//! No versions: nobody decided these. Phase and revision guard them, so that what comes late changes nothing.

use crate::domain::ids::{KeyId, ServerId};
use crate::store::db::{Access, Tx, changed, on, rows};
use crate::store::error::Result;
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};

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

/// A server was let go: at most so many of its keys are gone for the house, out of lists and searches. Gives their number;
/// fewer than that are the last.
pub async fn leave_behind(tx: &mut Tx, server: ServerId, now: DateTime<Utc>, limit: i64) -> Result<u64> {
    let last: Option<KeyId> = on!(tx, |c| query_scalar(
        "SELECT MAX(id) FROM (SELECT id FROM access_key WHERE server_id = $1 AND phase <> 'deleted'
             ORDER BY id LIMIT $2) AS few"
    )
    .bind(server)
    .bind(limit)
    .fetch_one(c))?;
    let Some(last) = last else { return Ok(0) };
    rows!(
        tx,
        query(
            "DELETE FROM search_term WHERE subject_kind = 'key' AND subject_id IN
                 (SELECT id FROM access_key WHERE server_id = $1 AND phase <> 'deleted' AND id <= $2)"
        )
        .bind(server)
        .bind(last)
    )?;
    rows!(
        tx,
        query(
            "UPDATE access_key SET phase = 'deleted', deleted_at = $3, access_url = NULL, access_url_hash = NULL,
                 synced_rev = desired_rev, version = version + 1
             WHERE server_id = $1 AND phase <> 'deleted' AND id <= $2"
        )
        .bind(server)
        .bind(last)
        .bind(now)
    )
}

/// Of those that [`out_of_step`] gives, the ones that no unfinished job of their own is about.
pub async fn forgotten(x: &mut impl Access, server: ServerId, limit: i64) -> Result<Vec<KeyId>> {
    on!(x, |c| query_scalar(
        "SELECT id FROM access_key k WHERE synced_rev < desired_rev AND server_id = $1
             AND NOT (phase = 'provisioning' AND batch_id IS NOT NULL
                 AND batch_id IN (SELECT id FROM batch WHERE state <> 'done'))
             AND NOT EXISTS (SELECT 1 FROM job j WHERE j.once = 'sync_key:' || k.id
                 AND j.state IN ('waiting', 'running'))
         ORDER BY id LIMIT $2"
    )
    .bind(server)
    .bind(limit)
    .fetch_all(c))
}

/// Keys of which the server hasn't learnt yet what the house wants. Those of a batch that is being made are its job's.
pub async fn out_of_step(x: &mut impl Access, server: ServerId, limit: i64) -> Result<Vec<KeyId>> {
    on!(x, |c| query_scalar(
        "SELECT id FROM access_key WHERE synced_rev < desired_rev AND server_id = $1
             AND NOT (phase = 'provisioning' AND batch_id IS NOT NULL
                 AND batch_id IN (SELECT id FROM batch WHERE state <> 'done'))
         ORDER BY id LIMIT $2"
    )
    .bind(server)
    .bind(limit)
    .fetch_all(c))
}
