//! What stands around the chat in the demo: clock, servers, faults, files to send.
//!
//! The chat page reads and changes it by this trait; whoever builds the demo implements it. Telegram's own faults are the
//! local Bot API's and not in here.

use crate::ports::Clock;
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A fault that can be switched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toggle {
    /// Stable name.
    pub id: String,
    /// Words for it; where empty, the page has its own or shows the id.
    #[serde(default)]
    pub label: String,
    /// Whether it is on.
    pub on: bool,
}

/// A simulated server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldServer {
    /// Name.
    pub name: String,
    /// `up`, `slow`, `down` or any other word.
    pub state: String,
    /// What its installer printed: to be pasted to the bot.
    pub installer: String,
    /// What can go wrong with it.
    pub faults: Vec<Toggle>,
}

/// A file that a person can send with one tap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldFile {
    /// Name.
    pub name: String,
    /// Sent as a picture.
    #[serde(default)]
    pub photo: bool,
}

/// The world as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WorldView {
    /// Now, by the demo's clock.
    pub clock: DateTime<Utc>,
    /// IANA name of the zone that the page shows the clock in; empty: UTC.
    #[serde(default)]
    pub zone: String,
    /// How many seconds of it pass in one; 0 where it stands still.
    pub speed: u32,
    /// Speeds to choose from; empty where it can't be changed.
    #[serde(default)]
    pub speeds: Vec<u32>,
    /// Whether the clock can be put forward.
    #[serde(default)]
    pub can_advance: bool,
    /// Simulated servers.
    pub servers: Vec<WorldServer>,
    /// Other faults, such as a payment that arrives twice.
    #[serde(default)]
    pub faults: Vec<Toggle>,
    /// Files to send.
    pub files: Vec<WorldFile>,
}

/// A wish to change the world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum WorldChange {
    /// Puts the clock forward.
    Advance {
        /// By how much.
        seconds: u64,
    },
    /// Lets it run at another speed.
    Speed {
        /// Seconds of it in one.
        speed: u32,
    },
    /// Switches a fault of a server.
    ServerFault {
        /// The server's name.
        server: String,
        /// The fault's id.
        fault: String,
        /// On or off.
        on: bool,
    },
    /// Switches one of the other faults.
    Fault {
        /// Its id.
        fault: String,
        /// On or off.
        on: bool,
    },
}

/// Why the world didn't change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// There is no such thing in it.
    #[error("there is no {0}")]
    Unknown(String),
    /// This world can't do that.
    #[error("this can't be changed here")]
    Fixed,
}

/// The world around the chat.
pub trait World: Send + Sync + std::fmt::Debug {
    /// How it is.
    fn read(&self) -> BoxFuture<'_, WorldView>;
    /// Changes it.
    fn change(&self, change: WorldChange) -> BoxFuture<'_, Result<(), WorldError>>;
    /// A file to send.
    fn file<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Option<Bytes>>;
}

/// A world with nothing but a clock.
#[derive(Debug, Clone)]
pub struct BareWorld {
    clock: Arc<dyn Clock>,
}

impl BareWorld {
    /// With that clock.
    pub const fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

impl World for BareWorld {
    fn read(&self) -> BoxFuture<'_, WorldView> {
        let clock = self.clock.now();
        Box::pin(async move { WorldView { clock, speed: 1, ..WorldView::default() } })
    }

    fn change(&self, _: WorldChange) -> BoxFuture<'_, Result<(), WorldError>> {
        Box::pin(async { Err(WorldError::Fixed) })
    }

    fn file<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(async { None })
    }
}
