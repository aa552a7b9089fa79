//! Adopting what a server has already: which of its keys become whose, by their names.
//!
//! Rules are asked in their order and the first that matches wins; names that a list gives by themselves come before
//! them. Patterns and names come folded: what looks the same is the same. Nothing here knows rows or servers.

use super::{
    ids::{CustomerId, PlanId, RepresentativeId},
    name_pattern::matches,
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
    /// Folded names, each with what its key becomes; `None`: it stays on the server.
    #[serde(default)]
    pub listed: Vec<(String, Option<Terms>)>,
    /// The same names as they were written, in the same order.
    #[serde(default)]
    pub written: Vec<String>,
    /// In the same order, the ids that keys have on the server; empty, or none at all: the name alone counts.
    #[serde(default)]
    pub ids: Vec<String>,
}

impl Mapping {
    /// What the list says: folded name, id, what the key becomes, the name as it was written.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (&str, &str, Option<&Terms>, &str)> {
        self.listed.iter().enumerate().map(|(n, (name, terms))| {
            let id = self.ids.get(n).map_or("", String::as_str);
            (name.as_str(), id, terms.as_ref(), self.written.get(n).unwrap_or(name).as_str())
        })
    }

    /// All that keys may become.
    pub fn all_terms(&self) -> impl Iterator<Item = &Terms> {
        let rules = self.rules.iter().map(|rule| &rule.terms);
        rules.chain(&self.rest).chain(self.listed.iter().filter_map(|(_, terms)| terms.as_ref()))
    }
}

/// Whether a line of a list that gives an id means that key: one that has another name by now, or is another server's,
/// isn't it.
pub fn is_meant((name, id): (&str, &str), (key, remote_id): (&str, &str)) -> bool {
    id == remote_id && (name.is_empty() || name == key)
}

impl Default for Mapping {
    /// All keys become the house's own.
    fn default() -> Self {
        let rest = Some(Terms::default());
        Self { rules: Vec::new(), rest, listed: Vec::new(), written: Vec::new(), ids: Vec::new() }
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

/// A mapping, ready to be asked about many keys.
#[derive(Debug)]
pub struct Sorter<'a> {
    mapping: &'a Mapping,
    /// By name.
    listed: HashMap<&'a str, Option<&'a Terms>>,
    /// By id, with the name that the key has to have.
    ids: HashMap<&'a str, (&'a str, Option<&'a Terms>)>,
}

impl<'a> Sorter<'a> {
    /// Readies a mapping.
    pub fn new(mapping: &'a Mapping) -> Self {
        let (mut listed, mut ids) = (HashMap::new(), HashMap::new());
        // Of what is listed twice, the first counts.
        for (name, id, terms, _) in mapping.entries().rev() {
            if id.is_empty() {
                listed.insert(name, terms);
            } else {
                ids.insert(id, (name, terms));
            }
        }
        Self { mapping, listed, ids }
    }

    /// What decides about a key of that folded name and that id on its server, and what it becomes; `None`: it stays there.
    pub fn sort(&self, name: &str, id: &str) -> (Decided, Option<&'a Terms>) {
        if let Some((_, terms)) = self.ids.get(id).filter(|(meant, _)| is_meant((meant, id), (name, id))) {
            return (Decided::List, *terms);
        }
        if let Some(terms) = self.listed.get(name) {
            return (Decided::List, *terms);
        }
        let found = self.mapping.rules.iter().enumerate().find(|(_, rule)| matches(&rule.pattern, name));
        match found {
            Some((n, rule)) => (Decided::Rule(n), Some(&rule.terms)),
            None => (Decided::Rest, self.mapping.rest.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            listed: vec![("sara-vip-9".into(), Some(to(9))), ("sara-vip-9".into(), Some(to(8)))],
            written: Vec::new(),
            ids: Vec::new(),
        };
        let sorted = |mapping: &Mapping, name: &str| {
            let (decided, terms) = Sorter::new(mapping).sort(name, "7");
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
    fn a_listed_id_comes_before_a_listed_name_and_means_no_key_of_another_name() {
        let mapping = Mapping {
            listed: vec![
                ("a".into(), Some(to(1))),
                ("a".into(), Some(to(2))),
                (String::new(), Some(to(3))),
                ("b".into(), None),
            ],
            ids: ["", "7", "8", "9"].map(str::to_owned).to_vec(),
            ..Mapping::default()
        };
        for (name, id, decided, seller) in [
            ("a", "7", Decided::List, Some(2)),
            ("a", "1", Decided::List, Some(1)),
            ("b", "7", Decided::Rest, None),
            ("", "8", Decided::List, Some(3)),
            ("renamed", "8", Decided::List, Some(3)),
            ("b", "9", Decided::List, None),
            ("", "1", Decided::Rest, None),
        ] {
            let (found, terms) = Sorter::new(&mapping).sort(name, id);
            assert_eq!((found, terms.and_then(|terms| terms.to).map(|to| to.0)), (decided, seller), "{name} {id}");
            assert_eq!(terms.is_none(), (name, id) == ("b", "9"), "{name} {id}");
        }
        let old = r#"{"rules": [], "rest": null, "listed": [["a", {"to": 5, "plan": null}]]}"#;
        let old: Mapping = serde_json::from_str(old).unwrap();
        assert_eq!(Sorter::new(&old).sort("a", "1"), (Decided::List, Some(&to(5))));
    }

    proptest! {
        #[test]
        fn each_name_is_decided_about_once(names in prop::collection::vec("[ab]{0,4}", 0..20), patterns in prop::collection::vec("[ab*?]{1,4}", 0..8), rest: bool) {
            let rules = patterns.iter().enumerate().map(|(n, pattern)| Rule { pattern: pattern.clone(), terms: to(i64::try_from(n).unwrap()) });
            let mapping = Mapping { rules: rules.collect(), rest: rest.then(Terms::default), ..Mapping::default() };
            let sorter = Sorter::new(&mapping);
            for name in &names {
                let first = patterns.iter().position(|pattern| matches(pattern, name));
                let (decided, terms) = sorter.sort(name, "7");
                prop_assert_eq!(decided, first.map_or(Decided::Rest, Decided::Rule));
                prop_assert_eq!(terms.is_some(), first.is_some() || rest);
            }
        }
    }
}
