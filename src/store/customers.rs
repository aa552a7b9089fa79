//! Customers: who holds keys, each a record of one seller's.
//!
//! Everything that a person may ask takes their scope: a representative's own, or the whole house's. A customer is no
//! reader here: what they hold is asked of keys.

use super::db::{Access, Tx, changed, locking, on};
use super::error::Result;
use super::scoped::push_seller;
use super::search::push_terms;
use super::types::from_row;
use crate::domain::{
    customer::Customer,
    ids::{CustomerId, KeyId, PersonId, RepresentativeId},
    role::Scope,
};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};

from_row!(Customer, |r| Customer {
    id: r.try_get("id")?,
    representative_id: r.try_get("representative_id")?,
    name: r.try_get("name")?,
    note: r.try_get("note")?,
    person_id: r.try_get("person_id")?,
    created_at: r.try_get("created_at")?,
    version: r.try_get("version")?,
});

/// A customer in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRow {
    /// The customer.
    pub customer: Customer,
    /// Their seller's name; `None` is the house itself.
    pub representative: Option<String>,
    /// Their keys, deleted ones left out.
    pub keys: i64,
    /// Their name at Telegram, once they opened a link.
    pub person: Option<String>,
    /// Without the `@`.
    pub username: Option<String>,
}
from_row!(CustomerRow, |r| CustomerRow {
    customer: Customer::from_row(r)?,
    representative: r.try_get("representative_name")?,
    keys: r.try_get("key_count")?,
    person: r.try_get("person_name")?,
    username: r.try_get("person_username")?,
});

const ROW: &str = "SELECT c.*, r.name AS representative_name, p.name AS person_name, p.username AS person_username,
    (SELECT COUNT(*) FROM access_key k WHERE k.customer_id = c.id AND k.phase <> 'deleted') AS key_count
    FROM customer c LEFT JOIN representative r ON r.id = c.representative_id LEFT JOIN person p ON p.id = c.person_id";

/// The kind under which customers are found.
pub const SUBJECT: &str = "customer";

/// What a list is narrowed to; what is empty narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerFilter {
    /// Of that representative.
    pub representative: Option<RepresentativeId>,
    /// The house's own alone.
    pub houses_own: bool,
    /// Each begins a word by which the customer is found; folded by `text` already.
    pub terms: Vec<String>,
}

/// Writes a customer down. `None` where that person is a customer of that seller already.
pub async fn insert(
    tx: &mut Tx,
    seller: Option<RepresentativeId>,
    name: &str,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Option<CustomerId>> {
    on!(tx, |c| query_scalar(
        "INSERT INTO customer (representative_id, name, note, person_id, created_at, version)
         VALUES ($1, $2, '', $3, $4, 1) ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(seller)
    .bind(name)
    .bind(person)
    .bind(now)
    .fetch_optional(c))
}

/// One customer.
pub async fn get(x: &mut impl Access, scope: Scope, id: CustomerId) -> Result<Option<Customer>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new("SELECT * FROM customer WHERE id = ");
        q.push_bind(id);
        push_seller(&mut q, "", scope);
        q.build_query_as().fetch_optional(c).await
    })
}

/// One customer, whom no other transaction changes until this one ends. Scope is the caller's concern.
pub async fn lock(tx: &mut Tx, id: CustomerId) -> Result<Option<Customer>> {
    locking!(tx, ["SELECT * FROM customer WHERE id = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(id)
        .fetch_optional(c))
}

/// One customer as in a list.
pub async fn row(x: &mut impl Access, scope: Scope, id: CustomerId) -> Result<Option<CustomerRow>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(ROW);
        q.push(" WHERE c.id = ").push_bind(id);
        push_seller(&mut q, "c.", scope);
        q.build_query_as().fetch_optional(c).await
    })
}

/// Newest first.
pub async fn list(
    x: &mut impl Access,
    scope: Scope,
    filter: &CustomerFilter,
    before: Option<CustomerId>,
    limit: i64,
) -> Result<Vec<CustomerRow>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(ROW);
        q.push(" WHERE c.id < ").push_bind(before.map_or(i64::MAX, |id| id.0));
        push_seller(&mut q, "c.", scope);
        if let Some(id) = filter.representative {
            q.push(" AND c.representative_id = ").push_bind(id);
        }
        if filter.houses_own {
            q.push(" AND c.representative_id IS NULL");
        }
        push_terms(&mut q, "c.id", SUBJECT, &filter.terms);
        q.push(" ORDER BY c.id DESC LIMIT ").push_bind(limit);
        q.build_query_as().fetch_all(c).await
    })
}

/// How many there are.
pub async fn count(x: &mut impl Access, scope: Scope) -> Result<i64> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new("SELECT COUNT(*) FROM customer WHERE TRUE");
        push_seller(&mut q, "", scope);
        q.build_query_scalar().fetch_one(c).await
    })
}

/// A person as a customer of that seller (`None`: the house's own), where they are one.
pub async fn of_person(
    x: &mut impl Access,
    seller: Option<RepresentativeId>,
    person: PersonId,
) -> Result<Option<Customer>> {
    on!(x, |c| query_as("SELECT * FROM customer WHERE person_id = $1 AND COALESCE(representative_id, 0) = $2")
        .bind(person)
        .bind(seller.unwrap_or(RepresentativeId(0)))
        .fetch_optional(c))
}

/// A seller's oldest customer of that very name.
pub async fn of_name(x: &mut impl Access, seller: Option<RepresentativeId>, name: &str) -> Result<Option<Customer>> {
    on!(x, |c| query_as(
        "SELECT * FROM customer WHERE name = $1 AND COALESCE(representative_id, 0) = $2 ORDER BY id LIMIT 1"
    )
    .bind(name)
    .bind(seller.unwrap_or(RepresentativeId(0)))
    .fetch_optional(c))
}

/// Which of these names a seller's customers have.
pub async fn names_there(x: &mut impl Access, seller: Option<RepresentativeId>, names: &[&str]) -> Result<Vec<String>> {
    let mut there: Vec<String> = Vec::new();
    for batch in names.chunks(500) {
        let mut some = on!(x, |c| async {
            let mut q = QueryBuilder::new("SELECT DISTINCT name FROM customer WHERE COALESCE(representative_id, 0) = ");
            q.push_bind(seller.unwrap_or(RepresentativeId(0))).push(" AND name IN (");
            let mut list = q.separated(", ");
            for name in batch {
                list.push_bind((*name).to_owned());
            }
            q.push(")").build_query_scalar().persistent(false).fetch_all(c).await
        })?;
        there.append(&mut some);
    }
    Ok(there)
}

/// The names of a seller's customers, the oldest first, at most so many.
pub async fn names_of(x: &mut impl Access, seller: Option<RepresentativeId>, limit: i64) -> Result<Vec<String>> {
    on!(x, |c| query_scalar("SELECT name FROM customer WHERE COALESCE(representative_id, 0) = $1 ORDER BY id LIMIT $2")
        .bind(seller.unwrap_or(RepresentativeId(0)))
        .bind(limit)
        .fetch_all(c))
}

/// Everybody's record of a person as their customer.
pub async fn all_of_person(x: &mut impl Access, person: PersonId) -> Result<Vec<Customer>> {
    on!(x, |c| query_as("SELECT * FROM customer WHERE person_id = $1 ORDER BY id").bind(person).fetch_all(c))
}

/// Name and note; `false` where the version is an old one.
pub async fn update(tx: &mut Tx, id: CustomerId, version: i64, name: &str, note: &str) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE customer SET name = $3, note = $4, version = version + 1 WHERE id = $1 AND version = $2")
            .bind(id)
            .bind(version)
            .bind(name)
            .bind(note)
    )
}

/// Who they are; `false` where that person is a customer of the same seller already.
pub async fn set_person(tx: &mut Tx, id: CustomerId, person: Option<PersonId>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE customer SET person_id = $2, version = version + 1 WHERE id = $1
             AND NOT EXISTS (SELECT 1 FROM customer o WHERE o.person_id = $2 AND o.id <> $1
                 AND COALESCE(o.representative_id, 0) = COALESCE(customer.representative_id, 0))"
        )
        .bind(id)
        .bind(person)
    )
}

/// Gives a key to a customer, or to nobody; `false` where the version is an old one. No server has to learn of it.
pub async fn give_key(tx: &mut Tx, key: KeyId, version: i64, customer: Option<CustomerId>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET customer_id = $3, version = version + 1
             WHERE id = $1 AND version = $2 AND phase <> 'deleted'"
        )
        .bind(key)
        .bind(version)
        .bind(customer)
    )
}
