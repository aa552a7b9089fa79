//! The audit log: who did what, to what, with what result.
//!
//! Written in the change's own transaction, and never changed or deleted: the database itself refuses. Secrets are
//! masked by who writes an entry.

use super::db::{Access, Tx, on};
use super::error::Result;
use super::types::{from_row, texts};
use crate::domain::{
    ids::{AuditId, ChatId},
    named,
    role::Actor,
};
use chrono::{DateTime, Utc};
use sqlx::{query_as, query_scalar};

named! {
    /// What became of it.
    pub enum AuditResult {
        /// Done.
        Ok = "ok",
        /// Not allowed.
        Refused = "refused",
        /// It didn't work.
        Failed = "failed",
    }
}
texts!(AuditResult by as_str);

/// An entry to be written.
#[derive(Debug, Clone)]
pub struct NewEntry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, as [`actor_name`] says it, or `chat:<id>` for someone unknown.
    pub actor: &'a str,
    /// Where they wrote.
    pub chat: Option<ChatId>,
    /// What: a stable code such as `key.create`.
    pub action: &'a str,
    /// On what: `<kind>:<id>`, or empty.
    pub subject: &'a str,
    /// Before and after, without secrets.
    pub detail: &'a serde_json::Value,
    /// What became of it.
    pub result: AuditResult,
}

/// An entry as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its row.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Where they wrote.
    pub chat: Option<ChatId>,
    /// What.
    pub action: String,
    /// On what.
    pub subject: String,
    /// Before and after, as the JSON text that was written: what a seal covers.
    pub detail: String,
    /// What became of it.
    pub result: AuditResult,
}
from_row!(Entry, |r| Entry {
    id: r.try_get("id")?,
    at: r.try_get("at")?,
    actor: r.try_get("actor")?,
    chat: r.try_get("chat_id")?,
    action: r.try_get("action")?,
    subject: r.try_get("subject")?,
    detail: r.try_get("detail")?,
    result: r.try_get("result")?,
});

/// The stored name of who acts.
pub fn actor_name(actor: &Actor) -> String {
    match actor {
        Actor::Person { id, .. } => format!("person:{id}"),
        Actor::Job(name) => format!("job:{name}"),
        Actor::Machine => "machine".into(),
    }
}

/// Writes an entry.
pub async fn append(tx: &mut Tx, entry: &NewEntry<'_>) -> Result<AuditId> {
    on!(tx, |c| query_scalar(
        "INSERT INTO audit (at, actor, chat_id, action, subject, detail, result)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(entry.at)
    .bind(entry.actor)
    .bind(entry.chat)
    .bind(entry.action)
    .bind(entry.subject)
    .bind(entry.detail.to_string())
    .bind(entry.result)
    .fetch_one(c))
}

/// What happened to a subject, newest first.
pub async fn history(x: &mut impl Access, subject: &str, before: Option<AuditId>, limit: i64) -> Result<Vec<Entry>> {
    on!(x, |c| query_as("SELECT * FROM audit WHERE subject = $1 AND id < $2 ORDER BY id DESC LIMIT $3")
        .bind(subject)
        .bind(before.unwrap_or(AuditId(i64::MAX)))
        .bind(limit)
        .fetch_all(c))
}

/// All that happened, newest first.
pub async fn list(x: &mut impl Access, before: Option<AuditId>, limit: i64) -> Result<Vec<Entry>> {
    on!(x, |c| query_as("SELECT * FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2")
        .bind(before.unwrap_or(AuditId(i64::MAX)))
        .bind(limit)
        .fetch_all(c))
}
