//! Asking for keys.
//!
//! Everything that a person may ask takes their scope. Lists go from newest to oldest by id, and leave deleted keys out
//! unless these are asked for.

use crate::domain::{
    ids::{CustomerId, KeyId, PlanId, RepresentativeId, ServerId},
    key::{Key, KeyState},
    role::Scope,
};
use crate::store::db::{Access, Tx, locking, on};
use crate::store::error::Result;
use crate::store::keys::folded;
use crate::store::scoped::{owner, push_owner};
use crate::store::search::push_terms;
use crate::store::types::{from_row, lifetime};
use serde::{Deserialize, Serialize};
use sqlx::{Database, Encode, QueryBuilder, Type, query_as, query_scalar};

from_row!(Key, |r| Key {
    id: r.try_get("id")?,
    server_id: r.try_get("server_id")?,
    plan_id: r.try_get("plan_id")?,
    representative_id: r.try_get("representative_id")?,
    customer_id: r.try_get("customer_id")?,
    made_by: r.try_get("made_by")?,
    name: r.try_get("name")?,
    remote_id: r.try_get("remote_id")?,
    phase: r.try_get("phase")?,
    suspended_at: r.try_get("suspended_at")?,
    suspended_by: r.try_get("suspended_by")?,
    suspended_by_house: r.try_get("suspended_by_house")?,
    expired_at: r.try_get("expired_at")?,
    exhausted_at: r.try_get("exhausted_at")?,
    lifetime: lifetime(r.try_get("days")?, r.try_get("from_first_use")?),
    expires_at: r.try_get("expires_at")?,
    expiry_own: r.try_get("expiry_own")?,
    quota: r.try_get("quota")?,
    quota_own: r.try_get("quota_own")?,
    first_used_at: r.try_get("first_used_at")?,
    desired_rev: r.try_get("desired_rev")?,
    synced_rev: r.try_get("synced_rev")?,
    trouble: r.try_get("trouble")?,
    created_at: r.try_get("created_at")?,
    activated_at: r.try_get("activated_at")?,
    missing_at: r.try_get("missing_at")?,
    batch_id: r.try_get("batch_id")?,
    test: r.try_get("test")?,
    version: r.try_get("version")?,
});

/// A key in a list, with the names of what it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// The key.
    pub key: Key,
    /// Its server's name.
    pub server: String,
    /// Its plan's name.
    pub plan: Option<String>,
    /// Its representative's name; `None` is the house itself.
    pub representative: Option<String>,
    /// Its customer's name.
    pub customer: Option<String>,
}
from_row!(KeyRow, |r| KeyRow {
    key: Key::from_row(r)?,
    server: r.try_get("server_name")?,
    plan: r.try_get("plan_name")?,
    representative: r.try_get("representative_name")?,
    customer: r.try_get("customer_name")?,
});

/// What a list is narrowed to; what is empty narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyFilter {
    /// Any of these states; without any, all but deleted ones.
    pub states: Vec<KeyState>,
    /// Only those that are being made or deleted, failed, or of which the server hasn't confirmed the last change.
    pub unfinished: bool,
    /// On that server.
    pub server: Option<ServerId>,
    /// Of that plan.
    pub plan: Option<PlanId>,
    /// Sold by that representative.
    pub representative: Option<RepresentativeId>,
    /// Held by that customer.
    pub customer: Option<CustomerId>,
    /// Each begins a word of the key's name or of what else it is found by; folded by `text` already.
    pub terms: Vec<String>,
}

/// How many keys there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyCounts {
    /// They work.
    pub active: i64,
    /// Stopped by a person, by time or by quota.
    pub stopped: i64,
    /// Being made.
    pub making: i64,
    /// Could not be made.
    pub failed: i64,
    /// Being deleted.
    pub deleting: i64,
    /// All of these.
    pub total: i64,
}
from_row!(KeyCounts, |r| KeyCounts {
    active: r.try_get("active")?,
    stopped: r.try_get("stopped")?,
    making: r.try_get("making")?,
    failed: r.try_get("failed")?,
    deleting: r.try_get("deleting")?,
    total: r.try_get("total")?,
});

/// What the house has on a server, to be held against what the server lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The row.
    pub id: KeyId,
    /// Its id on the server.
    pub remote_id: String,
    /// Where it is in its life.
    pub phase: crate::domain::key::Phase,
    /// What people call it.
    pub name: String,
    /// Whether the server has confirmed what the house wants.
    pub in_step: bool,
    /// When the server confirmed it last.
    pub confirmed_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Whether it was found missing there.
    pub missing: bool,
}
from_row!(Known, |r| Known {
    id: r.try_get("id")?,
    remote_id: r.try_get("remote_id")?,
    phase: r.try_get("phase")?,
    name: r.try_get("name")?,
    in_step: r.try_get("in_step")?,
    confirmed_at: r.try_get("confirmed_at")?,
    missing: r.try_get("missing")?,
});

/// One key.
pub async fn get(x: &mut impl Access, scope: Scope, id: KeyId) -> Result<Option<Key>> {
    let Some(owner) = owner(scope) else { return Ok(None) };
    on!(x, |c| query_as(
        "SELECT * FROM access_key WHERE id = $1
         AND (phase = 'deleted' OR server_id NOT IN (SELECT id FROM server WHERE state = 'removed'))
         AND ($2 OR representative_id = $3 OR customer_id IN (SELECT id FROM customer WHERE person_id = $4))"
    )
    .bind(id)
    .bind(owner.house)
    .bind(owner.seller)
    .bind(owner.holder)
    .fetch_optional(c))
}

/// One key with the names of what it points at.
pub async fn row(x: &mut impl Access, scope: Scope, id: KeyId) -> Result<Option<KeyRow>> {
    let Some(owner) = owner(scope) else { return Ok(None) };
    on!(x, |c| query_as(
        "SELECT k.*, s.name AS server_name, p.name AS plan_name, r.name AS representative_name,
             cu.name AS customer_name
         FROM access_key k LEFT JOIN server s ON s.id = k.server_id LEFT JOIN plan p ON p.id = k.plan_id
         LEFT JOIN representative r ON r.id = k.representative_id LEFT JOIN customer cu ON cu.id = k.customer_id
         WHERE k.id = $1 AND (k.phase = 'deleted' OR s.state <> 'removed')
         AND ($2 OR k.representative_id = $3 OR k.customer_id IN (SELECT id FROM customer WHERE person_id = $4))"
    )
    .bind(id)
    .bind(owner.house)
    .bind(owner.seller)
    .bind(owner.holder)
    .fetch_optional(c))
}

/// One key, which no other transaction changes until this one ends.
pub async fn lock(tx: &mut Tx, id: KeyId) -> Result<Option<Key>> {
    locking!(tx, ["SELECT * FROM access_key WHERE id = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(id)
        .fetch_optional(c))
}

/// The same for groups of states that have an index of their own, in the words of that index: a planner uses it for no
/// others.
fn indexed(states: &[KeyState]) -> Option<&'static str> {
    use KeyState as S;
    let is = |group: &[S]| states.len() == group.len() && group.iter().all(|s| states.contains(s));
    if is(&[S::Suspended, S::Expired, S::Exhausted]) {
        Some(
            " AND k.phase = 'live' AND (k.suspended_at IS NOT NULL OR k.expired_at IS NOT NULL OR k.exhausted_at IS NOT NULL)",
        )
    } else {
        None
    }
}

/// What the house and the server don't agree on yet, in the words of its index.
pub(in crate::store) const UNFINISHED: &str =
    " AND (k.phase IN ('provisioning', 'failed', 'deleting') OR k.synced_rev < k.desired_rev)";

/// Without those whose server was let go and that aren't put away yet. Counts don't ask: they sink within seconds.
const LEFT_BEHIND: &str = " AND k.server_id NOT IN (SELECT id FROM server WHERE state = 'removed')";

/// The condition on `k` that is the same as `Key::state`.
const fn condition(state: KeyState) -> &'static str {
    match state {
        KeyState::Provisioning => "k.phase = 'provisioning'",
        KeyState::Failed => "k.phase = 'failed'",
        KeyState::Deleting => "k.phase = 'deleting'",
        KeyState::Deleted => "k.phase = 'deleted'",
        KeyState::Suspended => "k.phase = 'live' AND k.suspended_at IS NOT NULL",
        KeyState::Expired => "k.phase = 'live' AND k.suspended_at IS NULL AND k.expired_at IS NOT NULL",
        KeyState::Exhausted => {
            "k.phase = 'live' AND k.suspended_at IS NULL AND k.expired_at IS NULL AND k.exhausted_at IS NOT NULL"
        }
        KeyState::Active => {
            "k.phase = 'live' AND k.suspended_at IS NULL AND k.expired_at IS NULL AND k.exhausted_at IS NULL"
        }
    }
}

fn narrow<DB: Database>(q: &mut QueryBuilder<DB>, scope: Scope, filter: &KeyFilter)
where
    i64: for<'q> Encode<'q, DB> + Type<DB>,
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    push_owner(q, "k.", scope);
    if !filter.states.contains(&KeyState::Deleted) {
        q.push(" AND k.phase <> 'deleted'");
    }
    if filter.unfinished {
        q.push(UNFINISHED);
    }
    if let Some(words) = indexed(&filter.states) {
        q.push(words);
    } else if !filter.states.is_empty() {
        let any: Vec<_> = filter.states.iter().map(|s| condition(*s)).collect();
        q.push(" AND (").push(any.join(" OR ")).push(")");
    }
    // The sign keeps SQLite from going through all keys of the server in search of the few that aren't finished.
    let at = if filter.unfinished { " AND +k.server_id = " } else { " AND k.server_id = " };
    let columns = [
        (at, filter.server.map(|id| id.0)),
        (" AND k.plan_id = ", filter.plan.map(|id| id.0)),
        (" AND k.representative_id = ", filter.representative.map(|id| id.0)),
        (" AND k.customer_id = ", filter.customer.map(|id| id.0)),
    ];
    for (text, id) in columns {
        if let Some(id) = id {
            q.push(text).push_bind(id);
        }
    }
    push_terms(q, "k.id", "key", &filter.terms);
}

/// Keys, newest first.
pub async fn list(
    x: &mut impl Access,
    scope: Scope,
    filter: &KeyFilter,
    before: Option<KeyId>,
    limit: i64,
) -> Result<Vec<KeyRow>> {
    if scope == Scope::Nothing {
        return Ok(Vec::new());
    }
    on!(x, |c| async {
        // LEFT JOIN keeps SQLite from starting at the servers and sorting all keys.
        let mut q = QueryBuilder::new(
            "SELECT k.*, s.name AS server_name, p.name AS plan_name, r.name AS representative_name,
             cu.name AS customer_name
             FROM access_key k LEFT JOIN server s ON s.id = k.server_id LEFT JOIN plan p ON p.id = k.plan_id
             LEFT JOIN representative r ON r.id = k.representative_id
             LEFT JOIN customer cu ON cu.id = k.customer_id WHERE k.id < ",
        );
        q.push_bind(before.map_or(i64::MAX, |id| id.0));
        narrow(&mut q, scope, filter);
        if !filter.states.contains(&KeyState::Deleted) {
            q.push(LEFT_BEHIND);
        }
        // Not bound: PostgreSQL plans once for a limit that it knows, and every time anew for one that it has to guess.
        q.push(" ORDER BY k.id DESC LIMIT ").push(limit);
        q.build_query_as().fetch_all(c).await
    })
}

/// How many a filter finds.
pub async fn count(x: &mut impl Access, scope: Scope, filter: &KeyFilter) -> Result<i64> {
    if scope == Scope::Nothing {
        return Ok(0);
    }
    on!(x, |c| async {
        let mut q = QueryBuilder::new("SELECT COUNT(*) FROM access_key k WHERE TRUE");
        narrow(&mut q, scope, filter);
        q.build_query_scalar().fetch_one(c).await
    })
}

/// Counts keys by what they do, up to the condition of whose; closed by `) k`.
pub(in crate::store) const COUNTED: &str =
    "SELECT COUNT(CASE WHEN k.phase = 'live' AND stopped = 0 THEN 1 END) AS active,
           COUNT(CASE WHEN k.phase = 'live' AND stopped = 1 THEN 1 END) AS stopped,
           COUNT(CASE WHEN k.phase = 'provisioning' THEN 1 END) AS making,
           COUNT(CASE WHEN k.phase = 'failed' THEN 1 END) AS failed,
           COUNT(CASE WHEN k.phase = 'deleting' THEN 1 END) AS deleting, COUNT(*) AS total
    FROM (SELECT phase, CASE WHEN suspended_at IS NULL AND expired_at IS NULL AND exhausted_at IS NULL
              THEN 0 ELSE 1 END AS stopped FROM access_key WHERE phase <> 'deleted'";

/// How many there are by what they do, deleted ones left out; read from an index alone.
pub async fn counts(x: &mut impl Access, scope: Scope) -> Result<KeyCounts> {
    if scope == Scope::Nothing {
        return Ok(KeyCounts::default());
    }
    on!(x, |c| async {
        let mut q = QueryBuilder::new(COUNTED);
        push_owner(&mut q, "", scope);
        q.push(") k").build_query_as().fetch_one(c).await
    })
}

/// The access URL, sealed; `None` where there is none yet, or none any more.
pub async fn access_url(x: &mut impl Access, scope: Scope, id: KeyId) -> Result<Option<Vec<u8>>> {
    let Some(owner) = owner(scope) else { return Ok(None) };
    let found: Option<Option<Vec<u8>>> = on!(x, |c| query_scalar(
        "SELECT access_url FROM access_key WHERE id = $1 AND phase IN ('provisioning', 'live')
         AND server_id NOT IN (SELECT id FROM server WHERE state = 'removed')
         AND ($2 OR representative_id = $3 OR customer_id IN (SELECT id FROM customer WHERE person_id = $4))"
    )
    .bind(id)
    .bind(owner.house)
    .bind(owner.seller)
    .bind(owner.holder)
    .fetch_optional(c))?;
    Ok(found.flatten())
}

/// The key whose access URL has that keyed hash.
pub async fn by_url_hash(x: &mut impl Access, scope: Scope, hash: &[u8]) -> Result<Option<Key>> {
    let Some(owner) = owner(scope) else { return Ok(None) };
    on!(x, |c| query_as(
        "SELECT * FROM access_key WHERE access_url_hash = $1 AND phase <> 'deleted'
         AND server_id NOT IN (SELECT id FROM server WHERE state = 'removed')
         AND ($2 OR representative_id = $3 OR customer_id IN (SELECT id FROM customer WHERE person_id = $4))
         ORDER BY id DESC LIMIT 1"
    )
    .bind(hash)
    .bind(owner.house)
    .bind(owner.seller)
    .bind(owner.holder)
    .fetch_optional(c))
}

/// All that the house has on a server, deleted ones left out.
pub async fn remote_ids(x: &mut impl Access, server: ServerId) -> Result<Vec<Known>> {
    on!(x, |c| query_as(
        "SELECT id, remote_id, phase, name, synced_rev >= desired_rev AS in_step, confirmed_at,
             missing_at IS NOT NULL AS missing FROM access_key
         WHERE server_id = $1 AND phase <> 'deleted' ORDER BY id"
    )
    .bind(server)
    .fetch_all(c))
}

/// Whether a seller (`None`: the house) has a key that isn't deleted of a name that folds to the same.
pub async fn name_taken(x: &mut impl Access, seller: Option<RepresentativeId>, name: &str) -> Result<bool> {
    on!(x, |c| query_scalar(
        "SELECT EXISTS (SELECT 1 FROM access_key
             WHERE COALESCE(representative_id, 0) = $1 AND name_folded = $2 AND phase <> 'deleted')"
    )
    .bind(seller.unwrap_or(RepresentativeId(0)))
    .bind(folded(name))
    .fetch_one(c))
}

/// A seller's names, folded, that begin so: longest first, so that `a-10` comes before `a-9` where a next name is suggested.
pub async fn names_with_prefix(
    x: &mut impl Access,
    seller: Option<RepresentativeId>,
    prefix: &str,
    limit: i64,
) -> Result<Vec<String>> {
    on!(x, |c| query_scalar(
        "SELECT name_folded FROM access_key
         WHERE COALESCE(representative_id, 0) = $1 AND name_folded >= $2 AND name_folded < $3 AND phase <> 'deleted'
         ORDER BY LENGTH(name_folded) DESC, name_folded DESC LIMIT $4"
    )
    .bind(seller.unwrap_or(RepresentativeId(0)))
    .bind(prefix)
    .bind(format!("{prefix}{}", char::MAX))
    .bind(limit)
    .fetch_all(c))
}
