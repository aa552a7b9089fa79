//! What lay around a time within a key's past: hours' ends, and the readings between that were kept with their time.
//!
//! Times are seconds since 1970. What ages out of a server's window is counted from these, so each is a time at which the
//! cumulative had certainly been reached.

use super::sums::BATCH;
use crate::domain::{hours::HOUR, ids::KeyId};
use crate::store::db::{Access, Tx, on, rows};
use crate::store::error::Result;
use sqlx::{QueryBuilder, query, query_as};

/// A time at which a cumulative was reached, an hour's end or a reading's, and the cumulative.
pub type HourEnd = (i64, i64);

/// A key, and (time, cumulative) of the hour before, the hour after, the reading before and the reading after.
type Found =
    (KeyId, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// Around a time, for each of these keys: the last that was reached by then, and the first that was reached after it.
pub async fn around(
    x: &mut impl Access,
    keys: &[KeyId],
    edge: i64,
) -> Result<Vec<(KeyId, Option<HourEnd>, Option<HourEnd>)>> {
    let mut found = Vec::with_capacity(keys.len());
    let first = edge - HOUR;
    for batch in keys.chunks(BATCH) {
        let rows: Vec<Found> = on!(x, |c| async {
            let mut q = QueryBuilder::new(
                "SELECT v.id, b.hour, b.total, a.hour, a.total, p.at, p.total, n.at, n.total FROM (SELECT id,
                     (SELECT MAX(hour) FROM usage_hour h WHERE h.key_id = id AND h.hour <= ",
            );
            q.push_bind(first)
                .push(") AS b_hour, (SELECT MIN(hour) FROM usage_hour h WHERE h.key_id = id AND h.hour > ")
                .push_bind(first)
                .push(") AS a_hour, (SELECT MAX(at) FROM usage_point h WHERE h.key_id = id AND h.at <= ")
                .push_bind(edge)
                .push(") AS p_at, (SELECT MIN(at) FROM usage_point h WHERE h.key_id = id AND h.at > ")
                .push_bind(edge)
                .push(") AS n_at FROM access_key WHERE id IN (");
            let mut list = q.separated(", ");
            for key in batch {
                list.push_bind(*key);
            }
            q.push(
                ")) v LEFT JOIN usage_hour b ON b.key_id = v.id AND b.hour = v.b_hour
                 LEFT JOIN usage_hour a ON a.key_id = v.id AND a.hour = v.a_hour
                 LEFT JOIN usage_point p ON p.key_id = v.id AND p.at = v.p_at
                 LEFT JOIN usage_point n ON n.key_id = v.id AND n.at = v.n_at",
            );
            q.build_query_as().persistent(false).fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(|(key, b, bt, a, at, p, pt, n, nt)| {
            let hour =
                |hour: Option<i64>, total: Option<i64>| hour.zip(total).map(|(hour, total)| (hour + HOUR, total));
            let before = hour(b, bt).into_iter().chain(p.zip(pt)).max();
            let after = hour(a, at).into_iter().chain(n.zip(nt)).min();
            (key, before, after)
        }));
    }
    Ok(found)
}

/// The hours of a key that ended after `from`, and the last before, up to the first that ended after `to`.
pub async fn hours_between(x: &mut impl Access, key: KeyId, from: i64, to: i64) -> Result<Vec<HourEnd>> {
    let hours: Vec<(i64, i64)> = on!(x, |c| query_as(
        "SELECT hour, total FROM usage_hour WHERE key_id = $1
             AND hour >= COALESCE((SELECT MAX(hour) FROM usage_hour WHERE key_id = $1 AND hour + 3600 <= $2), $2 - 3599)
             AND hour <= COALESCE((SELECT MIN(hour) FROM usage_hour WHERE key_id = $1 AND hour + 3600 > $3), $3)
         ORDER BY hour"
    )
    .bind(key)
    .bind(from)
    .bind(to)
    .fetch_all(c))?;
    Ok(hours.into_iter().map(|(hour, total)| (hour + HOUR, total)).collect())
}

/// Takes away kept readings of before that time, at most `limit`.
pub async fn prune_points(tx: &mut Tx, before: i64, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM usage_point WHERE (key_id, at) IN (SELECT key_id, at FROM usage_point WHERE at < $1
                 ORDER BY at LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}
