//! The demo's small business: its people, plans and keys, as sample data.
//!
//! Written through the same use cases as everything else; only what the use cases would announce to the people in their
//! chats is written past them, so that the demo begins with clean chats.

use crate::{
    domain::{
        ids::{ChatId, PlanId, RepresentativeId, ServerId},
        job::JobKind,
        money::{Currency, Money},
        person::{Language, Reading},
        plan::{Lifetime, PlanDraft},
        role::{Actor, Role},
        traffic::Traffic,
    },
    ports::ServerFacts,
    service::{
        Env, Error, Outcome,
        house::{self, HouseChange},
        plans, servers,
    },
    store::{self, Db, Tx},
    text::fold,
};
use chrono::{DateTime, Utc};

/// The owner's chat.
pub const OWNER: i64 = 5_000_000_001;
/// The representative's chat.
pub const REPRESENTATIVE: i64 = 5_000_000_002;
/// The customer's chat.
pub const CUSTOMER: i64 = 5_000_000_003;
/// A group that the owner may take the bot into.
pub const GROUP: i64 = -1_005_000_000_004;

/// Names of the house's own keys, and of the representative's.
const HOUSE_KEYS: [&str; 12] = [
    "omar-phone",
    "omar-laptop",
    "lena-0001",
    "jonas-0002",
    "office-router",
    "kiosk-0003",
    "marta-0004",
    "felix-0005",
    "nina-0006",
    "emre-0007",
    "aylin-0008",
    "test-0009",
];
const SOLD_KEYS: [&str; 12] = [
    "sara-0001",
    "sara-0002",
    "phone-7",
    "mina-0003",
    "reza-0004",
    "arash-0005",
    "leila-0006",
    "parsa-0007",
    "shirin-0008",
    "kian-0009",
    "yasmin-0010",
    "bahar-0011",
];

/// Writes the sample house, on the servers that `pastes` reach.
pub async fn fill(db: &Db, env: &Env, pastes: &[(String, ServerFacts)]) -> Outcome<()> {
    let now = env.clock.now();
    let access: Vec<_> =
        pastes.iter().filter_map(|(paste, facts)| Some((env.drivers.read_paste(paste).ok()?, facts))).collect();
    crate::in_tx!(db, |tx| {
        async {
            people(tx, now).await?;
            let actor = Actor::Machine;
            for change in [
                HouseChange::Name("Nord Access".to_owned()),
                HouseChange::Currency(Currency::EUR),
                HouseChange::Zone(chrono_tz::Tz::Europe__Berlin),
            ] {
                house::change(tx, &actor, change, now).await?;
            }
            house::setup_over(tx, &actor, true, now).await?;
            let seller = store::people::by_chat(tx, ChatId(REPRESENTATIVE)).await?.map(|p| p.id);
            let representative = store::people::insert_representative(tx, "Sara’s shop", seller, now).await?;
            let plans = offers(tx, &actor, now).await?;
            let mut ids = Vec::new();
            for (access, facts) in &access {
                ids.push(servers::add(tx, env, &actor, access, facts, now).await?);
            }
            keys(tx, env, &ids, &plans, None, &HOUSE_KEYS, now).await?;
            keys(tx, env, &ids, &plans, representative, &SOLD_KEYS, now).await?;
            Ok::<_, Error>(())
        }
        .await
    })?;
    env.signals.jobs.notify_one();
    Ok(())
}

async fn people(tx: &mut Tx, now: DateTime<Utc>) -> Outcome<()> {
    for (chat, name, role, language) in [
        (OWNER, "Omar", Role::Owner, Language::En),
        (REPRESENTATIVE, "Sara", Role::Representative, Language::En),
        (CUSTOMER, "مینا", Role::Customer, Language::Fa),
    ] {
        let reading = Reading::usual(language);
        let new = store::people::NewPerson { chat: ChatId(chat), name, username: None, role, reading, now };
        store::people::insert(tx, &new).await?;
    }
    Ok(())
}

async fn offers(tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Outcome<Vec<PlanId>> {
    let mut ids = Vec::new();
    for (name, lifetime, quota, cents) in [
        ("50 GB · 30 days", Lifetime::Days(30), Some(Traffic::gb(50)), 500),
        ("100 GB · 60 days", Lifetime::DaysFromFirstUse(60), Some(Traffic::gb(100)), 900),
        ("Unlimited · 30 days", Lifetime::Days(30), None, 1_200),
    ] {
        let price = Money::new(cents, Currency::EUR);
        let draft = PlanDraft { name: name.to_owned(), lifetime, quota, price };
        ids.push(plans::create(tx, actor, &draft, now).await?);
    }
    Ok(ids)
}

async fn keys(
    tx: &mut Tx,
    env: &Env,
    servers: &[ServerId],
    plans: &[PlanId],
    representative: Option<RepresentativeId>,
    names: &[&str],
    now: DateTime<Utc>,
) -> Outcome<()> {
    for ((name, server), plan) in names.iter().zip(servers.iter().cycle()).zip(plans.iter().cycle()) {
        let Some(found) = store::plans::get(tx, *plan).await? else { continue };
        let remote_id = env.chance.below(1 << 53).to_string();
        let new = store::keys::NewKey {
            server: *server,
            plan: Some(*plan),
            representative,
            // Nobody in particular: its maker would be sent a picture of each.
            made_by: None,
            name,
            remote_id: &remote_id,
            lifetime: found.lifetime,
            expires_at: found.lifetime.ends(now, None),
            quota: found.quota,
            now,
        };
        let Some(key) = store::keys::insert(tx, &new).await? else { continue };
        store::search::set_terms(tx, "key", key.0, &fold::terms(name)).await?;
        store::jobs::enqueue(tx, &JobKind::SyncKey { key }, now, now).await?;
    }
    Ok(())
}
