//! Changes that can be undone for a moment: each its maker's alone, and undone once.
//! What undoing means is no concern of the store: it keeps the inverse as data.

use super::db::{Access, Tx, changed, on, rows};
use super::error::{Result, StoreError};
use crate::domain::{
    ids::{PersonId, UndoId},
    undo::Undo,
};
use chrono::{DateTime, Utc};
use sqlx::{query, query_as, query_scalar};

/// Keeps how a change is undone, until then.
pub async fn offer(tx: &mut Tx, person: PersonId, undo: &Undo, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
    let inverse = serde_json::to_string(undo).map_err(|_| StoreError::Unreadable("undo".into()))?;
    rows!(
        tx,
        query("INSERT INTO undo (person_id, subject, inverse, made_at, until) VALUES ($1, $2, $3, $4, $5)")
            .bind(person)
            .bind(undo.subject())
            .bind(&inverse)
            .bind(now)
            .bind(until)
    )
    .map(|_| ())
}

type Kept = (UndoId, String, DateTime<Utc>, Option<DateTime<Utc>>);

/// A person's last change of a subject, where it can be undone still.
pub async fn last(
    x: &mut impl Access,
    person: PersonId,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<Option<(UndoId, Undo)>> {
    let found: Option<Kept> = on!(x, |c| {
        query_as(
        "SELECT id, inverse, until, done_at FROM undo WHERE person_id = $1 AND subject = $2 ORDER BY id DESC LIMIT 1"
    )
    .bind(person)
    .bind(subject)
    .fetch_optional(c)
    })?;
    let open = found.filter(|(_, _, until, done)| done.is_none() && *until > now);
    // A newer program's isn't offered by an older one.
    Ok(open.and_then(|(id, inverse, ..)| serde_json::from_str(&inverse).ok().map(|undo| (id, undo))))
}

/// A person's own change, whether it can be undone still or not.
pub async fn get(x: &mut impl Access, person: PersonId, id: UndoId) -> Result<Option<Undo>> {
    let found: Option<String> = on!(x, |c| query_scalar("SELECT inverse FROM undo WHERE id = $1 AND person_id = $2")
        .bind(id)
        .bind(person)
        .fetch_optional(c))?;
    Ok(found.and_then(|inverse| serde_json::from_str(&inverse).ok()))
}

/// It is undone now; `false` where it was before, or where its time is over.
pub async fn take(tx: &mut Tx, id: UndoId, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE undo SET done_at = $2 WHERE id = $1 AND done_at IS NULL AND until > $2").bind(id).bind(now)
    )
}

/// Takes away what can't be undone any more since before that time, at most `limit`.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query("DELETE FROM undo WHERE id IN (SELECT id FROM undo WHERE until < $1 ORDER BY until LIMIT $2)")
            .bind(before)
            .bind(limit)
    )
}
