//! Brings one key's server into step: the remote call, then its result in one transaction with the job's end.
//! The call is idempotent by our id: an answer that was lost is asked for again.

use super::bench::{Bench, Ended, Run, STUCK, back_off};
use crate::{
    domain::{ids::KeyId, key::Phase, notice::Notice},
    in_tx,
    ports::{DriverError, RemoteKey, Wake},
    service::{
        Error, notices,
        sync::{self, Wanted},
        usage,
    },
    store,
};
use chrono::TimeDelta;

/// A key that can't be made is tried for so many attempts, about ten minutes, before it fails: a server that restarts or
/// is moved comes back in that time. Meanwhile its page says that it is tried again.
const TRIES: i64 = 18;
/// From this attempt on the pause grows no more, about three quarters of a minute: somebody waits for the key.
const STEADY: i64 = 7;

pub(super) async fn run(bench: &Bench, run: Run<'_>, id: KeyId) -> Result<Ended, Error> {
    look_first(bench, id).await?;
    let mut read = bench.db.read().await?;
    let wanted = sync::wanted(&mut read, &bench.env, id).await?;
    drop(read);
    let Some(wanted) = wanted else { return end_if_in_step(bench, run, id).await };
    match speak(bench, &wanted).await {
        Ok(remote) => confirm(bench, run, &wanted, remote.as_ref()).await,
        Err(error) => failed(bench, run, &wanted, &error).await,
    }
}

/// What is used up must not be let in by being told before it was looked at: a key whose quota is due for a look (it was
/// adopted just now, or its look waited for a restore) gets that first.
async fn look_first(bench: &Bench, id: KeyId) -> Result<(), Error> {
    let now = bench.env.clock.now();
    if !store::usage::is_due_for_a_look(&mut bench.db.read().await?, id, now).await? {
        return Ok(());
    }
    in_tx!(bench.db, |tx| {
        let rules = usage::rules(tx).await?;
        usage::look(tx, &bench.env, &rules, id, now).await
    })
}

/// Nothing to do: the job ends, unless the key was changed since it was read.
async fn end_if_in_step(bench: &Bench, run: Run<'_>, id: KeyId) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    if sync::wanted(&mut tx, &bench.env, id).await?.is_some() {
        store::jobs::again(&mut tx, run.id, run.fence, now, None).await?;
    } else {
        store::jobs::finish(&mut tx, run.id, run.fence, now).await?;
    }
    tx.commit().await?;
    Ok(Ended::Committed)
}

pub(super) async fn speak(bench: &Bench, wanted: &Wanted) -> Result<Option<RemoteKey>, DriverError> {
    let driver = bench.env.drivers.open(wanted.kind, &wanted.secret)?;
    match &wanted.spec {
        Some(spec) => driver.ensure(spec).await.map(Some),
        None => driver.remove(&wanted.key.remote_id).await.map(|()| None),
    }
}

async fn confirm(bench: &Bench, run: Run<'_>, wanted: &Wanted, remote: Option<&RemoteKey>) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    let more = sync::confirmed(&mut tx, &bench.env, wanted, remote, now).await?;
    let held = if more {
        store::jobs::again(&mut tx, run.id, run.fence, now, None).await?
    } else {
        store::jobs::finish(&mut tx, run.id, run.fence, now).await?
    };
    if more {
        tx.wake(&bench.env.signals, Wake::Jobs);
    }
    // Another worker has the job: what it finds on the server is the same, and it writes it.
    if held {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}

async fn failed(bench: &Bench, run: Run<'_>, wanted: &Wanted, error: &DriverError) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let making = wanted.key.phase == Phase::Provisioning;
    let give_up = making && (!error.passing() || run.attempts >= TRIES);
    let mut tx = bench.db.begin().await?;
    sync::failed(&mut tx, &bench.env, wanted, error.name(), give_up, now).await?;
    if run.attempts == STUCK && !making {
        let notice = Notice::JobStuck { job: run.id, what: run.kind.as_str().to_owned() };
        notices::tell_staff(&mut tx, &bench.env, &format!("stuck:{}:{}", run.id, run.fence), &notice, now).await?;
    }
    // A key that was given up is wanted absent now: the same job goes on and takes it away wherever it got to.
    let wait = match run.attempts {
        _ if give_up => TimeDelta::zero(),
        attempts if making => back_off(bench, attempts.min(STEADY)),
        attempts => back_off(bench, attempts),
    };
    let why = error.to_string();
    if store::jobs::again(&mut tx, run.id, run.fence, now + wait, Some(&why)).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}
