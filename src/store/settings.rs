//! The house's settings by name, and one-time codes.
//!
//! What a value means is known to who wrote it; secrets come sealed or hashed. Each change counts up `.rev`, so that who
//! remembers the settings sees by one number whether they are still the same.

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
    on!(x, |c| query_as("SELECT name, value FROM setting WHERE name <> '.rev' ORDER BY name").fetch_all(c))
}

/// Grows with each change of a setting.
pub async fn rev(x: &mut impl Access) -> Result<i64> {
    Ok(get(x, ".rev").await?.and_then(|rev| rev.parse().ok()).unwrap_or_default())
}

async fn count_up(tx: &mut Tx) -> Result<()> {
    rows!(tx, query("UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = '.rev'"))
        .map(|_| ())
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
    )?;
    count_up(tx).await
}

/// Takes one away, where it is as expected and was written since then: who gets `true` is the only one who used it.
pub async fn take(tx: &mut Tx, name: &str, expected: &str, since: DateTime<Utc>) -> Result<bool> {
    let taken = changed!(
        tx,
        query("DELETE FROM setting WHERE name = $1 AND value = $2 AND changed_at > $3")
            .bind(name)
            .bind(expected)
            .bind(since)
    )?;
    if taken {
        count_up(tx).await?;
    }
    Ok(taken)
}

/// Takes one away.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<bool> {
    let removed = changed!(tx, query("DELETE FROM setting WHERE name = $1").bind(name))?;
    if removed {
        count_up(tx).await?;
    }
    Ok(removed)
}
