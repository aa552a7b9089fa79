//! Many keys in one go: two batches of 500 on a simulated server, beside the same number of its bare create calls, in the
//! same run and in turns.
//!
//! From the transaction that acknowledges a batch to the one that writes down that it is done. `cargo bench --bench bulk`
#![allow(clippy::expect_used, reason = "a measurement that can't go on ends")]

mod ground;

use claviger::{
    app::App,
    documents::codes::{Code, Codes, pages, pdf},
    domain::{
        batch::{BatchState, Names, Pattern},
        ids::{BatchId, PlanId, ServerId},
        role::{Actor, Scope},
        traffic::Traffic,
    },
    in_tx,
    ports::{Driver, KeySpec},
    service::batches::{self, ManyKeys},
    store,
};
use ground::{
    fake::Fake,
    house,
    outline::{aside, furnish, simulator},
    timed,
};
use std::{sync::Arc, time::Duration};

const BATCH: usize = 500;

/// Asks for a batch; gives it with the milliseconds until that was acknowledged.
async fn ask(app: &App, (server, plan): (ServerId, PlanId), once: &str) -> (f64, BatchId) {
    let env = &app.opened.env;
    let names = Names::Pattern(Pattern::of("many"), BATCH);
    let new = ManyKeys { plan, server: Some(server), names, once: once.to_owned() };
    let now = env.clock.now();
    let asked = async { in_tx!(app.opened.db, |tx| batches::create(tx, env, &Actor::Machine, &new, now).await) };
    let (taken, batch) = timed(asked).await;
    (taken, batch.expect("a batch"))
}

async fn made(app: &App, batch: BatchId) {
    for _ in 0..60_000 {
        let mut read = app.opened.db.read().await.expect("a reader");
        let found = store::batches::get(&mut read, Scope::House, batch).await.expect("a database").expect("a batch");
        drop(read);
        if found.state == BatchState::Done {
            assert_eq!(found.made, i64::try_from(BATCH).expect("few"), "all of them");
            return;
        }
        tokio::time::timeout(Duration::from_millis(2), std::future::pending::<()>()).await.ok();
    }
    panic!("the batch doesn't come to its end");
}

async fn bare(driver: &Arc<dyn Driver>, first: usize) {
    for n in first..first + BATCH {
        let id = format!("{}", 1_000_000 + n);
        let spec = KeySpec { id, name: format!("bare {n}"), limit: Some(Traffic::gb(50)) };
        driver.ensure(&spec).await.expect("a key");
    }
}

fn sheet() -> Codes {
    let code = |n: usize| Code {
        name: format!("many-{n:04}"),
        text: format!("ss://Y2hhY2hhMjAtaWV0Zi1wb2x5MTMwNTpzZWNyZXQ{n}@203.0.113.5:12345/?outline=1"),
    };
    Codes {
        title: "Nord Access".to_owned(),
        subtitle: "Month".to_owned(),
        footers: (1..=pages(BATCH)).map(|n| n.to_string()).collect(),
        codes: (0..BATCH).map(code).collect(),
        rtl: false,
        at: chrono::DateTime::UNIX_EPOCH,
    }
}

#[tokio::main]
async fn main() {
    let folder = ground::folder("bulk");
    let (sim, fake) = (simulator(1), Fake::start());
    let (_, app) = house::start(&fake, &folder, false, 1).await;
    let at = furnish(&app, &sim).await;
    // It stops when its last handle goes.
    let other = simulator(2);
    let driver = aside(&app, &other);
    let (mut asked, mut whole, mut calls) = (Vec::new(), 0.0, 0.0);
    for round in 0..2 {
        let (taken, batch) = ask(&app, at, &format!("round {round}")).await;
        let (rest, ()) = timed(made(&app, batch)).await;
        asked.push(taken);
        whole += taken + rest;
        calls += timed(bare(&driver, round * BATCH)).await.0;
    }
    assert_eq!(sim.truth().len(), 2 * BATCH, "each once");
    let (drawn, bytes) = timed(async { pdf(&sheet()) }).await;
    println!("1,000 keys in two batches            {whole:>8.0} ms");
    println!("1,000 bare create calls              {calls:>8.0} ms");
    println!("ratio                                {:>8.2}", whole / calls);
    println!("until a batch of 500 is acknowledged {:>8.1} and {:.1} ms", asked[0], asked[1]);
    println!("500 QR codes on {} pages             {drawn:>8.0} ms, {} KB", pages(BATCH), bytes.len() / 1_024);
    app.stop().await;
    let _ = std::fs::remove_dir_all(&folder);
    std::process::exit(0);
}
