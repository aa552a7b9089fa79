//! Patterns for the names of keys, and what many names have in common. Pure.
//!
//! Patterns and names come folded: what looks the same is the same. What a pattern decides is `adoption`'s concern.

use std::collections::HashMap;

/// So long a pattern is at most, in characters.
pub const PATTERN_MAX: usize = 64;

/// Whether a pattern matches a whole name, both folded: `*` is anything, `?` one character, all else itself.
pub fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where the last star was, and how much of the name it stands for so far.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    n = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// How many patterns are suggested at most.
pub const SUGGESTED: usize = 4;

/// A pattern that several names have in common, and how many it matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Folded.
    pub pattern: String,
    /// So many of the names.
    pub count: usize,
}

/// The letters that a name begins with, and what comes right behind them where that is a mark.
fn stem(name: &str) -> Option<(&str, Option<char>)> {
    let end = name.find(|c: char| !c.is_alphabetic()).unwrap_or(name.len());
    let (stem, rest) = name.split_at(end);
    if stem.chars().count() < 2 || rest.is_empty() {
        return None;
    }
    let mark = rest.chars().next().filter(|c| !c.is_alphanumeric() && !c.is_whitespace() && !matches!(c, '*' | '?'));
    Some((stem, mark))
}

/// What many of these folded names begin with: the largest groups first, at most [`SUGGESTED`].
pub fn suggest(names: &[&str]) -> Vec<Suggestion> {
    let mut groups: HashMap<&str, (usize, Option<char>)> = HashMap::new();
    for (stem, mark) in names.iter().filter_map(|name| stem(name)) {
        let group = groups.entry(stem).or_insert((0, mark));
        group.0 += 1;
        // With several marks, what they have in common is the letters alone.
        group.1 = group.1.filter(|known| Some(*known) == mark);
    }
    let mut groups: Vec<_> = groups.into_iter().filter(|(_, (count, _))| *count > 1).collect();
    groups.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(b.0)));
    let pattern = |stem: &str, mark: Option<char>| {
        let stem: String = stem.chars().take(PATTERN_MAX - 2).collect();
        mark.map_or_else(|| format!("{stem}*"), |mark| format!("{stem}{mark}*"))
    };
    let mut found: Vec<Suggestion> = Vec::new();
    for (stem, (_, mark)) in groups {
        let pattern = pattern(stem, mark);
        if found.len() < SUGGESTED && found.iter().all(|known| known.pattern != pattern) {
            let count = names.iter().filter(|name| matches(&pattern, name)).count();
            found.push(Suggestion { pattern, count });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns() {
        for (pattern, name, is) in [
            ("sara-*", "sara-1", true),
            ("sara-*", "sara-", true),
            ("sara-*", "sara", false),
            ("sara-*", "my sara-1", false),
            ("*test*", "a test key", true),
            ("*test*", "test", true),
            ("*test*", "tes t", false),
            ("phone", "phone", true),
            ("phone", "phone-7", false),
            ("p?one-?", "phone-7", true),
            ("p?one-?", "phone-70", false),
            ("*-7", "a-7-7", true),
            ("*a*a*", "banana", true),
            ("*a*b*c", "axbxxc", true),
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("**", "x", true),
            ("سارا*", "سارا ۱", true),
        ] {
            assert_eq!(matches(pattern, name), is, "{pattern} on {name}");
        }
    }

    #[test]
    fn names_suggest_patterns() {
        let names = ["sara-1", "sara-2", "sara-03", "ali1", "ali 2", "ali-3", "ali4", "mina", "x1", "x2", "", "42"];
        let found = suggest(&names);
        let said: Vec<_> = found.iter().map(|s| (s.pattern.as_str(), s.count)).collect();
        assert_eq!(said, [("ali*", 4), ("sara-*", 3)]);
        assert_eq!(suggest(&["علی ۱", "علی ۲"])[0].pattern, "علی*");
        assert_eq!(suggest(&["a*b1", "ab*2", "ab*3"])[0].pattern, "ab*", "a mark that means something isn't one");
    }

    /// What a pattern means, said in another way.
    fn slowly(pattern: &[char], name: &[char]) -> bool {
        match pattern.split_first() {
            None => name.is_empty(),
            Some(('*', rest)) => (0..=name.len()).any(|n| slowly(rest, &name[n..])),
            Some((c, rest)) => name.split_first().is_some_and(|(n, more)| (*c == '?' || c == n) && slowly(rest, more)),
        }
    }

    proptest! {
        #[test]
        fn patterns_match_as_they_are_meant(pattern in "[ab*?]{0,8}", name in "[ab]{0,8}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&pattern, &name), slowly(&chars(&pattern), &chars(&name)));
        }

        #[test]
        fn whatever_names_there_are(names in prop::collection::vec("(sara|ali|مینا|x|\\PC{0,4})[-_ *.]?\\PC{0,6}", 0..40)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let found = suggest(&names);
            prop_assert!(found.len() <= SUGGESTED);
            for (n, one) in found.iter().enumerate() {
                prop_assert!(one.count >= 2, "{:?}", one);
                prop_assert_eq!(one.count, names.iter().filter(|name| matches(&one.pattern, name)).count());
                prop_assert!(one.pattern.chars().count() <= PATTERN_MAX);
                prop_assert!(found[..n].iter().all(|other| other.pattern != one.pattern));
            }
        }
    }
}
