//! Backup and restore from the command line: the same work as by the bot, with words for a terminal.
//!
//! A restore is refused while the service runs on this data directory or database. The present house is backed up first
//! into the folder of backups, unless there is none, or somebody at the machine says not to.

use super::{Parts, StartError, means, open, place, run::Opened};
use crate::{
    backup::{BackupError, Folder, Manifest, write_whole},
    config::Config,
    domain::role::Actor,
    in_tx,
    ports::Destination,
    service::{
        audit,
        backup::{
            Means, Scratch, keys,
            make::{self, Progress, file_name},
            restore,
        },
    },
    store::{Db, file_of, is_postgres, restored},
};
use secrecy::ExposeSecret;
use std::path::Path;

/// Why the command line's backup or restore didn't happen.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The house can't be opened.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A use case.
    #[error(transparent)]
    Service(#[from] crate::service::Error),
    /// The present house can't be backed up.
    #[error(
        "nothing was changed, because the present house can't be backed up first: {0}; --no-backup restores all the same"
    )]
    Present(String),
    /// Whoever was asked said no.
    #[error("nothing was changed")]
    Declined,
}

fn scratch(config: &Config, parts: &Parts) -> Result<Scratch, BackupError> {
    let name = place::stranger(&*parts.chance).replace('.', "-");
    Scratch::new(config.data_dir.join("scratch").join(name))
}

/// Makes a backup in that file, and proves it. A file of that name is replaced when the new one is good.
pub async fn backup_to(config: &Config, parts: &Parts, output: &Path) -> Result<Manifest, CommandError> {
    let opened = open(config, parts).await?;
    let made = make_at(&opened, config, parts, output).await;
    if let Ok(manifest) = &made {
        let detail = serde_json::json!({ "made_at": manifest.made_at, "by": "command line" });
        let now = parts.clock.now();
        in_tx!(opened.db, |tx| audit::note(tx, &Actor::Machine, "backup.make", "", detail.clone(), now).await)?;
    }
    opened.db.close().await;
    made
}

async fn make_at(opened: &Opened, config: &Config, parts: &Parts, output: &Path) -> Result<Manifest, CommandError> {
    let sealer = keys::sealer(&mut opened.db.read().await.map_err(BackupError::from)?, &opened.env).await?;
    let scratch = scratch(config, parts)?;
    let file = scratch.path().join("archive");
    let made = make::make(&opened.db, &opened.env, sealer, &file, &scratch, &Progress::default()).await?;
    write_whole(&file, output).map_err(BackupError::io(format!("{} can't be written", output.display())))?;
    make::prove(output, made.opener, &made.manifest, &scratch, &Progress::default()).await?;
    Ok(made.manifest)
}

/// What a restore is asked to do.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The backup.
    pub file: &'a Path,
    /// Whether the present house is backed up first.
    pub backup_first: bool,
}

/// Restores the house from that file. `sure` is asked once it is known what the file holds.
pub async fn restore_from(
    config: &Config,
    parts: &Parts,
    request: Request<'_>,
    sure: impl FnOnce(&Manifest, bool) -> bool,
) -> Result<Manifest, CommandError> {
    let url = config.database_url.expose_secret();
    if place::is_taken(&config.data_dir) || restored::other_connections(url).await.unwrap_or_default() > 0 {
        return Err(BackupError::InUse.into());
    }
    let living = lives(url).await;
    let means = means::of(config, None);
    let opened = if living { Some(open(config, parts).await) } else { None };
    let keys = opening(opened.as_ref(), &means).await?;
    let manifest = make::look(request.file, keys.clone()).await?;
    if !sure(&manifest, living) {
        return Err(CommandError::Declined);
    }
    let present = match opened {
        Some(Ok(opened)) => {
            if request.backup_first {
                secure(&opened, config, parts).await.map_err(|e| CommandError::Present(e.to_string()))?;
            }
            Some(opened)
        }
        Some(Err(error)) if request.backup_first => return Err(CommandError::Present(error.to_string())),
        None | Some(Err(_)) => None,
    };
    let now = parts.clock.now();
    let db = present.as_ref().map(|opened| &opened.db);
    let staged = restore::stage(&means, request.file, keys, "command", db, &Actor::Machine, now).await;
    if let Some(opened) = &present {
        opened.db.close().await;
    }
    let manifest = staged?;
    let opened = open(config, parts).await?;
    opened.db.close().await;
    Ok(manifest)
}

async fn opening(
    opened: Option<&Result<Opened, StartError>>,
    means: &Means,
) -> Result<crate::backup::Opener, BackupError> {
    match opened {
        Some(Ok(opened)) => keys::opener(&mut opened.db.read().await?, &opened.env).await,
        _ => keys::of_environment(means),
    }
}

/// Whether a house lives at that address.
pub(super) async fn lives(url: &str) -> bool {
    if is_postgres(url) {
        let Ok(db) = Db::open(url).await else { return true };
        let version = db.schema_version().await;
        db.close().await;
        return version != Ok(None);
    }
    file_of(url).is_ok_and(Path::exists)
}

async fn secure(opened: &Opened, config: &Config, parts: &Parts) -> Result<(), CommandError> {
    let name = format!("before-restore-{}", file_name(parts.clock.now()));
    let scratch = scratch(config, parts)?;
    let file = scratch.path().join("present");
    let manifest = make_at(opened, config, parts, &file).await?;
    let put = Folder::new(config.data_dir.join("backups")).put(&name, &file).await;
    put.map_err(BackupError::from)?;
    tracing::info!(made_at = %manifest.made_at, name, "the present house was backed up first");
    Ok(())
}
