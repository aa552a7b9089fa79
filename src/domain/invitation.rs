//! Invitations: single-use ways in, and what each carries.
//! Good once, until they run out or are taken back. Their code is a secret and isn't here.

use super::{
    ids::{CustomerId, InvitationId, KeyId, PersonId, RepresentativeId},
    named,
    role::Role,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long an invitation is good.
pub const LIFE: TimeDelta = TimeDelta::days(7);

named! {
    /// What kind of thing an invitation carries.
    pub enum InvitationKind {
        /// A role among the house's own people.
        Staff = "staff",
        /// To become a new representative.
        Representative = "representative",
        /// To act for a representative in place of who does now.
        HandRepresentative = "hand_representative",
        /// To be a customer in place of who is now.
        HandCustomer = "hand_customer",
        /// To own the house in place of who invites.
        House = "house",
        /// To hold a key.
        Key = "key",
    }
}

/// What an invitation carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gift {
    /// A role among the house's own people.
    Staff(Role),
    /// To become a new representative of that name.
    Representative(String),
    /// To act for that representative in place of who does now.
    HandRepresentative(RepresentativeId),
    /// To be that customer in place of who is now.
    HandCustomer(CustomerId),
    /// To own the house in place of who invites.
    House,
    /// To hold that key.
    Key(KeyId),
}

impl Gift {
    /// Its kind.
    pub const fn kind(&self) -> InvitationKind {
        match self {
            Self::Staff(_) => InvitationKind::Staff,
            Self::Representative(_) => InvitationKind::Representative,
            Self::HandRepresentative(_) => InvitationKind::HandRepresentative,
            Self::HandCustomer(_) => InvitationKind::HandCustomer,
            Self::House => InvitationKind::House,
            Self::Key(_) => InvitationKind::Key,
        }
    }
}

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Good.
    Open,
    /// Somebody came in by it.
    Used,
    /// Taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

/// An invitation as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The row.
    pub id: InvitationId,
    /// What it carries.
    pub gift: Gift,
    /// On whose behalf; `None` is the house itself.
    pub seller_id: Option<RepresentativeId>,
    /// Who invites.
    pub made_by: PersonId,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// When somebody came in by it.
    pub used_at: Option<DateTime<Utc>>,
    /// Who.
    pub used_by: Option<PersonId>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Invitation {
    /// How it stands.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        if self.used_at.is_some() {
            Standing::Used
        } else if self.revoked_at.is_some() {
            Standing::Revoked
        } else if self.expires_at <= now {
            Standing::Expired
        } else {
            Standing::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_good_until_something_ends_it() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
        let open = Invitation {
            id: InvitationId(1),
            gift: Gift::Staff(Role::Operator),
            seller_id: None,
            made_by: PersonId(1),
            made_at: now,
            expires_at: now + LIFE,
            used_at: None,
            used_by: None,
            revoked_at: None,
        };
        assert_eq!(open.standing(now), Standing::Open);
        assert_eq!(open.standing(now + LIFE), Standing::Expired);
        let revoked = Invitation { revoked_at: Some(now), ..open.clone() };
        assert_eq!(revoked.standing(now), Standing::Revoked);
        let used = Invitation { used_at: Some(now), used_by: Some(PersonId(2)), ..open };
        assert_eq!(used.standing(now + LIFE), Standing::Used);
    }
}
