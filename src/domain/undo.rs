//! What can be put back: a value as a change left it, and as it was before.
//!
//! It is put back only where it is still as that change left it, whatever else has changed meanwhile. What can't be put back
//! (a deletion, what a server was told to forget) is asked about before instead, and isn't here.

use super::{
    ids::{CustomerId, KeyId, PersonId, PlanId, RepresentativeId, ServerId},
    plan::PlanDraft,
    traffic::Traffic,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// For how long a change can be undone.
pub const UNDO_LIFE: TimeDelta = TimeDelta::minutes(1);

/// A value before a change, and after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap<T> {
    /// As the change left it.
    pub now: T,
    /// As it was.
    pub back: T,
}

/// A value of a key's: what it is, and whether the key has it of its own, over its plan's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owned<T> {
    /// `None` is unlimited, or never.
    pub value: Option<T>,
    /// Of its own.
    pub own: bool,
}

/// Who stopped a key, and whether that was for the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// `None`: the house itself, or nobody knows any more.
    pub by: Option<PersonId>,
    /// Only the house may let it go on.
    pub house: bool,
}

/// What is put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undo {
    /// A key's name.
    KeyName(KeyId, Swap<String>),
    /// Whether a person stopped a key, and who.
    KeySuspended(KeyId, Swap<Option<Stop>>),
    /// A key's quota.
    KeyQuota(KeyId, Swap<Owned<Traffic>>),
    /// A key's end.
    KeyEnd(KeyId, Swap<Owned<DateTime<Utc>>>),
    /// Who holds a key.
    KeyCustomer(KeyId, Swap<Option<CustomerId>>),
    /// A server's name.
    ServerName(ServerId, Swap<String>),
    /// Whether a server takes new keys.
    ServerPaused(ServerId, Swap<bool>),
    /// What a plan says.
    Plan(PlanId, Swap<PlanDraft>),
    /// Whether a plan is archived.
    PlanArchived(PlanId, Swap<bool>),
    /// Whether one of the house's people is suspended.
    PersonSuspended(PersonId, Swap<bool>),
    /// Whether a representative is suspended.
    SellerSuspended(RepresentativeId, Swap<bool>),
}

impl Undo {
    /// What it is about, as the audit log calls it.
    pub fn subject(&self) -> String {
        match self {
            Self::KeyName(key, _)
            | Self::KeySuspended(key, _)
            | Self::KeyQuota(key, _)
            | Self::KeyEnd(key, _)
            | Self::KeyCustomer(key, _) => format!("key:{key}"),
            Self::ServerName(server, _) | Self::ServerPaused(server, _) => format!("server:{server}"),
            Self::Plan(plan, _) | Self::PlanArchived(plan, _) => format!("plan:{plan}"),
            Self::PersonSuspended(person, _) => format!("person:{person}"),
            Self::SellerSuspended(representative, _) => format!("representative:{representative}"),
        }
    }
}
