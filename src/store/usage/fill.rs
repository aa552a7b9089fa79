//! What adopted keys moved before the house had them.
//!
//! Hours and days are staged first, as absolute values that may be written again; the meter, which makes them count,
//! comes last with its server's sums, in one short transaction.

use super::sums::{BATCH, By, add_server_sums};
use crate::domain::{
    ids::{KeyId, ServerId},
    traffic::Traffic,
};
use crate::store::db::{Tx, on, rows};
use crate::store::error::Result;
use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

/// An hour of a key before it was adopted: beginning, bytes, the cumulative at its end.
pub type PastHour = (KeyId, i64, Traffic, Traffic);

/// Stages hours.
pub async fn stage_hours(tx: &mut Tx, hours: &[PastHour]) -> Result<()> {
    for batch in hours.chunks(BATCH) {
        rows!(
            tx,
            {
                let mut q = QueryBuilder::new("INSERT INTO usage_hour (hour, key_id, bytes, total) ");
                q.push_values(batch, |mut row, (key, hour, bytes, total)| {
                    row.push_bind(*hour).push_bind(*key).push_bind(*bytes).push_bind(*total);
                });
                q.push(" ON CONFLICT (hour, key_id) DO UPDATE SET bytes = excluded.bytes, total = excluded.total");
                q
            }
            .build()
            .persistent(false)
        )?;
    }
    Ok(())
}

/// Stages days.
pub async fn stage_days(tx: &mut Tx, days: &[(KeyId, i64, Traffic)]) -> Result<()> {
    for batch in days.chunks(BATCH) {
        rows!(
            tx,
            {
                let mut q = QueryBuilder::new("INSERT INTO usage_day (day, key_id, bytes) ");
                q.push_values(batch, |mut row, (key, day, bytes)| {
                    row.push_bind(*day).push_bind(*key).push_bind(*bytes);
                });
                q.push(" ON CONFLICT (day, key_id) DO UPDATE SET bytes = excluded.bytes");
                q
            }
            .build()
            .persistent(false)
        )?;
    }
    Ok(())
}

/// A meter that begins with a past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastMeter {
    /// Which key.
    pub key: KeyId,
    /// What the server says it has moved in its window: its cumulative.
    pub reading: Traffic,
    /// Whether how it lies over the days was guessed.
    pub estimated: bool,
    /// When the server saw traffic last, where it tells that.
    pub moved_at: Option<i64>,
    /// From when on it is known what was moved when.
    pub known_since: i64,
}

/// An hour or a day before keys were adopted: its number, bytes, and keys that are known to have moved something in it.
pub type PastSum = (i64, Traffic, i64);

/// Whether a key `k` stands as it was on its server, whose limit is its quota.
const LIMIT_IS_QUOTA: &str = "k.plan_id IS NULL AND k.quota IS NOT NULL AND NOT k.quota_own AND (
    EXISTS (SELECT 1 FROM adoption_key a WHERE a.key_id = k.id AND a.remote_limit > 0)
    OR EXISTS (SELECT 1 FROM difference d WHERE d.server_id = k.server_id AND d.remote_id = k.remote_id
        AND d.kind = 'foreign' AND d.remote_limit > 0))";

/// Makes staged hours count: the meters begin with what was moved before. The quota's period begins now; only where it
/// was the server's limit, what the server has counted against that counts as used. Each is due for a look at once.
pub async fn begin_with_past(
    tx: &mut Tx,
    server: ServerId,
    meters: &[PastMeter],
    (since, at): (i64, i64),
    now: DateTime<Utc>,
) -> Result<()> {
    for batch in meters.chunks(BATCH) {
        rows!(
            tx,
            {
                let mut q = QueryBuilder::new(
                    "INSERT INTO meter (key_id, server_id, total, reading, read_at, epoch_since, epoch_base, moved_at,
                         estimated, known_since, period_since, period_base, extra, told, era, alarm, look_at) ",
                );
                q.push_values(batch, |mut row, one| {
                    row.push_bind(one.key).push_bind(server).push_bind(one.reading).push_bind(one.reading);
                    row.push_bind(at).push_bind(since).push("0").push_bind(one.moved_at).push_bind(one.estimated);
                    row.push_bind(one.known_since).push_bind(now);
                    row.push("(SELECT CASE WHEN COUNT(*) > 0 THEN 0 ELSE ");
                    row.push_bind_unseparated(one.reading).push_unseparated(" END FROM access_key k WHERE ");
                    row.push_unseparated(LIMIT_IS_QUOTA).push_unseparated(" AND k.id = ");
                    row.push_bind_unseparated(one.key).push_unseparated(")").push("0, 0, 0, 0").push_bind(now);
                });
                q.push(" ON CONFLICT DO NOTHING");
                q
            }
            .build()
            .persistent(false)
        )?;
    }
    Ok(())
}

/// Adds a past to a server's hours and days.
pub async fn add_past_to_server(tx: &mut Tx, server: ServerId, hours: &[PastSum], days: &[PastSum]) -> Result<()> {
    add_server_sums(tx, server, By::Hour, hours).await?;
    add_server_sums(tx, server, By::Day, days).await
}

/// The servers of those of these keys whose quota was a limit there are to learn what holds from now on: that limit looks
/// at other days than the quota, and would stop a key early. Gives these keys, for whom the caller enqueues that.
pub async fn replace_limits(tx: &mut Tx, keys: &[KeyId]) -> Result<Vec<KeyId>> {
    let mut told: Vec<KeyId> = Vec::new();
    for batch in keys.chunks(BATCH) {
        let mut some = on!(tx, |c| async {
            let mut q = QueryBuilder::new(
                "UPDATE access_key SET desired_rev = desired_rev + 1 WHERE id IN (SELECT k.id FROM access_key k
                 WHERE k.phase IN ('provisioning', 'live') AND ",
            );
            q.push(LIMIT_IS_QUOTA).push(" AND k.id IN (");
            let mut list = q.separated(", ");
            for key in batch {
                list.push_bind(*key);
            }
            q.push(")) RETURNING id").build_query_scalar().persistent(false).fetch_all(c).await
        })?;
        told.append(&mut some);
    }
    told.sort_unstable();
    Ok(told)
}
