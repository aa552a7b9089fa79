//! The settings, typed.
//!
//! What stands here has been checked: whoever holds a `Config` need not look at a value again. Secrets are `SecretString`,
//! so that `Debug` of the whole shows none.

use super::network::Network;
use crate::domain::{ids::ChatId, money::Currency, person::Language};
use secrecy::SecretString;
use std::{net::SocketAddr, path::PathBuf};
use url::Url;

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// How Telegram is reached, and how it reaches us.
    pub telegram: Telegram,
    /// `DATABASE_URL`: `sqlite://…` or `postgres://…`, with the password in it where there is one. Without the setting it
    /// is `claviger.db` in the data directory.
    pub database_url: SecretString,
    /// What kind of database `database_url` names.
    pub database: Database,
    /// `DATA_DIR`: where files of the house lie.
    pub data_dir: PathBuf,
    /// Our own HTTP server.
    pub http: Http,
    /// `OWNER_TELEGRAM_ID`: the person who becomes the owner without a code.
    pub owner_telegram_id: Option<ChatId>,
    /// `SECRET_KEY_FILE`: the house's key; without the setting it is `secret.key` in the data directory.
    pub secret_key_file: PathBuf,
    /// Seeds of an empty database.
    pub house: House,
    /// What is logged, and how.
    pub log: Log,
    /// `ALLOW_PRIVATE_NETWORKS`: whether addresses that people type may lie in private networks.
    pub allow_private_networks: bool,
    /// How backups are encrypted.
    pub backup: Backup,
    /// Settings that work but probably not as meant, in words for the log.
    pub warnings: Vec<String>,
}

/// How Telegram is reached, and how it reaches us.
#[derive(Debug, Clone)]
pub struct Telegram {
    /// `TELEGRAM_BOT_TOKEN`; `None` where it isn't set: `run` refuses to start then, other commands need none.
    pub token: Option<SecretString>,
    /// `TELEGRAM_API_URL`: a Bot API server, without a slash at the end of its path.
    pub api_url: Url,
    /// `TELEGRAM_WEBHOOK_URL`: where Telegram sends updates to; `None` is long polling. Always https, on port 443, 80, 88
    /// or 8443, and with a path: `/webhooks/telegram` where the setting has none.
    pub webhook_url: Option<Url>,
    /// `TELEGRAM_WEBHOOK_SECRET`: the word that Telegram sends along with updates. Where it is `None` and there is a
    /// webhook URL, the word is derived from the house's key (`HouseKey::webhook_secret`).
    pub webhook_secret: Option<SecretString>,
}

/// What kind of database holds the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Our own HTTP server.
#[derive(Debug, Clone)]
pub struct Http {
    /// `HTTP_LISTEN`.
    pub listen: SocketAddr,
    /// `PUBLIC_URL`: how people reach it, http or https, without a slash at the end of its path; `None`: links are left
    /// out.
    pub public_url: Option<Url>,
    /// `TRUSTED_PROXIES`: only behind these is `X-Forwarded-For` believed.
    pub trusted_proxies: Vec<Network>,
}

/// Seeds of an empty database; from then on the bot's own values hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// `BRAND_NAME`: 1 to 40 characters.
    pub brand_name: String,
    /// `DEFAULT_LANGUAGE`.
    pub default_language: Language,
    /// `DEFAULT_CURRENCY`.
    pub default_currency: Currency,
    /// `TIME_ZONE`, by its IANA name.
    pub time_zone: chrono_tz::Tz,
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// `RUST_LOG`: directives of tracing's `EnvFilter`.
    pub rust_log: String,
    /// `LOG_FORMAT`.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// How backups are encrypted: by a passphrase, or to recipients; age doesn't mix the two in a file, and where both are
/// set the passphrase holds.
#[derive(Debug, Clone)]
pub struct Backup {
    /// `BACKUP_PASSPHRASE`.
    pub passphrase: Option<SecretString>,
    /// `BACKUP_PASSPHRASE_FILE`: its first line is the passphrase.
    pub passphrase_file: Option<PathBuf>,
    /// `BACKUP_RECIPIENTS`: age's public keys (`age1…`), any of which can read a backup.
    pub recipients: Vec<String>,
    /// `BACKUP_IDENTITY_FILE`: age's private keys, with which a backup for recipients is restored.
    pub identity_file: Option<PathBuf>,
    /// `BACKUP_WORK_FACTOR`: a guess at the passphrase costs 2 to this power rounds of scrypt; 18 is about a second.
    pub work_factor: u8,
}
