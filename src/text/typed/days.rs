//! Lengths of time: `30d`, `2 months`, `۳۰ روز`, `یک ماه`, `1 year 2 weeks`.
//!
//! A month counts as 30 days and a year as 365; the words around a form say so.

use super::{
    Problem,
    number::{self, Piece},
    unit,
};
use crate::{domain::plan::Lifetime, text::fold::fold};

/// Days, or `None` for no end. A number alone is days.
pub fn days(text: &str) -> Result<Option<u32>, Problem> {
    let answer = unit::answer(text).ok_or(if text.trim().is_empty() { Problem::Empty } else { Problem::Days })?;
    if unit::unlimited(&answer) { Ok(None) } else { counted(&answer).map(Some) }
}

/// How long a key lives: [`days`], with `from first use` behind it where that is meant.
pub fn lifetime(text: &str) -> Result<Lifetime, Problem> {
    let folded = fold(text);
    let folded = folded.trim();
    match FIRST_USE.iter().find_map(|words| folded.strip_suffix(words)) {
        Some(before) => match days(before)? {
            Some(n) => Ok(Lifetime::DaysFromFirstUse(n)),
            None => Ok(Lifetime::Unlimited),
        },
        None => Ok(days(folded)?.map_or(Lifetime::Unlimited, Lifetime::Days)),
    }
}

const FIRST_USE: [&str; 6] = [
    "from first use",
    "after first use",
    "from the first use",
    "از نخستین استفاده",
    "از اولین استفاده",
    "پس از نخستین استفاده",
];

/// Adds up numbers with their units.
fn counted(answer: &str) -> Result<u32, Problem> {
    let pieces = number::pieces(answer).ok_or(Problem::Days)?;
    let mut pieces = pieces.iter().filter(|p| !matches!(p, Piece::Word("and" | "و" | "+"))).peekable();
    // Of tenths and hundredths only sums that are whole days are taken: 1.5 months are 45 days.
    let mut total = 0_i128;
    let mut some = false;
    while let Some(piece) = pieces.next() {
        let (count, unit) = match piece {
            Piece::Number(n) => {
                let unit = pieces.next_if(|p| matches!(p, Piece::Word(_)));
                (number::read(n).ok_or(Problem::Days)?.likely(), unit)
            }
            Piece::Word(_) => (number::Decimal { mantissa: 1, scale: 0 }, Some(piece)),
        };
        let unit = match unit {
            Some(Piece::Word(word)) => length(word).ok_or(Problem::Days)?,
            // Only a number that is the whole answer may go without.
            _ if some || pieces.peek().is_some() => return Err(Problem::Days),
            _ => 1,
        };
        let days = count.of(unit * 100).ok_or(Problem::Days)?;
        total = total.checked_add(days).ok_or(Problem::DaysTooMany { max: Lifetime::MAX_DAYS })?;
        some = true;
    }
    match total {
        _ if !some => Err(Problem::Days),
        ..100 => Err(Problem::DaysTooFew),
        n if n > i128::from(Lifetime::MAX_DAYS) * 100 => Err(Problem::DaysTooMany { max: Lifetime::MAX_DAYS }),
        n if n % 100 != 0 => Err(Problem::Days),
        n => u32::try_from(n / 100).map_err(|_| Problem::Days),
    }
}

/// Days of a unit.
fn length(word: &str) -> Option<i128> {
    UNITS.iter().find(|(_, words)| words.contains(&word.trim_end_matches('.'))).map(|(days, _)| *days)
}

const UNITS: [(i128, &[&str]); 4] = [
    (1, &["d", "day", "days", "روز", "روزه"]),
    (7, &["w", "wk", "wks", "week", "weeks", "هفته"]),
    (30, &["m", "mo", "mos", "mon", "month", "months", "ماه", "ماهه"]),
    (365, &["y", "yr", "yrs", "year", "years", "سال", "ساله"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::person::{Language, Reading},
        text::Text,
    };
    use proptest::prelude::*;

    #[test]
    fn understands() {
        for (text, n) in [
            ("30d", 30),
            ("2 months", 60),
            ("۳۰ روز", 30),
            ("1 year", 365),
            ("یک ماه", 30),
            ("سه ماهه", 90),
            ("2w", 14),
            ("45", 45),
            ("a month", 30),
            ("month", 30),
            ("1.5 months", 45),
            ("1 year and 2 weeks", 379),
            ("1y2w", 379),
            ("1,000 days", 1_000),
        ] {
            assert_eq!(days(text), Ok(Some(n)), "{text}");
        }
        assert_eq!(days("unlimited"), Ok(None));
        assert_eq!(days(" "), Err(Problem::Empty));
        assert_eq!(days("0"), Err(Problem::DaysTooFew));
        assert_eq!(days("11 years"), Err(Problem::DaysTooMany { max: 3_650 }));
        for text in ["-3", "3 hours", "1.3 days", "3 4", "3 days 4", "and", "12/3", "99999999999999999999999999999999"]
        {
            assert_eq!(days(text), Err(Problem::Days), "{text}");
        }
        assert_eq!(lifetime("۳۰ روز از نخستین استفاده"), Ok(Lifetime::DaysFromFirstUse(30)));
    }

    proptest! {
        #[test]
        fn total(text in any::<String>(), like in "[0-9., ]{0,30}[a-z]{0,4}") {
            let _ = (lifetime(&text), lifetime(&like));
        }
        #[test]
        fn what_is_shown_is_understood(n in 1..=Lifetime::MAX_DAYS) {
            for language in Language::ALL {
                let text = Text::new(Reading::usual(*language), chrono_tz::UTC, false);
                for shown in [Lifetime::Unlimited, Lifetime::Days(n), Lifetime::DaysFromFirstUse(n)] {
                    prop_assert_eq!(lifetime(&text.lifetime(shown)), Ok(shown));
                }
            }
        }
    }
}
