//! How people hear of quotas: several at once as one message, and the group what concerns the house.

use super::world::{OWNER, World, quota};
use crate::harness::{
    db::{Place, stories},
    house::{bot_api, person},
};
use chrono::TimeDelta;
use claviger::{
    bot::{desk::Desk, sender},
    demo::botapi::BotApi,
    domain::{
        ids::{ChatId, KeyId, PersonId},
        job::JobKind,
        notice::Notice,
        role::{Actor, Freedom, Role, Scope},
    },
    in_tx,
    service::{
        keys::{self, KeyChange},
        notices, usage,
    },
    store,
};
use teloxide::Bot;

stories!(
    alerts_that_come_together_are_one_message,
    what_is_not_true_any_more_is_not_said,
    people_hear_of_ends_a_week_three_days_and_a_day_before,
    a_group_hears_of_servers_and_its_buttons_lead_to_the_bot,
);

const GROUP: i64 = -1_004_300_000_001;

async fn telling(place: &Place) -> (World, BotApi, Desk) {
    let mut world = World::new(&place.url).await;
    world.server("first").await;
    let api = bot_api().await;
    api.add_user(person(OWNER, "Omar", "en"));
    let telegram = Bot::new(api.token()).set_api_url(api.url().parse().unwrap());
    let desk = Desk::new(telegram, world.db.clone(), world.env.clone(), None);
    (world, api, desk)
}

fn owner(world: &World) -> Actor {
    let (id, scope, chat) = (world.owner, Scope::House, ChatId(OWNER));
    Actor::Person { id, role: Role::Owner, scope, chat, freedom: Freedom::Full }
}

/// What somebody was told, pictures of keys left out.
fn texts(api: &BotApi, chat: i64) -> Vec<String> {
    api.chat(chat).into_iter().filter(|m| m.photo.is_none()).map(|m| m.text).collect()
}

async fn send_all(desk: &Desk) {
    while sender::turn(desk).await.unwrap() > 0 {}
}

async fn alerts_that_come_together_are_one_message(place: &Place) {
    let (world, api, desk) = telling(place).await;
    let actor = owner(&world);
    in_tx!(world.db, |tx| usage::watch(tx, &actor, true, world.now()).await).unwrap();
    let names: Vec<String> = (1..=15).map(|n| n.to_string()).collect();
    for name in &names {
        world.key(0, name, quota(10), false).await;
    }
    for name in &names {
        world.servers[0].1.moves(name, 8_500_000_000, world.now());
    }
    world.clock.advance(TimeDelta::minutes(1));
    world.poll().await;
    send_all(&desk).await;
    let said = texts(&api, OWNER);
    assert_eq!(said.len(), 1, "what comes together is one message: {said:?}");
    assert!(
        said[0].starts_with("📊 15 keys are near their quota") && said[0].ends_with("… and 3 more."),
        "{}",
        said[0]
    );
    assert_eq!(api.chat(OWNER).last().unwrap().buttons.iter().flatten().count(), 1);
    // What comes soon after each other goes out together; of a key only the most is said.
    world.servers[0].1.moves("8", 700_000_000, world.now());
    world.servers[0].1.moves("9", 1_700_000_000, world.now());
    world.clock.advance(TimeDelta::minutes(1));
    let notice = Notice::Quota { key: KeyId(9), percent: 90 };
    in_tx!(world.db, |tx| notices::tell(tx, &world.env, "nine", ChatId(OWNER), &notice, world.now()).await).unwrap();
    world.poll().await;
    send_all(&desk).await;
    world.clock.advance(TimeDelta::seconds(31));
    send_all(&desk).await;
    let said = texts(&api, OWNER);
    let [_, bundle] = &said[..] else { panic!("one more message: {said:?}") };
    assert!(bundle.starts_with("📊 2 keys are near their quota"), "{bundle}");
    assert!(bundle.contains("8 has used 90%") && bundle.contains("9 has used up its quota"), "{bundle}");
    assert!(!bundle.contains("9 has used 90%"), "{bundle}");
    world.clock.advance(TimeDelta::minutes(5));
    send_all(&desk).await;
    assert_eq!(texts(&api, OWNER).len(), 2, "nothing is said twice");
}

async fn what_is_not_true_any_more_is_not_said(place: &Place) {
    let (world, api, desk) = telling(place).await;
    for name in ["1", "2"] {
        world.key(0, name, quota(10), false).await;
    }
    world.servers[0].1.moves("1", 8_500_000_000, world.now());
    world.clock.advance(TimeDelta::minutes(1));
    world.poll().await;
    in_tx!(world.db, |tx| {
        for (key, percent) in [(1, 80), (2, 100)] {
            let notice = Notice::Quota { key: KeyId(key), percent };
            notices::tell(tx, &world.env, &format!("later:{key}"), ChatId(OWNER), &notice, world.now()).await?;
        }
        Ok::<_, claviger::service::Error>(())
    })
    .unwrap();
    send_all(&desk).await;
    let said = texts(&api, OWNER);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("📊 1 has used 80%"), "one alone is said as ever: {}", said[0]);
}

async fn people_hear_of_ends_a_week_three_days_and_a_day_before(place: &Place) {
    let (world, api, desk) = telling(place).await;
    let (key, other) = (world.key(0, "1", quota(10), false).await, world.key(0, "2", quota(10), false).await);
    let begin = world.now();
    let ends = async |key: KeyId, days: i64| {
        let version = world.get(key).await.version;
        let change = KeyChange::Ends(Some(begin + TimeDelta::days(days)));
        in_tx!(world.db, |tx| keys::change(tx, &world.env, &Actor::Machine, (key, version), &change, world.now())
            .await)
        .unwrap();
    };
    ends(key, 10).await;
    ends(other, 10).await;
    let look = async |hours: i64| {
        world.clock.advance(TimeDelta::hours(hours));
        let now = world.now();
        in_tx!(world.db, |tx| {
            store::jobs::enqueue(tx, &JobKind::TellEndings, now, now).await?;
            store::jobs::enqueue(tx, &JobKind::ExpireKeys, now, now).await
        })
        .unwrap();
        world.work().await;
        world.clock.advance(TimeDelta::minutes(1));
        send_all(&desk).await;
        texts(&api, OWNER)
    };
    assert_eq!(look(1).await, [""; 0], "there is a week and more");
    let said = look(3 * 24).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("⏳ 2 keys end soon") && said[0].contains("7 days left"), "{}", said[0]);
    assert_eq!(look(1).await.len(), 1, "once");
    // One gets more time; of the other it is said again, although two times went by at once.
    ends(other, 60).await;
    let said = look(6 * 24).await;
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].starts_with("⏳ 1 ends: 2"), "{}", said[1]);
    let said = look(24).await;
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[2].starts_with("⌛ 1 has ended"), "{}", said[2]);
    assert_eq!(look(24).await.len(), 3);
}

async fn a_group_hears_of_servers_and_its_buttons_lead_to_the_bot(place: &Place) {
    let (world, api, desk) = telling(place).await;
    let mut group = person(GROUP, "Nord team", "en");
    "group".clone_into(&mut group.note);
    api.add_user(group);
    api.set_blocked(GROUP, false);
    let actor = owner(&world);
    let nobody = PersonId(0);
    assert_ne!(world.owner, nobody);
    in_tx!(world.db, |tx| {
        claviger::service::house::learn_bot(tx, "nord_access_bot", world.now()).await?;
        notices::set_group(tx, &actor, Some(ChatId(GROUP)), world.now()).await?;
        let down = Notice::ServerDown { server: world.servers[0].0 };
        notices::tell_staff(tx, &world.env, "down:1", &down, world.now()).await
    })
    .unwrap();
    send_all(&desk).await;
    for chat in [OWNER, GROUP] {
        let said = texts(&api, chat);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("first"), "{}", said[0]);
    }
    let buttons: Vec<_> = api.chat(GROUP)[0].buttons.iter().flatten().cloned().collect();
    assert_eq!(buttons[0].url.as_deref(), Some("https://t.me/nord_access_bot?start=go-s_1"));
    assert!(buttons.iter().all(|b| b.data.is_none()), "nothing is done in a group: {buttons:?}");
    // Taken out of the group, the bot writes to the others still.
    api.set_blocked(GROUP, true);
    in_tx!(world.db, |tx| {
        let up = Notice::ServerUp { server: world.servers[0].0 };
        notices::tell_staff(tx, &world.env, "up:1", &up, world.now()).await
    })
    .unwrap();
    send_all(&desk).await;
    assert_eq!((api.chat(OWNER).len(), api.chat(GROUP).len()), (2, 1));
}
