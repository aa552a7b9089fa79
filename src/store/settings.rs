//! The house's settings by name, and one-time codes.
//!
//! What a value means is known to who wrote it; secrets come sealed or hashed.

use super::db::{Access, Tx, changed, on, rows};
use super::error::Result;
use chrono::{DateTime, Utc};
use sqlx::{query, query_as, query_scalar};

/// One value.
pub async fn get(x: &mut impl Access, name: &str) -> Result<Option<String>> {
    on!(x, |c| query_scalar("SELECT value FROM setting WHERE name = $1").bind(name).fetch_optional(c))
}

/// All of them, by name.
pub async fn all(x: &mut impl Access) -> Result<Vec<(String, String)>> {
    on!(x, |c| query_as("SELECT name, value FROM setting ORDER BY name").fetch_all(c))
}

/// Writes one, over what was there.
pub async fn set(tx: &mut Tx, name: &str, value: &str, now: DateTime<Utc>) -> Result<()> {
    rows!(
        tx,
        query(
            "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"
        )
        .bind(name)
        .bind(value)
        .bind(now)
    )
    .map(|_| ())
}

/// Takes one away, where it is as expected: who gets `true` is the only one who used it.
pub async fn take(tx: &mut Tx, name: &str, expected: &str) -> Result<bool> {
    changed!(tx, query("DELETE FROM setting WHERE name = $1 AND value = $2").bind(name).bind(expected))
}

/// Takes one away.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<bool> {
    changed!(tx, query("DELETE FROM setting WHERE name = $1").bind(name))
}
