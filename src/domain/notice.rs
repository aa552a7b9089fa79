//! What the house can tell people, as data: rendered in the reader's language when it is sent.
//!
//! A notice holds ids, never secrets: an access URL is read, and opened, at the moment of sending.

use super::{
    chart::{Span, UsageOf},
    ids::{AdoptionId, BackupId, BatchId, ChatId, InvitationId, JobId, KeyId, PersonId, ServerId},
    named,
    role::Role,
};
use chrono::{DateTime, Utc};
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
    /// A key has another access URL, such as one that was made again: its QR picture, with the access URL as caption.
    KeyRemade {
        /// Which.
        key: KeyId,
    },
    /// A key was deleted, at the server too.
    KeyDeleted {
        /// What it was called.
        name: String,
    },
    /// Many keys were made in one go: how that went.
    BatchReport {
        /// Which.
        batch: BatchId,
    },
    /// A file with the access URLs of a batch.
    BatchFile {
        /// Which.
        batch: BatchId,
    },
    /// Pages with the QR codes of a batch.
    BatchCodes {
        /// Which.
        batch: BatchId,
    },
    /// A server was added while the person looked at something else.
    ServerAdded {
        /// Which.
        server: ServerId,
        /// So many keys were on it already.
        #[serde(default)]
        keys: i64,
    },
    /// A server was not added while the person looked at something else.
    ServerNotAdded {
        /// Host and port of its management API.
        address: String,
        /// The stored name of what went wrong.
        trouble: String,
        /// The server whose line it was to replace; `None` for a new one.
        server: Option<ServerId>,
    },
    /// A server's line was replaced while the person looked at something else.
    ServerReplaced {
        /// Which.
        server: ServerId,
    },
    /// A server was set up anew: all or nearly all of the house's keys are missing there.
    ServerRebuilt {
        /// Which.
        server: ServerId,
        /// How many keys are missing.
        count: i64,
    },
    /// What was decided about a server that was set up anew is done.
    RebuiltDone {
        /// Which.
        server: ServerId,
        /// The keys were made again; else they were deleted here.
        restored: bool,
        /// So many.
        count: i64,
        /// So many are missing still: the server refused them.
        left: i64,
    },
    /// A server's keys were taken over while the person looked at something else.
    AdoptionDone {
        /// Which.
        adoption: AdoptionId,
    },
    /// The list of what became of a server's keys, as a file.
    AdoptionFile {
        /// Which.
        adoption: AdoptionId,
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
    /// An invitation, to be forwarded.
    Invitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Somebody came in by an invitation.
    Joined {
        /// Which.
        invitation: InvitationId,
    },
    /// What was the reader's is another person's now.
    HandedAway {
        /// A representative, a customer or the house.
        what: Handed,
        /// What that is called.
        name: String,
        /// Who has it now.
        to: String,
        /// So many keys went with it.
        keys: i64,
    },
    /// What was another's is the reader's now.
    HandedTo {
        /// A representative, a customer or the house.
        what: Handed,
        /// What that is called.
        name: String,
        /// So many keys came with it.
        keys: i64,
        /// So many customers did.
        customers: i64,
    },
    /// The reader has another role now.
    RoleChanged {
        /// Which.
        role: Role,
    },
    /// Something went wrong that nobody expected; once per kind and hour.
    Fault {
        /// Short reference that the log has too.
        reference: String,
    },
    /// A key that works ends soon, or has ended.
    Ending {
        /// Which.
        key: KeyId,
        /// Within so many days; 0: it has ended.
        days: i64,
    },
    /// A key was suspended.
    KeyStopped {
        /// Which.
        key: KeyId,
    },
    /// A key that was stopped works again.
    KeyOn {
        /// Which.
        key: KeyId,
    },
    /// A key has used that much of its quota; 100: it is used up.
    Quota {
        /// Which.
        key: KeyId,
        /// The threshold that was reached.
        percent: i64,
    },
    /// A picture of usage that was asked for.
    Chart {
        /// Whose.
        of: UsageOf,
        /// Over which time.
        span: Span,
    },
    /// A message of the person's held a secret: it is taken out of the chat.
    Erase {
        /// Telegram's number of it.
        message: i64,
    },
    /// Whether notices come: asked for by who reads it.
    Test,
    /// The bot was added to a group: whether the house's notices are to go there.
    GroupFound {
        /// The group's chat.
        group: ChatId,
        /// What it is called.
        title: String,
    },
    /// A backup is good; the person looked at something else meanwhile.
    BackupMade {
        /// Which.
        backup: BackupId,
    },
    /// A backup that was sent was looked into; the person looked at something else meanwhile.
    BackupLooked {
        /// Which.
        backup: BackupId,
    },
    /// A backup could not be made.
    BackupFailed {
        /// The stored name of the cause.
        cause: String,
        /// The place that it concerns; none where there is no backup at all.
        place: Option<String>,
    },
    /// Something else about backups went wrong while the person looked elsewhere.
    BackupWorkFailed {
        /// The stored name of the cause.
        cause: String,
    },
    /// The house was restored.
    Restored {
        /// From when it is.
        made_at: DateTime<Utc>,
    },
    /// A job goes on failing.
    JobStuck {
        /// Which.
        job: JobId,
        /// What kind of job, by its stored name.
        what: String,
    },
}

/// What one person has handed over to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handed {
    /// Acting for a representative.
    Representative,
    /// Being a customer.
    Customer,
    /// The house.
    House,
}

named! {
    /// Kinds of notices that can be wished for or not. What answers a person's own deed is of no kind: it always comes.
    pub enum NoticeKind {
        /// Keys that could not be made.
        Keys = "keys",
        /// Usage: nearly used up, used up.
        Usage = "usage",
        /// Time: ends soon, has ended.
        Ending = "ending",
        /// Keys that were suspended, and that work again.
        Stops = "stops",
        /// Servers that don't answer, and answer again.
        Servers = "servers",
        /// Differences found on servers.
        Differences = "differences",
        /// People who came in.
        People = "people",
        /// Backups.
        Backups = "backups",
        /// What nobody expected: faults, work that goes on failing.
        Faults = "faults",
    }
}

impl NoticeKind {
    /// Whether somebody of a role is told of it at all.
    pub const fn concerns(self, role: Role) -> bool {
        match self {
            Self::Usage | Self::Ending | Self::Stops => true,
            Self::Keys => !matches!(role, Role::Customer),
            Self::Servers | Self::Differences => matches!(role, Role::Owner | Role::Admin | Role::Operator),
            Self::People | Self::Backups | Self::Faults => matches!(role, Role::Owner | Role::Admin),
        }
    }

    /// Whether it comes in quiet hours too.
    pub const fn urgent(self) -> bool {
        matches!(self, Self::Servers | Self::Backups | Self::Faults)
    }

    /// Whether several that wait at the same time are said in one message.
    pub const fn bundled(self) -> bool {
        matches!(self, Self::Usage | Self::Ending)
    }
}

impl Notice {
    /// The kind by which people choose; `None` for what always comes at once.
    pub const fn kind(&self) -> Option<NoticeKind> {
        match self {
            Self::KeyReady { .. }
            | Self::KeyFile { .. }
            | Self::KeyDeleted { .. }
            | Self::BatchReport { .. }
            | Self::BatchFile { .. }
            | Self::BatchCodes { .. }
            | Self::ServerAdded { .. }
            | Self::ServerNotAdded { .. }
            | Self::ServerReplaced { .. }
            | Self::RebuiltDone { .. }
            | Self::AdoptionDone { .. }
            | Self::AdoptionFile { .. }
            | Self::KeyRemade { .. }
            | Self::Chart { .. }
            | Self::Test
            | Self::GroupFound { .. }
            | Self::BackupMade { .. }
            | Self::BackupLooked { .. }
            | Self::Restored { .. }
            | Self::Invitation { .. }
            | Self::Joined { .. }
            | Self::HandedAway { .. }
            | Self::HandedTo { .. }
            | Self::RoleChanged { .. }
            | Self::Erase { .. } => None,
            Self::KeyFailed { .. } => Some(NoticeKind::Keys),
            Self::Quota { .. } => Some(NoticeKind::Usage),
            Self::Ending { .. } => Some(NoticeKind::Ending),
            Self::KeyStopped { .. } | Self::KeyOn { .. } => Some(NoticeKind::Stops),
            Self::ServerDown { .. } | Self::ServerUp { .. } | Self::ServerRebuilt { .. } => Some(NoticeKind::Servers),
            Self::DifferencesFound { .. } => Some(NoticeKind::Differences),
            Self::OwnerJoined { .. } => Some(NoticeKind::People),
            Self::BackupFailed { .. } | Self::BackupWorkFailed { .. } => Some(NoticeKind::Backups),
            Self::Fault { .. } | Self::JobStuck { .. } => Some(NoticeKind::Faults),
        }
    }
}
