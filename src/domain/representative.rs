//! Representatives: who sells keys for the house, and how much of it they may sell.
//! A person acts for a representative and can be replaced by another; keys and customers stay.

use super::{
    ids::{PersonId, PlanId, RepresentativeId, ServerId},
    named,
};
use chrono::{DateTime, Utc};

/// The longest name of a representative, in characters.
pub const NAME_MAX: usize = 40;
/// The most keys that a limit may name.
pub const MOST_KEYS: i64 = 1_000_000;
/// The most test keys a day.
pub const MOST_TESTS: i64 = 1_000;

named! {
    /// Whether a representative sells.
    pub enum RepresentativeState {
        /// Sells.
        Active = "active",
        /// Looks, and sells nothing, until resumed. Keys that were sold live on.
        Suspended = "suspended",
        /// Gone; what was sold stays in the books.
        Removed = "removed",
    }
}

/// A representative as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representative {
    /// The row.
    pub id: RepresentativeId,
    /// What the house calls them.
    pub name: String,
    /// Who acts for them.
    pub person: Option<PersonId>,
    /// Whether they sell.
    pub state: RepresentativeState,
    /// How many keys may live at a time; `None` is as many as they like.
    pub max_keys: Option<i64>,
    /// How many test keys they may make in a day.
    pub tests_a_day: i64,
    /// Whether they may sell every plan, also those to come.
    pub all_plans: bool,
    /// Whether they may sell on every server, also those to come.
    pub all_servers: bool,
    /// When they came.
    pub created_at: DateTime<Utc>,
    /// Grows by one with each change.
    pub version: i64,
}

/// What somebody may sell: nothing is narrowed for the house itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allowance {
    /// Only these plans; `None` is all.
    pub plans: Option<Vec<PlanId>>,
    /// Only on these servers; `None` is all.
    pub servers: Option<Vec<ServerId>>,
    /// So many keys more; `None` is as many as they like.
    pub keys_left: Option<i64>,
    /// So many test keys in a day; `None` is as many as they like.
    pub tests_a_day: Option<i64>,
}

impl Allowance {
    /// Whether a plan may be sold.
    pub fn plan(&self, id: PlanId) -> bool {
        self.plans.as_ref().is_none_or(|only| only.contains(&id))
    }
    /// Whether a server may be sold on.
    pub fn server(&self, id: ServerId) -> bool {
        self.servers.as_ref().is_none_or(|only| only.contains(&id))
    }
    /// Whether so many keys more may be made.
    pub fn room_for(&self, keys: i64) -> bool {
        self.keys_left.is_none_or(|left| keys <= left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_allowance_allows_what_it_names(only in proptest::collection::vec(0_i64..9, 0..5), id in 0_i64..9, left in 0_i64..9) {
            let free = Allowance::default();
            prop_assert!(free.plan(PlanId(id)) && free.server(ServerId(id)) && free.room_for(i64::MAX));
            let bound = Allowance {
                plans: Some(only.iter().copied().map(PlanId).collect()),
                servers: Some(only.iter().copied().map(ServerId).collect()),
                keys_left: Some(left),
                tests_a_day: None,
            };
            prop_assert_eq!(bound.plan(PlanId(id)), only.contains(&id));
            prop_assert_eq!(bound.server(ServerId(id)), only.contains(&id));
            prop_assert_eq!(bound.room_for(id), id <= left);
        }
    }
}
