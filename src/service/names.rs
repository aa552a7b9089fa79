//! What people, representatives and customers are found by: their names, and those of who they are at Telegram.
//!
//! Written again whenever one of these changes, so that a new @username finds them at once.

use super::Outcome;
use crate::{
    domain::{
        customer::Customer,
        ids::{PersonId, RepresentativeId},
    },
    store::{self, Tx},
    text::fold,
};

async fn terms(tx: &mut Tx, name: &str, person: Option<PersonId>) -> Outcome<Vec<String>> {
    let mut terms = fold::terms(name);
    if let Some(person) = match person {
        Some(id) => store::people::get(tx, id).await?,
        None => None,
    } {
        terms.extend(fold::terms(&person.name));
        terms.extend(person.username.as_deref().map(fold::terms).unwrap_or_default());
    }
    Ok(terms)
}

/// A representative's.
pub(super) async fn representative(tx: &mut Tx, id: RepresentativeId) -> Outcome<()> {
    let Some(found) = store::representatives::get(tx, id).await? else { return Ok(()) };
    let terms = terms(tx, &found.name, found.person).await?;
    Ok(store::search::set_terms(tx, store::representatives::SUBJECT, id.0, &terms).await?)
}

/// A customer's.
pub(super) async fn customer(tx: &mut Tx, customer: &Customer) -> Outcome<()> {
    let terms = terms(tx, &customer.name, customer.person_id).await?;
    Ok(store::search::set_terms(tx, store::customers::SUBJECT, customer.id.0, &terms).await?)
}

/// A person's, whatever they are to the house.
pub(super) async fn person(tx: &mut Tx, id: PersonId) -> Outcome<()> {
    if let Some(found) = store::representatives::of_person(tx, id).await? {
        representative(tx, found.id).await?;
    }
    for found in store::customers::all_of_person(tx, id).await? {
        customer(tx, &found).await?;
    }
    Ok(())
}
