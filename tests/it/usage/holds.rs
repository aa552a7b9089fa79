//! Who is told of a quota, and what holds for keys that are there when the house or a plan says something else.

use super::world::{OWNER, Wish, World, quota};
use crate::harness::db::{Place, stories};
use chrono::TimeDelta;
use claviger::{
    domain::{
        ids::{ChatId, KeyId, PersonId, PlanId},
        money::{Currency, Money},
        person::{Language, PersonState, Reading},
        plan::{Lifetime, PlanDraft},
        quota::QuotaPeriod,
        role::{Actor, Role},
        traffic::Traffic,
    },
    in_tx,
    service::usage::{self, QuotaChange, RuleChange},
    store,
};

stories!(
    who_holds_a_key_is_told_once_a_period,
    staff_who_want_to_hear_are_told_once,
    thresholds_hold_for_keys_that_are_there,
    what_the_house_says_reaches_servers,
    what_a_plan_says_stands_over_the_house,
);

const HOLDER: i64 = 81;
const ADMIN: i64 = 82;

async fn person(world: &World, chat: i64, role: Role) -> PersonId {
    let new = store::people::NewPerson {
        chat: ChatId(chat),
        name: "Leila",
        username: None,
        role,
        reading: Reading::usual(Language::Fa),
        now: world.now(),
    };
    in_tx!(world.db, |tx| store::people::insert(tx, &new).await).unwrap()
}

async fn moves(world: &World, name: &str, bytes: i64) {
    world.servers[0].1.moves(name, bytes, world.now());
    world.clock.advance(TimeDelta::minutes(1));
    world.poll().await;
}

async fn world(place: &Place) -> World {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    world
}

async fn give(world: &World, key: KeyId, to: PersonId) {
    let version = world.get(key).await.version;
    in_tx!(world.db, |tx| {
        async {
            let customer = store::customers::insert(tx, None, "Leila", Some(to), world.now()).await?.unwrap();
            store::customers::give_key(tx, key, version, Some(customer)).await
        }
        .await
    })
    .unwrap();
}

async fn who_holds_a_key_is_told_once_a_period(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", Wish { period: QuotaPeriod::Day, ..quota(10) }, false).await;
    let holder = person(&world, HOLDER, Role::Customer).await;
    moves(&world, "1", 8_100_000_000).await;
    assert_eq!((world.alerts().await, world.alerts_to(HOLDER).await), (vec![(key.0, 80)], vec![]), "nobody's yet");
    give(&world, key, holder).await;
    moves(&world, "1", 1_000_000_000).await;
    moves(&world, "1", 100_000_000).await;
    moves(&world, "1", 900_000_000).await;
    assert_eq!(world.alerts_to(HOLDER).await, [(key.0, 90), (key.0, 100)]);
    world.poll().await;
    assert_eq!(world.alerts_to(HOLDER).await.len(), 2, "once");
    world.clock.advance(TimeDelta::days(1));
    world.poll().await;
    moves(&world, "1", 8_100_000_000).await;
    assert_eq!(world.alerts_to(HOLDER).await.last(), Some(&(key.0, 80)), "another day");
    assert_eq!(world.alerts().await.len(), 4);
    // Who was suspended isn't written to.
    in_tx!(world.db, |tx| {
        async {
            let version = store::people::get(tx, holder).await?.unwrap().version;
            store::people::set_state(tx, holder, version, PersonState::Suspended).await
        }
        .await
    })
    .unwrap();
    moves(&world, "1", 1_000_000_000).await;
    assert_eq!((world.alerts_to(HOLDER).await.len(), world.alerts().await.len()), (3, 5));
}

async fn staff_who_want_to_hear_are_told_once(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", quota(10), false).await;
    for (chat, id) in [(OWNER, world.owner), (ADMIN, person(&world, ADMIN, Role::Admin).await)] {
        let actor = Actor::Person {
            id,
            role: Role::Admin,
            scope: claviger::domain::role::Scope::House,
            chat: ChatId(chat),
            freedom: claviger::domain::role::Freedom::Full,
        };
        in_tx!(world.db, |tx| usage::watch(tx, &actor, true, world.now()).await).unwrap();
    }
    moves(&world, "1", 8_100_000_000).await;
    assert_eq!((world.alerts_to(ADMIN).await, world.alerts().await), (vec![(key.0, 80)], vec![(key.0, 80)]));
}

async fn rule(world: &World, change: RuleChange) {
    in_tx!(world.db, |tx| usage::change_rules(tx, &world.env, &Actor::Machine, change.clone(), world.now()).await)
        .unwrap();
    world.work().await;
}

async fn thresholds_hold_for_keys_that_are_there(place: &Place) {
    let world = world(place).await;
    let key = world.key(0, "1", quota(10), false).await;
    moves(&world, "1", 6_000_000_000).await;
    assert_eq!(world.alerts().await, []);
    rule(&world, RuleChange::Thresholds(vec![95, 50, 500, 50])).await;
    assert_eq!(world.alerts().await, [(key.0, 50)], "it is past that");
    moves(&world, "1", 2_500_000_000).await;
    assert_eq!(world.alerts().await.len(), 1, "80 isn't one any more");
    moves(&world, "1", 1_100_000_000).await;
    assert_eq!(world.alerts().await, [(key.0, 50), (key.0, 95)]);
    assert_eq!(world.usage(key).await.thresholds, [50, 95]);
    rule(&world, RuleChange::Thresholds(Vec::new())).await;
    moves(&world, "1", 1_000_000_000).await;
    assert_eq!(world.alerts().await, [(key.0, 50), (key.0, 95), (key.0, 100)], "the end is told in any case");
}

async fn what_the_house_says_reaches_servers(place: &Place) {
    let world = world(place).await;
    let fake = &world.servers[0].1;
    let over = world.key(0, "1", quota(10), false).await;
    let under = world.key(0, "2", quota(10), false).await;
    let own = world.key(0, "3", quota(10), false).await;
    world.change(own, QuotaChange::Stops(Some(true))).await;
    moves(&world, "1", 11_000_000_000).await;
    assert_eq!(fake.limit("1"), Some(0));
    rule(&world, RuleChange::Stops(false)).await;
    assert_eq!((fake.limit("1"), fake.limit("2")), (None, None), "people are told, and no server stops a key");
    assert!(fake.limit("3").is_some_and(|limit| limit > 0), "it says so itself");
    assert!(world.get(over).await.exhausted_at.is_none());
    rule(&world, RuleChange::Stops(true)).await;
    assert_eq!(fake.limit("1"), Some(0), "what is over stops");
    assert!(fake.limit("2").is_some_and(|limit| limit > 0));
    assert!(world.get(under).await.in_step());
    world.change(own, QuotaChange::Stops(None)).await;
    assert_eq!(world.usage(own).await.quota.own_stops, None);
}

async fn what_a_plan_says_stands_over_the_house(place: &Place) {
    let world = world(place).await;
    let fake = &world.servers[0].1;
    let draft = PlanDraft {
        name: "Month".into(),
        lifetime: Lifetime::Unlimited,
        quota: Some(Traffic::gb(10)),
        price: Money { minor: 500, currency: Currency::EUR },
    };
    let now = world.now();
    let plan: PlanId = in_tx!(world.db, |tx| store::plans::insert(tx, &draft, now).await).unwrap();
    let key = world.key(0, "1", quota(10), false).await;
    let other = world.key(0, "2", quota(10), false).await;
    let mut tx = world.db.begin().await.unwrap();
    let _: i64 =
        claviger::on!(&mut tx, |c| sqlx::query_scalar("UPDATE access_key SET plan_id = $2 WHERE id = $1 RETURNING id")
            .bind(key.0)
            .bind(plan.0)
            .fetch_one(c))
        .unwrap();
    tx.commit().await.unwrap();
    moves(&world, "1", 11_000_000_000).await;
    moves(&world, "2", 11_000_000_000).await;
    assert_eq!((fake.limit("1"), fake.limit("2")), (Some(0), Some(0)));
    let set = async |stops| {
        in_tx!(world.db, |tx| {
            async {
                let version = store::plans::get(tx, plan).await?.unwrap().version;
                usage::set_plan_stops(tx, &world.env, &Actor::Machine, (plan, version), stops, now).await
            }
            .await
        })
        .unwrap();
        world.work().await;
    };
    set(Some(false)).await;
    assert_eq!((fake.limit("1"), fake.limit("2")), (None, Some(0)), "its keys alone");
    assert_eq!(
        (world.usage(key).await.quota.plan_stops, world.usage(other).await.quota.plan_stops),
        (Some(false), None)
    );
    set(None).await;
    assert_eq!(fake.limit("1"), Some(0));
}
