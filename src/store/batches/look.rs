//! What is looked at of a batch: its names, what works, what failed and why.
//! Whose batch it is was asked before.

use crate::domain::ids::{BatchId, KeyId};
use crate::store::db::{Access, on};
use crate::store::error::Result;
use crate::store::types::from_row;
use sqlx::{query_as, query_scalar};

/// Keys of a batch that could not be made, and of which the server hasn't taken away yet what it may have.
pub async fn being_taken_away(x: &mut impl Access, id: BatchId) -> Result<Vec<KeyId>> {
    on!(x, |c| query_scalar(
        "SELECT id FROM access_key WHERE batch_id = $1 AND phase = 'failed' AND synced_rev < desired_rev ORDER BY id"
    )
    .bind(id)
    .fetch_all(c))
}

/// Why its keys wait, where their server has failed so far.
pub async fn trouble(x: &mut impl Access, id: BatchId) -> Result<Option<String>> {
    on!(x, |c| query_scalar(
        "SELECT trouble FROM access_key WHERE batch_id = $1 AND phase = 'provisioning' AND trouble IS NOT NULL
         ORDER BY id LIMIT 1"
    )
    .bind(id)
    .fetch_optional(c))
}

/// A key of a batch that works, with its sealed access URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its row.
    pub id: KeyId,
    /// What it is called.
    pub name: String,
    /// Sealed.
    pub access_url: Vec<u8>,
}
from_row!(Made, |r| Made { id: r.try_get("id")?, name: r.try_get("name")?, access_url: r.try_get("access_url")? });

/// The keys of a batch that work, in the order in which they were asked for.
pub async fn made(x: &mut impl Access, id: BatchId) -> Result<Vec<Made>> {
    on!(x, |c| query_as(
        "SELECT id, name, access_url FROM access_key
         WHERE batch_id = $1 AND phase = 'live' AND access_url IS NOT NULL ORDER BY id"
    )
    .bind(id)
    .fetch_all(c))
}

/// Names of a batch's keys that could not be made, with the stored name of why.
pub async fn failures(x: &mut impl Access, id: BatchId) -> Result<Vec<(String, String)>> {
    on!(x, |c| query_as(
        "SELECT name, COALESCE(trouble, '') FROM access_key WHERE batch_id = $1 AND phase = 'failed' ORDER BY id"
    )
    .bind(id)
    .fetch_all(c))
}

/// The first and the last name of a batch.
pub async fn ends(x: &mut impl Access, id: BatchId) -> Result<Option<(String, String)>> {
    on!(x, |c| query_as(
        "SELECT (SELECT name FROM access_key WHERE batch_id = $1 ORDER BY id LIMIT 1),
                (SELECT name FROM access_key WHERE batch_id = $1 ORDER BY id DESC LIMIT 1)
         FROM batch WHERE id = $1"
    )
    .bind(id)
    .fetch_optional(c))
}
