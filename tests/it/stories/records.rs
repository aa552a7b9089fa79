//! What is kept of a key, and told of it: its history, what it was sold with, its name, and what its server still owes.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
};
use claviger::{
    demo::outline::{OutlineSim, options::Fault},
    domain::{
        ids::KeyId,
        money::{Currency, Money},
        plan::{Lifetime, PlanDraft},
        role::{Actor, Scope},
        traffic::Traffic,
    },
    in_tx,
    service::{
        keys::{self, KeyChange},
        plans,
    },
    store,
};

stories!(
    history_says_who_did_what,
    a_representative_s_history_names_nobody_of_the_house,
    a_key_goes_back_to_what_it_was_sold_with,
    names_that_look_the_same_are_the_same,
    keys_of_one_name_say_whose_they_are,
    a_deletion_is_told_once,
    what_a_server_still_owes_is_not_finished,
);

const SARA: i64 = OWNER + 1;

async fn furnished(place: &Place, seed: u64) -> (House, OutlineSim) {
    let house = House::start(place).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    (house, server)
}

/// The house itself changes a key.
async fn change(house: &House, key: i64, change: &KeyChange) {
    let (env, now) = (&house.app().opened.env, house.app().opened.env.clock.now());
    in_tx!(house.db(), |tx| {
        async {
            let found = store::keys::get(tx, Scope::House, KeyId(key)).await?.expect("a key");
            keys::change(tx, env, &Actor::Machine, (found.id, found.version), change, now).await
        }
        .await
    })
    .expect("a change");
}

async fn history_says_who_did_what(place: &Place) {
    let (house, _server) = furnished(place, 71).await;
    house.make_key("phone-7").await;
    house.shows(OWNER, "🟢 Active").await;
    house.taps(OWNER, "📊 Quota").await;
    house.shows(OWNER, "How much traffic in all").await;
    house.asks(OWNER, "100 GB", "Quota: 100 GB").await;
    house.taps(OWNER, "📅 End").await;
    house.shows(OWNER, "Until when").await;
    house.asks(OWNER, "31 Dec 2027", "Ends: 31 Dec 2027").await;
    house.taps(OWNER, "History").await;
    let page = house.shows(OWNER, "Asked for · Omar").await;
    assert!(page.text.contains("Quota: 50 GB → 100 GB · Omar · "), "{}", page.text);
    assert!(page.text.contains("→ 31 Dec 2027 · Omar · "), "{}", page.text);
    assert!(page.text.contains("Works on its server · "), "a server's doing is nobody's: {}", page.text);
    assert!(page.button("Next page").is_none() && page.button("First page").is_none());
    for n in 0..12 {
        change(&house, 1, &KeyChange::Rename(format!("phone-{n}"))).await;
    }
    house.asks(OWNER, "/start go-kh_1_", "Name: phone-10 → phone-11 · the house").await;
    house.taps(OWNER, "Next page").await;
    let last = house.shows(OWNER, "Asked for · Omar").await;
    assert!(last.text.contains("Quota: 50 GB → 100 GB") && last.button("Next page").is_none(), "{}", last.text);
    house.taps(OWNER, "First page").await;
    house.shows(OWNER, "phone-11").await;
    house.asks(OWNER, "/language", "").await;
    house.taps(OWNER, "فارسی").await;
    house.asks(OWNER, "/start go-kh_1_", "نام: از").await;
    house.mannerly();
}

async fn a_representative_s_history_names_nobody_of_the_house(place: &Place) {
    let (house, _server) = furnished(place, 72).await;
    house.representative(SARA, "Sara's shop").await;
    house.asks(SARA, "/newkey", "Which plan").await;
    house.taps(SARA, "50 GB · 30 days").await;
    house.shows(SARA, "What is it called").await;
    house.asks(SARA, "phone-7", "3/3").await;
    house.taps(SARA, "Create").await;
    house.sees(SARA, "ss://").await;
    house.asks(OWNER, "/start go-k_1", "🟢 Active").await;
    house.taps(OWNER, "Suspend").await;
    house.shows(OWNER, "⏸ Suspended").await;
    let page = house.asks(SARA, "/start go-kh_1_", "Suspended · the house").await;
    assert!(page.text.contains("Asked for · Sara") && !page.text.contains("Omar"), "{}", page.text);
    house.mannerly();
}

async fn a_key_goes_back_to_what_it_was_sold_with(place: &Place) {
    let (house, server) = furnished(place, 73).await;
    house.make_key("phone-7").await;
    house.shows(OWNER, "🟢 Active").await;
    house.taps(OWNER, "📊 Quota").await;
    let asked = house.shows(OWNER, "Now: 50 GB").await;
    assert!(asked.button("As in the plan").is_none(), "it has the plan's");
    house.asks(OWNER, "75 gb", "Quota: 75 GB · set for this key").await;
    house.taps(OWNER, "📊 Quota").await;
    house.shows(OWNER, "Now: 75 GB").await;
    house.taps(OWNER, "As in the plan: 50 GB").await;
    house.shows(OWNER, "Quota: 50 GB · from the plan").await;
    // What the server is told is a safety net: half as much again.
    let limit = house.api.until(PATIENCE, |_| (server.truth()[0].limit == Some(75_000_000_000)).then_some(()));
    assert!(limit.await.is_some(), "{:?}", server.truth());
    let now = house.app().opened.env.clock.now();
    let draft = PlanDraft {
        name: "Drawer".to_owned(),
        lifetime: Lifetime::DaysFromFirstUse(30),
        quota: Some(Traffic::gb(50)),
        price: Money::new(500, Currency::EUR),
    };
    in_tx!(house.db(), |tx| plans::create(tx, &Actor::Machine, &draft, now).await).expect("a plan");
    house.asks(OWNER, "/newkey", "Which plan").await;
    house.taps(OWNER, "Drawer").await;
    house.shows(OWNER, "What is it called").await;
    house.asks(OWNER, "phone-8", "3/3").await;
    house.taps(OWNER, "Create").await;
    house.shows(OWNER, "🟢 Active").await;
    house.taps(OWNER, "📅 End").await;
    house.shows(OWNER, "Now: 30 days from first use").await;
    house.taps(OWNER, "No end").await;
    house.shows(OWNER, "Ends: no end · set for this key").await;
    house.taps(OWNER, "📅 End").await;
    house.shows(OWNER, "Now: no end").await;
    house.taps(OWNER, "As in the plan: 30 days from first use").await;
    house.shows(OWNER, "Ends: 30 days after its first use · from the plan").await;
    house.mannerly();
}

async fn names_that_look_the_same_are_the_same(place: &Place) {
    let (house, _server) = furnished(place, 74).await;
    house.make_key("Ali-7").await;
    house.make_key("علی كتاب ۷").await;
    house.make_key("omar-0001").await;
    house.asks(OWNER, "/newkey", "").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    assert!(house.shows(OWNER, "What is it called").await.button("omar-0002").is_some());
    for taken in ["ali-7", "ALI-۷", "علي کتاب 7", "Omar-۰۰۰۱"] {
        house.asks(OWNER, taken, "").await;
        house.taps(OWNER, "Create").await;
        house.shows(OWNER, "A key of that name is there already").await;
    }
    // Its own name in another writing is free for it.
    house.asks(OWNER, "/start go-k_1", "Keys › Ali-7").await;
    house.taps(OWNER, "Rename").await;
    house.shows(OWNER, "Now: Ali-7").await;
    house.asks(OWNER, "OMAR-0001", "A key of that name is there already").await;
    house.asks(OWNER, "ALI-7", "Keys › ALI-7").await;
    house.mannerly();
}

async fn keys_of_one_name_say_whose_they_are(place: &Place) {
    let (house, _server) = furnished(place, 75).await;
    house.representative(SARA, "Sara's shop").await;
    house.make_key("phone-7").await;
    house.asks(SARA, "/newkey", "Which plan").await;
    house.taps(SARA, "50 GB · 30 days").await;
    house.shows(SARA, "What is it called").await;
    house.asks(SARA, "phone-7", "3/3").await;
    house.taps(SARA, "Create").await;
    house.sees(SARA, "ss://").await;
    let both = house.asks(OWNER, "/find phone-7", "Found for").await;
    assert!(both.button("phone-7 · Sara's shop · active · Frankfurt").is_some(), "{}", house.picture(OWNER));
    assert!(both.button("phone-7 · active · Frankfurt").is_some(), "{}", house.picture(OWNER));
    let hers = house.asks(SARA, "/keys", "🗝 Keys").await;
    assert!(hers.button("Sara's shop").is_none(), "she knows whose they are");
    house.mannerly();
}

async fn a_deletion_is_told_once(place: &Place) {
    let (house, server) = furnished(place, 76).await;
    house.representative(SARA, "Sara's shop").await;
    house.make_key("phone-7").await;
    house.make_key("phone-8").await;
    house.asks(SARA, "/newkey", "Which plan").await;
    house.taps(SARA, "50 GB · 30 days").await;
    house.shows(SARA, "What is it called").await;
    house.asks(SARA, "phone-9", "3/3").await;
    house.taps(SARA, "Create").await;
    house.sees(SARA, "ss://").await;
    house.asks(OWNER, "/start go-kd_1", "").await;
    house.taps(OWNER, "Delete it").await;
    house.shows(OWNER, "🗑 Deleted").await;
    house.handled(OWNER).await;
    assert_eq!(house.said(OWNER, "was deleted on its server"), 0, "the page has said so");
    // Who has left the page meanwhile is sent a message.
    server.set_fault(Fault::Failing, true).await.unwrap();
    house.asks(OWNER, "/start go-kd_2", "").await;
    house.taps(OWNER, "Delete it").await;
    house.shows(OWNER, "⏳ Being deleted").await;
    house.taps(OWNER, "Home").await;
    house.shows(OWNER, "Servers:").await;
    server.set_fault(Fault::Failing, false).await.unwrap();
    let told = house.api.until(PATIENCE * 2, |_| (house.said(OWNER, "was deleted on its server") == 1).then_some(()));
    assert!(told.await.is_some(), "{}", house.picture(OWNER));
    // And who made a key hears of it where somebody else deleted it.
    house.asks(OWNER, "/start go-kd_3", "").await;
    house.taps(OWNER, "Delete it").await;
    house.shows(OWNER, "🗑 Deleted").await;
    house.sees(SARA, "was deleted on its server").await;
    house.handled(OWNER).await;
    assert_eq!(house.said(OWNER, "was deleted on its server"), 1);
    house.mannerly();
}

async fn what_a_server_still_owes_is_not_finished(place: &Place) {
    let (house, server) = furnished(place, 77).await;
    house.make_key("phone-7").await;
    house.shows(OWNER, "🟢 Active").await;
    server.set_fault(Fault::Failing, true).await.unwrap();
    house.taps(OWNER, "Suspend").await;
    let page = house.shows(OWNER, "hasn’t confirmed the last change").await;
    assert!(page.text.contains("⏸ Suspended"), "{}", page.text);
    house.asks(OWNER, "/menu", "Not confirmed by the server yet: 1").await;
    let list = house.asks(OWNER, "/keys", "🗝 Keys").await;
    assert!(list.button("⏳ phone-7 · suspended, not confirmed yet").is_some(), "{}", house.picture(OWNER));
    house.taps(OWNER, "Not finished (1)").await;
    let shown = house.api.until(PATIENCE, |_| house.living(OWNER).button("✅ Not finished (1)").map(|_| ()));
    assert!(shown.await.is_some() && house.living(OWNER).button("phone-7").is_some(), "{}", house.picture(OWNER));
    house.asks(OWNER, "/newkey", "").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.taps(OWNER, "omar-0001").await;
    house.taps(OWNER, "Create").await;
    let making = house.shows(OWNER, "⏳ Being made").await;
    for odd in ["Made:", "left)", "half a minute", "Used:"] {
        assert!(!making.text.contains(odd), "{odd}: {}", making.text);
    }
    assert!(making.text.contains("Asked for: ") && making.text.contains("Lasts: 30 days"), "{}", making.text);
    let again = house.shows(OWNER, "It is tried again by itself").await;
    assert!(again.text.contains("⏳ Being made"), "{}", again.text);
    house.mannerly();
}
