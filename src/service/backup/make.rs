//! Making a backup and proving one: the snapshot, the file, and the way back from it.
//!
//! A backup is good when what was read back from where it lies was decrypted, unpacked, opened as a database and compared:
//! every hash, every table's rows, the database's own check, and the audit chain with the key that lies in it.

use super::Scratch;
use crate::{
    backup::{self, AuditHead, BackupError, FORMAT, HOUSE, KEY, Manifest, Opener, Pack, Sealer},
    crypto,
    service::{Env, audit, house},
    store::{self, Db, Kind, StoreError},
};
use chrono::{DateTime, Utc};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
};

/// A backup's file that was written.
#[derive(Debug)]
pub struct Made {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Bytes.
    pub size: u64,
    /// What opens it.
    pub opener: Opener,
}

/// How far a piece of work is, in bytes.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// Done.
    pub done: Arc<AtomicU64>,
    /// Of how many; 0 while that isn't known.
    pub of: Arc<AtomicU64>,
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Newer(theirs) => Self::Newer { theirs, ours: Db::newest_schema() },
            // SQLITE_FULL, and PostgreSQL's disk_full.
            StoreError::Refused { ref code, .. } if code == "13" || code == "53100" => Self::DiskFull,
            error => Self::Database(error.to_string()),
        }
    }
}

fn service(error: crate::service::Error) -> BackupError {
    match error {
        crate::service::Error::Store(error) => error.into(),
        error => BackupError::Database(error.to_string()),
    }
}

/// The name of a backup's file that is made at that time.
pub fn file_name(now: DateTime<Utc>) -> String {
    now.format("claviger-%Y%m%d-%H%M%S-%3f.tar.zst.age").to_string()
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(BackupError::Damaged("the work was given up".to_owned())))
}

/// A house in a file of its own.
async fn open_file(path: &Path) -> Result<Db, BackupError> {
    let name = path.to_str().ok_or_else(|| BackupError::Place("the path is no text".to_owned()))?;
    Ok(Db::open(&format!("sqlite://{name}")).await?)
}

/// Makes a backup of the present in the file `to`, which must not exist. The service goes on meanwhile.
pub async fn make(
    db: &Db,
    env: &Env,
    sealer: Sealer,
    to: &Path,
    scratch: &Scratch,
    progress: &Progress,
) -> Result<Made, BackupError> {
    let folder = scratch.inner("snapshot")?;
    let copy = folder.path().join(HOUSE);
    let now = env.clock.now();
    store::copy::write_to(db, &copy).await?;
    let manifest = describe(&copy, env, db.kind(), now).await?;
    let size = std::fs::metadata(&copy).map_or(0, |facts| facts.len());
    progress.of.store(size * 2, std::sync::atomic::Ordering::Relaxed);
    let (key, to, done) = (env.means.key_file.clone(), to.to_owned(), progress.done.clone());
    let made = blocking(move || {
        let pack = Pack { manifest, house: &copy, key: &key, done: &done };
        let (manifest, opener) = backup::pack(pack, &sealer, &to)?;
        let size = std::fs::metadata(&to).map_err(BackupError::io("the backup can't be looked at"))?.len();
        Ok(Made { manifest, size, opener })
    })
    .await?;
    drop(folder);
    Ok(made)
}

async fn describe(copy: &Path, env: &Env, kind: Kind, now: DateTime<Utc>) -> Result<Manifest, BackupError> {
    let db = open_file(copy).await?;
    let described = async {
        let mut read = db.read().await?;
        let counts = store::snapshot::counts_found(&mut read).await?;
        let head = store::seals::last(&mut read).await?;
        Ok::<_, BackupError>(Manifest {
            format: FORMAT,
            kind: "house".to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema: db.schema_version().await?.unwrap_or_default(),
            made_at: now,
            house: house::load(&mut read).await.map_err(service)?.name,
            source: if kind == Kind::Sqlite { "sqlite" } else { "postgres" }.to_owned(),
            key_id: env.key.id(),
            counts: counts.into_iter().map(|(table, n)| (table.to_owned(), n)).collect(),
            members: Vec::new(),
            audit_head: head.map(|seal| AuditHead { seq: seal.seq, mac: hex::encode(seal.mac) }),
        })
    }
    .await;
    db.close().await;
    described
}

/// Unpacks a backup into an empty folder, and compares everything with what it says of itself.
pub async fn unpack(file: &Path, opener: Opener, into: &Scratch, progress: &Progress) -> Result<Manifest, BackupError> {
    let (file, folder, done): (PathBuf, PathBuf, _) = (file.to_owned(), into.path().to_owned(), progress.done.clone());
    let manifest = blocking(move || {
        // Before anything is written: a newer house can't be read by this program.
        newer(&backup::peek(&file, &opener)?)?;
        backup::unpack(&file, &opener, &folder, &done)
    })
    .await?;
    examine(into.path(), &manifest).await?;
    Ok(manifest)
}

/// What a backup says of itself, where this program can read it.
pub async fn look(file: &Path, opener: Opener) -> Result<Manifest, BackupError> {
    let file = file.to_owned();
    blocking(move || {
        let manifest = backup::peek(&file, &opener)?;
        newer(&manifest).map(|()| manifest)
    })
    .await
}

fn newer(manifest: &Manifest) -> Result<(), BackupError> {
    let (theirs, ours) = (manifest.schema, Db::newest_schema());
    if theirs > ours { Err(BackupError::Newer { theirs, ours }) } else { Ok(()) }
}

async fn examine(folder: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let loaded = crypto::load(&folder.join(KEY)).map_err(|e| BackupError::Differs(e.to_string()))?;
    if loaded.key.id() != manifest.key_id {
        return Err(BackupError::Differs("its key is another one than told".to_owned()));
    }
    let db = open_file(&folder.join(HOUSE)).await?;
    let compared = compare(&db, &loaded.key, manifest).await;
    db.close().await;
    compared
}

async fn compare(db: &Db, key: &crypto::HouseKey, manifest: &Manifest) -> Result<(), BackupError> {
    let differs = |what: String| Err(BackupError::Differs(what));
    let schema = db.schema_version().await?;
    if schema != Some(manifest.schema) {
        return differs(format!("its schema is {schema:?}"));
    }
    let mut read = db.read().await?;
    let damage = store::snapshot::integrity(&mut read).await?;
    if !damage.is_empty() {
        return differs(damage.join("; "));
    }
    let found: BTreeMap<String, i64> =
        store::snapshot::counts_found(&mut read).await?.into_iter().map(|(t, n)| (t.to_owned(), n)).collect();
    for (table, told) in &manifest.counts {
        if found.get(table).is_some_and(|n| n != told) || !found.contains_key(table) {
            return differs(format!("{table} has {:?} rows, not {told}", found.get(table)));
        }
    }
    let chain = audit::verify_with(&mut read, key).await.map_err(service)?;
    if let Some(seq) = chain.broken_at {
        return differs(format!("entry {seq} of its audit log doesn't prove"));
    }
    let head = store::seals::last(&mut read).await?;
    let head = head.map(|seal| AuditHead { seq: seal.seq, mac: hex::encode(seal.mac) });
    if head == manifest.audit_head { Ok(()) } else { differs("its audit log ends elsewhere".to_owned()) }
}

/// Proves a backup's file: unpacks it into a scratch database, compares, and takes that away again.
pub async fn prove(
    file: &Path,
    opener: Opener,
    told: &Manifest,
    scratch: &Scratch,
    progress: &Progress,
) -> Result<(), BackupError> {
    let into = scratch.inner("proof")?;
    let found = unpack(file, opener, &into, progress).await?;
    if found == *told { Ok(()) } else { Err(BackupError::Differs("another backup lies there".to_owned())) }
}
