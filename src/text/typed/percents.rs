//! Percentages: `80 90`, `50%, 80% and 95%`, `۸۰، ۹۰`.
//!
//! They stand apart by spaces, commas or a word; anything else between them is no answer.

use super::{Problem, unit};

/// Percentages from 1 to 99, at most `most`, in rising order and once each. They stand apart by spaces, commas or `and`.
pub fn percents(text: &str, most: usize) -> Result<Vec<i64>, Problem> {
    let answer = unit::answer(text).ok_or(if text.trim().is_empty() { Problem::Empty } else { Problem::Percents })?;
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | '،' | ';' | '%' | '٪');
    let words = answer.split(apart).filter(|word| !word.is_empty() && !matches!(*word, "and" | "و"));
    let read = |word: &str| word.parse().ok().filter(|n| (1..100).contains(n)).ok_or(Problem::Percents);
    let mut found = words.map(read).collect::<Result<Vec<i64>, _>>()?;
    found.sort_unstable();
    found.dedup();
    if found.is_empty() || found.len() > most { Err(Problem::Percents) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_type() {
        for (typed, meant) in [
            ("80 90", vec![80, 90]),
            ("90%, 80%", vec![80, 90]),
            ("50 and 80 and 95", vec![50, 80, 95]),
            ("۸۰، ۹۰", vec![80, 90]),
            ("۷۵٪ و ۹۵٪", vec![75, 95]),
            ("90", vec![90]),
            ("80,80", vec![80]),
        ] {
            assert_eq!(percents(typed, 8), Ok(meant), "{typed}");
        }
        for typed in ["", "0", "100", "eighty", "-5", "80 90 x", "1 2 3 4 5 6 7 8 9"] {
            assert!(percents(typed, 8).is_err(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text: String) {
            if let Ok(found) = percents(&text, 8) {
                prop_assert!(found.iter().all(|n| (1..100).contains(n)) && found.len() <= 8);
            }
        }
    }
}
