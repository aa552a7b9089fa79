//! Volumes of traffic, in bytes.
//!
//! One gigabyte is 10^9 bytes, as Outline's own manager and providers' bills count; GiB is understood where people type it.

use serde::{Deserialize, Serialize};

/// A volume in bytes; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Traffic(pub i64);

impl Traffic {
    /// 10^9 bytes.
    pub const GB: i64 = 1_000_000_000;
    /// The largest volume that people may enter: 1,000 TB.
    pub const MAX: Self = Self(1_000_000 * Self::GB);

    /// Whole gigabytes.
    pub const fn gb(n: i64) -> Self {
        Self(n * Self::GB)
    }

    /// Used of a quota in whole percent, rounded down, 0 to 100 and beyond; `None` for a quota of zero.
    pub fn percent_of(self, quota: Self) -> Option<i64> {
        let percent = (i128::from(self.0) * 100).checked_div(i128::from(quota.0).max(0))?;
        Some(i64::try_from(percent).unwrap_or(i64::MAX))
    }
}
