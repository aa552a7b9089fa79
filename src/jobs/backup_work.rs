//! What jobs about backups share: telling how far they are while they go on, and how they end.
//!
//! Long work renews its lease with each telling; a job whose lease another has writes nothing any more.

use super::bench::{Bench, Ended, Run};
use crate::{
    backup::BackupError,
    domain::ids::JobId,
    service::{
        Error,
        backup::{Scratch, Work, make::Progress, records},
    },
    store,
};
use chrono::TimeDelta;
use std::{sync::atomic::Ordering, time::Duration};

/// How often it is told how far the work is.
const TELL: Duration = Duration::from_secs(1);
/// How long the lease lasts after each telling.
const LEASE: TimeDelta = TimeDelta::seconds(120);
/// After so many lives a piece of work is given up: something in it ends the program.
pub(super) const LIVES: i64 = 4;

/// A folder for a job's files, empty.
pub(super) fn scratch(bench: &Bench, job: JobId, what: &str) -> Result<Scratch, BackupError> {
    Scratch::new(bench.env.means.data_dir.join("scratch").join(format!("job-{job}-{what}")))
}

async fn say(bench: &Bench, run: Run<'_>, work: &Work) -> Result<bool, Error> {
    let now = bench.env.clock.now();
    let text = serde_json::to_string(work).unwrap_or_default();
    let mut tx = bench.db.begin_relaxed().await?;
    store::jobs::set_progress(&mut tx, run.id, run.fence, &text).await?;
    let held = store::jobs::renew(&mut tx, run.id, run.fence, now + LEASE).await?;
    tx.commit().await?;
    Ok(held)
}

/// Does a step and tells how far it is. `as_told` makes of bytes done and bytes in all what is told.
pub(super) async fn step<T>(
    bench: &Bench,
    run: Run<'_>,
    progress: &Progress,
    as_told: impl Fn(u64, u64) -> Work,
    work: impl Future<Output = Result<T, BackupError>>,
) -> Result<T, BackupError> {
    let mut work = std::pin::pin!(work);
    loop {
        let (done, of) = (progress.done.load(Ordering::Relaxed), progress.of.load(Ordering::Relaxed));
        match say(bench, run, &as_told(done, of)).await {
            Ok(true) => {}
            Ok(false) => return Err(BackupError::Database("another worker has the job".to_owned())),
            Err(error) => tracing::warn!(%error, "how far a backup is can't be told"),
        }
        if let Ok(done) = tokio::time::timeout(TELL, &mut work).await {
            return done;
        }
    }
}

/// How many percent.
pub(super) fn percent(done: u64, of: u64) -> i64 {
    let percent = done.saturating_mul(100).checked_div(of).unwrap_or(0);
    i64::try_from(percent).unwrap_or(100).min(100)
}

/// The work's end, in one transaction with the job's.
pub(super) async fn end(bench: &Bench, run: Run<'_>, work: &Work) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    records::ended(&mut tx, &bench.env, (run.id, run.fence), work, now).await?;
    if store::jobs::finish(&mut tx, run.id, run.fence, now).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}

/// What went wrong, for the screen and the log.
pub(super) fn failure(why: &BackupError) -> Work {
    tracing::warn!(cause = why.name(), %why, "work on a backup failed");
    Work::Failed { cause: why.name().to_owned(), detail: why.to_string() }
}
