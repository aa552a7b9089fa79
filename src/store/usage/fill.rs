//! What adopted keys moved before the house had them.
//!
//! Hours and days are staged first, as absolute values that may be written again; the meter, which makes them count,
//! comes last with its server's sums, in one short transaction.

use super::sums::{BATCH, By, add_server_sums};
use crate::domain::{
    ids::{KeyId, ServerId},
    traffic::Traffic,
};
use crate::store::db::{Tx, rows};
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
}

/// Makes staged hours count: the meters begin with what was moved before. The quota's period begins now; only where it
/// is a limit that the server goes on enforcing, what the server has counted against that counts as used.
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
                         estimated, period_since, period_base, extra, told, era, alarm) ",
                );
                q.push_values(batch, |mut row, one| {
                    row.push_bind(one.key).push_bind(server).push_bind(one.reading).push_bind(one.reading);
                    row.push_bind(at).push_bind(since).push("0").push_bind(at).push_bind(one.estimated).push_bind(now);
                    row.push("(SELECT CASE WHEN COUNT(*) > 0 THEN 0 ELSE ");
                    row.push_bind_unseparated(one.reading).push_unseparated(
                        " END FROM access_key k JOIN adoption_key a ON a.key_id = k.id
                         WHERE k.plan_id IS NULL AND k.quota IS NOT NULL AND a.remote_limit > 0 AND k.id = ",
                    );
                    row.push_bind_unseparated(one.key).push_unseparated(")").push("0, 0, 0, 0");
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
pub async fn add_past_to_server(
    tx: &mut Tx,
    server: ServerId,
    hours: &[(i64, Traffic)],
    days: &[(i64, Traffic)],
) -> Result<()> {
    for (by, sums) in [(By::Hour, hours), (By::Day, days)] {
        let sums: Vec<(i64, Traffic, i64)> = sums.iter().map(|(at, bytes)| (*at, *bytes, 0)).collect();
        add_server_sums(tx, server, by, &sums).await?;
    }
    Ok(())
}
