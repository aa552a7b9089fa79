//! The worker: claims due jobs, runs them beside each other, writes down how they ended.
//!
//! A job that fails is tried again after a growing pause with some chance in it; one that goes on failing is said to be
//! stuck, once. A panic in a job is a failure of that job.

use super::{
    bench::{Bench, Ended, LEASE, STUCK, back_off},
    table::{SCHEDULE, run},
};
use crate::{
    domain::notice::Notice,
    service::{Error, Outcome, notices},
    store::{self, jobs::Claimed},
};
use chrono::TimeDelta;
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Jobs at once.
const AT_ONCE: usize = 16;

/// Works until `stop`, then waits for what runs.
pub async fn work(bench: Bench, stop: CancellationToken) {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let running = TaskTracker::new();
    while !stop.is_cancelled() {
        let found = match turn(&bench, &slots, &running).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "jobs can't be claimed");
                0
            }
        };
        if found == 0 {
            let pause = bench.env.clock.sleep_until(bench.env.clock.now() + TimeDelta::seconds(1));
            tokio::select! {
                () = pause => {},
                () = bench.env.signals.jobs.notified() => {},
                () = stop.cancelled() => {}
            }
        }
    }
    running.close();
    running.wait().await;
}

async fn turn(bench: &Bench, slots: &Arc<Semaphore>, running: &TaskTracker) -> Outcome<usize> {
    // Waits for a free slot, so that claimed jobs begin at once and their leases aren't spent waiting.
    let Ok(first) = slots.clone().acquire_owned().await else { return Ok(0) };
    let free = slots.available_permits() + 1;
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin_relaxed().await?;
    for (name, every, kind) in SCHEDULE {
        if store::schedule::due(&mut tx, name, now, now + *every).await? {
            store::jobs::enqueue(&mut tx, &kind(), now, now).await?;
        }
    }
    let claimed =
        store::jobs::claim(&mut tx, &bench.env.holder, now, now + LEASE, i64::try_from(free).unwrap_or(1)).await?;
    tx.commit().await?;
    let count = claimed.len();
    let mut slot = Some(first);
    for job in claimed {
        let held = match slot.take() {
            Some(held) => held,
            None => match slots.clone().acquire_owned().await {
                Ok(held) => held,
                Err(_) => return Ok(count),
            },
        };
        let bench = bench.clone();
        running.spawn(async move {
            one(&bench, &job).await;
            drop(held);
        });
    }
    Ok(count)
}

/// Runs one job and writes down how it ended.
pub async fn one(bench: &Bench, job: &Claimed) {
    let ended = match AssertUnwindSafe(run(bench, job)).catch_unwind().await {
        Ok(Ok(ended)) => ended,
        Ok(Err(Error::Refused(refusal))) => Ended::Failed(format!("{refusal:?}")),
        Ok(Err(error)) => Ended::Again(back_off(bench, job.attempts), error.to_string()),
        Err(_) => Ended::Again(back_off(bench, job.attempts), "a job panicked".to_owned()),
    };
    if let Err(error) = write_down(bench, job, &ended).await {
        tracing::warn!(%error, job = job.id.0, "how a job ended can't be written down; it runs again");
    }
}

async fn write_down(bench: &Bench, job: &Claimed, ended: &Ended) -> Outcome<()> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    let held = match ended {
        Ended::Committed => return Ok(()),
        Ended::Done => store::jobs::finish(&mut tx, job.id, job.fence, now).await?,
        Ended::Again(wait, why) => {
            let level = if job.attempts >= STUCK { "stuck" } else { "failing" };
            tracing::info!(
                job = job.id.0,
                kind = job.kind.as_str(),
                attempts = job.attempts,
                level,
                why,
                "a job waits"
            );
            if job.attempts == STUCK {
                let what = job.kind.as_str().to_owned();
                let notice = Notice::JobStuck { job: job.id, what };
                notices::tell_staff(&mut tx, &bench.env, &format!("stuck:{}", job.id), &notice, now).await?;
            }
            store::jobs::again(&mut tx, job.id, job.fence, now + *wait, Some(why)).await?
        }
        Ended::Failed(why) => store::jobs::fail(&mut tx, job.id, job.fence, why, now).await?,
    };
    tx.commit().await?;
    if !held {
        tracing::warn!(job = job.id.0, "another worker has taken a job over");
    }
    Ok(())
}
