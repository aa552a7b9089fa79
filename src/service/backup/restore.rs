//! A restore: unpacked and checked beside the house, then made ready for the next start. Until then nothing has changed.
//!
//! The staged house is brought to this program's schema, what must not happen twice by itself is taken out of it, and what
//! was made since (where backups lie, which updates were handled) is carried over.

use super::{Means, Scratch, make, make::Progress};
use crate::{
    backup::{BackupError, HOUSE, KEY, Manifest, Opener, write_whole},
    domain::{notice::Notice, role::Actor, role::Role},
    service::audit,
    store::{self, Db, Tx, restored},
};
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use std::path::{Path, PathBuf};

/// Where a restored house's key file lies until the start that needs it.
pub fn staged_key(key_file: &Path) -> PathBuf {
    let mut name = key_file.as_os_str().to_owned();
    name.push(".restored");
    name.into()
}

/// Unpacks a backup beside the house and makes it ready for the next start. `present` is the house that lives, where one
/// does; `who` restores it.
pub async fn stage(
    means: &Means,
    file: &Path,
    opener: Opener,
    name: &str,
    present: Option<&Db>,
    who: &Actor,
    now: DateTime<Utc>,
) -> Result<Manifest, BackupError> {
    let url = means.database_url.expose_secret();
    let workshop = Scratch::new(restored::workshop(url, &means.data_dir, name))?;
    let manifest = make::unpack(file, opener, &workshop, &Progress::default()).await?;
    let house = workshop.path().join(HOUSE);
    let unpacked = Db::open(&format!("sqlite://{}", house.display())).await?;
    let migrated = unpacked.migrate().await;
    unpacked.close().await;
    migrated?;
    let staged = restored::stage(url, &house).await?;
    let prepared = prepare(&staged, present, &manifest, who, now).await;
    staged.close().await;
    prepared?;
    // The key is there before the house that needs it. A start that finds it unneeded takes it away.
    let key = staged_key(&means.key_file);
    if let Some(folder) = key.parent() {
        std::fs::create_dir_all(folder).map_err(BackupError::io("the key's folder can't be made"))?;
    }
    write_whole(&workshop.path().join(KEY), &key).map_err(BackupError::io("the key file can't be written"))?;
    restored::make_ready(url, &house).await?;
    Ok(manifest)
}

async fn prepare(
    staged: &Db,
    present: Option<&Db>,
    manifest: &Manifest,
    who: &Actor,
    now: DateTime<Utc>,
) -> Result<(), BackupError> {
    let mut tx = staged.begin().await?;
    restored::prepare(&mut tx, &manifest.made_at.to_rfc3339(), now).await?;
    if let Some(present) = present {
        restored::carry_over(present, &mut tx, now).await?;
    }
    tell(&mut tx, manifest, now).await?;
    // Ids of people are those of the present house; in the restored one they may be others'.
    let by = store::audit::actor_name(who);
    let detail = serde_json::json!({ "made_at": manifest.made_at, "house": manifest.house, "by": by });
    let noted = audit::note(&mut tx, &Actor::Machine, "backup.restore", "", detail, now).await;
    noted.map_err(|e| BackupError::Database(e.to_string()))?;
    tx.commit().await?;
    Ok(())
}

/// The restored house's own owners and admins hear of it from the restored house.
async fn tell(tx: &mut Tx, manifest: &Manifest, now: DateTime<Utc>) -> Result<(), BackupError> {
    let notice = Notice::Restored { made_at: manifest.made_at };
    for person in store::people::with_role(tx, &[Role::Owner, Role::Admin], false).await? {
        let once = format!("restored:{}:{}", now.timestamp_millis(), person.id);
        store::outbox::put(tx, Some(&once), person.chat, &notice, now, now).await?;
    }
    Ok(())
}
