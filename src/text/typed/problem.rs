//! What can be wrong with an answer.
//!
//! Names the mistake, not the form: the same for a plan's quota and a key's. Never holds what was typed.

use crate::domain::money::Currency;

/// What is wrong with an answer; `Text::problem` says it in one line with an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing that can be seen.
    Empty,
    /// More than that many characters.
    TooLong {
        /// How many are allowed.
        max: usize,
    },
    /// Not a volume of traffic.
    Traffic,
    /// Zero, or less than a byte.
    TrafficTooSmall,
    /// More than [`crate::domain::traffic::Traffic::MAX`].
    TrafficTooLarge,
    /// Not a number of days.
    Days,
    /// Less than a day.
    DaysTooFew,
    /// Longer than a key may live.
    DaysTooMany {
        /// Days.
        max: u32,
    },
    /// Neither a date nor a duration.
    Date,
    /// The calendar has no such day.
    NoSuchDay,
    /// It is over.
    DatePast,
    /// Longer from now than a key may live.
    DateTooFar,
    /// Not an amount.
    Money {
        /// The one that is asked for.
        currency: Currency,
    },
    /// Below zero.
    MoneyNegative {
        /// The one that is asked for.
        currency: Currency,
    },
    /// More than [`crate::domain::money::Money::MAX_MAJOR`].
    MoneyTooLarge {
        /// The one that is asked for.
        currency: Currency,
    },
    /// More decimals than the currency has.
    MoneyTooFine {
        /// How many it has.
        decimals: u32,
        /// The one that is asked for.
        currency: Currency,
    },
    /// A currency other than the one that is asked for.
    OtherCurrency {
        /// The one that is asked for.
        currency: Currency,
    },
    /// Not two times of the day.
    Hours,
    /// Not percentages from 1 to 99, or too many of them.
    Percents,
    /// No time zone of that name.
    TimeZone,
    /// No currency of that name.
    Currency,
}
