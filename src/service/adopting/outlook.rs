//! What would come of an adoption: each key's fate as it would be now, by the rules of `take`, and what of it is worth
//! knowing before. Read only.
//!
//! Others may change something in between, so each key is decided about once more when it is taken over.

use super::{
    names::{marked, normal, wished},
    overview::{MOST_KEYS, Overview, overview},
    wants::{Wants, customer_of},
};
use crate::{
    domain::{
        adoption::{Fate, Holder, LIMIT_PERIOD, Sorter, Terms, is_meant, stopped_at_once, suspended_there},
        ids::{PlanId, RepresentativeId},
        representative::{Allowance, RepresentativeState},
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
    /// Whose it is to be; `None`: the house's. This and the next two are what is wanted, also where it can't be done.
    pub seller: Option<String>,
    /// Its plan.
    pub plan: Option<String>,
    /// Who is to hold it.
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
    wants: Wants,
    /// Whether a plan's used up quota stops a key, where the plan says so itself.
    stops: HashMap<PlanId, Option<bool>>,
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
        let (_, terms) = sorter.sort(&normal(&key.name), &key.remote_id);
        let Some(terms) = terms else { continue };
        let (ahead, new_customer) = decide(&mut known, key, terms);
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

/// What would become of each key; what the list names and no key is comes last, as gone.
pub async fn ahead(access: &mut impl Access, adoption: &Adoption, now: DateTime<Utc>) -> Outcome<Vec<Ahead>> {
    let keys = store::adoptions::pending(access, adoption.id, MOST_KEYS).await?;
    let mut known = known(access, adoption, &keys, now).await?;
    let missing = missing(adoption, &keys);
    let sorter = Sorter::new(&adoption.mapping);
    let mut all = Vec::with_capacity(keys.len() + missing.len());
    for key in keys {
        let (_, terms) = sorter.sort(&normal(&key.name), &key.remote_id);
        all.push(match terms {
            Some(terms) => decide(&mut known, key, terms).0,
            None => Ahead::of(key, Fate::Left),
        });
    }
    for (found, terms) in missing {
        let (seller, plan, customer) = known.wants.of_key(terms, (&found.name, &found.remote_id));
        all.push(Ahead { seller, plan, customer, ..Ahead::of(found, Fate::Gone) });
    }
    Ok(all)
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
            let (Some(seller), Some(plan)) = (known.sellers.get(&to), known.wants.plans.get(&plan)) else { continue };
            let Some(name) = seller.name.clone().filter(|_| !seller.allowance.plan(plan.id)) else { continue };
            self.not_theirs.push(NotTheirs { seller: name, plan: Some(plan.name.clone()), count });
        }
    }
}

/// What the list names, as it was written, and wants something of, and no key is.
fn missing<'a>(adoption: &'a Adoption, keys: &[FoundKey]) -> Vec<(FoundKey, &'a Terms)> {
    let names: Vec<String> = keys.iter().map(|key| normal(&key.name)).collect();
    let ids: HashMap<&str, &str> = keys.iter().zip(&names).map(|(key, name)| (&*key.remote_id, &**name)).collect();
    let names: HashSet<&str> = names.iter().map(String::as_str).collect();
    let there = |name: &str, id: &str| match ids.get(id) {
        _ if id.is_empty() => names.contains(name),
        Some(known) => is_meant((name, id), (known, id)),
        None => false,
    };
    let mut said = BTreeSet::new();
    let entries = adoption.mapping.entries().filter(|(name, id, _, _)| !there(name, id) && said.insert((*name, *id)));
    let found = |id: &str, name: &str| FoundKey { remote_id: id.into(), name: name.into(), limit: None, moved: None };
    entries.filter_map(|(_, id, terms, written)| Some((found(id, written), terms?))).collect()
}

fn unknown(adoption: &Adoption, keys: &[FoundKey]) -> (usize, Vec<String>) {
    let missing = missing(adoption, keys);
    let named =
        |found: &FoundKey| if found.name.is_empty() { wished("", &found.remote_id) } else { found.name.clone() };
    (missing.len(), missing.iter().take(NAMED).map(|(found, _)| named(found)).collect())
}

async fn known(access: &mut impl Access, adoption: &Adoption, keys: &[FoundKey], now: DateTime<Utc>) -> Outcome<Known> {
    let sorter = Sorter::new(&adoption.mapping);
    let (mut names, mut customers) = (BTreeMap::<_, Vec<String>>::new(), BTreeMap::<_, BTreeSet<&str>>::new());
    let wants = Wants::of(access, &adoption.mapping).await?;
    for key in keys {
        let (_, Some(terms)) = sorter.sort(&normal(&key.name), &key.remote_id) else { continue };
        let wish = store::keys::folded(&wished(&key.name, &key.remote_id));
        names.entry(terms.to).or_default().push(wish);
        if let Holder::Named(name) = &terms.holder {
            customers.entry(terms.to).or_default().insert(name);
        }
    }
    let mut stops = HashMap::new();
    for id in wants.plans.keys() {
        stops.insert(*id, store::usage::of_plan(access, *id).await?.and_then(|(_, stops)| stops));
    }
    let mut sellers = BTreeMap::new();
    for (to, names) in names {
        let mut seller = Seller::default();
        if let Some(id) = to {
            let found = wants.sellers.get(&id);
            if let Some(found) = found.filter(|found| found.state != RepresentativeState::Removed) {
                seller.allowance = representatives::allowance_of(access, found).await?;
                seller.name = Some(found.name.clone());
            }
        }
        seller.taken.extend(store::keys::names_taken(access, to, &names).await?);
        let asked: Vec<&str> = customers.remove(&to).unwrap_or_default().into_iter().collect();
        seller.customers.extend(store::customers::names_there(access, to, &asked).await?);
        sellers.insert(to, seller);
    }
    let rules = usage::rules(access).await?;
    Ok(Known { sellers, wants, stops, house_stops: rules.stops, zone: rules.zone, now })
}

impl Known {
    /// The seller, who has one key more then, or why it can't be theirs.
    fn seller(&mut self, terms: &Terms) -> Result<&mut Seller, Fate> {
        let seller = self.sellers.get_mut(&terms.to).ok_or(Fate::NoSeller)?;
        if terms.to.is_some() && seller.name.is_none() {
            return Err(Fate::NoSeller);
        }
        if terms.plan.is_some_and(|id| !self.wants.plans.contains_key(&id)) {
            return Err(Fate::NoPlan);
        }
        if let Holder::One(id) = terms.holder
            && self.wants.customers.get(&id).is_none_or(|there| there.representative_id != terms.to)
        {
            return Err(Fate::NoCustomer);
        }
        seller.keys += 1;
        let keys = i64::try_from(seller.keys).unwrap_or(i64::MAX);
        if seller.allowance.room_for(keys) { Ok(seller) } else { Err(Fate::Limit) }
    }

    /// Whether a key would be stopped as soon as it is taken over.
    fn stopped(&self, key: &FoundKey, terms: &Terms) -> bool {
        let plan = terms.plan.and_then(|id| self.wants.plans.get(&id));
        let (suspended, limit) = suspended_there(key.limit);
        let quota = plan.map_or(limit, |plan| plan.quota);
        // With a plan all begins now; without one, what the server holds against the limit counts.
        let counted = if plan.is_none() { key.moved.unwrap_or_default() } else { Traffic(0) };
        let stops = plan.and_then(|plan| self.stops.get(&plan.id).copied().flatten()).unwrap_or(self.house_stops);
        let ends = plan.and_then(|plan| plan.lifetime.ends(self.now, None));
        !suspended && stopped_at_once((quota, counted, stops), ends, self.now)
    }
}

/// What would become of a key, and whether a customer is written down for it.
fn decide(known: &mut Known, key: FoundKey, terms: &Terms) -> (Ahead, bool) {
    let (seller, plan, customer) = known.wants.of_key(terms, (&key.name, &key.remote_id));
    let stopped = known.stopped(&key, terms);
    let mut ahead = Ahead { seller, plan, customer, ..Ahead::of(key, Fate::Adopted) };
    let seller = match known.seller(terms) {
        Ok(seller) => seller,
        Err(fate) => return (Ahead { fate, ..ahead }, false),
    };
    let key = &ahead.found;
    let wish = wished(&key.name, &key.remote_id);
    let (mut name, mut n) = (wish.clone(), 0);
    while !seller.taken.insert(store::keys::folded(&name)) {
        n += 1;
        name = marked(&wish, &key.remote_id, n);
    }
    if terms.holder == Holder::Each {
        ahead.customer = Some(customer_of(&name));
    }
    // One for each key is written down whoever is there already; others only where nobody is called so.
    let there = ahead.customer.clone().is_none_or(|name| !seller.customers.insert(name));
    let new = match terms.holder {
        Holder::Each => true,
        Holder::Named(_) => !there,
        Holder::Nobody | Holder::One(_) => false,
    };
    (Ahead { name: Some(name), stopped, ..ahead }, new)
}
