//! Refused attempts, folded per source, action and hour, so that nobody floods the audit log.
//!
//! Written in a transaction of their own: what was refused has rolled back.

use super::db::{Access, Tx, on, rows};
use super::error::Result;
use chrono::{DateTime, Utc};
use sqlx::{query, query_as, query_scalar};

/// Counts a refusal and gives the number in that hour: at 1 it is worth an entry in the log.
pub async fn fold(tx: &mut Tx, source: &str, action: &str, hour: DateTime<Utc>) -> Result<i64> {
    on!(tx, |c| query_scalar(
        "INSERT INTO refusal (source, action, hour, count) VALUES ($1, $2, $3, 1)
         ON CONFLICT (source, action, hour) DO UPDATE SET count = refusal.count + 1 RETURNING count"
    )
    .bind(source)
    .bind(action)
    .bind(hour)
    .fetch_one(c))
}

/// How many there were of a source and action in an hour.
pub async fn count(x: &mut impl Access, source: &str, action: &str, hour: DateTime<Utc>) -> Result<i64> {
    let found: Option<i64> =
        on!(x, |c| query_scalar("SELECT count FROM refusal WHERE source = $1 AND action = $2 AND hour = $3")
            .bind(source)
            .bind(action)
            .bind(hour)
            .fetch_optional(c))?;
    Ok(found.unwrap_or(0))
}

/// Refusals since an hour: source, action, hour, count; newest first.
pub async fn since(
    x: &mut impl Access,
    hour: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<(String, String, DateTime<Utc>, i64)>> {
    on!(x, |c| query_as(
        "SELECT source, action, hour, count FROM refusal WHERE hour >= $1
         ORDER BY hour DESC, source, action LIMIT $2"
    )
    .bind(hour)
    .bind(limit)
    .fetch_all(c))
}

/// Takes away those before an hour, of at most `limit` hours, sources and actions.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM refusal WHERE (source, action, hour) IN
                 (SELECT source, action, hour FROM refusal WHERE hour < $1 ORDER BY hour LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}
