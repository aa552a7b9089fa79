//! Sums by hour and by day, for pictures and screens, and their end.
//!
//! Everything that a person may ask takes their scope. Hours are kept for 90 days, days for ever; of each key the last
//! hour before that stays, for what ages out is counted from it.

use crate::domain::{
    chart::UsageOf,
    ids::{KeyId, ServerId},
    role::Scope,
    traffic::Traffic,
};
use crate::store::db::{Access, Tx, on, rows};
use crate::store::error::Result;
use crate::store::scoped::push_owner;
use sqlx::{QueryBuilder, query, query_as, query_scalar};

/// Rows of one statement: with three or four values each, and three statements a batch, a transaction stays short.
pub const BATCH: usize = 500;

/// A number of an hour or a day, and what was moved in it.
pub type Sum = (i64, Traffic);

/// Hours or days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Hours, by their beginning in seconds since 1970.
    Hour,
    /// Days since 1970.
    Day,
}

/// What was moved from an hour or day on, by hour or day, in rising order; hours and days without traffic are absent.
/// Another's records are the same as none.
pub async fn sums(x: &mut impl Access, scope: Scope, of: UsageOf, by: By, from: i64) -> Result<Vec<Sum>> {
    let house = scope == Scope::House;
    match (of, scope) {
        (_, Scope::Nothing) => Ok(Vec::new()),
        (UsageOf::All, Scope::House) => of_servers(x, None, by, from).await,
        (UsageOf::Server(server), Scope::House) => of_servers(x, Some(server), by, from).await,
        (UsageOf::All, _) => of_keys(x, None, scope, by, from).await,
        (UsageOf::Representative(one), _) if house || scope == Scope::Representative(one) => {
            of_keys(x, None, Scope::Representative(one), by, from).await
        }
        (UsageOf::Server(_) | UsageOf::Representative(_), _) => Ok(Vec::new()),
        (UsageOf::Key(key), _) => of_keys(x, Some(key), scope, by, from).await,
    }
}

async fn of_servers(x: &mut impl Access, server: Option<ServerId>, by: By, from: i64) -> Result<Vec<Sum>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(match by {
            By::Hour => "SELECT hour, CAST(SUM(bytes) AS BIGINT) FROM server_hour WHERE hour >= ",
            By::Day => "SELECT day, CAST(SUM(bytes) AS BIGINT) FROM server_day WHERE day >= ",
        });
        q.push_bind(from);
        if let Some(server) = server {
            q.push(" AND server_id = ").push_bind(server);
        }
        q.push(" GROUP BY 1 ORDER BY 1").build_query_as().fetch_all(c).await
    })
}

async fn of_keys(x: &mut impl Access, key: Option<KeyId>, scope: Scope, by: By, from: i64) -> Result<Vec<Sum>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(match by {
            By::Hour => {
                "SELECT u.hour, CAST(SUM(u.bytes) AS BIGINT) FROM access_key k JOIN usage_hour u ON u.key_id = k.id WHERE u.hour >= "
            }
            By::Day => {
                "SELECT u.day, CAST(SUM(u.bytes) AS BIGINT) FROM access_key k JOIN usage_day u ON u.key_id = k.id WHERE u.day >= "
            }
        });
        q.push_bind(from);
        if let Some(key) = key {
            q.push(" AND k.id = ").push_bind(key);
        }
        push_owner(&mut q, "k.", scope);
        q.push(" GROUP BY 1 ORDER BY 1").build_query_as().fetch_all(c).await
    })
}

/// From when on it is known of all these keys what they moved when, in seconds since 1970; `None`: of all that they ever
/// moved. Keys that a server had before the house are known for 30 days before that, at most.
pub async fn known_since(x: &mut impl Access, scope: Scope, of: UsageOf) -> Result<Option<i64>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(
            "SELECT MAX(m.known_since) FROM meter m JOIN access_key k ON k.id = m.key_id WHERE m.known_since IS NOT NULL",
        );
        match of {
            UsageOf::All => {}
            UsageOf::Key(key) => {
                q.push(" AND m.key_id = ").push_bind(key);
            }
            UsageOf::Server(server) => {
                q.push(" AND m.server_id = ").push_bind(server);
            }
            UsageOf::Representative(one) => push_owner(&mut q, "k.", Scope::Representative(one)),
        }
        push_owner(&mut q, "k.", scope);
        q.build_query_scalar().fetch_one(c).await
    })
}

/// Adds to a server's hours or days: when, bytes, and keys that moved something for the first time in it.
pub(super) async fn add_server_sums(tx: &mut Tx, server: ServerId, by: By, sums: &[(i64, Traffic, i64)]) -> Result<()> {
    let (table, column) = match by {
        By::Hour => ("server_hour", "hour"),
        By::Day => ("server_day", "day"),
    };
    for batch in sums.chunks(BATCH) {
        rows!(
            tx,
            {
                let mut q = QueryBuilder::new(format!("INSERT INTO {table} (server_id, {column}, bytes, active) "));
                q.push_values(batch, |mut row, (at, bytes, active)| {
                    row.push_bind(server).push_bind(*at).push_bind(*bytes).push_bind(*active);
                });
                q.push(format!(
                    " ON CONFLICT (server_id, {column}) DO UPDATE SET bytes = {table}.bytes + excluded.bytes,
                         active = {table}.active + excluded.active"
                ));
                q
            }
            .build()
            // A poll adds one row at a time, always by the same words.
            .persistent(batch.len() == 1)
        )?;
    }
    Ok(())
}

/// The days of some keys from a day on, for sparklines in lists. Callers have read the keys within the reader's scope.
pub async fn days_of(x: &mut impl Access, keys: &[KeyId], from: i64) -> Result<Vec<(KeyId, i64, Traffic)>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    on!(x, |c| async {
        let mut q = QueryBuilder::new("SELECT key_id, day, bytes FROM usage_day WHERE day >= ");
        q.push_bind(from).push(" AND key_id IN (");
        let mut list = q.separated(", ");
        for key in keys {
            list.push_bind(*key);
        }
        q.push(") ORDER BY key_id, day").build_query_as().persistent(false).fetch_all(c).await
    })
}

/// How many keys of a server (`None`: of all) moved something on each day from a day on.
pub async fn active_keys(x: &mut impl Access, server: Option<ServerId>, from: i64) -> Result<Vec<(i64, i64)>> {
    on!(x, |c| query_as(
        "SELECT day, CAST(SUM(active) AS BIGINT) FROM server_day WHERE day >= $1 AND ($2 OR server_id = $3)
         GROUP BY day ORDER BY day"
    )
    .bind(from)
    .bind(server.is_none())
    .bind(server.unwrap_or(ServerId(0)))
    .fetch_all(c))
}

/// Takes away hours that began before that time, at most `limit`; of each key the last one of them stays.
pub async fn prune_hours(tx: &mut Tx, before: i64, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM usage_hour WHERE (hour, key_id) IN (SELECT u.hour, u.key_id FROM usage_hour u
                 WHERE u.hour < $1 AND EXISTS (SELECT 1 FROM usage_hour l
                     WHERE l.key_id = u.key_id AND l.hour > u.hour AND l.hour < $1)
                 ORDER BY u.hour LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}

/// As [`prune_hours`], of servers.
pub async fn prune_server_hours(tx: &mut Tx, before: i64) -> Result<u64> {
    rows!(tx, query("DELETE FROM server_hour WHERE hour < $1").bind(before))
}

/// The first hour that is kept; `None` where there is none.
pub async fn first_hour(x: &mut impl Access) -> Result<Option<i64>> {
    on!(x, |c| query_scalar("SELECT MIN(hour) FROM usage_hour").fetch_one(c))
}
