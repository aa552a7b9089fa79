//! Differences between the house and a server: keys made or deleted there by hand, shown to an admin to decide.
//!
//! What differs is found by `comparing`. That a server was set up anew is one difference for all its keys.

use super::{Env, Outcome, Refusal, adopting, audit, guarded, keys, rebuilt, require, servers};
use crate::{
    domain::{
        adoption::{LIMIT_PERIOD, suspended_there},
        ids::DifferenceId,
        plan::Lifetime,
        role::{Actor, Permission},
    },
    store::{
        self, Tx,
        differences::{Difference, DifferenceKind, DifferenceState},
    },
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// What to do about a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A foreign key becomes ours; of a missing one, its loss is accepted.
    Adopt,
    /// Leave it as it is, and say no more of it.
    Ignore,
    /// A foreign key is deleted there; of a server that was set up anew, the keys that it lost are deleted here.
    Delete,
    /// A missing key is made again there, with a new access URL; of a server that was set up anew, all of them.
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
    // A server that is let go at the same moment gets no new rows.
    store::servers::lock(tx, difference.server).await?;
    servers::present(tx, difference.server).await?;
    let state = if decision == Decision::Ignore { DifferenceState::Ignored } else { DifferenceState::Settled };
    guarded(store::differences::set_state(tx, id, version, state).await?)?;
    match (difference.kind, decision) {
        (_, Decision::Ignore) => {}
        (DifferenceKind::Foreign, Decision::Adopt) => adopt(tx, env, actor, (&difference, true), now).await?,
        (DifferenceKind::Foreign, Decision::Delete) => {
            // One of ours that was deleted before, and came back with a restored server, has its row already.
            match store::keys::delete_again(tx, difference.server, &difference.remote_id).await? {
                Some(key) => keys::ask_server(tx, env, key, now).await?,
                None => adopt(tx, env, actor, (&difference, false), now).await?,
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
        (DifferenceKind::Rebuilt, Decision::Restore) => {
            rebuilt::begin(tx, env, actor, difference.server, true, now).await?;
        }
        (DifferenceKind::Rebuilt, Decision::Delete) => {
            // Many keys are lost by it: as much as letting the server go.
            require(actor, Permission::ServerRemove)?;
            rebuilt::begin(tx, env, actor, difference.server, false, now).await?;
        }
        _ => return Err(Refusal::WrongState.into()),
    }
    let detail =
        json!({ "decision": format!("{decision:?}"), "what": difference.kind, "name": difference.remote_name });
    audit::note(tx, actor, "difference.settle", &format!("server:{}", difference.server), detail, now).await
}

/// Takes a foreign key into the house as it is there, by the rules of `adopting`; the job that follows reads its access
/// URL, or deletes it there.
async fn adopt(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (difference, keep): (&Difference, bool),
    now: DateTime<Utc>,
) -> Outcome<()> {
    let name = adopting::free(tx, None, &difference.remote_name, &difference.remote_id).await?;
    let (suspended, quota) = suspended_there(difference.remote_limit);
    let row = store::keys::NewKey {
        server: difference.server,
        plan: None,
        representative: None,
        made_by: None,
        name: &name,
        remote_id: &difference.remote_id,
        lifetime: Lifetime::Unlimited,
        expires_at: None,
        quota,
        now,
    };
    let id = store::keys::insert(tx, &row).await?.ok_or(Refusal::Stale)?;
    if suspended && keep {
        store::keys::suspend(tx, id, 1, (None, true), now).await?;
    }
    if quota.is_some() {
        store::keys::set_adopted_period(tx, id, LIMIT_PERIOD).await?;
    }
    if keep {
        let detail = json!({
            "name": name, "there": difference.remote_name, "remote_id": difference.remote_id,
            "limit": difference.remote_limit,
        });
        audit::note(tx, actor, "key.adopt", &keys::subject(id), detail, now).await?;
        keys::index(tx, id, &name).await?;
    } else {
        store::keys::begin_delete(tx, id, 1).await?;
    }
    keys::ask_server(tx, env, id, now).await
}
