//! The end: it comes in time, whatever hangs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::harness::{
    db::{Place, stories},
    house::{House, PATIENCE},
};

stories!(a_connection_that_hangs_keeps_nobody);

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
