//! Who alone does a thing at a time, among all processes on one database.
//!
//! The fence grows with each new holder: a late one is known by its old number.

use super::db::{Tx, changed, on};
use super::error::Result;
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};

/// Takes a lease, or goes on with one's own; gives its fence, `None` where another holds it.
pub async fn take(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<i64>> {
    on!(tx, |c| query_scalar(
        "INSERT INTO lease (name, holder, fence, until) VALUES ($1, $2, 1, $4)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
             fence = lease.fence + CASE WHEN lease.holder = $2 AND lease.until > $3 THEN 0 ELSE 1 END
         WHERE lease.holder = $2 OR lease.until <= $3
         RETURNING fence"
    )
    .bind(name)
    .bind(holder)
    .bind(now)
    .bind(until)
    .fetch_optional(c))
}

/// Gives a lease back before its time; `false` where it is another's.
pub async fn release(tx: &mut Tx, name: &str, holder: &str, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE lease SET until = $3 WHERE name = $1 AND holder = $2 AND until > $3")
            .bind(name)
            .bind(holder)
            .bind(now)
    )
}
