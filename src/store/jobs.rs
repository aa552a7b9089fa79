//! Work for later.
//!
//! There is one unfinished job of a name; asked for again while it runs, it runs once more afterwards, so that no wish
//! is lost between its reading and its end. A lease with a fence says who runs it: who comes late finishes nothing.

use super::db::{Access, Tx, changed, locking, on, rows};
use super::error::{Result, StoreError};
use super::types::{from_row, texts};
use crate::domain::{
    ids::{ChatId, JobId},
    job::JobKind,
    named,
};
use chrono::{DateTime, Utc};
use sqlx::{query, query_as};

named! {
    /// Where a job is.
    pub enum JobState {
        /// To be run.
        Waiting = "waiting",
        /// Being run, as long as its lease lasts.
        Running = "running",
        /// Done.
        Done = "done",
        /// Given up.
        Failed = "failed",
    }
}
texts!(JobState by as_str);

/// A job to be run now, by who claimed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its row.
    pub id: JobId,
    /// What to do.
    pub kind: JobKind,
    /// What `finish`, `again`, `fail` and `renew` want to see.
    pub fence: i64,
    /// How often it was tried, this time counted.
    pub attempts: i64,
}

struct Raw(JobId, String, i64, i64, DateTime<Utc>);
from_row!(Raw, |r| Raw(
    r.try_get("id")?,
    r.try_get("body")?,
    r.try_get("fence")?,
    r.try_get("attempts")?,
    r.try_get("run_at")?
));

/// A job as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its row.
    pub id: JobId,
    /// The kind and its data; `None` for one of a newer program's.
    pub kind: Option<JobKind>,
    /// Where it is.
    pub state: JobState,
    /// When it runs, or ran.
    pub run_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i64,
    /// How far it is, as JSON of its own.
    pub progress: Option<String>,
    /// The chat that gets the result as a message, because it looks at something else by now.
    pub tell: Option<ChatId>,
    /// What went wrong last.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was done or given up.
    pub finished_at: Option<DateTime<Utc>>,
}
from_row!(Job, |r| Job {
    id: r.try_get("id")?,
    kind: serde_json::from_str(&r.try_get::<String, _>("body")?).ok(),
    state: r.try_get("state")?,
    run_at: r.try_get("run_at")?,
    attempts: r.try_get("attempts")?,
    progress: r.try_get("progress")?,
    tell: r.try_get("tell")?,
    error: r.try_get("error")?,
    created_at: r.try_get("created_at")?,
    finished_at: r.try_get("finished_at")?,
});

/// How many jobs there are by state, those done left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    /// To be run.
    pub waiting: i64,
    /// Of these, tried before.
    pub retrying: i64,
    /// Being run.
    pub running: i64,
    /// Given up.
    pub failed: i64,
}
from_row!(JobCounts, |r| JobCounts {
    waiting: r.try_get("waiting")?,
    retrying: r.try_get("retrying")?,
    running: r.try_get("running")?,
    failed: r.try_get("failed")?,
});

/// Asks for a job at `run_at`. `true` where it is a new one; else the unfinished one of that name runs so early at the
/// latest, or, where it is running, once more.
pub async fn enqueue(tx: &mut Tx, kind: &JobKind, run_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool> {
    let once = kind.once();
    let body = serde_json::to_string(kind).map_err(|_| StoreError::Unreadable("job".into()))?;
    // Where the other one finishes between the two statements, the next round inserts.
    for _ in 0..3 {
        let new = changed!(
            tx,
            query(
                "INSERT INTO job (once, kind, body, state, run_at, attempts, fence, created_at, lane)
                 VALUES ($1, $2, $3, 'waiting', $4, 0, 0, $5,
                     COALESCE($6, (SELECT 'server:' || server_id FROM access_key WHERE id = $7)))
                 ON CONFLICT DO NOTHING"
            )
            .bind(&once)
            .bind(kind.as_str())
            .bind(&body)
            .bind(run_at)
            .bind(now)
            .bind(kind.lane())
            .bind(kind.key())
        )?;
        if new {
            return Ok(true);
        }
        let joined = changed!(
            tx,
            query(
                "UPDATE job SET
                     attempts = CASE WHEN state = 'waiting' THEN 0 ELSE attempts END,
                     run_at = CASE WHEN state = 'waiting' AND run_at > $2 THEN $2 ELSE run_at END,
                     again_at = CASE WHEN state = 'running' AND (again_at IS NULL OR again_at > $2)
                         THEN $2 ELSE again_at END
                 WHERE once = $1 AND state IN ('waiting', 'running')"
            )
            .bind(&once)
            .bind(run_at)
        )?;
        if joined {
            return Ok(false);
        }
    }
    Err(StoreError::Contended { code: "job".into() })
}

/// So many jobs of one lane run at once: a server that is slow or dead must not keep all workers busy. Several processes
/// that claim at the same moment may each claim so many.
pub const LANE: i64 = 3;

/// Claims jobs that are due, and running ones whose lease ran out, but no more than [`LANE`] that wait for one server.
/// One that can't be read (a newer program's) is given up instead.
pub async fn claim(
    tx: &mut Tx,
    holder: &str,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Claimed>> {
    let claimed: Vec<Raw> = locking!(
        tx,
        [
            "WITH due AS MATERIALIZED (SELECT id, run_at, lane FROM job
                 WHERE ((state = 'waiting' AND run_at <= $1) OR (state = 'running' AND lease_until < $1))
                     AND (lane IS NULL OR lane NOT IN (SELECT busy.lane FROM job busy
                         WHERE busy.state = 'running' AND busy.lease_until >= $1 AND busy.lane IS NOT NULL
                         GROUP BY busy.lane HAVING COUNT(*) >= $5))
                 ORDER BY run_at, id LIMIT $3",
            " FOR UPDATE SKIP LOCKED",
            "), placed AS (SELECT id, lane, ROW_NUMBER() OVER (PARTITION BY lane ORDER BY run_at, id)
                 + (SELECT COUNT(*) FROM job busy WHERE busy.state = 'running' AND busy.lease_until >= $1
                     AND busy.lane = due.lane) AS place FROM due)
             UPDATE job SET state = 'running', fence = fence + 1, attempts = attempts + 1, lease_until = $2, holder = $4
             WHERE id IN (SELECT id FROM placed WHERE lane IS NULL OR place <= $5)
             RETURNING id, body, fence, attempts, run_at"
        ],
        |sql, c| query_as(sql).bind(now).bind(lease_until).bind(limit).bind(holder).bind(LANE).fetch_all(c)
    )?;
    readable(tx, claimed, now).await
}

/// As `claim`, but only jobs of these kinds.
pub async fn claim_some(
    tx: &mut Tx,
    holder: &str,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    limit: i64,
    kinds: &[&str],
) -> Result<Vec<Claimed>> {
    // Kinds are plain words, so that blanks around each make it findable in one text.
    let kinds = format!(" {} ", kinds.join(" "));
    let claimed: Vec<Raw> = locking!(
        tx,
        [
            "WITH due AS MATERIALIZED (SELECT id FROM job
                 WHERE ((state = 'waiting' AND run_at <= $1) OR (state = 'running' AND lease_until < $1))
                     AND $5 LIKE '% ' || kind || ' %'
                 ORDER BY run_at, id LIMIT $3",
            " FOR UPDATE SKIP LOCKED",
            ") UPDATE job SET state = 'running', fence = fence + 1, attempts = attempts + 1, lease_until = $2,
                 holder = $4
             WHERE id IN (SELECT id FROM due) RETURNING id, body, fence, attempts, run_at"
        ],
        |sql, c| query_as(sql).bind(now).bind(lease_until).bind(limit).bind(holder).bind(&kinds).fetch_all(c)
    )?;
    readable(tx, claimed, now).await
}

/// What can be read of what was claimed, in its order; the rest is given up.
async fn readable(tx: &mut Tx, mut claimed: Vec<Raw>, now: DateTime<Utc>) -> Result<Vec<Claimed>> {
    claimed.sort_unstable_by_key(|raw| (raw.4, raw.0));
    let mut jobs = Vec::with_capacity(claimed.len());
    for Raw(id, body, fence, attempts, _) in claimed {
        match serde_json::from_str(&body) {
            Ok(kind) => jobs.push(Claimed { id, kind, fence, attempts }),
            Err(_) => {
                fail(tx, id, fence, "unreadable", now).await?;
            }
        }
    }
    Ok(jobs)
}

/// It is done; `false` where another has it by now: then undo everything.
pub async fn finish(tx: &mut Tx, id: JobId, fence: i64, now: DateTime<Utc>) -> Result<bool> {
    end(tx, id, fence, "done", None, now).await
}

/// It is given up; `false` where another has it by now.
pub async fn fail(tx: &mut Tx, id: JobId, fence: i64, error: &str, now: DateTime<Utc>) -> Result<bool> {
    end(tx, id, fence, "failed", Some(error), now).await
}

async fn end(
    tx: &mut Tx,
    id: JobId,
    fence: i64,
    state: &'static str,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE job SET error = $4, lease_until = NULL, again_at = NULL, run_at = COALESCE(again_at, run_at),
                 state = CASE WHEN again_at IS NULL THEN $3 ELSE 'waiting' END,
                 attempts = CASE WHEN again_at IS NULL THEN attempts ELSE 0 END,
                 finished_at = CASE WHEN again_at IS NULL THEN $5 END
             WHERE id = $1 AND fence = $2 AND state = 'running'"
        )
        .bind(id)
        .bind(fence)
        .bind(state)
        .bind(error)
        .bind(now)
    )
}

/// It is to be run again at `run_at`, or earlier, and as if for the first time, where someone asked for that; `false` where another has it by now.
pub async fn again(tx: &mut Tx, id: JobId, fence: i64, run_at: DateTime<Utc>, error: Option<&str>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE job SET state = 'waiting', error = $4, lease_until = NULL, again_at = NULL,
                 run_at = CASE WHEN again_at < $3 THEN again_at ELSE $3 END,
                 attempts = CASE WHEN again_at IS NULL THEN attempts ELSE 0 END
             WHERE id = $1 AND fence = $2 AND state = 'running'"
        )
        .bind(id)
        .bind(fence)
        .bind(run_at)
        .bind(error)
    )
}

/// Goes on with it: the lease lasts until then; `false` where another has it by now.
pub async fn renew(tx: &mut Tx, id: JobId, fence: i64, lease_until: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE job SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state = 'running'")
            .bind(id)
            .bind(fence)
            .bind(lease_until)
    )
}

/// How far it is; `false` where another has it by now.
pub async fn set_progress(tx: &mut Tx, id: JobId, fence: i64, progress: &str) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE job SET progress = $3 WHERE id = $1 AND fence = $2 AND state = 'running'")
            .bind(id)
            .bind(fence)
            .bind(progress)
    )
}

/// Other data for a job, such as without a secret that nobody needs any more.
pub async fn set_kind(tx: &mut Tx, id: JobId, kind: &JobKind) -> Result<bool> {
    let body = serde_json::to_string(kind).map_err(|_| StoreError::Unreadable("job".into()))?;
    changed!(tx, query("UPDATE job SET body = $2 WHERE id = $1").bind(id).bind(body))
}

/// Jobs of a kind that ended between two times, oldest first.
pub async fn ended(
    x: &mut impl Access,
    kind: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Job>> {
    on!(x, |c| query_as(
        "SELECT * FROM job WHERE kind = $1 AND finished_at IS NOT NULL AND finished_at >= $2 AND finished_at < $3
         ORDER BY finished_at LIMIT $4"
    )
    .bind(kind)
    .bind(from)
    .bind(to)
    .bind(limit)
    .fetch_all(c))
}

/// Whoever follows an unfinished job looks at something else: the result is to be sent. `false` where it is finished.
pub async fn tell(tx: &mut Tx, id: JobId, chat: ChatId) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE job SET tell = $2 WHERE id = $1 AND state IN ('waiting', 'running')").bind(id).bind(chat)
    )
}

/// One job.
pub async fn get(x: &mut impl Access, id: JobId) -> Result<Option<Job>> {
    on!(x, |c| query_as("SELECT * FROM job WHERE id = $1").bind(id).fetch_optional(c))
}

/// The unfinished job of that kind and subject.
pub async fn unfinished(x: &mut impl Access, kind: &JobKind) -> Result<Option<Job>> {
    on!(x, |c| query_as("SELECT * FROM job WHERE once = $1 AND state IN ('waiting', 'running')")
        .bind(kind.once())
        .fetch_optional(c))
}

/// How many there are by state.
pub async fn counts(x: &mut impl Access) -> Result<JobCounts> {
    on!(x, |c| query_as(
        "SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
                COUNT(CASE WHEN state = 'waiting' AND attempts > 0 THEN 1 END) AS retrying,
                COUNT(CASE WHEN state = 'running' THEN 1 END) AS running,
                COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed
         FROM job WHERE state <> 'done'"
    )
    .fetch_one(c))
}

/// Takes away what was finished before that time, at most `limit`.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE finished_at IS NOT NULL AND finished_at < $1
                 ORDER BY finished_at LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}
