//! What backups are made with, from the settings; and the start-up's part of a restore.
//!
//! A restored house that is ready takes its place here, before anything opens the database. Its key file does when the
//! database says that it is sealed with that key.

use super::StartError;
use crate::{
    backup::Folder,
    bot::chat_place::ChatPlace,
    config::Config,
    crypto,
    domain::ids::ChatId,
    ports::{Clock, Destination, Destinations},
    service::backup::{Means, restore::staged_key},
    store::restored,
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use teloxide::Bot;

/// A secret's file is no longer than this.
const MOST: u64 = 64 << 10;

#[derive(Debug)]
struct Places {
    folder: PathBuf,
    telegram: Option<(Bot, Arc<dyn Clock>)>,
}

impl Destinations for Places {
    fn folder(&self) -> Arc<dyn Destination> {
        Arc::new(Folder::new(self.folder.clone()))
    }

    fn chat(&self, chat: ChatId) -> Option<Arc<dyn Destination>> {
        let (bot, clock) = self.telegram.clone()?;
        Some(Arc::new(ChatPlace::new(bot, clock, chat)))
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    io::Read::read_to_string(&mut io::Read::take(File::open(path)?, MOST), &mut text)?;
    Ok(text)
}

/// What backups are made with. What can't be read is said when a backup is wanted, not at the start.
pub fn of(config: &Config, telegram: Option<(Bot, Arc<dyn Clock>)>) -> Means {
    let backup = &config.backup;
    let mut trouble = None;
    let mut secret = |path: &Option<PathBuf>, setting: &str| {
        let path = path.as_ref()?;
        match read(path) {
            Ok(text) => Some(text),
            Err(error) => {
                trouble = Some(format!("{setting}: {} can't be read: {error}", path.display()));
                None
            }
        }
    };
    let first_line = |text: String| text.lines().next().unwrap_or_default().trim().to_owned();
    let of_file = secret(&backup.passphrase_file, "BACKUP_PASSPHRASE_FILE").map(first_line);
    let identities = secret(&backup.identity_file, "BACKUP_IDENTITY_FILE").map(SecretString::from);
    if of_file.as_ref().is_some_and(|p| p.chars().count() < 8) {
        trouble = Some("BACKUP_PASSPHRASE_FILE: its first line is shorter than 8 characters".to_owned());
    }
    let passphrase = backup.passphrase.clone().or_else(|| of_file.map(SecretString::from));
    if passphrase.is_some() && !backup.recipients.is_empty() {
        tracing::warn!("BACKUP_RECIPIENTS is set beside a passphrase, which holds: age doesn't mix the two");
    }
    Means {
        places: Arc::new(Places { folder: config.data_dir.join("backups"), telegram }),
        passphrase,
        recipients: backup.recipients.clone(),
        identities,
        work_factor: backup.work_factor,
        trouble,
        data_dir: config.data_dir.clone(),
        key_file: config.secret_key_file.clone(),
        database_url: config.database_url.clone(),
    }
}

/// Puts a restored house that is ready in its place.
pub async fn take_restored(config: &Config) -> Result<(), StartError> {
    let url = config.database_url.expose_secret();
    let taken = restored::take_place(url).await.map_err(|e| StartError::Restore(e.to_string()))?;
    if taken {
        tracing::warn!("the house was restored: the one before was put aside");
    }
    Ok(())
}

/// Puts a restored house's key in its place where the database is sealed with it, and takes away one that isn't needed.
pub fn take_restored_key(file: &Path, sealed_with: Option<&str>) {
    let staged = staged_key(file);
    if !staged.exists() {
        return;
    }
    let id = |path: &Path| crypto::load(path).ok().map(|loaded| loaded.key.id());
    let needed = sealed_with.is_some() && id(file).as_deref() != sealed_with && id(&staged).as_deref() == sealed_with;
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let done = if needed {
        fs::rename(&staged, file).and_then(|()| File::open(folder)?.sync_all())
    } else if id(file).as_deref() == sealed_with {
        fs::remove_file(&staged)
    } else {
        Ok(())
    };
    if let Err(error) = done {
        tracing::error!(%error, file = %file.display(), "the restored house's key file can't be put in its place");
    }
}
