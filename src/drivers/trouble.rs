//! What went wrong on the way: an HTTP client's error as one of ours.
//!
//! Only our own words come out: a client's error may hold the URL, and with it the secret path, or what a server wrote.

use super::{
    network::PrivateAddress,
    pin::{OtherCertificate, hex_of},
};
use crate::ports::DriverError;
use std::{error::Error, io};

/// Calls `look` on an error and on everything that it wraps.
fn chain<'a, T>(error: &'a (dyn Error + 'static), look: &dyn Fn(&'a (dyn Error + 'static)) -> Option<T>) -> Option<T> {
    let mut at = Some(error);
    for _ in 0..16 {
        let here = at?;
        if let Some(found) = look(here) {
            return Some(found);
        }
        at = match here.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            // `source()` of an io::Error skips the error that it holds.
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => here.source(),
        };
    }
    None
}

/// One of our errors for one of the HTTP client's.
pub fn explain(error: &reqwest::Error) -> DriverError {
    let pinned = chain(error, &|e| match e.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)) => {
            let other = other.0.downcast_ref::<OtherCertificate>()?;
            Some(DriverError::Fingerprint { expected: hex_of(&other.expected), found: hex_of(&other.found) })
        }
        _ => None,
    });
    if let Some(pinned) = pinned {
        return pinned;
    }
    if chain(error, &|e| e.downcast_ref::<PrivateAddress>().map(|_| ())).is_some() {
        return DriverError::PrivateAddress;
    }
    if error.is_timeout() {
        return DriverError::Timeout;
    }
    if let Some(words) = chain(error, &|e| e.downcast_ref::<rustls::Error>().map(tls_words)) {
        return DriverError::NotTheApi(words.into());
    }
    if chain(error, &|e| e.downcast_ref::<hyper::Error>().filter(|e| e.is_parse()).map(|_| ())).is_some() {
        return DriverError::NotTheApi("it doesn't speak HTTP".into());
    }
    let words = chain(error, &|e| e.downcast_ref::<io::Error>().and_then(|e| io_words(e.kind())));
    // The connector words it so, and has no type for it that could be asked.
    let words = words.or_else(|| chain(error, &|e| (e.to_string() == "dns error").then_some("no such host")));
    let otherwise = if error.is_connect() { "no connection" } else { "the connection broke" };
    DriverError::Unreachable(words.unwrap_or(otherwise).into())
}

const fn tls_words(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InvalidMessage(_) | rustls::Error::InappropriateMessage { .. } => "it doesn't speak TLS",
        _ => "the TLS handshake failed",
    }
}

const fn io_words(kind: io::ErrorKind) -> Option<&'static str> {
    Some(match kind {
        io::ErrorKind::ConnectionRefused => "connection refused",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            "the connection was cut"
        }
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => "no route",
        io::ErrorKind::UnexpectedEof => "the connection was closed",
        _ => return None,
    })
}

/// Words of a server, fit for people: one line, short, without control characters and without `secret`.
pub fn sanitised(words: &str, secret: &str, longest: usize) -> String {
    let hidden = if secret.is_empty() { words.to_owned() } else { words.replace(secret, "…") };
    let cleaned: String = hidden.chars().take(4_000).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut line = String::new();
    for word in cleaned.split_whitespace() {
        let word = if word.contains("ss://") { "…" } else { word };
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(longest));
        if line.chars().count() >= longest {
            break;
        }
    }
    line.chars().take(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_servers_words_are_made_harmless() {
        assert_eq!(sanitised("no\n\u{1b}[1m way /Sec ret", "Sec", 50), "no [1m way /… ret");
        assert_eq!(sanitised("see ss://abc@h:1/ now", "", 50), "see … now");
        assert_eq!(sanitised("abcdef", "", 3), "abc");
    }

    #[tokio::test]
    async fn a_name_that_leads_into_a_private_network() {
        let resolver = crate::drivers::network::GuardedResolver { guarded: "localhost".into() };
        let client = reqwest::Client::builder().no_proxy().dns_resolver(std::sync::Arc::new(resolver)).build().unwrap();
        let error = client.get("https://localhost:9/secret").send().await.unwrap_err();
        assert_eq!(explain(&error), DriverError::PrivateAddress);
    }

    proptest! {
        #[test]
        fn the_secret_never_comes_out(before in ".{0,40}", after in ".{0,40}") {
            let line = sanitised(&format!("{before}Pr3f1x-secret{after}"), "Pr3f1x-secret", 200);
            prop_assert!(!line.contains("Pr3f1x"));
            prop_assert!(!line.chars().any(char::is_control));
        }
    }
}
