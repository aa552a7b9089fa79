//! What Home shows of the whole house, in one query: each one more is a trip to the database and back.
//!
//! Keys are counted within a scope. Who may see servers and differences is for who asks to look at.

use super::db::{Access, on};
use super::error::Result;
use super::keys::{COUNTED, KeyCounts, UNFINISHED};
use super::restored::HELD;
use super::scoped::push_owner;
use super::servers::HealthCounts;
use super::types::from_row;
use crate::domain::role::Scope;
use sqlx::QueryBuilder;

/// The whole house at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overview {
    /// Servers, those let go left out.
    pub servers: HealthCounts,
    /// Keys of the scope, deleted ones left out.
    pub keys: KeyCounts,
    /// Of these, what the house and the server don't agree on yet.
    pub unfinished: i64,
    /// Differences that wait for a decision.
    pub differences: i64,
    /// Whether what the house would do by itself waits since a restore.
    pub held: bool,
}
from_row!(Overview, |r| Overview {
    servers: HealthCounts::from_row(r)?,
    keys: KeyCounts::from_row(r)?,
    unfinished: r.try_get("unfinished")?,
    differences: r.try_get("differences")?,
    held: r.try_get("is_held")?,
});

/// Reads it. Keys by what they do are counted from an index alone.
pub async fn load(x: &mut impl Access, scope: Scope) -> Result<Overview> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new("SELECT h.*, n.*, d.*, EXISTS (SELECT 1 FROM setting WHERE name = ");
        q.push_bind(HELD).push(") AS is_held, (SELECT COUNT(*) FROM access_key k WHERE k.phase <> 'deleted'");
        push_owner(&mut q, "k.", scope);
        q.push(UNFINISHED).push(
            ") AS unfinished
             FROM (SELECT COUNT(CASE WHEN health = 'up' THEN 1 END) AS up,
                       COUNT(CASE WHEN health = 'degraded' THEN 1 END) AS degraded,
                       COUNT(CASE WHEN health = 'down' THEN 1 END) AS down,
                       COUNT(CASE WHEN health = 'unknown' THEN 1 END) AS unknown
                   FROM server WHERE state <> 'removed') h
             CROSS JOIN (SELECT COUNT(*) AS differences
                   FROM difference i JOIN server s ON s.id = i.server_id
                   WHERE i.state = 'open' AND s.state <> 'removed') d
             CROSS JOIN (",
        );
        q.push(COUNTED);
        push_owner(&mut q, "", scope);
        q.push(") k) n").build_query_as().fetch_one(c).await
    })
}
