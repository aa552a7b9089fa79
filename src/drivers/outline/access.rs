//! What is needed to reach an Outline server: the management URL with its secret path, and the certificate's fingerprint.
//!
//! Always https, always with a path, never with a user, a query or a fragment. Nothing here prints the path.

use crate::drivers::pin::{Fingerprint, hex_of};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::{Host, Url};

/// The JSON that is kept sealed; the installer's own form.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    api_url: String,
    cert_sha256: String,
}

/// The way to one server.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    url: Url,
    fingerprint: Fingerprint,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Access({})", self.address())
    }
}

/// Why an URL isn't a management URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadUrl {
    /// It is no URL, or one with a user in it.
    Unreadable,
    /// Another scheme.
    NotHttps,
    /// No path.
    NoPath,
}

impl Access {
    /// Checks and normalises: no slash at the end, no query, no fragment.
    pub fn new(url: &str, fingerprint: Fingerprint) -> Result<Self, BadUrl> {
        let mut url = Url::parse(url).map_err(|_| BadUrl::Unreadable)?;
        match url.scheme() {
            "https" => {}
            "http" => return Err(BadUrl::NotHttps),
            _ => return Err(BadUrl::Unreadable),
        }
        if url.host().is_none() || !url.username().is_empty() || url.password().is_some() {
            return Err(BadUrl::Unreadable);
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/').to_owned();
        if path.is_empty() {
            return Err(BadUrl::NoPath);
        }
        url.set_path(&path);
        Ok(Self { url, fingerprint })
    }

    /// Reads what [`Self::to_json`] wrote.
    pub fn from_json(json: &str) -> Option<Self> {
        let kept: Kept = serde_json::from_str(json).ok()?;
        Self::new(&kept.api_url, fingerprint_of(&kept.cert_sha256)?).ok()
    }

    /// The JSON that is kept: a secret.
    pub fn to_json(&self) -> String {
        serde_json::json!({ "apiUrl": self.url.as_str(), "certSha256": hex_of(&self.fingerprint) }).to_string()
    }

    /// Host and port, for messages.
    pub fn address(&self) -> String {
        format!("{}:{}", self.url.host_str().unwrap_or_default(), self.url.port_or_known_default().unwrap_or(443))
    }

    /// The pinned certificate.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The host, as it is written.
    pub fn host(&self) -> Host<&str> {
        self.url.host().unwrap_or(Host::Domain(""))
    }

    /// The secret path without its first slash, to be hidden in what a server says.
    pub fn secret_path(&self) -> &str {
        self.url.path().trim_start_matches('/')
    }

    /// The URL of a call: `tail` is already encoded and starts with a slash.
    pub fn call_url(&self, tail: &str) -> Option<Url> {
        let url = Url::parse(&format!("{}{tail}", self.url)).ok()?;
        // Dots in a tail must not lead out of the secret path.
        url.path().starts_with(self.url.path()).then_some(url)
    }

    /// By what a driver is kept: says nothing about the secret.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(format!("outline\n{}\n{}", self.url, hex_of(&self.fingerprint))).into()
    }
}

/// 64 hex digits, with or without colons, in any case.
pub fn fingerprint_of(text: &str) -> Option<Fingerprint> {
    let digits: String = text.chars().filter(|c| *c != ':').collect();
    if digits.len() != 64 {
        return None;
    }
    hex::decode(digits).ok()?.try_into().ok()
}
