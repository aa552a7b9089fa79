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
        notice::Notice,
        role::{Actor, Freedom, Role, Scope},
    },
    in_tx,
    service::{notices, usage},
};
use teloxide::Bot;

stories!(
    alerts_that_come_together_are_one_message,
    what_is_not_true_any_more_is_not_said,
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
    // What comes soon after waits, and goes out together; of a key only the most is said.
    for (second, name, bytes) in [(1, "8", 700_000_000), (5, "9", 700_000_000), (9, "9", 1_000_000_000)] {
        world.servers[0].1.moves(name, bytes, world.now());
        world.clock.advance(TimeDelta::seconds(second));
        world.poll().await;
        send_all(&desk).await;
    }
    assert_eq!(texts(&api, OWNER).len(), 1);
    world.clock.advance(TimeDelta::seconds(30));
    world.poll().await;
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
