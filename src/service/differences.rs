//! Differences between the house and a server: keys made or deleted there by hand, shown to an admin to decide.
//!
//! Only what lasts is a difference: keys that the house is just making or deleting, and what it made and gave up, aren't.

use super::{Env, Outcome, Refusal, audit, guarded, keys, notices, require, servers};
use crate::{
    domain::{
        ids::{DifferenceId, ServerId},
        key::{NAME_MAX, Phase},
        notice::Notice,
        plan::Lifetime,
        role::{Actor, Permission},
    },
    ports::RemoteKey,
    store::{
        self, Tx,
        differences::{Difference, DifferenceKind, DifferenceState, Found},
        keys::Known,
    },
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
    let known: HashMap<&str, &Known> = ours.iter().map(|k| (k.remote_id.as_str(), k)).collect();
    let there: HashSet<&str> = listed.iter().map(|k| k.id.as_str()).collect();
    let deleted: HashSet<String> = store::keys::deleted_since(tx, server, began).await?.into_iter().collect();
    let mut found: Vec<Found<'_>> = Vec::new();
    let names: Vec<String> = listed.iter().map(|remote| shown_name(&remote.name)).collect();
    for (remote, name) in listed.iter().zip(&names) {
        match known.get(remote.id.as_str()) {
            None if deleted.contains(&remote.id) => {}
            None => {
                let (remote_id, limit) = (remote.id.as_str(), remote.limit);
                found.push(Found { server, remote_id, kind: DifferenceKind::Foreign, name, limit, key: None, now });
            }
            Some(key) if key.phase == Phase::Failed => take_away(tx, env, key, now).await?,
            Some(_) => {}
        }
    }
    for key in &ours {
        // A key confirmed after the listing began may be missing from it rightly.
        let settled = key.phase == Phase::Live && key.in_step && key.activated_at.is_some_and(|at| at < began);
        if settled && !there.contains(key.remote_id.as_str()) {
            let (remote_id, name) = (key.remote_id.as_str(), key.name.as_str());
            let kind = DifferenceKind::Missing;
            found.push(Found { server, remote_id, kind, name, limit: None, key: Some(key.id), now });
        }
    }
    let still: Vec<_> = found.iter().map(|f| (f.remote_id, f.kind)).collect();
    store::differences::vanish(tx, server, &still).await?;
    let mut fresh = false;
    for one in &found {
        fresh |= store::differences::found(tx, one).await?;
    }
    let open = store::differences::open_count(tx, server).await?;
    if fresh {
        let once = format!("differences:{server}:{}", now.timestamp_micros());
        notices::tell_staff(tx, env, &once, &Notice::DifferencesFound { server, count: open }, now).await?;
    }
    Ok(open)
}

/// A foreign name as it may be shown.
fn shown_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect()
}

/// A key that the house gave up or deleted is still there: it is taken away, without asking anybody.
async fn take_away(tx: &mut Tx, env: &Env, key: &Known, now: DateTime<Utc>) -> Outcome<()> {
    if key.in_step {
        store::keys::tell_again(tx, key.id).await?;
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
    servers::present(tx, difference.server).await?;
    let state = if decision == Decision::Ignore { DifferenceState::Ignored } else { DifferenceState::Settled };
    guarded(store::differences::set_state(tx, id, version, state).await?)?;
    match (difference.kind, decision) {
        (_, Decision::Ignore) => {}
        (DifferenceKind::Foreign, Decision::Adopt) => adopt(tx, env, &difference, true, now).await?,
        (DifferenceKind::Foreign, Decision::Delete) => {
            // One of ours that was deleted before, and came back with a restored server, has its row already.
            match store::keys::delete_again(tx, difference.server, &difference.remote_id).await? {
                Some(key) => keys::ask_server(tx, env, key, now).await?,
                None => adopt(tx, env, &difference, false, now).await?,
            }
        }
        (DifferenceKind::Missing, Decision::Adopt) => {
            let id = difference.key.ok_or(Refusal::NotFound)?;
            let key = store::keys::lock(tx, id).await?.ok_or(Refusal::NotFound)?;
            store::keys::begin_delete(tx, id, key.version).await?;
            store::search::remove(tx, "key", id.0).await?;
            keys::ask_server(tx, env, id, now).await?;
        }
        (DifferenceKind::Missing, Decision::Restore) => {
            let key = difference.key.ok_or(Refusal::NotFound)?;
            store::keys::tell_again(tx, key).await?;
            keys::ask_server(tx, env, key, now).await?;
        }
        _ => return Err(Refusal::WrongState.into()),
    }
    let detail = json!({ "decision": format!("{decision:?}"), "name": difference.remote_name });
    audit::note(tx, actor, "difference.settle", &format!("server:{}", difference.server), detail, now).await
}

/// Takes a foreign key into the house as it is there; the job that follows reads its access URL, or deletes it there.
async fn adopt(tx: &mut Tx, env: &Env, difference: &Difference, keep: bool, now: DateTime<Utc>) -> Outcome<()> {
    let wished = if difference.remote_name.is_empty() { "key" } else { &difference.remote_name };
    let mut name = wished.to_owned();
    if store::keys::name_taken(tx, None, &name).await? {
        name = format!("{wished} ({})", difference.remote_id);
    }
    let row = store::keys::NewKey {
        server: difference.server,
        plan: None,
        representative: None,
        made_by: None,
        name: &name,
        remote_id: &difference.remote_id,
        lifetime: Lifetime::Unlimited,
        expires_at: None,
        quota: difference.remote_limit,
        now,
    };
    let id = store::keys::insert(tx, &row).await?.ok_or(Refusal::Stale)?;
    if keep {
        keys::index(tx, id, &name).await?;
    } else {
        store::keys::begin_delete(tx, id, 1).await?;
    }
    keys::ask_server(tx, env, id, now).await
}
