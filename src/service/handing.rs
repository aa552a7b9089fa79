//! What goes along when a representative, a customer or the house is handed to another person, and telling both of them.
//! It is counted when it is asked about, and again when it happens.

use super::{Env, Outcome, Refusal, house, notices};
use crate::{
    domain::{
        customer::Customer,
        ids::{PersonId, RepresentativeId},
        notice::{Handed, Notice},
        role::Scope,
    },
    store::{self, Access, Tx, keys::KeyFilter},
};
use chrono::{DateTime, Utc};

/// What goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// A representative, a customer or the house.
    pub what: Handed,
    /// What that is called.
    pub name: String,
    /// Who has it now, by name.
    pub holder: Option<String>,
    /// How many keys.
    pub keys: i64,
    /// How many customers.
    pub customers: i64,
}

/// What a representative has.
pub async fn of_representative(access: &mut impl Access, id: RepresentativeId) -> Outcome<Passed> {
    let row = store::representatives::row(access, id).await?.ok_or(Refusal::NotFound)?;
    let (what, name) = (Handed::Representative, row.representative.name);
    let keys = store::representatives::living_keys(access, id).await?;
    Ok(Passed { what, name, holder: row.person, keys, customers: row.customers })
}

/// What a customer holds.
pub async fn of_customer(access: &mut impl Access, customer: &Customer) -> Outcome<Passed> {
    let filter = KeyFilter { customer: Some(customer.id), ..KeyFilter::default() };
    let keys = store::keys::count(access, Scope::House, &filter).await?;
    let holder = match customer.person_id {
        Some(person) => store::people::get(access, person).await?.map(|person| person.name),
        None => None,
    };
    Ok(Passed { what: Handed::Customer, name: customer.name.clone(), holder, keys, customers: 0 })
}

/// What the house has.
pub async fn of_house(access: &mut impl Access) -> Outcome<Passed> {
    let keys = store::keys::counts(access, Scope::House).await?.total;
    Ok(Passed { what: Handed::House, name: house::load(access).await?.name, holder: None, keys, customers: 0 })
}

/// Tells who had it, and who has it now.
pub(super) async fn tell(
    tx: &mut Tx,
    env: &Env,
    (from, to): (Option<PersonId>, PersonId),
    passed: &Passed,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(new) = store::people::get(tx, to).await? else { return Ok(()) };
    let Passed { what, name, keys, customers, .. } = passed.clone();
    let at = now.timestamp_micros();
    let before = match from.filter(|from| *from != to) {
        Some(before) => store::people::get(tx, before).await?,
        None => None,
    };
    if let Some(before) = before {
        let notice = Notice::HandedAway { what, name: name.clone(), to: new.name.clone(), keys };
        notices::tell(tx, env, &format!("handed-away:{}:{at}", before.id), before.chat, &notice, now).await?;
    }
    let notice = Notice::HandedTo { what, name, keys, customers };
    notices::tell(tx, env, &format!("handed-to:{to}:{at}"), new.chat, &notice, now).await
}
