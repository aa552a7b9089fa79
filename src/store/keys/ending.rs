//! Keys that end soon, and those whose end has come.
//!
//! Only those that work: what a person, time or quota has stopped already isn't said to end.

use super::read::KeyCounts;
use crate::domain::{ids::KeyId, role::Scope};
use crate::store::db::{Access, on};
use crate::store::error::Result;
use crate::store::scoped::push_owner;
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query_as, query_scalar};

/// How many keys that work end before that time. Nothing is asked where the counts say that none works.
pub async fn ending(x: &mut impl Access, scope: Scope, counts: &KeyCounts, until: DateTime<Utc>) -> Result<i64> {
    if scope == Scope::Nothing || counts.active == 0 {
        return Ok(0);
    }
    on!(x, |c| async {
        let mut q = QueryBuilder::new(
            "SELECT COUNT(*) FROM access_key k WHERE k.phase = 'live' AND k.suspended_at IS NULL
             AND k.expired_at IS NULL AND k.exhausted_at IS NULL AND k.expires_at <= ",
        );
        q.push_bind(until);
        push_owner(&mut q, "k.", scope);
        q.build_query_scalar().fetch_one(c).await
    })
}

/// A key that ends: which, when, and since when it is there.
pub type Ends = (KeyId, DateTime<Utc>, DateTime<Utc>);

/// Keys that work and end after `from` (behind that key, of those that end just then) and by `until`, the soonest first.
pub async fn ending_between(
    x: &mut impl Access,
    (from, behind): (DateTime<Utc>, KeyId),
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Ends>> {
    on!(x, |c| query_as(
        "SELECT id, expires_at, created_at FROM access_key
         WHERE phase = 'live' AND expired_at IS NULL AND suspended_at IS NULL AND exhausted_at IS NULL
             AND expires_at >= $1 AND expires_at <= $3 AND (expires_at > $1 OR id > $2)
             AND server_id NOT IN (SELECT id FROM server WHERE state = 'removed')
         ORDER BY expires_at, id LIMIT $4"
    )
    .bind(from)
    .bind(behind)
    .bind(until)
    .bind(limit)
    .fetch_all(c))
}

/// Keys whose time is over and that work still.
pub async fn due_to_expire(x: &mut impl Access, now: DateTime<Utc>, limit: i64) -> Result<Vec<KeyId>> {
    on!(x, |c| query_scalar(
        "SELECT id FROM access_key WHERE phase = 'live' AND expired_at IS NULL AND expires_at <= $1
             AND server_id NOT IN (SELECT id FROM server WHERE state = 'removed')
         ORDER BY expires_at LIMIT $2"
    )
    .bind(now)
    .bind(limit)
    .fetch_all(c))
}
