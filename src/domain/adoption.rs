//! Adopting what a server has already: which of its keys become whose, by their names.
//!
//! Rules are asked in their order and the first that matches wins; names that a list gives by themselves come before
//! them. Patterns and names come folded: what looks the same is the same. Nothing here knows rows or servers.

use super::{
    ids::{CustomerId, PlanId, RepresentativeId},
    named,
    quota::QuotaPeriod,
    traffic::Traffic,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// So many rules an adoption has at most; a longer mapping is a list.
pub const MOST_RULES: usize = 8;
/// So many names a list has at most.
pub const MOST_LISTED: usize = 2_000;
/// So long a pattern is at most, in characters.
pub const PATTERN_MAX: usize = 64;

named! {
    /// Where an adoption is.
    pub enum AdoptionState {
        /// The server is being asked what it has.
        Looking = "looking",
        /// The server didn't answer; it can be asked again.
        Silent = "silent",
        /// What it has is known, and people decide.
        Draft = "draft",
        /// Keys are being taken over.
        Running = "running",
        /// A person has stopped it; it can go on.
        Stopped = "stopped",
        /// All is done.
        Done = "done",
        /// It was given up before anything was taken over.
        Dropped = "dropped",
    }
}

named! {
    /// What became of a key that was found on a server.
    pub enum Fate {
        /// It is the house's now.
        Adopted = "adopted",
        /// It stays where it is, as the rules say.
        Left = "left",
        /// Its representative has as many keys as they may have.
        Limit = "limit",
        /// Its representative isn't there any more.
        NoSeller = "no_seller",
        /// Its plan isn't there any more.
        NoPlan = "no_plan",
        /// Its customer isn't there any more, or is another seller's.
        NoCustomer = "no_customer",
        /// The server doesn't have it any more.
        Gone = "gone",
        /// The house has, or had, a key of that id there.
        Ours = "ours",
    }
}

/// Who holds a key that is adopted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// Nobody is written down.
    #[default]
    Nobody,
    /// A new customer of the key's name, for each key one.
    Each,
    /// That customer.
    One(CustomerId),
    /// A customer of that name of the same seller, who is written down where there is none.
    Named(String),
}

/// What a key becomes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// Whose it is; `None` is the house itself.
    pub to: Option<RepresentativeId>,
    /// Its plan; `None`: it stays as it is on the server, whose limit becomes its quota of each month.
    pub plan: Option<PlanId>,
    /// Who holds it.
    #[serde(default)]
    pub holder: Holder,
}

/// What the limit of a server becomes, which looks at the 30 days before any moment: a quota of each month. It is the
/// nearest that a house counts in, and comes anew as the limit does; what the server holds against the limit counts as
/// used of the first one, so that no key is stopped or let go by being taken over.
pub const LIMIT_PERIOD: QuotaPeriod = QuotaPeriod::Month;

/// Whether a key is switched off on its server, and the limit that is its quota else.
pub fn suspended_there(limit: Option<Traffic>) -> (bool, Option<Traffic>) {
    (limit == Some(Traffic(0)), limit.filter(|limit| limit.0 > 0))
}

/// Whether a key is stopped as soon as it is taken over: its quota, what counts as used of it, and whether a used up quota
/// stops it; and its end, where that is known already.
pub fn stopped_at_once(
    (quota, counted, stops): (Option<Traffic>, Traffic, bool),
    ends: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    (stops && quota.is_some_and(|quota| counted >= quota)) || ends.is_some_and(|ends| ends <= now)
}

/// A pattern, and what the keys become whose names it matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Folded; `*` stands for anything, `?` for one character.
    pub pattern: String,
    /// What they become.
    pub terms: Terms,
}

/// Which keys become whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// In their order.
    pub rules: Vec<Rule>,
    /// What those become that nothing matches; `None`: they stay on the server as they are.
    pub rest: Option<Terms>,
    /// Folded names, each with what its key becomes.
    #[serde(default)]
    pub listed: Vec<(String, Terms)>,
    /// The same names as they were written, in the same order.
    #[serde(default)]
    pub written: Vec<String>,
}

impl Default for Mapping {
    /// All keys become the house's own.
    fn default() -> Self {
        Self { rules: Vec::new(), rest: Some(Terms::default()), listed: Vec::new(), written: Vec::new() }
    }
}

/// What decided about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decided {
    /// The list names it.
    List,
    /// That rule, counted from 0.
    Rule(usize),
    /// Nothing: it belongs to the rest.
    Rest,
}

/// A mapping, ready to be asked about many names.
#[derive(Debug)]
pub struct Sorter<'a> {
    mapping: &'a Mapping,
    listed: HashMap<&'a str, &'a Terms>,
}

impl<'a> Sorter<'a> {
    /// Readies a mapping.
    pub fn new(mapping: &'a Mapping) -> Self {
        // Of a name that is listed twice, the first counts.
        let listed = mapping.listed.iter().rev().map(|(name, terms)| (name.as_str(), terms)).collect();
        Self { mapping, listed }
    }

    /// What decides about a folded name, and what its key becomes; `None`: it stays on the server.
    pub fn sort(&self, name: &str) -> (Decided, Option<&'a Terms>) {
        if let Some(terms) = self.listed.get(name) {
            return (Decided::List, Some(terms));
        }
        let found = self.mapping.rules.iter().enumerate().find(|(_, rule)| matches(&rule.pattern, name));
        match found {
            Some((n, rule)) => (Decided::Rule(n), Some(&rule.terms)),
            None => (Decided::Rest, self.mapping.rest.as_ref()),
        }
    }
}

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
    fn a_key_is_stopped_at_once_where_its_quota_is_used_up_or_its_end_is_past() {
        let now = DateTime::UNIX_EPOCH;
        let soon = now + chrono::TimeDelta::seconds(1);
        for (quota, counted, stops, ends, stopped) in [
            (Some(10), 9, true, None, false),
            (Some(10), 10, true, None, true),
            (Some(10), 11, false, None, false),
            (Some(0), 0, true, None, true),
            (None, 99, true, None, false),
            (None, 0, true, Some(soon), false),
            (None, 0, true, Some(now), true),
            (Some(10), 11, false, Some(now), true),
        ] {
            let found = stopped_at_once((quota.map(Traffic), Traffic(counted), stops), ends, now);
            assert_eq!(found, stopped, "{counted} of {quota:?}, {ends:?}");
        }
        assert_eq!(suspended_there(Some(Traffic(0))), (true, None));
        assert_eq!(suspended_there(Some(Traffic(5))), (false, Some(Traffic(5))));
        assert_eq!(suspended_there(None), (false, None));
    }

    fn to(id: i64) -> Terms {
        Terms { to: Some(RepresentativeId(id)), ..Terms::default() }
    }

    #[test]
    fn the_first_rule_that_matches_wins_and_a_listed_name_comes_before() {
        let rule = |pattern: &str, id| Rule { pattern: pattern.to_owned(), terms: to(id) };
        let mut mapping = Mapping {
            rules: vec![rule("sara-vip*", 1), rule("sara*", 2), rule("*", 3)],
            rest: None,
            listed: vec![("sara-vip-9".into(), to(9)), ("sara-vip-9".into(), to(8))],
            written: Vec::new(),
        };
        let sorted = |mapping: &Mapping, name: &str| {
            let (decided, terms) = Sorter::new(mapping).sort(name);
            (decided, terms.and_then(|terms| terms.to).map(|id| id.0))
        };
        assert_eq!(sorted(&mapping, "sara-vip-1"), (Decided::Rule(0), Some(1)));
        assert_eq!(sorted(&mapping, "sara-2"), (Decided::Rule(1), Some(2)));
        assert_eq!(sorted(&mapping, ""), (Decided::Rule(2), Some(3)));
        assert_eq!(sorted(&mapping, "sara-vip-9"), (Decided::List, Some(9)));
        mapping.rules.swap(0, 1);
        assert_eq!(sorted(&mapping, "sara-vip-1"), (Decided::Rule(0), Some(2)));
        mapping.rules.clear();
        assert_eq!(sorted(&mapping, "ali"), (Decided::Rest, None));
        mapping.rest = Some(to(4));
        assert_eq!(sorted(&mapping, "ali"), (Decided::Rest, Some(4)));
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

        #[test]
        fn each_name_is_decided_about_once(names in prop::collection::vec("[ab]{0,4}", 0..20), patterns in prop::collection::vec("[ab*?]{1,4}", 0..8), rest: bool) {
            let rules = patterns.iter().enumerate().map(|(n, pattern)| Rule { pattern: pattern.clone(), terms: to(i64::try_from(n).unwrap()) });
            let mapping = Mapping { rules: rules.collect(), rest: rest.then(Terms::default), ..Mapping::default() };
            let sorter = Sorter::new(&mapping);
            for name in &names {
                let first = patterns.iter().position(|pattern| matches(pattern, name));
                let (decided, terms) = sorter.sort(name);
                prop_assert_eq!(decided, first.map_or(Decided::Rest, Decided::Rule));
                prop_assert_eq!(terms.is_some(), first.is_some() || rest);
            }
        }
    }
}
