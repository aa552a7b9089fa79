//! Tests of reading settings: defaults, values, mistakes.
//!
//! Values come from a list, never from the process's environment.

use super::*;
use proptest::prelude::*;
use secrecy::ExposeSecret;

const TOKEN: &str = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr";

fn from(pairs: &[(&str, &str)]) -> Result<Config, Mistakes> {
    read(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
}

fn why(name: &str, value: &str) -> String {
    let mistakes = from(&[(name, value)]).expect_err(value);
    assert_eq!(mistakes.0.len(), 1, "{mistakes}");
    assert_eq!(mistakes.0[0].setting, name);
    mistakes.to_string()
}

#[test]
fn every_setting_has_a_default_that_works() {
    let config = from(&[]).unwrap();
    assert!(config.telegram.token.is_none() && config.telegram.webhook_url.is_none());
    assert_eq!(config.telegram.api_url.as_str(), "https://api.telegram.org/");
    assert_eq!(config.database, Database::Sqlite);
    assert_eq!(config.database_url.expose_secret(), "sqlite://data/claviger.db");
    assert_eq!(config.data_dir, PathBuf::from("./data"));
    assert_eq!(config.secret_key_file, PathBuf::from("./data/secret.key"));
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.house.default_currency.code(), "USD");
    assert_eq!(config.house.time_zone, chrono_tz::UTC);
    assert!(!config.allow_private_networks && config.warnings.is_empty());
}

#[test]
fn examples_are_right_and_empty_is_unset() {
    let examples: Vec<_> = of::SETTINGS.iter().map(|s| (s.name, s.example)).collect();
    let config = from(&examples).unwrap();
    assert_eq!(config.house.time_zone, chrono_tz::Asia::Tehran);
    assert_eq!(config.http.trusted_proxies.len(), 2);
    assert_eq!(config.warnings, Vec::<String>::new());
    let empty: Vec<_> = of::SETTINGS.iter().map(|s| (s.name, " ")).collect();
    assert!(from(&empty).unwrap().telegram.token.is_none());
}

#[test]
fn all_mistakes_are_told_at_once_with_name_and_example() {
    let mistakes =
        from(&[("HTTP_LISTEN", "8080"), ("TIME_ZONE", "Tehran"), ("DATABASE_URL", "mysql://x")]).unwrap_err();
    let text = mistakes.to_string();
    assert_eq!(mistakes.0.len(), 3);
    assert!(text.contains("\"8080\" is no IP address") && text.contains("Example: TIME_ZONE=Asia/Tehran"), "{text}");
    assert!(text.contains("DATABASE_URL: the value begins neither"), "{text}");
}

#[test]
fn the_data_directory_moves_its_files() {
    let config = from(&[("DATA_DIR", "/srv/a?b%")]).unwrap();
    assert_eq!(config.database_url.expose_secret(), "sqlite:///srv/a%3Fb%25/claviger.db");
    assert_eq!(config.secret_key_file, PathBuf::from("/srv/a?b%/secret.key"));
}

#[test]
fn webhook_addresses() {
    let at = |url: &str| from(&[("TELEGRAM_WEBHOOK_URL", url)]).unwrap();
    let path = |config: Config| config.telegram.webhook_url.unwrap().to_string();
    assert_eq!(path(at("https://bot.example.com")), "https://bot.example.com/webhooks/telegram");
    assert_eq!(path(at("https://bot.example.com:8443/x/")), "https://bot.example.com:8443/x");
    assert_eq!(at("https://bot.example.com/x").warnings.len(), 1);
    assert!(why("TELEGRAM_WEBHOOK_URL", "http://bot.example.com").contains("isn't https"));
    assert!(why("TELEGRAM_WEBHOOK_URL", "https://bot.example.com:444/").contains("port"));
    assert!(why("TELEGRAM_WEBHOOK_SECRET", "no spaces").contains("1 to 256"));
    assert!(why("TELEGRAM_WEBHOOK_SECRET", &"a".repeat(257)).contains("1 to 256"));
}

#[test]
fn tokens() {
    assert_eq!(from(&[("TELEGRAM_BOT_TOKEN", TOKEN)]).unwrap().telegram.token.unwrap().expose_secret(), TOKEN);
    for wrong in ["123456789", "abc:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr", "1:short", "12:\"quoted\"", ":x"] {
        assert!(why("TELEGRAM_BOT_TOKEN", wrong).contains("BotFather"), "{wrong}");
    }
    let simulated = [("TELEGRAM_BOT_TOKEN", "42:demo"), ("TELEGRAM_API_URL", "http://127.0.0.1:9000/")];
    assert_eq!(from(&simulated).unwrap().telegram.api_url.as_str(), "http://127.0.0.1:9000/");
}

#[test]
fn other_values_that_cannot_be_right() {
    for (name, value) in [
        ("OWNER_TELEGRAM_ID", "@swan"),
        ("OWNER_TELEGRAM_ID", "-100123"),
        ("PUBLIC_URL", "bot.example.com"),
        ("PUBLIC_URL", "https://a:b@bot.example.com"),
        ("PUBLIC_URL", "https://bot.example.com/?a"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
        ("DEFAULT_CURRENCY", "XXX"),
        ("DEFAULT_LANGUAGE", "tlh"),
        ("LOG_FORMAT", "xml"),
        ("RUST_LOG", "a=b=c"),
        ("ALLOW_PRIVATE_NETWORKS", "maybe"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgres://a:b@c:port/d"),
        ("BRAND_NAME", "two\nlines"),
        ("HTTPS_PROXY", "bogus"),
        ("HTTPS_PROXY", "ftp://proxy:21"),
        ("ALL_PROXY", "socks5h://"),
        ("ALL_PROXY", "proxy:port"),
        ("BRAND_NAME", "a name of forty-one characters, and so no"),
        ("TELEGRAM_API_URL", "ftp://x"),
    ] {
        why(name, value);
    }
}

#[test]
fn debug_shows_no_secret() {
    let secrets = [
        ("TELEGRAM_BOT_TOKEN", TOKEN),
        ("DATABASE_URL", "postgres://u:hush-hush@h/d"),
        ("TELEGRAM_WEBHOOK_SECRET", "psst"),
    ];
    let shown = format!("{:?}", from(&secrets).unwrap());
    assert!(!shown.contains("AAbb") && !shown.contains("hush") && !shown.contains("psst"), "{shown}");
}

/// Every assignment of the example file, set or not, in the comments too, reads without a mistake.
#[test]
fn the_example_file_is_right() {
    let bare = |line: &str| line.trim_start_matches(['#', ' ']).trim_start_matches("Example: ").to_owned();
    let assigns = |line: &String| line.starts_with(|c: char| c.is_ascii_uppercase()) && line.contains('=');
    for line in include_str!("../../../.env.example").lines().map(bare).filter(assigns) {
        let pairs: Result<Vec<_>, _> = dotenvy::from_read_iter(line.as_bytes()).collect();
        for (name, value) in pairs.expect(&line) {
            let known = of::SETTINGS.iter().any(|s| s.name == name) || ["HTTPS_PROXY", "NO_PROXY"].contains(&&*name);
            assert!(known, "{name}");
            from(&[(&name, &value)]).expect(&line);
        }
    }
}

proptest! {
    #[test]
    fn a_secret_is_never_in_a_mistake(value in "[!-~]{9,60}") {
        for setting in of::SETTINGS.iter().filter(|s| s.secret) {
            if let Err(mistakes) = from(&[(setting.name, &value)]) {
                prop_assert!(!mistakes.to_string().contains(&value));
                let debugged = format!("{mistakes:?}");
                prop_assert!(!debugged.contains(&value));
            }
        }
    }

    #[test]
    fn no_value_stops_the_reading(value in any::<String>()) {
        for setting in of::SETTINGS {
            let _ = from(&[(setting.name, &value)]);
        }
    }
}

#[test]
fn proxies_are_read_as_the_client_reads_them() {
    for proxy in [
        "http://proxy:3128",
        "socks5h://user:word@127.0.0.1:1080",
        "https://proxy.example",
        "proxy:3128",
        "127.0.0.1:8118/",
    ] {
        from(&[("HTTPS_PROXY", proxy), ("ALL_PROXY", proxy)]).unwrap();
    }
}
