//! Putting back what was just changed: for a minute, once, where nobody changed it since.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
};
use chrono::TimeDelta;
use claviger::{
    domain::ids::{ChatId, UndoId},
    in_tx,
    service::{self, Error, Refusal, people, undoing},
};

stories!(
    a_stopped_key_goes_on_again,
    what_was_changed_since_stays,
    a_minute_later_it_is_too_late,
    plans_and_servers_are_put_back_too,
);

async fn furnished(place: &Place, seed: u64) -> (House, claviger::demo::outline::OutlineSim) {
    let house = House::start(place).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    house.make_key("phone-7").await;
    house.asks(OWNER, "/find phone-7", "Keys › phone-7").await;
    (house, server)
}

async fn a_stopped_key_goes_on_again(place: &Place) {
    let (house, server) = furnished(place, 301).await;
    assert!(house.living(OWNER).button("Undo").is_none(), "nothing to undo yet");
    house.taps(OWNER, "Suspend").await;
    house.shows(OWNER, "⏸ Suspended").await;
    let tap = house.taps(OWNER, "Undo").await;
    assert_eq!(house.words(&tap).await, "Put back as it was.");
    house.shows(OWNER, "🟢 Active").await;
    let told = house.api.until(PATIENCE, |_| (!server.truth()[0].blocked).then_some(())).await;
    assert!(told.is_some(), "the server learns of it");
    house.asks(OWNER, "/find phone-7", "").await;
    house.taps(OWNER, "History").await;
    let history = house.shows(OWNER, "History").await.text;
    assert!(history.contains("Suspended") && history.contains("Resumed"), "{history}");
    house.asks(OWNER, "/find phone-7", "Keys › phone-7").await;
    house.taps(OWNER, "Rename").await;
    house.types(OWNER, "tablet-1");
    house.shows(OWNER, "Keys › tablet-1").await;
    house.taps(OWNER, "Undo").await;
    house.shows(OWNER, "Keys › phone-7").await;
    let told = house.api.until(PATIENCE, |_| (server.truth()[0].name == "phone-7").then_some(())).await;
    assert!(told.is_some(), "the server learns of it");
    house.mannerly();
}

async fn what_was_changed_since_stays(place: &Place) {
    let (house, server) = furnished(place, 302).await;
    house.taps(OWNER, "Rename").await;
    house.types(OWNER, "tablet-1");
    let renamed = house.shows(OWNER, "Keys › tablet-1").await;
    let undo = renamed.button("Undo").and_then(|b| b.data.clone()).unwrap();
    house.taps(OWNER, "Rename").await;
    house.types(OWNER, "tablet-2");
    let page = house.shows(OWNER, "Keys › tablet-2").await;
    let tap = house.api.tap(OWNER, page.id, &undo);
    assert_eq!(house.words(&tap).await, "This was changed meanwhile. Here is how it is now.");
    let told = house.api.until(PATIENCE, |_| (server.truth()[0].name == "tablet-2").then_some(())).await;
    assert!(told.is_some(), "the last name stays");
    house.mannerly();
}

async fn a_minute_later_it_is_too_late(place: &Place) {
    let (house, _server) = furnished(place, 303).await;
    house.taps(OWNER, "Suspend").await;
    let page = house.shows(OWNER, "⏸ Suspended").await;
    let undo = page.button("Undo").and_then(|b| b.data.clone()).unwrap();
    let id = UndoId(i64::from_str_radix(undo.rsplit(':').next().unwrap(), 36).unwrap());
    let env = &house.app().opened.env;
    let known = people::identify(&mut house.db().read().await.unwrap(), ChatId(OWNER)).await.unwrap().unwrap();
    let late = env.clock.now() + TimeDelta::seconds(61);
    let tried: service::Outcome<_> =
        in_tx!(house.db(), |tx| undoing::undo(tx, env, &known.actor, id, late).await.map(|_| ()));
    assert!(matches!(tried, Err(Error::Refused(Refusal::UndoOver))), "{tried:?}");
    house.taps(OWNER, "Undo").await;
    let page = house.shows(OWNER, "🟢 Active").await;
    let tap = house.api.tap(OWNER, page.id, &undo);
    assert!(house.words(&tap).await.starts_with("A change can be undone for one minute, and once."));
    house.shows(OWNER, "🟢 Active").await;
    house.mannerly();
}

async fn plans_and_servers_are_put_back_too(place: &Place) {
    let (house, _server) = furnished(place, 304).await;
    house.asks(OWNER, "/start go-p_1", "50 GB · 30 days").await;
    house.taps(OWNER, "Archive").await;
    house.shows(OWNER, "Archived").await;
    house.taps(OWNER, "Undo").await;
    let sold = || (!house.living(OWNER).text.contains("Archived")).then_some(());
    assert!(house.api.until(PATIENCE, |_| sold()).await.is_some(), "{}", house.picture(OWNER));
    house.asks(OWNER, "/start go-s_1", "Frankfurt").await;
    house.taps(OWNER, "Pause").await;
    house.shows(OWNER, "Paused").await;
    house.taps(OWNER, "Undo").await;
    house.shows(OWNER, "Up").await;
    house.mannerly();
}
