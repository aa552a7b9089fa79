//! What leaves the window of 30 days: bursts in time, pasts that are known by days only, servers with another id.

use super::world::{World, quota};
use crate::harness::db::{Place, stories};
use chrono::TimeDelta;
use claviger::{domain::traffic::Traffic, service::usage::QuotaChange};

stories!(
    a_burst_leaves_when_it_came,
    a_server_with_another_id_counts_anew_however_small_the_fall,
    a_past_in_bursts_is_never_counted_twice,
);

async fn world(place: &Place) -> World {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    world
}

async fn minutes(world: &World, count: i64, bytes: i64) {
    for _ in 0..count {
        world.servers[0].1.moves("1", bytes, world.now());
        world.clock.advance(TimeDelta::minutes(1));
        world.poll().await;
    }
}

async fn a_burst_leaves_when_it_came(place: &Place) {
    let world = world(place).await;
    let fake = &world.servers[0].1;
    let key = world.key(0, "1", quota(30), false).await;
    // Ten minutes after a full hour in Tehran, and nothing more in that hour.
    world.clock.advance(TimeDelta::minutes(10));
    minutes(&world, 1, 20_000_000_000).await;
    for _ in 0..29 {
        world.clock.advance(TimeDelta::days(1));
        minutes(&world, 1, 10_000_000).await;
    }
    // The burst leaves; what moves in the same minutes is seen at once, not when the hour is over.
    world.clock.advance(TimeDelta::hours(23) + TimeDelta::minutes(20));
    let mut over = 0;
    for _ in 0..25 {
        minutes(&world, 1, 500_000_000).await;
        let (truth, counted) = (fake.truth("1"), world.usage(key).await.quota.total.0);
        assert!(counted * 100 <= truth * 101, "{counted} of {truth}");
        let late = truth - counted;
        // Two scrapes, what is let go for safety at the window's edge, and the minute that runs.
        over = over.max(late);
    }
    assert!(over <= 3_000_000_000, "{over}");
    let (truth, stopped) = (fake.truth("1"), world.get(key).await.exhausted_at);
    assert!(stopped.is_some() && truth <= 30_000_000_000 + 3_000_000_000, "{truth}");
}

async fn a_server_with_another_id_counts_anew_however_small_the_fall(place: &Place) {
    let mut world = world(place).await;
    let key = world.key(0, "1", quota(100), false).await;
    let rest = world.key(0, "2", quota(100), false).await;
    world.servers[0].1.moves("2", 2_000_000_000, world.now());
    minutes(&world, 3, 1_000_000_000).await;
    let before = world.usage(key).await.quota.total.0;
    // As much at once as there was before, so that its counter hardly falls.
    world.servers[0].1.rebuilt("another");
    world.servers[0].1.moves("2", 1_990_000_000, world.now());
    minutes(&world, 1, 2_950_000_000).await;
    let total = world.usage(key).await.quota.total.0;
    assert!((before + 2_900_000_000..before + 3_050_000_000).contains(&total), "{total}");
    let total = world.usage(rest).await.quota.total.0;
    assert!((3_980_000_000..4_080_000_000).contains(&total), "{total}");
    world.restart();
    minutes(&world, 2, 1_000_000_000).await;
    let total = world.usage(key).await.quota.total.0;
    assert!((before + 4_900_000_000..before + 5_080_000_000).contains(&total), "one epoch, not one each poll: {total}");
    assert_eq!(world.alerts().await, []);
}

async fn a_past_in_bursts_is_never_counted_twice(place: &Place) {
    let world = world(place).await;
    let fake = &world.servers[0].1;
    fake.state.lock().unwrap().keys.insert("1".into(), None);
    let begin = world.now();
    // A burst every third day, late in what the server calls a day, and a little all the time.
    for day in 0..30 {
        for hour in 0..24 {
            world.clock.reach(begin + TimeDelta::days(day) + TimeDelta::hours(hour));
            fake.moves("1", 5_000_000, world.now());
        }
        if day % 3 == 0 {
            fake.moves("1", 2_000_000_000, world.now());
        }
    }
    world.clock.advance(TimeDelta::minutes(30));
    let key = world.key(0, "1", quota(500), true).await;
    world.poll().await;
    for hour in 0..24 * 32 {
        world.clock.advance(TimeDelta::hours(1));
        fake.moves("1", 10_000_000, world.now() - TimeDelta::minutes(3));
        world.poll().await;
        if hour % 6 == 0 {
            let (truth, counted) = (fake.truth("1"), world.usage(key).await.quota.total.0);
            assert!(counted * 100 <= truth * 101, "{counted} of {truth} after {hour} hours");
            // A day of the past may be late while it leaves.
            assert!(counted + 2_300_000_000 >= truth, "{counted} of {truth} after {hour} hours");
        }
    }
    let (truth, counted) = (fake.truth("1"), world.usage(key).await.quota.total.0);
    assert!(counted * 100 >= truth * 99, "{counted} of {truth}");
    world.change(key, QuotaChange::TopUp(Traffic::gb(1))).await;
}
