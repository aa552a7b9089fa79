//! Work that is done later: the one schedule table, the worker, one file per job.
//!
//! A job is idempotent and looks at what is wanted now. It holds a lease with a fencing number that is checked when it
//! commits, so that a worker that was thought dead writes nothing. Remote calls are made outside transactions.

mod add_server;
mod check_server;
mod house_keeping;
mod sync_key;
pub mod worker;

use crate::{
    domain::{
        ids::JobId,
        job::JobKind,
    },
    service::Env,
    store::{Db, jobs::Claimed},
};
use chrono::TimeDelta;

/// What runs by itself, and how often.
pub const SCHEDULE: &[(&str, TimeDelta, fn() -> JobKind)] = &[
    ("check_servers", TimeDelta::seconds(60), || JobKind::CheckServers),
    ("expire_keys", TimeDelta::seconds(30), || JobKind::ExpireKeys),
    ("seal_audit", TimeDelta::seconds(5), || JobKind::SealAudit),
    ("sweep", TimeDelta::hours(1), || JobKind::Sweep),
];

/// What a job may use.
#[derive(Debug, Clone)]
pub struct Bench {
    /// The database.
    pub db: Db,
    /// Keys, drivers, chance, time.
    pub env: Env,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It has committed its own end, fence and all.
    Committed,
    /// It is done; the worker commits its end.
    Done,
    /// Not yet: once more after this time, for this reason.
    Again(TimeDelta, String),
    /// It can't be done.
    Failed(String),
}

/// A claimed job with what it needs to know of itself.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Which.
    pub id: JobId,
    /// The number that its lease was given with.
    pub fence: i64,
    /// How often it was claimed, with this time.
    pub attempts: i64,
    /// Kind and data.
    pub kind: &'a JobKind,
}

/// Runs one job.
pub async fn run(bench: &Bench, claimed: &Claimed) -> Result<Ended, crate::service::Error> {
    let run = Run { id: claimed.id, fence: claimed.fence, attempts: claimed.attempts, kind: &claimed.kind };
    match &claimed.kind {
        JobKind::SyncKey { key } => sync_key::run(bench, run, *key).await,
        JobKind::AddServer { .. } => add_server::run(bench, run).await,
        JobKind::CheckServers => check_server::all(bench).await,
        JobKind::CheckServer { server } => check_server::run(bench, *server).await,
        JobKind::ExpireKeys => house_keeping::expire_keys(bench).await,
        JobKind::SealAudit => house_keeping::seal_audit(bench).await,
        JobKind::Sweep => house_keeping::sweep(bench).await,
    }
}
