//! Many keys in one go while the program dies: at each await, and as a process at random moments. No key is lost, none
//! doubled, and the person is told once.

use super::{
    pieces::Pieces,
    process::{come_to_rest, pause, speaks, start},
    truth,
};
use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline_with},
};
use claviger::{
    demo::outline::{
        OutlineSim,
        options::{Fault, SimOptions},
    },
    domain::key::Phase,
    on, store,
    store::Db,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::BTreeSet;

stories!(a_batch_killed_at_each_await, a_batch_on_a_server_that_dies, a_batch_through_kills);

/// So many keys in a batch that dies at each await.
const FEW: usize = 3;
/// And in one that lives through kills.
const MANY: usize = 120;

async fn count(db: &Db, sql: &'static str) -> i64 {
    let mut read = db.read().await.unwrap();
    on!(&mut read, |c| sqlx::query_scalar(sql).fetch_one(c)).unwrap()
}

/// House and server say the same, every batch is done, and each was told of once.
async fn holds(db: &Db, sim: &OutlineSim, batches: i64) {
    let keys = truth::keys(db).await;
    let live: Vec<_> = keys.iter().filter(|k| k.phase == Phase::Live).collect();
    let restless: Vec<_> = keys.iter().filter(|k| !k.in_step()).collect();
    assert!(restless.is_empty(), "not at rest: {restless:#?}");
    let ours: BTreeSet<_> = live.iter().map(|k| (k.remote_id.clone(), k.name.clone())).collect();
    let theirs: Vec<_> = sim.truth().into_iter().map(|k| (k.id, k.name)).collect();
    assert_eq!(theirs.len(), ours.len(), "doubled or lost on the server");
    assert_eq!(theirs.into_iter().collect::<BTreeSet<_>>(), ours);
    let names: BTreeSet<_> = live.iter().map(|k| &k.name).collect();
    assert_eq!(names.len(), live.len(), "two keys of one name");
    let mut read = db.read().await.unwrap();
    for key in &live {
        assert_eq!(store::sales::for_key(&mut read, key.id).await.unwrap().len(), 1, "sales of {}", key.name);
    }
    drop(read);
    assert_eq!(count(db, "SELECT COUNT(*) FROM batch").await, batches);
    assert_eq!(count(db, "SELECT COUNT(*) FROM batch WHERE state <> 'done'").await, 0);
    assert_eq!(count(db, "SELECT COUNT(*) FROM outbox WHERE once LIKE 'batch:%:report'").await, batches);
    assert_eq!(count(db, "SELECT COUNT(*) FROM outbox WHERE notice LIKE '%\"key_ready\"%'").await, 0);
    assert_eq!(count(db, "SELECT COUNT(*) FROM job WHERE kind = 'bulk' AND state IN ('waiting', 'running')").await, 0);
}

impl Pieces {
    async fn comes_to_create(&mut self, count: usize) {
        self.types("/bulk").await;
        self.taps("50 GB · 30 days");
        self.settle().await;
        self.types(&count.to_string()).await;
    }
}

async fn a_batch_killed_at_each_await(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    let mut batches = 0;
    // Every seventh: both of the two ways to be dropped come, and the whole takes no longer than a key by itself.
    for polls in (0..).step_by(7) {
        pieces.comes_to_create(FEW).await;
        pieces.taps("Create 3 keys");
        let whole = Box::pin(pieces.dies_after(polls)).await;
        batches += 1;
        assert!(pieces.shows(&["All 3 keys were made"]), "{polls}: {}", pieces.house.picture(OWNER));
        holds(&pieces.bench.db, &pieces.sim, batches).await;
        if whole {
            println!("a batch of {FEW}: {polls} polls");
            assert_eq!(truth::keys(&pieces.bench.db).await.len(), FEW * usize::try_from(batches).unwrap());
            return;
        }
    }
}

async fn a_batch_on_a_server_that_dies(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    pieces.sim.set_fault(Fault::LosesAnswers, true).await.unwrap();
    pieces.comes_to_create(25).await;
    pieces.taps("Create 25 keys");
    pieces.settle().await;
    for _ in 0..60 {
        if pieces.shows(&["None of 25 keys was made"]) {
            break;
        }
        pieces.to_next_job().await;
        pieces.settle().await;
    }
    assert!(pieces.shows(&["None of 25 keys was made"]), "{}", pieces.house.picture(OWNER));
    pieces.sim.set_fault(Fault::LosesAnswers, false).await.unwrap();
    for _ in 0..80 {
        if truth::unfinished(&pieces.bench.db).await == 0 {
            break;
        }
        pieces.to_next_job().await;
        pieces.settle().await;
    }
    assert_eq!(pieces.sim.truth().len(), 0, "nothing of what failed is left there");
    pieces.taps("Try again (25)");
    pieces.settle().await;
    assert!(pieces.shows(&["All 25 keys were made"]), "{}", pieces.house.picture(OWNER));
    assert_eq!(pieces.sim.truth().len(), 25);
    assert_eq!(count(&pieces.bench.db, "SELECT COUNT(*) FROM outbox WHERE once LIKE 'batch:1:%:report'").await, 2);
}

async fn a_batch_through_kills(place: &Place) {
    let options = SimOptions { name: "Frankfurt".into(), slow_creates: true, ..SimOptions::default() };
    let sim = outline_with(options).await;
    let mut house = House::start(place).await;
    house.furnish(&sim).await;
    house.asks(OWNER, "/bulk", "Which plan").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "How many?").await;
    house.asks(OWNER, &MANY.to_string(), "keys: ").await;
    house.taps(OWNER, &format!("Create {MANY} keys")).await;
    house.shows(OWNER, &format!("of {MANY}")).await;
    house.down().await;
    let mut chance = StdRng::seed_from_u64(11);
    let mut kills = 0;
    while count(&place.db, "SELECT COUNT(*) FROM batch WHERE state <> 'done'").await > 0 {
        assert!(kills < 100, "it never comes to its end");
        sim.set_fault(Fault::LosesAnswers, chance.random_ratio(1, 8)).await.unwrap();
        house.api.clear_calls();
        let mut child = start(&house);
        speaks(&house).await;
        pause(chance.random_range(0..500)).await;
        child.kill().await.unwrap();
        kills += 1;
    }
    println!("{kills} kills");
    sim.set_fault(Fault::LosesAnswers, false).await.unwrap();
    let mut child = start(&house);
    house.sees(OWNER, &format!("All {MANY} keys were made")).await;
    let pdf = house.api.until(PATIENCE, |hand| {
        hand.chat(OWNER).into_iter().filter_map(|m| m.document).find(|d| d.mime == "application/pdf")
    });
    assert!(pdf.await.is_some(), "{}", house.picture(OWNER));
    come_to_rest(&house, place).await;
    child.kill().await.unwrap();
    holds(&place.db, &sim, 1).await;
    assert_eq!(sim.truth().len(), MANY);
}
