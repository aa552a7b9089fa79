//! The audit log's seals: a chain in which each covers the one before.
//!
//! One leased sealer writes it; how a seal is reckoned is its concern. A seal is never changed or deleted, as the log.

use super::audit::Entry;
use super::db::{Access, Tx, changed, on};
use super::error::Result;
use super::types::from_row;
use crate::domain::ids::AuditId;
use sqlx::{query, query_as, query_scalar};

/// A seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// The entry that it covers.
    pub audit: AuditId,
    /// What covers it and the chain so far.
    pub mac: Vec<u8>,
}
from_row!(Seal, |r| Seal { seq: r.try_get("seq")?, audit: r.try_get("audit_id")?, mac: r.try_get("mac")? });

/// A link of the chain: a seal with the entry that it covers, `None` where that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The seal.
    pub seal: Seal,
    /// The entry.
    pub entry: Option<Entry>,
}
from_row!(Link, |r| Link {
    seal: Seal::from_row(r)?,
    entry: match r.try_get::<Option<AuditId>, _>("id")? {
        Some(_) => Some(Entry::from_row(r)?),
        None => None,
    },
});

/// Entries without a seal, oldest first. On `PostgreSQL` a transaction that is slow to commit leaves a gap behind which
/// others are sealed already; it is looked for among the last 10,000.
pub async fn unsealed(x: &mut impl Access, limit: i64) -> Result<Vec<Entry>> {
    on!(x, |c| query_as(
        "SELECT a.* FROM audit a WHERE a.id > (SELECT COALESCE(MAX(audit_id), 0) FROM audit_seal) - 10000
         AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.audit_id = a.id) ORDER BY a.id LIMIT $1"
    )
    .bind(limit)
    .fetch_all(c))
}

/// How many entries have no seal, over the whole log.
pub async fn unsealed_count(x: &mut impl Access) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT (SELECT COUNT(*) FROM audit) - (SELECT COUNT(*) FROM audit_seal)").fetch_one(c))
}

/// Writes a seal; `false` where that place or that entry has one: another sealed meanwhile.
pub async fn append(tx: &mut Tx, seal: &Seal) -> Result<bool> {
    changed!(
        tx,
        query("INSERT INTO audit_seal (seq, audit_id, mac) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(seal.seq)
            .bind(seal.audit)
            .bind(&seal.mac)
    )
}

/// The chain's head.
pub async fn last(x: &mut impl Access) -> Result<Option<Seal>> {
    on!(x, |c| query_as("SELECT * FROM audit_seal ORDER BY seq DESC LIMIT 1").fetch_optional(c))
}

/// The chain behind a place, in order, for proving it.
pub async fn chain(x: &mut impl Access, after: i64, limit: i64) -> Result<Vec<Link>> {
    on!(x, |c| query_as(
        "SELECT s.seq, s.audit_id, s.mac, a.* FROM audit_seal s LEFT JOIN audit a ON a.id = s.audit_id
         WHERE s.seq > $1 ORDER BY s.seq LIMIT $2"
    )
    .bind(after)
    .bind(limit)
    .fetch_all(c))
}
