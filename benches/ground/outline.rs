//! A simulated Outline server for what is measured with one, and a house that has it.

use claviger::{
    app::{App, SystemClock},
    demo::{
        outline::{OutlineSim, options::SimOptions},
        world,
    },
    domain::{
        ids::{PlanId, ServerId},
        money::{Currency, Money},
        plan::{Lifetime, PlanDraft},
        role::Actor,
        traffic::Traffic,
    },
    in_tx,
    ports::Driver,
    service::{Error, plans, servers},
};
use std::sync::Arc;

/// A simulated server on a thread of its own.
pub fn simulator(seed: u64) -> OutlineSim {
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
pub fn aside(app: &App, sim: &OutlineSim) -> Arc<dyn Driver> {
    let drivers = &app.opened.env.drivers;
    let access = drivers.read_paste(&sim.installer_json()).expect("a paste");
    drivers.open(access.kind, &access.secret).expect("a driver")
}

/// Takes the server into the house, with a plan to sell on it.
pub async fn furnish(app: &App, sim: &OutlineSim) -> (ServerId, PlanId) {
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
