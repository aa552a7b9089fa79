//! What to say when something typed isn't understood: one line, with an example.
//!
//! One message per [`Problem`], whatever form it came up in; what the form does then is the form's concern.

use super::{Html, Text, amount::usually_whole, arg::AsIs, label, tr, typed::Problem};
use crate::domain::money::{Currency, Money};

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
            Problem::Money { currency } => tr!(self, "problem-money", example = self.amount_of(currency)),
            Problem::MoneyNegative { currency } => {
                tr!(self, "problem-money-negative", example = self.amount_of(currency))
            }
            Problem::MoneyTooLarge { currency } => {
                tr!(self, "problem-money-too-large", example = self.amount_of(currency))
            }
            Problem::MoneyTooFine { decimals, currency } => {
                tr!(self, "problem-money-too-fine", decimals = decimals, example = self.amount_of(currency))
            }
            Problem::OtherCurrency { currency } => {
                let toman = currency.code() == "IRR" && self.toman();
                let name = if toman { label!(self, "house-unit-toman") } else { currency.code().to_owned() };
                tr!(self, "problem-other-currency", currency = name, example = self.amount_of(currency))
            }
            Problem::Percents => tr!(self, "problem-percents"),
            Problem::Hours => tr!(self, "problem-hours"),
            Problem::TimeZone => tr!(self, "problem-time-zone"),
            Problem::Currency => tr!(self, "problem-currency"),
        }
    }

    /// An amount as people of that currency would type it, in the house's unit.
    fn amount_of(&self, currency: Currency) -> AsIs {
        let unit = 10_i64.pow(currency.exponent());
        let minor = match currency.code() {
            "USDT" | "TON" => unit * 25 / 2,
            "IRR" => 2_500_000 * unit,
            code if usually_whole(code) => 125_000 * unit,
            _ if unit == 1 => 1_250,
            _ => unit * 25 / 2,
        };
        AsIs(self.money(Money::new(minor, currency)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::{Language, Reading};

    #[test]
    fn amounts_are_explained_in_the_houses_unit() {
        let told = |code: &str, toman| {
            let currency = Currency::parse(code).unwrap();
            let text = Text::new(Reading::usual(Language::En), chrono_tz::UTC, toman);
            text.problem(Problem::Money { currency }).into_string()
        };
        for (code, toman, example) in [
            ("EUR", false, "<code>€12.50</code>"),
            ("JPY", false, "<code>1,250 JPY</code>"),
            ("IRR", true, "<code>250,000 T</code>"),
            ("IRR", false, "<code>2,500,000 IRR</code>"),
            ("USDT", false, "<code>12.50 USDT</code>"),
        ] {
            assert!(told(code, toman).contains(example), "{}", told(code, toman));
        }
    }
}
