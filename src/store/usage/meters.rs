//! Meters: a key's cumulative and last reading, as polls read and write them.
//!
//! Times are seconds since 1970. Whatever is written for many keys goes by batches of one statement.

use super::sums::{BATCH, By, add_server_sums};
use crate::domain::{
    ids::{KeyId, ServerId},
    plan::Lifetime,
    traffic::Traffic,
};
use crate::store::db::{Access, Tx, changed, on, rows};
use crate::store::error::Result;
use crate::store::types::{from_row, lifetime};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};

/// A key with its meter, as a poll needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// Which.
    pub key: KeyId,
    /// Its id on the server.
    pub remote_id: String,
    /// The cumulative.
    pub total: Traffic,
    /// What the server said when it last moved anything.
    pub reading: Traffic,
    /// When that was.
    pub read_at: i64,
    /// When its epoch began.
    pub epoch_since: i64,
    /// The cumulative then.
    pub epoch_base: Traffic,
    /// Last traffic.
    pub moved_at: Option<i64>,
}
from_row!(Meter, |r| Meter {
    key: r.try_get("key_id")?,
    remote_id: r.try_get("remote_id")?,
    total: r.try_get("total")?,
    reading: r.try_get("reading")?,
    read_at: r.try_get("read_at")?,
    epoch_since: r.try_get("epoch_since")?,
    epoch_base: r.try_get("epoch_base")?,
    moved_at: r.try_get("moved_at")?,
});

/// A key that has no meter yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmetered {
    /// Which.
    pub key: KeyId,
    /// Its id on the server.
    pub remote_id: String,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Whether it was there before the house had it.
    pub adopted: bool,
}
from_row!(Unmetered, |r| Unmetered {
    key: r.try_get("id")?,
    remote_id: r.try_get("remote_id")?,
    created_at: r.try_get("created_at")?,
    adopted: r.try_get("adopted")?,
});

/// A key that has moved something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub key: KeyId,
    /// The cumulative now.
    pub total: Traffic,
    /// What the server says now.
    pub reading: Traffic,
    /// What was moved since the cumulative before.
    pub bytes: Traffic,
    /// Much was moved in this hour: the cumulative is kept with its time, and not at the hour's end only.
    pub marks: bool,
    /// The server's counter itself rose: what was moved wasn't found only as old traffic left the counter's window.
    pub rose: bool,
}

/// What was found as moves were written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// Keys whose quota is to be looked at.
    pub due: Vec<KeyId>,
    /// Keys that have had traffic now: the others are switched off, and it was moved before.
    pub active: Vec<KeyId>,
}

/// When moves are written, and to which hour and day they go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// Seconds since 1970.
    pub at: i64,
    /// The hour, by its beginning.
    pub hour: i64,
    /// The day, in days since 1970.
    pub day: i64,
}

/// What is known of a server's last good answer; nothing before the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastPoll {
    /// Grows with each write.
    pub rev: i64,
    /// When it answered last and something was written; 0: never.
    pub polled_at: i64,
    /// The server's own id then; `None`: it wasn't asked yet.
    pub uid: Option<String>,
}
from_row!(LastPoll, |r| LastPoll {
    rev: r.try_get("rev")?,
    polled_at: r.try_get("polled_at")?,
    uid: r.try_get("uid")?,
});

/// The server's last good answer; `None` before the first.
pub async fn polled(x: &mut impl Access, server: ServerId) -> Result<Option<LastPoll>> {
    on!(x, |c| query_as("SELECT rev, polled_at, uid FROM poll WHERE server_id = $1").bind(server).fetch_optional(c))
}

/// The server's own id, by which it is known from now on.
pub async fn set_uid(tx: &mut Tx, server: ServerId, uid: &str) -> Result<bool> {
    changed!(tx, query("UPDATE poll SET uid = $2 WHERE server_id = $1").bind(server).bind(uid))
}

/// Counts the server's number up, where it is as expected (0: there is none yet); `false` where another has polled.
pub async fn turn(tx: &mut Tx, server: ServerId, rev: i64, polled_at: i64) -> Result<bool> {
    if rev == 0 {
        return changed!(
            tx,
            query("INSERT INTO poll (server_id, polled_at, rev) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING")
                .bind(server)
                .bind(polled_at)
        );
    }
    changed!(
        tx,
        query("UPDATE poll SET rev = rev + 1, polled_at = $3 WHERE server_id = $1 AND rev = $2")
            .bind(server)
            .bind(rev)
            .bind(polled_at)
    )
}

/// All meters of a server's keys that aren't deleted.
pub async fn meters(x: &mut impl Access, server: ServerId) -> Result<Vec<Meter>> {
    on!(x, |c| query_as(
        "SELECT m.key_id, k.remote_id, m.total, m.reading, m.read_at, m.epoch_since, m.epoch_base, m.moved_at
         FROM meter m JOIN access_key k ON k.id = m.key_id
         WHERE m.server_id = $1 AND k.phase <> 'deleted' ORDER BY m.key_id"
    )
    .bind(server)
    .fetch_all(c))
}

/// Which of these ids are keys of the house without a meter: new ones, and adopted ones.
pub async fn unmetered(x: &mut impl Access, server: ServerId, ids: &[&str]) -> Result<Vec<Unmetered>> {
    let mut found: Vec<Unmetered> = Vec::new();
    for batch in ids.chunks(BATCH) {
        let mut some = on!(x, |c| async {
            let mut q = QueryBuilder::new(
                "SELECT k.id, k.remote_id, k.created_at, (k.made_by IS NULL OR EXISTS (SELECT 1 FROM difference d
                     WHERE d.server_id = k.server_id AND d.remote_id = k.remote_id AND d.kind = 'foreign')) AS adopted
                 FROM access_key k WHERE k.phase <> 'deleted' AND k.server_id = ",
            );
            q.push_bind(server).push(" AND k.remote_id IN (");
            let mut list = q.separated(", ");
            for id in batch {
                list.push_bind((*id).to_owned());
            }
            q.push(") AND NOT EXISTS (SELECT 1 FROM meter m WHERE m.key_id = k.id) ORDER BY k.id");
            q.build_query_as().persistent(false).fetch_all(c).await
        })?;
        found.append(&mut some);
    }
    Ok(found)
}

/// A key's meter begins: nothing was moved yet. One that has begun already stays.
pub async fn begin(tx: &mut Tx, server: ServerId, keys: &[(KeyId, i64)], at: DateTime<Utc>) -> Result<()> {
    for batch in keys.chunks(BATCH) {
        rows!(
            tx,
            {
                let mut q = QueryBuilder::new(
                    "INSERT INTO meter (key_id, server_id, total, reading, read_at, epoch_since, epoch_base, estimated,
                         period_since, period_base, extra, told, era, alarm) ",
                );
                q.push_values(batch, |mut row, (key, since)| {
                    row.push_bind(*key)
                        .push_bind(server)
                        .push("0, 0")
                        .push_bind(*since)
                        .push_bind(*since)
                        .push("0, FALSE");
                    row.push_bind(at).push("0, 0, 0, 0, 0");
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

/// Writes moves down, a batch at most. A key that is switched off has had traffic only where its counter rose: what else
/// is found of it now was moved before.
pub async fn record(tx: &mut Tx, moves: &[Move], when: When, now: DateTime<Utc>) -> Result<Recorded> {
    if moves.is_empty() {
        return Ok(Recorded::default());
    }
    let seen: Vec<(KeyId, bool, bool)> = on!(tx, |c| async {
        // Both databases call the columns of VALUES column1, column2 …
        let mut q = QueryBuilder::new("UPDATE meter SET total = v.column2, reading = v.column3, read_at = ");
        q.push_bind(when.at);
        q.push(
            ", moved_at = CASE WHEN v.column4 OR EXISTS (SELECT 1 FROM access_key k WHERE k.id = meter.key_id
                 AND k.suspended_at IS NULL AND k.exhausted_at IS NULL AND k.expired_at IS NULL) THEN ",
        );
        q.push_bind(when.at).push(" ELSE meter.moved_at END");
        q.push(", look_at = CASE WHEN meter.alarm <= v.column2 THEN ").push_bind(now);
        q.push(" ELSE meter.look_at END FROM (");
        q.push_values(moves, |mut row, one| {
            row.push_bind(one.key).push_bind(one.total).push_bind(one.reading).push_bind(one.rose);
        });
        q.push(") AS v WHERE meter.key_id = v.column1 AND meter.total <= v.column2 ");
        q.push("RETURNING key_id, COALESCE(alarm <= total, FALSE), COALESCE(moved_at = read_at, FALSE)");
        q.build_query_as().persistent(false).fetch_all(c).await
    })?;
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new("INSERT INTO usage_hour (hour, key_id, bytes, total) ");
            q.push_values(moves, |mut row, one| {
                row.push_bind(when.hour).push_bind(one.key).push_bind(one.bytes).push_bind(one.total);
            });
            q.push(
                " ON CONFLICT (hour, key_id) DO UPDATE SET bytes = usage_hour.bytes + excluded.bytes,
                 total = excluded.total",
            );
            q
        }
        .build()
        .persistent(false)
    )?;
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new("INSERT INTO usage_day (day, key_id, bytes) ");
            q.push_values(moves, |mut row, one| {
                row.push_bind(when.day).push_bind(one.key).push_bind(one.bytes);
            });
            q.push(" ON CONFLICT (day, key_id) DO UPDATE SET bytes = usage_day.bytes + excluded.bytes");
            q
        }
        .build()
        .persistent(false)
    )?;
    mark(tx, moves, when.at).await?;
    let some = |of: fn(&(KeyId, bool, bool)) -> bool| seen.iter().filter(|one| of(one)).map(|one| one.0).collect();
    Ok(Recorded { due: some(|one| one.1), active: some(|one| one.2) })
}

/// Keeps the cumulatives that are to be kept with their time.
async fn mark(tx: &mut Tx, moves: &[Move], at: i64) -> Result<()> {
    let marked: Vec<&Move> = moves.iter().filter(|one| one.marks).collect();
    if marked.is_empty() {
        return Ok(());
    }
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new("INSERT INTO usage_point (key_id, at, total) ");
            q.push_values(&marked, |mut row, one| {
                row.push_bind(one.key).push_bind(at).push_bind(one.total);
            });
            q.push(" ON CONFLICT (key_id, at) DO UPDATE SET total = excluded.total");
            q
        }
        .build()
        .persistent(false)
    )
    .map(|_| ())
}

/// Adds to a server's sums: bytes, and keys that moved something for the first time in this hour and this day.
pub async fn add_to_server(
    tx: &mut Tx,
    server: ServerId,
    when: When,
    bytes: Traffic,
    active: (i64, i64),
) -> Result<()> {
    add_server_sums(tx, server, By::Hour, &[(when.hour, bytes, active.0)]).await?;
    add_server_sums(tx, server, By::Day, &[(when.day, bytes, active.1)]).await
}

/// A server was set up anew: an epoch begins for those of its keys that come after `after`, a batch of them; gives the
/// last one, until none is left.
pub async fn new_epoch(tx: &mut Tx, server: ServerId, after: KeyId, since: i64, now: i64) -> Result<Option<KeyId>> {
    let batch = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let keys: Vec<KeyId> = on!(tx, |c| query_scalar(
        "UPDATE meter SET epoch_since = $3, epoch_base = total, reading = 0, read_at = $4
         WHERE server_id = $1 AND key_id IN (SELECT key_id FROM meter WHERE server_id = $1 AND key_id > $2
             ORDER BY key_id LIMIT $5) RETURNING key_id"
    )
    .bind(server)
    .bind(after)
    .bind(since)
    .bind(now)
    .bind(batch)
    .fetch_all(c))?;
    Ok(keys.into_iter().max())
}

/// First traffic: the life of those keys begins that begins with it.
pub async fn first_use(tx: &mut Tx, keys: &[KeyId], now: DateTime<Utc>) -> Result<()> {
    for batch in keys.chunks(BATCH) {
        let unused: Vec<(KeyId, Option<i64>, bool)> = on!(tx, |c| async {
            let mut q = QueryBuilder::new(
                "SELECT id, days, from_first_use FROM access_key WHERE first_used_at IS NULL AND id IN (",
            );
            let mut list = q.separated(", ");
            for key in batch {
                list.push_bind(*key);
            }
            q.push(") ORDER BY id").build_query_as().persistent(false).fetch_all(c).await
        })?;
        if unused.is_empty() {
            continue;
        }
        rows!(
            tx,
            {
                let mut q = QueryBuilder::new("UPDATE access_key SET first_used_at = ");
                q.push_bind(now);
                q.push(", expires_at = CASE WHEN expiry_own THEN expires_at ELSE COALESCE(expires_at, v.column2) END FROM (");
                q.push_values(unused, |mut row, (key, days, from_first_use)| {
                    let life = lifetime(days, from_first_use);
                    let ends = if matches!(life, Lifetime::DaysFromFirstUse(_)) { life.ends(now, Some(now)) } else { None };
                    row.push_bind(key).push_bind(ends);
                });
                q.push(") AS v WHERE access_key.id = v.column1 AND access_key.first_used_at IS NULL");
                q
            }
            .build()
            .persistent(false)
        )?;
    }
    Ok(())
}
