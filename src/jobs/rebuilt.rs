//! Carries out what was decided about a server that was set up anew, one key after the other: the server rewrites its
//! whole configuration at each, and keys that people make meanwhile come in between.
//!
//! It goes on until no key is missing. A server that fails is asked again later; a key that the server refuses goes its
//! own way.

use super::{
    bench::{Bench, Ended, LEASE, Run, STUCK, back_off},
    sync_key,
};
use crate::{
    domain::{
        ids::{KeyId, PersonId, ServerId},
        job::JobKind,
    },
    ports::DriverError,
    service::{Error, rebuilt, sync},
    store,
};

/// How many keys are looked up, or deleted here, at a time.
const CHUNK: i64 = 20;

/// How making one key again went.
enum Made {
    /// As wanted, or as it couldn't be: on with the next one.
    On,
    /// Another worker has the job.
    Lost,
    /// The server doesn't answer as it should.
    Failed(DriverError),
}

pub(super) async fn run(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    let JobKind::Rebuilt { server, restore, person, total } = *run.kind else { return Ok(Ended::Done) };
    let mut after = KeyId(0);
    loop {
        let mut read = bench.db.read().await?;
        let keys = rebuilt::next(&mut read, server, after, CHUNK).await?;
        drop(read);
        let Some(last) = keys.last() else { break };
        after = *last;
        if restore {
            for key in &keys {
                match make(bench, run, *key, person).await? {
                    Made::On => {}
                    Made::Lost => return Ok(Ended::Committed),
                    Made::Failed(error) => return Ok(later(bench, run, &error)),
                }
            }
        } else if !delete(bench, run, &keys, person).await? {
            return Ok(Ended::Committed);
        }
    }
    end(bench, run, (server, restore, total), person).await
}

/// The pause grows only as far as people would still wait.
fn later(bench: &Bench, run: Run<'_>, error: &DriverError) -> Ended {
    Ended::Again(back_off(bench, run.attempts.min(STUCK)), error.to_string())
}

async fn make(bench: &Bench, run: Run<'_>, id: KeyId, decided: Option<PersonId>) -> Result<Made, Error> {
    let mut tx = bench.db.begin().await?;
    store::keys::tell_again(&mut tx, id).await?;
    let wanted = sync::wanted(&mut tx, &bench.env, id).await?;
    if !store::jobs::renew(&mut tx, run.id, run.fence, bench.env.clock.now() + LEASE).await? {
        return Ok(Made::Lost);
    }
    tx.commit().await?;
    let Some(mut wanted) = wanted else { return Ok(Made::On) };
    // One that was taken over from a server has nobody who made it.
    wanted.key.made_by = wanted.key.made_by.or(decided);
    wanted.together = true;
    let spoken = sync_key::speak(bench, &wanted).await;
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    let made = match spoken {
        Ok(remote) => {
            sync::confirmed(&mut tx, &bench.env, &wanted, remote.as_ref(), now).await?;
            Made::On
        }
        Err(error) => {
            sync::failed(&mut tx, &bench.env, &wanted, error.name(), false, now).await?;
            if matches!(error, DriverError::Refused { .. }) {
                // It holds up no other; like every key out of step it is tried again by itself.
                store::jobs::enqueue(&mut tx, &JobKind::SyncKey { key: id }, now, now).await?;
                Made::On
            } else {
                Made::Failed(error)
            }
        }
    };
    tx.commit().await?;
    Ok(made)
}

async fn delete(bench: &Bench, run: Run<'_>, keys: &[KeyId], decided: Option<PersonId>) -> Result<bool, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    rebuilt::delete(&mut tx, &bench.env, keys, decided, now).await?;
    let held = store::jobs::renew(&mut tx, run.id, run.fence, now + LEASE).await?;
    if held {
        tx.commit().await?;
    }
    Ok(held)
}

async fn end(
    bench: &Bench,
    run: Run<'_>,
    what: (ServerId, bool, i64),
    decided: Option<PersonId>,
) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    rebuilt::ended(&mut tx, &bench.env, what, decided, now).await?;
    if store::jobs::finish(&mut tx, run.id, run.fence, now).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}
