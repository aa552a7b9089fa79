//! Reads all settings, and collects what is wrong with them.
//!
//! An empty value is an unset one. A mistake never ends the reading: whoever corrects the file sees all of them at once.

use super::{
    catalogue::{self as of, Setting},
    mistake::{Mistake, Mistakes},
    sections::{Backup, Config, Database, House, Http, Log, LogFormat, Telegram},
    value::{self, Checked},
};
use crate::domain::{money::Currency, person::Language};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use secrecy::SecretString;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};
use url::Url;

/// Reads the settings by a function from name to value.
///
/// # Errors
/// All settings that can't be right.
pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Config, Mistakes> {
    let mut reader = Reader { get, mistakes: Vec::new() };
    let telegram = reader.telegram();
    let data_dir = reader.text(&of::DATA_DIR).map_or_else(|| PathBuf::from("./data"), PathBuf::from);
    let (database, database_url) = reader.database(&data_dir);
    for setting in &of::PROXIES {
        reader.value(setting, value::proxy);
    }
    let config = Config {
        warnings: warnings(telegram.as_ref()),
        http: reader.http(),
        owner_telegram_id: reader.value(&of::OWNER, value::person),
        secret_key_file: reader.text(&of::KEY_FILE).map_or_else(|| data_dir.join("secret.key"), PathBuf::from),
        house: reader.house(),
        log: reader.log(),
        allow_private_networks: reader.value(&of::PRIVATE_NETWORKS, value::switch).unwrap_or(false),
        backup: reader.backup(),
        database_url,
        database,
        data_dir,
        telegram: match telegram {
            Some(telegram) if reader.mistakes.is_empty() => telegram,
            _ => return Err(Mistakes(reader.mistakes)),
        },
    };
    Ok(config)
}

struct Reader<F> {
    get: F,
    mistakes: Vec<Mistake>,
}

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    fn text(&self, setting: &Setting) -> Option<String> {
        let value = (self.get)(setting.name)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The checked value; `None` where it isn't set or is a mistake, which is kept.
    fn value<T>(&mut self, setting: &Setting, check: impl FnOnce(&str) -> Checked<T>) -> Option<T> {
        let text = self.text(setting)?;
        check(&text).map_err(|why| self.mistakes.push(Mistake::new(setting, &text, why))).ok()
    }

    /// `None` only after a mistake.
    fn telegram(&mut self) -> Option<Telegram> {
        let given = self.value(&of::API_URL, value::base_url);
        let at_telegram = self.text(&of::API_URL).is_none_or(|text| text.trim_end_matches('/') == value::TELEGRAM);
        Some(Telegram {
            token: self.value(&of::TOKEN, |text| value::token(text, at_telegram)),
            webhook_url: self.value(&of::WEBHOOK_URL, value::webhook_url),
            webhook_secret: self.value(&of::WEBHOOK_SECRET, value::webhook_secret),
            api_url: given.or_else(|| Url::parse(value::TELEGRAM).ok())?,
        })
    }

    fn database(&mut self, data_dir: &Path) -> (Database, SecretString) {
        let check = |text: &str| match text.split_once(':') {
            Some(("sqlite", rest)) if rest.trim_matches('/').is_empty() => Err("names no file after sqlite://"),
            Some(("sqlite", _)) => Ok((Database::Sqlite, text.into())),
            Some(("postgres" | "postgresql", _)) => match Url::parse(text) {
                Ok(_) => Ok((Database::Postgres, text.into())),
                Err(_) => Err("is no URL; characters such as @ or / in a password are written as %40 or %2F"),
            },
            _ => Err("begins neither with sqlite:// nor with postgres://"),
        };
        let default = || (Database::Sqlite, sqlite_in(data_dir).into());
        self.value(&of::DATABASE_URL, check).unwrap_or_else(default)
    }

    fn http(&mut self) -> Http {
        Http {
            listen: self
                .value(&of::LISTEN, value::listen)
                .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
            public_url: self.value(&of::PUBLIC_URL, value::base_url),
            trusted_proxies: self.value(&of::TRUSTED_PROXIES, value::networks).unwrap_or_default(),
        }
    }

    fn house(&mut self) -> House {
        let currency = self.value(&of::CURRENCY, value::currency);
        House {
            brand_name: self.value(&of::BRAND, value::brand).unwrap_or_else(|| "Claviger".into()),
            default_language: self.value(&of::LANGUAGE, value::language).unwrap_or(Language::En),
            default_currency: currency.unwrap_or_else(usual_currency),
            time_zone: self.value(&of::TIME_ZONE, value::time_zone).unwrap_or(chrono_tz::UTC),
        }
    }

    fn backup(&mut self) -> Backup {
        Backup {
            passphrase: self.value(&of::BACKUP_PASSPHRASE, value::passphrase),
            passphrase_file: self.text(&of::BACKUP_PASSPHRASE_FILE).map(PathBuf::from),
            recipients: self.value(&of::BACKUP_RECIPIENTS, value::recipients).unwrap_or_default(),
            identity_file: self.text(&of::BACKUP_IDENTITY_FILE).map(PathBuf::from),
            work_factor: self.value(&of::BACKUP_WORK_FACTOR, value::work_factor).unwrap_or(18),
        }
    }

    fn log(&mut self) -> Log {
        Log {
            rust_log: self.value(&of::RUST_LOG, value::rust_log).unwrap_or_else(|| "info".into()),
            format: self.value(&of::LOG_FORMAT, value::log_format).unwrap_or(LogFormat::Text),
        }
    }
}

#[expect(clippy::expect_used, reason = "a currency of the domain's own list; a test reads the defaults")]
fn usual_currency() -> Currency {
    // It stands in the list of currencies; the test of the defaults would fail first.
    Currency::parse("USD").expect("USD is a currency")
}

/// The database in the data directory. `%`, `?` and `#` would mean something else in a URL.
fn sqlite_in(data_dir: &Path) -> String {
    const SPECIAL: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');
    let path = data_dir.join("claviger.db");
    let path = path.to_string_lossy();
    format!("sqlite://{}", utf8_percent_encode(path.strip_prefix("./").unwrap_or(&path), SPECIAL))
}

fn warnings(telegram: Option<&Telegram>) -> Vec<String> {
    let Some(telegram) = telegram else { return Vec::new() };
    let mut warnings = Vec::new();
    if telegram.webhook_url.as_ref().is_some_and(|url| !url.path().ends_with("/webhooks/telegram")) {
        warnings.push(
            "TELEGRAM_WEBHOOK_URL doesn't end in /webhooks/telegram: updates arrive only if the proxy rewrites the path"
                .to_owned(),
        );
    }
    if telegram.webhook_url.is_none() && telegram.webhook_secret.is_some() {
        warnings.push("TELEGRAM_WEBHOOK_SECRET is set without TELEGRAM_WEBHOOK_URL: updates are fetched".to_owned());
    }
    warnings
}

#[cfg(test)]
mod tests;
