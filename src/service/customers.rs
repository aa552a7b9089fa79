//! Customers, as their sellers handle them: written down, named, given keys.
//!
//! A customer and their keys are one seller's; nobody gives a key to another's customer.

use super::{Outcome, PeopleRefusal, Refusal, audit, guarded, invitations::checked_name, keys, names, require, undo};
use crate::{
    domain::{
        customer::{Customer, NAME_MAX, NOTE_MAX},
        ids::{CustomerId, KeyId},
        key::Phase,
        role::{Actor, Permission},
        undo::{Swap, Undo},
    },
    store::{self, Tx},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

fn subject(id: CustomerId) -> String {
    format!("customer:{id}")
}

/// Writes a customer down; with a key, they are that key's seller's, and hold it.
pub async fn create(
    tx: &mut Tx,
    actor: &Actor,
    name: &str,
    key: Option<KeyId>,
    now: DateTime<Utc>,
) -> Outcome<CustomerId> {
    require(actor, Permission::CustomerChange)?;
    let name = checked_name(name, NAME_MAX)?;
    let held = match key {
        Some(key) => Some(store::keys::get(tx, actor.scope(), key).await?.ok_or(Refusal::NotFound)?),
        None => None,
    };
    let seller = match &held {
        Some(key) => key.representative_id,
        None => keys::seller(actor)?,
    };
    let id = store::customers::insert(tx, seller, name, None, now).await?.ok_or(Refusal::Stale)?;
    let made = store::customers::get(tx, actor.scope(), id).await?.ok_or(Refusal::NotFound)?;
    names::customer(tx, &made).await?;
    audit::note(tx, actor, "customer.create", &subject(id), json!({ "name": name }), now).await?;
    if let Some(key) = held {
        give_key(tx, actor, (key.id, key.version), Some(id), now).await?;
    }
    Ok(id)
}

/// A change of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomerChange {
    /// Call them so.
    Name(String),
    /// Remember this of them; empty for nothing.
    Note(String),
}

/// Changes a customer, as they were at `version`.
pub async fn change(
    tx: &mut Tx,
    actor: &Actor,
    (id, version): (CustomerId, i64),
    change: &CustomerChange,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::CustomerChange)?;
    let before = store::customers::get(tx, actor.scope(), id).await?.ok_or(Refusal::NotFound)?;
    let mut after: Customer = before.clone();
    match change {
        CustomerChange::Name(name) => checked_name(name, NAME_MAX)?.clone_into(&mut after.name),
        CustomerChange::Note(note) => {
            if note.chars().count() > NOTE_MAX {
                return Err(Refusal::People(PeopleRefusal::BadName).into());
            }
            note.trim().clone_into(&mut after.note);
        }
    }
    guarded(store::customers::update(tx, id, version, &after.name, &after.note).await?)?;
    names::customer(tx, &after).await?;
    let detail = json!({ "before": [before.name, before.note], "after": [after.name, after.note] });
    audit::note(tx, actor, "customer.update", &subject(id), detail, now).await
}

/// Gives a key to a customer, or to nobody, as it was at `version`.
pub async fn give_key(
    tx: &mut Tx,
    actor: &Actor,
    (id, version): (KeyId, i64),
    to: Option<CustomerId>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::CustomerChange)?;
    store::keys::lock(tx, id).await?;
    let key = store::keys::get(tx, actor.scope(), id).await?.ok_or(Refusal::NotFound)?;
    if let Some(to) = to {
        let customer = store::customers::get(tx, actor.scope(), to).await?.ok_or(Refusal::NotFound)?;
        if customer.representative_id != key.representative_id {
            return Err(Refusal::People(PeopleRefusal::OtherSeller).into());
        }
    }
    if key.phase == Phase::Deleted {
        return Err(Refusal::WrongState.into());
    }
    guarded(store::customers::give_key(tx, id, version, to).await?)?;
    let detail = json!({ "name": key.name, "before": key.customer_id, "after": to });
    audit::note(tx, actor, "key.customer", &keys::subject(id), detail, now).await?;
    let swap = Swap { now: to, back: key.customer_id };
    undo::offer(tx, actor, &Undo::KeyCustomer(id, swap), now).await
}
