//! How far a piece of work on backups is: kept as the job's progress, shown by its screen.
//! Its words are stored for a day: a name is never given another meaning.

use crate::domain::ids::BackupId;
use serde::{Deserialize, Serialize};

/// Where the work stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Work {
    /// It begins soon.
    Waiting,
    /// The present is being copied.
    Copying,
    /// It is compressed and encrypted: so many percent.
    Packing {
        /// 0 to 100.
        percent: i64,
    },
    /// It is put into a place.
    Storing {
        /// The place's stored name.
        place: String,
    },
    /// It is fetched from a place.
    Fetching,
    /// It is read back, unpacked and compared.
    Proving,
    /// A backup is good.
    Made {
        /// Which.
        backup: BackupId,
    },
    /// A backup that was sent is looked into, and can be restored.
    Looked {
        /// Which.
        backup: BackupId,
    },
    /// A backup that was sent is encrypted with a passphrase that isn't this house's.
    Locked {
        /// Which.
        backup: BackupId,
    },
    /// A backup's file was sent into a chat.
    Sent {
        /// Which.
        backup: BackupId,
    },
    /// The new house is unpacked and checked beside the present one.
    Staging,
    /// The service starts again with the restored house.
    Restarting,
    /// It didn't work; nothing was changed.
    Failed {
        /// The stored name of the cause.
        cause: String,
        /// The cause in the program's own words, without secrets.
        detail: String,
    },
}

impl Work {
    /// Whether it is over.
    pub const fn over(&self) -> bool {
        matches!(
            self,
            Self::Made { .. } | Self::Looked { .. } | Self::Locked { .. } | Self::Sent { .. } | Self::Failed { .. }
        )
    }
}
