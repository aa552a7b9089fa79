//! Sales: what was sold, for whom, at the price in force.
//!
//! A sale is written once per name of what it is for, and never changed but to be reversed.

use super::db::{Access, Tx, changed, on};
use super::error::Result;
use super::types::from_row;
use crate::domain::{
    ids::{KeyId, PlanId, RepresentativeId, SaleId},
    money::Money,
};
use chrono::{DateTime, Utc};
use sqlx::{query, query_as};

/// A sale to be written.
#[derive(Debug, Clone)]
pub struct NewSale<'a> {
    /// What it is for.
    pub once: &'a str,
    /// Which key.
    pub key: KeyId,
    /// What was sold.
    pub plan: PlanId,
    /// Who sold it; `None` is the house itself.
    pub representative: Option<RepresentativeId>,
    /// For how much.
    pub price: Money,
    /// When.
    pub now: DateTime<Utc>,
}

/// A sale as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// Its row.
    pub id: SaleId,
    /// Which key.
    pub key: KeyId,
    /// What was sold.
    pub plan: PlanId,
    /// Who sold it; `None` is the house itself.
    pub representative: Option<RepresentativeId>,
    /// For how much.
    pub price: Money,
    /// When.
    pub sold_at: DateTime<Utc>,
    /// When it was undone.
    pub reversed_at: Option<DateTime<Utc>>,
}
from_row!(Sale, |r| Sale {
    id: r.try_get("id")?,
    key: r.try_get("key_id")?,
    plan: r.try_get("plan_id")?,
    representative: r.try_get("representative_id")?,
    price: Money::new(r.try_get("price")?, r.try_get("currency")?),
    sold_at: r.try_get("sold_at")?,
    reversed_at: r.try_get("reversed_at")?,
});

/// Writes a sale; `false` where it is written already.
pub async fn insert(tx: &mut Tx, new: &NewSale<'_>) -> Result<bool> {
    changed!(
        tx,
        query(
            "INSERT INTO sale (once, key_id, plan_id, representative_id, price, currency, sold_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
        )
        .bind(new.once)
        .bind(new.key)
        .bind(new.plan)
        .bind(new.representative)
        .bind(new.price.minor)
        .bind(new.price.currency)
        .bind(new.now)
    )
}

/// Undoes what was sold with a key; `false` where nothing was, or that was undone.
pub async fn reverse(tx: &mut Tx, key: KeyId, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE sale SET reversed_at = $2 WHERE key_id = $1 AND reversed_at IS NULL").bind(key).bind(now)
    )
}

/// What was sold with a key, newest first.
pub async fn for_key(x: &mut impl Access, key: KeyId) -> Result<Vec<Sale>> {
    on!(x, |c| query_as("SELECT * FROM sale WHERE key_id = $1 ORDER BY id DESC LIMIT 100").bind(key).fetch_all(c))
}
