//! Undoing: the inverse command, by who made the change, within a minute, once.
//!
//! Permission and scope are asked as for any other change, and it is audited as one. What is no longer as the change left it
//! stays as it is.

use super::{Env, Outcome, Refusal, customers, keys, plans, representatives, servers, staff};
use crate::{
    domain::{
        ids::UndoId,
        person::PersonState,
        plan::{PlanDraft, PlanState},
        representative::RepresentativeState,
        role::Actor,
        server::ServerState,
        undo::{Swap, Undo},
    },
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use keys::KeyChange;
use plans::PlanChange;
use representatives::RepresentativeChange;
use servers::ServerChange;
use staff::PersonChange;

/// The change of that subject that the actor can undo still.
pub async fn offered(
    access: &mut impl Access,
    actor: &Actor,
    subject: &str,
    now: DateTime<Utc>,
) -> Outcome<Option<UndoId>> {
    match actor.person() {
        Some(person) => Ok(store::undo::last(access, person, subject, now).await?.map(|(id, _)| id)),
        None => Ok(None),
    }
}

/// Undoes the actor's own change; says what it was.
pub async fn undo(tx: &mut Tx, env: &Env, actor: &Actor, id: UndoId, now: DateTime<Utc>) -> Outcome<Undo> {
    let person = actor.person().ok_or(Refusal::NotAllowed)?;
    let undo = store::undo::get(tx, person, id).await?.ok_or(Refusal::NotFound)?;
    if !store::undo::take(tx, id, now).await? {
        return Err(Refusal::UndoOver.into());
    }
    match &undo {
        Undo::KeyName(..) | Undo::KeySuspended(..) | Undo::KeyQuota(..) | Undo::KeyEnd(..) | Undo::KeyCustomer(..) => {
            key(tx, env, actor, &undo, now).await?;
        }
        Undo::ServerName(server, swap) => {
            let found = servers::present(tx, *server).await?;
            same(&found.name, swap)?;
            let change = ServerChange::Rename(swap.back.clone());
            servers::change(tx, env, actor, (*server, found.version), &change, now).await?;
        }
        Undo::ServerPaused(server, swap) => {
            let found = servers::present(tx, *server).await?;
            same(&(found.state == ServerState::Paused), swap)?;
            let change = if swap.back { ServerChange::Pause } else { ServerChange::Resume };
            servers::change(tx, env, actor, (*server, found.version), &change, now).await?;
        }
        Undo::Plan(plan, swap) => {
            let found = store::plans::get(tx, *plan).await?.ok_or(Refusal::NotFound)?;
            same(&PlanDraft::of(&found), swap)?;
            let change = PlanChange::All(swap.back.clone());
            plans::change(tx, actor, *plan, found.version, change, now).await?;
        }
        Undo::PlanArchived(plan, swap) => {
            let found = store::plans::get(tx, *plan).await?.ok_or(Refusal::NotFound)?;
            same(&(found.state == PlanState::Archived), swap)?;
            let state = if swap.back { PlanState::Archived } else { PlanState::Active };
            plans::set_state(tx, actor, *plan, found.version, state, now).await?;
        }
        Undo::PersonSuspended(person, swap) => {
            let found = store::people::lock(tx, *person).await?.ok_or(Refusal::NotFound)?;
            same(&(found.state == PersonState::Suspended), swap)?;
            let change = if swap.back { PersonChange::Suspend } else { PersonChange::Resume };
            staff::change(tx, env, actor, (*person, found.version), change, now).await?;
        }
        Undo::SellerSuspended(id, swap) => {
            let found = store::representatives::get(tx, *id).await?.ok_or(Refusal::NotFound)?;
            same(&(found.state == RepresentativeState::Suspended), swap)?;
            let change = if swap.back { RepresentativeChange::Suspend } else { RepresentativeChange::Resume };
            representatives::change(tx, actor, (*id, found.version), &change, now).await?;
        }
    }
    Ok(undo)
}

/// Refuses where somebody changed it since.
fn same<T: PartialEq>(present: &T, swap: &Swap<T>) -> Outcome<()> {
    if *present == swap.now { Ok(()) } else { Err(Refusal::Stale.into()) }
}

async fn key(tx: &mut Tx, env: &Env, actor: &Actor, undo: &Undo, now: DateTime<Utc>) -> Outcome<()> {
    let id = match undo {
        Undo::KeyName(id, _)
        | Undo::KeySuspended(id, _)
        | Undo::KeyQuota(id, _)
        | Undo::KeyEnd(id, _)
        | Undo::KeyCustomer(id, _) => *id,
        _ => return Err(Refusal::NotFound.into()),
    };
    let key = store::keys::get(tx, actor.scope(), id).await?.ok_or(Refusal::NotFound)?;
    let change = match undo {
        Undo::KeyName(_, swap) => {
            same(&key.name, swap)?;
            KeyChange::Rename(swap.back.clone())
        }
        Undo::KeySuspended(_, swap) => {
            same(&keys::stop_of(&key), swap)?;
            swap.back.map_or(KeyChange::Resume, KeyChange::StopBack)
        }
        Undo::KeyQuota(_, swap) => {
            same(&keys::quota_of(&key), swap)?;
            KeyChange::QuotaBack(swap.back)
        }
        Undo::KeyEnd(_, swap) => {
            same(&keys::end_of(&key), swap)?;
            if swap.back.own { KeyChange::Ends(swap.back.value) } else { KeyChange::EndOfPlan }
        }
        Undo::KeyCustomer(_, swap) => {
            same(&key.customer_id, swap)?;
            return customers::give_key(tx, actor, (id, key.version), swap.back, now).await;
        }
        _ => return Err(Refusal::NotFound.into()),
    };
    keys::change(tx, env, actor, (id, key.version), &change, now).await
}
