//! Checks servers: who they are and how fast they answer, what their keys have moved, and what differs from the house.
//! A server that fails delays no other; one that comes back is told at once what it missed.

use super::bench::{Bench, Ended, Run};
use crate::{
    domain::{
        ids::ServerId,
        job::JobKind,
        server::{Health, ServerState},
    },
    ports::{Driver, DriverError, RemoteKey, ServerFacts, Wake},
    service::{Error, differences, key_life, servers},
    store,
};
use chrono::TimeDelta;
use std::sync::Arc;

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
    driver: Arc<dyn Driver>,
}

pub(super) async fn run(bench: &Bench, run: Run<'_>, id: ServerId) -> Result<Ended, Error> {
    let mut read = bench.db.read().await?;
    let server = store::servers::get(&mut read, id).await?.filter(|s| s.state != ServerState::Removed);
    let sealed = store::servers::secret(&mut read, id).await?;
    drop(read);
    let (Some(server), Some(sealed)) = (server, sealed) else { return Ok(Ended::Done) };
    let secret = servers::unseal(&bench.env, &sealed)?;
    let began = bench.env.clock.now();
    let found = match bench.env.drivers.open(server.kind, &secret) {
        Ok(driver) => ask(bench, driver).await,
        Err(error) => Err(error),
    };
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    if !run.holds(&mut tx, now).await? {
        return Ok(Ended::Lost);
    }
    let told = match &found {
        Ok(found) => Ok((&found.facts, found.latency_ms, i64::try_from(found.keys.len()).ok())),
        Err(error) => Err(error),
    };
    let health = servers::record_check(&mut tx, &bench.env, &server, told, now).await?;
    if server.health == Health::Down && health != Health::Down {
        wake_keys(&mut tx, bench, id).await?;
    }
    if let Ok(found) = &found {
        differences::compare(&mut tx, &bench.env, id, &found.keys, began, now).await?;
    }
    tx.commit().await?;
    match found {
        Ok(found) => usage(bench, run, id, &found).await,
        Err(_) => Ok(Ended::Done),
    }
}

async fn ask(bench: &Bench, driver: Arc<dyn Driver>) -> Result<Found, DriverError> {
    let began = bench.env.clock.now();
    let facts = driver.probe().await?;
    let latency_ms = (bench.env.clock.now() - began).num_milliseconds();
    let keys = driver.list().await?;
    Ok(Found { facts, latency_ms, keys, driver })
}

/// A server is back: what waited for it needn't wait for its pause to end.
async fn wake_keys(tx: &mut store::Tx, bench: &Bench, id: ServerId) -> Result<(), Error> {
    let now = bench.env.clock.now();
    for key in store::keys::out_of_step(tx, id, 1_000).await? {
        store::jobs::enqueue(tx, &JobKind::SyncKey { key }, now, now).await?;
    }
    tx.wake(&bench.env.signals, Wake::Jobs);
    Ok(())
}

/// What the keys have moved. A server that can't say costs no more than this look.
async fn usage(bench: &Bench, run: Run<'_>, id: ServerId, found: &Found) -> Result<Ended, Error> {
    match found.driver.transfer().await {
        Ok(figures) => {
            let figures: Vec<_> = figures.into_iter().collect();
            let now = bench.env.clock.now();
            let mut tx = bench.db.begin().await?;
            if !run.holds(&mut tx, now).await? {
                return Ok(Ended::Lost);
            }
            key_life::seen(&mut tx, id, &figures, now).await?;
            tx.commit().await?;
        }
        Err(error) => tracing::info!(server = id.0, %error, "a server doesn't tell what its keys have moved"),
    }
    Ok(Ended::Done)
}
