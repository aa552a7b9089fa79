//! Representatives: what they may sell, and whether they do.
//!
//! Limits hold for what is made from now on; what was sold before lives on. They are asked with the representative's row
//! locked, so that two of their people (or one with two phones) don't sell the last key twice.

use super::{Outcome, PeopleRefusal, Refusal, audit, guarded, invitations::checked_name, names, require, staff, undo};
use crate::{
    domain::{
        ids::{PlanId, RepresentativeId, ServerId},
        representative::{Allowance, MOST_KEYS, MOST_TESTS, NAME_MAX, Representative, RepresentativeState},
        role::{Actor, Permission, Scope},
        undo::{Swap, Undo},
    },
    store::{self, Access, Tx, representatives::Terms},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What the actor may sell.
pub async fn allowance(access: &mut impl Access, actor: &Actor) -> Outcome<Allowance> {
    let Scope::Representative(id) = actor.scope() else { return Ok(Allowance::default()) };
    let Some(found) = store::representatives::get(access, id).await? else { return Err(Refusal::NotAllowed.into()) };
    allowance_of(access, &found).await
}

/// What a representative may sell.
pub async fn allowance_of(access: &mut impl Access, of: &Representative) -> Outcome<Allowance> {
    let plans = if of.all_plans { None } else { Some(store::representatives::plans(access, of.id).await?) };
    let servers = if of.all_servers { None } else { Some(store::representatives::servers(access, of.id).await?) };
    let keys_left = match of.max_keys {
        Some(most) => Some((most - store::representatives::living_keys(access, of.id).await?).max(0)),
        None => None,
    };
    Ok(Allowance { plans, servers, keys_left, tests_a_day: Some(of.tests_a_day) })
}

/// A change of what a representative is and may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RepresentativeChange {
    /// Call them so.
    Name(String),
    /// So many keys may live at a time; `None` is as many as they like.
    MaxKeys(Option<i64>),
    /// So many test keys in a day.
    Tests(i64),
    /// They may sell every plan, or only those that are named.
    AllPlans(bool),
    /// They may sell on every server, or only on those that are named.
    AllServers(bool),
    /// They may sell that plan, or not.
    Plan(PlanId, bool),
    /// They may sell on that server, or not.
    Server(ServerId, bool),
    /// They sell nothing until resumed.
    Suspend,
    /// They sell again.
    Resume,
    /// They go; what they sold is the house's to look after.
    Remove,
}

/// Changes a representative, as they were at `version`.
pub async fn change(
    tx: &mut Tx,
    actor: &Actor,
    (id, version): (RepresentativeId, i64),
    change: &RepresentativeChange,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::RepresentativeChange)?;
    let before = store::representatives::lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    if before.version != version {
        return Err(Refusal::Stale.into());
    }
    if before.state == RepresentativeState::Removed {
        return Err(Refusal::WrongState.into());
    }
    apply(tx, &before, change, now).await?;
    let action = match change {
        RepresentativeChange::Suspend => "representative.suspend",
        RepresentativeChange::Resume => "representative.resume",
        RepresentativeChange::Remove => "representative.remove",
        _ => "representative.update",
    };
    let was = json!([before.name, before.max_keys, before.tests_a_day, before.all_plans, before.all_servers]);
    let detail = json!({ "name": before.name, "before": was, "after": change });
    audit::note(tx, actor, action, &format!("representative:{id}"), detail, now).await?;
    let suspended = match change {
        RepresentativeChange::Suspend => true,
        RepresentativeChange::Resume => false,
        _ => return Ok(()),
    };
    let swap = Swap { now: suspended, back: !suspended };
    undo::offer(tx, actor, &Undo::SellerSuspended(id, swap), now).await
}

async fn apply(tx: &mut Tx, before: &Representative, change: &RepresentativeChange, now: DateTime<Utc>) -> Outcome<()> {
    use RepresentativeChange as C;
    let (id, version) = (before.id, before.version);
    let mut terms = Terms {
        name: &before.name,
        max_keys: before.max_keys,
        tests_a_day: before.tests_a_day,
        all_plans: before.all_plans,
        all_servers: before.all_servers,
    };
    let bad = || Refusal::People(PeopleRefusal::BadLimit);
    match change {
        C::Name(name) => terms.name = checked_name(name, NAME_MAX)?,
        C::MaxKeys(most) if most.is_some_and(|n| !(0..=MOST_KEYS).contains(&n)) => return Err(bad().into()),
        C::MaxKeys(most) => terms.max_keys = *most,
        C::Tests(n) if !(0..=MOST_TESTS).contains(n) => return Err(bad().into()),
        C::Tests(n) => terms.tests_a_day = *n,
        C::AllPlans(all) => terms.all_plans = *all,
        C::AllServers(all) => terms.all_servers = *all,
        C::Plan(plan, allowed) => {
            store::plans::get(tx, *plan).await?.ok_or(Refusal::NotFound)?;
            store::representatives::allow_plan(tx, id, *plan, *allowed).await?;
            return guarded(store::representatives::touch(tx, id, version).await?);
        }
        C::Server(server, allowed) => {
            store::servers::get(tx, *server).await?.ok_or(Refusal::NotFound)?;
            store::representatives::allow_server(tx, id, *server, *allowed).await?;
            return guarded(store::representatives::touch(tx, id, version).await?);
        }
        C::Suspend | C::Resume | C::Remove => return set_state(tx, before, change, now).await,
    }
    guarded(store::representatives::update(tx, id, version, &terms).await?)?;
    names::representative(tx, id).await
}

async fn set_state(
    tx: &mut Tx,
    before: &Representative,
    change: &RepresentativeChange,
    now: DateTime<Utc>,
) -> Outcome<()> {
    use RepresentativeState as S;
    let state = match (change, before.state) {
        (RepresentativeChange::Suspend, S::Active) => S::Suspended,
        (RepresentativeChange::Resume, S::Suspended) => S::Active,
        (RepresentativeChange::Remove, S::Active | S::Suspended) => S::Removed,
        _ => return Err(Refusal::WrongState.into()),
    };
    guarded(store::representatives::set_state(tx, before.id, before.version, state).await?)?;
    if state != S::Removed {
        return Ok(());
    }
    store::search::remove(tx, store::representatives::SUBJECT, before.id.0).await?;
    match before.person {
        Some(person) => staff::step_down(tx, person, now).await,
        None => Ok(()),
    }
}
