//! Making a key: from the update with the tap on Create, handed out by the Bot API, to the call that sends its QR picture.
//!
//! The server is a simulated one without delay. What is ours is what is left when the call to the server and the three
//! commits that a promise each needs (the update, the intent, the key) are taken off; both are measured in the same run,
//! in turns. `cargo bench --bench make_key`
#![allow(clippy::expect_used, reason = "a measurement that can't go on ends")]

mod ground;

use claviger::{
    app::App,
    bot::routes::{Action, Target},
    domain::{
        ids::{ChatId, PlanId, ServerId},
        traffic::Traffic,
    },
    ports::KeySpec,
    store,
};
use ground::{
    bare,
    fake::{self, Fake},
    house::{self, FIRST},
    median, ms,
    outline::{aside, furnish, simulator},
    timed, verdict,
};
use std::time::Duration;

const KEYS: usize = 60;
/// Commits on the way that nothing may be confirmed without: the update, the key's row and job, the key as it is there.
const COMMITS: f64 = 3.0;
/// Where taps come from: newer than any message that the Bot API numbers.
const MESSAGE: i64 = 900_000_000;

/// Waits until the form has taken so many answers in all.
async fn answered(app: &App, step: i64) -> i64 {
    for _ in 0..10_000 {
        let mut read = app.opened.db.read().await.expect("a reader");
        let session = store::sessions::load(&mut read, ChatId(FIRST)).await.expect("a session");
        drop(read);
        if session.form_seq == step {
            return step;
        }
        tokio::time::timeout(Duration::from_millis(1), std::future::pending::<()>()).await.ok();
    }
    panic!("the form doesn't get to step {step}");
}

/// The form up to its last look, then Create; gives milliseconds from that tap to the picture's call.
async fn make(app: &App, fake: &Fake, (server, plan): (ServerId, PlanId), n: usize) -> f64 {
    let begin = Target::Do(Action::NewKey { server: Some(server), plan: Some(plan) }).encode();
    let first = fake.next_update();
    let name = format!("phone {n}");
    fake.push(vec![fake::tap(first, FIRST, MESSAGE, &begin), fake::typed(first + 1, FIRST, &name)]);
    let step = answered(app, 2 * (i64::try_from(n).expect("few keys") + 1)).await;
    // Let what follows the last answer be over.
    tokio::time::timeout(Duration::from_millis(20), std::future::pending::<()>()).await.ok();
    let create = Target::Choose { step, choice: 0 }.encode();
    let before = fake.pictured();
    let tapped = fake.push(vec![fake::tap(fake.next_update(), FIRST, MESSAGE, &create)]);
    for _ in 0..10_000 {
        if let Some(at) = fake.pictured().filter(|at| Some(*at) != before) {
            // And what follows the picture.
            tokio::time::timeout(Duration::from_millis(60), std::future::pending::<()>()).await.ok();
            return ms(at.duration_since(tapped));
        }
        tokio::time::timeout(Duration::from_millis(1), std::future::pending::<()>()).await.ok();
    }
    panic!("no picture of key {n}: {:?}", fake.calls());
}

#[tokio::main]
async fn main() {
    let folder = ground::folder("make_key");
    let (sim, fake) = (simulator(1), Fake::start());
    let disk = bare::disk(&folder).await;
    let (_, app) = house::start(&fake, &folder, false, 1).await;
    let (server, plan) = furnish(&app, &sim).await;
    // It stops when its last handle goes.
    let other = simulator(2);
    let driver = aside(&app, &other);
    let (mut total, mut call, mut commit, mut own) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for n in 0..KEYS + 5 {
        let spec =
            KeySpec { id: format!("{}", 1_000_000 + n), name: format!("bare {n}"), limit: Some(Traffic::gb(50)) };
        let (called, made) = timed(driver.ensure(&spec)).await;
        made.expect("a key");
        let (committed, ()) = timed(bare::commits(&disk, 3)).await;
        let whole = make(&app, &fake, (server, plan), n).await;
        // The first ones warm up.
        if n >= 5 {
            total.push(whole);
            call.push(called);
            commit.push(committed / 3.0);
            own.push(whole - called - committed / 3.0 * COMMITS);
        }
    }
    let own = median(own);
    println!("tap on Create to the picture's call  {:>6.2} ms", median(total));
    println!("of it the call to the server         {:>6.2} ms", median(call));
    println!("one bare commit on this disk         {:>6.2} ms, three on the way", median(commit));
    println!("our own share                        {own:>6.2} ms (aim below 3 ms {})", verdict(own < 3.0));
    app.stop().await;
    let _ = std::fs::remove_dir_all(&folder);
    std::process::exit(0);
}
