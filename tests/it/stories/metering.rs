//! Metering as people see it: a key reaches its quota and stops, a top-up brings it back, pictures are sent.
//!
//! The servers' minutes are the wall clock's here, so traffic is moved before the minute that a poll sees; polls are asked
//! for, not waited for.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE},
};
use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    app::SystemClock,
    demo::outline::{OutlineSim, options::SimOptions},
    domain::{ids::ServerId, job::JobKind},
    in_tx,
    ports::{Clock, Wake},
    store,
};
use futures::future::BoxFuture;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

stories!(a_key_reaches_its_quota_stops_and_comes_back, pictures_are_sent_to_whom_they_concern);

/// A server's clock, some minutes ahead of the wall's: time that runs faster there.
#[derive(Debug, Default)]
pub(super) struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::minutes(self.0.load(Ordering::Relaxed))
    }
    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'static, ()> {
        SystemClock.sleep_until(at - TimeDelta::minutes(self.0.load(Ordering::Relaxed)))
    }
}

pub(super) async fn furnished(place: &Place) -> (House, OutlineSim, Arc<Ahead>) {
    let house = House::start(place).await;
    let clock = Arc::new(Ahead::default());
    let options = SimOptions { name: "Frankfurt".to_owned(), seed: 41, ..SimOptions::default() };
    let server = OutlineSim::start(clock.clone(), options).await.unwrap();
    house.furnish(&server).await;
    (house, server, clock)
}

/// A key moves something, the server's next minute begins, and the house asks for it.
pub(super) async fn moves(house: &House, server: &OutlineSim, clock: &Ahead, bytes: i64) {
    let id = server.truth()[0].id.clone();
    server.move_traffic(&id, bytes);
    clock.0.fetch_add(1, Ordering::Relaxed);
    let now = SystemClock.now();
    in_tx!(house.db(), |tx| {
        store::jobs::enqueue(tx, &JobKind::PollServer { server: ServerId(1) }, now, now).await?;
        tx.wake(&house.app().opened.env.signals, Wake::Jobs);
        Ok::<_, store::StoreError>(())
    })
    .unwrap();
}

async fn until_limit(house: &House, server: &OutlineSim, wanted: impl Fn(Option<i64>) -> bool) {
    let told = house.api.until(PATIENCE, |_| wanted(server.truth()[0].limit).then_some(()));
    assert!(told.await.is_some(), "{:?}\n{}", server.truth(), house.picture(OWNER));
}

async fn a_key_reaches_its_quota_stops_and_comes_back(place: &Place) {
    let (house, server, clock) = furnished(place).await;
    house.make_key("phone-7").await;
    house.shows(OWNER, "🟢 Active").await;
    moves(&house, &server, &clock, 41_000_000_000).await;
    house.sees(OWNER, "phone-7 has used 80% of its quota").await;
    moves(&house, &server, &clock, 9_500_000_000).await;
    // Its page shows it when it is; the second word on usage within half a minute waits to go out with others.
    let mut page = house.asks(OWNER, "/find phone-7", "Keys › phone-7").await;
    for _ in 0..200 {
        if page.text.contains("🪫 Quota used up") && server.truth()[0].limit == Some(0) {
            break;
        }
        page = house.asks(OWNER, "/find phone-7", "Keys › phone-7").await;
    }
    assert_eq!(server.truth()[0].limit, Some(0), "{}", page.text);
    assert!(page.text.contains("▓▓▓▓▓▓▓▓▓▓") && page.text.contains("of 50 GB"), "{}", page.text);
    house.taps(OWNER, "Usage").await;
    house.shows(OWNER, "the key stops · as the house has it").await;
    house.taps(OWNER, "More traffic").await;
    house.shows(OWNER, "How much more traffic?").await;
    house.taps(OWNER, "20 GB").await;
    house.shows(OWNER, "of 70 GB").await;
    // Its page follows it until the server has confirmed.
    house.asks(OWNER, "/find phone-7", "🟢 Active").await;
    until_limit(&house, &server, |limit| limit.is_some_and(|limit| limit > 50_000_000_000)).await;
    house.taps(OWNER, "Usage").await;
    house.shows(OWNER, "For a picture, tap a time.").await;
    house.taps(OWNER, "Start anew").await;
    house.shows(OWNER, "Used: 0 MB of 70 GB").await;
    house.taps(OWNER, "Quota period").await;
    house.taps(OWNER, "Each month").await;
    house.shows(OWNER, "Quota: 70 GB a month").await;
    house.taps(OWNER, "Only tell").await;
    house.shows(OWNER, "people are told, the key goes on · set for this key").await;
    house.asks(OWNER, "/find phone-7", "🟢 Active").await;
    until_limit(&house, &server, |limit| limit.is_none()).await;
    house.mannerly();
}

async fn pictures_are_sent_to_whom_they_concern(place: &Place) {
    let (house, server, clock) = furnished(place).await;
    house.make_key("phone-7").await;
    house.shows(OWNER, "🟢 Active").await;
    moves(&house, &server, &clock, 2_000_000_000).await;
    house.asks(OWNER, "/menu", "Keys: 1 active").await;
    house.taps(OWNER, "Usage").await;
    house.shows(OWNER, "For a picture, tap a time.").await;
    let before = house.api.chat(OWNER).len();
    house.taps(OWNER, "7 days").await;
    let photo = house.api.until(PATIENCE, |hand| {
        hand.chat(OWNER).into_iter().skip(before).find(|m| m.photo.is_some() && m.text.contains("in 7 days"))
    });
    let photo = photo.await.unwrap_or_else(|| panic!("no picture:\n{}", house.picture(OWNER)));
    assert!(photo.photo.is_some_and(|photo| photo.bytes.starts_with(b"\x89PNG")));
    house.mannerly();
}
