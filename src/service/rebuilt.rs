//! A server that was set up anew has lost the house's keys: they are made again there, or deleted here, as decided.
//!
//! The decision is a job, one at a time for a server, that goes on until no key is missing: what it was about is read
//! anew each time, so that a crash or a second run loses and doubles nothing. A key made again has another access URL.

use super::{Env, Outcome, Refusal, comparing, notices, servers, sync};
use crate::{
    domain::{
        ids::{KeyId, PersonId, ServerId},
        job::JobKind,
        key::{Key, Phase},
        notice::Notice,
        role::Actor,
    },
    ports::Wake,
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};

/// How far the decision is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The keys are made again; else they are deleted here.
    pub restore: bool,
    /// So many are through.
    pub done: i64,
    /// Of so many.
    pub total: i64,
}

/// Enqueues what was decided.
pub async fn begin(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    server: ServerId,
    restore: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let total = store::keys::missing_count(tx, server).await?;
    let kind = JobKind::Rebuilt { server, restore, person: actor.person(), total };
    if !store::jobs::enqueue(tx, &kind, now, now).await? {
        return Err(Refusal::WrongState.into());
    }
    tx.wake(&env.signals, Wake::Jobs);
    Ok(())
}

/// How far it is; `None` where nothing is under way.
pub async fn progress(access: &mut impl Access, server: ServerId) -> Outcome<Option<Progress>> {
    let job = store::jobs::unfinished(access, &JobKind::rebuilt(server)).await?;
    let Some(JobKind::Rebuilt { restore, total, .. }) = job.and_then(|job| job.kind) else { return Ok(None) };
    let left = store::keys::missing_count(access, server).await?;
    Ok(Some(Progress { restore, done: (total - left).max(0), total }))
}

/// The next keys that are missing there, behind one.
pub async fn next(access: &mut impl Access, server: ServerId, after: KeyId, limit: i64) -> Outcome<Vec<KeyId>> {
    match servers::present(access, server).await {
        Ok(_) => Ok(store::keys::missing(access, server, after, limit).await?),
        // It was let go meanwhile, and its keys with it.
        Err(_) => Ok(Vec::new()),
    }
}

/// Deletes keys here that are missing there still. Who decided it isn't told of each.
pub async fn delete(
    tx: &mut Tx,
    env: &Env,
    keys: &[KeyId],
    decided: Option<PersonId>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for id in keys {
        let Some(key) = store::keys::lock(tx, *id).await? else { continue };
        if key.missing_at.is_none() || !store::keys::begin_delete(tx, *id, key.version).await? {
            continue;
        }
        store::search::remove(tx, "key", id.0).await?;
        let told = key.made_by.filter(|maker| decided != Some(*maker));
        let key = Key { phase: Phase::Deleting, made_by: told, ..key };
        sync::gone(tx, env, &key, key.desired_rev, now).await?;
    }
    Ok(())
}

/// Tells who decided how it ended.
pub async fn ended(
    tx: &mut Tx,
    env: &Env,
    (server, restore, total): (ServerId, bool, i64),
    decided: Option<PersonId>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if store::outbox::release(tx, &sync::bundle_of(server), now).await? > 0 {
        tx.wake(&env.signals, Wake::Outbox);
    }
    // What else was found there waited with that question, and nobody has heard of it.
    if store::differences::open_count(tx, server).await? > 0 {
        comparing::tell(tx, env, server, false, now).await?;
    }
    let left = store::keys::missing_count(tx, server).await?;
    let Some(person) = decided else { return Ok(()) };
    let Some(person) = store::people::get(tx, person).await? else { return Ok(()) };
    let count = (total - left).max(0);
    let notice = Notice::RebuiltDone { server, restored: restore, count, left };
    let once = format!("rebuilt-done:{server}:{}", now.timestamp_micros());
    notices::tell(tx, env, &once, person.chat, &notice, now).await
}
