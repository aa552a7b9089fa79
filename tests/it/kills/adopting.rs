//! Taking a server's keys over, killed at each await: every key is the house's once, whenever it was.
//!
//! The server is never changed by it, and there is one entry on record for each time.

use super::pieces::Pieces;
use crate::harness::{
    db::{Place, stories},
    house::OWNER,
    rows,
};
use claviger::{
    domain::{ids::ServerId, key::Phase},
    store,
};
use std::collections::BTreeSet;

stories!(an_adoption_killed_at_each_await, an_adoption_stopped_after_a_kill_goes_on);

async fn an_adoption_killed_at_each_await(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    let mut ours = BTreeSet::new();
    for polls in 0.. {
        for n in 0..3 {
            ours.insert(pieces.sim.create_key_by_hand(&format!("old-{n}")));
        }
        let before: Vec<_> = pieces.sim.truth().into_iter().map(|k| (k.id, k.name, k.limit)).collect();
        pieces.types("/menu").await;
        let home = pieces.newest("Plans");
        pieces.house.api.tap(OWNER, home.id, "!a+:1");
        pieces.settle().await;
        pieces.taps("See what would happen");
        pieces.settle().await;
        pieces.taps("✅ Adopt 3 keys");
        let whole = Box::pin(pieces.dies_after(polls)).await;
        // A poll of the server belongs to it, and may be due a little later.
        pieces.settle().await;
        let there: Vec<_> = pieces.sim.truth().into_iter().map(|k| (k.id, k.name, k.limit)).collect();
        assert_eq!(there, before, "nothing there is changed");
        let server = claviger::domain::ids::ServerId(1);
        let known = {
            let mut read = pieces.bench.db.read().await.unwrap();
            assert_eq!(
                store::adoptions::open_of(&mut read, server).await.unwrap(),
                None,
                "{polls}: it came to its end"
            );
            store::keys::remote_ids(&mut read, server).await.unwrap()
        };
        assert!(known.iter().all(|k| k.phase == Phase::Live && k.in_step), "{polls}: {known:?}");
        let ids: Vec<_> = known.iter().map(|k| k.remote_id.clone()).collect();
        assert_eq!((ids.len(), ids.into_iter().collect::<BTreeSet<_>>()), (ours.len(), ours.clone()), "{polls}");
        let rows = rows::dump(&place.url).await;
        let done = rows["audit"].iter().filter(|row| row.contains("adoption.done")).count();
        assert_eq!(done, polls + 1, "one entry each time");
        if whole {
            println!("an adoption: {polls} polls");
            return;
        }
    }
}

/// How many keys of the server are the house's.
async fn taken(pieces: &Pieces) -> usize {
    let mut read = pieces.bench.db.read().await.unwrap();
    store::keys::remote_ids(&mut read, ServerId(1)).await.unwrap().len()
}

/// Killed while keys are taken over, stopped by a person, killed again, and gone on with: what was taken over stays, and
/// nothing is taken over twice.
async fn an_adoption_stopped_after_a_kill_goes_on(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    for n in 0..65 {
        pieces.sim.create_key_by_hand(&format!("old-{n:02}"));
    }
    let before: Vec<_> = pieces.sim.truth().into_iter().map(|k| (k.id, k.name, k.limit)).collect();
    pieces.types("/menu").await;
    let home = pieces.newest("Plans");
    pieces.house.api.tap(OWNER, home.id, "!a+:1");
    pieces.settle().await;
    pieces.taps("See what would happen");
    pieces.settle().await;
    pieces.taps("✅ Adopt 65 keys");
    pieces.handle().await;
    // Killed somewhere in the midst of it: some are taken over, by whole transactions.
    let mut polls = 10;
    while taken(&pieces).await == 0 {
        assert!(!pieces.job_dies_after(polls).await, "it was done before it died");
        polls += 10;
    }
    let some = taken(&pieces).await;
    assert!(some < 65 && some.is_multiple_of(20), "{some}");
    pieces.house.api.tap(OWNER, home.id, "!ag:1:3:s");
    pieces.handle().await;
    pieces.settle().await;
    assert!(pieces.shows(&["⏹ Stopped.", &format!("{} keys wait", 65 - some)]), "{}", pieces.house.picture(OWNER));
    // Nothing goes on by itself, not after a new start either.
    pieces.restart(true).await;
    pieces.settle().await;
    assert_eq!(taken(&pieces).await, some);
    pieces.types("/start go-s_1").await;
    pieces.taps("Go on adopting keys");
    pieces.settle().await;
    pieces.taps("▶ Go on");
    pieces.handle().await;
    // Before it has taken another one over: half as long as the first took to get there.
    assert!(!pieces.job_dies_after(polls / 2).await, "it was done before it died");
    pieces.settle().await;
    assert!(pieces.shows(&["✅ 65 keys are the house’s now"]), "{}", pieces.house.picture(OWNER));
    assert_eq!(taken(&pieces).await, 65);
    let there: Vec<_> = pieces.sim.truth().into_iter().map(|k| (k.id, k.name, k.limit)).collect();
    assert_eq!(there, before, "nothing there is changed");
    let rows = rows::dump(&place.url).await;
    let said = |what: &str| rows["audit"].iter().filter(|row| row.contains(what)).count();
    let told = (said("adoption.start"), said("adoption.stop"), said("adoption.done"), said("key.adopt"));
    assert_eq!(told, (2, 1, 1, 65), "each is on record once");
}
