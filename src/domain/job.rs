//! Kinds of work that is done later, outside the transaction that asked for it.
//!
//! A job is idempotent: it may run again after a crash, and it looks at what is wanted now, not at what was wanted when
//! it was asked for.

use super::{
    ids::{KeyId, PersonId, ServerId},
    server::ServerKind,
};
use serde::{Deserialize, Serialize};

/// A job's kind with its data. Names are stored: change them only with a migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobKind {
    /// Bring one key on its server into step with what the house wants.
    SyncKey {
        /// Which.
        key: KeyId,
    },
    /// Ask a server that a person wants to add who it is, and take it in.
    AddServer {
        /// Who wants it.
        person: PersonId,
        /// What driver speaks to it.
        server_kind: ServerKind,
        /// Host and port of its management API, for messages.
        address: String,
        /// How to reach it: sealed, in hex.
        sealed: String,
        /// Makes each attempt a job of its own.
        nonce: String,
    },
    /// Check one server: health, version, keys that differ.
    CheckServer {
        /// Which.
        server: ServerId,
    },
    /// Enqueue a check of each server.
    CheckServers,
    /// Stop keys whose time is over.
    ExpireKeys,
    /// Chain the newest audit entries.
    SealAudit,
    /// Take away what is no longer needed: handled updates, sent messages, finished jobs, old filters.
    Sweep,
}

impl JobKind {
    /// The stored name.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::SyncKey { .. } => "sync_key",
            Self::AddServer { .. } => "add_server",
            Self::CheckServer { .. } => "check_server",
            Self::CheckServers => "check_servers",
            Self::ExpireKeys => "expire_keys",
            Self::SealAudit => "seal_audit",
            Self::Sweep => "sweep",
        }
    }

    /// The server that it waits for, where its data says which: few of one lane run at once. What concerns a key
    /// ([`Self::key`]) has the lane of the key's server.
    pub fn lane(&self) -> Option<String> {
        match self {
            Self::CheckServer { server } => Some(format!("server:{server}")),
            Self::AddServer { address, .. } => Some(format!("address:{address}")),
            _ => None,
        }
    }

    /// The key whose server it waits for.
    pub const fn key(&self) -> Option<KeyId> {
        match self {
            Self::SyncKey { key } => Some(*key),
            _ => None,
        }
    }

    /// At most one unfinished job has this name at a time.
    pub fn once(&self) -> String {
        match self {
            Self::SyncKey { key } => format!("sync_key:{key}"),
            Self::AddServer { nonce, .. } => format!("add_server:{nonce}"),
            Self::CheckServer { server } => format!("check_server:{server}"),
            other => other.as_str().to_owned(),
        }
    }
}
