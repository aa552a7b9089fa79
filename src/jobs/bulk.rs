//! Makes a server's keys of batches, one after the other: a server rewrites its whole configuration at each, and keys that
//! people make meanwhile come in between. There is one such job of a server at a time, whatever the number of batches.
//!
//! What the server may hear of is marked first, a few at a time; what it answered is written a few at a time. After a
//! crash the marked ones are asked for again, by the same ids.

use super::{
    bench::{Bench, Ended, Run, STUCK, back_off},
    sync_key,
};
use crate::{
    domain::{
        ids::{KeyId, ServerId},
        job::JobKind,
        key::Phase,
        role::Scope,
    },
    ports::{DriverError, RemoteKey, Wake},
    service::{
        Error, batches,
        sync::{self, Wanted},
    },
    store,
};
use chrono::TimeDelta;

/// How many keys are marked, and written, at a time.
const CHUNK: i64 = 10;
/// What was answered is written no later than that.
const FLUSH: TimeDelta = TimeDelta::seconds(1);
/// A server that makes no key at all is given up after so many attempts, about two minutes.
const TRIES: i64 = 8;

/// What a server said about a key.
type Answer = (Wanted, Result<Option<RemoteKey>, DriverError>);

pub(super) async fn run(bench: &Bench, run: Run<'_>, server: ServerId) -> Result<Ended, Error> {
    let mut made = false;
    loop {
        let Some(wanted) = take(bench, run, server).await? else { return Ok(Ended::Lost) };
        if wanted.is_empty() {
            return end(bench, run, server).await;
        }
        match make(bench, run, wanted).await? {
            Made::All(some) => made |= some,
            Made::Lost => return Ok(Ended::Lost),
            Made::Failed(some, wanted, error) => {
                // The attempts that count are those since a key was made.
                let attempts = if made || some { 1 } else { run.attempts };
                return failed(bench, run, (server, attempts), &wanted, &error).await;
            }
        }
    }
}

/// How making some keys went; whether any was made.
enum Made {
    All(bool),
    /// Another worker has the job.
    Lost,
    /// The server doesn't answer as it should; the key that it was asked for.
    Failed(bool, Box<Wanted>, DriverError),
}

async fn make(bench: &Bench, run: Run<'_>, wanted: Vec<Wanted>) -> Result<Made, Error> {
    let (mut answers, mut made): (Vec<Answer>, bool) = (Vec::new(), false);
    let mut since = bench.env.clock.now();
    for one in wanted {
        match sync_key::speak(bench, &one).await {
            Err(error) if error.passing() => {
                let held = write(bench, run, answers).await?;
                return Ok(if held { Made::Failed(made, Box::new(one), error) } else { Made::Lost });
            }
            spoken => {
                made |= spoken.is_ok();
                answers.push((one, spoken));
            }
        }
        let now = bench.env.clock.now();
        if now - since >= FLUSH {
            since = now;
            if !write(bench, run, std::mem::take(&mut answers)).await? {
                return Ok(Made::Lost);
            }
        }
    }
    Ok(if write(bench, run, answers).await? { Made::All(made) } else { Made::Lost })
}

/// The next keys with what is wanted of them; `None` where another worker has the job.
async fn take(bench: &Bench, run: Run<'_>, server: ServerId) -> Result<Option<Vec<Wanted>>, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    let keys = batches::take(&mut tx, server, CHUNK).await?;
    let mut wanted = Vec::with_capacity(keys.len());
    for key in keys {
        wanted.extend(sync::wanted(&mut tx, &bench.env, key).await?);
    }
    if !run.holds(&mut tx, now).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(wanted))
}

/// Writes what the server answered; `false` where another worker has the job.
async fn write(bench: &Bench, run: Run<'_>, answers: Vec<Answer>) -> Result<bool, Error> {
    if answers.is_empty() {
        return Ok(true);
    }
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    for (wanted, answer) in &answers {
        match answer {
            Ok(remote) => {
                let more = sync::confirmed(&mut tx, &bench.env, wanted, remote.as_ref(), now).await?;
                let key = store::keys::get(&mut tx, Scope::House, wanted.key.id).await?;
                match key {
                    Some(key) if key.phase == Phase::Deleted => {
                        batches::not_wanted(&mut tx, &bench.env, &key, now).await?;
                    }
                    // It was changed while it was made.
                    Some(key) if more => enqueue(&mut tx, key.id, now).await?,
                    _ => {}
                }
            }
            Err(error) => {
                sync::failed(&mut tx, &bench.env, wanted, error.name(), true, now).await?;
                // Whatever the server made of it is taken away.
                enqueue(&mut tx, wanted.key.id, now).await?;
            }
        }
    }
    tx.wake(&bench.env.signals, Wake::Jobs);
    let held = run.holds(&mut tx, now).await?;
    if held {
        tx.commit().await?;
    }
    Ok(held)
}

async fn enqueue(tx: &mut store::Tx, key: KeyId, now: chrono::DateTime<chrono::Utc>) -> Result<(), Error> {
    store::jobs::enqueue(tx, &JobKind::SyncKey { key }, now, now).await?;
    Ok(())
}

/// The server doesn't answer as it should: once more later, or, after many times in a row, not any more.
async fn failed(
    bench: &Bench,
    run: Run<'_>,
    (server, attempts): (ServerId, i64),
    wanted: &Wanted,
    error: &DriverError,
) -> Result<Ended, Error> {
    if attempts >= TRIES {
        return give_up(bench, run, server, error).await;
    }
    let now = bench.env.clock.now();
    let wait = back_off(bench, attempts.min(STUCK));
    let mut tx = bench.db.begin().await?;
    sync::failed(&mut tx, &bench.env, wanted, error.name(), false, now).await?;
    batches::settle_all(&mut tx, &bench.env, server, now).await?;
    if attempts < run.attempts {
        // A key was made since: the attempts are counted anew.
        store::jobs::enqueue(&mut tx, &JobKind::Bulk { server }, now + wait, now).await?;
    }
    if store::jobs::again(&mut tx, run.id, run.fence, now + wait, Some(&error.to_string())).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}

/// What can't be made is said to be so; what the server may have heard of is taken away there.
async fn give_up(bench: &Bench, run: Run<'_>, server: ServerId, error: &DriverError) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    batches::give_up(&mut tx, &bench.env, server, error.name(), now).await?;
    for key in batches::take(&mut tx, server, CHUNK * 10).await? {
        if let Some(wanted) = sync::wanted(&mut tx, &bench.env, key).await? {
            sync::failed(&mut tx, &bench.env, &wanted, error.name(), true, now).await?;
            enqueue(&mut tx, key, now).await?;
        }
    }
    // More than so many were tried only where what had failed is tried again: the job goes on with them.
    if store::jobs::again(&mut tx, run.id, run.fence, now, None).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}

async fn end(bench: &Bench, run: Run<'_>, server: ServerId) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    batches::settle_all(&mut tx, &bench.env, server, now).await?;
    if store::jobs::finish(&mut tx, run.id, run.fence, now).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}
