//! Adoptions of what servers have already: the decision, and each key that was found with what became of it.
//!
//! A server has one open adoption at a time, and each of them a key once. What people decide carries the version that
//! they saw; what a job learns is guarded by the state, with the row locked.

use super::db::{Access, Tx, changed, locking, on, rows};
use super::error::Result;
use super::types::from_row;
use crate::domain::{
    adoption::{AdoptionState, Fate, Mapping},
    ids::{AdoptionId, KeyId, PersonId, ServerId},
    traffic::Traffic,
};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};

/// An adoption as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// Its row.
    pub id: AdoptionId,
    /// Whose keys.
    pub server: ServerId,
    /// Who began it.
    pub person: PersonId,
    /// Where it is.
    pub state: AdoptionState,
    /// Which keys become whose.
    pub mapping: Mapping,
    /// Why the server doesn't answer, by its stored name.
    pub trouble: Option<String>,
    /// When it was begun.
    pub began_at: DateTime<Utc>,
    /// When the server told what it has.
    pub looked_at: Option<DateTime<Utc>>,
    /// When all was done.
    pub finished_at: Option<DateTime<Utc>>,
    /// Grows by one with each change.
    pub version: i64,
}
from_row!(Adoption, |r| Adoption {
    id: r.try_get("id")?,
    server: r.try_get("server_id")?,
    person: r.try_get("person_id")?,
    state: r.try_get("state")?,
    mapping: serde_json::from_str(&r.try_get::<String, _>("mapping")?)
        .map_err(|error| sqlx::Error::Decode(error.into()))?,
    trouble: r.try_get("trouble")?,
    began_at: r.try_get("began_at")?,
    looked_at: r.try_get("looked_at")?,
    finished_at: r.try_get("finished_at")?,
    version: r.try_get("version")?,
});

/// A key that was found on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundKey {
    /// Its id there.
    pub remote_id: String,
    /// Its name there; may be empty.
    pub name: String,
    /// The limit set there.
    pub limit: Option<Traffic>,
    /// What it has moved within 30 days; `None`: the server doesn't tell.
    pub moved: Option<Traffic>,
}
from_row!(FoundKey, |r| FoundKey {
    remote_id: r.try_get("remote_id")?,
    name: r.try_get("name")?,
    limit: r.try_get("remote_limit")?,
    moved: r.try_get("moved")?,
});

/// A key that was found, with what became of it, for the list that people keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// As it was found.
    pub found: FoundKey,
    /// What became of it; `None`: nothing yet.
    pub fate: Option<Fate>,
    /// As what it was adopted.
    pub name: Option<String>,
    /// Whose it is; `None`: the house's.
    pub representative: Option<String>,
    /// Its plan.
    pub plan: Option<String>,
    /// Who holds it.
    pub customer: Option<String>,
}
from_row!(Settled, |r| Settled {
    found: FoundKey::from_row(r)?,
    fate: r.try_get("fate")?,
    name: r.try_get("key_name")?,
    representative: r.try_get("representative_name")?,
    plan: r.try_get("plan_name")?,
    customer: r.try_get("customer_name")?,
});

fn json(mapping: &Mapping) -> Result<String> {
    serde_json::to_string(mapping).map_err(|_| super::StoreError::Unreadable("adoption".into()))
}

/// Begins one. `None` where one is open for that server.
pub async fn insert(
    tx: &mut Tx,
    server: ServerId,
    person: PersonId,
    mapping: &Mapping,
    now: DateTime<Utc>,
) -> Result<Option<AdoptionId>> {
    let mapping = json(mapping)?;
    on!(tx, |c| query_scalar(
        "INSERT INTO adoption (server_id, person_id, state, mapping, began_at, version)
         VALUES ($1, $2, 'looking', $3, $4, 1) ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(server)
    .bind(person)
    .bind(mapping)
    .bind(now)
    .fetch_optional(c))
}

/// One of them.
pub async fn get(x: &mut impl Access, id: AdoptionId) -> Result<Option<Adoption>> {
    on!(x, |c| query_as("SELECT * FROM adoption WHERE id = $1").bind(id).fetch_optional(c))
}

/// One of them, which no other transaction changes until this one ends.
pub async fn lock(tx: &mut Tx, id: AdoptionId) -> Result<Option<Adoption>> {
    locking!(tx, ["SELECT * FROM adoption WHERE id = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(id)
        .fetch_optional(c))
}

/// The one of a server that is open.
pub async fn open_of(x: &mut impl Access, server: ServerId) -> Result<Option<Adoption>> {
    on!(x, |c| query_as("SELECT * FROM adoption WHERE server_id = $1 AND state NOT IN ('done', 'dropped')")
        .bind(server)
        .fetch_optional(c))
}

/// The one that a person began last, where it is still being decided about.
pub async fn draft_of(x: &mut impl Access, person: PersonId) -> Result<Option<Adoption>> {
    on!(x, |c| query_as("SELECT * FROM adoption WHERE person_id = $1 AND state = 'draft' ORDER BY id DESC LIMIT 1")
        .bind(person)
        .fetch_optional(c))
}

/// Another mapping for a draft; `false` where the version is an old one, or it is none any more.
pub async fn set_mapping(tx: &mut Tx, id: AdoptionId, version: i64, mapping: &Mapping) -> Result<bool> {
    let mapping = json(mapping)?;
    changed!(
        tx,
        query(
            "UPDATE adoption SET mapping = $3, version = version + 1
             WHERE id = $1 AND version = $2 AND state = 'draft'"
        )
        .bind(id)
        .bind(version)
        .bind(mapping)
    )
}

/// Where it is from now on; `false` where it isn't in `from` any more.
pub async fn pass(
    tx: &mut Tx,
    id: AdoptionId,
    (from, to): (AdoptionState, AdoptionState),
    trouble: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let over = matches!(to, AdoptionState::Done | AdoptionState::Dropped).then_some(now);
    let looked = (from == AdoptionState::Looking && to == AdoptionState::Draft).then_some(now);
    changed!(
        tx,
        query(
            "UPDATE adoption SET state = $3, trouble = $4, finished_at = $5, looked_at = COALESCE($6, looked_at),
                 version = version + 1
             WHERE id = $1 AND state = $2"
        )
        .bind(id)
        .bind(from)
        .bind(to)
        .bind(trouble)
        .bind(over)
        .bind(looked)
    )
}

/// Why the server doesn't answer just now.
pub async fn note_trouble(tx: &mut Tx, id: AdoptionId, trouble: Option<&str>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE adoption SET trouble = $2 WHERE id = $1 AND trouble IS DISTINCT FROM $2").bind(id).bind(trouble)
    )
}

/// Forgets keys that nothing has become of yet: the server is asked anew.
pub async fn forget_keys(tx: &mut Tx, id: AdoptionId) -> Result<u64> {
    rows!(tx, query("DELETE FROM adoption_key WHERE adoption_id = $1 AND fate IS NULL").bind(id))
}

/// Writes down keys that were found, a few hundred at a time; the first has that place. What is there stays.
pub async fn put_keys(tx: &mut Tx, id: AdoptionId, first: i64, keys: &[FoundKey]) -> Result<u64> {
    if keys.is_empty() {
        return Ok(0);
    }
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new(
                "INSERT INTO adoption_key (adoption_id, remote_id, place, name, remote_limit, moved) ",
            );
            q.push_values(keys.iter().zip(first..), |mut row, (key, place)| {
                row.push_bind(id).push_bind(&key.remote_id).push_bind(place).push_bind(&key.name);
                row.push_bind(key.limit).push_bind(key.moved);
            });
            q.push(" ON CONFLICT DO NOTHING");
            q
        }
        .build()
        .persistent(false)
    )
}

/// Keys that nothing has become of yet, in the server's order.
pub async fn pending(x: &mut impl Access, id: AdoptionId, limit: i64) -> Result<Vec<FoundKey>> {
    on!(x, |c| query_as(
        "SELECT remote_id, name, remote_limit, moved FROM adoption_key
         WHERE adoption_id = $1 AND fate IS NULL ORDER BY place LIMIT $2"
    )
    .bind(id)
    .bind(limit)
    .fetch_all(c))
}

/// What became of a key; `false` where that was known already.
pub async fn settle(tx: &mut Tx, id: AdoptionId, remote_id: &str, fate: Fate, key: Option<KeyId>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE adoption_key SET fate = $3, key_id = $4
             WHERE adoption_id = $1 AND remote_id = $2 AND fate IS NULL"
        )
        .bind(id)
        .bind(remote_id)
        .bind(fate)
        .bind(key)
    )
}

/// How many were found, and how many had each fate.
pub async fn fates(x: &mut impl Access, id: AdoptionId) -> Result<Vec<(Option<Fate>, i64)>> {
    on!(x, |c| query_as("SELECT fate, COUNT(*) FROM adoption_key WHERE adoption_id = $1 GROUP BY fate ORDER BY fate")
        .bind(id)
        .fetch_all(c))
}

/// Some that had a fate, by name and id, in the server's order.
pub async fn with_fate(x: &mut impl Access, id: AdoptionId, fate: Fate, limit: i64) -> Result<Vec<(String, String)>> {
    on!(x, |c| query_as(
        "SELECT name, remote_id FROM adoption_key WHERE adoption_id = $1 AND fate = $2 ORDER BY place LIMIT $3"
    )
    .bind(id)
    .bind(fate)
    .bind(limit)
    .fetch_all(c))
}

/// All that were found, with what became of each.
pub async fn settled(x: &mut impl Access, id: AdoptionId, limit: i64) -> Result<Vec<Settled>> {
    on!(x, |c| query_as(
        "SELECT a.remote_id, a.name, a.remote_limit, a.moved, a.fate, k.name AS key_name,
             r.name AS representative_name, p.name AS plan_name, cu.name AS customer_name
         FROM adoption_key a LEFT JOIN access_key k ON k.id = a.key_id
         LEFT JOIN representative r ON r.id = k.representative_id LEFT JOIN plan p ON p.id = k.plan_id
         LEFT JOIN customer cu ON cu.id = k.customer_id
         WHERE a.adoption_id = $1 ORDER BY a.place LIMIT $2"
    )
    .bind(id)
    .bind(limit)
    .fetch_all(c))
}

/// Takes away keys of adoptions that were over before that time, at most so many, and then these adoptions.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    let gone = rows!(
        tx,
        query(
            "DELETE FROM adoption_key WHERE (adoption_id, remote_id) IN (SELECT k.adoption_id, k.remote_id
                 FROM adoption_key k JOIN adoption a ON a.id = k.adoption_id
                 WHERE a.finished_at IS NOT NULL AND a.finished_at < $1 LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )?;
    rows!(
        tx,
        query(
            "DELETE FROM adoption WHERE finished_at IS NOT NULL AND finished_at < $1
                 AND NOT EXISTS (SELECT 1 FROM adoption_key k WHERE k.adoption_id = adoption.id)"
        )
        .bind(before)
    )?;
    Ok(gone)
}
