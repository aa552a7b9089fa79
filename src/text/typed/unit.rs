//! Words that stand with numbers in many kinds of answers: `unlimited`, small numbers spelled out.
//!
//! All tables are in folded form, as [`answer`] gives it. Units of one kind of answer stand with that kind.

use crate::text::fold::fold;

/// The most characters of an answer that is read here.
const MAX: usize = 100;

/// The answer in the form that the readers here expect: folded, single spaces, a spelled small number as digits. `None`
/// where there is nothing, or far too much.
pub fn answer(text: &str) -> Option<String> {
    if text.chars().count() > MAX {
        return None;
    }
    let folded = fold(text);
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    let first = words.first()?;
    let spelled = small(first).filter(|_| !folded.contains(|c: char| c.is_ascii_digit())).map(|n| n.to_string());
    if let Some(spelled) = &spelled {
        words[0] = spelled;
    }
    Some(words.join(" "))
}

/// Whether the answer says that there is no limit, or no end.
pub fn unlimited(answer: &str) -> bool {
    UNLIMITED.contains(&answer)
}

const UNLIMITED: [&str; 21] = [
    "unlimited",
    "unlimit",
    "no limit",
    "no limits",
    "without limit",
    "infinite",
    "infinity",
    "forever",
    "never",
    "no end",
    "no expiry",
    "none",
    "∞",
    "نامحدود",
    "نا محدود",
    "بی نهایت",
    "بینهایت",
    "بدون محدودیت",
    "بدون پایان",
    "همیشگی",
    "هرگز",
];

fn small(word: &str) -> Option<u32> {
    SMALL.iter().find(|(_, words)| words.contains(&word)).map(|(n, _)| *n)
}

const SMALL: [(u32, &[&str]); 21] = [
    (1, &["a", "an", "one", "یک", "یه"]),
    (2, &["two", "دو"]),
    (3, &["three", "سه"]),
    (4, &["four", "چهار"]),
    (5, &["five", "پنج"]),
    (6, &["six", "شش", "شیش"]),
    (7, &["seven", "هفت"]),
    (8, &["eight", "هشت"]),
    (9, &["nine", "نه"]),
    (10, &["ten", "ده"]),
    (11, &["eleven", "یازده"]),
    (12, &["twelve", "دوازده"]),
    (15, &["fifteen", "پانزده"]),
    (20, &["twenty", "بیست"]),
    (30, &["thirty", "سی"]),
    (40, &["forty", "چهل"]),
    (45, &["forty-five"]),
    (50, &["fifty", "پنجاه"]),
    (60, &["sixty", "شصت"]),
    (90, &["ninety", "نود"]),
    (100, &["hundred", "صد"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        for word in UNLIMITED.iter().chain(SMALL.iter().flat_map(|(_, words)| *words)) {
            assert_eq!(fold(word), **word);
        }
        assert_eq!(answer(" یک  ماه ").as_deref(), Some("1 ماه"));
        assert_eq!(answer(" "), None);
    }
}
