//! When what happens regularly is due.
//!
//! However many runs were missed, they are caught up once; of several processes one alone is told that it is time.

use super::db::{Access, Tx, changed, on};
use super::error::Result;
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};
use std::collections::HashSet;

/// What it isn't time for yet.
pub async fn later(x: &mut impl Access, now: DateTime<Utc>) -> Result<HashSet<String>> {
    on!(x, |c| query_scalar("SELECT name FROM schedule WHERE due_at > $1").bind(now).fetch_all(c))
        .map(|later: Vec<String>| later.into_iter().collect())
}

/// Whether it is time; then it is again at `next`. The first time that a name is heard of, it is time.
pub async fn due(tx: &mut Tx, name: &str, now: DateTime<Utc>, next: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "INSERT INTO schedule (name, due_at) VALUES ($1, $3)
             ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at WHERE schedule.due_at <= $2"
        )
        .bind(name)
        .bind(now)
        .bind(next)
    )
}
