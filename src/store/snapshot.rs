//! The whole database at a glance, for `doctor`.
//!
//! Names of tables are written here and never come from outside.

use super::db::{Access, Conn, on};
use super::error::Result;
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, query_as, query_scalar};

/// All tables of the schema, in the order in which rows point at each other.
pub const TABLES: &[&str] = &[
    "setting",
    "person",
    "representative",
    "stranger",
    "server",
    "plan",
    "representative_plan",
    "representative_server",
    "customer",
    "batch",
    "access_key",
    "invitation",
    "sale",
    "difference",
    "session",
    "list_filter",
    "search_term",
    "inbox",
    "outbox",
    "job",
    "schedule",
    "lease",
    "audit",
    "audit_seal",
    "refusal",
    "notice_choice",
    "quiet_time",
    "undo",
    "meter",
    "poll",
    "usage_hour",
    "usage_day",
    "usage_point",
    "server_hour",
    "server_day",
    "adoption",
    "adoption_key",
    "backup",
    "backup_copy",
    "test_day",
];

/// How many rows each table has.
pub async fn counts(x: &mut impl Access) -> Result<Vec<(&'static str, i64)>> {
    let mut counts = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        let n = on!(x, |c| query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"))).fetch_one(c))?;
        counts.push((*table, n));
    }
    Ok(counts)
}

/// How many rows one table has.
pub async fn count(x: &mut impl Access, table: &'static str) -> Result<i64> {
    on!(x, |c| query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"))).fetch_one(c))
}

/// How many rows each table has, those left out that an older schema doesn't have.
pub async fn counts_found(x: &mut impl Access) -> Result<Vec<(&'static str, i64)>> {
    let Conn::Sqlite(c) = x.conn() else { return counts(x).await };
    let there: Vec<String> = query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'").fetch_all(c).await?;
    let mut counts = Vec::with_capacity(TABLES.len());
    for table in TABLES.iter().filter(|table| there.iter().any(|name| name == *table)) {
        let n = on!(x, |c| query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"))).fetch_one(c))?;
        counts.push((*table, n));
    }
    Ok(counts)
}

/// What is broken in the file, in the database's own words; empty where all is well. `PostgreSQL` looks after itself.
pub async fn integrity(x: &mut impl Access) -> Result<Vec<String>> {
    let Conn::Sqlite(c) = x.conn() else { return Ok(Vec::new()) };
    let mut broken: Vec<String> = query_scalar("PRAGMA integrity_check(20)").fetch_all(&mut *c).await?;
    broken.retain(|line| line != "ok");
    let dangling: Vec<(String, i64)> =
        query_as("SELECT \"table\", COUNT(*) FROM pragma_foreign_key_check GROUP BY 1").fetch_all(c).await?;
    broken.extend(dangling.into_iter().map(|(table, n)| format!("{table}: {n} rows point at nothing")));
    Ok(broken)
}

/// What came to the house since a moment, and what of it there is still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Since {
    /// People whom it knows.
    pub people: i64,
    /// Customers.
    pub customers: i64,
    /// Keys.
    pub keys: i64,
    /// Servers.
    pub servers: i64,
    /// Plans.
    pub plans: i64,
}

/// What came to the house since a moment.
pub async fn since(x: &mut impl Access, at: DateTime<Utc>) -> Result<Since> {
    let (people, customers, keys, servers, plans) = on!(x, |c| query_as(
        "SELECT (SELECT COUNT(*) FROM person WHERE state = 'active' AND created_at > $1),
                (SELECT COUNT(*) FROM customer WHERE created_at > $1),
                (SELECT COUNT(*) FROM access_key WHERE phase IN ('provisioning', 'live') AND created_at > $1),
                (SELECT COUNT(*) FROM server WHERE state <> 'removed' AND created_at > $1),
                (SELECT COUNT(*) FROM plan WHERE created_at > $1)"
    )
    .bind(at)
    .fetch_one(c))?;
    Ok(Since { people, customers, keys, servers, plans })
}
