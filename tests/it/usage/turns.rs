//! What polls do in a hurry: cut off within one poll, first use, adoption, two pollers, restarts, retention.

use super::world::{Wish, World, quota};
use crate::harness::db::{Place, stories};
use chrono::TimeDelta;
use claviger::{
    domain::{
        chart::{Span, UsageOf},
        plan::Lifetime,
        quota::QuotaPeriod,
        role::Actor,
        traffic::Traffic,
    },
    in_tx,
    jobs::Bench,
    service::usage::{self, QuotaChange},
    store,
};

stories!(
    a_quota_stops_within_one_poll_and_a_top_up_brings_it_back,
    whoever_only_tells_goes_on_and_has_no_limit_on_the_server,
    the_first_traffic_starts_its_days,
    an_adopted_key_brings_its_past,
    two_pollers_count_nothing_twice,
    a_dead_server_costs_nothing_and_is_caught_up_with,
    an_answer_without_anything_is_not_believed_at_once,
    hours_go_and_days_stay,
    another_zone_leaves_sums_whole,
    a_period_turns_and_switches_on_again,
);

async fn world(place: &Place) -> World {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    world
}

/// A key moves something, and the next poll sees it.
async fn moves(world: &World, name: &str, bytes: i64) -> i64 {
    let moved = world.servers[0].1.moves(name, bytes, world.now());
    world.clock.advance(TimeDelta::minutes(1));
    world.poll().await;
    moved
}

async fn a_quota_stops_within_one_poll_and_a_top_up_brings_it_back(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", quota(10), false).await;
    assert_eq!(world.servers[0].1.limit("1"), Some(15_000_000_000), "a safety net");
    moves(&world, "1", 8_500_000_000).await;
    assert_eq!(world.alerts().await, [(key.0, 80)]);
    moves(&world, "1", 2_000_000_000).await;
    assert_eq!((world.servers[0].1.limit("1"), world.alerts().await.len()), (Some(0), 2));
    let stopped = world.get(key).await;
    assert!(stopped.exhausted_at.is_some() && stopped.version == 1, "polls don't count as a person's change");
    assert_eq!(moves(&world, "1", 1_000).await, 0, "it is off");
    world.change(key, QuotaChange::TopUp(Traffic::gb(5))).await;
    assert!(world.servers[0].1.limit("1").is_some_and(|limit| limit > 15_000_000_000));
    assert_eq!(world.get(key).await.quota, Some(Traffic::gb(15)));
    moves(&world, "1", 2_000_000_000).await;
    assert_eq!(world.alerts().await.last(), Some(&(key.0, 80)), "told anew");
    world.change(key, QuotaChange::Reset).await;
    let fresh = world.usage(key).await;
    assert_eq!((fresh.used, fresh.limit), (Traffic(0), Some(Traffic::gb(15))));
    assert!(world.get(key).await.exhausted_at.is_none());
}

async fn whoever_only_tells_goes_on_and_has_no_limit_on_the_server(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", Wish { stops: false, ..quota(10) }, false).await;
    assert_eq!(world.servers[0].1.limit("1"), None);
    moves(&world, "1", 12_000_000_000).await;
    assert_eq!((world.alerts().await, world.servers[0].1.limit("1")), (vec![(key.0, 100)], None));
    world.change(key, QuotaChange::Stops(Some(true))).await;
    assert_eq!(world.servers[0].1.limit("1"), Some(0), "what is over stops at once");
    world.change(key, QuotaChange::Stops(Some(false))).await;
    assert_eq!(world.servers[0].1.limit("1"), None);
}

async fn the_first_traffic_starts_its_days(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", Wish { lifetime: Lifetime::DaysFromFirstUse(30), ..quota(10) }, false).await;
    world.clock.advance(TimeDelta::days(3));
    world.poll().await;
    assert_eq!(world.get(key).await.expires_at, None);
    moves(&world, "1", 5_000).await;
    let used = world.get(key).await;
    assert_eq!(used.first_used_at, Some(world.now()));
    assert_eq!(used.expires_at, Some(world.now() + TimeDelta::days(30)));
    moves(&world, "1", 5_000).await;
    assert_eq!(world.get(key).await.expires_at, used.expires_at);
}

async fn an_adopted_key_brings_its_past(place: &Place) {
    let world = world(place).await;
    let fake = &world.servers[0].1;
    for name in ["7", "8"] {
        fake.state.lock().unwrap().keys.insert(name.into(), None);
    }
    let begin = world.now();
    for day in 0..20 {
        world.clock.reach(begin + TimeDelta::days(day));
        fake.moves("7", 100_000_000 * (day + 1), world.now());
        fake.moves("8", 200_000_000, world.now());
    }
    world.clock.advance(TimeDelta::days(1));
    let key = world.key(0, "7", quota(30), true).await;
    world.poll().await;
    let usage = world.usage(key).await;
    let near = |n: i64, of: i64| (n - of).abs() <= of / 50;
    assert!(near(usage.quota.total.0, 21_000_000_000), "{}", usage.quota.total.0);
    assert!(!usage.quota.estimated && usage.used == Traffic(0), "its quota begins with the house");
    assert!((10_400_000_000..12_000_000_000).contains(&usage.week.iter().sum::<i64>()), "{:?}", usage.week);
    fake.state.lock().unwrap().forgetful = true;
    let guessed = world.key(0, "8", quota(30), true).await;
    world.poll().await;
    let usage = world.usage(guessed).await;
    assert!(usage.quota.estimated && near(usage.quota.total.0, 4_000_000_000), "{}", usage.quota.total.0);
    // What ages out afterwards is counted once.
    for _ in 0..70 {
        world.clock.advance(TimeDelta::hours(12));
        fake.moves("7", 50_000_000, world.now() - TimeDelta::minutes(5));
        world.poll().await;
    }
    let total = world.usage(key).await.quota.total.0;
    assert!(near(total, fake.truth("7")), "{total} of {}", fake.truth("7"));
    let total = world.usage(guessed).await.quota.total.0;
    assert!(
        (4_000_000_000..5_600_000_000).contains(&total),
        "what was guessed is out by what it was guessed by: {total}"
    );
}

async fn two_pollers_count_nothing_twice(place: &Place) {
    let mut world = world(place).await;
    let key = world.key(0, "1", quota(100), false).await;
    let mut other = Bench::new(world.db.clone(), world.env.clone());
    for step in 0..12 {
        moves(&world, "1", 1_000_000_000).await;
        if step % 3 != 1 {
            std::mem::swap(&mut world.bench, &mut other);
        }
    }
    let total = world.usage(key).await.quota.total.0;
    assert!((12_000_000_000..=12_120_000_000).contains(&total), "{total}");
}

async fn a_dead_server_costs_nothing_and_is_caught_up_with(place: &Place) {
    let mut world = world(place).await;
    world.server("second").await;
    let (dead, alive) = (world.key(0, "1", quota(100), false).await, world.key(1, "2", quota(100), false).await);
    world.servers[0].1.state.lock().unwrap().down = true;
    for _ in 0..5 {
        world.servers[0].1.moves("1", 1_000_000_000, world.now());
        world.servers[1].1.moves("2", 1_000_000_000, world.now());
        world.clock.advance(TimeDelta::minutes(1));
        world.poll().await;
    }
    assert_eq!(world.usage(dead).await.quota.total, Traffic(0));
    assert!(world.usage(alive).await.quota.total >= Traffic::gb(5));
    let mut read = world.db.read().await.unwrap();
    assert_eq!(store::usage::to_poll(&mut read).await.unwrap().len(), 2);
    drop(read);
    world.servers[0].1.state.lock().unwrap().down = false;
    world.restart();
    world.clock.advance(TimeDelta::minutes(1));
    world.poll().await;
    assert!(world.usage(dead).await.quota.total >= Traffic::gb(5), "what moved meanwhile is counted");
}

async fn an_answer_without_anything_is_not_believed_at_once(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", quota(100), false).await;
    moves(&world, "1", 10_000_000_000).await;
    world.servers[0].1.state.lock().unwrap().blank = true;
    moves(&world, "1", 1_000).await;
    moves(&world, "1", 1_000).await;
    let total = world.usage(key).await.quota.total.0;
    assert!(total < 10_200_000_000, "{total}");
    world.servers[0].1.forgets();
    moves(&world, "1", 3_000_000_000).await;
    moves(&world, "1", 1_000_000_000).await;
    let total = world.usage(key).await.quota.total.0;
    assert!((14_000_000_000..14_300_000_000).contains(&total), "{total}");
}

async fn hours_go_and_days_stay(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", quota(9_000), false).await;
    for _ in 0..100 {
        world.clock.advance(TimeDelta::hours(17));
        moves(&world, "1", 1_000_000_000).await;
        // What leaves the window in a burst is late by up to an hour more each time round, and polls go on meanwhile.
        for _ in 0..7 {
            world.clock.advance(TimeDelta::hours(1));
            world.poll().await;
        }
    }
    let now = world.now();
    in_tx!(world.db, |tx| store::jobs::enqueue(tx, &claviger::domain::job::JobKind::PruneUsage, now, now).await)
        .unwrap();
    world.work().await;
    let mut read = world.db.read().await.unwrap();
    let days = store::usage::days_of(&mut read, &[key], 0).await.unwrap();
    assert!((98..=100).contains(&days.len()), "{}", days.len());
    let hours = store::usage::sums(
        &mut read,
        claviger::domain::role::Scope::House,
        UsageOf::Key(key),
        store::usage::By::Hour,
        0,
    );
    let hours = hours.await.unwrap().len();
    assert!((89..=92).contains(&hours), "90 days, and the last hour before: {hours}");
    drop(read);
    let total = world.usage(key).await.quota.total.0;
    assert!((99_900_000_000..101_500_000_000).contains(&total), "before it rests: {total}");
    // A key that rests for long, and comes back, has lost nothing with its hours.
    world.clock.advance(TimeDelta::days(150));
    world.poll().await;
    in_tx!(world.db, |tx| store::usage::prune_hours(tx, world.now().timestamp(), 10_000).await).unwrap();
    moves(&world, "1", 2_000_000_000).await;
    let total = world.usage(key).await.quota.total.0;
    assert!((101_900_000_000..103_500_000_000).contains(&total), "{total}");
}

async fn another_zone_leaves_sums_whole(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", quota(100), false).await;
    for zone in ["Asia/Tehran", "Asia/Kathmandu", "America/New_York", "UTC"] {
        in_tx!(world.db, |tx| store::settings::set(tx, "house.zone", zone, world.now()).await).unwrap();
        moves(&world, "1", 1_000_000_000).await;
        world.clock.advance(TimeDelta::minutes(25));
        moves(&world, "1", 1_000_000_000).await;
    }
    let total = world.usage(key).await.quota.total;
    let mut read = world.db.read().await.unwrap();
    let days = store::usage::days_of(&mut read, &[key], 0).await.unwrap();
    assert_eq!(days.iter().map(|(_, _, bytes)| bytes.0).sum::<i64>(), total.0);
    let of = (UsageOf::Server(world.servers[0].0), Span::Week);
    let shown = usage::picture(&mut read, &Actor::Machine, of, chrono_tz::UTC, world.now()).await.unwrap();
    assert_eq!((shown.total(), shown.bars.len()), (total, 7));
}

async fn a_period_turns_and_switches_on_again(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", Wish { period: QuotaPeriod::Day, ..quota(1) }, false).await;
    moves(&world, "1", 1_100_000_000).await;
    assert_eq!(world.servers[0].1.limit("1"), Some(0));
    world.change(key, QuotaChange::TopUp(Traffic::gb(1))).await;
    assert_ne!(world.servers[0].1.limit("1"), Some(0));
    let usage = world.usage(key).await;
    assert_eq!((usage.limit, usage.policy.quota), (Some(Traffic::gb(2)), Some(Traffic::gb(1))));
    moves(&world, "1", 1_000_000_000).await;
    assert_eq!(world.servers[0].1.limit("1"), Some(0));
    world.clock.advance(TimeDelta::days(1));
    world.poll().await;
    let usage = world.usage(key).await;
    assert_eq!((usage.limit, usage.used), (Some(Traffic::gb(1)), Traffic(0)), "what was bought went with its day");
    assert!(world.servers[0].1.limit("1").is_some_and(|limit| limit > 0));
}
