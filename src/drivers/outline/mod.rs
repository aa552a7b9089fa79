//! The driver for Outline servers, over their management API.
//!
//! All changes on one server go one after the other: the server rewrites its whole configuration at each. Keys are made
//! under ids of ours, so nothing is ever doubled by asking again. The API's source and its traps are the project's own
//! notes on a running server of 2026; what a trap is, is said where it is stepped over.

pub mod access;
mod call;
pub mod paste;
pub mod prefix;
mod wire;

use crate::{
    domain::traffic::Traffic,
    ports::{Chance, Clock, Driver, DriverError, KeySpec, Moved, RemoteKey, ServerFacts},
};
use access::Access;
use call::{Answer, Call, Line, refused};
use futures::{FutureExt, future::BoxFuture};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::StatusCode;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::Mutex;

pub use wire::KeyFigures;

/// How far back the experimental figures go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Hours.
    Hours(u16),
    /// Days.
    Days(u16),
}

/// One Outline server.
#[derive(Debug)]
pub struct Outline {
    line: Line,
    /// Held by whoever changes something there.
    changing: Mutex<()>,
}

fn key_path(id: &str) -> Result<String, DriverError> {
    if id.is_empty() || id.len() > 200 || id == "." || id == ".." {
        return Err(refused(400, "InvalidArgument", "no such key id can be"));
    }
    Ok(format!("/access-keys/{}", utf8_percent_encode(id, NON_ALPHANUMERIC)))
}

impl Outline {
    /// A driver; nothing is asked yet.
    ///
    /// # Errors
    /// `PrivateAddress` where the host is one and the options forbid it.
    pub fn new(
        access: Access,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        options: &super::options::DriverOptions,
    ) -> Result<Self, DriverError> {
        Ok(Self { line: Line::new(access, clock, chance, options)?, changing: Mutex::new(()) })
    }

    /// Bytes per key within a time up to now, from the experimental figures; keys without traffic and keys whose id
    /// isn't a number are absent.
    ///
    /// # Errors
    /// As every call; the 500 of a server that never had traffic is no error but an empty answer.
    pub async fn experimental(&self, since: Since) -> Result<HashMap<String, KeyFigures>, DriverError> {
        let since = match since {
            Since::Hours(n) => format!("{n}h"),
            Since::Days(n) => format!("{n}d"),
        };
        match self.line.call(&Call::get(format!("/experimental/server/metrics?since={since}"))).await {
            Ok(answer) if answer.status == StatusCode::NOT_FOUND => Err(self.too_old("the newest").await),
            Ok(answer) => wire::experimental(self.good(&answer)?),
            // The same 500 means "no traffic yet" and "failed": the other counter tells which.
            Err(error @ DriverError::Inside { status: 500 }) => {
                if self.transfer_now().await?.is_empty() {
                    Ok(HashMap::new())
                } else {
                    Err(error)
                }
            }
            Err(error) => Err(error),
        }
    }

    /// The body of an answer that is good, else what is wrong.
    fn good<'a>(&self, answer: &'a Answer) -> Result<&'a [u8], DriverError> {
        match answer.status {
            status if status.is_success() => Ok(answer.body()),
            StatusCode::NOT_FOUND => Err(DriverError::WrongPath),
            _ => Err(self.line.refusal(answer)),
        }
    }

    async fn facts(&self) -> Result<ServerFacts, DriverError> {
        let answer = self.line.insist(&Call::get("/server")).await?;
        wire::server(self.good(&answer)?, &self.line.access().host().to_string())
    }

    async fn transfer_now(&self) -> Result<HashMap<String, Traffic>, DriverError> {
        let answer = self.line.call(&Call::get("/metrics/transfer")).await?;
        wire::transfer(self.good(&answer)?)
    }

    /// A 404 under a key's path means that the key isn't there only where the server still knows our secret path;
    /// else a key that works would be taken for a deleted one.
    async fn really_absent(&self) -> Result<(), DriverError> {
        self.facts().await.map(|_| ())
    }

    async fn find(&self, id: &str) -> Result<Option<RemoteKey>, DriverError> {
        let answer = self.line.call(&Call::get(key_path(id)?)).await?;
        if answer.status == StatusCode::NOT_FOUND {
            self.really_absent().await?;
            return Ok(None);
        }
        wire::key(self.good(&answer)?).map(Some)
    }

    /// Creates first and looks only where that is refused: a new key, which a person waits for, takes one call, and no
    /// look can be outdated by the time of the creation. A key that is there costs one refused call (the server writes
    /// nothing for it), one look, and one call for each of name and limit that differs.
    async fn ensure_now(&self, key: &KeySpec) -> Result<RemoteKey, DriverError> {
        let path = key_path(&key.id)?;
        let (name, limit) = (wire::name(&key.name), key.limit.map(wire::limit));
        let _turn = self.changing.lock().await;
        let answer = self.line.call(&Call::put(path.as_str(), wire::creation(name.as_deref(), limit))).await?;
        let mut there = match answer.status {
            status if status.is_success() => wire::key(answer.body())?,
            StatusCode::CONFLICT => match self.find(&key.id).await? {
                Some(there) => there,
                // Not our id but a port or a password is taken.
                None => return Err(self.line.refusal(&answer)),
            },
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => return Err(self.too_old("1.8.0 or newer").await),
            _ => return Err(self.line.refusal(&answer)),
        };
        if there.id != key.id {
            return Err(DriverError::NotTheApi("it answered with another key".into()));
        }
        if limit != there.limit {
            let path = format!("{path}/data-limit");
            let call = limit
                .map_or_else(|| Call::delete(path.as_str()), |limit| Call::put(path.as_str(), wire::limiting(limit)));
            self.change(&call).await?;
            there.limit = limit;
        }
        // A name can't be taken away again: the server refuses an empty one.
        if let Some(name) = name
            && name != there.name
        {
            self.change(&Call::put(format!("{path}/name"), serde_json::json!({ "name": name }))).await?;
            there.name = name;
        }
        Ok(there)
    }

    async fn change(&self, call: &Call) -> Result<(), DriverError> {
        let answer = self.line.call(call).await?;
        if answer.status == StatusCode::NOT_FOUND {
            self.really_absent().await?;
            return Err(DriverError::Inside { status: 404 });
        }
        self.good(&answer).map(|_| ())
    }

    /// The server lacks a call. For `PUT /access-keys/{id}` falling back to `POST` would double a key whenever an answer is
    /// lost, and its sequential ids repeat after a restore; so it is refused, in words that say what to do.
    async fn too_old(&self, needed: &str) -> DriverError {
        match self.facts().await {
            Err(error) => error,
            Ok(facts) => {
                let version = if facts.version.is_empty() { "this version".into() } else { facts.version };
                let words = format!("{version} of the server lacks this call; update it to {needed}");
                refused(501, "TooOld", &words)
            }
        }
    }

    async fn remove_now(&self, id: &str) -> Result<(), DriverError> {
        let call = Call::delete(key_path(id)?);
        let _turn = self.changing.lock().await;
        let answer = self.line.call(&call).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return self.really_absent().await;
        }
        self.good(&answer).map(|_| ())
    }
}

impl Driver for Outline {
    fn probe(&self) -> BoxFuture<'_, Result<ServerFacts, DriverError>> {
        self.facts().boxed()
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<RemoteKey>, DriverError>> {
        async {
            let answer = self.line.call(&Call::get("/access-keys")).await?;
            wire::keys(self.good(&answer)?)
        }
        .boxed()
    }

    fn status<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<RemoteKey>, DriverError>> {
        self.find(id).boxed()
    }

    fn ensure<'a>(&'a self, key: &'a KeySpec) -> BoxFuture<'a, Result<RemoteKey, DriverError>> {
        self.ensure_now(key).boxed()
    }

    fn remove<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), DriverError>> {
        self.remove_now(id).boxed()
    }

    fn transfer(&self) -> BoxFuture<'_, Result<HashMap<String, Traffic>, DriverError>> {
        self.transfer_now().boxed()
    }

    fn history(&self, days: u16) -> BoxFuture<'_, Result<HashMap<String, Moved>, DriverError>> {
        async move {
            let figures = self.experimental(Since::Days(days)).await?;
            let moved = |of: KeyFigures| Moved { bytes: of.moved, last_seen: of.last_seen };
            Ok(figures.into_iter().map(|(id, figures)| (id, moved(figures))).collect())
        }
        .boxed()
    }
}
