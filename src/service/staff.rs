//! The house's own people: their roles, and whether they may act.
//!
//! Nobody decides about themselves or about somebody above, and the house keeps an owner, whatever two admins do at the
//! same moment. What somebody invited to is taken back with what allowed them to.

use super::{Env, Outcome, PeopleRefusal, Refusal, audit, guarded, notices, require, undo};
use crate::{
    domain::{
        ids::PersonId,
        notice::Notice,
        person::{Person, PersonState},
        role::{Actor, Permission, Role},
        undo::{Swap, Undo},
    },
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// A change of what somebody is to the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonChange {
    /// Another role among the house's own people.
    Role(Role),
    /// They may not act until resumed.
    Suspend,
    /// They may act again.
    Resume,
    /// They aren't known any more, until they are invited again.
    Remove,
}

/// What a removal takes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Affected {
    /// Keys they hold as a customer: these work on, and aren't theirs to see any more.
    pub held: i64,
    /// Keys of the representative for whom they act.
    pub sold: i64,
}

/// What the removal of a person takes along.
pub async fn affected(access: &mut impl Access, actor: &Actor, id: PersonId) -> Outcome<Affected> {
    require(actor, Permission::PeopleRead)?;
    let row = store::people::row(access, id).await?.ok_or(Refusal::NotFound)?;
    let sold = match row.representative {
        Some((id, _)) => store::representatives::living_keys(access, id).await?,
        None => 0,
    };
    Ok(Affected { held: row.held, sold })
}

/// Whether the actor decides about that person, for who draws the buttons.
pub fn decides(actor: &Actor, person: &Person) -> bool {
    actor.may(Permission::PeopleChange)
        && actor.person() != Some(person.id)
        && actor.role().is_some_and(|role| role.above(person.role))
}

/// Changes what somebody is to the house, as they were at `version`.
pub async fn change(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (id, version): (PersonId, i64),
    change: PersonChange,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::PeopleChange)?;
    // In one order for all: two who take away each other's role wait here.
    let owners = store::people::lock_owners(tx).await?;
    let person = store::people::lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    if actor.person() == Some(id) {
        return Err(Refusal::People(PeopleRefusal::Yourself).into());
    }
    if !actor.role().is_some_and(|role| role.above(person.role)) {
        return Err(Refusal::People(PeopleRefusal::Above).into());
    }
    if person.version != version {
        return Err(Refusal::Stale.into());
    }
    if owners == [id] && !matches!(change, PersonChange::Role(Role::Owner) | PersonChange::Resume) {
        return Err(Refusal::People(PeopleRefusal::LastOwner).into());
    }
    apply(tx, actor, &person, change).await?;
    if !matches!(change, PersonChange::Resume) {
        store::invitations::revoke_of(tx, id, now).await?;
    }
    let (action, after) = match change {
        PersonChange::Role(role) => ("person.role", role.as_str()),
        PersonChange::Suspend => ("person.suspend", "suspended"),
        PersonChange::Resume => ("person.resume", "active"),
        PersonChange::Remove => ("person.remove", "removed"),
    };
    let detail =
        json!({ "name": person.name, "before": [person.role.as_str(), person.state.as_str()], "after": after });
    audit::note(tx, actor, action, &format!("person:{id}"), detail, now).await?;
    let suspended = match change {
        PersonChange::Suspend => Some(true),
        PersonChange::Resume => Some(false),
        PersonChange::Role(_) | PersonChange::Remove => None,
    };
    if let Some(suspended) = suspended {
        let swap = Swap { now: suspended, back: !suspended };
        undo::offer(tx, actor, &Undo::PersonSuspended(id, swap), now).await?;
    }
    if let PersonChange::Role(role) = change {
        let once = format!("role:{id}:{}", version + 1);
        notices::tell(tx, env, &once, person.chat, &Notice::RoleChanged { role }, now).await?;
    }
    Ok(())
}

async fn apply(tx: &mut Tx, actor: &Actor, person: &Person, change: PersonChange) -> Outcome<()> {
    let (id, version) = (person.id, person.version);
    match change {
        PersonChange::Role(role) => {
            if !matches!(role, Role::Owner | Role::Admin | Role::Operator) || person.role == role {
                return Err(Refusal::WrongState.into());
            }
            if !actor.role().is_some_and(|own| own.above(role)) {
                return Err(Refusal::People(PeopleRefusal::Above).into());
            }
            if person.state != PersonState::Active {
                return Err(Refusal::WrongState.into());
            }
            if person.role == Role::Representative {
                return Err(Refusal::People(PeopleRefusal::ActsForOne).into());
            }
            guarded(store::people::set_role(tx, id, version, role).await?)
        }
        PersonChange::Suspend if person.state == PersonState::Active => {
            guarded(store::people::set_state(tx, id, version, PersonState::Suspended).await?)
        }
        PersonChange::Resume if person.state == PersonState::Suspended => {
            guarded(store::people::set_state(tx, id, version, PersonState::Active).await?)
        }
        PersonChange::Remove if person.state != PersonState::Removed => {
            guarded(store::people::set_state(tx, id, version, PersonState::Removed).await?)?;
            unlink(tx, id).await
        }
        PersonChange::Suspend | PersonChange::Resume | PersonChange::Remove => Err(Refusal::WrongState.into()),
    }
}

/// Nobody acts for their representative, and their sellers' records wait for somebody to open a link.
async fn unlink(tx: &mut Tx, id: PersonId) -> Outcome<()> {
    if let Some(found) = store::representatives::of_person(tx, id).await? {
        store::representatives::set_person(tx, found.id, None).await?;
        super::names::representative(tx, found.id).await?;
    }
    for found in store::customers::all_of_person(tx, id).await? {
        store::customers::set_person(tx, found.id, None).await?;
        super::names::customer(tx, &crate::domain::customer::Customer { person_id: None, ..found }).await?;
    }
    Ok(())
}

/// Somebody whose place another took: a customer still, where they hold keys, and else nobody any more.
pub(super) async fn step_down(tx: &mut Tx, id: PersonId, now: DateTime<Utc>) -> Outcome<()> {
    let Some(person) = store::people::lock(tx, id).await? else { return Ok(()) };
    store::invitations::revoke_of(tx, id, now).await?;
    if store::customers::all_of_person(tx, id).await?.is_empty() {
        guarded(store::people::set_state(tx, id, person.version, PersonState::Removed).await?)
    } else {
        guarded(store::people::set_role(tx, id, person.version, Role::Customer).await?)
    }
}
