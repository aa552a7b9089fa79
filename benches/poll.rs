//! One poll of all servers: 100 of them with 1,000 keys each, of which 5 % have moved something, beside the same moves
//! among a tenth of the keys, in turns in the same run; and how long a chart takes.
//!
//! The servers are in memory, so what is measured is counting and writing: jobs, cumulatives, hours, days, meters.
#![expect(clippy::expect_used, reason = "a measurement that can't go on ends")]

mod ground;
#[path = "../tests/it/harness/db.rs"]
#[allow(dead_code, unused_macros, unused_imports, reason = "shared with the tests")]
mod places;

use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    app::{Parts, SystemClock, open},
    config,
    documents::chart::{self, Bar, Chart},
    domain::{ids::ServerId, job::JobKind, server::ServerKind, traffic::Traffic},
    in_tx,
    jobs::{Bench, worker},
    on,
    ports::{Clock, Driver, DriverError, Drivers, KeySpec, Moved, PasteError, RemoteKey, ServerAccess, ServerFacts},
    service::{Env, servers},
    store::{self, Db},
};
use futures::{
    FutureExt, StreamExt,
    future::{BoxFuture, ready},
};
use ground::{fake::Fake, median, timed, verdict};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

const SERVERS: i64 = 100;
const LARGE: i64 = 1_000;
const SMALL: i64 = 100;
/// Keys of each server that move something between two polls.
const MOVED: i64 = 50;
const ROUNDS: i64 = 30;

const KEYS: &str = "INSERT INTO access_key (server_id, made_by, name, name_folded, remote_id, phase, from_first_use, expiry_own, quota,
    quota_own, first_used_at, desired_rev, synced_rev, created_at, version)
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
    SELECT 1 + i % $2, 1, 'phone-' || i, 'phone-' || i, CAST(i / $2 AS TEXT), 'live', FALSE, FALSE, 50000000000, FALSE, $3, 1, 1, $3, 1 FROM n";

/// Minutes past the machine's time.
#[derive(Debug, Default)]
struct Minutes(AtomicI64);

impl Clock for Minutes {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::minutes(self.0.load(Ordering::Relaxed))
    }
    fn sleep_until(&self, _: DateTime<Utc>) -> BoxFuture<'static, ()> {
        ready(()).boxed()
    }
}

type Figures = Arc<Mutex<HashMap<String, Traffic>>>;
type Answer<'a, T> = BoxFuture<'a, Result<T, DriverError>>;

/// A server that says how much each key has moved, and does nothing else.
#[derive(Debug, Clone, Default)]
struct Counting(Figures);

fn never<T: Send + 'static>() -> Answer<'static, T> {
    ready(Err(DriverError::Timeout)).boxed()
}

impl Driver for Counting {
    fn probe(&self) -> Answer<'_, ServerFacts> {
        never()
    }
    fn list(&self) -> Answer<'_, Vec<RemoteKey>> {
        never()
    }
    fn status<'a>(&'a self, _: &'a str) -> Answer<'a, Option<RemoteKey>> {
        never()
    }
    fn ensure<'a>(&'a self, _: &'a KeySpec) -> Answer<'a, RemoteKey> {
        never()
    }
    fn remove<'a>(&'a self, _: &'a str) -> Answer<'a, ()> {
        never()
    }
    fn transfer(&self) -> Answer<'_, HashMap<String, Traffic>> {
        ready(Ok(self.0.lock().expect("a lock").clone())).boxed()
    }
    fn history(&self, _: u16) -> Answer<'_, HashMap<String, Moved>> {
        never()
    }
}

#[derive(Debug, Default)]
struct All(HashMap<String, Counting>);

impl Drivers for All {
    fn read_paste(&self, _: &str) -> Result<ServerAccess, PasteError> {
        Err(PasteError::Unreadable)
    }
    fn open(&self, _: ServerKind, secret: &SecretString) -> Result<Arc<dyn Driver>, DriverError> {
        let found = self.0.get(secret.expose_secret()).cloned();
        found.map(|one| Arc::new(one) as Arc<dyn Driver>).ok_or(DriverError::WrongPath)
    }
}

struct House {
    bench: Bench,
    keys: i64,
    figures: Vec<Figures>,
}

impl House {
    /// Keys that have moved something before, and a first poll that has seen them.
    async fn new(db: Db, env: &Env, keys: i64) -> Self {
        let all = All((1..=SERVERS).map(|n| (n.to_string(), Counting::default())).collect());
        let figures: Vec<Figures> = (1..=SERVERS).map(|n| all.0[&n.to_string()].0.clone()).collect();
        let env = Env { drivers: Arc::new(all), ..env.clone() };
        let now = env.clock.now();
        in_tx!(db, |tx| {
            on!(tx, |c| async {
                sqlx::query(
                    "INSERT INTO person (chat_id, name, role, state, language, numerals, calendar, reachable, created_at,
                         version) VALUES (1, 'Omar', 'owner', 'active', 'en', 'latin', 'gregorian', TRUE, $1, 1)",
                )
                .bind(now)
                .execute(c)
                .await
                .map(|_| ())
            })?;
            for n in 1..=SERVERS {
                let name = n.to_string();
                let new = store::servers::NewServer {
                    name: &name,
                    kind: ServerKind::Outline,
                    secret: servers::seal(&env, &SecretString::from(name.clone())),
                    remote_uid: &name,
                    host: "h",
                    address: "h:1",
                    health: claviger::domain::server::Health::Up,
                    latency_ms: None,
                    remote_version: None,
                    remote_keys: None,
                    now,
                };
                store::servers::insert(tx, &new).await?;
            }
            on!(tx, |c| async {
                sqlx::query(KEYS).bind(keys * SERVERS).bind(SERVERS).bind(now).execute(c).await.map(|_| ())
            })
        })
        .expect("a house");
        for one in &figures {
            one.lock().expect("a lock").extend((0..keys).map(|key| (key.to_string(), Traffic(1_000_000 + key))));
        }
        let house = Self { bench: Bench::new(db, env), keys, figures };
        house.poll().await;
        house
    }

    /// Some keys of each server move something, others each time.
    fn moves(&self, round: i64) {
        for one in &self.figures {
            let mut figures = one.lock().expect("a lock");
            for n in 0..MOVED {
                let key = (n * (self.keys / MOVED) + round * 7) % self.keys;
                if let Some(bytes) = figures.get_mut(&key.to_string()) {
                    bytes.0 += 5_000_000;
                }
            }
        }
    }

    /// Polls all servers, 16 at once.
    async fn poll(&self) {
        let now = self.bench.env.clock.now();
        in_tx!(self.bench.db, |tx| {
            for server in 1..=SERVERS {
                store::jobs::enqueue(tx, &JobKind::PollServer { server: ServerId(server) }, now, now).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .expect("jobs");
        loop {
            let until = now + TimeDelta::minutes(2);
            let claimed = in_tx!(self.bench.db, |tx| store::jobs::claim(tx, "bench.1", now, until, 16).await);
            let claimed = claimed.expect("jobs");
            if claimed.is_empty() {
                return;
            }
            futures::stream::iter(claimed)
                .for_each_concurrent(16, |job| async move { worker::one(&self.bench, &job).await })
                .await;
        }
    }

    async fn counted(&self) -> i64 {
        let mut read = self.bench.db.read().await.expect("a connection");
        on!(&mut read, |c| sqlx::query_scalar("SELECT CAST(SUM(total) AS BIGINT) FROM meter").fetch_one(c))
            .expect("a sum")
    }
}

async fn compare(kind: &str, (small, large): (House, House), clock: &Minutes) {
    let (mut few, mut many, mut ratio) = (Vec::new(), Vec::new(), Vec::new());
    let before = large.counted().await;
    for round in 0..ROUNDS {
        clock.0.fetch_add(1, Ordering::Relaxed);
        small.moves(round);
        large.moves(round);
        let (a, ()) = timed(small.poll()).await;
        let (b, ()) = timed(large.poll()).await;
        if round >= 5 {
            few.push(a);
            many.push(b);
            ratio.push(b / a);
        }
    }
    let moved = large.counted().await - before;
    assert_eq!(moved, ROUNDS * SERVERS * MOVED * 5_000_000, "all moves are counted");
    let (few, many, ratio) = (median(few), median(many), median(ratio));
    println!("{kind:<10} {few:>8.1} ms {many:>8.1} ms  {ratio:>5.2} (aim <= 1.50: {})", verdict(ratio <= 1.5));
}

/// A house on a new `SQLite` file, and what it is made of.
async fn sqlite(name: &str, clock: &Arc<Minutes>) -> (Db, Env) {
    let folder = ground::folder(name);
    let settings = ground::house::settings(&Fake::start(), &folder, false);
    let config = config::read(|name| settings.get(name).cloned()).expect("settings");
    let parts = Parts { clock: clock.clone(), ..Parts::default() };
    let opened = open(&config, &parts).await.expect("it opens");
    (opened.db, opened.env)
}

fn charts() {
    let label = |n: i64| (n % 7 == 1).then(|| format!("{n} Nov"));
    let chart = Chart {
        title: "121 GB in 30 days, 14% up".to_owned(),
        subtitle: "Nord Access".to_owned(),
        bars: (0..30).map(|n| Bar { value: (n * 37 + 11) % 50, label: label(n) }).collect(),
        peak: "7.86 GB".to_owned(),
        rtl: false,
    };
    let persian = Chart {
        title: "۱۲۱ گیگابایت در ۳۰ روز، ۱۴٪ بیشتر".to_owned(), rtl: true, ..chart.clone()
    };
    for (name, chart) in [("English", chart), ("Persian", persian)] {
        let mut taken = Vec::new();
        for round in 0..60 {
            let began = std::time::Instant::now();
            let bytes = chart::png(&chart);
            if round >= 10 {
                taken.push(ground::ms(began.elapsed()));
            }
            assert!(!bytes.is_empty());
        }
        println!("a chart of 30 days, {name:<8} {:>6.1} ms, {} bytes", median(taken), chart::png(&chart).len());
    }
}

#[tokio::main]
async fn main() {
    println!("{:<10} {:>11} {:>11}  ratio", "a poll of 100 servers, 5,000 moves among", "10,000 keys", "100,000");
    let clock = Arc::new(Minutes::default());
    let (small, env) = sqlite("poll-small", &clock).await;
    let (large, _) = sqlite("poll-large", &clock).await;
    let houses = (House::new(small, &env, SMALL).await, House::new(large, &env, LARGE).await);
    compare("SQLite", houses, &clock).await;
    if let (Some(a), Some(b)) = (places::postgres("poll").await, places::postgres("poll").await) {
        let houses = (House::new(a.db.clone(), &env, SMALL).await, House::new(b.db.clone(), &env, LARGE).await);
        compare("PostgreSQL", houses, &clock).await;
    }
    charts();
    for name in ["poll-small", "poll-large"] {
        let _ = std::fs::remove_dir_all(ground::folder(name));
    }
}
