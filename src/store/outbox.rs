//! Messages to people, as data, written in the transaction of what they speak of.
//!
//! A claimed message isn't given again until its claim runs out: after a crash it is sent again, so it may arrive
//! twice, never not at all. What is named is said once.

use super::db::{Access, Tx, changed, locking, on, rows};
use super::error::{Result, StoreError};
use super::types::from_row;
use crate::domain::{
    ids::{ChatId, OutboxId},
    notice::Notice,
};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};

/// Messages of one chat and bundle are at least so far apart.
const APART: TimeDelta = TimeDelta::seconds(30);

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its row.
    pub id: OutboxId,
    /// To whom.
    pub chat: ChatId,
    /// What it says.
    pub notice: Notice,
    /// How often it was tried, this time counted.
    pub attempts: i64,
}

struct Raw(OutboxId, ChatId, String, i64);
from_row!(Raw, |r| Raw(r.try_get("id")?, r.try_get("chat_id")?, r.try_get("notice")?, r.try_get("attempts")?));

/// How many messages there are by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxCounts {
    /// To be sent.
    pub waiting: i64,
    /// Of these, tried before.
    pub retrying: i64,
    /// Given up.
    pub failed: i64,
    /// To people whom nothing reaches.
    pub unreachable: i64,
}
from_row!(OutboxCounts, |r| OutboxCounts {
    waiting: r.try_get("waiting")?,
    retrying: r.try_get("retrying")?,
    failed: r.try_get("failed")?,
    unreachable: r.try_get("unreachable")?,
});

/// Writes a message to be sent at `send_after` or later; `false` where what it speaks of was said.
pub async fn put(
    tx: &mut Tx,
    once: Option<&str>,
    chat: ChatId,
    notice: &Notice,
    send_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let notice = serde_json::to_string(notice).map_err(|_| StoreError::Unreadable("notice".into()))?;
    changed!(
        tx,
        query(
            "INSERT INTO outbox (once, chat_id, notice, state, send_after, attempts, created_at)
             VALUES ($1, $2, $3, 'waiting', $4, 0, $5) ON CONFLICT DO NOTHING"
        )
        .bind(once)
        .bind(chat)
        .bind(&notice)
        .bind(send_after)
        .bind(now)
    )
}

/// As [`put`], in a bundle: where one of the same chat and bundle was written less than `apart` ago, this one waits until
/// that is over, and goes out together with what else waits in the bundle.
pub async fn put_bundled(
    tx: &mut Tx,
    once: &str,
    chat: ChatId,
    (notice, bundle): (&Notice, &str),
    send_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let last: Option<DateTime<Utc>> = on!(tx, |c| query_scalar(
        "SELECT created_at FROM outbox WHERE chat_id = $1 AND bundle = $2 AND created_at > $3
         ORDER BY created_at DESC LIMIT 1"
    )
    .bind(chat)
    .bind(bundle)
    .bind(now - APART)
    .fetch_optional(c))?;
    let after = last.map_or(send_after, |last| send_after.max(last + APART));
    put_held(tx, once, chat, (notice, bundle), after, now).await
}

/// As [`put`], in a bundle that is sent as one once it is [`release`]d, or at `send_after`.
pub async fn put_held(
    tx: &mut Tx,
    once: &str,
    chat: ChatId,
    (notice, bundle): (&Notice, &str),
    send_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let body = serde_json::to_string(notice).map_err(|_| StoreError::Unreadable("notice".into()))?;
    changed!(
        tx,
        query(
            "INSERT INTO outbox (once, chat_id, notice, state, send_after, attempts, created_at, bundle)
             VALUES ($1, $2, $3, 'waiting', $4, 0, $5, $6) ON CONFLICT DO NOTHING"
        )
        .bind(once)
        .bind(chat)
        .bind(&body)
        .bind(send_after)
        .bind(now)
        .bind(bundle)
    )
}

/// What was held in a bundle goes out now; says how many messages that concerns.
pub async fn release(tx: &mut Tx, bundle: &str, now: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        query(
            "UPDATE outbox SET send_after = $2
             WHERE bundle = $1 AND state = 'waiting' AND attempts = 0 AND send_after > $2"
        )
        .bind(bundle)
        .bind(now)
    )
}

/// Claims what else waits in a claimed message's bundle, due or not, oldest first.
pub async fn gather(
    tx: &mut Tx,
    holder: &str,
    message: OutboxId,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Waiting>> {
    let mut claimed: Vec<Raw> = locking!(
        tx,
        [
            "WITH same AS MATERIALIZED (SELECT o.id FROM outbox o JOIN outbox first ON first.chat_id = o.chat_id
                 AND first.bundle = o.bundle WHERE first.id = $1 AND o.id <> $1 AND o.state = 'waiting'
                 ORDER BY o.id LIMIT $2",
            " FOR UPDATE OF o SKIP LOCKED",
            ") UPDATE outbox SET send_after = $3, attempts = attempts + 1, holder = $4 WHERE id IN (SELECT id FROM same)
             RETURNING id, chat_id, notice, attempts"
        ],
        |sql, c| query_as(sql).bind(message).bind(limit).bind(until).bind(holder).fetch_all(c)
    )?;
    claimed.sort_unstable_by_key(|raw| raw.0);
    let read = |Raw(id, chat, notice, attempts): Raw| {
        serde_json::from_str(&notice).ok().map(|notice| Waiting { id, chat, notice, attempts })
    };
    Ok(claimed.into_iter().filter_map(read).collect())
}

/// Claims messages that are due, in the order they were due; they come again after `until`, unless something became of
/// them. What follows one of its chat's that was tried and waits, waits behind it. One that can't be read (a newer
/// program's) is failed instead.
pub async fn claim(
    tx: &mut Tx,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Waiting>> {
    let mut claimed: Vec<Raw> = locking!(
        tx,
        [
            "WITH due AS MATERIALIZED (SELECT id FROM outbox WHERE state = 'waiting' AND send_after <= $1
                 AND NOT EXISTS (SELECT 1 FROM outbox before WHERE before.chat_id = outbox.chat_id
                     AND before.state = 'waiting' AND before.id < outbox.id AND before.attempts > 0
                     AND before.send_after > $1)
                 ORDER BY send_after, id LIMIT $3",
            " FOR UPDATE SKIP LOCKED",
            ") UPDATE outbox SET send_after = $2, attempts = attempts + 1, holder = $4 WHERE id IN (SELECT id FROM due)
             RETURNING id, chat_id, notice, attempts"
        ],
        |sql, c| query_as(sql).bind(now).bind(until).bind(limit).bind(holder).fetch_all(c)
    )?;
    claimed.sort_unstable_by_key(|raw| raw.0);
    let mut waiting = Vec::with_capacity(claimed.len());
    for Raw(id, chat, notice, attempts) in claimed {
        match serde_json::from_str(&notice) {
            Ok(notice) => waiting.push(Waiting { id, chat, notice, attempts }),
            Err(_) => {
                failed(tx, id, "unreadable", now).await?;
            }
        }
    }
    Ok(waiting)
}

/// Goes on with a claimed message, which is about to be sent: it isn't given again before `until`. `false` where the claim
/// ran out and somebody has it by now, or something became of it: then it isn't to be sent.
pub async fn renew(tx: &mut Tx, holder: &str, message: &Waiting, until: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE outbox SET send_after = $4
             WHERE id = $1 AND holder = $2 AND attempts = $3 AND state = 'waiting'"
        )
        .bind(message.id)
        .bind(holder)
        // Each claim counts: the same process may have claimed it anew.
        .bind(message.attempts)
        .bind(until)
    )
}

/// They were sent, as that message, a few hundred at a time; gives how many of them waited for that.
pub async fn sent(tx: &mut Tx, ids: &[OutboxId], message_id: i64, now: DateTime<Utc>) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new("UPDATE outbox SET state = 'sent', error = NULL, message_id = ");
            q.push_bind(message_id).push(", finished_at = ").push_bind(now);
            q.push(" WHERE state = 'waiting' AND id IN (");
            let mut list = q.separated(", ");
            for id in ids {
                list.push_bind(*id);
            }
            q.push(")");
            q
        }
        .build()
        .persistent(false)
    )
}

/// It is to be sent again at `at`.
pub async fn retry(tx: &mut Tx, id: OutboxId, at: DateTime<Utc>, error: &str) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE outbox SET send_after = $2, error = $3, holder = NULL WHERE id = $1 AND state = 'waiting'")
            .bind(id)
            .bind(at)
            .bind(error)
    )
}

/// Nothing goes to that chat before `at`: what waits for it, claimed or not, waits so long.
pub async fn postpone(tx: &mut Tx, chat: ChatId, at: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        query(
            "UPDATE outbox SET send_after = $2, holder = NULL
             WHERE chat_id = $1 AND state = 'waiting' AND (send_after < $2 OR holder IS NOT NULL)"
        )
        .bind(chat)
        .bind(at)
    )
}

/// It can't be sent.
pub async fn failed(tx: &mut Tx, id: OutboxId, error: &str, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE outbox SET state = 'failed', error = $2, finished_at = $3 WHERE id = $1 AND state = 'waiting'")
            .bind(id)
            .bind(error)
            .bind(now)
    )
}

/// Nothing reaches that chat: what waits for it is given up.
pub async fn unreachable(tx: &mut Tx, chat: ChatId, now: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        query("UPDATE outbox SET state = 'unreachable', finished_at = $2 WHERE chat_id = $1 AND state = 'waiting'")
            .bind(chat)
            .bind(now)
    )
}

/// The chat can be reached again: what was given up because it couldn't, and is no older than `since`, waits once more.
pub async fn reachable(tx: &mut Tx, chat: ChatId, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        query(
            "UPDATE outbox SET state = 'waiting', send_after = $3, attempts = 0, holder = NULL, finished_at = NULL
             WHERE chat_id = $1 AND state = 'unreachable' AND created_at >= $2"
        )
        .bind(chat)
        .bind(since)
        .bind(now)
    )
}

/// How many there are by state.
pub async fn counts(x: &mut impl Access) -> Result<OutboxCounts> {
    on!(x, |c| query_as(
        "SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
                COUNT(CASE WHEN state = 'waiting' AND attempts > 1 THEN 1 END) AS retrying,
                COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed,
                COUNT(CASE WHEN state = 'unreachable' THEN 1 END) AS unreachable
         FROM outbox WHERE state <> 'sent'"
    )
    .fetch_one(c))
}

/// Takes away what was finished before that time, at most `limit`.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE finished_at IS NOT NULL AND finished_at < $1
                 ORDER BY finished_at LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}
