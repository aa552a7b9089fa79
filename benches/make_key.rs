//! Making a key: from the update with the tap on Create, handed out by the Bot API, to the call that sends its QR picture.
//!
//! The server is a simulated one without delay. What is ours is what is left when the call to the server and the three
//! commits that a promise each needs (the update, the intent, the key) are taken off; both are measured in the same run,
//! in turns. `cargo bench --bench make_key`
#![allow(clippy::expect_used, reason = "a measurement that can't go on ends")]

mod ground;

use claviger::{
    app::{App, SystemClock},
    bot::routes::{Action, Target},
    demo::{
        outline::{OutlineSim, options::SimOptions},
        world,
    },
    domain::{
        ids::{ChatId, PlanId, ServerId},
        money::{Currency, Money},
        plan::{Lifetime, PlanDraft},
        role::Actor,
        traffic::Traffic,
    },
    in_tx,
    ports::{Driver, KeySpec},
    service::{Error, plans, servers},
    store,
};
use ground::{
    bare,
    fake::{self, Fake},
    house::{self, FIRST},
    median, ms, timed, verdict,
};
use std::{sync::Arc, time::Duration};

const KEYS: usize = 60;
/// Commits on the way that nothing may be confirmed without: the update, the key's row and job, the key as it is there.
const COMMITS: f64 = 3.0;
/// Where taps come from: newer than any message that the Bot API numbers.
const MESSAGE: i64 = 900_000_000;

/// A simulated server on a thread of its own.
fn simulator(seed: u64) -> OutlineSim {
    let options = SimOptions { seed, ..SimOptions::default() };
    let (out, started) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let sim = OutlineSim::start(Arc::new(SystemClock), options).await.expect("a server");
            let _ = out.send(sim);
            std::future::pending::<()>().await;
        });
    });
    started.recv().expect("a server")
}

/// The way to a server that the house doesn't know: keys that are made there to be measured differ from nothing.
fn aside(app: &App, sim: &OutlineSim) -> Arc<dyn Driver> {
    let drivers = &app.opened.env.drivers;
    let access = drivers.read_paste(&sim.installer_json()).expect("a paste");
    drivers.open(access.kind, &access.secret).expect("a driver")
}

async fn furnish(app: &App, sim: &OutlineSim) -> (ServerId, PlanId) {
    let env = &app.opened.env;
    let paste = sim.installer_json();
    let facts = world::ask(env, &paste).await.expect("the server answers");
    let access = env.drivers.read_paste(&paste).expect("a paste");
    let now = env.clock.now();
    let price = Money::new(500, Currency::parse("EUR").expect("a currency"));
    let draft =
        PlanDraft { name: "Month".to_owned(), lifetime: Lifetime::Days(30), quota: Some(Traffic::gb(50)), price };
    in_tx!(app.opened.db, |tx| {
        async {
            let server = servers::add(tx, env, &Actor::Machine, &access, &facts, now).await?;
            Ok::<_, Error>((server, plans::create(tx, &Actor::Machine, &draft, now).await?))
        }
        .await
    })
    .expect("a server and a plan")
}

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
