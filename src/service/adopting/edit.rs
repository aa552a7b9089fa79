//! Changes of a mapping before anything is done. Pure: whether representatives and plans are there is asked by `draft`.
//!
//! A rule that isn't there changes nothing; it is refused as outdated.

use super::names::normal;
use crate::{
    domain::{
        adoption::{Holder, MOST_RULES, Mapping, Rule, Terms},
        ids::{PlanId, RepresentativeId},
        name_pattern::PATTERN_MAX,
    },
    service::{AdoptionRefusal, Outcome, Refusal},
};

/// Which keys a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Those of a rule, counted from 0.
    Rule(usize),
    /// Those that nothing matches.
    Rest,
}

impl At {
    /// As buttons write it: negative is the rest.
    pub fn of(n: i64) -> Self {
        usize::try_from(n).map_or(Self::Rest, Self::Rule)
    }

    /// The number that buttons write.
    pub fn number(self) -> i64 {
        match self {
            Self::Rule(n) => i64::try_from(n).unwrap_or(i64::MAX),
            Self::Rest => -1,
        }
    }
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// One more rule, at the end.
    Add(Rule),
    /// Another pattern for a rule.
    Pattern(usize, String),
    /// A rule is asked earlier.
    Up(usize),
    /// A rule is asked later.
    Down(usize),
    /// A rule goes.
    Remove(usize),
    /// The rest becomes somebody's too, or stays on the server.
    Rest(bool),
    /// Whose they are.
    Seller(At, Option<RepresentativeId>),
    /// Which plan they have.
    Plan(At, Option<PlanId>),
    /// Who holds them.
    Holder(At, Holder),
    /// Keys by themselves; none takes the list away.
    List(Vec<Entry>),
}

/// What a list says about one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, folded.
    pub name: String,
    /// The same as it was written.
    pub written: String,
    /// Its id on the server; empty: the name alone counts.
    pub id: String,
    /// What it becomes; `None`: it stays there.
    pub terms: Option<Terms>,
}

fn pattern_of(pattern: &str, rules: &[Rule]) -> Outcome<String> {
    let pattern = normal(pattern);
    if pattern.is_empty() || pattern.chars().count() > PATTERN_MAX || pattern.chars().any(char::is_control) {
        return Err(Refusal::Adoption(AdoptionRefusal::BadPattern).into());
    }
    if rules.iter().any(|rule| rule.pattern == pattern) {
        return Err(Refusal::Adoption(AdoptionRefusal::PatternThere).into());
    }
    Ok(pattern)
}

/// What keys become, where there is such a rule.
pub fn terms(mapping: &Mapping, at: At) -> Option<&Terms> {
    match at {
        At::Rule(n) => mapping.rules.get(n).map(|rule| &rule.terms),
        At::Rest => mapping.rest.as_ref(),
    }
}

/// Makes a change.
pub fn apply(mapping: &mut Mapping, edit: Edit) -> Outcome<()> {
    let count = mapping.rules.len();
    let there = |n: usize| if n < count { Ok(n) } else { Err(Refusal::Stale) };
    let of = |mapping: &mut Mapping, at: At, change: &dyn Fn(&mut Terms)| {
        let terms = match at {
            At::Rule(n) => mapping.rules.get_mut(n).map(|rule| &mut rule.terms),
            At::Rest => mapping.rest.as_mut(),
        };
        terms.map(change).ok_or(Refusal::Stale)
    };
    match edit {
        Edit::Add(_) if count >= MOST_RULES => return Err(Refusal::Adoption(AdoptionRefusal::TooManyRules).into()),
        Edit::Add(rule) => {
            let pattern = pattern_of(&rule.pattern, &mapping.rules)?;
            mapping.rules.push(Rule { pattern, ..rule });
        }
        Edit::Pattern(n, pattern) => {
            let others: Vec<Rule> =
                mapping.rules.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, rule)| rule.clone()).collect();
            mapping.rules[there(n)?].pattern = pattern_of(&pattern, &others)?;
        }
        Edit::Up(n) => {
            let n = there(n)?;
            mapping.rules.swap(n, n.saturating_sub(1));
        }
        Edit::Down(n) => {
            let n = there(n)?;
            mapping.rules.swap(n, (n + 1).min(count - 1));
        }
        Edit::Remove(n) => drop(mapping.rules.remove(there(n)?)),
        Edit::Rest(adopt) => mapping.rest = adopt.then(|| mapping.rest.take().unwrap_or_default()),
        Edit::Seller(at, to) => of(mapping, at, &|terms| {
            // A customer is one seller's.
            if terms.to != to && matches!(terms.holder, Holder::One(_)) {
                terms.holder = Holder::Nobody;
            }
            terms.to = to;
        })?,
        Edit::Plan(at, plan) => of(mapping, at, &|terms| terms.plan = plan)?,
        Edit::Holder(at, holder) => of(mapping, at, &|terms| terms.holder = holder.clone())?,
        Edit::List(entries) => {
            (mapping.listed, mapping.written, mapping.ids) = (Vec::new(), Vec::new(), Vec::new());
            for entry in entries {
                mapping.listed.push((entry.name, entry.terms));
                mapping.written.push(entry.written);
                mapping.ids.push(entry.id);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::ids::CustomerId, service::Error};
    use proptest::prelude::*;

    fn add(pattern: &str) -> Edit {
        Edit::Add(Rule { pattern: pattern.to_owned(), terms: Terms::default() })
    }

    fn patterns(mapping: &Mapping) -> Vec<&str> {
        mapping.rules.iter().map(|rule| rule.pattern.as_str()).collect()
    }

    #[test]
    fn rules_are_added_moved_and_taken_away() {
        let mut mapping = Mapping::default();
        for pattern in ["SARA-*", " ali* ", "تست*"] {
            apply(&mut mapping, add(pattern)).unwrap();
        }
        assert_eq!(patterns(&mapping), ["sara-*", "ali*", "تست*"]);
        apply(&mut mapping, Edit::Up(2)).unwrap();
        apply(&mut mapping, Edit::Down(0)).unwrap();
        assert_eq!(patterns(&mapping), ["تست*", "sara-*", "ali*"]);
        apply(&mut mapping, Edit::Up(0)).unwrap();
        apply(&mut mapping, Edit::Down(2)).unwrap();
        apply(&mut mapping, Edit::Remove(0)).unwrap();
        apply(&mut mapping, Edit::Pattern(0, "Sara*".into())).unwrap();
        assert_eq!(patterns(&mapping), ["sara*", "ali*"]);
        for (edit, refusal) in [
            (add("ALI*"), Refusal::Adoption(AdoptionRefusal::PatternThere)),
            (Edit::Pattern(1, "sara*".into()), Refusal::Adoption(AdoptionRefusal::PatternThere)),
            (add(" \u{200B}"), Refusal::Adoption(AdoptionRefusal::BadPattern)),
            (Edit::Remove(2), Refusal::Stale),
            (Edit::Up(7), Refusal::Stale),
            (Edit::Plan(At::Rule(2), None), Refusal::Stale),
        ] {
            assert!(matches!(apply(&mut mapping, edit), Err(Error::Refused(why)) if why == refusal));
        }
        assert_eq!(patterns(&mapping), ["sara*", "ali*"]);
    }

    #[test]
    fn a_customer_goes_with_their_seller() {
        let mut mapping = Mapping::default();
        apply(&mut mapping, Edit::Holder(At::Rest, Holder::One(CustomerId(3)))).unwrap();
        apply(&mut mapping, Edit::Seller(At::Rest, None)).unwrap();
        assert_eq!(terms(&mapping, At::Rest).unwrap().holder, Holder::One(CustomerId(3)));
        apply(&mut mapping, Edit::Seller(At::Rest, Some(RepresentativeId(1)))).unwrap();
        assert_eq!(terms(&mapping, At::Rest).unwrap().holder, Holder::Nobody);
        apply(&mut mapping, Edit::Rest(false)).unwrap();
        assert!(apply(&mut mapping, Edit::Seller(At::Rest, None)).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_tapped(edits in prop::collection::vec((0_u8..5, 0_usize..10, "[ab*]{0,3}"), 0..60)) {
            let mut mapping = Mapping::default();
            for (what, n, text) in edits {
                let edit = match what {
                    0 => add(&text),
                    1 => Edit::Up(n),
                    2 => Edit::Down(n),
                    3 => Edit::Remove(n),
                    _ => Edit::Pattern(n, text),
                };
                let before = mapping.clone();
                if apply(&mut mapping, edit).is_err() {
                    prop_assert_eq!(&mapping, &before);
                }
                let mut all = patterns(&mapping);
                all.sort_unstable();
                all.dedup();
                prop_assert!(all.len() == mapping.rules.len() && all.len() <= MOST_RULES);
            }
        }
    }
}
