//! Keys: one credential on one server.
//!
//! `suspended`, `exhausted` and `expired` are independent facts, each undone only by its own remedy; what a person sees
//! and what the server is told both derive from them. `desired_rev` grows with every change that the server must learn
//! of; when `synced_rev` has caught up, the server is as the house wants it.

use super::{
    ids::{BatchId, CustomerId, KeyId, PersonId, PlanId, RepresentativeId, ServerId},
    named,
    plan::Lifetime,
    traffic::Traffic,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

named! {
    /// Where a key is in its life.
    pub enum Phase {
        /// Wanted, not confirmed by the server yet.
        Provisioning = "provisioning",
        /// On the server.
        Live = "live",
        /// The server refused it, or didn't answer for too long; whatever it made is taken away again.
        Failed = "failed",
        /// Being taken off the server.
        Deleting = "deleting",
        /// Gone from the server; the row stays for the books.
        Deleted = "deleted",
    }
}

named! {
    /// What a person is shown.
    pub enum KeyState {
        /// Being made.
        Provisioning = "provisioning",
        /// Could not be made.
        Failed = "failed",
        /// Works.
        Active = "active",
        /// Stopped by a person.
        Suspended = "suspended",
        /// Stopped by time.
        Expired = "expired",
        /// Stopped by quota.
        Exhausted = "exhausted",
        /// Being deleted.
        Deleting = "deleting",
        /// Deleted.
        Deleted = "deleted",
    }
}

/// A key as stored, without its access URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its row.
    pub id: KeyId,
    /// Where it is.
    pub server_id: ServerId,
    /// What was sold; `None` for a key adopted from a server.
    pub plan_id: Option<PlanId>,
    /// Who sold it; `None` is the house itself.
    pub representative_id: Option<RepresentativeId>,
    /// Who holds it, where that is known.
    pub customer_id: Option<CustomerId>,
    /// Who made it; `None` for an adopted one.
    pub made_by: Option<PersonId>,
    /// What people call it; unique within its seller among keys that aren't deleted.
    pub name: String,
    /// Its id on the server: a random decimal below 2^53.
    pub remote_id: String,
    /// Where it is in its life.
    pub phase: Phase,
    /// Since when a person has stopped it.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Who that was, where it is known.
    pub suspended_by: Option<PersonId>,
    /// Whether it was the house: then nobody else lets it go on.
    pub suspended_by_house: bool,
    /// Since when time has stopped it.
    pub expired_at: Option<DateTime<Utc>>,
    /// Since when its quota has stopped it.
    pub exhausted_at: Option<DateTime<Utc>>,
    /// Its life: copied from the plan when it was made.
    pub lifetime: Lifetime,
    /// A fixed end; for a life that starts at first use, set when that is seen; `None` where it doesn't end, or not yet.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether the end was set on this key by a person, over what its plan says.
    pub expiry_own: bool,
    /// The quota in effect; `None` is unlimited.
    pub quota: Option<Traffic>,
    /// Whether the quota was set on this key by a person, over what its plan says.
    pub quota_own: bool,
    /// When traffic was first seen.
    pub first_used_at: Option<DateTime<Utc>>,
    /// What the house wants, counted.
    pub desired_rev: i64,
    /// What the server has confirmed.
    pub synced_rev: i64,
    /// The stored name of the last failure's kind, while the server hasn't confirmed.
    pub trouble: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the server confirmed it first.
    pub activated_at: Option<DateTime<Utc>>,
    /// Since when its server, which had confirmed it, doesn't have it.
    pub missing_at: Option<DateTime<Utc>>,
    /// Made together with others; `None` for one made singly.
    pub batch_id: Option<BatchId>,
    /// Made to try the house with: it isn't sold.
    pub test: bool,
    /// Grows by one with each change by a person.
    pub version: i64,
}

/// What the server is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desired {
    /// The key exists and works, with at most this limit as a safety net (`None`: none).
    On(Option<Traffic>),
    /// The key exists and is blocked (limit 0).
    Off,
    /// The key doesn't exist.
    Absent,
}

/// When a key ends, as people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Then.
    At(DateTime<Utc>),
    /// So many days after its first use, which hasn't come yet.
    AfterFirstUse(u32),
    /// It doesn't.
    Never,
}

impl End {
    /// The moment, where it is known.
    pub const fn at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::At(at) => Some(at),
            Self::AfterFirstUse(_) | Self::Never => None,
        }
    }
}

impl Key {
    /// When it ends.
    pub const fn end(&self) -> End {
        match (self.expires_at, self.lifetime) {
            (Some(at), _) => End::At(at),
            (None, Lifetime::DaysFromFirstUse(n)) if !self.expiry_own => End::AfterFirstUse(n),
            (None, _) => End::Never,
        }
    }

    /// When it would end by what was sold, had nobody set another end.
    pub fn sold_end(&self) -> End {
        match (self.lifetime.ends(self.created_at, self.first_used_at), self.lifetime) {
            (Some(at), _) => End::At(at),
            (None, Lifetime::DaysFromFirstUse(n)) => End::AfterFirstUse(n),
            (None, _) => End::Never,
        }
    }

    /// What a person is shown. Where several facts stop a key, the one that a person decided comes first.
    pub const fn state(&self) -> KeyState {
        match self.phase {
            Phase::Provisioning => KeyState::Provisioning,
            Phase::Failed => KeyState::Failed,
            Phase::Deleting => KeyState::Deleting,
            Phase::Deleted => KeyState::Deleted,
            Phase::Live if self.suspended_at.is_some() => KeyState::Suspended,
            Phase::Live if self.expired_at.is_some() => KeyState::Expired,
            Phase::Live if self.exhausted_at.is_some() => KeyState::Exhausted,
            Phase::Live => KeyState::Active,
        }
    }

    /// What the server is to be told.
    pub const fn desired(&self) -> Desired {
        match self.phase {
            Phase::Failed | Phase::Deleting | Phase::Deleted => Desired::Absent,
            Phase::Provisioning | Phase::Live => {
                if self.suspended_at.is_some() || self.expired_at.is_some() || self.exhausted_at.is_some() {
                    Desired::Off
                } else {
                    Desired::On(self.quota)
                }
            }
        }
    }

    /// Whether the server has confirmed what the house wants.
    pub const fn in_step(&self) -> bool {
        self.synced_rev >= self.desired_rev
    }
}

/// The longest name of a key, in characters; Outline refuses names over 100.
pub const NAME_MAX: usize = 60;
