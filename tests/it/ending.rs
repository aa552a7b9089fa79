//! The start and the end: neither hangs on what others do.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE},
};
use claviger::{
    app::{Parts, SystemChance, SystemClock, serve},
    demo::botapi::{Fault, FaultKind},
};
use std::sync::Arc;

stories!(a_connection_that_hangs_keeps_nobody, a_refused_token_ends_the_program, telegram_may_come_late);

async fn a_connection_that_hangs_keeps_nobody(place: &Place) {
    let mut house = House::start(place).await;
    let db = house.db().clone();
    // Neither comes back.
    let reading = db.read().await.unwrap();
    let writing = db.begin().await.unwrap();
    let ended = tokio::time::timeout(PATIENCE, house.down()).await;
    assert!(ended.is_ok(), "the program waits for a connection");
    drop((reading, writing));
    house.up().await;
}

async fn get(house: &House, path: &str) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.get(format!("http://{}{path}", house.app().address)).send().await.unwrap().status().as_u16()
}

async fn a_refused_token_ends_the_program(place: &Place) {
    let token = ("TELEGRAM_BOT_TOKEN", "123456789:nobody-has-this-token-at-any-time-here");
    let mut house = House::start_with(place, &[token]).await;
    let parts = Parts { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) };
    let app = house.app.take().unwrap();
    let ended = tokio::time::timeout(PATIENCE, serve(&house.config, &parts, app, std::future::pending())).await;
    let why = ended.unwrap().unwrap_err().to_string();
    assert!(why.contains("TELEGRAM_BOT_TOKEN") && why.contains("@BotFather"), "{why}");
}

async fn telegram_may_come_late(place: &Place) {
    let mut house = House::start(place).await;
    house.down().await;
    house.api.inject(Fault::next(FaultKind::CloseBefore).of("getMe").always());
    house.up().await;
    assert_eq!((get(&house, "/healthz").await, get(&house, "/readyz").await), (200, 503));
    house.types(OWNER, "/start");
    house.api.clear_faults();
    house.sees(OWNER, "First steps").await;
    assert_eq!(get(&house, "/readyz").await, 200);
}
