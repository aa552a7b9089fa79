//! The thinnest complete path: an owner starts the bot, adds a server, makes a plan, makes a key and hands it on.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, outline},
};

stories!(from_nothing_to_a_key,);

async fn from_nothing_to_a_key(place: &Place) {
    let house = House::start(place).await;
    let server = outline(1, "Frankfurt").await;
    house.furnish(&server).await;
    let picture = house.make_key("phone-7").await;
    let truth = server.truth();
    assert_eq!(truth.len(), 1);
    assert_eq!((truth[0].name.as_str(), truth[0].limit, truth[0].blocked), ("phone-7", Some(75_000_000_000), false));
    assert!(picture.text.starts_with("ss://"));
    house.sees(OWNER, "🟢 Active").await;
}
