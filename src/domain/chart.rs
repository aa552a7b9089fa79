//! What a picture of usage shows: whose, and over which time.
//!
//! Both are written into buttons and stored notices as short words, so a word never gets another meaning.

use super::ids::{KeyId, RepresentativeId, ServerId};
use super::named;
use serde::{Deserialize, Serialize};

/// Whose usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageOf {
    /// All that the reader may see: the house's, or a representative's own.
    All,
    /// A key's.
    Key(KeyId),
    /// A server's.
    Server(ServerId),
    /// A representative's.
    Representative(RepresentativeId),
}

named! {
    /// Over which time, up to now.
    pub enum Span {
        /// 24 hours, by the hour.
        Day = "24h",
        /// 7 days, by the day.
        Week = "7d",
        /// 30 days, by the day.
        Month = "30d",
    }
}

impl Span {
    /// How many bars it has.
    pub const fn bars(self) -> i64 {
        match self {
            Self::Day => 24,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}
