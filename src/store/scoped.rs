//! How a scope is asked in a query, so that another's record is the same as one that isn't there.
//!
//! `Scope::Nothing` never reaches the database.

use crate::domain::{
    ids::{PersonId, RepresentativeId},
    role::Scope,
};
use sqlx::{Database, Encode, QueryBuilder, Type};

/// The parameters of `($a OR representative_id = $b OR customer_id IN (SELECT id FROM customer WHERE person_id = $c))`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    /// All of the house's.
    pub house: bool,
    /// What that representative sold; 0 is nobody.
    pub seller: RepresentativeId,
    /// What that person holds as a customer; 0 is nobody.
    pub holder: PersonId,
}

/// Whose keys are to be seen; `None` where nothing is.
pub(crate) const fn owner(scope: Scope) -> Option<Owner> {
    let (seller, holder) = (RepresentativeId(0), PersonId(0));
    match scope {
        Scope::House => Some(Owner { house: true, seller, holder }),
        Scope::Representative(seller) => Some(Owner { house: false, seller, holder }),
        Scope::Holder(holder) => Some(Owner { house: false, seller, holder }),
        Scope::Nothing => None,
    }
}

/// Narrows a query over keys to a scope; `alias` is what the table is called, with its dot.
pub(crate) fn push_owner<DB: Database>(q: &mut QueryBuilder<DB>, alias: &str, scope: Scope)
where
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    match scope {
        Scope::House => {}
        Scope::Representative(id) => {
            q.push(" AND ").push(alias).push("representative_id = ").push_bind(id.0);
        }
        Scope::Holder(id) => {
            q.push(" AND ").push(alias).push("customer_id IN (SELECT c.id FROM customer c WHERE c.person_id = ");
            q.push_bind(id.0).push(")");
        }
        Scope::Nothing => {
            q.push(" AND FALSE");
        }
    }
}

/// Narrows a query over customers to a scope. Who holds keys sees no customers, not even themselves.
pub(crate) fn push_seller<DB: Database>(q: &mut QueryBuilder<DB>, alias: &str, scope: Scope)
where
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    match scope {
        Scope::House => {}
        Scope::Representative(id) => {
            q.push(" AND ").push(alias).push("representative_id = ").push_bind(id.0);
        }
        Scope::Holder(_) | Scope::Nothing => {
            q.push(" AND FALSE");
        }
    }
}
