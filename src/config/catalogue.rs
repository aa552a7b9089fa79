//! The one list of settings: names, defaults, examples.
//!
//! `.env.example` holds the same names (a test compares them). Settings that are read elsewhere (the tests'
//! switch) are known only so that they aren't taken for misspelt ones.

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the environment.
    pub name: &'static str,
    /// A value that would do.
    pub example: &'static str,
    /// Whether its value, or part of it, must not be shown.
    pub secret: bool,
}

const fn open(name: &'static str, example: &'static str) -> Setting {
    Setting { name, example, secret: false }
}

const fn secret(name: &'static str, example: &'static str) -> Setting {
    Setting { name, example, secret: true }
}

pub(super) const TOKEN: Setting = secret("TELEGRAM_BOT_TOKEN", "123456789:AbCdEfGhIjKlMnOpQrStUvWxYz012345678");
pub(super) const API_URL: Setting = secret("TELEGRAM_API_URL", "https://api.telegram.org");
pub(super) const WEBHOOK_URL: Setting = secret("TELEGRAM_WEBHOOK_URL", "https://bot.example.com/webhooks/telegram");
pub(super) const WEBHOOK_SECRET: Setting = secret("TELEGRAM_WEBHOOK_SECRET", "a-long_random-word-of-your-own");
pub(super) const DATABASE_URL: Setting = secret("DATABASE_URL", "sqlite://data/claviger.db");
pub(super) const DATA_DIR: Setting = open("DATA_DIR", "./data");
pub(super) const LISTEN: Setting = open("HTTP_LISTEN", "127.0.0.1:8080");
pub(super) const PUBLIC_URL: Setting = secret("PUBLIC_URL", "https://bot.example.com");
pub(super) const TRUSTED_PROXIES: Setting = open("TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8");
pub(super) const OWNER: Setting = open("OWNER_TELEGRAM_ID", "123456789");
pub(super) const KEY_FILE: Setting = open("SECRET_KEY_FILE", "./data/secret.key");
pub(super) const BRAND: Setting = open("BRAND_NAME", "Swan");
pub(super) const LANGUAGE: Setting = open("DEFAULT_LANGUAGE", "en");
pub(super) const CURRENCY: Setting = open("DEFAULT_CURRENCY", "USD");
pub(super) const TIME_ZONE: Setting = open("TIME_ZONE", "Asia/Tehran");
pub(super) const RUST_LOG: Setting = open("RUST_LOG", "info");
pub(super) const LOG_FORMAT: Setting = open("LOG_FORMAT", "text");
pub(super) const PRIVATE_NETWORKS: Setting = open("ALLOW_PRIVATE_NETWORKS", "false");
pub(super) const BACKUP_PASSPHRASE: Setting = secret("BACKUP_PASSPHRASE", "seven random words that nobody can guess");
pub(super) const BACKUP_PASSPHRASE_FILE: Setting = open("BACKUP_PASSPHRASE_FILE", "/run/secrets/backup");
pub(super) const BACKUP_RECIPIENTS: Setting =
    open("BACKUP_RECIPIENTS", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p");
pub(super) const BACKUP_IDENTITY_FILE: Setting = open("BACKUP_IDENTITY_FILE", "/media/stick/key.txt");
pub(super) const BACKUP_WORK_FACTOR: Setting = open("BACKUP_WORK_FACTOR", "18");

/// Where outgoing connections go through; what reads them is the HTTP client.
pub(super) const PROXIES: [Setting; 2] =
    [secret("HTTPS_PROXY", "socks5h://127.0.0.1:1080"), secret("ALL_PROXY", "socks5h://127.0.0.1:1080")];

/// All settings.
pub const SETTINGS: &[Setting] = &[
    TOKEN,
    API_URL,
    WEBHOOK_URL,
    WEBHOOK_SECRET,
    DATABASE_URL,
    DATA_DIR,
    LISTEN,
    PUBLIC_URL,
    TRUSTED_PROXIES,
    OWNER,
    KEY_FILE,
    BRAND,
    LANGUAGE,
    CURRENCY,
    TIME_ZONE,
    RUST_LOG,
    LOG_FORMAT,
    PRIVATE_NETWORKS,
    BACKUP_PASSPHRASE,
    BACKUP_PASSPHRASE_FILE,
    BACKUP_RECIPIENTS,
    BACKUP_IDENTITY_FILE,
    BACKUP_WORK_FACTOR,
];

/// Not ours or read elsewhere, but near enough to ours to be taken for a slip.
const NEIGHBOURS: &[&str] = &["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "CLAVIGER_REQUIRE", "TIMEZONE_DIR"];

/// Names that are no settings but differ from one by at most two letters, each with the setting that was probably meant.
/// A setting that is set under its right name as well isn't suggested.
pub fn misspelt<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Vec<(String, &'static str)> {
    let names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    let known = |name: &str| SETTINGS.iter().any(|s| s.name == name) || NEIGHBOURS.contains(&name);
    let mut found: Vec<_> = names
        .iter()
        .filter(|name| name.len() <= 40 && !known(name))
        .filter_map(|name| {
            let upper = name.to_ascii_uppercase();
            let near = SETTINGS.iter().map(|s| (distance(&upper, s.name), s.name)).min()?;
            let taken = names.iter().any(|other| other == near.1);
            (near.0 <= 2 && !taken).then(|| (name.clone(), near.1))
        })
        .collect();
    found.sort();
    found
}

/// Levenshtein's edit distance, in bytes.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_neighbours_left_alone() {
        let names =
            ["TELEGRAM_BOT_TOKN", "LOGFORMAT", "time_zone", "HTTPS_PROXY", "PATH", "HOME", "DATA_DIR", "DATA_DIRS"];
        let expected =
            [("LOGFORMAT", "LOG_FORMAT"), ("TELEGRAM_BOT_TOKN", "TELEGRAM_BOT_TOKEN"), ("time_zone", "TIME_ZONE")];
        assert_eq!(misspelt(names), expected.map(|(name, meant)| (name.to_owned(), meant)));
    }

    #[test]
    fn distances() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn the_example_file_holds_every_setting() {
        let example = include_str!("../../.env.example");
        let named = |line: &str| line.trim_start_matches(['#', ' ']).split_once('=').map(|(name, _)| name.to_owned());
        let in_file: Vec<String> = example.lines().filter_map(named).collect();
        for setting in SETTINGS {
            assert!(in_file.iter().any(|name| name == setting.name), "add {} to .env.example", setting.name);
        }
    }
}
