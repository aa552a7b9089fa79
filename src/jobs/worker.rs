//! The worker: claims due jobs, runs them beside each other, writes down how they ended.
//!
//! Jobs that wait for one server take only some of the slots. A lease is renewed while its job runs; a job whose lease is
//! lost all the same is dropped. A job that fails is tried again after a growing pause with some chance in it; one that goes
//! on failing is said to be stuck, once. A panic in a job is a failure of that job.

use super::{
    bench::{Bench, Ended, LEASE, STUCK, back_off},
    table::{SCHEDULE, run},
};
use crate::{
    domain::notice::Notice,
    loops::caught,
    ports::Wake,
    service::{Error, Outcome, backup::hold, notices},
    store::{self, StoreError, jobs::Claimed},
};
use chrono::TimeDelta;
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Jobs at once.
const AT_ONCE: usize = 16;
/// How often the lease of a job that runs is renewed: missed once, it still holds.
const RENEW: TimeDelta = TimeDelta::seconds(40);

/// Works until `stop`, then waits for what runs.
pub async fn work(bench: Bench, stop: CancellationToken) {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let running = TaskTracker::new();
    while !stop.is_cancelled() {
        caught("jobs", &*bench.env.clock, round(&bench, &slots, &running, &stop)).await;
    }
    running.close();
    running.wait().await;
}

async fn round(bench: &Bench, slots: &Arc<Semaphore>, running: &TaskTracker, stop: &CancellationToken) {
    // Waits for a free slot, so that claimed jobs begin at once and their leases aren't spent waiting.
    let free = tokio::select! {
        free = slots.clone().acquire_owned() => free,
        () = stop.cancelled() => return,
    };
    let Ok(mut free) = free else { return };
    while let Ok(more) = slots.clone().try_acquire_owned() {
        free.merge(more);
    }
    let room = free.num_permits();
    let found = turn(bench, free, (slots, running)).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "jobs can't be claimed");
        0
    });
    // Where room was left, nothing else is due: who enqueues something says so.
    if found < room {
        let pause = bench.env.clock.sleep_until(bench.env.clock.now() + TimeDelta::seconds(1));
        tokio::select! {
            () = pause => {},
            () = bench.env.signals.jobs.notified() => {},
            () = stop.cancelled() => {}
        }
    }
}

async fn turn(
    bench: &Bench,
    mut free: OwnedSemaphorePermit,
    (slots, running): (&Arc<Semaphore>, &TaskTracker),
) -> Outcome<usize> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin_relaxed().await?;
    let later = store::schedule::later(&mut tx, now).await?;
    for (name, every, kind) in SCHEDULE.iter().filter(|(name, ..)| !later.contains(*name)) {
        if store::schedule::due(&mut tx, name, now, now + *every).await? {
            store::jobs::enqueue(&mut tx, &kind(), now, now).await?;
        }
    }
    let limit = i64::try_from(free.num_permits()).unwrap_or(1);
    let claimed = if store::restored::held(&mut tx).await?.is_some() {
        store::jobs::claim_some(&mut tx, &bench.env.holder, now, now + LEASE, limit, hold::GOES_ON).await?
    } else {
        store::jobs::claim(&mut tx, &bench.env.holder, now, now + LEASE, limit).await?
    };
    tx.commit().await?;
    let count = claimed.len();
    for job in claimed {
        let slot = free.split(1);
        let (bench, slots) = (bench.clone(), slots.clone());
        running.spawn(async move {
            tend(&bench, &job).await;
            // Its lane may have been full: the next of it needn't wait for the second to pass.
            let running = AT_ONCE.saturating_sub(slots.available_permits());
            if i64::try_from(running).is_ok_and(|running| running >= store::jobs::LANE) {
                bench.env.signals.wake(Wake::Jobs);
            }
            drop(slot);
        });
    }
    Ok(count)
}

/// Runs one job for as long as it is this worker's.
async fn tend(bench: &Bench, job: &Claimed) {
    tokio::select! {
        biased;
        () = one(bench, job) => {},
        () = lost(bench, job) => tracing::warn!(job = job.id.0, "a job was taken over while it ran; it is dropped here"),
    }
}

/// Renews a job's lease, and comes back when it is lost.
async fn lost(bench: &Bench, job: &Claimed) {
    let clock = &bench.env.clock;
    loop {
        clock.sleep_until(clock.now() + RENEW).await;
        let renewed = async {
            let mut tx = bench.db.begin_relaxed().await?;
            let held = store::jobs::renew(&mut tx, job.id, job.fence, clock.now() + LEASE).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(held)
        };
        match renewed.await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, job = job.id.0, "a job's lease can't be renewed"),
        }
    }
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
        Ended::Committed | Ended::Lost => return Ok(()),
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
