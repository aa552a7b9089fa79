//! Differences between the house and a server: keys made or deleted there by hand, shown to an admin to decide.
//!
//! Only what lasts is a difference: keys that the house is just making or deleting, and what it made and gave up, aren't.

use super::{Env, Outcome, Refusal, audit, guarded, keys, require, servers};
use crate::{
    domain::{
        ids::{DifferenceId, ServerId},
        job::JobKind,
        key::Phase,
        notice::Notice,
        plan::Lifetime,
        role::{Actor, Permission},
    },
    ports::RemoteKey,
    store::{self, Tx, differences::Difference, differences::DifferenceKind},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Compares what the server lists with what the house has, and keeps what differs. Says how many are open.
pub async fn compare(
    tx: &mut Tx,
    env: &Env,
    server: ServerId,
    listed: &[RemoteKey],
    began: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<i64> {
    let ours = store::keys::remote_ids(tx, server).await?;
    let known: HashMap<&str, &store::keys::RemoteRef> = ours.iter().map(|k| (k.remote_id.as_str(), k)).collect();
    let there: HashSet<&str> = listed.iter().map(|k| k.id.as_str()).collect();
    let mut differing = HashSet::new();
    let mut fresh = false;
    for remote in listed {
        match known.get(remote.id.as_str()).map(|k| k.phase) {
            None => {
                differing.insert(remote.id.clone());
                let name: String = remote.name.chars().filter(|c| !c.is_control()).take(60).collect();
                fresh |=
                    store::differences::found(tx, server, &remote.id, DifferenceKind::Foreign, &name, None, now).await?;
            }
            Some(Phase::Failed | Phase::Deleted) => take_away(tx, env, known[remote.id.as_str()], now).await?,
            Some(_) => {}
        }
    }
    for key in &ours {
        // A key confirmed after the listing began may be missing from it rightly.
        let settled = key.phase == Phase::Live && key.in_step && key.activated_at.is_some_and(|at| at < began);
        if settled && !there.contains(key.remote_id.as_str()) {
            differing.insert(key.remote_id.clone());
            let kind = DifferenceKind::Missing;
            fresh |=
                store::differences::found(tx, server, &key.remote_id, kind, &key.name, Some(key.id), now).await?;
        }
    }
    store::differences::vanish(tx, server, &differing).await?;
    let open = store::differences::count_open(tx, server).await?;
    if fresh {
        let once = format!("differences:{server}:{}", now.timestamp_micros());
        servers::tell_staff(tx, env, &once, &Notice::DifferencesFound { server, count: open }, now).await?;
    }
    Ok(open)
}

/// A key that the house gave up or deleted is still there: it is taken away, without asking anybody.
async fn take_away(tx: &mut Tx, env: &Env, key: &store::keys::RemoteRef, now: DateTime<Utc>) -> Outcome<()> {
    if key.in_step {
        store::keys::want_again(tx, key.id).await?;
        keys::ask_server(tx, env, key.id, now).await?;
    }
    Ok(())
}

/// What to do about a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A foreign key becomes ours; of a missing one, its loss is accepted.
    Adopt,
    /// Leave it as it is, and say no more of it.
    Ignore,
    /// A foreign key is deleted there.
    Delete,
    /// A missing key is made again there, with a new access URL.
    Restore,
}

/// Decides about a difference, as it was at `version`.
pub async fn decide(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (id, version): (DifferenceId, i64),
    decision: Decision,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::ServerChange)?;
    let difference = store::differences::get(tx, id).await?.ok_or(Refusal::NotFound)?;
    servers::present(tx, difference.server_id).await?;
    let state = if decision == Decision::Ignore { "ignored" } else { "settled" };
    guarded(store::differences::set_state(tx, id, version, state).await?)?;
    match (difference.kind, decision) {
        (_, Decision::Ignore) => {}
        (DifferenceKind::Foreign, Decision::Adopt) => adopt(tx, env, &difference, Phase::Live, now).await?,
        (DifferenceKind::Foreign, Decision::Delete) => adopt(tx, env, &difference, Phase::Deleting, now).await?,
        (DifferenceKind::Missing, Decision::Adopt) => {
            let key = difference.key_id.ok_or(Refusal::NotFound)?;
            store::keys::mark_deleted(tx, key, now).await?;
            store::search::remove(tx, "key", key.0).await?;
        }
        (DifferenceKind::Missing, Decision::Restore) => {
            let key = difference.key_id.ok_or(Refusal::NotFound)?;
            store::keys::want_again(tx, key).await?;
            keys::ask_server(tx, env, key, now).await?;
        }
        _ => return Err(Refusal::WrongState.into()),
    }
    let detail = json!({ "decision": format!("{decision:?}"), "name": difference.remote_name });
    audit::note(tx, actor, "difference.settle", &format!("server:{}", difference.server_id), detail, now).await
}

/// Takes a foreign key into the house; the job that follows reads its access URL, or deletes it there.
async fn adopt(tx: &mut Tx, env: &Env, difference: &Difference, phase: Phase, now: DateTime<Utc>) -> Outcome<()> {
    let wished = if difference.remote_name.is_empty() { "key" } else { &difference.remote_name };
    let mut name = wished.to_owned();
    if store::keys::name_taken(tx, None, &name).await? {
        name = format!("{wished} ({})", difference.remote_id);
    }
    let row = store::keys::NewKey {
        server_id: difference.server_id,
        plan_id: None,
        representative_id: None,
        made_by: None,
        name: name.clone(),
        remote_id: difference.remote_id.clone(),
        phase,
        lifetime: Lifetime::Unlimited,
        expires_at: None,
        quota: None,
        now,
    };
    let id = store::keys::insert(tx, &row).await?.ok_or(Refusal::Stale)?;
    if phase == Phase::Live {
        keys::index(tx, id, &name).await?;
    }
    store::jobs::enqueue(tx, &JobKind::SyncKey { key: id }, now).await?;
    env.signals.jobs.notify_one();
    Ok(())
}
