//! A panic in one of the loops that run as long as the program does costs a round, not the loop.
//!
//! The panic comes from the clock, which every loop asks.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::harness::{
    db::{Place, stories},
    house::{OWNER, PATIENCE, bot_api, settings},
};
use chrono::{DateTime, Utc};
use claviger::{
    app::{self, Parts, SystemChance, SystemClock},
    bot::{desk::Desk, poll, sender},
    config,
    demo::botapi::BotApi,
    domain::{
        ids::ChatId,
        job::JobKind,
        notice::Notice,
        person::{Language, Reading},
        role::Role,
    },
    in_tx,
    jobs::{Bench, worker},
    ports::Clock,
    service::intake::{Intake, Sorted},
    store,
};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};
use teloxide::Bot;
use tokio_util::sync::CancellationToken;

stories!(the_sender_goes_on, the_worker_goes_on, the_intake_goes_on, the_poll_goes_on);

/// The machine's clock, which panics when it is asked next.
#[derive(Debug, Default)]
struct Fickle {
    panics: AtomicU32,
}

impl Clock for Fickle {
    fn now(&self) -> DateTime<Utc> {
        let left = self.panics.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        assert!(left.is_err(), "a clock out of order");
        SystemClock.now()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'static, ()> {
        SystemClock.sleep_until(at)
    }
}

struct Engine {
    desk: Desk,
    clock: Arc<Fickle>,
    api: BotApi,
    folder: PathBuf,
    stop: CancellationToken,
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Engine {
    async fn new(place: &Place) -> Self {
        let (api, folder) = (bot_api().await, crate::harness::db::folder());
        let settings = settings(&api, &place.url, &folder);
        let config = config::read(|name| settings.get(name).cloned()).unwrap();
        let clock = Arc::new(Fickle::default());
        let parts = Parts { clock: clock.clone(), chance: Arc::new(SystemChance) };
        let opened = app::open(&config, &parts).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let telegram = Bot::with_client(api.token(), client).set_api_url(api.url().parse().unwrap());
        let desk = Desk::new(telegram, opened.db, opened.env, None);
        Self { desk, clock, api, folder, stop: CancellationToken::new() }
    }

    fn panics(&self) {
        self.clock.panics.store(1, Ordering::SeqCst);
    }

    async fn panicked(&self) {
        let until = Instant::now() + PATIENCE;
        while self.clock.panics.load(Ordering::SeqCst) > 0 {
            assert!(Instant::now() < until, "nobody asks the clock");
            crate::harness::look::moment().await;
        }
    }
}

async fn the_sender_goes_on(place: &Place) {
    let engine = Engine::new(place).await;
    let now = SystemClock.now();
    let reading = Reading::usual(Language::En);
    let person =
        store::people::NewPerson { chat: ChatId(OWNER), name: "Omar", username: None, role: Role::Owner, reading, now };
    in_tx!(engine.desk.db, |tx| store::people::insert(tx, &person).await).unwrap();
    engine.panics();
    let running = tokio::spawn(sender::run(engine.desk.clone(), engine.stop.clone()));
    engine.panicked().await;
    let notice = Notice::KeyDeleted { name: "north".into() };
    in_tx!(engine.desk.db, |tx| store::outbox::put(tx, None, ChatId(OWNER), &notice, now, now).await).unwrap();
    let told =
        engine.api.until(PATIENCE, |hand| hand.chat(OWNER).iter().any(|m| m.text.contains("north")).then_some(()));
    assert!(told.await.is_some(), "the sender ended");
    engine.stop.cancel();
    running.await.unwrap();
}

async fn the_worker_goes_on(place: &Place) {
    let engine = Engine::new(place).await;
    let now = SystemClock.now();
    engine.panics();
    let bench = Bench::new(engine.desk.db.clone(), engine.desk.env.clone());
    let running = tokio::spawn(worker::work(bench, engine.stop.clone()));
    engine.panicked().await;
    in_tx!(engine.desk.db, |tx| store::jobs::enqueue(tx, &JobKind::Sweep, now, now).await).unwrap();
    let until = Instant::now() + PATIENCE;
    let waits = async || {
        let mut read = engine.desk.db.read().await.unwrap();
        store::jobs::unfinished(&mut read, &JobKind::Sweep).await.unwrap().is_some()
    };
    while waits().await {
        assert!(Instant::now() < until, "the worker ended");
        crate::harness::look::moment().await;
    }
    engine.stop.cancel();
    running.await.unwrap();
}

fn update(number: i64) -> Value {
    json!({ "update_id": number, "message": { "chat": { "id": 5 }, "text": "x" } })
}

async fn the_intake_goes_on(place: &Place) {
    let engine = Engine::new(place).await;
    let sort = |_: &Value| Sorted::Store;
    let (intake, mut arrived) = Intake::start(engine.desk.db.clone(), engine.desk.env.clone(), Arc::new(sort));
    engine.panics();
    assert!(!intake.accept(vec![update(1)]).await, "it isn't stored, and Telegram is told so");
    assert!(intake.accept(vec![update(1)]).await, "the writer ended");
    assert_eq!(arrived.recv().await.map(|a| a.update), Some(1));
}

async fn the_poll_goes_on(place: &Place) {
    let engine = Engine::new(place).await;
    let sort = |_: &Value| Sorted::Store;
    let (intake, mut arrived) = Intake::start(engine.desk.db.clone(), engine.desk.env.clone(), Arc::new(sort));
    engine.panics();
    let running = tokio::spawn(poll::run(engine.desk.clone(), intake, engine.stop.clone()));
    engine.panicked().await;
    engine.api.send_text(OWNER, "hello");
    let heard = tokio::time::timeout(PATIENCE, arrived.recv()).await;
    assert!(heard.is_ok_and(|found| found.is_some()), "the poll ended");
    engine.stop.cancel();
    running.await.unwrap();
}
