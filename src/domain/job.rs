//! Kinds of work that is done later, outside the transaction that asked for it.
//!
//! A job is idempotent: it may run again after a crash, and it looks at what is wanted now, not at what was wanted when
//! it was asked for.

use super::{
    backup::Maker,
    ids::{AdoptionId, BackupId, ChatId, KeyId, PersonId, PlanId, ServerId},
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
        /// How to reach it: sealed, in hex; empty once nobody needs it any more.
        sealed: String,
        /// The server whose line it replaces; `None` for a new one.
        replaces: Option<ServerId>,
        /// Makes each attempt a job of its own.
        nonce: String,
    },
    /// Check one server: health, version, keys that differ.
    CheckServer {
        /// Which.
        server: ServerId,
    },
    /// Do what was decided about a server that was set up anew: make its keys again there, or delete them here.
    Rebuilt {
        /// Which.
        server: ServerId,
        /// They are made again.
        restore: bool,
        /// Who decided it.
        person: Option<PersonId>,
        /// How many keys were missing then.
        total: i64,
    },
    /// Make a server's keys of batches, one after the other.
    Bulk {
        /// Which.
        server: ServerId,
    },
    /// Ask a server what it has, or take its keys over.
    Adopt {
        /// As was decided there.
        adoption: AdoptionId,
        /// Whose keys.
        server: ServerId,
    },
    /// Put away the keys of a server that was let go.
    LeaveBehind {
        /// Which.
        server: ServerId,
    },
    /// Enqueue a check of each server.
    CheckServers,
    /// Enqueue a poll of each server that isn't down.
    PollServers,
    /// Count what the keys of one server have moved.
    PollServer {
        /// Which.
        server: ServerId,
    },
    /// Look at quotas whose period has turned.
    LookAtQuotas,
    /// Tell of keys that end soon.
    TellEndings,
    /// Look at keys' quotas anew: what holds for them was changed.
    ReviewQuotas {
        /// Those of which plan; `None`: all.
        plan: Option<PlanId>,
        /// Their servers learn their safety nets anew.
        nets: bool,
    },
    /// Take hours away that are older than 90 days.
    PruneUsage,
    /// Stop keys whose time is over.
    ExpireKeys,
    /// Chain the newest audit entries.
    SealAudit,
    /// Make a backup.
    Backup {
        /// For whom.
        maker: Maker,
        /// Who asked for it.
        person: Option<PersonId>,
    },
    /// Ask for a backup where one is due; take away files of backups that are let go.
    BackupWatch,
    /// Send a backup's file into a chat.
    BackupSend {
        /// Which.
        backup: BackupId,
        /// Where.
        chat: ChatId,
    },
    /// Look into a file that a person sent.
    BackupLook {
        /// Which.
        backup: BackupId,
    },
    /// Put the house as it was into the place of the present one.
    Restore {
        /// From which backup.
        backup: BackupId,
        /// Who asked for it.
        person: PersonId,
    },
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
            Self::Rebuilt { .. } => "rebuilt",
            Self::Bulk { .. } => "bulk",
            Self::LeaveBehind { .. } => "leave_behind",
            Self::Adopt { .. } => "adopt",
            Self::CheckServers => "check_servers",
            Self::PollServers => "poll_servers",
            Self::PollServer { .. } => "poll_server",
            Self::LookAtQuotas => "look_at_quotas",
            Self::TellEndings => "tell_endings",
            Self::ReviewQuotas { .. } => "review_quotas",
            Self::PruneUsage => "prune_usage",
            Self::ExpireKeys => "expire_keys",
            Self::SealAudit => "seal_audit",
            Self::Backup { .. } => "backup",
            Self::BackupWatch => "backup_watch",
            Self::BackupSend { .. } => "backup_send",
            Self::BackupLook { .. } => "backup_look",
            Self::Restore { .. } => "restore",
            Self::Sweep => "sweep",
        }
    }

    /// The server that it waits for, where its data says which: few of one lane run at once. What concerns a key
    /// ([`Self::key`]) has the lane of the key's server.
    pub fn lane(&self) -> Option<String> {
        match self {
            Self::CheckServer { server }
            | Self::PollServer { server }
            | Self::Rebuilt { server, .. }
            | Self::Bulk { server }
            | Self::Adopt { server, .. } => Some(format!("server:{server}")),
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

    /// What is decided about a server that was set up anew, whatever it is: there is one such job of a server.
    pub const fn rebuilt(server: ServerId) -> Self {
        Self::Rebuilt { server, restore: true, person: None, total: 0 }
    }

    /// At most one unfinished job has this name at a time.
    pub fn once(&self) -> String {
        match self {
            Self::SyncKey { key } => format!("sync_key:{key}"),
            Self::AddServer { nonce, .. } => format!("add_server:{nonce}"),
            Self::CheckServer { server } => format!("check_server:{server}"),
            Self::Rebuilt { server, .. } => format!("rebuilt:{server}"),
            Self::Bulk { server } => format!("bulk:{server}"),
            Self::Adopt { server, .. } => format!("adopt:{server}"),
            Self::PollServer { server } => format!("poll_server:{server}"),
            Self::ReviewQuotas { plan, nets } => {
                format!("review_quotas:{}:{nets}", plan.map_or_else(String::new, |plan| plan.to_string()))
            }
            Self::LeaveBehind { server } => format!("leave_behind:{server}"),
            Self::BackupSend { backup, chat } => format!("backup_send:{backup}:{chat}"),
            Self::BackupLook { backup } => format!("backup_look:{backup}"),
            other => other.as_str().to_owned(),
        }
    }
}
