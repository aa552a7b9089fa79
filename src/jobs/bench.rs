//! What a job has at hand, and how it can end.
//!
//! A job says by `Ended` what the worker has to write down; one that has committed its own end says so. What a job writes
//! before its end is written under its fence, too: it asks in the same transaction whether it is still its worker's.

use crate::{
    domain::{ids::JobId, job::JobKind},
    service::{Env, Outcome, usage::Meters},
    store::{self, Db, Tx},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// What a job may use.
#[derive(Debug, Clone)]
pub struct Bench {
    /// The database.
    pub db: Db,
    /// Keys, drivers, chance, time.
    pub env: Env,
    /// The last readings of all servers.
    pub meters: Arc<Meters>,
}

impl Bench {
    /// With nothing in mind yet.
    pub fn new(db: Db, env: Env) -> Self {
        Self { db, env, meters: Arc::default() }
    }
}

/// How long a job may run before another worker takes it over, unless it renews its lease.
pub(super) const LEASE: TimeDelta = TimeDelta::seconds(120);

/// At this attempt, a failing job is said to be stuck.
pub(super) const STUCK: i64 = 8;

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
    /// Another worker has taken it over: nothing more is written here.
    Lost,
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

impl Run<'_> {
    /// Whether the job is still this worker's, asked in the transaction of what it writes; its lease starts anew. Where it
    /// is another's by now, the transaction is to be undone.
    pub async fn holds(&self, tx: &mut Tx, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(store::jobs::renew(tx, self.id, self.fence, now + LEASE).await?)
    }
}

/// 1, 2, 4 … 300 seconds, less up to half of it by chance, so that many don't come back at once.
pub fn back_off(bench: &Bench, attempts: i64) -> TimeDelta {
    let full = 1_000_i64.saturating_mul(1 << attempts.saturating_sub(1).clamp(0, 9)).min(300_000);
    let less = bench.env.chance.below(u64::try_from(full / 2).unwrap_or(1));
    TimeDelta::milliseconds(full - i64::try_from(less).unwrap_or(0))
}
