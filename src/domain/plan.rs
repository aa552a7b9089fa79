//! Plans: what is sold.
//!
//! A plan is archived, never deleted: sales and keys point at it.

use super::{ids::PlanId, money::Money, named, traffic::Traffic};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// How long a key of a plan lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifetime {
    /// It doesn't end by time.
    Unlimited,
    /// That many days from being made.
    Days(u32),
    /// That many days from the first traffic seen.
    DaysFromFirstUse(u32),
}

impl Lifetime {
    /// The longest life that people may enter: ten years.
    pub const MAX_DAYS: u32 = 3_650;

    /// When a key made at `made` and first used at `first_used` ends; `None` where it doesn't, or not yet.
    pub fn ends(self, made: DateTime<Utc>, first_used: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        match self {
            Self::Unlimited => None,
            Self::Days(n) => made.checked_add_signed(Duration::days(i64::from(n))),
            Self::DaysFromFirstUse(n) => first_used?.checked_add_signed(Duration::days(i64::from(n))),
        }
    }

    /// The number of days, where there is one.
    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Unlimited => None,
            Self::Days(n) | Self::DaysFromFirstUse(n) => Some(n),
        }
    }
}

named! {
    /// Whether new keys can be made of a plan.
    pub enum PlanState {
        /// It is sold.
        Active = "active",
        /// It isn't sold any more; its keys live on.
        Archived = "archived",
    }
}

/// A plan as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its row.
    pub id: PlanId,
    /// What people call it.
    pub name: String,
    /// How long its keys live.
    pub lifetime: Lifetime,
    /// Traffic per key; `None` is unlimited.
    pub quota: Option<Traffic>,
    /// List price of one key.
    pub price: Money,
    /// Whether it is sold.
    pub state: PlanState,
    /// Grows by one with each change; what a button carries to be refused when stale.
    pub version: i64,
}

/// A plan as a person describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDraft {
    /// What people call it.
    pub name: String,
    /// How long its keys live.
    pub lifetime: Lifetime,
    /// Traffic per key; `None` is unlimited.
    pub quota: Option<Traffic>,
    /// List price of one key.
    pub price: Money,
}

impl PlanDraft {
    /// What a plan says now.
    pub fn of(plan: &Plan) -> Self {
        Self { name: plan.name.clone(), lifetime: plan.lifetime, quota: plan.quota, price: plan.price }
    }
}
