//! What the house can tell people, as data: rendered in the reader's language when it is sent.
//!
//! A notice holds ids, never secrets: an access URL is read, and opened, at the moment of sending.

use super::ids::{JobId, KeyId, PersonId, ServerId};
use serde::{Deserialize, Serialize};

/// A notice. Names of kinds and fields are stored: change them only with a migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A key works: its QR picture, with the access URL as caption.
    KeyReady {
        /// Which.
        key: KeyId,
    },
    /// A key's access URL as a file.
    KeyFile {
        /// Which.
        key: KeyId,
    },
    /// A key could not be made.
    KeyFailed {
        /// Which.
        key: KeyId,
    },
    /// A key was deleted, at the server too.
    KeyDeleted {
        /// What it was called.
        name: String,
    },
    /// A server was added while the person looked at something else.
    ServerAdded {
        /// Which.
        server: ServerId,
    },
    /// A server was not added while the person looked at something else.
    ServerNotAdded {
        /// Host and port of its management API.
        address: String,
        /// The stored name of what went wrong.
        trouble: String,
    },
    /// A server doesn't answer.
    ServerDown {
        /// Which.
        server: ServerId,
    },
    /// A server answers again.
    ServerUp {
        /// Which.
        server: ServerId,
    },
    /// Differences were found on a server.
    DifferencesFound {
        /// Which.
        server: ServerId,
        /// How many are open.
        count: i64,
    },
    /// A new person came in by the owner's code.
    OwnerJoined {
        /// Who.
        person: PersonId,
    },
    /// Something went wrong that nobody expected; once per kind and hour.
    Fault {
        /// Short reference that the log has too.
        reference: String,
    },
    /// A message of the person's held a secret: it is taken out of the chat.
    Erase {
        /// Telegram's number of it.
        message: i64,
    },
    /// A job goes on failing.
    JobStuck {
        /// Which.
        job: JobId,
        /// What kind of job, by its stored name.
        what: String,
    },
}
