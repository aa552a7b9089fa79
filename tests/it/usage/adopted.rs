//! Keys that a server had before the house: who hears of them, what their limits become, what is known of their past.

use super::world::{OWNER, Wish, World, quota};
use crate::harness::db::{Place, stories};
use chrono::TimeDelta;
use claviger::{
    domain::{
        chart::{Span, UsageOf},
        hours,
        ids::{ChatId, KeyId},
        job::JobKind,
        person::{Language, Reading},
        quota::QuotaPeriod,
        role::{Actor, Freedom, Role, Scope},
        traffic::Traffic,
    },
    in_tx,
    service::{adopting, history, keys::KeyChange, usage},
    store::{self, keys::KeyFilter},
};

stories!(
    what_nobody_made_is_told_to_those_who_run_the_house,
    a_limit_becomes_a_quota_of_each_month,
    nothing_is_compared_with_what_isnt_known,
    the_last_traffic_is_when_there_was_some,
);

const ADMIN: i64 = 71;
const OPERATOR: i64 = 72;
const ZONE: chrono_tz::Tz = chrono_tz::Asia::Tehran;

async fn world(place: &Place) -> World {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    world
}

async fn knows(world: &World, chat: i64, role: Role) {
    let (reading, now) = (Reading::usual(Language::En), world.now());
    let new = store::people::NewPerson { chat: ChatId(chat), name: "P", username: None, role, reading, now };
    in_tx!(world.db, |tx| store::people::insert(tx, &new).await).unwrap();
}

async fn moves(world: &World, name: &str, bytes: i64) -> i64 {
    let moved = world.servers[0].1.moves(name, bytes, world.now());
    world.clock.advance(TimeDelta::minutes(1));
    world.poll().await;
    moved
}

/// The owner, as who does something.
pub fn owner(world: &World) -> Actor {
    let (id, scope, chat) = (world.owner, Scope::House, ChatId(OWNER));
    Actor::Person { id, role: Role::Owner, scope, chat, freedom: Freedom::Full }
}

/// Takes over all that the server has, as it is; gives the keys in the order of their ids there.
async fn adopts(world: &World) -> Vec<KeyId> {
    let (actor, server) = (owner(world), world.servers[0].0);
    let id = in_tx!(world.db, |tx| adopting::begin(tx, &world.env, &actor, server, world.now()).await).unwrap();
    world.work().await;
    let version = store::adoptions::get(&mut world.db.read().await.unwrap(), id).await.unwrap().unwrap().version;
    in_tx!(world.db, |tx| adopting::go(tx, &world.env, &actor, (id, version), world.now()).await).unwrap();
    world.work().await;
    world.poll().await;
    let mut read = world.db.read().await.unwrap();
    let rows = store::keys::list(&mut read, Scope::House, &KeyFilter::default(), None, 100).await.unwrap();
    let mut keys: Vec<_> = rows.into_iter().map(|row| (row.key.name, row.key.id)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, id)| id).collect()
}

async fn what_nobody_made_is_told_to_those_who_run_the_house(place: &Place) {
    let world = world(place).await;
    knows(&world, ADMIN, Role::Admin).await;
    knows(&world, OPERATOR, Role::Operator).await;
    let adopted = world.key(0, "7", quota(10), true).await;
    let made = world.key(0, "8", quota(10), false).await;
    moves(&world, "7", 1_000).await;
    moves(&world, "7", 8_500_000_000).await;
    moves(&world, "8", 8_500_000_000).await;
    assert_eq!(world.alerts().await, [(adopted.0, 80), (made.0, 80)]);
    assert_eq!(world.alerts_to(ADMIN).await, [(adopted.0, 80)], "what the owner made is the owner's alone");
    moves(&world, "7", 1_700_000_000).await;
    assert_eq!(world.alerts_to(ADMIN).await.last(), Some(&(adopted.0, 100)));
    assert_eq!(world.alerts_to(OPERATOR).await, []);
    // The same with its end.
    let version = world.get(adopted).await.version;
    let change = KeyChange::Ends(Some(world.now() + TimeDelta::minutes(1)));
    in_tx!(world.db, |tx| claviger::service::keys::change(
        tx,
        &world.env,
        &Actor::Machine,
        (adopted, version),
        &change,
        world.now()
    )
    .await)
    .unwrap();
    world.clock.advance(TimeDelta::minutes(2));
    let now = world.now();
    in_tx!(world.db, |tx| store::jobs::enqueue(tx, &JobKind::ExpireKeys, now, now).await).unwrap();
    world.work().await;
    let mut read = world.db.read().await.unwrap();
    let told: Vec<i64> = claviger::on!(&mut read, |c| sqlx::query_scalar(
        "SELECT chat_id FROM outbox WHERE once LIKE 'ending:%' ORDER BY chat_id"
    )
    .fetch_all(c))
    .unwrap();
    assert_eq!(told, [OWNER, ADMIN]);
}

async fn a_limit_becomes_a_quota_of_each_month(place: &Place) {
    let world = world(place).await;
    let fake = &world.servers[0].1;
    for name in ["7", "8", "9"] {
        fake.state.lock().unwrap().keys.insert(name.into(), None);
    }
    for (name, gb) in [("7", 12), ("8", 4)] {
        fake.moves(name, gb * Traffic::GB, world.now());
    }
    for name in ["7", "8", "9"] {
        fake.state.lock().unwrap().keys.insert(name.into(), Some(10 * Traffic::GB));
    }
    world.clock.advance(TimeDelta::minutes(5));
    let [over, some, none] = adopts(&world).await[..] else { panic!("three keys") };
    let usage = world.usage(some).await;
    assert_eq!((usage.policy.quota, usage.policy.period), (Some(Traffic::gb(10)), QuotaPeriod::Month));
    assert!(
        (4_000_000_000..4_100_000_000).contains(&usage.used.0),
        "what the server holds against it: {:?}",
        usage.used
    );
    assert_eq!(usage.resets_at, Some(hours::month(world.now(), ZONE).1));
    assert!(world.get(over).await.exhausted_at.is_some() && fake.limit("7") == Some(0), "it was stopped, and is");
    assert!(fake.limit("8").is_some_and(|limit| limit > 10 * Traffic::GB), "the net never stops it early");
    assert_eq!((world.usage(none).await.used, fake.limit("9")), (Traffic(0), Some(10 * Traffic::GB)));
    // All of it late in the month, and all of the next month's right after: 19 GB within two days.
    world.clock.reach(hours::month(world.now(), ZONE).1 - TimeDelta::hours(20));
    moves(&world, "8", 6_100_000_000).await;
    assert_eq!(fake.limit("8"), Some(0));
    world.clock.reach(hours::month(world.now(), ZONE).1 + TimeDelta::hours(1));
    world.poll().await;
    assert!(world.get(over).await.exhausted_at.is_none() && world.get(some).await.exhausted_at.is_none());
    assert_eq!(moves(&world, "8", 9_000_000_000).await, 9_000_000_000);
    assert_eq!(moves(&world, "8", 500_000_000).await, 500_000_000);
    assert!(moves(&world, "9", 9_500_000_000).await > 0 && fake.limit("9").is_some_and(|l| l > 10 * Traffic::GB));
    assert!(fake.state.lock().unwrap().netted.is_empty());
    // That they were taken over is in their history.
    let mut read = world.db.read().await.unwrap();
    let told = history::of_key(&mut read, &owner(&world), some, None, 20).await.unwrap();
    assert_eq!(told.last().map(|event| &event.what), Some(&history::What::Adopted(None)), "{told:?}");
}

async fn nothing_is_compared_with_what_isnt_known(place: &Place) {
    let world = world(place).await;
    let fake = &world.servers[0].1;
    for name in ["7", "8"] {
        fake.state.lock().unwrap().keys.insert(name.into(), None);
    }
    let begin = world.now();
    for day in 0..35 {
        world.clock.reach(begin + TimeDelta::days(day));
        fake.moves("7", 100_000_000, world.now());
        fake.moves("8", 100_000_000, world.now());
    }
    let own = world.key(0, "1", quota(100), false).await;
    let known = world.key(0, "7", quota(100), true).await;
    world.poll().await;
    fake.state.lock().unwrap().forgetful = true;
    let guessed = world.key(0, "8", quota(100), true).await;
    world.poll().await;
    let trend = async |of: UsageOf, span: Span| {
        let mut read = world.db.read().await.unwrap();
        let shown = usage::picture(&mut read, &owner(&world), (of, span), ZONE, world.now()).await.unwrap();
        shown.trend.is_some()
    };
    let day = async |days: i64| {
        for _ in 0..days {
            world.clock.advance(TimeDelta::days(1));
            for name in ["1", "7", "8"] {
                fake.moves(name, 100_000_000, world.now() - TimeDelta::minutes(5));
            }
            world.poll().await;
        }
    };
    day(2).await;
    assert!(trend(UsageOf::Key(known), Span::Week).await, "the server told what it moved by the day");
    assert!(!trend(UsageOf::Key(known), Span::Month).await, "nobody knows what was before that");
    assert!(!trend(UsageOf::Key(guessed), Span::Week).await, "how it lay over the days was guessed");
    for of in [UsageOf::All, UsageOf::Server(world.servers[0].0)] {
        assert!(!trend(of, Span::Month).await && !trend(of, Span::Week).await, "{of:?} holds what was guessed");
    }
    day(16).await;
    assert!(trend(UsageOf::Key(own), Span::Week).await && trend(UsageOf::Key(guessed), Span::Week).await);
    assert!(trend(UsageOf::All, Span::Week).await && !trend(UsageOf::All, Span::Month).await);
    day(44).await;
    assert!(trend(UsageOf::Key(known), Span::Month).await && trend(UsageOf::All, Span::Month).await);
}

async fn the_last_traffic_is_when_there_was_some(place: &Place) {
    let world = world(place).await;
    let fake = &world.servers[0].1;
    for name in ["6", "7", "8"] {
        fake.state.lock().unwrap().keys.insert(name.into(), None);
    }
    fake.moves("7", 500_000_000, world.now());
    let long_ago = world.now();
    world.clock.advance(TimeDelta::days(3));
    fake.moves("6", 500_000_000, world.now() - TimeDelta::hours(1));
    fake.moves("8", 500_000_000, world.now() - TimeDelta::hours(1));
    let whole = Wish { stops: false, ..quota(100) };
    let (old, today) = (world.key(0, "7", whole, true).await, world.key(0, "6", whole, true).await);
    world.poll().await;
    let active = async || {
        let day = hours::day_of(world.now(), ZONE);
        let mut read = world.db.read().await.unwrap();
        store::usage::active_keys(&mut read, None, day).await.unwrap().first().map_or(0, |(_, count)| *count)
    };
    assert_eq!(active().await, 1, "one of them moved something today");
    let seen = async |key| world.usage(key).await.quota.moved_at;
    assert_eq!(seen(old).await.map(|at| at.timestamp() / 60), Some(long_ago.timestamp() / 60));
    assert_eq!(seen(today).await.map(|at| (world.now() - at).num_minutes() / 10), Some(6));
    // One whose server doesn't say when: not today, as far as anybody knows.
    fake.state.lock().unwrap().forgetful = true;
    let silent = world.key(0, "8", whole, true).await;
    world.poll().await;
    assert_eq!((seen(silent).await, active().await), (None, 1));
    moves(&world, "7", 1_000_000).await;
    moves(&world, "8", 1_000_000).await;
    moves(&world, "6", 1_000_000).await;
    assert_eq!(active().await, 3, "each once");
    assert_eq!(seen(silent).await, Some(world.now() - TimeDelta::minutes(1)));
    // Stopped after a month of bursts: whatever leaves the window, it moves nothing any more.
    for step in 0..200_i64 {
        world.clock.advance(TimeDelta::hours(3));
        fake.moves("7", 40_000_000 * (step * step % 7), world.now() - TimeDelta::minutes(20));
        world.poll().await;
    }
    let version = world.get(old).await.version;
    let at = (old, version);
    in_tx!(world.db, |tx| claviger::service::keys::change(
        tx,
        &world.env,
        &Actor::Machine,
        at,
        &KeyChange::Suspend,
        world.now()
    )
    .await)
    .unwrap();
    world.work().await;
    world.clock.advance(TimeDelta::minutes(2));
    world.poll().await;
    let (last, total) = (seen(old).await, world.usage(old).await.quota.total);
    for _ in 0..260 {
        world.clock.advance(TimeDelta::hours(3));
        world.poll().await;
    }
    assert_eq!(seen(old).await, last);
    println!("found late: {} bytes", world.usage(old).await.quota.total.0 - total.0);
}
