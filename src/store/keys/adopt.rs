//! Keys that a server had before the house did.
//!
//! They live from the first moment on, as the server has them. A server's key is the house's once: its row's id there is
//! unique.

use crate::domain::{
    ids::{KeyId, PlanId, RepresentativeId, ServerId},
    plan::Lifetime,
    quota::QuotaPeriod,
    traffic::Traffic,
};
use crate::store::db::{Access, Tx, changed, on};
use crate::store::error::Result;
use crate::store::keys::folded;
use crate::store::types::lifetime_columns;
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_scalar};

/// A key as its server has listed it, and what it becomes.
#[derive(Debug, Clone)]
pub struct AdoptedKey<'a> {
    /// Where.
    pub server: ServerId,
    /// Its id there.
    pub remote_id: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// Whose it is; `None` is the house itself.
    pub representative: Option<RepresentativeId>,
    /// Its plan; `None`: it stays as it is.
    pub plan: Option<PlanId>,
    /// Its life.
    pub lifetime: Lifetime,
    /// When it ends, where that is known already.
    pub expires_at: Option<DateTime<Utc>>,
    /// The quota in effect.
    pub quota: Option<Traffic>,
    /// In which time; `None`: as its plan has it.
    pub period: Option<QuotaPeriod>,
    /// It is switched off there.
    pub suspended: bool,
    /// The server is to be told something: its limit isn't what the house wants.
    pub tell: bool,
    /// What customers connect with, sealed, and its keyed hash.
    pub access_url: (&'a [u8], &'a [u8]),
    /// When the server was asked.
    pub asked_at: DateTime<Utc>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Writes an adopted key down: it lives. `None` where its seller has one of that name, or the house has, or had, one of
/// that id there.
pub async fn insert_adopted(tx: &mut Tx, new: &AdoptedKey<'_>) -> Result<Option<KeyId>> {
    let (days, from_first_use) = lifetime_columns(new.lifetime);
    on!(tx, |c| query_scalar(
        "INSERT INTO access_key (server_id, plan_id, representative_id, made_by, name, name_folded, remote_id, phase,
             suspended_at, suspended_by_house, days, from_first_use, expires_at, expiry_own, quota, quota_own,
             quota_period, access_url, access_url_hash, desired_rev, synced_rev, created_at, activated_at,
             confirmed_at, version)
         VALUES ($1, $2, $3, NULL, $4, $5, $6, 'live', $7, $18, $8, $9, $10, FALSE, $11, FALSE,
             COALESCE($17, (SELECT quota_period FROM plan WHERE id = $2), 'total'), $12, $13, 1, $14, $15, $15, $16, 1)
         ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(new.server)
    .bind(new.plan)
    .bind(new.representative)
    .bind(new.name)
    .bind(folded(new.name))
    .bind(new.remote_id)
    .bind(new.suspended.then_some(new.now))
    .bind(days)
    .bind(from_first_use)
    .bind(new.expires_at)
    .bind(new.quota)
    .bind(new.access_url.0)
    .bind(new.access_url.1)
    .bind(i64::from(!new.tell))
    .bind(new.now)
    .bind(new.asked_at)
    .bind(new.period)
    .bind(new.suspended)
    .fetch_optional(c))
}

/// In which time the quota may be used of a key that was taken over as it is.
pub async fn set_adopted_period(tx: &mut Tx, id: KeyId, period: QuotaPeriod) -> Result<bool> {
    changed!(tx, query("UPDATE access_key SET quota_period = $2 WHERE id = $1").bind(id).bind(period))
}

/// Whether the house has, or had, a key of that id on a server.
pub async fn is_ours(x: &mut impl Access, server: ServerId, remote_id: &str) -> Result<bool> {
    on!(x, |c| query_scalar("SELECT EXISTS (SELECT 1 FROM access_key WHERE server_id = $1 AND remote_id = $2)")
        .bind(server)
        .bind(remote_id)
        .fetch_one(c))
}

/// Which of these names, folded, a seller (`None`: the house) has given to keys that aren't deleted.
pub async fn names_taken(
    x: &mut impl Access,
    seller: Option<RepresentativeId>,
    names: &[String],
) -> Result<Vec<String>> {
    let mut taken: Vec<String> = Vec::new();
    for batch in names.chunks(500) {
        let mut some = on!(x, |c| async {
            let mut q = QueryBuilder::new(
                "SELECT name_folded FROM access_key WHERE phase <> 'deleted' AND COALESCE(representative_id, 0) = ",
            );
            q.push_bind(seller.unwrap_or(RepresentativeId(0))).push(" AND name_folded IN (");
            let mut list = q.separated(", ");
            for name in batch {
                list.push_bind(name.as_str());
            }
            q.push(")");
            q.build_query_scalar().persistent(false).fetch_all(c).await
        })?;
        taken.append(&mut some);
    }
    Ok(taken)
}
