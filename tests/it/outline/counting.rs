//! How the server counts, and what the driver makes of it.
//!
//! Figures are bounds, as the server's are: 1 % over, a minute late.

use super::{JSON, Scene, key, raw};
use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    demo::outline::{OutlineSim, options::SimOptions},
    domain::traffic::Traffic,
    drivers::outline::Since,
    ports::{Clock, Driver},
};
use futures::{FutureExt, future::BoxFuture};
use std::sync::Arc;

fn near(seen: Option<&Traffic>, real: i64) -> bool {
    seen.is_some_and(|seen| seen.0 >= real && seen.0 <= real + real / 100)
}

#[tokio::test]
async fn a_rolling_month() {
    let scene = Scene::new().await;
    scene.driver.ensure(&key("1", "Ann", None)).await.unwrap();
    scene.driver.ensure(&key("2", "Idle", None)).await.unwrap();
    assert_eq!(scene.sim.move_traffic("1", 1_000_000), 1_000_000);
    assert!(scene.driver.transfer().await.unwrap().is_empty(), "not scraped yet");
    scene.clock.pass(TimeDelta::minutes(1));
    let soon = scene.driver.transfer().await.unwrap();
    assert!(near(soon.get("1"), 1_000_000) && !soon.contains_key("2"), "{soon:?}");
    scene.clock.pass(TimeDelta::days(10));
    let later = scene.driver.transfer().await.unwrap();
    assert!(later["1"] < soon["1"] && near(later.get("1"), 1_000_000), "up, and down again");
    scene.sim.move_traffic("1", 500_000);
    scene.clock.pass(TimeDelta::days(21));
    assert!(near(scene.driver.transfer().await.unwrap().get("1"), 500_000), "the first has aged out");
    scene.clock.pass(TimeDelta::days(10));
    assert!(scene.driver.transfer().await.unwrap().is_empty());
    assert_eq!(scene.sim.truth()[0].bytes, 1_500_000);
}

#[tokio::test]
async fn usage_outlives_deletion_and_is_inherited() {
    let scene = Scene::new().await;
    scene.driver.ensure(&key("1", "Ann", None)).await.unwrap();
    scene.sim.move_traffic("1", 1_000);
    scene.driver.remove("1").await.unwrap();
    scene.clock.pass(TimeDelta::minutes(2));
    assert!(near(scene.driver.transfer().await.unwrap().get("1"), 1_000));
    scene.driver.ensure(&key("1", "Bob", Some(900))).await.unwrap();
    assert!(scene.sim.truth()[0].blocked, "by what another key moved");
}

#[tokio::test]
async fn limits_act_hourly_and_at_each_change_of_any() {
    let scene = Scene::new().await;
    scene.driver.ensure(&key("1", "Ann", Some(1_000))).await.unwrap();
    scene.driver.ensure(&key("2", "Bob", None)).await.unwrap();
    scene.sim.move_traffic("1", 2_000);
    scene.clock.pass(TimeDelta::minutes(5));
    scene.driver.list().await.unwrap();
    assert!(!scene.sim.truth()[0].blocked);
    scene.driver.ensure(&key("2", "Bob", Some(5))).await.unwrap();
    assert!(scene.sim.truth()[0].blocked, "another key's limit was changed");
    scene.driver.ensure(&key("1", "Ann", Some(3_000))).await.unwrap();
    assert!(!scene.sim.truth()[0].blocked);
    scene.sim.move_traffic("1", 2_000);
    scene.clock.pass(TimeDelta::minutes(70));
    assert!(scene.sim.truth()[0].blocked, "an hour has gone by");
    scene.clock.pass(TimeDelta::days(31));
    assert!(!scene.sim.truth()[0].blocked, "aged out");
}

#[tokio::test]
async fn experimental_figures() {
    let scene = Scene::new().await;
    assert_eq!(raw(&scene.sim, "GET", "/experimental/server/metrics?since=1d", JSON, "").await.0, 500);
    assert!(scene.driver.experimental(Since::Days(1)).await.unwrap().is_empty(), "no traffic yet");
    scene.driver.ensure(&key("1", "Ann", None)).await.unwrap();
    scene.driver.ensure(&key("ann", "Ann", None)).await.unwrap();
    scene.sim.move_traffic("1", 1_000);
    scene.clock.pass(TimeDelta::days(2));
    scene.sim.move_traffic("1", 5_000);
    scene.sim.move_traffic("ann", 7_000);
    scene.clock.pass(TimeDelta::minutes(1));
    let day = scene.driver.experimental(Since::Days(1)).await.unwrap();
    assert!(near(day.get("1").map(|key| &key.moved), 5_000) && day.len() == 1, "{day:?}");
    assert!(day["1"].last_seen.is_some());
    let month = scene.driver.experimental(Since::Days(30)).await.unwrap();
    assert!(near(month.get("1").map(|key| &key.moved), 6_000));
    assert!(near(scene.driver.transfer().await.unwrap().get("ann"), 7_000), "other ids count there");
}

#[tokio::test]
async fn a_rebuilt_server_has_forgotten_everything() {
    let scene = Scene::new().await;
    let before = scene.driver.probe().await.unwrap();
    scene.driver.ensure(&key("1", "Ann", None)).await.unwrap();
    scene.sim.move_traffic("1", 1_000);
    scene.clock.pass(TimeDelta::minutes(1));
    scene.sim.rebuild();
    assert!(scene.driver.transfer().await.unwrap().is_empty() && scene.driver.list().await.unwrap().is_empty());
    assert_ne!(scene.driver.probe().await.unwrap().remote_uid, before.remote_uid);
}

#[tokio::test]
async fn a_changed_hostname_reaches_old_keys_after_a_restart() {
    let scene = Scene::new().await;
    scene.driver.ensure(&key("1", "Ann", None)).await.unwrap();
    scene.sim.change_hostname("vpn.example");
    scene.driver.ensure(&key("2", "Bob", None)).await.unwrap();
    let hosts = async || -> Vec<bool> {
        scene.driver.list().await.unwrap().iter().map(|key| key.access_url.contains("@vpn.example:")).collect()
    };
    assert_eq!(hosts().await, [false, true]);
    scene.sim.restart();
    assert_eq!(hosts().await, [true, true]);
    assert_eq!(scene.driver.probe().await.unwrap().host, "vpn.example");
}

/// A clock that only the test moves on.
#[derive(Debug)]
struct PatientClock(tokio::sync::watch::Sender<DateTime<Utc>>);

impl Clock for PatientClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.borrow()
    }
    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'static, ()> {
        let mut now = self.0.subscribe();
        async move {
            // An error says that the clock is gone, and with it whoever waited.
            let _ = now.wait_for(|now| *now >= at).await;
        }
        .boxed()
    }
}

#[tokio::test]
async fn traffic_moves_by_the_clock() {
    let clock = Arc::new(PatientClock(tokio::sync::watch::Sender::new(DateTime::UNIX_EPOCH + TimeDelta::days(20_000))));
    let sim = OutlineSim::start(clock.clone(), SimOptions::default()).await.unwrap();
    for n in 0..50 {
        sim.create_key_by_hand(&format!("Key {n}"));
    }
    sim.start_traffic();
    let moved = || sim.truth().iter().map(|key| key.bytes).sum::<i64>();
    let mut last = 0;
    // By the minute, then by a leap of a day.
    for leap in [1, 1, 24 * 60] {
        let before = last;
        while last == before {
            tokio::task::yield_now().await;
            clock.0.send_modify(|now| *now += TimeDelta::minutes(leap));
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            last = moved();
        }
    }
    assert!(last > 1_000_000_000, "{last}");
}

#[tokio::test]
async fn traffic_that_moves_is_told_within_a_percent() {
    let scene = Scene::new().await;
    for n in 0..40 {
        scene.sim.create_key_by_hand(&format!("Key {n}"));
    }
    scene.sim.backfill_traffic(7);
    let told = scene.driver.transfer().await.unwrap();
    let truth = scene.sim.truth();
    assert!(told.len() > 20 && truth.iter().any(|key| key.bytes == 0), "some are idle");
    for key in truth.iter().filter(|key| key.bytes > 0) {
        assert!(near(told.get(&key.id), key.bytes), "{key:?} {:?}", told.get(&key.id));
    }
}
