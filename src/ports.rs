//! Traits for the outside: time, chance, servers.
//!
//! The program reads neither the wall clock nor the system's randomness in its middle: `app` hands these in, tests and
//! the demo hand in others. Telegram has no trait of its own: it is spoken to over HTTP in tests as well.

use crate::domain::{ids::ChatId, server::ServerKind, traffic::Traffic};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use secrecy::SecretString;
use std::{collections::HashMap, path::Path, sync::Arc};

/// Time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now, truncated to microseconds: what both databases keep.
    fn now(&self) -> DateTime<Utc>;
    /// Comes back when `now()` has reached `at`.
    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'static, ()>;
}

pub use crate::domain::chance::Chance;

/// Why a server didn't do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DriverError {
    /// Nothing answers there: refused, no route, no such host.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// Its certificate isn't the one that was pinned.
    #[error("the certificate is another one: expected {expected}, found {found}")]
    Fingerprint {
        /// SHA-256 that was pinned, in hex.
        expected: String,
        /// SHA-256 that it showed, in hex.
        found: String,
    },
    /// It answers, but with something else than its API: a web page, a proxy's error.
    #[error("not the expected API: {0}")]
    NotTheApi(String),
    /// The secret path isn't known there (404 at the root).
    #[error("the secret path is not known there")]
    WrongPath,
    /// It lies in a private network, which the settings forbid.
    #[error("private address")]
    PrivateAddress,
    /// It failed so often lately that it isn't asked for a while.
    #[error("circuit open")]
    CircuitOpen,
    /// It refused, and asking again won't help.
    #[error("refused: {status} {code}: {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Its own code.
        code: String,
        /// Its own words, shortened, without secrets.
        message: String,
    },
    /// It failed inside; asking again may help.
    #[error("failed inside: {status}")]
    Inside {
        /// HTTP status.
        status: u16,
    },
}

impl DriverError {
    /// A stable name that is stored and translated (`server-trouble-<name>` in the locale files).
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Timeout => "timeout",
            Self::Fingerprint { .. } => "fingerprint",
            Self::NotTheApi(_) => "not-the-api",
            Self::WrongPath => "wrong-path",
            Self::PrivateAddress => "private-address",
            Self::CircuitOpen => "circuit-open",
            Self::Refused { .. } => "refused",
            Self::Inside { .. } => "inside",
        }
    }
    /// Whether asking again later may help without anybody changing anything.
    pub const fn passing(&self) -> bool {
        !matches!(self, Self::Refused { .. } | Self::Fingerprint { .. } | Self::WrongPath | Self::PrivateAddress)
    }
}

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerFacts {
    /// Its own id, by which it is recognised when it is added again.
    pub remote_uid: String,
    /// Its own name.
    pub name: String,
    /// Its software's version.
    pub version: String,
    /// Host that its access URLs name.
    pub host: String,
}

/// A key as the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteKey {
    /// Its id there.
    pub id: String,
    /// Its name there; may be empty.
    pub name: String,
    /// Its limit there.
    pub limit: Option<Traffic>,
    /// What customers connect with: a secret.
    pub access_url: String,
}

/// A key as the house wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// Client-made id: a random decimal below 2^53.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `Some(0)` blocks it; `None` is without limit.
    pub limit: Option<Traffic>,
}

/// What a key moved within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// Bytes.
    pub bytes: Traffic,
    /// When the server saw traffic last, where it tells that.
    pub last_seen: Option<DateTime<Utc>>,
}

/// One server, spoken to in its own protocol. All verbs are idempotent by the client-made id.
pub trait Driver: Send + Sync + std::fmt::Debug {
    /// Asks the server who it is; what adding it and checking its health do.
    fn probe(&self) -> BoxFuture<'_, Result<ServerFacts, DriverError>>;
    /// All its keys.
    fn list(&self) -> BoxFuture<'_, Result<Vec<RemoteKey>, DriverError>>;
    /// One key, or `None` where it isn't there.
    fn status<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<RemoteKey>, DriverError>>;
    /// Makes the key be there, with that name and limit; answers with it as the server has it then.
    fn ensure<'a>(&'a self, key: &'a KeySpec) -> BoxFuture<'a, Result<RemoteKey, DriverError>>;
    /// Makes the key not be there; no error where it wasn't.
    fn remove<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), DriverError>>;
    /// Bytes per key id, as the server counts (for Outline the sum over a rolling 30 days; keys without traffic are absent).
    fn transfer(&self) -> BoxFuture<'_, Result<HashMap<String, Traffic>, DriverError>>;
    /// What each key id moved within the last so many days; keys without traffic are absent.
    fn history(&self, days: u16) -> BoxFuture<'_, Result<HashMap<String, Moved>, DriverError>>;
}

/// Opens drivers. One per server is kept, so that connections and circuits live on between calls.
pub trait Drivers: Send + Sync + std::fmt::Debug {
    /// Reads what a person pasted (a management URL with its fingerprint, or the installer's JSON) into the secret that is
    /// kept; the error is a stable name that is translated (`server-paste-<name>`).
    fn read_paste(&self, text: &str) -> Result<ServerAccess, PasteError>;
    /// Whether a text is the paste of a server, or a broken one: either holds a secret.
    fn is_paste(&self, text: &str) -> bool {
        self.read_paste(text).is_ok()
    }
    /// The driver for a server.
    fn open(&self, kind: ServerKind, secret: &SecretString) -> Result<Arc<dyn Driver>, DriverError>;
}

/// What a person pasted, understood.
#[derive(Debug, Clone)]
pub struct ServerAccess {
    /// What driver speaks to it.
    pub kind: ServerKind,
    /// The driver's own JSON with everything that is needed to reach it; kept sealed.
    pub secret: SecretString,
    /// Host and port of the management API, for messages.
    pub address: String,
}

/// Why a paste can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasteError {
    /// Neither JSON nor an https URL.
    Unreadable,
    /// An URL alone: the certificate's fingerprint is missing.
    NoFingerprint,
    /// The fingerprint isn't 64 hex digits.
    BadFingerprint,
    /// `http://`: the management API is https only.
    NotHttps,
    /// No secret path in the URL.
    NoPath,
    /// A customer's access key (`ss://…`) instead of the management URL.
    AccessKey,
}

impl PasteError {
    /// A stable name that is translated (`server-paste-<name>` in the locale files).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoFingerprint => "no-fingerprint",
            Self::BadFingerprint => "bad-fingerprint",
            Self::NotHttps => "not-https",
            Self::NoPath => "no-path",
            Self::AccessKey => "access-key",
        }
    }
}

/// Why a place for backups didn't do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DestinationError {
    /// There is no such file.
    #[error("there is no such file")]
    Gone,
    /// No room.
    #[error("no room is left there")]
    Full,
    /// The place doesn't give so large a file back.
    #[error("the place gives no file of that size back")]
    TooLarge,
    /// It can't be reached now; asking again may help.
    #[error("can't be reached: {0}")]
    Passing(String),
    /// It refused, and asking again won't help.
    #[error("refused: {0}")]
    Refused(String),
}

/// A file in a place for backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What `get` and `delete` want to hear.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// When it was last changed, where the place knows.
    pub changed_at: Option<DateTime<Utc>>,
}

/// A place where backups lie. What is put there is encrypted already.
pub trait Destination: Send + Sync + std::fmt::Debug {
    /// Puts a file there under that name; gives the reference by which it is found again. It is there whole, or not at all.
    fn put<'a>(&'a self, name: &'a str, file: &'a Path) -> BoxFuture<'a, Result<String, DestinationError>>;
    /// Fetches a file to that path.
    fn get<'a>(&'a self, reference: &'a str, to: &'a Path) -> BoxFuture<'a, Result<(), DestinationError>>;
    /// What lies there, as far as the place can tell: a chat can't.
    fn list(&self) -> BoxFuture<'_, Result<Vec<Listed>, DestinationError>>;
    /// Takes a file away; no error where it is gone already.
    fn delete<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<(), DestinationError>>;
}

/// Opens places for backups.
pub trait Destinations: Send + Sync + std::fmt::Debug {
    /// The folder on this machine.
    fn folder(&self) -> Arc<dyn Destination>;
    /// A person's chat; `None` where nothing speaks to Telegram, as at the command line.
    fn chat(&self, chat: ChatId) -> Option<Arc<dyn Destination>>;
}

/// Wakes waiting loops of this process early. A hint only: whoever misses it looks again within a second.
#[derive(Debug, Default)]
pub struct Signals {
    /// There are jobs.
    pub jobs: tokio::sync::Notify,
    /// There are messages to send.
    pub outbox: tokio::sync::Notify,
    /// Another house is ready: the service ends, and starts again with it.
    pub restart: tokio::sync::Notify,
    /// Set once Telegram has answered for the bot; never taken back.
    pub known: tokio_util::sync::CancellationToken,
    /// Set once Telegram has refused the token; never taken back.
    pub refused: tokio_util::sync::CancellationToken,
}

/// Whom a transaction wakes once it is committed: earlier, there is nothing yet for them to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// Who runs jobs.
    Jobs,
    /// Who sends messages.
    Outbox,
}

impl Signals {
    /// Wakes one loop.
    pub fn wake(&self, whom: Wake) {
        match whom {
            Wake::Jobs => self.jobs.notify_one(),
            Wake::Outbox => self.outbox.notify_one(),
        }
    }
}
