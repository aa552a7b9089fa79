//! A list with the names in it looked up: all of it, or what is wrong with it.
//!
//! A line of a file of the house's own that says what is so already changes nothing, also where what it names can't be
//! looked up any more or says less than the rules do.

use super::{
    csv::{Before, List, Listed},
    edit::Entry,
    names::{marked, normal, wished},
    wants::{Wants, customer_of},
};
use crate::{
    domain::{
        adoption::{Holder, Mapping, Sorter, Terms},
        customer::NAME_MAX,
        ids::{PlanId, RepresentativeId},
        plan::PlanState,
    },
    service::{AdoptionRefusal, ListFault, Outcome, Refusal},
    store::{self, Access},
};
use std::collections::{HashMap, HashSet};

/// So many representatives are looked through for a name.
const MOST_SELLERS: i64 = 2_000;

/// So many customers of a seller are looked through for names that look the same; beyond, the very same name counts.
const MOST_CUSTOMERS: i64 = 10_000;

/// So many faults of a list are told, and so much of a name in them, in characters.
const FAULTS: (usize, usize) = (10, 60);

/// So many keys of one name are told apart where each has a customer of its name.
const MOST_MARKED: usize = 9;

/// What is wrong, and in which lines.
type Faults = Vec<(usize, ListFault)>;

/// What a list is held against.
struct Known<'a> {
    plans: Vec<(String, PlanId)>,
    sellers: Vec<(String, RepresentativeId)>,
    wants: Wants,
    sorter: Sorter<'a>,
}

/// What the list says about each key, as long as `mapping` holds: all of it, or what is wrong.
pub async fn entries(access: &mut impl Access, list: List, mapping: &Mapping) -> Outcome<Vec<Entry>> {
    let plans = store::plans::list(access, PlanState::Active).await?;
    let sellers = store::representatives::list(access, &[], None, MOST_SELLERS).await?.into_iter();
    let known = Known {
        plans: plans.into_iter().map(|plan| (normal(&plan.name), plan.id)).collect(),
        sellers: sellers.map(|row| (normal(&row.representative.name), row.representative.id)).collect(),
        wants: Wants::of(access, mapping).await?,
        sorter: Sorter::new(mapping),
    };
    let mut faults: Faults = list.unreadable.into_iter().map(|line| (line, ListFault::Unreadable)).collect();
    let mut lines = Vec::with_capacity(list.lines.len());
    for line in list.lines {
        match known.terms(&line) {
            Ok(terms) => lines.push((line, terms)),
            Err(wrong) => faults.extend(wrong.into_iter().map(|fault| (line.line, fault))),
        }
    }
    one_spelling(access, &mut lines).await?;
    let entries = once(lines, &mut faults);
    if faults.is_empty() {
        return Ok(entries);
    }
    faults.sort_by_key(|(line, _)| *line);
    let more = faults.len().saturating_sub(FAULTS.0);
    faults.truncate(FAULTS.0);
    Err(Refusal::Adoption(AdoptionRefusal::List(faults, more)).into())
}

impl Known<'_> {
    /// What a line's key becomes, or what is wrong with it.
    fn terms(&self, line: &Listed) -> Result<Option<Terms>, Vec<ListFault>> {
        let (_, now) = self.sorter.sort(&line.name, &line.id);
        match (line.before, now) {
            // Whoever names somebody for a key that would have stayed wants it to be theirs.
            (Before::Stays, None) if !is_blank(line) => {}
            (Before::Stays, _) => return Ok(None),
            (Before::Becomes, Some(now)) if self.says(line, now) => return Ok(Some(now.clone())),
            (Before::Becomes | Before::Unsaid, _) => {}
        }
        match (looked_up(&self.sellers, &line.representative), looked_up(&self.plans, &line.plan)) {
            (Ok(to), Ok(plan)) => Ok(Some(Terms { to, plan, holder: holder(line) })),
            (to, plan) => {
                let nobody = to.err().map(|()| ListFault::NoRepresentative(short(&line.representative)));
                let nothing = plan.err().map(|()| ListFault::NoPlan(short(&line.plan)));
                Err(nobody.into_iter().chain(nothing).collect())
            }
        }
    }

    /// Whether a line says just that.
    fn says(&self, line: &Listed, terms: &Terms) -> bool {
        let key = (line.written.as_str(), line.id.as_str());
        let (seller, plan, customer) = self.wants.of_key(terms, key);
        let same = |cell: &str, name: Option<&str>| named(cell) == named(name.unwrap_or_default());
        let held = || {
            let wish = wished(key.0, key.1);
            let mut marks = (1..=MOST_MARKED).map(|n| customer_of(&marked(&wish, key.1, n)));
            terms.holder == Holder::Each && marks.any(|name| same(&line.customer, Some(&name)))
        };
        same(&line.representative, seller.as_deref())
            && same(&line.plan, plan.as_deref())
            && (same(&line.customer, customer.as_deref()) || held())
    }
}

/// Where a customer is called so already, but for what makes no difference to people, that is who is meant; and in the
/// whole list one customer is written in one way.
async fn one_spelling(access: &mut impl Access, lines: &mut [(Listed, Option<Terms>)]) -> Outcome<()> {
    /// One seller's customers, and by what they are called which of them is meant.
    type Customers = (HashSet<String>, HashMap<String, String>);
    let mut sellers: HashMap<Option<RepresentativeId>, Customers> = HashMap::new();
    for (_, terms) in lines {
        let Some(Terms { to, holder: Holder::Named(name), .. }) = terms else { continue };
        if !sellers.contains_key(to) {
            let mut there: Customers = (HashSet::new(), HashMap::new());
            for name in store::customers::names_of(access, *to, MOST_CUSTOMERS).await? {
                there.1.entry(normal(&name)).or_insert_with(|| name.clone());
                there.0.insert(name);
            }
            sellers.insert(*to, there);
        }
        let Some((there, meant)) = sellers.get_mut(to) else { continue };
        let folded = normal(name);
        if !there.contains(name) && !folded.is_empty() {
            name.clone_from(meant.entry(folded).or_insert_with(|| name.clone()));
        }
    }
    Ok(())
}

/// Each key once.
fn once(lines: Vec<(Listed, Option<Terms>)>, faults: &mut Faults) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::with_capacity(lines.len());
    let mut said: HashMap<(String, String), usize> = HashMap::new();
    for (Listed { line, name, written, id, .. }, terms) in lines {
        let key = if id.is_empty() { (name.clone(), String::new()) } else { (String::new(), id.clone()) };
        match said.get(&key).and_then(|place| entries.get(*place)) {
            Some(before) if before.terms != terms => {
                faults.push((line, ListFault::Twice(short(if written.is_empty() { &id } else { &written }))));
            }
            Some(_) => {}
            None => {
                said.insert(key, entries.len());
                entries.push(Entry { name, written, id, terms });
            }
        }
    }
    entries
}

fn short(name: &str) -> String {
    name.chars().take(FAULTS.1).collect()
}

/// A cell as names are held against it; empty where it names nothing.
fn named(cell: &str) -> String {
    let name = normal(cell);
    if name == "-" { String::new() } else { name }
}

fn is_blank(line: &Listed) -> bool {
    [&line.representative, &line.plan, &line.customer].iter().all(|cell| named(cell).is_empty())
}

/// What is called so, where anything is named; an error where it isn't there.
fn looked_up<T: Copy>(known: &[(String, T)], name: &str) -> Result<Option<T>, ()> {
    match &*named(name) {
        "" => Ok(None),
        name => known.iter().find(|(known, _)| known == name).map(|(_, id)| Some(*id)).ok_or(()),
    }
}

fn holder(line: &Listed) -> Holder {
    let customer: String = line.customer.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    match customer.trim() {
        "" | "-" => Holder::Nobody,
        name => Holder::Named(name.to_owned()),
    }
}
