//! What each chat wants to be told, and when it is quiet.
//!
//! A chat without a row wants everything that concerns it, at any hour.

use super::db::{Access, Tx, on, rows};
use super::error::Result;
use super::types::from_row;
use crate::domain::{ids::ChatId, notice::NoticeKind, quiet::Quiet};
use sqlx::{query, query_as, query_scalar};

/// What a chat wants of one kind of notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Whether it wants it at all.
    pub wanted: bool,
    /// When it isn't to be written to.
    pub quiet: Option<Quiet>,
}
from_row!(Wish, |r| Wish {
    wanted: r.try_get::<Option<bool>, _>("wanted")?.unwrap_or(true),
    quiet: quiet(r.try_get("from_minute")?, r.try_get("until_minute")?),
});

fn quiet(from: Option<i64>, until: Option<i64>) -> Option<Quiet> {
    Quiet::new(u32::try_from(from?).ok()?, u32::try_from(until?).ok()?)
}

/// What a chat wants of a kind.
pub async fn wish(x: &mut impl Access, chat: ChatId, kind: NoticeKind) -> Result<Wish> {
    on!(x, |c| {
        query_as(
        "SELECT (SELECT wanted FROM notice_choice WHERE chat_id = $1 AND kind = $2) AS wanted, q.from_minute, q.until_minute
         FROM (SELECT 1 AS one) o LEFT JOIN quiet_time q ON q.chat_id = $1"
    )
    .bind(chat)
    .bind(kind.as_str())
    .fetch_one(c)
    })
}

/// The kinds that a chat doesn't want.
pub async fn unwanted(x: &mut impl Access, chat: ChatId) -> Result<Vec<NoticeKind>> {
    let names: Vec<String> =
        on!(x, |c| query_scalar("SELECT kind FROM notice_choice WHERE chat_id = $1 AND NOT wanted ORDER BY kind")
            .bind(chat)
            .fetch_all(c))?;
    Ok(names.iter().filter_map(|name| NoticeKind::parse(name)).collect())
}

/// A chat wants a kind of notice, or doesn't.
pub async fn choose(tx: &mut Tx, chat: ChatId, kind: NoticeKind, wanted: bool) -> Result<()> {
    rows!(
        tx,
        query(
            "INSERT INTO notice_choice (chat_id, kind, wanted) VALUES ($1, $2, $3)
             ON CONFLICT (chat_id, kind) DO UPDATE SET wanted = excluded.wanted"
        )
        .bind(chat)
        .bind(kind.as_str())
        .bind(wanted)
    )
    .map(|_| ())
}

/// When a chat isn't to be written to.
pub async fn quiet_of(x: &mut impl Access, chat: ChatId) -> Result<Option<Quiet>> {
    let found: Option<(i64, i64)> =
        on!(x, |c| query_as("SELECT from_minute, until_minute FROM quiet_time WHERE chat_id = $1")
            .bind(chat)
            .fetch_optional(c))?;
    Ok(found.and_then(|(from, until)| quiet(Some(from), Some(until))))
}

/// Sets quiet hours, or none.
pub async fn set_quiet(tx: &mut Tx, chat: ChatId, hours: Option<Quiet>) -> Result<()> {
    match hours {
        None => rows!(tx, query("DELETE FROM quiet_time WHERE chat_id = $1").bind(chat)),
        Some(hours) => rows!(
            tx,
            query(
                "INSERT INTO quiet_time (chat_id, from_minute, until_minute) VALUES ($1, $2, $3)
                 ON CONFLICT (chat_id) DO UPDATE SET from_minute = excluded.from_minute,
                     until_minute = excluded.until_minute"
            )
            .bind(chat)
            .bind(i64::from(hours.from))
            .bind(i64::from(hours.until))
        ),
    }
    .map(|_| ())
}
