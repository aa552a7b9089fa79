//! What people decide about keys.
//!
//! Each change carries the version that the person saw; `false` is: someone was faster, or the key isn't in a phase for
//! it. A change that is none still counts, so that the answer doesn't depend on what was there.

use crate::domain::{
    ids::{KeyId, PersonId, PlanId, RepresentativeId, ServerId},
    plan::Lifetime,
    traffic::Traffic,
};
use crate::store::db::{Tx, changed, on};
use crate::store::error::Result;
use crate::store::keys::folded;
use crate::store::types::lifetime_columns;
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};

/// A key that is wanted.
#[derive(Debug, Clone)]
pub struct NewKey<'a> {
    /// Where.
    pub server: ServerId,
    /// What was sold; `None` for one adopted from a server.
    pub plan: Option<PlanId>,
    /// Who sells it; `None` is the house itself.
    pub representative: Option<RepresentativeId>,
    /// Who makes it.
    pub made_by: Option<PersonId>,
    /// What people call it.
    pub name: &'a str,
    /// Its id on the server.
    pub remote_id: &'a str,
    /// Its life.
    pub lifetime: Lifetime,
    /// When it ends, where that is known already.
    pub expires_at: Option<DateTime<Utc>>,
    /// The quota in effect.
    pub quota: Option<Traffic>,
    /// When it was asked for.
    pub now: DateTime<Utc>,
}

/// Writes down that a key is wanted: `provisioning`, out of step. `None` where its seller has one of that name, or the
/// server one of that id.
pub async fn insert(tx: &mut Tx, new: &NewKey<'_>) -> Result<Option<KeyId>> {
    let (days, from_first_use) = lifetime_columns(new.lifetime);
    on!(tx, |c| query_scalar(
        "INSERT INTO access_key (server_id, plan_id, representative_id, made_by, name, name_folded, remote_id, phase,
             days, from_first_use, expires_at, expiry_own, quota, quota_own, quota_period, desired_rev, synced_rev,
             created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'provisioning', $8, $9, $10, FALSE, $11, FALSE,
             COALESCE((SELECT quota_period FROM plan WHERE id = $2), 'total'), 1, 0, $12, 1)
         ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(new.server)
    .bind(new.plan)
    .bind(new.representative)
    .bind(new.made_by)
    .bind(new.name)
    .bind(folded(new.name))
    .bind(new.remote_id)
    .bind(days)
    .bind(from_first_use)
    .bind(new.expires_at)
    .bind(new.quota)
    .bind(new.now)
    .fetch_optional(c))
}

/// Another name; `false` also where its seller has a key of a name that folds to the same.
pub async fn rename(tx: &mut Tx, id: KeyId, version: i64, name: &str) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET name = $3, name_folded = $4, desired_rev = desired_rev + 1, version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live', 'failed')
             AND NOT EXISTS (SELECT 1 FROM access_key o WHERE o.name_folded = $4 AND o.phase <> 'deleted' AND o.id <> $1
                 AND COALESCE(o.representative_id, 0) = COALESCE(access_key.representative_id, 0))"
        )
        .bind(id)
        .bind(version)
        .bind(name)
        .bind(folded(name))
    )
}

/// Stops it. Who does is kept, and whether they did it for the house: such a stop takes the place of a seller's, and is put
/// back to it.
pub async fn suspend(
    tx: &mut Tx,
    id: KeyId,
    version: i64,
    (by, house): (Option<PersonId>, bool),
    now: DateTime<Utc>,
) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET suspended_at = $3, suspended_by = $4, suspended_by_house = $5,
                 desired_rev = desired_rev + 1, version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live')
                 AND (suspended_at IS NULL OR suspended_by_house <> $5)"
        )
        .bind(id)
        .bind(version)
        .bind(now)
        .bind(by)
        .bind(house)
    )
}

/// Lets it work again, as far as it was a person who had stopped it.
pub async fn resume(tx: &mut Tx, id: KeyId, version: i64) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET suspended_at = NULL, suspended_by = NULL, suspended_by_house = FALSE,
                 desired_rev = desired_rev + 1, version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live') AND suspended_at IS NOT NULL"
        )
        .bind(id)
        .bind(version)
    )
}

/// Another quota; `own`: over what its plan says. Whether it was exhausted is judged again by who meters it.
pub async fn set_quota(tx: &mut Tx, id: KeyId, version: i64, quota: Option<Traffic>, own: bool) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET quota = $3, quota_own = $4, desired_rev = desired_rev + 1, version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live')"
        )
        .bind(id)
        .bind(version)
        .bind(quota)
        .bind(own)
    )
}

/// Another end; `own`: over what its plan says. One that lies ahead lets a key work again that time had stopped.
pub async fn set_expiry(
    tx: &mut Tx,
    id: KeyId,
    version: i64,
    expires_at: Option<DateTime<Utc>>,
    own: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    // The condition is asked here, and not in SQL, where a parameter that may be NULL says little.
    let over = expires_at.is_some_and(|at| at <= now);
    changed!(
        tx,
        query(
            "UPDATE access_key SET expires_at = $3, expiry_own = $4,
                 expired_at = CASE WHEN $5 THEN COALESCE(expired_at, $6) END,
                 desired_rev = desired_rev + 1, version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live')"
        )
        .bind(id)
        .bind(version)
        .bind(expires_at)
        .bind(own)
        .bind(over)
        .bind(now)
    )
}

/// Wants it gone. Its server is told; it is deleted once that confirmed.
pub async fn begin_delete(tx: &mut Tx, id: KeyId, version: i64) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET phase = 'deleting', trouble = NULL, desired_rev = desired_rev + 1,
                 version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live', 'failed')"
        )
        .bind(id)
        .bind(version)
    )
}

/// Tries again to make one that could not be made.
pub async fn retry(tx: &mut Tx, id: KeyId, version: i64) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET phase = 'provisioning', trouble = NULL, desired_rev = desired_rev + 1,
                 version = version + 1
             WHERE id = $1 AND version = $2 AND phase = 'failed'"
        )
        .bind(id)
        .bind(version)
    )
}
