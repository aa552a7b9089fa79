//! Taking a server's keys over, killed at each await: every key is the house's once, whenever it was.
//!
//! The server is never changed by it, and there is one entry on record for each time.

use super::pieces::Pieces;
use crate::harness::{
    db::{Place, stories},
    house::OWNER,
    rows,
};
use claviger::{domain::key::Phase, store};
use std::collections::BTreeSet;

stories!(an_adoption_killed_at_each_await);

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
