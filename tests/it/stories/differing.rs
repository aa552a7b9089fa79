//! Keys made or deleted on a server by hand, and what the owner decides about them.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    look::moment,
};
use claviger::{
    demo::outline::OutlineSim,
    domain::{ids::ServerId, job::JobKind},
    in_tx, store,
};

stories!(keys_made_by_hand_are_taken_over_left_or_deleted, keys_deleted_by_hand_are_made_again_or_let_go,);

/// Asks the server now, and waits for the question on Home.
async fn check(house: &House, waiting: usize) {
    house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    house.taps(OWNER, "Check now").await;
    let label = format!("Differences ({waiting})");
    let told = house
        .api
        .until(PATIENCE, |hand| hand.chat(OWNER).into_iter().rev().find(|m| m.from_bot && m.button(&label).is_some()));
    assert!(told.await.is_some(), "{}", house.picture(OWNER));
    house.asks(OWNER, "/menu", "").await;
    house.taps(OWNER, &format!("Needs you ({waiting})")).await;
}

async fn until(house: &House, server: &OutlineSim, look: impl Fn(&[String]) -> bool) {
    let there = || server.truth().into_iter().map(|k| k.name).collect::<Vec<_>>();
    for _ in 0..3_000 {
        if look(&there()) {
            return;
        }
        moment().await;
    }
    panic!("the server has {:?}\n{}", there(), house.picture(OWNER));
}

/// Polls the server, and waits until it is written down what the keys that aren't the house's have moved.
async fn polled(house: &House) {
    let (server, now) = (ServerId(1), house.app().opened.env.clock.now());
    in_tx!(house.db(), |tx| store::jobs::enqueue(tx, &JobKind::PollServer { server }, now, now).await).unwrap();
    for _ in 0..3_000 {
        let foreign = store::differences::foreign_moved(&mut house.db().read().await.unwrap(), server).await.unwrap();
        if foreign.iter().all(|(_, moved)| moved.is_some()) {
            return;
        }
        moment().await;
    }
    panic!("what they have moved isn't known");
}

async fn keys_made_by_hand_are_taken_over_left_or_deleted(place: &Place) {
    let house = House::start(place).await;
    let server = outline(41, "Frankfurt").await;
    house.furnish(&server).await;
    house.make_key("phone-7").await;
    for name in ["by hand <1>", "by hand 2", "by hand 3"] {
        server.create_key_by_hand(name);
    }
    check(&house, 3).await;
    house.shows(OWNER, "isn’t the house’s: by hand 3").await;
    polled(&house).await;
    house.asks(OWNER, "/menu", "").await;
    house.taps(OWNER, "Needs you (3)").await;
    house.shows(OWNER, "The server counts no traffic for it.").await;
    house.taps(OWNER, "Next").await;
    house.shows(OWNER, "by hand 2").await;
    let leave = house.taps(OWNER, "Leave it").await;
    assert_eq!(house.words(&leave).await, "Done.");
    house.shows(OWNER, "by hand <1>").await;
    house.taps(OWNER, "Take it over").await;
    house.shows(OWNER, "by hand 3").await;
    house.taps(OWNER, "Delete it there").await;
    house.shows(OWNER, "by hand 3 isn’t the house’s").await;
    assert_eq!(server.truth().len(), 4, "it is asked before");
    house.taps(OWNER, "Keep it").await;
    house.shows(OWNER, "there is a key that isn’t the house’s: by hand 3").await;
    house.taps(OWNER, "Delete it there").await;
    house.shows(OWNER, "stops working at once").await;
    house.taps(OWNER, "Delete it").await;
    house.shows(OWNER, "Nothing waits for you").await;
    until(&house, &server, |names| names.len() == 3 && !names.iter().any(|n| n == "by hand 3")).await;
    let page = house.asks(OWNER, "hand", "Keys › by hand <1>").await;
    assert!(page.text.contains("taken over from the server"), "{}", page.text);
    house.shows(OWNER, "🟢 Active").await;
    house.asks(OWNER, "/find hand", "").await;
    house.taps(OWNER, "Send again").await;
    house
        .api
        .until(PATIENCE, |h| h.chat(OWNER).iter().rev().take(2).any(|m| m.text.starts_with("ss://")).then_some(()))
        .await
        .unwrap();
    assert!(
        house.asks(OWNER, "/menu", "2 active").await.button("Needs you").is_none(),
        "what was left isn't asked again"
    );
    house.mannerly();
}

async fn keys_deleted_by_hand_are_made_again_or_let_go(place: &Place) {
    let house = House::start(place).await;
    let server = outline(42, "Frankfurt").await;
    house.furnish(&server).await;
    house.make_key("phone-7").await;
    house.make_key("phone-8").await;
    for key in server.truth() {
        server.delete_key_by_hand(&key.id);
    }
    check(&house, 2).await;
    house.shows(OWNER, "is missing on the server").await;
    let first = house.living(OWNER).text.contains("phone-7");
    house.taps(OWNER, "Make it again").await;
    house.shows(OWNER, "⚠ Needs you · 1").await;
    house.taps(OWNER, "Delete it here too").await;
    house.shows(OWNER, "It leaves the house too").await;
    house.taps(OWNER, "Delete it").await;
    house.shows(OWNER, "Nothing waits for you").await;
    let (kept, gone) = if first { ("phone-7", "phone-8") } else { ("phone-8", "phone-7") };
    until(&house, &server, |names| names.len() == 1 && names[0] == kept).await;
    house.asks(OWNER, gone, "Nothing was found").await;
    house.asks(OWNER, kept, "🟢 Active").await;
    house.asks(OWNER, "/menu", "1 active").await;
    house.mannerly();
}
