//! The client by which Telegram is reached: through `HTTPS_PROXY` or `ALL_PROXY` (SOCKS too) where they are set, and
//! straight to a Bot API server on this machine.

use std::time::Duration;
use teloxide::Bot;
use url::Url;

/// Whether an address is this machine's own, which no proxy can reach for us.
pub fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// A bot for that token and Bot API server. The long poll has a time-out of its own.
pub fn bot(token: &str, api_url: &Url) -> Result<Bot, reqwest::Error> {
    with_patience(token, api_url, Duration::from_secs(25))
}

/// A bot for files of many megabytes, on networks that may be slow.
pub fn file_bot(token: &str, api_url: &Url) -> Result<Bot, reqwest::Error> {
    with_patience(token, api_url, Duration::from_mins(10))
}

fn with_patience(token: &str, api_url: &Url, patience: Duration) -> Result<Bot, reqwest::Error> {
    let mut builder =
        teloxide::net::default_reqwest_settings().connect_timeout(Duration::from_secs(10)).timeout(patience);
    if is_local(api_url) {
        builder = builder.no_proxy();
    }
    Ok(Bot::with_client(token, builder.build()?).set_api_url(api_url.clone()))
}
