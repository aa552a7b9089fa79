//! Names that people give to things.
//!
//! What is accepted shows as it is stored and can't turn or hide the text around it. Uniqueness is the store's concern.

use super::Problem;
use unicode_normalization::UnicodeNormalization;

/// A name of `max` characters at most: composed, trimmed, single spaces, without control and direction characters. The
/// joiners stay: Persian words and some emoji need them.
pub fn name(text: &str, max: usize) -> Result<String, Problem> {
    let mut clean = String::new();
    let mut length = 0;
    // Nobody's characters have 20 parts, so what is cut off here was too long anyway.
    let bound = max.saturating_add(1).saturating_mul(20);
    for c in text.chars().filter(|c| !invisible(*c)).take(bound).nfc() {
        let space = c.is_whitespace() || c.is_control();
        if space && (clean.is_empty() || clean.ends_with(' ')) {
            continue;
        }
        clean.push(if space { ' ' } else { c });
        length += 1;
        if length > max.saturating_add(1) {
            return Err(Problem::TooLong { max });
        }
    }
    let clean = clean.trim_matches(|c| c == ' ' || joiner(c)).to_owned();
    if clean.chars().all(|c| c == ' ' || joiner(c)) {
        return Err(Problem::Empty);
    }
    if clean.chars().count() > max { Err(Problem::TooLong { max }) } else { Ok(clean) }
}

const fn joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE0F}')
}

/// Marks and overrides of direction, soft hyphens, tags, fillers and what else has no look of its own.
const fn invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names() {
        assert_eq!(name("  Sara's \n\t shop ", 40).unwrap(), "Sara's shop");
        assert_eq!(name("a\u{202E}b\u{0}c", 40).unwrap(), "ab c");
        assert_eq!(name("می\u{200C}خواهم", 40).unwrap(), "می\u{200C}خواهم");
        assert_eq!(name(" \u{200B}\u{200D} ", 40), Err(Problem::Empty));
        assert_eq!(name("abcd", 3), Err(Problem::TooLong { max: 3 }));
        assert_eq!(name("abc  ", 3).unwrap(), "abc");
        assert_eq!(name(&"x".repeat(1_000_000), 3), Err(Problem::TooLong { max: 3 }));
    }

    proptest! {
        #[test]
        fn total(text in any::<String>(), max in 1_usize..50) {
            if let Ok(clean) = name(&text, max) {
                prop_assert!(clean.chars().count() <= max);
                prop_assert!(!clean.chars().any(char::is_control));
                prop_assert_eq!(name(&clean, max), Ok(clean));
            }
        }
    }
}
