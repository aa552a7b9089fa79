//! Keys that their server has lost although it had confirmed them.
//!
//! A mark is set only on a key that was confirmed before the server was asked what it has: what is made or changed
//! meanwhile is no loss. The mark goes when the server confirms the key again, and with the key.

use crate::domain::ids::{KeyId, ServerId};
use crate::store::db::{Access, Tx, on, rows};
use crate::store::error::Result;
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query_scalar};

/// Marks keys that weren't listed by a server that began to list before they changed again; gives those of them that
/// are missing now, marked before or newly. A few hundred at a time.
pub async fn mark_missing(tx: &mut Tx, keys: &[KeyId], began: DateTime<Utc>, now: DateTime<Utc>) -> Result<Vec<KeyId>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    on!(tx, |c| async {
        let mut q = QueryBuilder::new("UPDATE access_key SET missing_at = COALESCE(missing_at, ");
        q.push_bind(now)
            .push(") WHERE phase = 'live' AND synced_rev >= desired_rev AND confirmed_at < ")
            .push_bind(began);
        q.push(" AND id IN (");
        let mut list = q.separated(", ");
        for id in keys {
            list.push_bind(*id);
        }
        q.push(") RETURNING id");
        q.build_query_scalar().persistent(false).fetch_all(c).await
    })
}

/// Takes the mark from keys that are there again.
pub async fn mark_found(tx: &mut Tx, keys: &[KeyId]) -> Result<u64> {
    if keys.is_empty() {
        return Ok(0);
    }
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new("UPDATE access_key SET missing_at = NULL WHERE id IN (");
            let mut list = q.separated(", ");
            for id in keys {
                list.push_bind(*id);
            }
            q.push(")");
            q
        }
        .build()
        .persistent(false)
    )
}

/// Keys that a server has lost, by id.
pub async fn missing(x: &mut impl Access, server: ServerId, after: KeyId, limit: i64) -> Result<Vec<KeyId>> {
    on!(x, |c| query_scalar(
        "SELECT id FROM access_key WHERE server_id = $1 AND missing_at IS NOT NULL AND phase = 'live' AND id > $2
         ORDER BY id LIMIT $3"
    )
    .bind(server)
    .bind(after)
    .bind(limit)
    .fetch_all(c))
}

/// How many keys a server has lost.
pub async fn missing_count(x: &mut impl Access, server: ServerId) -> Result<i64> {
    on!(x, |c| query_scalar(
        "SELECT COUNT(*) FROM access_key WHERE server_id = $1 AND missing_at IS NOT NULL AND phase = 'live'"
    )
    .bind(server)
    .fetch_one(c))
}

/// The keyed hash of a key's access URL, where it has one: by it one sees that it got another.
pub async fn url_hash(x: &mut impl Access, id: KeyId) -> Result<Option<Vec<u8>>> {
    let found: Option<Option<Vec<u8>>> =
        on!(x, |c| query_scalar("SELECT access_url_hash FROM access_key WHERE id = $1").bind(id).fetch_optional(c))?;
    Ok(found.flatten())
}
