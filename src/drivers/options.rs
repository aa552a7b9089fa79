//! What all drivers of a process are told: whom they may speak to, by what way, and for how long.
//!
//! The defaults are for real servers: no private addresses, the environment's proxy, a quarter of a minute per call.

use std::time::Duration;

/// The way out.
#[derive(Clone, Default)]
pub enum ProxyChoice {
    /// What `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    #[default]
    Environment,
    /// Straight.
    Direct,
    /// This one: `http://`, `https://`, `socks5://` (names are resolved here) or `socks5h://` (names are resolved there).
    Url(String),
}

impl std::fmt::Debug for ProxyChoice {
    // A proxy's URL may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Environment => "Environment",
            Self::Direct => "Direct",
            Self::Url(_) => "Url",
        })
    }
}

/// What all drivers of a process are told.
#[derive(Debug, Clone)]
pub struct DriverOptions {
    /// Whether servers in private networks (this machine too) may be spoken to.
    pub allow_private: bool,
    /// The way out; a server on this machine is always spoken to directly.
    pub proxy: ProxyChoice,
    /// For a connection, with its handshake.
    pub connect_timeout: Duration,
    /// For a whole call.
    pub call_timeout: Duration,
    /// For a whole call that lists all keys or their traffic.
    pub list_timeout: Duration,
    /// So often a failed call is tried again before its caller hears of it. Waiting in between is by `ports::Clock`.
    pub retries: u32,
}

impl Default for DriverOptions {
    fn default() -> Self {
        Self {
            allow_private: false,
            proxy: ProxyChoice::Environment,
            connect_timeout: Duration::from_secs(5),
            call_timeout: Duration::from_secs(15),
            list_timeout: Duration::from_secs(30),
            retries: 2,
        }
    }
}
