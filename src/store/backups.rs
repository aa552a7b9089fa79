//! Backups that were made or offered, and where each lies.
//!
//! A backup's name is its file's and is used once. A copy is put into a place once; what is to leave a place is marked
//! first and taken away by a job, so that no crash forgets a file.

use super::db::{Access, Tx, changed, on, rows};
use super::error::Result;
use super::types::from_row;
use crate::domain::{
    backup::{BackupState, CopyState, Maker, Place},
    ids::{BackupId, CopyId, PersonId},
};
use chrono::{DateTime, Utc};
use sqlx::{query, query_as, query_scalar};

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its row.
    pub id: BackupId,
    /// Its file's name.
    pub name: String,
    /// Who made it.
    pub maker: Maker,
    /// Who asked for it.
    pub person: Option<PersonId>,
    /// Where it stands.
    pub state: BackupState,
    /// Bytes.
    pub size: Option<i64>,
    /// What it says of itself, as JSON.
    pub manifest: Option<String>,
    /// Why it failed: a stable name.
    pub error: Option<String>,
    /// When it was begun; for an offered one, when it was sent.
    pub made_at: DateTime<Utc>,
    /// When it was good or failed.
    pub finished_at: Option<DateTime<Utc>>,
}
from_row!(Backup, |r| Backup {
    id: r.try_get("id")?,
    name: r.try_get("name")?,
    maker: r.try_get("maker")?,
    person: r.try_get("person_id")?,
    state: r.try_get("state")?,
    size: r.try_get("size")?,
    manifest: r.try_get("manifest")?,
    error: r.try_get("error")?,
    made_at: r.try_get("made_at")?,
    finished_at: r.try_get("finished_at")?,
});

/// A backup in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its row.
    pub id: CopyId,
    /// Of which backup.
    pub backup: BackupId,
    /// The kind of place.
    pub place: Place,
    /// The chat; 0 for the folder.
    pub target: i64,
    /// By which the place finds it.
    pub reference: Option<String>,
    /// Where it stands.
    pub state: CopyState,
    /// Why it failed: a stable name.
    pub error: Option<String>,
    /// When it was read back and compared.
    pub proved_at: Option<DateTime<Utc>>,
}
from_row!(Copy, |r| Copy {
    id: r.try_get("id")?,
    backup: r.try_get("backup_id")?,
    place: r.try_get("place")?,
    target: r.try_get("target")?,
    reference: r.try_get("reference")?,
    state: r.try_get("state")?,
    error: r.try_get("error")?,
    proved_at: r.try_get("proved_at")?,
});

/// Writes a new backup; `None` where that name is taken.
pub async fn insert(
    tx: &mut Tx,
    name: &str,
    maker: Maker,
    person: Option<PersonId>,
    state: BackupState,
    now: DateTime<Utc>,
) -> Result<Option<BackupId>> {
    on!(tx, |c| query_scalar(
        "INSERT INTO backup (name, maker, person_id, state, made_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(name)
    .bind(maker)
    .bind(person)
    .bind(state)
    .bind(now)
    .fetch_optional(c))
}

/// What it says of itself, and how large it is.
pub async fn describe(tx: &mut Tx, id: BackupId, manifest: &str, size: i64) -> Result<bool> {
    changed!(tx, query("UPDATE backup SET manifest = $2, size = $3 WHERE id = $1").bind(id).bind(manifest).bind(size))
}

/// It is good, failed, or deleted.
pub async fn set_state(
    tx: &mut Tx,
    id: BackupId,
    state: BackupState,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE backup SET state = $2, error = $3, finished_at = $4 WHERE id = $1")
            .bind(id)
            .bind(state)
            .bind(error)
            .bind(now)
    )
}

/// What opens it besides the house's own keys: sealed, in hex.
pub async fn passphrase(x: &mut impl Access, id: BackupId) -> Result<Option<String>> {
    let found: Option<Option<String>> =
        on!(x, |c| query_scalar("SELECT passphrase FROM backup WHERE id = $1").bind(id).fetch_optional(c))?;
    Ok(found.flatten())
}

/// Keeps that, or forgets it.
pub async fn set_passphrase(tx: &mut Tx, id: BackupId, sealed: Option<&str>) -> Result<bool> {
    changed!(tx, query("UPDATE backup SET passphrase = $2 WHERE id = $1").bind(id).bind(sealed))
}

/// Forgets those of backups that were looked into before that time, or are deleted.
pub async fn forget_passphrases(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        query(
            "UPDATE backup SET passphrase = NULL
             WHERE passphrase IS NOT NULL AND (state = 'deleted' OR finished_at < $1)"
        )
        .bind(before)
    )
}

/// Says that it is to lie in a place; the place's row, which may be there already.
pub async fn add_copy(tx: &mut Tx, backup: BackupId, place: Place, target: i64) -> Result<CopyId> {
    on!(tx, |c| query_scalar(
        "INSERT INTO backup_copy (backup_id, place, target, state) VALUES ($1, $2, $3, 'making')
         ON CONFLICT (backup_id, place, target) DO UPDATE SET state = 'making' RETURNING id"
    )
    .bind(backup)
    .bind(place)
    .bind(target)
    .fetch_one(c))
}

/// Where a copy stands now. A reference that is known stays where none is given.
pub async fn set_copy(
    tx: &mut Tx,
    id: CopyId,
    state: CopyState,
    reference: Option<&str>,
    error: Option<&str>,
    proved_at: Option<DateTime<Utc>>,
) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE backup_copy SET state = $2, reference = COALESCE($3, reference), error = $4,
                 proved_at = COALESCE($5, proved_at) WHERE id = $1"
        )
        .bind(id)
        .bind(state)
        .bind(reference)
        .bind(error)
        .bind(proved_at)
    )
}

/// All copies of a backup are to be taken away.
pub async fn let_copies_go(tx: &mut Tx, backup: BackupId) -> Result<u64> {
    rows!(
        tx,
        query("UPDATE backup_copy SET state = 'leaving' WHERE backup_id = $1 AND state NOT IN ('leaving', 'gone')")
            .bind(backup)
    )
}

/// Copies that are to be taken away.
pub async fn leaving(x: &mut impl Access, limit: i64) -> Result<Vec<Copy>> {
    on!(x, |c| query_as("SELECT * FROM backup_copy WHERE state = 'leaving' ORDER BY id LIMIT $1")
        .bind(limit)
        .fetch_all(c))
}

/// One backup that isn't deleted.
pub async fn get(x: &mut impl Access, id: BackupId) -> Result<Option<Backup>> {
    on!(x, |c| query_as("SELECT * FROM backup WHERE id = $1 AND state <> 'deleted'").bind(id).fetch_optional(c))
}

/// Backups that aren't deleted, newest first, those before `before`.
pub async fn list(x: &mut impl Access, before: Option<BackupId>, limit: i64) -> Result<Vec<Backup>> {
    on!(x, |c| query_as("SELECT * FROM backup WHERE state <> 'deleted' AND id < $1 ORDER BY id DESC LIMIT $2")
        .bind(before.map_or(i64::MAX, |b| b.0))
        .bind(limit)
        .fetch_all(c))
}

/// Good backups: who made each, and when.
pub async fn good(x: &mut impl Access) -> Result<Vec<(BackupId, Maker, DateTime<Utc>)>> {
    on!(x, |c| query_as(
        "SELECT id, maker, made_at FROM backup WHERE state = 'good' AND maker <> 'offered' ORDER BY id"
    )
    .fetch_all(c))
}

/// Where a backup lies.
pub async fn copies(x: &mut impl Access, backup: BackupId) -> Result<Vec<Copy>> {
    on!(x, |c| query_as("SELECT * FROM backup_copy WHERE backup_id = $1 ORDER BY id").bind(backup).fetch_all(c))
}

/// The newest backup of a maker's, whatever became of it.
pub async fn last_of(x: &mut impl Access, maker: Maker) -> Result<Option<Backup>> {
    on!(x, |c| query_as("SELECT * FROM backup WHERE maker = $1 ORDER BY id DESC LIMIT 1").bind(maker).fetch_optional(c))
}

/// The newest backup that the house made, by schedule or by hand, where it failed.
pub async fn trouble(x: &mut impl Access) -> Result<Option<Backup>> {
    let newest: Option<Backup> = on!(x, |c| {
        query_as(
        "SELECT * FROM backup WHERE state IN ('good', 'failed') AND maker IN ('schedule', 'hand') ORDER BY id DESC LIMIT 1"
    )
    .fetch_optional(c)
    })?;
    Ok(newest.filter(|backup| backup.state == BackupState::Failed))
}

/// The newest good backup.
pub async fn last_good(x: &mut impl Access) -> Result<Option<Backup>> {
    on!(x, |c| query_as(
        "SELECT * FROM backup WHERE state = 'good' AND maker <> 'offered' ORDER BY made_at DESC, id DESC LIMIT 1"
    )
    .fetch_optional(c))
}

/// Backups that were being made and of which no unfinished job is left: a kill lost them.
pub async fn unfinished(x: &mut impl Access, before: DateTime<Utc>) -> Result<Vec<Backup>> {
    on!(x, |c| query_as("SELECT * FROM backup WHERE state = 'making' AND made_at < $1 ORDER BY id")
        .bind(before)
        .fetch_all(c))
}

/// Every backup and copy, for carrying them over into a restored house.
pub async fn all(x: &mut impl Access) -> Result<(Vec<Backup>, Vec<Copy>)> {
    let backups = on!(x, |c| query_as("SELECT * FROM backup ORDER BY id DESC LIMIT 1000").fetch_all(c))?;
    let copies = on!(x, |c| query_as("SELECT * FROM backup_copy ORDER BY id DESC LIMIT 4000").fetch_all(c))?;
    Ok((backups, copies))
}
