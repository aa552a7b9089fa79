//! What is found late: traffic that a server's window shows only as older traffic leaves it.
//!
//! It counts as moved, but a key that is off wasn't in use when it was found.

use super::world::{Wish, World, quota};
use crate::harness::db::{Place, stories};
use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    domain::{hours, ids::KeyId, job::JobKind, quota::QuotaPeriod, role::Actor, traffic::Traffic},
    in_tx,
    service::{
        keys::{self, KeyChange},
        usage::QuotaChange,
    },
    store,
};

stories!(a_key_that_is_off_isnt_active);

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Tehran;

async fn change(world: &World, key: KeyId, change: KeyChange) {
    let at = (key, world.get(key).await.version);
    in_tx!(world.db, |tx| keys::change(tx, &world.env, &Actor::Machine, at, &change, world.now()).await).unwrap();
    world.work().await;
}

/// What a key has moved in all, when last, and on how many days from `day` on it was active: it is alone on its server.
async fn seen(world: &World, of: usize, key: KeyId, day: i64) -> (i64, Option<DateTime<Utc>>, Vec<i64>) {
    let quota = world.usage(key).await.quota;
    let mut read = world.db.read().await.unwrap();
    let days = store::usage::active_keys(&mut read, Some(world.servers[of].0), day).await.unwrap();
    (quota.total.0, quota.moved_at, days.into_iter().map(|(_, active)| active).filter(|active| *active > 0).collect())
}

async fn a_key_that_is_off_isnt_active(place: &Place) {
    let mut world = World::new(&place.url).await;
    let mut keys = Vec::new();
    for case in ["on", "suspended", "used up", "expired"] {
        let server = world.server(case).await;
        keys.push((case, world.key(server, &server.to_string(), Wish { stops: false, ..quota(10_000) }, false).await));
    }
    for step in 0..100_i64 {
        world.clock.advance(TimeDelta::hours(3));
        for (server, (_, fake)) in world.servers.iter().enumerate() {
            fake.moves(&server.to_string(), 40_000_000 * (step * step % 7), world.now() - TimeDelta::minutes(20));
        }
        world.poll().await;
    }
    change(&world, keys[1].1, KeyChange::Suspend).await;
    world.change(keys[2].1, QuotaChange::Policy(Some(Traffic(1_000)), QuotaPeriod::Total)).await;
    world.change(keys[2].1, QuotaChange::Stops(Some(true))).await;
    change(&world, keys[3].1, KeyChange::Ends(Some(world.now() + TimeDelta::minutes(1)))).await;
    world.clock.advance(TimeDelta::minutes(2));
    let now = world.now();
    in_tx!(world.db, |tx| store::jobs::enqueue(tx, &JobKind::ExpireKeys, now, now).await).unwrap();
    world.work().await;
    for (server, (case, _)) in keys.iter().enumerate() {
        assert_eq!(world.servers[server].1.limit(&server.to_string()) == Some(0), *case != "on", "{case}");
    }
    world.poll().await;
    let mut before = Vec::new();
    for (server, (_, key)) in keys.iter().enumerate() {
        before.push(seen(&world, server, *key, 0).await);
    }
    world.clock.advance(TimeDelta::days(1));
    let day = hours::day_of(world.now(), ZONE);
    for step in 0..140 {
        world.clock.advance(TimeDelta::hours(6));
        if step % 9 == 0 {
            world.restart();
        }
        world.poll().await;
    }
    for (server, (case, key)) in keys.iter().enumerate() {
        let (total, moved_at, active) = seen(&world, server, *key, day).await;
        assert!(total > before[server].0, "{case}: something is found late, or this shows nothing");
        if *case == "on" {
            assert!(moved_at > before[server].1 && !active.is_empty(), "{case}: who knows when it was moved");
            assert!(active.iter().all(|active| *active == 1), "{case}: once a day: {active:?}");
        } else {
            assert_eq!((moved_at, active), (before[server].1, vec![]), "{case}");
        }
    }
}
