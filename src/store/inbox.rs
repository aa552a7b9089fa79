//! Updates as they came, kept until they are done.
//!
//! An update is written before it is acknowledged and done in the transaction of what it caused; what isn't done when
//! its claim runs out is handled by whoever asks next. An attempt is counted when a taken over update begins to be
//! handled, not when it is claimed: what only waited when its process died did nothing wrong.

use super::db::{Access, Tx, changed, locking, on, rows};
use super::error::Result;
use super::types::from_row;
use crate::domain::ids::ChatId;
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_scalar};

/// An update to be kept.
#[derive(Debug, Clone)]
pub struct NewUpdate {
    /// Telegram's id for it.
    pub update_id: i64,
    /// The private chat, where it has one.
    pub chat: Option<ChatId>,
    /// As it came, JSON.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// Until when it is claimed by the one who stores it.
    pub claimed_until: DateTime<Utc>,
}

/// An update that wasn't done in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// Telegram's id for it.
    pub update_id: i64,
    /// The private chat, where it has one.
    pub chat: Option<ChatId>,
    /// As it came, JSON.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// How often it was begun by who took it over.
    pub attempts: i64,
}
from_row!(Undone, |r| Undone {
    update_id: r.try_get("update_id")?,
    chat: r.try_get("chat_id")?,
    body: r.try_get("body")?,
    received_at: r.try_get("received_at")?,
    attempts: r.try_get("attempts")?,
});

/// Keeps updates, claimed by `holder`, and gives the ids of those that are new, in order.
pub async fn store(tx: &mut Tx, holder: &str, updates: &[NewUpdate]) -> Result<Vec<i64>> {
    let mut new = Vec::with_capacity(updates.len());
    for batch in updates.chunks(500) {
        let mut ids: Vec<i64> = on!(tx, |c| async {
            let mut q = QueryBuilder::new(
                "INSERT INTO inbox (update_id, chat_id, body, received_at, attempts, claimed_until, holder) ",
            );
            q.push_values(batch, |mut row, u| {
                row.push_bind(u.update_id).push_bind(u.chat).push_bind(&u.body).push_bind(u.received_at);
                row.push("0").push_bind(u.claimed_until).push_bind(holder);
            });
            q.push(" ON CONFLICT DO NOTHING RETURNING update_id").build_query_scalar().fetch_all(c).await
        })?;
        new.append(&mut ids);
    }
    new.sort_unstable();
    Ok(new)
}

/// Says that an update is done, with a word on how; `false` where it was done before: then undo everything.
pub async fn done(tx: &mut Tx, update_id: i64, outcome: &str, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE inbox SET done_at = $3, outcome = $2, body = $4, claimed_until = NULL WHERE update_id = $1 AND done_at IS NULL"
        )
        .bind(update_id)
        .bind(outcome)
        .bind(now)
        // What people typed isn't kept longer than it is needed.
        .bind(Vec::<u8>::new())
    )
}

/// How it stands with an update that is to be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is its turn, and it is marked as done.
    Its {
        /// Whether it was begun before, by who took it over.
        again: bool,
    },
    /// It was done before: then undo everything.
    Past,
    /// An older one of its chat isn't done: nothing is changed, and it comes again.
    NotYet,
}

/// As [`done`], but only where nothing older of its chat is undone: whoever has that, the chat's updates keep their order.
pub async fn in_turn(tx: &mut Tx, update_id: i64, outcome: &str, now: DateTime<Utc>) -> Result<Turn> {
    let attempts: Option<i64> = on!(tx, |c| query_scalar(
        "UPDATE inbox SET done_at = $3, outcome = $2, body = $4, claimed_until = NULL
         WHERE update_id = $1 AND done_at IS NULL AND NOT EXISTS
             (SELECT 1 FROM inbox older WHERE older.chat_id = inbox.chat_id
                  AND older.update_id < inbox.update_id AND older.done_at IS NULL)
         RETURNING attempts"
    )
    .bind(update_id)
    .bind(outcome)
    .bind(now)
    .bind(Vec::<u8>::new())
    .fetch_optional(c))?;
    Ok(match attempts {
        Some(attempts) => Turn::Its { again: attempts > 0 },
        None if is_open(tx, update_id).await? => Turn::NotYet,
        None => Turn::Past,
    })
}

async fn is_open(x: &mut impl Access, update_id: i64) -> Result<bool> {
    on!(x, |c| query_scalar("SELECT EXISTS (SELECT 1 FROM inbox WHERE update_id = $1 AND done_at IS NULL)")
        .bind(update_id)
        .fetch_one(c))
}

/// Whether an older update of the same chat isn't done.
pub async fn is_early(x: &mut impl Access, update_id: i64) -> Result<bool> {
    on!(x, |c| query_scalar(
        "SELECT EXISTS (SELECT 1 FROM inbox mine JOIN inbox older ON older.chat_id = mine.chat_id
             AND older.update_id < mine.update_id AND older.done_at IS NULL
         WHERE mine.update_id = $1 AND mine.done_at IS NULL)"
    )
    .bind(update_id)
    .fetch_one(c))
}

/// Whether an update that was taken over comes after a newer one of its chat that is done: what its sender did then, they
/// did without it.
pub async fn overtaken(tx: &mut Tx, update_id: i64) -> Result<bool> {
    let newer: i64 = on!(tx, |c| query_scalar(
        "SELECT COUNT(*) FROM inbox mine JOIN inbox newer ON newer.chat_id = mine.chat_id
             AND newer.update_id > mine.update_id AND newer.done_at IS NOT NULL
         WHERE mine.update_id = $1 AND mine.attempts > 0"
    )
    .bind(update_id)
    .fetch_one(c))?;
    Ok(newer > 0)
}

/// Claims updates that aren't done and whose claim ran out, oldest first.
pub async fn undone(
    tx: &mut Tx,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Undone>> {
    let mut claimed: Vec<Undone> = locking!(
        tx,
        [
            "WITH late AS MATERIALIZED (SELECT update_id FROM inbox
                 WHERE done_at IS NULL AND (claimed_until IS NULL OR claimed_until < $1)
                 ORDER BY update_id LIMIT $3",
            " FOR UPDATE SKIP LOCKED",
            ") UPDATE inbox SET claimed_until = $2, holder = $4
             WHERE update_id IN (SELECT update_id FROM late)
             RETURNING update_id, chat_id, body, received_at, attempts"
        ],
        |sql, c| sqlx::query_as(sql).bind(now).bind(until).bind(limit).bind(holder).fetch_all(c)
    )?;
    claimed.sort_unstable_by_key(|u| u.update_id);
    Ok(claimed)
}

/// Begins to handle an update that was taken over: counts the attempt, so that one that ends the program doesn't end it
/// for ever. `false` where it is done, or another's by now.
pub async fn begin(tx: &mut Tx, holder: &str, update_id: i64, until: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE inbox SET attempts = attempts + 1, claimed_until = $3
             WHERE update_id = $1 AND holder = $2 AND done_at IS NULL"
        )
        .bind(update_id)
        .bind(holder)
        .bind(until)
    )
}

/// Goes on with updates that wait or are handled: their claims last until then, where they are still the holder's.
pub async fn renew(tx: &mut Tx, holder: &str, update_ids: &[i64], until: DateTime<Utc>) -> Result<u64> {
    let mut renewed = 0;
    for batch in update_ids.chunks(500) {
        renewed += rows!(
            tx,
            {
                let mut q = QueryBuilder::new("UPDATE inbox SET claimed_until = ");
                q.push_bind(until).push(" WHERE done_at IS NULL AND holder = ").push_bind(holder);
                q.push(" AND update_id IN (");
                let mut list = q.separated(", ");
                for id in batch {
                    list.push_bind(*id);
                }
                q.push(")");
                q
            }
            .build()
            .persistent(false)
        )?;
    }
    Ok(renewed)
}

/// How many aren't done.
pub async fn open_count(x: &mut impl Access) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL").fetch_one(c))
}

/// Takes away what was done before that time, at most `limit`; the newest update stays.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM inbox WHERE update_id IN (SELECT update_id FROM inbox WHERE done_at < $1
                 AND done_at IS NOT NULL AND update_id < (SELECT MAX(update_id) FROM inbox)
                 ORDER BY done_at LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}
