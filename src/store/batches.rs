//! Many keys in one go: the batches, and their keys as rows of `access_key`.
//!
//! A batch's keys are written with it, in one transaction: a name or a place that isn't free shows in their number. What
//! its server may have heard of is marked before the server is spoken to, so that stopping lets go only of the others.

mod look;

pub use look::*;

use super::db::{Access, Tx, changed, locking, on, rows};
use super::error::Result;
use super::keys::folded;
use super::scoped::owner;
use super::types::{from_row, lifetime_columns};
use crate::domain::{
    batch::Batch,
    ids::{BatchId, KeyId, PersonId, RepresentativeId, ServerId},
    plan::Plan,
    role::Scope,
};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};
use std::collections::BTreeSet;

from_row!(Batch, |r| Batch {
    id: r.try_get("id")?,
    person: r.try_get("person_id")?,
    representative: r.try_get("representative_id")?,
    plan: r.try_get("plan_id")?,
    server: r.try_get("server_id")?,
    total: r.try_get("total")?,
    state: r.try_get("state")?,
    round: r.try_get("round")?,
    round_total: r.try_get("round_total")?,
    round_at: r.try_get("round_at")?,
    made: r.try_get("made")?,
    failed: r.try_get("failed")?,
    pending: r.try_get("pending")?,
    told_at: r.try_get("told_at")?,
    created_at: r.try_get("created_at")?,
    finished_at: r.try_get("finished_at")?,
    version: r.try_get("version")?,
});

/// A batch to be written.
#[derive(Debug, Clone)]
pub struct NewBatch<'a> {
    /// What asked for it.
    pub once: &'a str,
    /// Who asks, and is told.
    pub person: Option<PersonId>,
    /// Who sells; `None` is the house itself.
    pub representative: Option<RepresentativeId>,
    /// What is sold.
    pub plan: &'a Plan,
    /// Where.
    pub server: ServerId,
    /// How many.
    pub total: i64,
    /// When.
    pub now: DateTime<Utc>,
}

/// Writes a batch; `None` where it is written already.
pub async fn insert(tx: &mut Tx, new: &NewBatch<'_>) -> Result<Option<BatchId>> {
    on!(tx, |c| query_scalar(
        "INSERT INTO batch (once, person_id, representative_id, plan_id, server_id, total, state, round, round_total,
             round_at, made, failed, pending, told_at, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, 'making', 1, $6, $7, 0, 0, $6, $7, $7, 1) ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(new.once)
    .bind(new.person)
    .bind(new.representative)
    .bind(new.plan.id)
    .bind(new.server)
    .bind(new.total)
    .bind(new.now)
    .fetch_optional(c))
}

/// The batch that was asked for so.
pub async fn by_once(x: &mut impl Access, once: &str) -> Result<Option<BatchId>> {
    on!(x, |c| query_scalar("SELECT id FROM batch WHERE once = $1").bind(once).fetch_optional(c))
}

/// So many rows go into one statement.
const ROWS: usize = 100;

/// Writes the keys of a batch: names, each with its id on the server. Gives the rows; fewer than names where one of these
/// isn't free.
pub async fn insert_keys(
    tx: &mut Tx,
    batch: BatchId,
    new: &NewBatch<'_>,
    names: &[(String, String)],
) -> Result<Vec<(KeyId, String)>> {
    let (days, from_first_use) = lifetime_columns(new.plan.lifetime);
    let expires_at = new.plan.lifetime.ends(new.now, None);
    let (period,): (String,) =
        on!(tx, |c| query_as("SELECT quota_period FROM plan WHERE id = $1").bind(new.plan.id).fetch_one(c))?;
    let mut written = Vec::with_capacity(names.len());
    for some in names.chunks(ROWS) {
        let made: Vec<(KeyId, String)> = on!(tx, |c| async {
            let mut q = QueryBuilder::new(
                "INSERT INTO access_key (server_id, plan_id, representative_id, made_by, name, name_folded, remote_id,
                     phase, days, from_first_use, expires_at, expiry_own, quota, quota_own, quota_period, desired_rev,
                     synced_rev, created_at, version, batch_id) ",
            );
            q.push_values(some, |mut row, (name, remote_id)| {
                row.push_bind(new.server).push_bind(new.plan.id).push_bind(new.representative);
                row.push_bind(new.person).push_bind(name).push_bind(folded(name)).push_bind(remote_id);
                row.push_bind("provisioning").push_bind(days).push_bind(from_first_use).push_bind(expires_at);
                row.push_bind(false).push_bind(new.plan.quota).push_bind(false).push_bind(&period);
                row.push_bind(1_i64).push_bind(0_i64).push_bind(new.now).push_bind(1_i64).push_bind(batch);
            });
            q.push(" ON CONFLICT DO NOTHING RETURNING id, name");
            q.build_query_as().persistent(false).fetch_all(c).await
        })?;
        written.extend(made);
    }
    Ok(written)
}

/// Gives new keys the terms that they are found by.
pub async fn insert_terms(tx: &mut Tx, keys: &[(KeyId, Vec<String>)]) -> Result<()> {
    let all: BTreeSet<(i64, &str)> =
        keys.iter().flat_map(|(id, terms)| terms.iter().map(|term| (id.0, term.as_str()))).collect();
    let all: Vec<_> = all.into_iter().filter(|(_, term)| !term.is_empty()).collect();
    for some in all.chunks(ROWS * 4) {
        rows!(
            tx,
            {
                let mut q = QueryBuilder::new("INSERT INTO search_term (subject_kind, subject_id, term) ");
                q.push_values(some, |mut row, (id, term)| {
                    row.push_bind("key").push_bind(*id).push_bind(*term);
                });
                q
            }
            .build()
            .persistent(false)
        )?;
    }
    Ok(())
}

/// Which of these names a seller (`None`: the house) has keys of already, folded.
pub async fn taken(
    x: &mut impl Access,
    seller: Option<RepresentativeId>,
    names: &[String],
) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for some in names.chunks(ROWS) {
        let taken: Vec<String> = on!(x, |c| async {
            let mut q = QueryBuilder::new("SELECT name_folded FROM access_key WHERE phase <> 'deleted'");
            q.push(" AND COALESCE(representative_id, 0) = ").push_bind(seller.map_or(0, |id| id.0));
            q.push(" AND name_folded IN (");
            let mut list = q.separated(", ");
            for name in some {
                list.push_bind(folded(name));
            }
            q.push(")");
            q.build_query_scalar().persistent(false).fetch_all(c).await
        })?;
        found.extend(taken);
    }
    Ok(found)
}

/// One batch, within a scope. Who holds keys has none.
pub async fn get(x: &mut impl Access, scope: Scope, id: BatchId) -> Result<Option<Batch>> {
    let Some(owner) = owner(scope).filter(|_| !matches!(scope, Scope::Holder(_))) else { return Ok(None) };
    on!(x, |c| query_as("SELECT * FROM batch WHERE id = $1 AND ($2 OR representative_id = $3)")
        .bind(id)
        .bind(owner.house)
        .bind(owner.seller)
        .fetch_optional(c))
}

/// One batch, which no other transaction changes until this one ends.
pub async fn lock(tx: &mut Tx, id: BatchId) -> Result<Option<Batch>> {
    locking!(tx, ["SELECT * FROM batch WHERE id = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(id)
        .fetch_optional(c))
}

/// Whether a batch isn't done.
pub async fn open(x: &mut impl Access, id: BatchId) -> Result<bool> {
    on!(x, |c| query_scalar("SELECT EXISTS (SELECT 1 FROM batch WHERE id = $1 AND state <> 'done')")
        .bind(id)
        .fetch_one(c))
}

/// Batches on a server that aren't done, oldest first.
pub async fn open_on(x: &mut impl Access, server: ServerId) -> Result<Vec<BatchId>> {
    on!(x, |c| query_scalar("SELECT id FROM batch WHERE server_id = $1 AND state <> 'done' ORDER BY id")
        .bind(server)
        .fetch_all(c))
}

/// How many keys of a batch are made, could not be, and are neither yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchCounts {
    /// They worked at some time.
    pub made: i64,
    /// They could not be made.
    pub failed: i64,
    /// They are being made.
    pub pending: i64,
}
from_row!(BatchCounts, |r| BatchCounts {
    made: r.try_get("made")?,
    failed: r.try_get("failed")?,
    pending: r.try_get("pending")?,
});

/// How its keys are now.
pub async fn counts(x: &mut impl Access, id: BatchId) -> Result<BatchCounts> {
    on!(x, |c| query_as(
        "SELECT COUNT(CASE WHEN activated_at IS NOT NULL THEN 1 END) AS made,
                COUNT(CASE WHEN phase = 'failed' THEN 1 END) AS failed,
                COUNT(CASE WHEN phase = 'provisioning' THEN 1 END) AS pending
         FROM access_key WHERE batch_id = $1"
    )
    .bind(id)
    .fetch_one(c))
}

/// The next keys to be made on a server, marked as ones that it may hear of; those that were marked before come first. A
/// key that has a job of its own is that job's: one at a time speaks of it to its server.
pub async fn take(tx: &mut Tx, server: ServerId, limit: i64) -> Result<Vec<KeyId>> {
    let mut keys: Vec<KeyId> = on!(tx, |c| query_scalar(
        "UPDATE access_key SET tried = TRUE WHERE id IN (
             SELECT k.id FROM access_key k JOIN batch b ON b.id = k.batch_id
             WHERE b.server_id = $1 AND b.state <> 'done' AND k.server_id = $1 AND k.phase = 'provisioning'
             AND NOT EXISTS (SELECT 1 FROM job j WHERE j.once = 'sync_key:' || k.id
                 AND j.state IN ('waiting', 'running'))
             ORDER BY CASE WHEN k.tried THEN 0 ELSE 1 END, k.id LIMIT $2)
         AND phase = 'provisioning' RETURNING id"
    )
    .bind(server)
    .bind(limit)
    .fetch_all(c))?;
    keys.sort_unstable();
    Ok(keys)
}

/// How far a batch is.
pub async fn tell(tx: &mut Tx, id: BatchId, counts: BatchCounts, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE batch SET made = $2, failed = $3, pending = $4, told_at = $5 WHERE id = $1 AND state <> 'done'")
            .bind(id)
            .bind(counts.made)
            .bind(counts.failed)
            .bind(counts.pending)
            .bind(now)
    )
}

/// Nothing more happens by itself.
pub async fn finish(tx: &mut Tx, id: BatchId, counts: BatchCounts, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE batch SET state = 'done', made = $2, failed = $3, pending = 0, told_at = $4, finished_at = $4,
                 version = version + 1
             WHERE id = $1 AND state <> 'done'"
        )
        .bind(id)
        .bind(counts.made)
        .bind(counts.failed)
        .bind(now)
    )
}

/// Lets go of the keys that no server has heard of. Gives their number.
pub async fn let_go(tx: &mut Tx, id: BatchId, now: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM search_term WHERE subject_kind = 'key' AND subject_id IN
                 (SELECT id FROM access_key WHERE batch_id = $1 AND phase = 'provisioning' AND NOT tried)"
        )
        .bind(id)
    )?;
    rows!(
        tx,
        query(
            "UPDATE access_key SET phase = 'deleted', deleted_at = $2, synced_rev = desired_rev, version = version + 1
             WHERE batch_id = $1 AND phase = 'provisioning' AND NOT tried"
        )
        .bind(id)
        .bind(now)
    )
}

/// Keys of a batch that no server has heard of could not be made; nothing is left of them anywhere. Gives their number.
pub async fn fail_untold(tx: &mut Tx, id: BatchId, trouble: &str) -> Result<u64> {
    rows!(
        tx,
        query(
            "UPDATE access_key SET phase = 'failed', trouble = $2, desired_rev = desired_rev + 1,
                 synced_rev = desired_rev + 1
             WHERE batch_id = $1 AND phase = 'provisioning' AND NOT tried"
        )
        .bind(id)
        .bind(trouble)
    )
}

/// No more keys are begun; `false` where the version is an old one or it isn't being made.
pub async fn stop(tx: &mut Tx, id: BatchId, version: i64) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE batch SET state = 'stopping', version = version + 1
             WHERE id = $1 AND version = $2 AND state = 'making'"
        )
        .bind(id)
        .bind(version)
    )
}

/// Tries again what could not be made; gives how many keys that are.
pub async fn retry_keys(tx: &mut Tx, id: BatchId) -> Result<u64> {
    rows!(
        tx,
        query(
            "UPDATE access_key SET phase = 'provisioning', trouble = NULL, tried = TRUE, desired_rev = desired_rev + 1,
                 version = version + 1
             WHERE batch_id = $1 AND phase = 'failed'"
        )
        .bind(id)
    )
}

/// The next round, of so many keys; `false` where the version is an old one or the batch isn't done.
pub async fn again(tx: &mut Tx, id: BatchId, version: i64, keys: i64, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE batch SET state = 'making', round = round + 1, round_total = $3, round_at = $4, told_at = $4,
                 failed = 0, pending = $3, finished_at = NULL, version = version + 1
             WHERE id = $1 AND version = $2 AND state = 'done'"
        )
        .bind(id)
        .bind(version)
        .bind(keys)
        .bind(now)
    )
}
