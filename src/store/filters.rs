//! Lists' filters, which buttons carry by id: nothing free-form is ever in a button.
//!
//! A filter is its maker's alone, and is never changed.

use super::db::{Access, Tx, on, rows};
use super::error::Result;
use crate::domain::ids::{FilterId, PersonId};
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};

/// Keeps a filter.
pub async fn insert(tx: &mut Tx, person: PersonId, body: &str, now: DateTime<Utc>) -> Result<FilterId> {
    on!(tx, |c| query_scalar("INSERT INTO list_filter (person_id, body, created_at) VALUES ($1, $2, $3) RETURNING id")
        .bind(person)
        .bind(body)
        .bind(now)
        .fetch_one(c))
}

/// A person's own filter.
pub async fn get(x: &mut impl Access, person: PersonId, id: FilterId) -> Result<Option<String>> {
    on!(x, |c| query_scalar("SELECT body FROM list_filter WHERE id = $1 AND person_id = $2")
        .bind(id)
        .bind(person)
        .fetch_optional(c))
}

/// Takes away those kept before that time, at most `limit`.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM list_filter WHERE id IN (SELECT id FROM list_filter WHERE created_at < $1
                 ORDER BY id LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}
