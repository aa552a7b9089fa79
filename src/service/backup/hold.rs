//! What waits after a restore until an admin lets it go: messages of then, and work on servers.
//!
//! The restored house believes what was true then. Whatever it did at once by that belief (stop a key that was renewed
//! since, make one that exists, write to somebody again) would be wrong in the world as it is now.

use crate::{
    domain::role::{Actor, Permission},
    ports::Wake,
    service::{Env, Outcome, audit, require},
    store::{self, Access, Tx, restored},
};
use chrono::{DateTime, Utc};

/// Work that is done all the same: it touches nothing outside the house but backups and what a person asks for now. Polls
/// only read; what follows from them for a key waits.
pub const GOES_ON: &[&str] = &[
    "seal_audit",
    "sweep",
    "poll_servers",
    "poll_server",
    "prune_usage",
    "backup",
    "backup_watch",
    "backup_send",
    "backup_look",
    "restore",
    "add_server",
    "leave_behind",
];

/// What is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// From when the restored house is.
    pub made_at: DateTime<Utc>,
    /// Messages that waited then.
    pub messages: i64,
    /// Jobs that wait.
    pub jobs: i64,
}

/// What is held, where anything is.
pub async fn state(access: &mut impl Access) -> Outcome<Option<Held>> {
    let Some(made_at) = restored::held(access).await? else { return Ok(None) };
    let jobs = store::jobs::counts(access).await?;
    Ok(Some(Held {
        made_at: made_at.parse().unwrap_or_default(),
        messages: restored::held_messages(access).await?,
        jobs: jobs.waiting,
    }))
}

/// Lets everything go. The messages of then are sent, or dropped.
pub async fn let_go(tx: &mut Tx, env: &Env, actor: &Actor, send: bool, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::BackupRestore)?;
    if !store::settings::remove(tx, restored::HELD).await? {
        return Ok(());
    }
    let messages = restored::release_messages(tx, send, now).await?;
    let detail = serde_json::json!({ "messages": messages, "sent": send });
    audit::note(tx, actor, "backup.let_go", "", detail, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    tx.wake(&env.signals, Wake::Outbox);
    Ok(())
}
