//! What can be changed of a key that is there: who may, in which state, and how it is put back.
//! Pure; the change itself is carried out by `keys`.

use super::usage;
use crate::domain::{
    key::{Key, Phase},
    role::Permission,
    traffic::Traffic,
    undo::{Owned, Stop, Swap, Undo},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A change of a key that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyChange {
    /// Call it so.
    Rename(String),
    /// Stop it. What its seller has stopped, the house may stop over that.
    Suspend,
    /// Let it be stopped as it was before.
    StopBack(Stop),
    /// Let it go on.
    Resume,
    /// Give it so much, in the time that its quota is for; `None` is unlimited.
    Quota(Option<Traffic>),
    /// Change what its quota is besides.
    Usage(usage::QuotaChange),
    /// Give it what it had before it was changed.
    QuotaBack(Owned<Traffic>),
    /// Let it end then; `None` is never.
    Ends(Option<DateTime<Utc>>),
    /// Give it what its plan gives.
    QuotaOfPlan,
    /// Let it end as it was sold.
    EndOfPlan,
    /// Take it off its server and off the lists.
    Delete,
    /// Try once more to make it.
    Retry,
}

impl KeyChange {
    pub(super) const fn permission(&self) -> Permission {
        match self {
            Self::Rename(_) | Self::Suspend | Self::StopBack(_) | Self::Resume | Self::Retry => Permission::KeyChange,
            Self::Quota(_)
            | Self::QuotaBack(_)
            | Self::Usage(_)
            | Self::Ends(_)
            | Self::QuotaOfPlan
            | Self::EndOfPlan => Permission::KeyGrant,
            Self::Delete => Permission::KeyDelete,
        }
    }
    pub(super) const fn action(&self) -> &'static str {
        match self {
            Self::Rename(_)
            | Self::Quota(_)
            | Self::QuotaBack(_)
            | Self::Ends(_)
            | Self::QuotaOfPlan
            | Self::EndOfPlan => "key.update",
            Self::Usage(change) => change.action(),
            Self::Suspend | Self::StopBack(_) => "key.suspend",
            Self::Resume => "key.resume",
            Self::Delete => "key.delete",
            Self::Retry => "key.retry",
        }
    }
}

/// Whether a key is in a state for it.
pub(super) fn possible(key: &Key, change: &KeyChange) -> bool {
    let present = matches!(key.phase, Phase::Provisioning | Phase::Live);
    match change {
        KeyChange::Rename(_)
        | KeyChange::Quota(_)
        | KeyChange::QuotaBack(_)
        | KeyChange::Usage(_)
        | KeyChange::Ends(_) => present,
        KeyChange::QuotaOfPlan | KeyChange::EndOfPlan => present && key.plan_id.is_some(),
        KeyChange::Suspend => key.phase == Phase::Live && !key.suspended_by_house,
        KeyChange::StopBack(stop) => key.phase == Phase::Live && stop_of(key) != Some(*stop),
        KeyChange::Resume => key.phase == Phase::Live && key.suspended_at.is_some(),
        KeyChange::Delete => present || key.phase == Phase::Failed,
        KeyChange::Retry => matches!(key.phase, Phase::Failed),
    }
}

/// A key's quota, and whether it is its own.
pub const fn quota_of(key: &Key) -> Owned<Traffic> {
    Owned { value: key.quota, own: key.quota_own }
}

/// Who has stopped a key, where somebody has.
pub fn stop_of(key: &Key) -> Option<Stop> {
    key.suspended_at.map(|_| Stop { by: key.suspended_by, house: key.suspended_by_house })
}

/// A key's end, and whether it is its own.
pub const fn end_of(key: &Key) -> Owned<DateTime<Utc>> {
    Owned { value: key.expires_at, own: key.expiry_own }
}

/// How what made `after` of `before` is put back; `None` where it can't be.
pub(super) fn inverse(before: &Key, after: &Key, change: &KeyChange, now: DateTime<Utc>) -> Option<Undo> {
    let id = before.id;
    match change {
        KeyChange::Rename(_) => Some(Undo::KeyName(id, Swap { now: after.name.clone(), back: before.name.clone() })),
        KeyChange::Suspend | KeyChange::StopBack(_) | KeyChange::Resume => {
            Some(Undo::KeySuspended(id, Swap { now: stop_of(after), back: stop_of(before) }))
        }
        KeyChange::Quota(_) | KeyChange::QuotaBack(_) | KeyChange::QuotaOfPlan => {
            Some(Undo::KeyQuota(id, Swap { now: quota_of(after), back: quota_of(before) }))
        }
        KeyChange::Ends(_) | KeyChange::EndOfPlan => {
            let back = end_of(before);
            let ahead = back.value.is_none_or(|end| end > now) && before.expired_at.is_none();
            ahead.then(|| Undo::KeyEnd(id, Swap { now: end_of(after), back }))
        }
        // These are put back by commands of their own, or not at all.
        KeyChange::Usage(_) | KeyChange::Delete | KeyChange::Retry => None,
    }
}
