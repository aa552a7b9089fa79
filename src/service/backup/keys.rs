//! What backups are encrypted with: the environment's passphrase or recipients, else the passphrase that the bot made.
//!
//! The bot's own passphrase is shown once and lies sealed in the settings; it is in no backup in clear, and without it,
//! written down elsewhere, none made with it can be read on another machine.

use crate::{
    backup::{BackupError, Opener, Sealer, fresh_passphrase},
    domain::{
        ids::BackupId,
        role::{Actor, Permission},
    },
    service::{Env, Outcome, audit, require},
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

const SETTING: &str = "backup.passphrase";

/// What encrypts backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `BACKUP_PASSPHRASE` or its file.
    Environment,
    /// `BACKUP_RECIPIENTS`.
    Recipients,
    /// The passphrase that was made in the bot.
    Bot,
}

async fn own(access: &mut impl Access, env: &Env) -> Outcome<Option<SecretString>> {
    let Some(sealed) = store::settings::get(access, SETTING).await? else { return Ok(None) };
    let open = env.key.open(SETTING, &hex::decode(sealed).unwrap_or_default())?;
    Ok(String::from_utf8(open.expose_secret().to_vec()).ok().map(SecretString::from))
}

/// What backups are encrypted with, where there is anything.
pub async fn source(access: &mut impl Access, env: &Env) -> Outcome<Option<Source>> {
    if env.means.passphrase.is_some() {
        return Ok(Some(Source::Environment));
    }
    if !env.means.recipients.is_empty() {
        return Ok(Some(Source::Recipients));
    }
    Ok(store::settings::get(access, SETTING).await?.map(|_| Source::Bot))
}

/// What encrypts.
pub async fn sealer(access: &mut impl Access, env: &Env) -> Result<Sealer, BackupError> {
    let means = &env.means;
    if let Some(trouble) = &means.trouble {
        return Err(BackupError::BadKeys(trouble.clone()));
    }
    if let Some(passphrase) = &means.passphrase {
        return Ok(Sealer::passphrase(passphrase.clone(), means.work_factor));
    }
    if !means.recipients.is_empty() {
        return Sealer::recipients(&means.recipients);
    }
    match own(access, env).await.map_err(|e| BackupError::Database(e.to_string()))? {
        Some(passphrase) => Ok(Sealer::passphrase(passphrase, means.work_factor)),
        None => Err(BackupError::NoPassphrase),
    }
}

/// What opens: everything that this house knows.
pub async fn opener(access: &mut impl Access, env: &Env) -> Result<Opener, BackupError> {
    let own = own(access, env).await.map_err(|e| BackupError::Database(e.to_string()))?;
    let opener = of_environment(&env.means)?;
    Ok(own.into_iter().fold(opener, Opener::with_passphrase))
}

/// The same for one backup, with the passphrase that a person has typed for it.
pub async fn opener_of(access: &mut impl Access, env: &Env, id: BackupId) -> Result<Opener, BackupError> {
    let typed = store::backups::passphrase(access, id).await.map_err(|e| BackupError::Database(e.to_string()))?;
    let plain = typed.and_then(|sealed| env.key.open(&typed_for(id), &hex::decode(sealed).unwrap_or_default()).ok());
    let typed = plain.and_then(|open| String::from_utf8(open.expose_secret().to_vec()).ok()).map(SecretString::from);
    let opener = opener(access, env).await?;
    Ok(typed.into_iter().fold(opener, Opener::with_passphrase))
}

fn typed_for(id: BackupId) -> String {
    format!("backup.passphrase:{id}")
}

/// A passphrase that was typed for one backup, sealed.
pub(super) fn seal_for(env: &Env, id: BackupId, passphrase: &SecretString) -> String {
    hex::encode(env.key.seal(&typed_for(id), passphrase.expose_secret().as_bytes(), &*env.chance))
}

/// What opens, without a house: what the environment says.
pub fn of_environment(means: &super::Means) -> Result<Opener, BackupError> {
    if let Some(trouble) = &means.trouble {
        return Err(BackupError::BadKeys(trouble.clone()));
    }
    let opener = means.passphrase.iter().cloned().fold(Opener::default(), Opener::with_passphrase);
    match &means.identities {
        Some(text) => opener.with_identities(text.expose_secret()),
        None => Ok(opener),
    }
}

/// Makes a passphrase and gives it, to be shown once. An older one of the bot's is lost by it.
pub async fn make(tx: &mut Tx, env: &Env, actor: &Actor, now: DateTime<Utc>) -> Outcome<SecretString> {
    require(actor, Permission::BackupManage)?;
    let passphrase = fresh_passphrase(&*env.chance);
    let sealed = env.key.seal(SETTING, passphrase.expose_secret().as_bytes(), &*env.chance);
    store::settings::set(tx, SETTING, &hex::encode(sealed), now).await?;
    audit::note(tx, actor, "backup.passphrase", "", serde_json::json!({}), now).await?;
    Ok(passphrase)
}
