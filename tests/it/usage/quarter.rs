//! A quarter of a year with counters that age, servers that lose theirs, outages and starts in the middle.
//!
//! Held against what was really moved: usage within 1 %, each alert once per period, nobody past a quota by more than
//! one poll, nobody cut off wrongly.

use super::world::{Wish, World, quota};
use crate::harness::db::{Place, stories};
use chrono::TimeDelta;
use claviger::{
    domain::{hours, ids::KeyId, plan::Lifetime, quota::QuotaPeriod, traffic::Traffic},
    service::usage::QuotaChange,
};
use std::collections::BTreeMap;

stories!(a_quarter,);

/// Minutes between two polls.
const EVERY: i64 = 60;
const STEPS: i64 = 24 * 60 / EVERY;
const DAYS: i64 = 92;

struct Watched {
    id: KeyId,
    server: usize,
    name: &'static str,
    wish: Wish,
    /// A part of a thousand of the minutes in which it moves something, and how much then.
    busy: u64,
    bytes: i64,
    /// What it had moved when its period began, and the period.
    base: i64,
    period: i64,
    /// What it moved since the last poll.
    since_poll: i64,
    /// What was lost with counters.
    lost: i64,
    /// What it moved during an outage: by when exactly isn't known, so it may be late while it leaves the window.
    gap: (i64, i64, i64),
    was_off: bool,
    offs: i64,
}

fn noise(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (seed >> 31);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

async fn furnish(world: &mut World) -> Vec<Watched> {
    world.server("first").await;
    world.server("second").await;
    let month = Wish { period: QuotaPeriod::Month, ..quota(20) };
    let day = Wish { period: QuotaPeriod::Day, ..quota(1) };
    let free = Wish { quota: None, ..quota(0) };
    let tells = Wish { stops: false, ..quota(10) };
    let first_use = Wish { lifetime: Lifetime::DaysFromFirstUse(400), ..quota(9_000) };
    let wishes: [(usize, &str, Wish, u64, i64); 8] = [
        (0, "101", quota(40), 300, 3_000_000),
        (0, "102", month, 400, 2_500_000),
        (0, "103", day, 700, 1_500_000),
        (0, "104", free, 150, 9_000_000),
        (1, "105", tells, 500, 1_000_000),
        // Bursts with long pauses.
        (1, "106", quota(500), 3, 900_000_000),
        (1, "107", first_use, 250, 4_000_000),
        (1, "108", free, 0, 0),
    ];
    let mut watched = Vec::new();
    for (server, name, wish, busy, bytes) in wishes {
        let id = world.key(server, name, wish, false).await;
        let (since_poll, lost) = (0, 0);
        let base = 0;
        let period = 0;
        watched.push(Watched {
            id,
            server,
            name,
            wish,
            busy,
            bytes,
            base,
            period,
            since_poll,
            lost,
            gap: (0, 0, 0),
            was_off: false,
            offs: 0,
        });
    }
    watched
}

/// Traffic of one step, minute by minute.
fn traffic(world: &World, watched: &mut [Watched], minute: i64) {
    for key in watched {
        key.since_poll = 0;
        for at in minute..minute + EVERY {
            let roll = noise(u64::try_from(at).unwrap() ^ (key.bytes.unsigned_abs() << 20));
            if roll % 1_000 < key.busy {
                let time = world.now() - TimeDelta::minutes(minute + EVERY - at);
                let part = i64::try_from(50 + roll / 1_000 % 101).unwrap();
                key.since_poll += world.servers[key.server].1.moves(key.name, key.bytes / 100 * part, time);
            }
        }
    }
}

/// Periods turn with the first poll in them.
fn turn(world: &World, watched: &mut [Watched]) {
    for key in watched {
        let around = key.wish.period.around(world.now(), chrono_tz::Asia::Tehran);
        let period = around.map_or(key.period, |(start, _)| start.timestamp());
        if period != key.period {
            (key.period, key.base) = (period, world.servers[key.server].1.truth(key.name));
        }
    }
}

/// What the house says against what is true.
async fn compare(world: &World, watched: &mut [Watched], step: i64, disturbed: bool) {
    for key in watched {
        let usage = world.usage(key.id).await;
        let fake = &world.servers[key.server].1;
        let (truth, counted) = (fake.truth(key.name), usage.quota.total.0);
        assert!(counted * 100 <= truth * 101 + 100, "{}: {counted} of {truth} in step {step}", key.name);
        if disturbed {
            continue;
        }
        // What moved 30 days ago within about an hour and a poll may be late; the last minute isn't scraped yet.
        let leaves = (key.gap.0 + 30 * STEPS..=key.gap.1 + 30 * STEPS + 4).contains(&step);
        let gap = if leaves { key.gap.2 } else { 0 };
        let late = gap + 3 * key.bytes * EVERY * i64::try_from(key.busy.max(20)).unwrap() / 1_000 + 2 * key.bytes;
        assert!(
            (counted + key.lost + late) * 100 >= truth * 99,
            "{}: {counted} of {truth} ({}) in step {step}",
            key.name,
            key.lost
        );
        let Some(limit) = key.wish.quota else { continue };
        let off = fake.limit(key.name) == Some(0);
        let used = truth - key.base;
        if key.wish.stops {
            assert!(
                used <= limit + limit / 50 + key.since_poll + late,
                "{}: {used} of {limit} in step {step}",
                key.name
            );
        }
        if off {
            assert!(key.wish.stops, "{} only tells", key.name);
            assert!(
                used + key.since_poll + late >= limit / 100 * 98,
                "{}: cut off at {used} of {limit} in step {step}",
                key.name
            );
        }
        key.offs += i64::from(off && !key.was_off);
        key.was_off = off;
    }
}

async fn a_quarter(place: &Place) {
    let mut world = World::new(&place.url).await;
    // The postgres variant sees the first 40 days: it is the same code, and slower to ask.
    let days = if place.url.starts_with("postgres") { 40 } else { DAYS };
    let start = world.now();
    let mut watched = Box::pin(furnish(&mut world)).await;
    let (mut down_until, mut settles) = (0, 0);
    for step in 1..=days * 24 * 60 / EVERY {
        world.clock.reach(start + TimeDelta::minutes(step * EVERY));
        traffic(&world, &mut watched, (step - 1) * EVERY);
        let day = step * EVERY / (24 * 60);
        let first_of_day = step * EVERY % (24 * 60) < EVERY;
        if first_of_day {
            match day {
                // An outage of a server, of a day.
                12 => {
                    world.servers[1].1.state.lock().unwrap().down = true;
                    down_until = step + STEPS;
                }
                // A server that loses sight of its counters once.
                18 => world.servers[0].1.state.lock().unwrap().blank = true,
                // Counters are gone, on one server after another.
                35 | 61 => {
                    let server = usize::from(day == 61);
                    match day {
                        35 => world.servers[server].1.forgets(),
                        // Set up anew, with another id of its own.
                        _ => world.servers[server].1.rebuilt("another"),
                    }
                    watched.iter_mut().filter(|key| key.server == server).for_each(|key| key.lost += key.since_poll);
                    settles = step + 3;
                }
                20 | 50 | 70 => world.restart(),
                _ => {}
            }
        }
        if down_until > 0 && (down_until - STEPS..=down_until).contains(&step) {
            for key in watched.iter_mut().filter(|key| key.server == 1) {
                key.gap = (down_until - STEPS, down_until, key.gap.2 + key.since_poll);
            }
        }
        if step == down_until {
            world.servers[1].1.state.lock().unwrap().down = false;
            settles = step + 2;
        }
        world.poll().await;
        turn(&world, &mut watched);
        let disturbed = step < down_until || step < settles || (day == 18 && first_of_day);
        if step % 6 == 0 || disturbed {
            compare(&world, &mut watched, step, disturbed).await;
        }
        if step == 38 * STEPS {
            // More for one that is used up, and a new beginning for one that only tells.
            assert_eq!(world.servers[0].1.limit("101"), Some(0), "it has reached its quota");
            let over = world.servers[0].1.truth("101");
            assert!((39_600_000_000..40_800_000_000).contains(&over), "{over}");
            world.change(watched[0].id, QuotaChange::TopUp(Traffic::gb(20))).await;
            watched[0].wish.quota = Some(60 * Traffic::GB);
            assert_ne!(world.servers[0].1.limit("101"), Some(0), "it works again");
            world.change(watched[4].id, QuotaChange::Reset).await;
        }
    }
    told_once(&world, &watched, days).await;
    for (_, fake) in &world.servers {
        assert!(fake.state.lock().unwrap().netted.is_empty(), "the safety net has stopped a key");
    }
    sums_agree(&world, &watched).await;
}

async fn told_once(world: &World, watched: &[Watched], days: i64) {
    let mut told: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for alert in world.alerts().await {
        *told.entry(alert).or_default() += 1;
    }
    let of = |key: usize, percent| told.get(&(watched[key].id.0, percent)).copied().unwrap_or_default();
    // Once in its 40 GB, and once in its 60 GB.
    let both = if days > 60 { 2 } else { 1 };
    assert!((1..=both).contains(&of(0, 100)), "{told:?}");
    assert!(of(4, 80) <= 2 && of(4, 100) <= 2 && of(4, 100) >= 1, "{told:?}");
    for key in [1, 2] {
        assert!(of(key, 100) >= watched[key].offs, "{told:?}");
        let periods = if key == 1 { days / 28 + 2 } else { days + 2 };
        assert!(of(key, 80) <= periods && of(key, 90) <= periods && of(key, 100) <= periods, "{told:?}");
    }
    assert!(of(2, 100) > days / 2, "a daily quota is reached on most days: {told:?}");
    for key in [3, 5, 6, 7] {
        assert_eq!((of(key, 80), of(key, 90), of(key, 100)), (0, 0, 0), "{}: {told:?}", watched[key].name);
    }
}

/// Hours, days, the servers' sums and the cumulatives say the same.
async fn sums_agree(world: &World, watched: &[Watched]) {
    let mut read = world.db.read().await.unwrap();
    let mut all = 0;
    for key in watched {
        let total = claviger::store::usage::quota(&mut read, key.id).await.unwrap().unwrap().total.0;
        let days = claviger::store::usage::days_of(&mut read, &[key.id], 0).await.unwrap();
        assert_eq!(days.iter().map(|(_, _, bytes)| bytes.0).sum::<i64>(), total, "{}", key.name);
        all += total;
    }
    let scope = claviger::domain::role::Scope::House;
    let of = claviger::domain::chart::UsageOf::All;
    for by in [claviger::store::usage::By::Day, claviger::store::usage::By::Hour] {
        let sums = claviger::store::usage::sums(&mut read, scope, of, by, 0).await.unwrap();
        assert_eq!(sums.iter().map(|(_, bytes)| bytes.0).sum::<i64>(), all, "{by:?}");
    }
    assert_eq!(hours::hour_of(world.now(), chrono_tz::Asia::Tehran) % 3_600, 1_800, "hours begin at half past");
}
