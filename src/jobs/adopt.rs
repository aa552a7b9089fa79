//! Asks a server what it has, and takes its keys over as decided, some at a time.
//!
//! The server is only read. While people still decide, one that doesn't answer is their concern: they ask again; once keys
//! are being taken over, it is asked until it answers. Killed anywhere, it goes on where it was.

use super::bench::{Bench, Ended, Run, STUCK, back_off};
use crate::{
    domain::{adoption::AdoptionState, ids::AdoptionId},
    in_tx,
    ports::{Driver, DriverError, RemoteKey},
    service::{
        Error, adopting,
        adopting::{Listing, Taken, Work},
    },
    store,
};
use std::sync::Arc;

/// So many keys that were found are written down in one transaction.
const ROWS: usize = 200;

pub(super) async fn run(bench: &Bench, run: Run<'_>, id: AdoptionId) -> Result<Ended, Error> {
    let mut read = bench.db.read().await?;
    let work = adopting::work(&mut read, &bench.env, id).await?;
    drop(read);
    match work {
        Some(work) if work.adoption.state == AdoptionState::Looking => look(bench, run, &work).await,
        Some(work) => take(bench, run, &work).await,
        None => Ok(Ended::Done),
    }
}

fn open(bench: &Bench, work: &Work) -> Result<Arc<dyn Driver>, DriverError> {
    bench.env.drivers.open(work.kind, &work.secret)
}

async fn listed(bench: &Bench, work: &Work) -> Result<Vec<RemoteKey>, DriverError> {
    open(bench, work)?.list().await
}

/// Writes down what the server has.
async fn look(bench: &Bench, run: Run<'_>, work: &Work) -> Result<Ended, Error> {
    let id = work.adoption.id;
    let keys = match listed(bench, work).await {
        Ok(keys) => keys,
        Err(error) => {
            let now = bench.env.clock.now();
            in_tx!(bench.db, |tx| adopting::silent(tx, id, error.name(), now).await)?;
            return Ok(Ended::Done);
        }
    };
    // What they have moved helps to decide; without it one decides all the same.
    let moved = match open(bench, work) {
        Ok(driver) => driver.transfer().await.ok(),
        Err(_) => None,
    };
    let mut read = bench.db.read().await?;
    let found = adopting::looking(&mut read, work.adoption.server, &keys, moved.as_ref()).await?;
    drop(read);
    let now = bench.env.clock.now();
    let held = in_tx!(bench.db, |tx| {
        let held = run.holds(tx, now).await?;
        if held {
            store::adoptions::forget_keys(tx, id).await?;
        }
        Ok::<_, Error>(held)
    })?;
    if !held {
        return Ok(Ended::Lost);
    }
    let mut first = 0;
    for some in found.chunks(ROWS) {
        in_tx!(bench.db, |tx| Ok::<_, Error>(store::adoptions::put_keys(tx, id, first, some).await?))?;
        first += i64::try_from(some.len()).unwrap_or(0);
    }
    in_tx!(bench.db, |tx| adopting::looked(tx, id, now).await)?;
    Ok(Ended::Done)
}

/// Takes the keys over.
async fn take(bench: &Bench, run: Run<'_>, work: &Work) -> Result<Ended, Error> {
    let id = work.adoption.id;
    let asked_at = bench.env.clock.now();
    let keys = match listed(bench, work).await {
        Ok(keys) => keys,
        Err(error) => {
            in_tx!(bench.db, |tx| adopting::troubled(tx, id, Some(error.name())).await)?;
            // The pause grows only as far as people would still wait.
            return Ok(Ended::Again(back_off(bench, run.attempts.min(STUCK)), error.to_string()));
        }
    };
    let there: Listing<'_> = keys.iter().map(|key| (key.id.as_str(), key)).collect();
    in_tx!(bench.db, |tx| adopting::troubled(tx, id, None).await)?;
    loop {
        let now = bench.env.clock.now();
        let taken = in_tx!(bench.db, |tx| {
            if !run.holds(tx, now).await? {
                return Ok::<_, Error>(None);
            }
            adopting::take(tx, &bench.env, id, (&there, asked_at), now).await.map(Some)
        })?;
        match taken {
            None => return Ok(Ended::Lost),
            Some(Taken::More) => {}
            Some(Taken::Stopped) => return Ok(Ended::Done),
            Some(Taken::Over) => break,
        }
    }
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    adopting::ended(&mut tx, &bench.env, id, run.id, now).await?;
    if store::jobs::finish(&mut tx, run.id, run.fence, now).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}
