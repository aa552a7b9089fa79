//! What one person had goes to another: it is said what goes along, and both of them hear of it.

use super::people::{furnished, invitation, last, seller, sells};
use crate::harness::{
    db::{Place, stories},
    house::OWNER,
};

stories!(
    the_house_goes_to_another_owner,
    a_representative_is_handed_to_another_person,
    a_customer_becomes_another_person,
);

const SARA: i64 = OWNER + 1;
const NOBODY: i64 = OWNER + 3;

async fn the_house_goes_to_another_owner(place: &Place) {
    let (house, _server) = furnished(place, 104).await;
    house.asks(OWNER, "/start go-ws_s_", "👥 People").await;
    house.taps(OWNER, "Hand over the house").await;
    let asks = house.shows(OWNER, "you become an admin").await;
    assert!(asks.text.contains("with all that is in it (0 keys"), "{}", asks.text);
    let after = last(&house, OWNER);
    house.types(OWNER, "hand over");
    let code = invitation(&house, OWNER, after).await;
    house.types(SARA, &format!("/start {code}"));
    house.sees(SARA, "Servers: 1 of 1 up").await;
    house.sees(OWNER, "Sara owns Claviger now, with 0 keys. You are an admin.").await;
    house.sees(SARA, "You own Claviger now: 0 keys.").await;
    let people = house.asks(SARA, "/start go-ws_s_", "👥 People").await;
    assert!(people.button("Hand over the house").is_some());
    let people = house.asks(OWNER, "/start go-ws_s_", "👥 People").await;
    assert!(people.button("Hand over the house").is_none());
    house.taps(OWNER, "Omar").await;
    house.shows(OWNER, "Role: Admin").await;
    // Who was removed doesn't come back by the account that the settings name: the house has its owner.
    house.asks(SARA, "/start go-wd_1", "Remove this person?").await;
    house.taps(SARA, "🗑 Remove").await;
    house.shows(SARA, "🗑 Removed").await;
    house.types(OWNER, "/menu");
    house.sees(OWNER, "This is the office of").await;
    house.mannerly();
}

async fn a_representative_is_handed_to_another_person(place: &Place) {
    let (house, _server) = furnished(place, 108).await;
    seller(&house, SARA, "Sara shop").await;
    sells(&house, SARA, "sara-1").await;
    house.asks(OWNER, "/reps", "Representatives").await;
    house.taps(OWNER, "Sara shop").await;
    house.shows(OWNER, "Contact: Sara").await;
    let after = last(&house, OWNER);
    house.taps(OWNER, "🤝 Hand over").await;
    let asks = house.shows(OWNER, "With it go 1 key and 0 customers").await;
    assert!(asks.text.contains("Sara has it now, loses it then, and is told so."), "{}", asks.text);
    house.types(OWNER, "hand over");
    let code = invitation(&house, OWNER, after).await;
    house.types(SARA, &code);
    house.sees(SARA, "You are that already").await;
    house.types(NOBODY, &code);
    house.sees(NOBODY, "1 active").await;
    house.sees(SARA, "Nobody acts for Sara shop now, in your place. 1 key went with it.").await;
    house.sees(NOBODY, "You act for Sara shop now: 1 key, 0 customers.").await;
    house.asks(NOBODY, "sara-1", "🟢 Active").await;
    let before = last(&house, SARA);
    house.types(SARA, "/keys");
    house.idle(&place.url).await;
    let new: Vec<_> = house.api.chat(SARA).into_iter().filter(|m| m.from_bot && m.id > before).collect();
    assert!(new.iter().all(|m| m.text.contains("This is the office of")), "{}", house.picture(SARA));
    // The representative goes; the key works on, and is the house's to look after.
    house.asks(OWNER, "/reps", "Representatives").await;
    house.taps(OWNER, "Sara shop").await;
    house.shows(OWNER, "Representatives › Sara shop").await;
    house.taps(OWNER, "🗑 Remove").await;
    house.shows(OWNER, "Its 1 key works on").await;
    house.taps(OWNER, "🗑 Remove").await;
    house.shows(OWNER, "No representatives yet").await;
    house.asks(OWNER, "sara-1", "Representative: Sara shop").await;
    house.mannerly();
}

async fn a_customer_becomes_another_person(place: &Place) {
    let (house, _server) = furnished(place, 511).await;
    house.make_key("phone-7").await;
    house.asks(OWNER, "/start go-kc_1_", "This key has no customer").await;
    let after = last(&house, OWNER);
    house.taps(OWNER, "Link to claim it").await;
    let code = invitation(&house, OWNER, after).await;
    house.types(NOBODY, &format!("/start {code}"));
    house.sees(NOBODY, "🟢 Active").await;
    house.asks(OWNER, "/start go-c_1_", "Keys: 1").await;
    house.taps(OWNER, "🤝 Hand over").await;
    let asks = house.shows(OWNER, "is the customer Nobody from then on, and gets 1 key").await;
    assert!(asks.text.contains("Nobody has it now, loses it then"), "{}", asks.text);
    let after = last(&house, OWNER);
    house.types(OWNER, "hand over");
    let code = invitation(&house, OWNER, after).await;
    house.types(SARA, &format!("/start {code}"));
    house.sees(SARA, "You are the customer Nobody now: 1 key.").await;
    house.sees(NOBODY, "What you held as Nobody is another person’s now: 1 key.").await;
    house.asks(SARA, "/menu", "phone-7").await;
    house.mannerly();
}
