//! Small jobs that keep the house: keys whose time is over, the audit's seals, rows that nobody needs any more.
//! Each works in small transactions, so that nobody waits for it.

use super::bench::{Bench, Ended, Run};
use crate::{
    service::{Error, audit, key_life},
    store,
};
use chrono::TimeDelta;

/// How many rows one transaction takes on, so that it stays short.
const CHUNK: i64 = 200;
/// How many rows one sweep takes away of each kind.
const PRUNE: i64 = 5_000;
/// Handled updates are kept longer than the 24 hours for which Telegram may send them again.
const INBOX: TimeDelta = TimeDelta::hours(48);
/// Finished jobs: each server is checked once a minute, and nobody looks at a check twice.
const JOBS: TimeDelta = TimeDelta::days(1);
/// Sent messages are kept for looking into.
const SENT: TimeDelta = TimeDelta::days(30);
/// Filters of lists that nobody has open any more.
const FILTERS: TimeDelta = TimeDelta::days(7);

pub(super) async fn expire_keys(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    loop {
        let now = bench.env.clock.now();
        let mut tx = bench.db.begin().await?;
        if !run.holds(&mut tx, now).await? {
            return Ok(Ended::Lost);
        }
        let stopped = key_life::expire(&mut tx, &bench.env, now, CHUNK).await?;
        tx.commit().await?;
        if stopped < usize::try_from(CHUNK).unwrap_or(0) {
            return Ok(Ended::Done);
        }
    }
}

pub(super) async fn seal_audit(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    loop {
        let now = bench.env.clock.now();
        let mut tx = bench.db.begin().await?;
        // Two sealers would fork the chain: one at a time has the job, and until the commit its row is locked.
        if !run.holds(&mut tx, now).await? {
            return Ok(Ended::Lost);
        }
        let sealed = audit::seal(&mut tx, &bench.env, CHUNK).await?;
        tx.commit().await?;
        if sealed < usize::try_from(CHUNK).unwrap_or(0) {
            return Ok(Ended::Done);
        }
    }
}

pub(super) async fn sweep(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    if !run.holds(&mut tx, now).await? {
        return Ok(Ended::Lost);
    }
    store::inbox::prune(&mut tx, now - INBOX, PRUNE).await?;
    store::outbox::prune(&mut tx, now - SENT, PRUNE).await?;
    store::jobs::prune(&mut tx, now - JOBS, PRUNE).await?;
    store::filters::prune(&mut tx, now - FILTERS, PRUNE).await?;
    store::people::forget_strangers(&mut tx, now - SENT).await?;
    store::refusals::prune(&mut tx, now - SENT).await?;
    store::leases::prune(&mut tx, now - JOBS).await?;
    tx.commit().await?;
    Ok(Ended::Done)
}
