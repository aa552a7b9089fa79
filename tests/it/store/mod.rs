//! Every function of the store, on both databases.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod adoptions;
mod audit;
mod batches;
mod chats;
mod customers;
mod ground;
mod invitations;
mod key_changes;
mod key_lists;
mod key_sync;
mod money;
mod notices;
mod people;
mod queues;
mod schema;
mod servers;
mod upgrade;
mod usage;
mod work;

use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    domain::{
        ids::{ChatId, KeyId, PersonId, PlanId, RepresentativeId, ServerId},
        money::{Currency, Money},
        person::{Language, Reading},
        plan::{Lifetime, PlanDraft},
        role::{Role, Scope},
        server::{Health, ServerKind},
        traffic::Traffic,
    },
    store::{self, Db, Result, Tx, keys, plans},
};

/// So many seconds after a fixed time.
fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 123_456_000).unwrap() + TimeDelta::seconds(seconds)
}

/// `Ok` of the store's own kind, which a transaction's body may end with.
#[expect(clippy::unnecessary_wraps, reason = "it says the error's type")]
fn fine<T>(value: T) -> Result<T> {
    Ok(value)
}

async fn person(tx: &mut Tx, chat: i64, role: Role) -> Result<PersonId> {
    let reading = Reading::usual(Language::En);
    let new =
        store::people::NewPerson { chat: ChatId(chat), name: "Person", username: None, role, reading, now: at(0) };
    store::people::insert(tx, &new).await
}

async fn server(tx: &mut Tx, uid: &str) -> Result<ServerId> {
    let new = store::servers::NewServer {
        name: uid,
        kind: ServerKind::Outline,
        secret: b"sealed".to_vec(),
        remote_uid: uid,
        address: uid,
        host: "203.0.113.7",
        health: Health::Up,
        latency_ms: Some(12),
        remote_version: Some("1.12.0"),
        remote_keys: Some(0),
        now: at(0),
    };
    store::servers::insert(tx, &new).await.map(|id| id.expect("a new server"))
}

fn draft() -> PlanDraft {
    PlanDraft {
        name: "Month".into(),
        lifetime: Lifetime::Days(30),
        quota: Some(Traffic::gb(50)),
        price: Money::new(500, Currency::parse("EUR").unwrap()),
    }
}

fn key(server: ServerId, remote_id: &str) -> keys::NewKey<'_> {
    keys::NewKey {
        server,
        plan: None,
        representative: None,
        made_by: None,
        name: remote_id,
        remote_id,
        lifetime: Lifetime::Unlimited,
        expires_at: None,
        quota: None,
        now: at(0),
    }
}

async fn live(tx: &mut Tx, new: &keys::NewKey<'_>) -> Result<KeyId> {
    let id = keys::insert(tx, new).await?.expect("a new key");
    let synced = keys::Synced { rev: 1, access_url: None, at: at(1) };
    assert!(keys::mark_synced(tx, id, &synced).await?);
    Ok(id)
}

/// A house with a server, a plan and two representatives, each with a key; the house has one, too.
struct House {
    server: ServerId,
    plan: PlanId,
    first: RepresentativeId,
    second: RepresentativeId,
    own_key: KeyId,
    first_key: KeyId,
    second_key: KeyId,
}

async fn house(db: &Db) -> House {
    claviger::in_tx!(db, |tx| {
        let server = server(tx, "one").await?;
        let plan = plans::insert(tx, &draft(), at(0)).await?;
        let mut sellers = Vec::new();
        for chat in [11, 12] {
            let person = person(tx, chat, Role::Representative).await?;
            sellers.push(store::people::insert_representative(tx, "Seller", Some(person), at(0)).await?.unwrap());
        }
        let own_key = live(tx, &key(server, "own")).await?;
        let of = |seller, remote_id| keys::NewKey { representative: Some(seller), ..key(server, remote_id) };
        let first_key = live(tx, &of(sellers[0], "first")).await?;
        let second_key = live(tx, &of(sellers[1], "second")).await?;
        let (first, second) = (sellers[0], sellers[1]);
        fine(House { server, plan, first, second, own_key, first_key, second_key })
    })
    .unwrap()
}

impl House {
    const fn of_first(&self) -> Scope {
        Scope::Representative(self.first)
    }
}
