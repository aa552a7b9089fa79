//! How many test keys were made in a day.
//!
//! One row a maker and day, counted up by one guarded statement: two taps at once can't pass a limit.

use super::db::{Access, Tx, changed, on, rows};
use super::error::Result;
use sqlx::{query, query_scalar};

/// Counts one more; `false` where so many are counted already. A limit below one counts nothing.
pub async fn count_up(tx: &mut Tx, maker: &str, day: i64, limit: i64) -> Result<bool> {
    if limit < 1 {
        return Ok(false);
    }
    changed!(
        tx,
        query(
            "INSERT INTO test_day (maker, day, made) VALUES ($1, $2, 1)
             ON CONFLICT (maker, day) DO UPDATE SET made = test_day.made + 1 WHERE test_day.made < $3"
        )
        .bind(maker)
        .bind(day)
        .bind(limit)
    )
}

/// How many are counted.
pub async fn made(x: &mut impl Access, maker: &str, day: i64) -> Result<i64> {
    let found: Option<i64> = on!(x, |c| query_scalar("SELECT made FROM test_day WHERE maker = $1 AND day = $2")
        .bind(maker)
        .bind(day)
        .fetch_optional(c))?;
    Ok(found.unwrap_or(0))
}

/// A key is one to try the house with.
pub async fn mark(tx: &mut Tx, key: crate::domain::ids::KeyId) -> Result<bool> {
    changed!(tx, query("UPDATE access_key SET test = TRUE WHERE id = $1").bind(key))
}

/// Takes away days before that one, at most `limit`.
pub async fn prune(tx: &mut Tx, before: i64, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM test_day WHERE day < $1 AND maker IN
                 (SELECT maker FROM test_day WHERE day < $1 ORDER BY day LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}
