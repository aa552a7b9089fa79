//! A poll that is killed at each await, and polls while the house is held since a restore.
//!
//! A dropped future loses its memory and what it hadn't committed, as a killed process does. What must hold afterwards:
//! nothing is counted twice or lost, sums and cumulatives say the same, each alert is there once, what is over is off.

use super::world::{World, quota};
use crate::{
    harness::db::{Place, stories},
    kills::awaits::cut,
};
use chrono::TimeDelta;
use claviger::{
    domain::{ids::KeyId, job::JobKind, traffic::Traffic},
    in_tx,
    jobs::worker,
    service::backup::hold,
    store::{self, Access, Conn, restored},
};

stories!(a_poll_killed_at_each_await, a_rebuild_killed_at_each_await, polls_go_on_while_the_house_is_held);

/// Waits until `PostgreSQL` has done, or undone, what it was told last.
async fn last_words(world: &World) {
    let mut read = world.db.read().await.unwrap();
    if let Conn::Postgres(c) = read.conn() {
        const BUSY: &str = "SELECT COUNT(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
        while sqlx::query_scalar::<_, i64>(BUSY).fetch_one(&mut *c).await.unwrap() > 0 {}
    }
}

/// Polls, is killed after so many polls of the future, begins anew and polls again. Says whether it came to its end.
pub async fn dies_after(world: &mut World, polls: usize) -> bool {
    let whole = Box::pin(cut(world.poll(), polls)).await;
    last_words(world).await;
    world.restart();
    // The lease of who died runs out.
    world.clock.advance(TimeDelta::minutes(3));
    world.poll().await;
    whole
}

async fn holds(world: &World, keys: &[(KeyId, &str)], slack: i64) {
    let mut read = world.db.read().await.unwrap();
    for (key, name) in keys {
        let total = store::usage::quota(&mut read, *key).await.unwrap().unwrap().total.0;
        let truth = world.servers[0].1.truth(name);
        assert!(total * 100 <= truth * 101 + slack * 100, "{name}: {total} of {truth}");
        assert!((total + slack) * 100 >= truth * 99, "{name}: {total} of {truth}");
        let days = store::usage::days_of(&mut read, &[*key], 0).await.unwrap();
        assert_eq!(days.iter().map(|(_, _, bytes)| bytes.0).sum::<i64>(), total, "{name}");
    }
    let alerts = world.alerts().await;
    let mut once = alerts.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(alerts.len(), once.len(), "{alerts:?}");
}

async fn a_poll_killed_at_each_await(place: &Place) {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    let free = world.key(0, "free", quota(100_000), false).await;
    let mut keys = vec![(free, "free".to_owned())];
    for polls in 0.. {
        // Each time another key comes to its end within that poll.
        let name = format!("{}", 1_000 + polls);
        let key = world.key(0, &name, quota(10), false).await;
        keys.push((key, name.clone()));
        world.servers[0].1.moves(&name, 10_200_000_000, world.now());
        world.servers[0].1.moves("free", 700_000_000, world.now());
        world.clock.advance(TimeDelta::minutes(1));
        let whole = dies_after(&mut world, polls).await;
        assert_eq!(world.servers[0].1.limit(&name), Some(0), "{polls}: it is off on its server");
        if whole || polls % 8 == 7 {
            let keys: Vec<_> = keys.iter().map(|(key, name)| (*key, name.as_str())).collect();
            holds(&world, &keys, 0).await;
        }
        if whole {
            println!("a poll: {polls} polls of its future");
            assert_eq!(world.alerts().await.len(), keys.len() - 1, "each once");
            return;
        }
    }
}

async fn a_rebuild_killed_at_each_await(place: &Place) {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    let key = world.key(0, "1", quota(100_000), false).await;
    let mut lost = 0;
    for polls in 0.. {
        world.servers[0].1.moves("1", 2_000_000_000, world.now());
        world.clock.advance(TimeDelta::minutes(1));
        world.poll().await;
        world.servers[0].1.rebuilt(&format!("life-{polls}"));
        world.servers[0].1.moves("1", 1_000_000_000, world.now());
        world.clock.advance(TimeDelta::minutes(1));
        let whole = dies_after(&mut world, polls).await;
        // A new series is extrapolated by half a scrape, each life anew.
        lost += 30_000_000;
        holds(&world, &[(key, "1")], lost).await;
        if whole {
            println!("a rebuild: {polls} polls of its future");
            return;
        }
    }
}

async fn polls_go_on_while_the_house_is_held(place: &Place) {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    let key = world.key(0, "1", quota(10), false).await;
    let now = world.now();
    in_tx!(world.db, |tx| store::settings::set(tx, restored::HELD, &now.to_rfc3339(), now).await).unwrap();
    world.servers[0].1.moves("1", 12_000_000_000, now);
    world.clock.advance(TimeDelta::minutes(1));
    let now = world.now();
    in_tx!(world.db, |tx| {
        store::jobs::enqueue(tx, &JobKind::PollServers, now, now).await?;
        store::jobs::enqueue(tx, &JobKind::LookAtQuotas, now, now).await
    })
    .unwrap();
    for _ in 0..2 {
        let (now, lease) = (world.now(), world.now() + TimeDelta::minutes(2));
        let due = in_tx!(world.db, |tx| store::jobs::claim_some(tx, "test.1", now, lease, 16, hold::GOES_ON).await);
        for job in &due.unwrap() {
            worker::one(&world.bench, job).await;
        }
        // Polls are spread over some seconds.
        world.clock.advance(TimeDelta::seconds(30));
    }
    assert!(world.usage(key).await.quota.total >= Traffic::gb(12), "it is counted");
    assert!(world.get(key).await.exhausted_at.is_none() && world.alerts().await.is_empty(), "and nothing follows");
    assert_ne!(world.servers[0].1.limit("1"), Some(0));
    in_tx!(world.db, |tx| store::settings::remove(tx, restored::HELD).await).unwrap();
    world.work().await;
    assert_eq!((world.servers[0].1.limit("1"), world.alerts().await), (Some(0), vec![(key.0, 100)]));
}
