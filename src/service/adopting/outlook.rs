//! What would come of an adoption: each key's fate as it would be now, by the rules of `take`, and what of it is worth
//! knowing before. Read only.
//!
//! Others may change something in between, so each key is decided about once more when it is taken over.

use super::{
    names::{marked, normal, wished},
    overview::{MOST_KEYS, Overview, overview},
};
use crate::{
    domain::{
        adoption::{Fate, Holder, LIMIT_PERIOD, Sorter, Terms, stopped_at_once, suspended_there},
        customer,
        ids::{PlanId, RepresentativeId},
        plan::Plan,
        representative::{Allowance, RepresentativeState},
        role::Scope,
        traffic::Traffic,
    },
    service::{Outcome, representatives, usage},
    store::{
        self, Access,
        adoptions::{Adoption, FoundKey},
    },
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// So many names are shown of those that people have to look at; a file names all.
const NAMED: usize = 10;

/// What would become of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// As it was found.
    pub found: FoundKey,
    /// What would become of it.
    pub fate: Fate,
    /// As what it would be adopted.
    pub name: Option<String>,
    /// Whose it would be; `None`: the house's.
    pub seller: Option<String>,
    /// Its plan.
    pub plan: Option<String>,
    /// Who would hold it.
    pub customer: Option<String>,
    /// It would be stopped as soon as it is taken over.
    pub stopped: bool,
}

/// What a representative may not sell, and gets all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTheirs {
    /// The representative's name.
    pub seller: String,
    /// The plan's name; `None`: nothing on that server.
    pub plan: Option<String>,
    /// So many keys.
    pub count: usize,
}

/// What would come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// What is there and what decides about it.
    pub overview: Overview,
    /// So many are taken over.
    pub adopts: usize,
    /// Keys that get another name, for theirs is taken; one of them with the one it gets.
    pub clashes: (usize, Option<(String, String)>),
    /// Keys without a name that are called after their id.
    pub nameless: usize,
    /// Representatives with fewer places left than keys: name, keys, places.
    pub beyond: Vec<(String, usize, usize)>,
    /// Keys that aren't taken over for what they would become isn't there any more.
    pub lost: Vec<(Fate, usize)>,
    /// What representatives may not sell.
    pub not_theirs: Vec<NotTheirs>,
    /// Keys that are stopped at once by their quota or end; the first of their names.
    pub over: (usize, Vec<String>),
    /// Keys that are switched off and stay so.
    pub stopped: usize,
    /// Keys whose limit becomes their quota.
    pub limits: usize,
    /// When such a quota begins anew for the first time.
    pub renews_at: DateTime<Utc>,
    /// Keys whose limit on the server is replaced by what the plan says.
    pub replaced: usize,
    /// New customers.
    pub customers: usize,
    /// Names of the list that no key has; the first of them, as they were written.
    pub unknown: (usize, Vec<String>),
}

/// One seller, as far as keys are decided about already.
#[derive(Debug, Default)]
struct Seller {
    /// `None`: they aren't there any more.
    name: Option<String>,
    allowance: Allowance,
    /// Keys that are to be theirs.
    keys: usize,
    /// Folded names of keys that they have.
    taken: HashSet<String>,
    /// Names of customers that they have.
    customers: HashSet<String>,
}

/// What the sellers and plans of a mapping are.
struct Known {
    sellers: BTreeMap<Option<RepresentativeId>, Seller>,
    plans: HashMap<PlanId, (Plan, Option<bool>)>,
    house_stops: bool,
    zone: Tz,
    now: DateTime<Utc>,
}

/// Looks ahead.
pub async fn outlook(access: &mut impl Access, adoption: &Adoption, now: DateTime<Utc>) -> Outcome<Outlook> {
    let overview = overview(access, adoption).await?;
    let keys = store::adoptions::pending(access, adoption.id, MOST_KEYS).await?;
    let mut known = known(access, adoption, &keys, now).await?;
    let mut found = Outlook {
        overview,
        adopts: 0,
        clashes: (0, None),
        nameless: 0,
        beyond: Vec::new(),
        lost: Vec::new(),
        not_theirs: Vec::new(),
        over: (0, Vec::new()),
        stopped: 0,
        limits: 0,
        renews_at: LIMIT_PERIOD.around(now, known.zone).map_or(now, |(_, end)| end),
        replaced: 0,
        customers: 0,
        unknown: unknown(adoption, &keys),
    };
    let mut lost: BTreeMap<Fate, usize> = BTreeMap::new();
    let mut plans: BTreeMap<(Option<RepresentativeId>, PlanId), usize> = BTreeMap::new();
    let sorter = Sorter::new(&adoption.mapping);
    for key in keys {
        let (_, terms) = sorter.sort(&normal(&key.name));
        let Some(terms) = terms else { continue };
        let (ahead, new_customer) = decide(access, &mut known, key, terms).await?;
        match ahead.fate {
            Fate::Adopted => found.add(&ahead, terms, new_customer),
            Fate::Limit => {}
            other => *lost.entry(other).or_default() += 1,
        }
        if let (Fate::Adopted, Some(plan)) = (ahead.fate, terms.plan) {
            *plans.entry((terms.to, plan)).or_default() += 1;
        }
    }
    found.lost = lost.into_iter().collect();
    found.sellers(adoption, &known, plans);
    Ok(found)
}

/// What would become of each key, and the names of the list that no key has.
pub async fn ahead(
    access: &mut impl Access,
    adoption: &Adoption,
    now: DateTime<Utc>,
) -> Outcome<(Vec<Ahead>, Vec<String>)> {
    let keys = store::adoptions::pending(access, adoption.id, MOST_KEYS).await?;
    let mut known = known(access, adoption, &keys, now).await?;
    let missing = missing(adoption, &keys);
    let sorter = Sorter::new(&adoption.mapping);
    let mut all = Vec::with_capacity(keys.len());
    for key in keys {
        let (_, terms) = sorter.sort(&normal(&key.name));
        all.push(match terms {
            Some(terms) => decide(access, &mut known, key, terms).await?.0,
            None => Ahead::of(key, Fate::Left),
        });
    }
    Ok((all, missing))
}

impl Ahead {
    const fn of(found: FoundKey, fate: Fate) -> Self {
        Self { found, fate, name: None, seller: None, plan: None, customer: None, stopped: false }
    }
}

impl Outlook {
    fn add(&mut self, ahead: &Ahead, terms: &Terms, new_customer: bool) {
        let key = &ahead.found;
        self.adopts += 1;
        self.nameless += usize::from(key.name.trim().is_empty());
        self.customers += usize::from(new_customer);
        match (key.limit, terms.plan) {
            (Some(Traffic(..=0)), _) => self.stopped += 1,
            (Some(_), None) => self.limits += 1,
            (Some(_), Some(_)) => self.replaced += 1,
            (None, _) => {}
        }
        let wish = wished(&key.name, &key.remote_id);
        if let Some(name) = ahead.name.as_ref().filter(|name| **name != wish) {
            self.clashes.0 += 1;
            self.clashes.1.get_or_insert_with(|| (wish.clone(), name.clone()));
        }
        if ahead.stopped {
            self.over.0 += 1;
            if self.over.1.len() < NAMED {
                self.over.1.extend(ahead.name.clone());
            }
        }
    }

    /// What of it representatives may not have.
    fn sellers(
        &mut self,
        adoption: &Adoption,
        known: &Known,
        plans: BTreeMap<(Option<RepresentativeId>, PlanId), usize>,
    ) {
        for seller in known.sellers.values() {
            let (Some(name), Some(left)) = (&seller.name, seller.allowance.keys_left) else { continue };
            let left = usize::try_from(left).unwrap_or(0);
            if seller.keys > left {
                self.beyond.push((name.clone(), seller.keys, left));
            }
        }
        for seller in known.sellers.values().filter(|seller| seller.keys > 0) {
            let Some(name) = seller.name.clone().filter(|_| !seller.allowance.server(adoption.server)) else {
                continue;
            };
            self.not_theirs.push(NotTheirs { seller: name, plan: None, count: seller.keys });
        }
        for ((to, plan), count) in plans {
            let (Some(seller), Some((plan, _))) = (known.sellers.get(&to), known.plans.get(&plan)) else { continue };
            let Some(name) = seller.name.clone().filter(|_| !seller.allowance.plan(plan.id)) else { continue };
            self.not_theirs.push(NotTheirs { seller: name, plan: Some(plan.name.clone()), count });
        }
    }
}

/// The names of the list that no key has, as they were written.
fn missing(adoption: &Adoption, keys: &[FoundKey]) -> Vec<String> {
    let mapping = &adoption.mapping;
    let there: HashSet<String> = keys.iter().map(|key| normal(&key.name)).collect();
    let mut said = BTreeSet::new();
    let names = mapping.listed.iter().enumerate().filter(|(_, (name, _))| !there.contains(name) && said.insert(name));
    names.map(|(n, (name, _))| mapping.written.get(n).unwrap_or(name).clone()).collect()
}

fn unknown(adoption: &Adoption, keys: &[FoundKey]) -> (usize, Vec<String>) {
    let mut names = missing(adoption, keys);
    let count = names.len();
    names.truncate(NAMED);
    (count, names)
}

async fn known(access: &mut impl Access, adoption: &Adoption, keys: &[FoundKey], now: DateTime<Utc>) -> Outcome<Known> {
    let sorter = Sorter::new(&adoption.mapping);
    let (mut names, mut customers) = (BTreeMap::<_, Vec<String>>::new(), BTreeMap::<_, BTreeSet<&str>>::new());
    let mut plans = HashMap::new();
    for key in keys {
        let (_, Some(terms)) = sorter.sort(&normal(&key.name)) else { continue };
        let wish = store::keys::folded(&wished(&key.name, &key.remote_id));
        names.entry(terms.to).or_default().push(wish);
        if let Holder::Named(name) = &terms.holder {
            customers.entry(terms.to).or_default().insert(name);
        }
        if let Some(id) = terms.plan.filter(|id| !plans.contains_key(id))
            && let Some(plan) = store::plans::get(access, id).await?
        {
            let stops = store::usage::of_plan(access, id).await?.and_then(|(_, stops)| stops);
            plans.insert(id, (plan, stops));
        }
    }
    let mut sellers = BTreeMap::new();
    for (to, names) in names {
        let mut seller = Seller::default();
        if let Some(id) = to {
            let found = store::representatives::get(access, id).await?;
            if let Some(found) = found.filter(|found| found.state != RepresentativeState::Removed) {
                seller.allowance = representatives::allowance_of(access, &found).await?;
                seller.name = Some(found.name);
            }
        }
        seller.taken.extend(store::keys::names_taken(access, to, &names).await?);
        let asked: Vec<&str> = customers.remove(&to).unwrap_or_default().into_iter().collect();
        seller.customers.extend(store::customers::names_there(access, to, &asked).await?);
        sellers.insert(to, seller);
    }
    let rules = usage::rules(access).await?;
    Ok(Known { sellers, plans, house_stops: rules.stops, zone: rules.zone, now })
}

/// What would become of a key, and whether a customer is written down for it.
async fn decide(access: &mut impl Access, known: &mut Known, key: FoundKey, terms: &Terms) -> Outcome<(Ahead, bool)> {
    let not = |key, fate| Ok((Ahead::of(key, fate), false));
    let Some(seller) = known.sellers.get_mut(&terms.to) else { return not(key, Fate::NoSeller) };
    if terms.to.is_some() && seller.name.is_none() {
        return not(key, Fate::NoSeller);
    }
    let plan = match terms.plan.map(|id| known.plans.get(&id)) {
        None => None,
        Some(None) => return not(key, Fate::NoPlan),
        Some(Some(plan)) => Some(plan),
    };
    let mut customer = match &terms.holder {
        Holder::Nobody => None,
        Holder::One(id) => {
            let there = store::customers::get(access, Scope::House, *id).await?;
            match there.filter(|there| there.representative_id == terms.to) {
                Some(there) => Some(there.name),
                None => return not(key, Fate::NoCustomer),
            }
        }
        Holder::Each => Some(String::new()),
        Holder::Named(name) => Some(name.clone()),
    };
    seller.keys += 1;
    let keys = i64::try_from(seller.keys).unwrap_or(i64::MAX);
    if !seller.allowance.room_for(keys) {
        return not(key, Fate::Limit);
    }
    let wish = wished(&key.name, &key.remote_id);
    let (mut name, mut n) = (wish.clone(), 0);
    while !seller.taken.insert(store::keys::folded(&name)) {
        n += 1;
        name = marked(&wish, &key.remote_id, n);
    }
    if terms.holder == Holder::Each {
        customer = Some(name.clone());
    }
    let customer: Option<String> = customer.map(|name| name.chars().take(customer::NAME_MAX).collect());
    // One for each key is written down whoever is there already; others only where nobody is called so.
    let there = customer.clone().is_none_or(|name| !seller.customers.insert(name));
    let new = match terms.holder {
        Holder::Each => true,
        Holder::Named(_) => !there,
        Holder::Nobody | Holder::One(_) => false,
    };
    let (suspended, limit) = suspended_there(key.limit);
    let quota = plan.map_or(limit, |(plan, _)| plan.quota);
    // With a plan all begins now; without one, what the server holds against the limit counts.
    let counted = if plan.is_none() { key.moved.unwrap_or_default() } else { Traffic(0) };
    let stops = plan.and_then(|(_, stops)| *stops).unwrap_or(known.house_stops);
    let ends = plan.and_then(|(plan, _)| plan.lifetime.ends(known.now, None));
    let stopped = !suspended && stopped_at_once((quota, counted, stops), ends, known.now);
    let (seller, plan) = (seller.name.clone(), plan.map(|(plan, _)| plan.name.clone()));
    Ok((Ahead { found: key, fate: Fate::Adopted, name: Some(name), seller, plan, customer, stopped }, new))
}
