//! A house with servers in memory, moved by hand: traffic, time, jobs.
//!
//! Jobs run one after another, as the worker runs them.

use super::fake::{Fake, Fakes};
use crate::harness::{clock::ManualClock, db::folder};
use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    app::{Parts, SystemChance, open},
    config,
    domain::{
        ids::{ChatId, KeyId, PersonId, ServerId},
        job::JobKind,
        key::Key,
        person::{Language, Reading},
        plan::Lifetime,
        quota::QuotaPeriod,
        role::{Actor, Role, Scope},
        server::{Health, ServerKind},
        traffic::Traffic,
    },
    in_tx,
    jobs::{Bench, worker},
    ports::Clock,
    service::{
        Env,
        keys::{self, KeyChange},
        servers,
        usage::{self, KeyUsage, QuotaChange},
    },
    store::{self, Db},
};
use secrecy::SecretString;
use std::{collections::HashMap, sync::Arc};

/// The owner's chat.
pub const OWNER: i64 = 70;

/// The house.
pub struct World {
    pub clock: Arc<ManualClock>,
    pub db: Db,
    pub env: Env,
    pub bench: Bench,
    pub servers: Vec<(ServerId, Fake)>,
    pub owner: PersonId,
    fakes: Arc<Fakes>,
}

/// What a key is to be.
#[derive(Clone, Copy)]
pub struct Wish {
    pub quota: Option<i64>,
    pub period: QuotaPeriod,
    pub stops: bool,
    pub lifetime: Lifetime,
}

/// A quota in all that stops.
pub const fn quota(gb: i64) -> Wish {
    Wish { quota: Some(gb * Traffic::GB), period: QuotaPeriod::Total, stops: true, lifetime: Lifetime::Unlimited }
}

impl World {
    /// A house on that database, at nine o'clock in Tehran.
    pub async fn new(url: &str) -> Self {
        let dir = folder();
        let settings: HashMap<String, String> = [
            ("TELEGRAM_BOT_TOKEN", "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("DATABASE_URL", url),
            ("DATA_DIR", &dir.display().to_string()),
            ("TIME_ZONE", "Asia/Tehran"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let config = config::read(|name| settings.get(name).cloned()).unwrap();
        let clock = ManualClock::new();
        // Tomorrow, at nine in Tehran: what is tried here lies in one day, whenever it is tried.
        let tomorrow = clock.now().date_naive() + chrono::Days::new(1);
        clock.reach(tomorrow.and_hms_opt(5, 30, 0).unwrap().and_utc());
        clock.leap(true);
        let opened = open(&config, &Parts { clock: clock.clone(), chance: Arc::new(SystemChance) }).await.unwrap();
        let _ = std::fs::remove_dir_all(dir);
        let fakes = Arc::new(Fakes::default());
        let env = Env { drivers: fakes.clone(), ..opened.env };
        let now = clock.now();
        let new = store::people::NewPerson {
            chat: ChatId(OWNER),
            name: "Omar",
            username: None,
            role: Role::Owner,
            reading: Reading::usual(Language::En),
            now,
        };
        let owner = in_tx!(opened.db, |tx| store::people::insert(tx, &new).await).unwrap();
        let bench = Bench::new(opened.db.clone(), env.clone());
        Self { clock, db: opened.db, env, bench, servers: Vec::new(), owner, fakes }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Adds a server.
    pub async fn server(&mut self, name: &str) -> usize {
        let fake = Fake::new(self.clock.clone());
        self.fakes.0.lock().unwrap().insert(name.to_owned(), fake.clone());
        let new = store::servers::NewServer {
            name,
            kind: ServerKind::Outline,
            secret: servers::seal(&self.env, &SecretString::from(name.to_owned())),
            remote_uid: name,
            host: "h",
            address: "h:1",
            health: Health::Up,
            latency_ms: None,
            remote_version: None,
            remote_keys: None,
            now: self.now(),
        };
        let id = in_tx!(self.db, |tx| store::servers::insert(tx, &new).await).unwrap().unwrap();
        self.servers.push((id, fake));
        self.servers.len() - 1
    }

    /// Makes a key whose id on the server is its name; `adopted`: it was there before.
    pub async fn key(&self, server: usize, name: &str, wish: Wish, adopted: bool) -> KeyId {
        let now = self.now();
        let new = store::keys::NewKey {
            server: self.servers[server].0,
            plan: None,
            representative: None,
            made_by: (!adopted).then_some(self.owner),
            name,
            remote_id: name,
            lifetime: wish.lifetime,
            expires_at: None,
            quota: wish.quota.map(Traffic),
            now,
        };
        let id = in_tx!(self.db, |tx| store::keys::insert(tx, &new).await).unwrap().unwrap();
        in_tx!(self.db, |tx| store::jobs::enqueue(tx, &JobKind::SyncKey { key: id }, now, now).await).unwrap();
        self.work().await;
        if wish.period != QuotaPeriod::Total {
            self.change(id, QuotaChange::Policy(wish.quota.map(Traffic), wish.period)).await;
        }
        if !wish.stops {
            self.change(id, QuotaChange::Stops(Some(false))).await;
        }
        id
    }

    /// A person of the house changes what a key may use.
    pub async fn change(&self, id: KeyId, change: QuotaChange) {
        let key = self.get(id).await;
        let change = KeyChange::Usage(change);
        let at = (id, key.version);
        in_tx!(self.db, |tx| keys::change(tx, &self.env, &Actor::Machine, at, &change, self.now()).await).unwrap();
        self.work().await;
    }

    pub async fn get(&self, id: KeyId) -> Key {
        store::keys::get(&mut self.db.read().await.unwrap(), Scope::House, id).await.unwrap().unwrap()
    }

    pub async fn usage(&self, id: KeyId) -> KeyUsage {
        usage::key_usage(&mut self.db.read().await.unwrap(), id, self.now()).await.unwrap()
    }

    /// Runs all jobs that are due.
    pub async fn work(&self) {
        loop {
            let now = self.now();
            let lease = now + TimeDelta::minutes(2);
            let due = in_tx!(self.db, |tx| store::jobs::claim(tx, "test.1", now, lease, 16).await).unwrap();
            if due.is_empty() {
                return;
            }
            for job in &due {
                worker::one(&self.bench, job).await;
            }
        }
    }

    /// Polls all servers, and does what follows from it.
    pub async fn poll(&self) {
        let now = self.now();
        in_tx!(self.db, |tx| {
            for (server, _) in &self.servers {
                store::jobs::enqueue(tx, &JobKind::PollServer { server: *server }, now, now).await?;
            }
            store::jobs::enqueue(tx, &JobKind::LookAtQuotas, now, now).await
        })
        .unwrap();
        self.work().await;
    }

    /// The program is started again: nothing is in mind any more.
    pub fn restart(&mut self) {
        self.bench = Bench::new(self.db.clone(), self.env.clone());
    }

    /// What the house said about quotas: key and percent, in their order.
    pub async fn alerts(&self) -> Vec<(i64, i64)> {
        self.alerts_to(OWNER).await
    }

    /// The same in another chat.
    pub async fn alerts_to(&self, chat: i64) -> Vec<(i64, i64)> {
        let mut read = self.db.read().await.unwrap();
        let notices: Vec<String> = claviger::on!(&mut read, |c| sqlx::query_scalar(
            "SELECT notice FROM outbox WHERE once LIKE 'quota:%' AND chat_id = $1 ORDER BY id"
        )
        .bind(chat)
        .fetch_all(c))
        .unwrap();
        let read = |text: String| {
            let notice: serde_json::Value = serde_json::from_str(&text).unwrap();
            (notice["key"].as_i64().unwrap(), notice["percent"].as_i64().unwrap())
        };
        notices.into_iter().map(read).collect()
    }
}
