//! One row a private chat: its living message, the form being filled in, and what it follows.
//!
//! A chat without a row has an empty session.

use super::db::{Access, Tx, locking, on, rows};
use super::error::Result;
use super::types::from_row;
use crate::domain::ids::{ChatId, RepresentativeId};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as};
use std::collections::BTreeMap;

/// A chat's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub chat: ChatId,
    /// The message that screens are shown in.
    pub living_message: Option<i64>,
    /// The form being filled in, as JSON.
    pub form: Option<String>,
    /// Grows with each form, so that an old form's button is known as such.
    pub form_seq: i64,
    /// The screen that the living message follows.
    pub watch: Option<String>,
    /// What the last change decided to show, until it was shown.
    pub unshown: Option<String>,
    /// As whom somebody of the house looks at it.
    pub view_as: Option<RepresentativeId>,
    /// Grows with each change.
    pub rev: i64,
}
from_row!(Session, |r| Session {
    chat: r.try_get("chat_id")?,
    living_message: r.try_get("living_message")?,
    form: r.try_get("form")?,
    form_seq: r.try_get("form_seq")?,
    watch: r.try_get("watch")?,
    unshown: r.try_get("unshown")?,
    view_as: r.try_get("view_as")?,
    rev: r.try_get("rev")?,
});

impl Session {
    /// The session of a chat that has none.
    pub const fn empty(chat: ChatId) -> Self {
        Self { chat, living_message: None, form: None, form_seq: 0, watch: None, unshown: None, view_as: None, rev: 0 }
    }
}

/// A chat's session.
pub async fn load(x: &mut impl Access, chat: ChatId) -> Result<Session> {
    let found: Option<Session> =
        on!(x, |c| query_as("SELECT * FROM session WHERE chat_id = $1").bind(chat).fetch_optional(c))?;
    Ok(found.unwrap_or(Session::empty(chat)))
}

/// A chat's session, which no other transaction changes until this one ends: updates of a chat run one after another.
pub async fn lock(tx: &mut Tx, chat: ChatId, now: DateTime<Utc>) -> Result<Session> {
    if let Some(session) = locked(tx, chat).await? {
        return Ok(session);
    }
    // A row that isn't there can't be locked.
    rows!(
        tx,
        query("INSERT INTO session (chat_id, form_seq, updated_at) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING")
            .bind(chat)
            .bind(now)
    )?;
    Ok(locked(tx, chat).await?.unwrap_or(Session::empty(chat)))
}

async fn locked(tx: &mut Tx, chat: ChatId) -> Result<Option<Session>> {
    locking!(tx, ["SELECT * FROM session WHERE chat_id = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(chat)
        .fetch_optional(c))
}

/// Writes a session, over what was there.
pub async fn save(tx: &mut Tx, session: &Session, now: DateTime<Utc>) -> Result<()> {
    rows!(
        tx,
        query(
            "INSERT INTO session (chat_id, living_message, form, form_seq, watch, unshown, rev, updated_at,
                 view_as)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (chat_id) DO UPDATE SET living_message = excluded.living_message, form = excluded.form,
                 form_seq = excluded.form_seq, watch = excluded.watch, unshown = excluded.unshown, rev = excluded.rev,
                 updated_at = excluded.updated_at, view_as = excluded.view_as"
        )
        .bind(session.chat)
        .bind(session.living_message)
        .bind(&session.form)
        .bind(session.form_seq)
        .bind(&session.watch)
        .bind(&session.unshown)
        .bind(session.rev)
        .bind(now)
        .bind(session.view_as)
    )
    .map(|_| ())
}

/// Sessions whose living message follows something, the latest first.
pub async fn watched(x: &mut impl Access, limit: i64) -> Result<Vec<Session>> {
    on!(x, |c| query_as("SELECT * FROM session WHERE watch IS NOT NULL ORDER BY updated_at DESC LIMIT $1")
        .bind(limit)
        .fetch_all(c))
}

/// A chat's living message follows this now.
pub async fn set_watch(tx: &mut Tx, chat: ChatId, watch: &str, now: DateTime<Utc>) -> Result<()> {
    rows!(
        tx,
        query(
            "INSERT INTO session (chat_id, form_seq, watch, updated_at) VALUES ($1, 0, $2, $3)
             ON CONFLICT (chat_id) DO UPDATE SET watch = excluded.watch, updated_at = excluded.updated_at"
        )
        .bind(chat)
        .bind(watch)
        .bind(now)
    )
    .map(|_| ())
}

/// A chat's living message follows this no longer; where it follows something else by now, that stays.
pub async fn end_watch(tx: &mut Tx, chat: ChatId, watch: &str, rev: i64) -> Result<()> {
    rows!(
        tx,
        query("UPDATE session SET watch = NULL WHERE chat_id = $1 AND watch = $2 AND rev = $3")
            .bind(chat)
            .bind(watch)
            .bind(rev)
    )
    .map(|_| ())
}

/// Sessions whose last change, made before that time, was not shown yet.
pub async fn unshown(x: &mut impl Access, before: DateTime<Utc>, limit: i64) -> Result<Vec<Session>> {
    on!(x, |c| query_as(
        "SELECT * FROM session WHERE unshown IS NOT NULL AND updated_at < $1 ORDER BY updated_at LIMIT $2"
    )
    .bind(before)
    .bind(limit)
    .fetch_all(c))
}

/// What these changes decided to show was shown; a later change of the same chat waits on.
pub async fn shown(tx: &mut Tx, shown: &[(ChatId, i64)]) -> Result<()> {
    // In order of chats, so that two of these can't wait for each other.
    let shown: BTreeMap<ChatId, i64> = shown.iter().copied().collect();
    for (chat, rev) in shown {
        rows!(tx, query("UPDATE session SET unshown = NULL WHERE chat_id = $1 AND rev = $2").bind(chat).bind(rev))?;
    }
    Ok(())
}

/// Writes down many chats' living messages at once, and nothing else of them; a chat's last one counts.
pub async fn set_living(tx: &mut Tx, living: &[(ChatId, i64)], now: DateTime<Utc>) -> Result<()> {
    // In order of chats, so that two of these can't wait for each other.
    let living: Vec<(ChatId, i64)> = living.iter().copied().collect::<BTreeMap<_, _>>().into_iter().collect();
    for batch in living.chunks(500) {
        rows!(
            tx,
            {
                let mut q = QueryBuilder::new("INSERT INTO session (chat_id, living_message, form_seq, updated_at) ");
                q.push_values(batch, |mut row, (chat, message)| {
                    row.push_bind(*chat).push_bind(*message).push("0").push_bind(now);
                });
                q.push(" ON CONFLICT (chat_id) DO UPDATE SET living_message = excluded.living_message");
                q
            }
            .build()
            .persistent(false)
        )?;
    }
    Ok(())
}
