//! What a mapping names, by the names that people know: representatives, plans, customers, each read once.
//!
//! It says what is wanted, whether or not it can be done: whoever was removed still has a name here. Read only.

use super::names::wished;
use crate::{
    domain::{
        adoption::{Holder, Mapping, Terms},
        customer::{self, Customer},
        ids::{CustomerId, PlanId, RepresentativeId},
        plan::Plan,
        representative::Representative,
        role::Scope,
    },
    service::Outcome,
    store::{self, Access},
};
use std::collections::HashMap;

/// The names of whose a key becomes, of its plan, and of who holds it; `None`: the house's, none, nobody.
pub type Shown = (Option<String>, Option<String>, Option<String>);

/// Those that a mapping names and that have a row.
#[derive(Debug, Default)]
pub struct Wants {
    /// Removed ones too.
    pub sellers: HashMap<RepresentativeId, Representative>,
    /// Those that aren't sold any more too.
    pub plans: HashMap<PlanId, Plan>,
    /// Other sellers' too.
    pub customers: HashMap<CustomerId, Customer>,
}

impl Wants {
    /// Reads them.
    pub async fn of(access: &mut impl Access, mapping: &Mapping) -> Outcome<Self> {
        let mut found = Self::default();
        for terms in mapping.all_terms() {
            if let Some(id) = terms.to.filter(|id| !found.sellers.contains_key(id))
                && let Some(seller) = store::representatives::get(access, id).await?
            {
                found.sellers.insert(id, seller);
            }
            if let Some(id) = terms.plan.filter(|id| !found.plans.contains_key(id))
                && let Some(plan) = store::plans::get(access, id).await?
            {
                found.plans.insert(id, plan);
            }
            if let Holder::One(id) = terms.holder
                && !found.customers.contains_key(&id)
                && let Some(customer) = store::customers::get(access, Scope::House, id).await?
            {
                found.customers.insert(id, customer);
            }
        }
        Ok(found)
    }

    /// Of terms that are several keys': a customer is named where it is one for all.
    pub fn shown(&self, terms: &Terms) -> Shown {
        let seller = terms.to.and_then(|id| self.sellers.get(&id)).map(|seller| seller.name.clone());
        let plan = terms.plan.and_then(|id| self.plans.get(&id)).map(|plan| plan.name.clone());
        let customer = match terms.holder {
            Holder::One(id) => self.customers.get(&id).map(|customer| customer.name.clone()),
            _ => None,
        };
        (seller, plan, customer)
    }

    /// Of one key's, as it is called on its server, with that id there.
    pub fn of_key(&self, terms: &Terms, (name, remote_id): (&str, &str)) -> Shown {
        let (seller, plan, one) = self.shown(terms);
        let customer = match &terms.holder {
            Holder::Nobody => None,
            Holder::One(_) => one,
            Holder::Each => Some(customer_of(&wished(name, remote_id))),
            Holder::Named(name) => Some(customer_of(name)),
        };
        (seller, plan, customer)
    }
}

/// What a new customer is called: as much of it as a name may have.
pub fn customer_of(name: &str) -> String {
    name.chars().take(customer::NAME_MAX).collect()
}
