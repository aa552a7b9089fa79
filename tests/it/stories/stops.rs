//! Keys that were stopped: who stopped them and why, who may let them go on, and who hears of it.

use super::{
    metering,
    people::{furnished, invitation, last, seller, sells},
};
use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER},
};
use claviger::{domain::ids::KeyId, in_tx, store};

stories!(
    what_the_house_stopped_only_the_house_lets_go_on,
    what_a_seller_stopped_both_let_go_on,
    the_house_stops_over_a_seller_and_puts_that_back,
    whoever_holds_a_key_hears_that_it_stopped_and_goes_on,
    the_first_button_puts_right_what_stopped_a_key,
);

const SARA: i64 = OWNER + 1;
const NOBODY: i64 = OWNER + 3;

async fn what_the_house_stopped_only_the_house_lets_go_on(place: &Place) {
    let (house, _server) = furnished(place, 501).await;
    seller(&house, SARA, "Sara shop").await;
    sells(&house, SARA, "sara-1").await;
    house.asks(OWNER, "sara-1", "🟢 Active").await;
    house.taps(OWNER, "⏸ Suspend").await;
    let page = house.shows(OWNER, "Suspended by Omar on").await;
    assert!(page.buttons[0].iter().any(|b| b.label.contains("Resume")), "the remedy comes first: {:?}", page.buttons);
    house.sees(SARA, "The house suspended sara-1").await;
    let page = house.asks(SARA, "sara-1", "Suspended by the house on").await;
    assert!(page.text.contains("Only the house can let it go on. Please ask there."), "{}", page.text);
    assert!(!page.text.contains("Omar") && page.button("Resume").is_none(), "{}", house.picture(SARA));
    let key = in_tx!(house.db(), |tx| store::keys::lock(tx, KeyId(1)).await).unwrap().unwrap();
    let tap = house.api.tap(SARA, page.id, &format!("!kx:1:{}:r", key.version));
    assert!(house.words(&tap).await.contains("only the house can let it go on"));
    house.asks(SARA, "sara-1", "⏸ Suspended").await;
    house.asks(OWNER, "sara-1", "Suspended by Omar").await;
    let tap = house.taps(OWNER, "▶ Resume").await;
    assert_eq!(house.words(&tap).await, "It works again.");
    house.sees(SARA, "sara-1 works again").await;
    house.asks(SARA, "sara-1", "🟢 Active").await;
    house.mannerly();
}

async fn what_a_seller_stopped_both_let_go_on(place: &Place) {
    let (house, _server) = furnished(place, 502).await;
    seller(&house, SARA, "Sara shop").await;
    sells(&house, SARA, "sara-1").await;
    house.asks(SARA, "sara-1", "🟢 Active").await;
    for lifter in [SARA, OWNER] {
        house.asks(SARA, "sara-1", "🟢 Active").await;
        house.taps(SARA, "⏸ Suspend").await;
        house.shows(SARA, "Suspended by Sara on").await;
        house.asks(lifter, "sara-1", "Suspended by Sara on").await;
        house.taps(lifter, "▶ Resume").await;
        house.shows(lifter, "🟢 Active").await;
    }
    assert_eq!(house.said(SARA, "sara-1 was suspended"), 0, "nobody is told what they did themselves");
    house.mannerly();
}

async fn the_house_stops_over_a_seller_and_puts_that_back(place: &Place) {
    let (house, _server) = furnished(place, 505).await;
    seller(&house, SARA, "Sara shop").await;
    sells(&house, SARA, "sara-1").await;
    house.asks(SARA, "sara-1", "🟢 Active").await;
    house.taps(SARA, "⏸ Suspend").await;
    house.shows(SARA, "Suspended by Sara on").await;
    house.asks(OWNER, "sara-1", "Suspended by Sara on").await;
    // What is put back is the seller's own stop, not one of the house's.
    house.taps(OWNER, "▶ Resume").await;
    house.shows(OWNER, "🟢 Active").await;
    house.taps(OWNER, "Undo").await;
    house.shows(OWNER, "Suspended by Sara on").await;
    assert!(house.asks(SARA, "sara-1", "Suspended by Sara on").await.button("Resume").is_some());
    // The house stops it over that: its seller hears of it, and can't let it go on.
    house.asks(OWNER, "sara-1", "Suspended by Sara on").await;
    house.taps(OWNER, "Suspend for the house").await;
    house.shows(OWNER, "Suspended by Omar on").await;
    house.sees(SARA, "The house suspended sara-1").await;
    assert!(house.asks(SARA, "sara-1", "Suspended by the house on").await.button("Resume").is_none());
    house.asks(OWNER, "sara-1", "Suspended by Omar on").await;
    house.taps(OWNER, "Undo").await;
    house.shows(OWNER, "Suspended by Sara on").await;
    assert!(house.asks(SARA, "sara-1", "Suspended by Sara on").await.button("Resume").is_some());
    house.mannerly();
}

/// Somebody holds the key of that name as a customer.
async fn claimed(house: &House, key: i64) {
    house.asks(OWNER, &format!("/start go-kc_{key}_"), "This key has no customer").await;
    let after = last(house, OWNER);
    house.taps(OWNER, "Link to claim it").await;
    let code = invitation(house, OWNER, after).await;
    house.types(NOBODY, &format!("/start {code}"));
    house.sees(NOBODY, "🟢 Active").await;
}

async fn whoever_holds_a_key_hears_that_it_stopped_and_goes_on(place: &Place) {
    let (house, _server) = furnished(place, 503).await;
    house.make_key("phone-7").await;
    claimed(&house, 1).await;
    house.asks(OWNER, "phone-7", "🟢 Active").await;
    house.taps(OWNER, "⏸ Suspend").await;
    house.sees(NOBODY, "Your key phone-7 was suspended").await;
    let home = house.asks(NOBODY, "/menu", "Stopped by the house on").await;
    assert!(!home.text.contains("Omar"), "{}", home.text);
    house.shows(OWNER, "⏸ Suspended").await;
    let tap = house.taps(OWNER, "▶ Resume").await;
    assert_eq!(house.words(&tap).await, "It works again; its customer is told.");
    house.sees(NOBODY, "Your key phone-7 works again").await;
    house.mannerly();
}

async fn the_first_button_puts_right_what_stopped_a_key(place: &Place) {
    let (house, server, clock) = metering::furnished(place).await;
    house.make_key("phone-7").await;
    claimed(&house, 1).await;
    metering::moves(&house, &server, &clock, 60_000_000_000).await;
    house.sees(NOBODY, "of your key phone-7 is used up").await;
    let page = house.asks(OWNER, "phone-7", "🪫 Quota used up").await;
    let first: Vec<_> = page.buttons[0].iter().map(|b| b.label.as_str()).collect();
    assert_eq!(first, ["➕ More traffic", "♻ Start anew"]);
    house.taps(OWNER, "➕ More traffic").await;
    house.shows(OWNER, "How much more traffic").await;
    house.types(OWNER, "100 GB");
    let page = house.shows(OWNER, "Added 100 GB: phone-7 has 150 GB now. It works again; its customer is told.").await;
    assert!(page.text.contains("🟢 Active"), "it leads to the key: {}", page.text);
    house.sees(NOBODY, "Your key phone-7 works again").await;
    house.mannerly();
}
