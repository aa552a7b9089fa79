//! Small jobs that keep the house: keys whose time is over, the audit's seals, rows that nobody needs any more.
//! Each works in small transactions, so that nobody waits for it.

use super::bench::{Bench, Ended, Run};
use crate::{
    in_tx,
    service::{Error, adding, audit, key_life},
    store,
};
use chrono::TimeDelta;

/// How many rows one transaction takes on, so that it stays short.
const CHUNK: i64 = 200;
/// How many keys are stopped in one transaction: each is several rows.
const KEYS: i64 = 50;
/// How many transactions one sweep makes for each kind of row: what is left is taken by the next one.
const ROUNDS: u32 = 100;
/// Handled updates are kept longer than the 24 hours for which Telegram may send them again.
const INBOX: TimeDelta = TimeDelta::hours(48);
/// Finished jobs: each server is checked once a minute, and nobody looks at a check twice.
const JOBS: TimeDelta = TimeDelta::days(1);
/// Sent messages are kept for looking into.
const SENT: TimeDelta = TimeDelta::days(30);
/// What could be undone once: a tap on its button says that it is too late.
const UNDONE: TimeDelta = TimeDelta::days(7);
/// What became of keys that were taken over: people fetch the list again.
const ADOPTIONS: TimeDelta = TimeDelta::days(90);
/// Filters of lists that nobody has open any more.
const FILTERS: TimeDelta = TimeDelta::days(7);

pub(super) async fn expire_keys(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    loop {
        let now = bench.env.clock.now();
        let mut tx = bench.db.begin().await?;
        if !run.holds(&mut tx, now).await? {
            return Ok(Ended::Lost);
        }
        let stopped = key_life::expire(&mut tx, &bench.env, now, KEYS).await?;
        tx.commit().await?;
        if stopped < usize::try_from(KEYS).unwrap_or(0) {
            return Ok(Ended::Done);
        }
    }
}

/// Tells of keys that end soon: of each since the last time, some in one transaction.
pub(super) async fn tell_endings(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let from = in_tx!(bench.db, |tx| key_life::told_until(tx, now).await)?;
    for days in key_life::times() {
        let mut at = None;
        loop {
            let mut tx = bench.db.begin().await?;
            if !run.holds(&mut tx, bench.env.clock.now()).await? {
                return Ok(Ended::Lost);
            }
            at = key_life::tell_ending(&mut tx, &bench.env, days, (from, at), now, KEYS).await?;
            tx.commit().await?;
            if at.is_none() {
                break;
            }
        }
    }
    in_tx!(bench.db, |tx| key_life::told(tx, now).await)?;
    Ok(Ended::Done)
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

/// Takes rows away by a statement that takes at most so many, again and again, each time in a transaction of its own.
macro_rules! prune {
    ($bench:expr, |$tx:ident, $limit:ident| $delete:expr) => {
        for _ in 0..ROUNDS {
            let $limit = CHUNK;
            let gone: u64 = in_tx!($bench.db, |$tx| Ok::<_, Error>($delete.await?))?;
            if gone < CHUNK.unsigned_abs() {
                break;
            }
        }
    };
}

pub(super) async fn sweep(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    // What is swept away twice is gone once; a worker that lost the job only leaves the rest to the other.
    if !in_tx!(bench.db, |tx| run.holds(tx, now).await)? {
        return Ok(Ended::Lost);
    }
    prune!(bench, |tx, limit| store::inbox::prune(tx, now - INBOX, limit));
    prune!(bench, |tx, limit| store::outbox::prune(tx, now - SENT, limit));
    prune!(bench, |tx, limit| store::jobs::prune(tx, now - JOBS, limit));
    prune!(bench, |tx, limit| store::adoptions::prune(tx, now - ADOPTIONS, limit));
    prune!(bench, |tx, limit| store::filters::prune(tx, now - FILTERS, limit));
    prune!(bench, |tx, limit| store::undo::prune(tx, now - UNDONE, limit));
    prune!(bench, |tx, limit| store::people::forget_strangers(tx, now - SENT, limit));
    // Days of every zone that is or was the house's are over by then.
    let day = now.timestamp() / 86_400 - 7;
    prune!(bench, |tx, limit| store::test_days::prune(tx, day, limit));
    prune!(bench, |tx, limit| store::refusals::prune(tx, now - SENT, limit));
    in_tx!(bench.db, |tx| Ok::<_, Error>(store::leases::prune(tx, now - JOBS).await?))?;
    in_tx!(bench.db, |tx| store::invitations::forget_codes(tx, now).await)?;
    in_tx!(bench.db, |tx| adding::forget_old(tx, now - JOBS, now, CHUNK).await)?;
    Ok(Ended::Done)
}
