//! Readers of single values: text in, a checked value or the reason out.
//!
//! A reason is the end of a sentence that begins with the value, and never holds any of it.

use super::{network::Network, sections::LogFormat};
use crate::domain::{HOUSE_NAME_MAX, ids::ChatId, money::Currency, person::Language};
use secrecy::SecretString;
use std::net::SocketAddr;
use url::Url;

/// A checked value, or why it can't be right.
pub(super) type Checked<T> = Result<T, &'static str>;

/// Telegram's own server, whose tokens are known to be long.
pub(super) const TELEGRAM: &str = "https://api.telegram.org";

/// A bot token. At another Bot API server than Telegram's (a simulator) the second half may be short.
pub(super) fn token(text: &str, at_telegram: bool) -> Checked<SecretString> {
    let (id, word) = text.split_once(':').ok_or("has no colon; a bot token is copied whole from @BotFather")?;
    if !(1..=20).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_digit()) {
        return Err("doesn't begin with the bot's number; copy the token from @BotFather, without quotes");
    }
    if !word.bytes().all(word_byte) {
        return Err("has characters that a bot token never has; copy it from @BotFather, without quotes or spaces");
    }
    let least = if at_telegram { 30 } else { 1 };
    match word.len() {
        length if length < least => Err("is too short for a bot token; copy it whole from @BotFather"),
        length if length > 64 => Err("is too long for a bot token; copy only the token from @BotFather"),
        _ => Ok(text.into()),
    }
}

const fn word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// The webhook's word, by the Bot API's `setWebhook`.
pub(super) fn webhook_secret(text: &str) -> Checked<SecretString> {
    if text.len() > 256 || text.is_empty() || !text.bytes().all(word_byte) {
        return Err("isn't 1 to 256 characters of A-Z, a-z, 0-9, _ and -");
    }
    Ok(text.into())
}

fn plain_url(text: &str) -> Checked<Url> {
    let mut url = Url::parse(text).map_err(|_| "is no URL with its https:// in front")?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err("is no http:// or https:// URL with a host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user or password in it, which this address can't have");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("has a ? or # in it, which this address can't have");
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// An address that paths are added to.
pub(super) fn base_url(text: &str) -> Checked<Url> {
    plain_url(text)
}

/// Where Telegram sends updates to.
pub(super) fn webhook_url(text: &str) -> Checked<Url> {
    let mut url = plain_url(text)?;
    if url.scheme() != "https" {
        return Err("isn't https, and Telegram sends updates to https only");
    }
    if !matches!(url.port_or_known_default(), Some(443 | 80 | 88 | 8443)) {
        return Err("has a port that Telegram doesn't send to; it knows 443, 80, 88 and 8443");
    }
    if url.path() == "/" {
        url.set_path("/webhooks/telegram");
    }
    Ok(url)
}

/// Where we listen.
pub(super) fn listen(text: &str) -> Checked<SocketAddr> {
    let spelt = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    spelt.as_deref().unwrap_or(text).parse().map_err(|_| "is no IP address and port")
}

/// Ranges, separated by commas or spaces.
pub(super) fn networks(text: &str) -> Checked<Vec<Network>> {
    text.split([',', ' ', ';'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|()| "isn't a list of IP addresses or ranges such as 10.0.0.0/8"))
        .collect()
}

/// A person's Telegram id.
pub(super) fn person(text: &str) -> Checked<ChatId> {
    match text.parse::<i64>() {
        // Telegram's ids of people fit 52 bits; groups have negative ones.
        Ok(id) if id > 0 && id < 1 << 52 => Ok(ChatId(id)),
        _ => Err("is no person's Telegram id: a positive number, which @userinfobot tells; a @name is none"),
    }
}

/// What the house is called.
pub(super) fn brand(text: &str) -> Checked<String> {
    if text.chars().count() > HOUSE_NAME_MAX || text.chars().any(char::is_control) {
        return Err("isn't a name of 1 to 40 characters on one line");
    }
    Ok(text.to_owned())
}

/// A language that the project has.
pub(super) fn language(text: &str) -> Checked<Language> {
    Language::parse(&text.to_ascii_lowercase()).ok_or("is no language of the bot; it has en and fa")
}

/// A currency that books can be kept in.
pub(super) fn currency(text: &str) -> Checked<Currency> {
    Currency::parse(text).ok_or("is no currency code that the house knows: three letters of ISO 4217, USDT or TON")
}

/// A time zone by its IANA name.
pub(super) fn time_zone(text: &str) -> Checked<chrono_tz::Tz> {
    text.parse().map_err(|_| "is no time zone by its IANA name, such as Asia/Tehran or UTC")
}

/// Directives of tracing's `EnvFilter`.
pub(super) fn rust_log(text: &str) -> Checked<String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("is no level (error, warn, info, debug, trace) and no list of target=level"),
    }
}

/// How log lines look.
pub(super) fn log_format(text: &str) -> Checked<LogFormat> {
    match text.to_ascii_lowercase().as_str() {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("is neither text nor json"),
    }
}

/// Yes or no.
pub(super) fn switch(text: &str) -> Checked<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("is neither true nor false"),
    }
}

/// A passphrase that is worth being asked for.
pub(super) fn passphrase(text: &str) -> Checked<SecretString> {
    if text.chars().count() < 8 {
        return Err("is shorter than 8 characters: whoever gets a backup has all the time to guess");
    }
    Ok(text.into())
}

/// age's public keys, separated by commas or spaces.
pub(super) fn recipients(text: &str) -> Checked<Vec<String>> {
    let all: Vec<String> = text.split([',', ' ', ';']).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    let fine = |one: &String| one.starts_with("age1") && one.bytes().all(|b| b.is_ascii_alphanumeric());
    if all.iter().all(fine) { Ok(all) } else { Err("isn't a list of age public keys, which begin with age1") }
}

/// The address of a proxy, as the HTTP client reads it: without a scheme, it has to look like a host with a port.
pub(super) fn proxy(text: &str) -> Checked<()> {
    let bare = !text.contains("://");
    let url = if bare { Url::parse(&format!("http://{text}")) } else { Url::parse(text) };
    let known = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    match url {
        Ok(url) if !known.contains(&url.scheme()) => Err("isn't the address of an http, https or socks proxy"),
        Ok(url) if url.host_str().is_some_and(|host| !host.is_empty()) && (!bare || has_port(text)) => Ok(()),
        _ => Err("isn't the address of a proxy, such as http://host:port or socks5h://host:port"),
    }
}

fn has_port(text: &str) -> bool {
    let port = text.trim_end_matches('/').rsplit_once(':').map(|(_, port)| port);
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}

/// How hard a guess at the passphrase is.
pub(super) fn work_factor(text: &str) -> Checked<u8> {
    match text.parse() {
        Ok(factor) if (10..=22).contains(&factor) => Ok(factor),
        _ => Err("isn't a whole number from 10 to 22"),
    }
}
