//! Keys that were just adopted, where the poll of their server is cut off or what follows from it has to wait.
//!
//! Whatever becomes of it: a server's own limit ends up replaced, and what was used up stays off and is told of, once.

use super::{
    adopted::owner,
    killed::dies_after,
    world::{World, quota},
};
use crate::harness::db::{Place, stories};
use chrono::TimeDelta;
use claviger::{
    domain::{job::JobKind, traffic::Traffic},
    in_tx,
    jobs::worker,
    service::{adopting, backup::hold},
    store::{self, restored},
};

stories!(
    an_adopted_keys_first_poll_killed_at_each_await,
    what_follows_from_an_adoption_waits_while_the_house_is_held,
    a_check_tells_what_nobody_is_about_to_tell,
);

async fn world(place: &Place) -> World {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    // By this it is known: it isn't one that was set up anew.
    world.servers[0].1.state.lock().unwrap().uid = Some("first".into());
    world
}

/// Runs the jobs of some kinds that are due, and no others.
async fn only(world: &World, kinds: &[&str]) {
    loop {
        let (now, lease) = (world.now(), world.now() + TimeDelta::minutes(2));
        let due = in_tx!(world.db, |tx| store::jobs::claim_some(tx, "test.1", now, lease, 16, kinds).await).unwrap();
        if due.is_empty() {
            return;
        }
        for job in &due {
            worker::one(&world.bench, job).await;
        }
    }
}

/// A key that was made by hand, has a limit of 10 GB and has moved so much of it.
fn by_hand(world: &World, name: &str, gb: i64) {
    let fake = &world.servers[0].1;
    fake.state.lock().unwrap().keys.insert(name.into(), None);
    fake.moves(name, gb * Traffic::GB, world.now());
    fake.state.lock().unwrap().keys.insert(name.into(), Some(10 * Traffic::GB));
}

/// Takes over what the server has that isn't the house's; the poll that belongs to it waits.
async fn adopts(world: &World) {
    world.clock.advance(TimeDelta::minutes(1));
    let (actor, server) = (owner(world), world.servers[0].0);
    let id = in_tx!(world.db, |tx| adopting::begin(tx, &world.env, &actor, server, world.now()).await).unwrap();
    only(world, &["adopt"]).await;
    let version = store::adoptions::get(&mut world.db.read().await.unwrap(), id).await.unwrap().unwrap().version;
    in_tx!(world.db, |tx| adopting::go(tx, &world.env, &actor, (id, version), world.now()).await).unwrap();
    only(world, &["adopt"]).await;
}

/// The limits that the server was told for a key.
fn told(world: &World, name: &str) -> Vec<Option<i64>> {
    let state = world.servers[0].1.state.lock().unwrap();
    state.told.iter().filter(|(id, _)| id == name).map(|(_, limit)| *limit).collect()
}

fn replaced(world: &World, over: &str, some: &str) {
    let limits = told(world, over);
    assert!(!limits.is_empty() && limits.iter().all(|limit| *limit == Some(0)), "{over} is never let in: {limits:?}");
    let limit = world.servers[0].1.limit(some);
    assert!(limit.is_some_and(|limit| limit > 10 * Traffic::GB), "{some} has its own limit still: {limit:?}");
}

async fn an_adopted_keys_first_poll_killed_at_each_await(place: &Place) {
    let mut world = world(place).await;
    for polls in 0.. {
        let (over, some) = (format!("{}", 10_000 + polls), format!("{}", 20_000 + polls));
        by_hand(&world, &over, 12);
        by_hand(&world, &some, 4);
        adopts(&world).await;
        let whole = dies_after(&mut world, polls).await;
        replaced(&world, &over, &some);
        let mut alerts = world.alerts().await;
        assert_eq!(alerts.len(), polls + 1, "each that is used up is told of");
        alerts.sort_unstable();
        alerts.dedup();
        assert_eq!(alerts.len(), polls + 1, "once");
        assert!(alerts.iter().all(|(_, percent)| *percent == 100));
        if whole {
            println!("a first poll: {polls} polls of its future");
            return;
        }
    }
}

async fn what_follows_from_an_adoption_waits_while_the_house_is_held(place: &Place) {
    let mut world = world(place).await;
    by_hand(&world, "7", 12);
    by_hand(&world, "8", 4);
    adopts(&world).await;
    let now = world.now();
    in_tx!(world.db, |tx| store::settings::set(tx, restored::HELD, &now.to_rfc3339(), now).await).unwrap();
    only(&world, hold::GOES_ON).await;
    assert_eq!((told(&world, "7"), told(&world, "8")), (vec![], vec![]));
    assert!(world.alerts().await.is_empty());
    world.restart();
    in_tx!(world.db, |tx| store::settings::remove(tx, restored::HELD).await).unwrap();
    world.work().await;
    replaced(&world, "7", "8");
    assert_eq!(world.alerts().await.len(), 1);
}

async fn a_check_tells_what_nobody_is_about_to_tell(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", quota(10), false).await;
    let server = world.servers[0].0;
    let check = async || {
        let now = world.now();
        world.servers[0].1.state.lock().unwrap().told.clear();
        in_tx!(world.db, |tx| store::jobs::enqueue(tx, &JobKind::CheckServer { server }, now, now).await).unwrap();
        world.work().await;
        told(&world, "1")
    };
    assert_eq!(check().await, [], "it is in step");
    assert!(in_tx!(world.db, |tx| store::usage::tell_net(tx, key).await).unwrap());
    assert_eq!(check().await, [Some(15 * Traffic::GB)]);
    assert!(world.get(key).await.in_step());
    // One that is tried again later stays with its pause.
    let later = world.now() + TimeDelta::hours(1);
    in_tx!(world.db, |tx| {
        store::usage::tell_net(tx, key).await?;
        store::jobs::enqueue(tx, &JobKind::SyncKey { key }, later, later).await
    })
    .unwrap();
    assert_eq!(check().await, []);
    // A server that gets all its keys again is told of each by that.
    let rebuilt = JobKind::rebuilt(server);
    let key = world.key(0, "2", quota(10), false).await;
    in_tx!(world.db, |tx| {
        store::usage::tell_net(tx, key).await?;
        store::jobs::enqueue(tx, &rebuilt, later, later).await
    })
    .unwrap();
    check().await;
    assert_eq!(told(&world, "2"), []);
}
