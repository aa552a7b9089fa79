//! What to say when something typed isn't understood: one line, with an example.
//!
//! One message per [`Problem`], whatever form it came up in; what the form does then is the form's concern.

use super::{Html, Text, tr, typed::Problem};

impl Text {
    /// One line that says what is wrong with an answer, and how it could look.
    pub fn problem(&self, problem: Problem) -> Html {
        match problem {
            Problem::Empty => tr!(self, "problem-empty"),
            Problem::TooLong { max } => tr!(self, "problem-too-long", max = max),
            Problem::Traffic => tr!(self, "problem-traffic"),
            Problem::TrafficTooSmall => tr!(self, "problem-traffic-too-small"),
            Problem::TrafficTooLarge => tr!(self, "problem-traffic-too-large"),
            Problem::Days => tr!(self, "problem-days"),
            Problem::DaysTooFew => tr!(self, "problem-days-too-few"),
            Problem::DaysTooMany { max } => tr!(self, "problem-days-too-many", max = max),
            Problem::Date => tr!(self, "problem-date"),
            Problem::NoSuchDay => tr!(self, "problem-no-such-day"),
            Problem::DatePast => tr!(self, "problem-date-past"),
            Problem::DateTooFar => tr!(self, "problem-date-too-far"),
            Problem::Money => tr!(self, "problem-money"),
            Problem::MoneyNegative => tr!(self, "problem-money-negative"),
            Problem::MoneyTooLarge => tr!(self, "problem-money-too-large"),
            Problem::MoneyTooFine { decimals } => tr!(self, "problem-money-too-fine", decimals = decimals),
            Problem::OtherCurrency { currency } => tr!(self, "problem-other-currency", currency = currency.code()),
            Problem::Percents => tr!(self, "problem-percents"),
            Problem::Hours => tr!(self, "problem-hours"),
            Problem::TimeZone => tr!(self, "problem-time-zone"),
            Problem::Currency => tr!(self, "problem-currency"),
        }
    }
}
