//! Lists of names as people paste them: one a line, or set apart by commas or semicolons.
//!
//! What can't be taken is told with its line or its words, and never taken in another shape.

use super::{Problem, name};
use crate::text::fold;
use std::collections::BTreeSet;

/// What a pasted list says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// The names that can be taken, in their order, each once.
    pub names: Vec<String>,
    /// How many lines or places had nothing in them.
    pub empty: usize,
    /// Names that stand there more than once, or that look the same as one before.
    pub twice: Vec<String>,
    /// Lines, from one, with names that are too long.
    pub long: Vec<usize>,
}

/// More than this isn't read: a list of 500 of the longest names has less.
const MOST_TEXT: usize = 200_000;

/// Reads a list of names of `max` characters at most. What stands in `have` counts as named before.
pub fn list(text: &str, max: usize, have: &[String]) -> List {
    let mut list = List::default();
    let mut seen: BTreeSet<String> = have.iter().map(|name| fold::fold(name)).collect();
    let text: String = text.trim_start_matches('\u{FEFF}').chars().take(MOST_TEXT).collect();
    for (line, number) in text.trim().lines().zip(1..) {
        for part in line.trim().trim_end_matches([',', '،', ';', '؛']).split([',', '،', ';', '؛', '\t']) {
            let part = part.trim().trim_matches('"');
            match name(part, max) {
                Ok(found) if seen.insert(fold::fold(&found)) => list.names.push(found),
                Ok(found) => list.twice.push(found),
                Err(Problem::TooLong { .. }) => {
                    if list.long.last() != Some(&number) {
                        list.long.push(number);
                    }
                }
                Err(_) => list.empty += 1,
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists() {
        let read = list("ali\n\nsara, رضا، مینا;\nALI\n\"phone 7\"\n", 10, &[]);
        assert_eq!(read.names, ["ali", "sara", "رضا", "مینا", "phone 7"]);
        assert_eq!((read.empty, read.twice, read.long), (1, vec!["ALI".to_owned()], vec![]));
        let read = list("a\nmuch too long\nb, also too long", 3, &["B".to_owned()]);
        assert_eq!((read.names, read.twice, read.long), (vec!["a".to_owned()], vec!["b".to_owned()], vec![2, 3]));
        assert_eq!(list("", 10, &[]).names.len(), 0);
    }

    proptest! {
        #[test]
        fn total(text in any::<String>(), max in 1_usize..30) {
            let read = list(&text, max, &[]);
            prop_assert!(read.names.iter().all(|n| name(n, max).as_ref() == Ok(n)));
            let folded: BTreeSet<String> = read.names.iter().map(|n| fold::fold(n)).collect();
            prop_assert_eq!(folded.len(), read.names.len());
        }
    }
}
