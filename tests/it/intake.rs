//! The way in under load and after deaths: what waits keeps its claim and its order, and no more waits than there is room
//! for.
//!
//! Time is moved by hand.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::harness::{
    clock::ManualClock,
    db::{Place, stories},
    house::{bot_api, settings},
};
use chrono::TimeDelta;
use claviger::{
    app::{self, Parts, SystemChance},
    config,
    service::{
        Env,
        in_hand::{self, Begun, Handling},
        intake::{self, Arrived, Intake, Sorted},
    },
    store::{self, Db},
};
use futures::FutureExt;
use serde_json::{Value, json};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::mpsc;

stories!(
    no_more_comes_in_than_there_is_room_for,
    what_waits_keeps_its_claim,
    all_that_is_undone_comes_before_what_is_new,
    who_only_waited_is_never_put_away,
    who_was_a_stranger_here_is_asked_for_again,
);

/// A process of the house's.
struct Process {
    db: Db,
    env: Env,
    clock: Arc<ManualClock>,
    folder: PathBuf,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Process {
    async fn new(place: &Place) -> Self {
        let (api, folder) = (bot_api().await, crate::harness::db::folder());
        let settings = settings(&api, &place.url, &folder);
        let config = config::read(|name| settings.get(name).cloned()).unwrap();
        let clock = ManualClock::new();
        let parts = Parts { clock: clock.clone(), chance: Arc::new(SystemChance) };
        let opened = app::open(&config, &parts).await.unwrap();
        Self { db: opened.db, env: opened.env, clock, folder }
    }

    fn intake(&self, room: usize) -> (Intake, mpsc::Receiver<Arrived>) {
        let sort = |body: &Value| if body["pass"] == true { Sorted::Pass } else { Sorted::Store };
        Intake::start_with(self.db.clone(), self.env.clone(), Arc::new(sort), room)
    }

    /// Another process, whose way in this is.
    fn another(&self, holder: &str) -> Env {
        Env { holder: holder.into(), ..self.env.clone() }
    }

    async fn open(&self) -> i64 {
        store::inbox::open_count(&mut self.db.read().await.unwrap()).await.unwrap()
    }
}

fn update(number: i64) -> Value {
    in_chat(number, number)
}

fn in_chat(chat: i64, number: i64) -> Value {
    json!({ "update_id": number, "message": { "chat": { "id": chat }, "text": "x" } })
}

async fn next(intake: &Intake, arrived: &mut mpsc::Receiver<Arrived>) -> (i64, Handling) {
    let update = arrived.recv().await.unwrap().update;
    (update, intake.in_hand().handling(update))
}

async fn no_more_comes_in_than_there_is_room_for(place: &Place) {
    let process = Process::new(place).await;
    let (intake, mut arrived) = process.intake(2);
    assert!(intake.accept(vec![update(1), update(2)]).await);
    assert!(!intake.offer(vec![update(3)]).await, "Telegram sends it again");
    assert_eq!(process.open().await, 2);
    let waiting = tokio::spawn({
        let intake = intake.clone();
        async move { intake.accept(vec![update(3)]).await }
    });
    let (first, handling) = next(&intake, &mut arrived).await;
    assert_eq!(first, 1);
    assert!(!intake.offer(vec![update(4)]).await, "it is being handled");
    assert!(arrived.recv().await.is_some_and(|a| a.update == 2));
    assert!(arrived.recv().now_or_never().is_none());
    assert!(!waiting.is_finished());
    drop(handling);
    assert_eq!(next(&intake, &mut arrived).await.0, 3);
    assert!(waiting.await.unwrap());
    intake.in_hand().close();
    assert!(!intake.accept(vec![update(5), update(6)]).await, "nobody handles anything any more");
}

async fn what_waits_keeps_its_claim(place: &Place) {
    let process = Process::new(place).await;
    let (intake, mut arrived) = process.intake(9);
    assert!(intake.accept(vec![update(1), update(2), json!({ "update_id": 3, "pass": true })]).await);
    let other = process.another("other.1");
    let undone = async || intake::undone(&process.db, &other, 9).await.unwrap().0;
    for _ in 0..10 {
        process.clock.advance(TimeDelta::seconds(30));
        intake.in_hand().renew(&process.db, &process.env).await.unwrap();
        assert_eq!(undone().await, 0);
    }
    let (first, handling) = next(&intake, &mut arrived).await;
    assert_eq!(first, 1);
    drop(handling);
    process.clock.advance(TimeDelta::seconds(50));
    intake.in_hand().renew(&process.db, &process.env).await.unwrap();
    process.clock.advance(TimeDelta::seconds(11));
    assert_eq!(undone().await, 1, "what was handled and isn't done is anybody's");
    process.clock.advance(TimeDelta::seconds(50));
    assert_eq!(undone().await, 1, "and so is what isn't renewed");
    let (second, handling) = next(&intake, &mut arrived).await;
    let begun = handling.begins(&process.db, &process.env).await.unwrap();
    assert_eq!(begun, Begun::Now, "{second} wasn't taken over");
}

async fn all_that_is_undone_comes_before_what_is_new(place: &Place) {
    const LEFT: i64 = 1_203;
    let process = Process::new(place).await;
    let dead = process.another("dead.1");
    let sort = |_: &Value| Sorted::Store;
    let (left, _gone) = Intake::start(process.db.clone(), dead, Arc::new(sort));
    assert!(left.accept((1..=LEFT).map(update).collect()).await);
    process.clock.advance(TimeDelta::seconds(61));
    let (intake, mut arrived) = process.intake(100);
    let fed = intake.take_over().await;
    let new = tokio::spawn({
        let intake = intake.clone();
        async move { intake.accept(vec![update(LEFT + 1)]).await }
    });
    for expected in 1..=LEFT + 1 {
        let (found, handling) = next(&intake, &mut arrived).await;
        assert_eq!(found, expected);
        assert_eq!(handling.begins(&process.db, &process.env).await.unwrap(), Begun::Now);
    }
    assert!(fed.await.unwrap() && new.await.unwrap());
}

async fn who_only_waited_is_never_put_away(place: &Place) {
    let process = Process::new(place).await;
    let (first, _gone) = process.intake(9);
    assert!(first.accept(vec![update(1), update(2)]).await);
    for life in 1..=8 {
        process.clock.advance(TimeDelta::seconds(61));
        let env = process.another(&format!("place.{life}"));
        let (found, undone) = intake::undone(&process.db, &env, 9).await.unwrap();
        assert_eq!((found, undone.iter().map(|a| a.update).collect::<Vec<_>>()), (2, vec![1, 2]), "life {life}");
        // It ends the program.
        assert!(in_hand::begin(&process.db, &env, 1).await.unwrap());
    }
    process.clock.advance(TimeDelta::seconds(61));
    let (_, undone) = intake::undone(&process.db, &process.env, 9).await.unwrap();
    assert_eq!(undone.iter().map(|a| a.update).collect::<Vec<_>>(), [2], "only what was begun is put away");
    assert_eq!(process.open().await, 1);
}

async fn who_was_a_stranger_here_is_asked_for_again(place: &Place) {
    let process = Process::new(place).await;
    let sort = |body: &Value| Sorted::Unknown { stored: body.get("callback_query").is_none() || body["keep"] == true };
    let (intake, mut arrived) = Intake::start(process.db.clone(), process.env.clone(), Arc::new(sort));
    let tap = |number: i64, keep: bool| {
        let query = json!({ "id": "1", "from": { "id": 5 }, "message": { "chat": { "id": 5 } } });
        json!({ "update_id": number, "callback_query": query, "keep": keep })
    };
    let mut next = async || {
        let update = arrived.recv().await.unwrap();
        (update.update, update.stored)
    };
    assert!(intake.accept(vec![in_chat(5, 1), tap(2, true), tap(3, false)]).await);
    assert_eq!([next().await, next().await], [(2, false), (3, false)], "no tap is left unanswered");
    assert_eq!(process.open().await, 0);
    let new = store::people::NewPerson {
        chat: claviger::domain::ids::ChatId(5),
        name: "A",
        username: None,
        role: claviger::domain::role::Role::Operator,
        reading: claviger::domain::person::Reading::usual(claviger::domain::person::Language::En),
        now: process.env.clock.now(),
    };
    claviger::in_tx!(process.db, |tx| store::people::insert(tx, &new).await).unwrap();
    assert!(intake.accept(vec![in_chat(5, 4), tap(5, true), tap(6, false)]).await);
    assert_eq!([next().await, next().await, next().await], [(4, true), (5, true), (6, false)]);
    assert_eq!(process.open().await, 2);
}
