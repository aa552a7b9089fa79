//! The demo's small business: its people, plans, customers and keys, as sample data over two months.
//!
//! Written through the same use cases as everything else, at the times at which things happened; what these announced to
//! people is taken out of the queue again, so that the demo begins with clean chats.

use super::{
    past::{self, Past},
    world::DemoWorld,
};
use crate::{
    domain::{
        ids::{ChatId, CustomerId, PersonId, PlanId, RepresentativeId, ServerId},
        key::Key,
        money::{Currency, Money},
        person::{Language, Reading},
        plan::{Lifetime, PlanDraft, PlanState},
        quota::QuotaPeriod,
        role::{Actor, Role, Scope},
        traffic::Traffic,
    },
    ports::{RemoteKey, ServerFacts},
    service::{
        Env, Outcome, customers,
        house::{self, HouseChange},
        key_life,
        keys::{self, KeyChange},
        plans, servers, sync, usage,
    },
    store::{self, Db, Tx},
    text::fold,
};
use chrono::{DateTime, TimeDelta, Utc};

/// The owner's chat.
pub const OWNER: i64 = 5_000_000_001;
/// The representative's chat.
pub const REPRESENTATIVE: i64 = 5_000_000_002;
/// The customer's chat.
pub const CUSTOMER: i64 = 5_000_000_003;
/// A group that the owner may take the bot into.
pub const GROUP: i64 = -1_005_000_000_004;

/// How long the business has been there, in days.
const AGE: i64 = 62;

/// A key of the business: its name, its plan by number, how many days ago it was made.
type Sold = (&'static str, usize, i64);

/// The house's own.
const HOUSE: [Sold; 14] = [
    ("omar-phone", 3, 60),
    ("omar-laptop", 3, 60),
    ("office-router", 3, 58),
    ("kiosk-0003", 1, 55),
    ("lena-0001", 0, 27),
    ("jonas-0002", 0, 24),
    ("marta-0004", 2, 40),
    ("felix-0005", 0, 29),
    ("nina-0006", 1, 20),
    ("emre-0007", 0, 12),
    ("aylin-0008", 2, 9),
    ("paul-0009", 0, 5),
    ("vera-0010", 1, 3),
    ("old-router", 0, 50),
];
/// Sara's shop's.
const SARA: [Sold; 20] = [
    ("sara-0001", 0, 28),
    ("sara-0002", 0, 26),
    ("phone-7", 0, 18),
    ("mina-0003", 1, 33),
    ("mina-tablet", 0, 11),
    ("reza-0004", 2, 52),
    ("arash-0005", 0, 25),
    ("leila-0006", 1, 41),
    ("parsa-0007", 0, 23),
    ("shirin-0008", 2, 37),
    ("kian-0009", 0, 21),
    ("yasmin-0010", 0, 16),
    ("bahar-0011", 1, 14),
    ("amir-0012", 0, 13),
    ("نگار-۱۳", 0, 10),
    ("tara-0014", 2, 8),
    ("sina-0015", 0, 6),
    ("roya-0016", 0, 4),
    ("dara-0017", 0, 2),
    ("old-phone", 0, 47),
];
/// Reza Mobile's.
const REZA: [Sold; 14] = [
    ("rm-101", 0, 29),
    ("rm-102", 0, 27),
    ("rm-103", 2, 59),
    ("rm-104", 1, 35),
    ("rm-105", 0, 22),
    ("rm-106", 0, 19),
    ("rm-107", 2, 30),
    ("rm-108", 0, 17),
    ("rm-109", 1, 15),
    ("rm-110", 0, 9),
    ("rm-111", 0, 7),
    ("rm-112", 2, 6),
    ("rm-113", 0, 3),
    ("rm-114", 0, 1),
];
/// Kiosk Lindner's.
const LINDNER: [Sold; 7] = [
    ("kiosk-a", 2, 56),
    ("kiosk-b", 0, 28),
    ("kiosk-c", 1, 31),
    ("kiosk-d", 0, 14),
    ("kiosk-e", 0, 8),
    ("kiosk-f", 2, 5),
    ("kiosk-g", 0, 2),
];
/// Café Nordlicht's.
const CAFE: [Sold; 5] =
    [("tisch-1", 3, 45), ("tisch-2", 3, 45), ("bar", 3, 44), ("terrasse", 1, 20), ("personal", 0, 11)];

/// Customers: whose, by the number of the seller (0 is the house), their name, and the names of their keys.
const CUSTOMERS: [(usize, &str, &[&str]); 12] = [
    (0, "Lena Vogel", &["lena-0001"]),
    (0, "Jonas Brandt", &["jonas-0002"]),
    (0, "Marta Kowalski", &["marta-0004"]),
    (0, "Emre Yıldız", &["emre-0007"]),
    (1, "مینا", &["phone-7", "mina-0003", "mina-tablet"]),
    (1, "Leila Azadi", &["leila-0006"]),
    (1, "پارسا", &["parsa-0007"]),
    (1, "Kian R.", &["kian-0009"]),
    (1, "نگار", &["نگار-۱۳"]),
    (2, "Fatih", &["rm-103", "rm-104"]),
    (2, "Hamid", &["rm-107"]),
    (3, "Frau Lindner", &["kiosk-a"]),
];
/// How much of its quota a key has used, in percent, where that is to be seen.
const USED: [(&str, i64); 6] =
    [("kian-0009", 93), ("jonas-0002", 84), ("rm-105", 100), ("sara-0002", 100), ("kiosk-c", 97), ("phone-7", 62)];
/// Stopped by a person.
const SUSPENDED: [&str; 2] = ["felix-0005", "arash-0005"];

/// Writes the sample house, on the servers of that world which belong to it.
pub async fn fill(db: &Db, env: &Env, world: &DemoWorld, found: &[(String, ServerFacts)]) -> Outcome<()> {
    let now = env.clock.now();
    // In one transaction: the service runs already, and would tell people of things that happened two months ago.
    crate::in_tx!(db, |tx| all(tx, env, world, found, now).await)?;
    env.signals.jobs.notify_one();
    Ok(())
}

async fn all(
    tx: &mut Tx,
    env: &Env,
    world: &DemoWorld,
    found: &[(String, ServerFacts)],
    now: DateTime<Utc>,
) -> Outcome<()> {
    let ids = founded(tx, env, found, now - TimeDelta::days(AGE)).await?;
    let lists = [&HOUSE[..], &SARA, &REZA, &LINDNER, &CAFE];
    let mut pasts = Vec::new();
    for (seller, (list, representative)) in lists.into_iter().zip(&ids.sellers).enumerate() {
        for (n, one) in list.iter().enumerate() {
            let place = (seller + n) % ids.servers.len().max(1);
            pasts.extend(sold(tx, env, world, &ids, (place, *representative), *one, now).await?);
        }
    }
    past::write(tx, world, &ids.servers, pasts, now).await?;
    since(tx, env, &ids, now).await
}

/// What the business is made of.
struct Ids {
    servers: Vec<ServerId>,
    plans: Vec<PlanId>,
    /// The house itself, and its representatives.
    sellers: Vec<Option<RepresentativeId>>,
    owner: PersonId,
    sara: PersonId,
    mina: PersonId,
}

/// People, settings, servers, plans and representatives, on the first day.
async fn founded(tx: &mut Tx, env: &Env, found: &[(String, ServerFacts)], began: DateTime<Utc>) -> Outcome<Ids> {
    let actor = Actor::Machine;
    let owner = person(tx, OWNER, "Omar", Role::Owner, Language::En, began).await?;
    let sara = person(tx, REPRESENTATIVE, "Sara", Role::Representative, Language::En, began).await?;
    let mina = person(tx, CUSTOMER, "مینا", Role::Customer, Language::Fa, began).await?;
    for change in [
        HouseChange::Name("Nord Access".to_owned()),
        HouseChange::Currency(Currency::EUR),
        HouseChange::Zone(chrono_tz::Tz::Europe__Berlin),
    ] {
        house::change(tx, &actor, change, began).await?;
    }
    house::setup_over(tx, &actor, true, began).await?;
    let mut servers = Vec::new();
    for (paste, facts) in found {
        let Ok(access) = env.drivers.read_paste(paste) else { continue };
        servers.push(servers::add(tx, env, &actor, &access, facts, began).await?);
    }
    let plans = offers(tx, &actor, began).await?;
    let mut sellers = vec![None];
    for (name, of) in
        [("Sara’s shop", Some(sara)), ("Reza Mobile", None), ("Kiosk Lindner", None), ("Café Nordlicht", None)]
    {
        sellers.push(store::people::insert_representative(tx, name, of, began).await?);
    }
    Ok(Ids { servers, plans, sellers, owner, sara, mina })
}

async fn person(
    tx: &mut Tx,
    chat: i64,
    name: &str,
    role: Role,
    language: Language,
    now: DateTime<Utc>,
) -> Outcome<PersonId> {
    let reading = Reading::usual(language);
    let new = store::people::NewPerson { chat: ChatId(chat), name, username: None, role, reading, now };
    Ok(store::people::insert(tx, &new).await?)
}

async fn offers(tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Outcome<Vec<PlanId>> {
    let mut ids = Vec::new();
    for (name, lifetime, quota, cents) in [
        ("50 GB · 30 days", Lifetime::Days(30), Some(Traffic::gb(50)), 500),
        ("100 GB · 60 days", Lifetime::DaysFromFirstUse(60), Some(Traffic::gb(100)), 900),
        ("Unlimited · 90 days", Lifetime::Days(90), None, 2_400),
        ("200 GB a month · a year", Lifetime::Days(365), Some(Traffic::gb(200)), 9_000),
        ("30 GB · 30 days", Lifetime::Days(30), Some(Traffic::gb(30)), 350),
    ] {
        let price = Money::new(cents, Currency::EUR);
        let draft = PlanDraft { name: name.to_owned(), lifetime, quota, price };
        ids.push(plans::create(tx, actor, &draft, now).await?);
    }
    usage::set_plan_period(tx, actor, ids[3], QuotaPeriod::Month, now).await?;
    plans::set_state(tx, actor, ids[4], 1, PlanState::Archived, now).await?;
    Ok(ids)
}

/// Makes a key at the time at which it was sold, here and on its server.
async fn sold(
    tx: &mut Tx,
    env: &Env,
    world: &DemoWorld,
    ids: &Ids,
    (place, representative): (usize, Option<RepresentativeId>),
    (name, plan, days): Sold,
    now: DateTime<Utc>,
) -> Outcome<Option<Past>> {
    let made = now - TimeDelta::days(days) - TimeDelta::minutes(97 * days % 600);
    let Some(plan) = store::plans::get(tx, ids.plans[plan]).await? else { return Ok(None) };
    let remote_id = env.chance.below(1 << 53).to_string();
    let new = store::keys::NewKey {
        server: ids.servers[place],
        plan: Some(plan.id),
        representative,
        made_by: Some(if representative == ids.sellers[1] { ids.sara } else { ids.owner }),
        name,
        remote_id: &remote_id,
        lifetime: plan.lifetime,
        expires_at: plan.lifetime.ends(made, None),
        quota: plan.quota,
        now: made,
    };
    let Some(id) = store::keys::insert(tx, &new).await? else { return Ok(None) };
    store::search::set_terms(tx, "key", id.0, &fold::terms(name)).await?;
    let Some(wanted) = sync::wanted(tx, env, id).await? else { return Ok(None) };
    let Some(spec) = &wanted.spec else { return Ok(None) };
    let access_url = world.put_key(place, &spec.id, &spec.name, spec.limit.map(|limit| limit.0));
    let remote = RemoteKey { id: spec.id.clone(), name: spec.name.clone(), limit: spec.limit, access_url };
    sync::confirmed(tx, env, &wanted, Some(&remote), made).await?;
    let percent = USED.iter().find(|(of, _)| *of == name).map(|(_, percent)| *percent);
    Ok(Some(Past { key: id, server: place, remote_id, made, ends: wanted.key.expires_at, quota: plan.quota, percent }))
}

/// What happened since: customers, keys that ended, that were stopped, or used up.
async fn since(tx: &mut Tx, env: &Env, ids: &Ids, now: DateTime<Utc>) -> Outcome<()> {
    let owner = acting(ids.owner, OWNER, Role::Owner);
    let all = store::keys::list(tx, Scope::House, &store::keys::KeyFilter::default(), None, 500).await?;
    let named = |name: &str| all.iter().find(|row| row.key.name == name).map(|row| &row.key);
    for (seller, name, held) in CUSTOMERS {
        let person = (name == "مینا").then_some(ids.mina);
        let made = store::customers::insert(tx, ids.sellers[seller], name, person, now - TimeDelta::days(30)).await?;
        let Some(customer) = made else { continue };
        known(tx, customer, name).await?;
        for key in held.iter().filter_map(|name| named(name)) {
            customers::give_key(tx, &Actor::Machine, (key.id, key.version), Some(customer), now - TimeDelta::days(2))
                .await?;
        }
    }
    let mut ends: Vec<DateTime<Utc>> =
        all.iter().filter_map(|row| row.key.expires_at).filter(|end| *end < now).collect();
    ends.sort_unstable();
    for end in ends {
        key_life::expire(tx, env, end + TimeDelta::minutes(1), 50).await?;
    }
    for name in SUSPENDED {
        let Some(key) = named(name) else { continue };
        let Some(key) = store::keys::get(tx, Scope::House, key.id).await? else { continue };
        keys::change(tx, env, &owner, (key.id, key.version), &KeyChange::Suspend, now - TimeDelta::days(1)).await?;
    }
    let rules = usage::rules(tx).await?;
    for Key { id, .. } in all.iter().map(|row| &row.key) {
        usage::look(tx, env, &rules, *id, now - TimeDelta::minutes(5)).await?;
    }
    quiet(tx, now).await
}

async fn known(tx: &mut Tx, customer: CustomerId, name: &str) -> Outcome<()> {
    Ok(store::search::set_terms(tx, "customer", customer.0, &fold::terms(name)).await?)
}

const fn acting(id: PersonId, chat: i64, role: Role) -> Actor {
    Actor::Person { id, role, scope: Scope::House, chat: ChatId(chat), freedom: crate::domain::role::Freedom::Full }
}

/// Takes out of the queue what all that would announce now.
async fn quiet(tx: &mut Tx, now: DateTime<Utc>) -> Outcome<()> {
    let later = now + TimeDelta::days(1);
    loop {
        let waiting = store::outbox::claim(tx, "demo", later, later, 500).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for message in waiting {
            store::outbox::sent(tx, &[message.id], 0, now).await?;
        }
    }
}
