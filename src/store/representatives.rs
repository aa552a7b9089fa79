//! Representatives: what they may sell, who acts for them, and how much they have.
//!
//! A representative is never deleted: keys, customers and books point at them.

use super::db::{Access, Tx, changed, locking, on, rows};
use super::error::Result;
use super::search::push_terms;
use super::types::from_row;
use crate::domain::{
    ids::{PersonId, PlanId, RepresentativeId, ServerId},
    representative::{Representative, RepresentativeState},
};
use sqlx::{QueryBuilder, query, query_as, query_scalar};

from_row!(Representative, |r| Representative {
    id: r.try_get("id")?,
    name: r.try_get("name")?,
    person: r.try_get("person_id")?,
    state: r.try_get("state")?,
    max_keys: r.try_get("max_keys")?,
    tests_a_day: r.try_get("tests_a_day")?,
    all_plans: r.try_get("all_plans")?,
    all_servers: r.try_get("all_servers")?,
    created_at: r.try_get("created_at")?,
    version: r.try_get("version")?,
});

/// A representative in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepresentativeRow {
    /// The representative.
    pub representative: Representative,
    /// Keys that work.
    pub active: i64,
    /// Keys that were stopped by a person, by time or by quota.
    pub stopped: i64,
    /// Customers.
    pub customers: i64,
    /// The name of who acts for them.
    pub person: Option<String>,
    /// Their name at Telegram, without the `@`.
    pub username: Option<String>,
}
from_row!(RepresentativeRow, |r| RepresentativeRow {
    representative: Representative::from_row(r)?,
    active: r.try_get("active")?,
    stopped: r.try_get("stopped")?,
    customers: r.try_get("customers")?,
    person: r.try_get("person_name")?,
    username: r.try_get("person_username")?,
});

const ROW: &str = "SELECT r.*, p.name AS person_name, p.username AS person_username,
    (SELECT COUNT(*) FROM access_key k WHERE k.representative_id = r.id AND k.phase = 'live'
        AND k.suspended_at IS NULL AND k.expired_at IS NULL AND k.exhausted_at IS NULL) AS active,
    (SELECT COUNT(*) FROM access_key k WHERE k.representative_id = r.id AND k.phase = 'live'
        AND (k.suspended_at IS NOT NULL OR k.expired_at IS NOT NULL OR k.exhausted_at IS NOT NULL)) AS stopped,
    (SELECT COUNT(*) FROM customer c WHERE c.representative_id = r.id) AS customers
    FROM representative r LEFT JOIN person p ON p.id = r.person_id";

/// The kind under which representatives are found.
pub const SUBJECT: &str = "representative";

/// One representative, also one who is gone.
pub async fn get(x: &mut impl Access, id: RepresentativeId) -> Result<Option<Representative>> {
    on!(x, |c| query_as("SELECT * FROM representative WHERE id = $1").bind(id).fetch_optional(c))
}

/// One representative, whom no other transaction changes until this one ends.
pub async fn lock(tx: &mut Tx, id: RepresentativeId) -> Result<Option<Representative>> {
    locking!(tx, ["SELECT * FROM representative WHERE id = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(id)
        .fetch_optional(c))
}

/// The representative for whom a person acts.
pub async fn of_person(x: &mut impl Access, person: PersonId) -> Result<Option<Representative>> {
    on!(x, |c| query_as("SELECT * FROM representative WHERE person_id = $1").bind(person).fetch_optional(c))
}

/// One representative as in a list.
pub async fn row(x: &mut impl Access, id: RepresentativeId) -> Result<Option<RepresentativeRow>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(ROW);
        q.push(" WHERE r.id = ").push_bind(id);
        q.build_query_as().fetch_optional(c).await
    })
}

/// Newest first, those gone left out; all terms find them, where there are any.
pub async fn list(
    x: &mut impl Access,
    terms: &[String],
    before: Option<RepresentativeId>,
    limit: i64,
) -> Result<Vec<RepresentativeRow>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(ROW);
        q.push(" WHERE r.state <> 'removed' AND r.id < ").push_bind(before.map_or(i64::MAX, |id| id.0));
        push_terms(&mut q, "r.id", SUBJECT, terms);
        q.push(" ORDER BY r.id DESC LIMIT ").push_bind(limit);
        q.build_query_as().fetch_all(c).await
    })
}

/// How many there are, those gone left out.
pub async fn count(x: &mut impl Access) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM representative WHERE state <> 'removed'").fetch_one(c))
}

/// How many of their keys live, or are about to.
pub async fn living_keys(x: &mut impl Access, id: RepresentativeId) -> Result<i64> {
    on!(x, |c| query_scalar(
        "SELECT COUNT(*) FROM access_key WHERE representative_id = $1 AND phase IN ('provisioning', 'live')"
    )
    .bind(id)
    .fetch_one(c))
}

/// What the house may change of a representative.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// What the house calls them.
    pub name: &'a str,
    /// How many keys may live at a time.
    pub max_keys: Option<i64>,
    /// How many test keys they may make in a day.
    pub tests_a_day: i64,
    /// Whether they may sell every plan.
    pub all_plans: bool,
    /// Whether they may sell on every server.
    pub all_servers: bool,
}

/// Other terms; `false` where the version is an old one.
pub async fn update(tx: &mut Tx, id: RepresentativeId, version: i64, terms: &Terms<'_>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE representative SET name = $3, max_keys = $4, tests_a_day = $5, all_plans = $6, all_servers = $7,
                 version = version + 1
             WHERE id = $1 AND version = $2 AND state <> 'removed'"
        )
        .bind(id)
        .bind(version)
        .bind(terms.name)
        .bind(terms.max_keys)
        .bind(terms.tests_a_day)
        .bind(terms.all_plans)
        .bind(terms.all_servers)
    )
}

/// Whether they sell; `false` where the version is an old one. Who is gone acts through nobody.
pub async fn set_state(tx: &mut Tx, id: RepresentativeId, version: i64, state: RepresentativeState) -> Result<bool> {
    let gone = state == RepresentativeState::Removed;
    changed!(
        tx,
        query(
            "UPDATE representative SET state = $3, person_id = CASE WHEN $4 THEN NULL ELSE person_id END,
                 version = version + 1
             WHERE id = $1 AND version = $2 AND state <> 'removed'"
        )
        .bind(id)
        .bind(version)
        .bind(state)
        .bind(gone)
    )
}

/// Another person acts for them, or nobody; `false` where that person acts for another already.
pub async fn set_person(tx: &mut Tx, id: RepresentativeId, person: Option<PersonId>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE representative SET person_id = $2, version = version + 1 WHERE id = $1 AND state <> 'removed'
             AND NOT EXISTS (SELECT 1 FROM representative o WHERE o.person_id = $2 AND o.id <> $1)"
        )
        .bind(id)
        .bind(person)
    )
}

/// The plans that they may sell, where not all.
pub async fn plans(x: &mut impl Access, id: RepresentativeId) -> Result<Vec<PlanId>> {
    on!(x, |c| query_scalar("SELECT plan_id FROM representative_plan WHERE representative_id = $1 ORDER BY plan_id")
        .bind(id)
        .fetch_all(c))
}

/// The servers that they may sell on, where not on all.
pub async fn servers(x: &mut impl Access, id: RepresentativeId) -> Result<Vec<ServerId>> {
    on!(x, |c| query_scalar(
        "SELECT server_id FROM representative_server WHERE representative_id = $1 ORDER BY server_id"
    )
    .bind(id)
    .fetch_all(c))
}

/// Lets them sell a plan, or not any more.
pub async fn allow_plan(tx: &mut Tx, id: RepresentativeId, plan: PlanId, allowed: bool) -> Result<bool> {
    if allowed {
        let sql = "INSERT INTO representative_plan (representative_id, plan_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        changed!(tx, query(sql).bind(id).bind(plan))
    } else {
        let sql = "DELETE FROM representative_plan WHERE representative_id = $1 AND plan_id = $2";
        changed!(tx, query(sql).bind(id).bind(plan))
    }
}

/// Lets them sell on a server, or not any more.
pub async fn allow_server(tx: &mut Tx, id: RepresentativeId, server: ServerId, allowed: bool) -> Result<bool> {
    if allowed {
        let sql =
            "INSERT INTO representative_server (representative_id, server_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        changed!(tx, query(sql).bind(id).bind(server))
    } else {
        let sql = "DELETE FROM representative_server WHERE representative_id = $1 AND server_id = $2";
        changed!(tx, query(sql).bind(id).bind(server))
    }
}

/// Counts a change of what they may sell, which lies in other tables; `false` where the version is an old one.
pub async fn touch(tx: &mut Tx, id: RepresentativeId, version: i64) -> Result<bool> {
    let sql = "UPDATE representative SET version = version + 1 WHERE id = $1 AND version = $2 AND state <> 'removed'";
    rows!(tx, query(sql).bind(id).bind(version)).map(|n| n > 0)
}
