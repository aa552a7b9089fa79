//! Plans: what is sold.
//!
//! A plan is archived, never deleted: sales and keys point at it.

use super::db::{Access, Tx, changed, on};
use super::error::Result;
use super::types::{from_row, lifetime, lifetime_columns};
use crate::domain::{
    ids::PlanId,
    money::{Currency, Money},
    plan::{Lifetime, Plan, PlanDraft, PlanState},
    traffic::Traffic,
};
use chrono::{DateTime, Utc};
use sqlx::{query, query_as, query_scalar};

from_row!(Plan, |r| Plan {
    id: r.try_get("id")?,
    name: r.try_get("name")?,
    lifetime: lifetime(r.try_get("days")?, r.try_get("from_first_use")?),
    quota: r.try_get("quota")?,
    price: Money::new(r.try_get("price")?, r.try_get("currency")?),
    state: r.try_get("state")?,
    version: r.try_get("version")?,
});

/// Writes a plan down; it is sold from now on.
pub async fn insert(tx: &mut Tx, draft: &PlanDraft, now: DateTime<Utc>) -> Result<PlanId> {
    let (days, from_first_use) = lifetime_columns(draft.lifetime);
    on!(tx, |c| query_scalar(
        "INSERT INTO plan (name, days, from_first_use, quota, price, currency, state, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, 1) RETURNING id"
    )
    .bind(&draft.name)
    .bind(days)
    .bind(from_first_use)
    .bind(draft.quota)
    .bind(draft.price.minor)
    .bind(draft.price.currency)
    .bind(now)
    .fetch_one(c))
}

/// One plan.
pub async fn get(x: &mut impl Access, id: PlanId) -> Result<Option<Plan>> {
    on!(x, |c| query_as("SELECT * FROM plan WHERE id = $1").bind(id).fetch_optional(c))
}

/// All in that state, newest first: houses have tens, 1,000 at most are given.
pub async fn list(x: &mut impl Access, state: PlanState) -> Result<Vec<Plan>> {
    page(x, state, None, 1_000).await
}

/// Those in that state, newest first.
pub async fn page(x: &mut impl Access, state: PlanState, before: Option<PlanId>, limit: i64) -> Result<Vec<Plan>> {
    on!(x, |c| query_as("SELECT * FROM plan WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3")
        .bind(state)
        .bind(before.unwrap_or(PlanId(i64::MAX)))
        .bind(limit)
        .fetch_all(c))
}

/// Whether there is a plan, sold or archived, that gives just that.
pub async fn gives(x: &mut impl Access, life: Lifetime, quota: Option<Traffic>) -> Result<bool> {
    let (days, from_first_use) = lifetime_columns(life);
    on!(x, |c| query_scalar(
        "SELECT EXISTS (SELECT 1 FROM plan WHERE days IS NOT DISTINCT FROM $1 AND from_first_use = $2
             AND quota IS NOT DISTINCT FROM $3)"
    )
    .bind(days)
    .bind(from_first_use)
    .bind(quota)
    .fetch_one(c))
}

/// How many that are sold have their price in that currency.
pub async fn priced_in(x: &mut impl Access, currency: Currency) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM plan WHERE state = 'active' AND currency = $1")
        .bind(currency)
        .fetch_one(c))
}

/// How many are in that state.
pub async fn count(x: &mut impl Access, state: PlanState) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM plan WHERE state = $1").bind(state).fetch_one(c))
}

/// Another description; `false` where the version is an old one.
pub async fn update(tx: &mut Tx, id: PlanId, version: i64, draft: &PlanDraft) -> Result<bool> {
    let (days, from_first_use) = lifetime_columns(draft.lifetime);
    changed!(
        tx,
        query(
            "UPDATE plan SET name = $3, days = $4, from_first_use = $5, quota = $6, price = $7, currency = $8,
                 version = version + 1
             WHERE id = $1 AND version = $2"
        )
        .bind(id)
        .bind(version)
        .bind(&draft.name)
        .bind(days)
        .bind(from_first_use)
        .bind(draft.quota)
        .bind(draft.price.minor)
        .bind(draft.price.currency)
    )
}

/// Whether it is sold; `false` where the version is an old one.
pub async fn set_state(tx: &mut Tx, id: PlanId, version: i64, state: PlanState) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE plan SET state = $3, version = version + 1 WHERE id = $1 AND version = $2")
            .bind(id)
            .bind(version)
            .bind(state)
    )
}
