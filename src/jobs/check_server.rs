//! Checks servers: who they are and how fast they answer, and what differs from the house.
//! A server that fails delays no other; one that comes back is told at once what it missed, and one that answers what
//! nobody else is about to tell it.

use super::bench::{Bench, Ended, Run};
use crate::{
    domain::{
        ids::{KeyId, ServerId},
        job::JobKind,
        role::Actor,
        server::{Health, ServerState},
    },
    in_tx,
    ports::{Driver, DriverError, RemoteKey, ServerFacts, Wake},
    service::{
        Error, audit,
        comparing::{self, Asked},
        servers,
    },
    store,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// How many rows one transaction takes on, so that it stays short.
const CHUNK: usize = 200;
/// How many keys are told at most that their server is back; the others' own pauses end soon.
const WAKEN: i64 = 1_000;
/// How many keys that no job is about are given one at a check; the others at the next.
const RECALLED: i64 = 200;

/// Enqueues a check of each server, spread over some seconds so that they aren't all asked at once.
pub(super) async fn all(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    if !run.holds(&mut tx, now).await? {
        return Ok(Ended::Lost);
    }
    for server in store::servers::ids(&mut tx).await? {
        let jitter = TimeDelta::milliseconds(i64::try_from(bench.env.chance.below(10_000)).unwrap_or(0));
        store::jobs::enqueue(&mut tx, &JobKind::CheckServer { server }, now + jitter, now).await?;
    }
    tx.commit().await?;
    Ok(Ended::Done)
}

struct Found {
    facts: ServerFacts,
    latency_ms: i64,
    keys: Vec<RemoteKey>,
}

pub(super) async fn run(bench: &Bench, run: Run<'_>, id: ServerId) -> Result<Ended, Error> {
    let mut read = bench.db.read().await?;
    let server = store::servers::get(&mut read, id).await?.filter(|s| s.state != ServerState::Removed);
    let sealed = store::servers::secret(&mut read, id).await?;
    let uid = store::servers::remote_uid(&mut read, id).await?;
    drop(read);
    let (Some(server), Some(sealed), Some(uid)) = (server, sealed, uid) else { return Ok(Ended::Done) };
    let secret = servers::unseal(&bench.env, &sealed)?;
    let began = bench.env.clock.now();
    let found = match bench.env.drivers.open(server.kind, &secret) {
        Ok(driver) => ask(bench, driver).await,
        Err(error) => Err(error),
    };
    let mut found = found.map_err(|error| error.name());
    let other = found.as_ref().is_ok_and(|found| found.facts.remote_uid != uid);
    if let (true, Ok(answered)) = (other, &found) {
        // The address leads to another server of the house by now: whatever it lists says nothing about this one.
        let mut read = bench.db.read().await?;
        if store::servers::by_remote_uid(&mut read, &answered.facts.remote_uid).await?.is_some_and(|s| s.id != id) {
            found = Err("another-server");
        }
    }
    let now = bench.env.clock.now();
    let told = match &found {
        Ok(found) => Ok((&found.facts, found.latency_ms, i64::try_from(found.keys.len()).ok())),
        Err(trouble) => Err(*trouble),
    };
    let health = in_tx!(bench.db, |tx| {
        if !run.holds(tx, now).await? {
            return Ok::<_, Error>(None);
        }
        servers::record_check(tx, &bench.env, &server, told, now).await.map(Some)
    })?;
    let Some(health) = health else { return Ok(Ended::Lost) };
    if server.health == Health::Down && health != Health::Down {
        wake_keys(bench, id).await?;
    } else if found.is_ok() && !other {
        recall(bench, id).await?;
    }
    if let Ok(found) = found {
        let first = server.checked_at.is_none_or(|at| at <= server.created_at);
        compare(bench, id, &found.keys, Asked { began, other }, first).await?;
        if other {
            in_tx!(bench.db, |tx| known_as(tx, id, &found.facts.remote_uid, now).await)?;
        }
    }
    Ok(Ended::Done)
}

/// Writes down what differs, piece by piece, each in a transaction of its own.
async fn compare(bench: &Bench, id: ServerId, keys: &[RemoteKey], asked: Asked, first: bool) -> Result<(), Error> {
    let mut read = bench.db.read().await?;
    let pieces = comparing::look(&mut read, id, keys, asked).await?;
    drop(read);
    let now = bench.env.clock.now();
    let mut news = false;
    for piece in &pieces {
        news |= in_tx!(bench.db, |tx| comparing::write(tx, &bench.env, id, piece, asked.began, now).await)?;
    }
    if news {
        in_tx!(bench.db, |tx| comparing::tell(tx, &bench.env, id, first, now).await)?;
    }
    Ok(())
}

/// The server has another id of its own: by this one it is recognised from now on.
async fn known_as(tx: &mut store::Tx, id: ServerId, uid: &str, now: DateTime<Utc>) -> Result<(), Error> {
    if store::servers::set_remote_uid(tx, id, uid).await? {
        let (actor, subject) = (Actor::Job("check_server"), format!("server:{id}"));
        audit::note(tx, &actor, "server.rebuilt", &subject, serde_json::json!({}), now).await?;
    }
    Ok(())
}

async fn ask(bench: &Bench, driver: Arc<dyn Driver>) -> Result<Found, DriverError> {
    let began = bench.env.clock.now();
    let facts = driver.probe().await?;
    let latency_ms = (bench.env.clock.now() - began).num_milliseconds();
    let keys = driver.list().await?;
    Ok(Found { facts, latency_ms, keys })
}

/// Brings those keys into step that are out of it with nobody at work on them: what was to follow was lost somewhere. Where
/// a server that was set up anew gets its keys again, they are that job's, and told of together.
async fn recall(bench: &Bench, id: ServerId) -> Result<(), Error> {
    let mut read = bench.db.read().await?;
    let keys = store::keys::forgotten(&mut read, id, RECALLED).await?;
    if keys.is_empty() || store::jobs::unfinished(&mut read, &JobKind::rebuilt(id)).await?.is_some() {
        return Ok(());
    }
    drop(read);
    tell(bench, &keys).await
}

/// Keys are to be brought into step now.
async fn tell(bench: &Bench, keys: &[KeyId]) -> Result<(), Error> {
    let now = bench.env.clock.now();
    for some in keys.chunks(CHUNK) {
        let mut tx = bench.db.begin().await?;
        for key in some {
            store::jobs::enqueue(&mut tx, &JobKind::SyncKey { key: *key }, now, now).await?;
        }
        tx.wake(&bench.env.signals, Wake::Jobs);
        tx.commit().await?;
    }
    Ok(())
}

/// A server is back: what waited for it needn't wait for its pause to end.
async fn wake_keys(bench: &Bench, id: ServerId) -> Result<(), Error> {
    let now = bench.env.clock.now();
    let mut read = bench.db.read().await?;
    let keys = store::keys::out_of_step(&mut read, id, WAKEN).await?;
    drop(read);
    tell(bench, &keys).await?;
    let mut tx = bench.db.begin().await?;
    if !store::batches::open_on(&mut tx, id).await?.is_empty() {
        store::jobs::enqueue(&mut tx, &JobKind::Bulk { server: id }, now, now).await?;
        tx.wake(&bench.env.signals, Wake::Jobs);
        tx.commit().await?;
    }
    Ok(())
}
