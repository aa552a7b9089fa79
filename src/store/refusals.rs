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

/// Takes away those before an hour.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    rows!(tx, query("DELETE FROM refusal WHERE hour < $1").bind(before))
}
