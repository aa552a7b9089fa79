//! The service in pieces that a test moves by hand: take updates in, handle them, run jobs, send, look.
//!
//! Nothing runs by itself here, and time stands still unless it is moved.

use crate::harness::{
    clock::ManualClock,
    db::Place,
    house::{House, outline_with},
};
use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    app::{self, Parts, SystemChance},
    bot::{
        desk::Desk,
        dispatcher, handle,
        incoming::{self, Coming},
        sender, watch,
    },
    demo::outline::{OutlineSim, options::SimOptions},
    jobs::{Bench, worker},
    on,
    ports::Clock,
    service::{
        in_hand,
        intake::{self, Arrived, Intake},
    },
    store,
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use teloxide::Bot;

/// The pieces, after the owner has furnished the house.
pub struct Pieces {
    pub house: House,
    pub sim: OutlineSim,
    pub clock: Arc<ManualClock>,
    pub desk: Desk,
    pub bench: Bench,
    lives: u32,
    place: u32,
    offset: i64,
}

/// Parts for a house on that clock.
fn parts(clock: &Arc<ManualClock>) -> Parts {
    Parts { clock: clock.clone(), chance: Arc::new(SystemChance) }
}

impl Pieces {
    pub async fn new(place: &Place) -> Self {
        let sim = outline_with(SimOptions { name: "Frankfurt".into(), ..SimOptions::default() }).await;
        let mut house = House::start(place).await;
        house.furnish(&sim).await;
        house.down().await;
        let clock = ManualClock::new();
        clock.leap(true);
        let opened = app::open(&house.config, &parts(&clock)).await.unwrap();
        // A client that loses its patience soon: silence is met in tests, too.
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_millis(1_500)).build().unwrap();
        let telegram = Bot::with_client(house.api.token(), client).set_api_url(house.api.url().parse().unwrap());
        let owner = house.config.owner_telegram_id;
        let desk = Desk::new(telegram, opened.db.clone(), opened.env.clone(), owner);
        let bench = Bench::new(opened.db, opened.env);
        let mut pieces = Self { house, sim, clock, desk, bench, lives: 0, place: 0, offset: 0 };
        pieces.restart(true).await;
        pieces
    }

    /// Asks Telegram for updates, and stores them.
    pub async fn receive(&mut self) -> Vec<Coming> {
        let url = format!("{}/bot{}/getUpdates", self.house.api.url(), self.house.api.token());
        let asked = self.desk.telegram.client().post(url).json(&json!({ "offset": self.offset, "timeout": 0 }));
        let answer: Value = asked.send().await.unwrap().json().await.unwrap();
        let updates = answer["result"].as_array().unwrap().clone();
        let last = updates.iter().filter_map(|u| u["update_id"].as_i64()).max();
        self.offset = last.map_or(self.offset, |last| last + 1);
        let (db, env, sorting) = (self.bench.db.clone(), self.bench.env.clone(), self.desk.clone());
        let (intake, mut arrived) =
            Intake::start(db, env, Arc::new(move |body: &Value| incoming::sort(&sorting, body)));
        assert!(intake.accept(updates).await);
        drop(intake);
        let mut coming = Vec::new();
        while let Some(update) = arrived.recv().await {
            coming.extend(read(&update));
        }
        coming
    }

    /// Runs what is due of jobs; says how many that were.
    pub async fn jobs(&self) -> usize {
        work(&self.bench).await
    }

    /// Handles what the person did, and nothing else.
    pub async fn handle(&mut self) {
        for update in self.receive().await {
            handle::handle(&self.desk, &update).await;
        }
    }

    /// Goes on until there is nothing to do now.
    pub async fn settle(&mut self) {
        loop {
            let coming = self.receive().await;
            for update in &coming {
                handle::handle(&self.desk, update).await;
            }
            let jobs = self.jobs().await;
            let sent = sender::turn(&self.desk).await.unwrap();
            watch::turn(&self.desk).await;
            if coming.is_empty() && jobs == 0 && sent == 0 {
                return;
            }
        }
    }

    /// Begins anew as after a kill: with an empty memory, and what lay in the hands of the one before taken over, either
    /// at once, or, `elsewhere`, when its claims have run out.
    pub async fn restart(&mut self, elsewhere: bool) {
        self.lives += 1;
        if elsewhere {
            self.place += 1;
            self.clock.advance(TimeDelta::seconds(121));
        }
        self.bench.env.holder = format!("place{}.{}", self.place, self.lives).into();
        let (telegram, db, env) = (self.desk.telegram.clone(), self.bench.db.clone(), self.bench.env.clone());
        self.desk = Desk::new(telegram, db, env, self.desk.owner);
        let (db, env) = (&self.desk.db, &self.desk.env);
        in_hand::succeed(db, env).await.unwrap();
        let (_, undone) = intake::undone(db, env, 500).await.unwrap();
        watch::resume(&self.desk).await.unwrap();
        for arrived in undone {
            assert!(in_hand::begin(db, env, arrived.update).await.unwrap());
            if let Some(update) = read(&arrived) {
                handle::handle(&self.desk, &update).await;
            }
        }
    }

    /// Moves the clock to when the next job is due.
    pub async fn to_next_job(&self) {
        let mut read = self.bench.db.read().await.unwrap();
        let due: Option<DateTime<Utc>> = on!(&mut read, |c| sqlx::query_scalar(
            "SELECT MIN(CASE WHEN state = 'waiting' THEN run_at ELSE lease_until END) FROM job
             WHERE state IN ('waiting', 'running')"
        )
        .fetch_one(c))
        .unwrap();
        // A lease that runs out just now hasn't run out yet.
        self.clock.reach(due.unwrap_or(self.clock.now()) + TimeDelta::milliseconds(1));
    }
}

/// An update as the bot reads it.
fn read(arrived: &Arrived) -> Option<Coming> {
    dispatcher::parse(&arrived.body).and_then(|update| Coming::read(&update))
}

/// Claims jobs and runs them one after another, the audit's sealing among them.
pub async fn work(bench: &Bench) -> usize {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await.unwrap();
    let claimed = store::jobs::claim(&mut tx, &bench.env.holder, now, now + TimeDelta::seconds(120), 16).await.unwrap();
    tx.commit().await.unwrap();
    for job in &claimed {
        worker::one(bench, job).await;
    }
    claimed.len()
}
