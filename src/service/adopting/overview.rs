//! What is on a server, what the rules make of it, and how far it is done: read only.
//!
//! What would come of it is `outlook`'s concern.

use super::{
    names::{normal, wished},
    wants::Wants,
};
use crate::{
    domain::{
        adoption::{Decided, Fate, Sorter, Terms},
        ids::AdoptionId,
        name_pattern::{Suggestion, suggest},
        traffic::Traffic,
    },
    service::Outcome,
    store::{
        self, Access,
        adoptions::{Adoption, FoundKey},
    },
};
use std::collections::BTreeMap;

/// More keys than these no server has.
pub(super) const MOST_KEYS: i64 = 100_000;
/// So many names are shown of each kind.
const SHOWN: usize = 3;

/// What is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Keys that aren't the house's.
    pub total: usize,
    /// They have no name.
    pub nameless: usize,
    /// They have a limit above nothing.
    pub limited: usize,
    /// They are switched off: their limit is nothing.
    pub stopped: usize,
    /// They have moved something within 30 days; `None`: the server doesn't tell.
    pub moved: Option<usize>,
}

/// Keys that one rule, the list or nothing decides about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What decides.
    pub decided: Decided,
    /// The rule's pattern.
    pub pattern: Option<String>,
    /// What they become; `None`: they stay on the server. A list has terms for each.
    pub terms: Option<Terms>,
    /// The name of whose they become; `None`: the house's.
    pub seller: Option<String>,
    /// The plan's name.
    pub plan: Option<String>,
    /// The customer's name, where it is one for all.
    pub customer: Option<String>,
    /// How many.
    pub count: usize,
    /// Some of their names.
    pub some: Vec<String>,
}

/// What is there and what decides about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// What is there.
    pub facts: Facts,
    /// Some of it.
    pub some: Vec<FoundKey>,
    /// The list where there is one, each rule, the rest.
    pub lines: Vec<Line>,
    /// So many keys stay on the server because the list says so.
    pub listed_stay: usize,
    /// Patterns that many of the rest have in common.
    pub suggested: Vec<Suggestion>,
}

impl Overview {
    /// How many keys are taken over.
    pub fn adopts(&self) -> usize {
        let adopting = |line: &&Line| line.terms.is_some() || line.decided == Decided::List;
        let all: usize = self.lines.iter().filter(adopting).map(|line| line.count).sum();
        all.saturating_sub(self.listed_stay)
    }
}

fn facts(keys: &[FoundKey]) -> Facts {
    let count = |of: fn(&FoundKey) -> bool| keys.iter().filter(|key| of(key)).count();
    let told = keys.iter().any(|key| key.moved.is_some());
    Facts {
        total: keys.len(),
        nameless: count(|key| key.name.trim().is_empty()),
        limited: count(|key| key.limit.is_some_and(|limit| limit.0 > 0)),
        stopped: count(|key| key.limit == Some(Traffic(0))),
        moved: told.then(|| count(|key| key.moved.is_some_and(|bytes| bytes.0 > 0))),
    }
}

/// Patterns that many names have in common that no rule matches.
pub(super) async fn suggestions(access: &mut impl Access, adoption: &Adoption) -> Outcome<Vec<Suggestion>> {
    Ok(overview(access, adoption).await?.suggested)
}

/// Looks it over.
pub async fn overview(access: &mut impl Access, adoption: &Adoption) -> Outcome<Overview> {
    let keys = store::adoptions::pending(access, adoption.id, MOST_KEYS).await?;
    let names: Vec<String> = keys.iter().map(|key| normal(&key.name)).collect();
    let mapping = &adoption.mapping;
    let sorter = Sorter::new(mapping);
    let mut groups: BTreeMap<Decided, (usize, Vec<String>)> = BTreeMap::new();
    let (mut rest, mut listed_stay) = (Vec::new(), 0);
    for (key, name) in keys.iter().zip(&names) {
        let (decided, terms) = sorter.sort(name, &key.remote_id);
        listed_stay += usize::from(decided == Decided::List && terms.is_none());
        let line = groups.entry(decided).or_default();
        line.0 += 1;
        if line.1.len() < SHOWN {
            line.1.push(wished(&key.name, &key.remote_id));
        }
        if decided == Decided::Rest {
            rest.push(name.as_str());
        }
    }
    let mut all: Vec<(Decided, Option<&str>, Option<&Terms>)> = Vec::new();
    if !mapping.listed.is_empty() {
        all.push((Decided::List, None, None));
    }
    let rules = mapping.rules.iter().enumerate();
    all.extend(rules.map(|(n, rule)| (Decided::Rule(n), Some(rule.pattern.as_str()), Some(&rule.terms))));
    all.push((Decided::Rest, None, mapping.rest.as_ref()));
    let wants = Wants::of(access, mapping).await?;
    let mut lines = Vec::with_capacity(all.len());
    for (decided, pattern, terms) in all {
        let (count, some) = groups.remove(&decided).unwrap_or_default();
        let (seller, plan, customer) = match terms {
            Some(terms) => wants.shown(terms),
            None => (None, None, None),
        };
        let (pattern, terms) = (pattern.map(str::to_owned), terms.cloned());
        lines.push(Line { decided, pattern, terms, seller, plan, customer, count, some });
    }
    let some = keys.iter().filter(|key| !key.name.is_empty()).chain(&keys).take(SHOWN + 1).cloned().collect();
    Ok(Overview { facts: facts(&keys), some, lines, listed_stay, suggested: suggest(&rest) })
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// All that were found.
    pub total: i64,
    /// Taken over.
    pub adopted: i64,
    /// Left on the server, as decided.
    pub left: i64,
    /// Nothing has become of them yet.
    pub waiting: i64,
    /// Not taken over: why, how many, and some of their names.
    pub failed: Vec<(Fate, i64, Vec<String>)>,
}

/// Reads how far it is.
pub async fn standing(access: &mut impl Access, id: AdoptionId) -> Outcome<Standing> {
    let mut found = Standing::default();
    for (fate, count) in store::adoptions::fates(access, id).await? {
        found.total += count;
        match fate {
            None => found.waiting = count,
            Some(Fate::Adopted) => found.adopted = count,
            Some(Fate::Left) => found.left = count,
            Some(fate) => {
                let some = store::adoptions::with_fate(access, id, fate, 5).await?;
                let names = some.into_iter().map(|(name, remote_id)| wished(&name, &remote_id)).collect();
                found.failed.push((fate, count, names));
            }
        }
    }
    Ok(found)
}
