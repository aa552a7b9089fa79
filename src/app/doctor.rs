//! Checks of a house: each says what it found on a line of its own, and what to do where it isn't well.
//! Nothing is mended here, and nothing made; it only looks, and asks Telegram and each server one question.

use super::run::{StartError, open};
use super::{Parts, backups::lives, proxy};
use crate::{
    config::{Config, Database},
    domain::{backup::Every, server::ServerState},
    ports::DriverError,
    service::{
        audit,
        backup::{keys, rules},
        servers,
    },
    store,
};
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use teloxide::requests::Requester;

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// What was found.
    pub found: Found,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// All is well.
    Well(String),
    /// Nothing is wrong, but something is worth doing: with what.
    Note(String),
    /// Something is wrong: with what to do.
    Ill(String),
}

impl From<Result<String, String>> for Found {
    fn from(found: Result<String, String>) -> Self {
        match found {
            Ok(found) => Self::Well(found),
            Err(why) => Self::Ill(why),
        }
    }
}

fn check(name: &str, found: impl Into<Found>) -> Check {
    Check { name: name.to_owned(), found: found.into() }
}

/// Looks at everything.
pub async fn examine(config: &Config, parts: &Parts) -> Vec<Check> {
    let mut checks = vec![check("settings", Ok("all can be read".to_owned()))];
    // Opening would make what is missing.
    if !lives(config.database_url.expose_secret()).await {
        let place = match config.database {
            Database::Sqlite => format!("in DATA_DIR {} or where DATABASE_URL says", config.data_dir.display()),
            Database::Postgres => "in the database of DATABASE_URL".to_owned(),
        };
        let why = format!("there is no house yet {place}: the first start (claviger run) makes it, or point there");
        checks.push(check("database", Err(why)));
        checks.push(check("telegram", telegram(config).await));
        return checks;
    }
    let opened = match open(config, parts).await {
        Ok(opened) => opened,
        Err(error) => {
            checks.push(check(
                if matches!(error, StartError::Key(_) | StartError::OtherKey { .. }) { "key file" } else { "database" },
                Err(error.to_string()),
            ));
            return checks;
        }
    };
    checks.push(check("key file", Ok(format!("key {}", opened.env.key.id()))));
    checks.extend(house(&opened).await.unwrap_or_else(|error| vec![check("database", Err(error.to_string()))]));
    checks.push(check("telegram", telegram(config).await));
    checks
}

async fn telegram(config: &Config) -> Result<String, String> {
    let Some(token) = &config.telegram.token else {
        return Err("TELEGRAM_BOT_TOKEN isn't set: get one from @BotFather and put it into .env".to_owned());
    };
    let bot = proxy::bot(token.expose_secret(), &config.telegram.api_url).map_err(|e| e.to_string())?;
    match bot.get_me().await {
        Ok(me) => Ok(format!("@{}", me.username())),
        Err(error) => Err(format!("{error}; check the token, and HTTPS_PROXY where Telegram is blocked")),
    }
}

/// A backup that is three days late is no backup. A house that makes none, or that is too young to have one, is told so,
/// and is well.
async fn backups(opened: &super::run::Opened, read: &mut store::Read) -> Result<Found, crate::service::Error> {
    let last = store::backups::last_good(read).await?.map(|b| b.made_at);
    let told = last.map_or_else(|| "no good one yet".to_owned(), |at| format!("the last good one is of {at}"));
    if keys::source(read, &opened.env).await?.is_none() {
        let what = format!("{told}; none is made: set BACKUP_PASSPHRASE, or make a passphrase in the bot (/backup)");
        return Ok(Found::Note(what));
    }
    let daily = rules::load(read).await?.timetable.every == Every::Day;
    let failed = store::backups::trouble(read).await?.is_some();
    Ok(match last {
        Some(at) if daily && opened.env.clock.now() - at > TimeDelta::days(3) => {
            Found::Ill(format!("{told}; see /backup in the bot for why none was made since"))
        }
        Some(_) => Found::Well(told),
        None if failed => Found::Ill(format!("{told}; see /backup in the bot for why")),
        None if daily => Found::Note(format!("{told}; the next is made by itself within a day, or now by /backup")),
        None => Found::Note(format!("{told}; make one by /backup in the bot")),
    })
}

/// What a server's trouble is, and what to do about it.
fn advised(error: &DriverError) -> String {
    let what = match error {
        DriverError::PrivateAddress => {
            "where servers may lie in private networks, set ALLOW_PRIVATE_NETWORKS=true (in .env) and start again; \
             else replace its management line in the bot by one with a public address"
        }
        DriverError::Unreachable(_) | DriverError::Timeout => {
            "see that the server runs, and that its firewall lets this machine in; where it is blocked, set HTTPS_PROXY"
        }
        DriverError::Fingerprint { .. } | DriverError::WrongPath => {
            "if it was set up anew, replace its management line on its page in the bot; else somebody stands in between"
        }
        DriverError::NotTheApi(_) => {
            "see that the address is the server's management API, and that no proxy answers for it"
        }
        DriverError::Refused { .. } | DriverError::Inside { .. } => "look into the server's own log",
        DriverError::CircuitOpen => "ask again in a minute",
    };
    format!("{error}: {what}")
}

async fn house(opened: &super::run::Opened) -> Result<Vec<Check>, crate::service::Error> {
    let mut read = opened.db.read().await?;
    let version = opened.db.schema_version().await?.unwrap_or_default();
    let damage = store::snapshot::integrity(&mut read).await?;
    let mut checks = vec![check(
        "database",
        if damage.is_empty() {
            Ok(format!("schema {version}, no damage"))
        } else {
            Err(format!("{}; restore the last good copy", damage.join("; ")))
        },
    )];
    let chain = audit::verify(&mut read, &opened.env).await?;
    checks.push(check(
        "audit chain",
        match chain.broken_at {
            None => Ok(format!("{} entries prove, {} wait for their seal", chain.sealed, chain.unsealed)),
            Some(seq) => Err(format!("entry {seq} doesn't prove: somebody has changed the log, or the key is another")),
        },
    ));
    let inbox = store::inbox::open_count(&mut read).await?;
    checks.push(check("inbox", Ok(format!("{inbox} updates wait"))));
    let outbox = store::outbox::counts(&mut read).await?;
    checks.push(check("outbox", Ok(format!("{} messages wait, {} failed", outbox.waiting, outbox.failed))));
    let jobs = store::jobs::counts(&mut read).await?;
    checks.push(check(
        "jobs",
        Ok(format!("{} wait, {} of them again, {} failed", jobs.waiting, jobs.retrying, jobs.failed)),
    ));
    checks.push(check("backups", backups(opened, &mut read).await?));
    for row in store::servers::list(&mut read, None, 1_000).await? {
        if row.server.state == ServerState::Removed {
            continue;
        }
        let name = format!("server {}", row.server.name);
        let Some(sealed) = store::servers::secret(&mut read, row.server.id).await? else { continue };
        let found = match servers::unseal(&opened.env, &sealed) {
            Ok(secret) => match opened.env.drivers.open(row.server.kind, &secret) {
                Ok(driver) => driver.probe().await.map_err(|e| advised(&e)),
                Err(error) => Err(advised(&error)),
            },
            Err(error) => Err(format!("{error}: is this the right SECRET_KEY_FILE?")),
        };
        checks.push(check(&name, found.map(|f| format!("version {}, {} keys of ours", f.version, row.keys))));
    }
    Ok(checks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_of_a_server_comes_with_advice() {
        for error in [
            DriverError::PrivateAddress,
            DriverError::Unreachable("refused".to_owned()),
            DriverError::Timeout,
            DriverError::WrongPath,
            DriverError::NotTheApi("a web page".to_owned()),
            DriverError::Inside { status: 500 },
            DriverError::CircuitOpen,
        ] {
            let said = advised(&error);
            assert!(said.starts_with(&format!("{error}: ")) && said.len() > error.to_string().len() + 15, "{said}");
        }
        assert!(advised(&DriverError::PrivateAddress).contains("ALLOW_PRIVATE_NETWORKS=true"));
    }
}
