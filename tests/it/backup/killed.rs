//! The real program killed while it backs up and while it restores: the old house or the new one, never half of one.

use super::{
    SETTINGS,
    command::{claviger, done},
};
use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER},
    rows,
};
use chrono::TimeDelta;
use claviger::{
    app::{self, Parts, SystemClock},
    domain::role::Actor,
    in_tx,
    ports::Clock,
    service::{
        audit,
        house::{self, HouseChange},
    },
    store,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::process::Stdio;

stories!(killed_while_it_restores, killed_while_it_backs_up);

/// How often it is killed, on each database.
const KILLS: u32 = 16;

async fn pause(milliseconds: i64) {
    SystemClock.sleep_until(SystemClock.now() + TimeDelta::milliseconds(milliseconds)).await;
}

/// Runs a command and kills it after that time, unless it is over; says whether it was.
async fn cut_short(house: &House, arguments: &[&str], after: i64) -> bool {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_claviger"));
    command.args(arguments).env_clear().envs(house.settings()).current_dir(house.folder());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    tokio::select! {
        status = child.wait() => return status.unwrap().success(),
        () = pause(after) => {}
    }
    child.kill().await.unwrap();
    false
}

/// The house's name and people, after whatever was begun is finished by a start. Everything in it proves.
async fn state(house: &House) -> (String, usize) {
    let opened = app::open(&house.config, &Parts::default()).await.unwrap();
    let mut read = opened.db.read().await.unwrap();
    assert_eq!(store::snapshot::integrity(&mut read).await.unwrap(), Vec::<String>::new());
    assert_eq!(audit::verify(&mut read, &opened.env).await.unwrap().broken_at, None);
    let name = house::load(&mut read).await.unwrap().name;
    let plans = store::plans::list(&mut read, claviger::domain::plan::PlanState::Active).await.unwrap().len();
    drop(read);
    opened.db.close().await;
    (name, plans)
}

/// Calls the house so, with that many plans.
async fn change(house: &House, name: &str, plans: usize) {
    let opened = app::open(&house.config, &Parts::default()).await.unwrap();
    let now = opened.env.clock.now();
    let have = {
        let mut read = opened.db.read().await.unwrap();
        store::plans::list(&mut read, claviger::domain::plan::PlanState::Active).await.unwrap().len()
    };
    in_tx!(opened.db, |tx| {
        house::change(tx, &Actor::Machine, HouseChange::Name(name.to_owned()), now).await?;
        for n in have..plans {
            let draft = claviger::domain::plan::PlanDraft {
                name: format!("plan {n}"),
                lifetime: claviger::domain::plan::Lifetime::Days(30),
                quota: None,
                price: claviger::domain::money::Money::new(500, claviger::domain::money::Currency::EUR),
            };
            claviger::service::plans::create(tx, &Actor::Machine, &draft, now).await?;
        }
        audit::seal(tx, &opened.env, 1_000).await?;
        Ok::<_, claviger::service::Error>(())
    })
    .unwrap();
    opened.db.close().await;
}

async fn started(place: &Place) -> House {
    let mut house = House::start_with(place, &SETTINGS).await;
    house.asks(OWNER, "/start", "First steps").await;
    house.down().await;
    place.db.close().await;
    house
}

async fn killed_while_it_restores(place: &Place) {
    let house = started(place).await;
    change(&house, "then", 1).await;
    let file = house.folder().join("then.tar.zst.age");
    let file = file.to_str().unwrap();
    done(house.settings(), house.folder(), &["backup", "--output", file]);
    let (mut chance, mut went_through, mut longest) = (StdRng::seed_from_u64(9), 0, 600);
    for kill in 0..KILLS {
        change(&house, "now", 2).await;
        let began = std::time::Instant::now();
        if cut_short(&house, &["restore", file, "--yes", "--no-backup"], chance.random_range(0..longest)).await {
            longest = i64::try_from(began.elapsed().as_millis()).unwrap();
        }
        // A killed process's connections to a server may outlive it for a moment.
        let found = state(&house).await;
        assert!(found == ("then".to_owned(), 1) || found == ("now".to_owned(), 2), "{kill}: {found:?}");
        went_through += u32::from(found.0 == "then");
    }
    println!("{KILLS} kills, {went_through} times the new house");
    until_restored(&house, file).await;
    assert_eq!(state(&house).await, ("then".to_owned(), 1));
    let odd = std::fs::read_dir(house.folder()).unwrap().flatten().map(|e| e.file_name().into_string().unwrap());
    let odd: Vec<_> = odd.filter(|n| n.ends_with(".restored")).collect();
    assert_eq!(odd, Vec::<String>::new());
}

/// Restores, as soon as the server has noticed that who was killed is gone.
async fn until_restored(house: &House, file: &str) {
    for _ in 0..100 {
        let output = claviger(house.settings(), house.folder(), &["restore", file, "--yes"]);
        if output.status.success() {
            return;
        }
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(why.contains("another copy"), "{why}");
        pause(50).await;
    }
    panic!("it isn't restored");
}

async fn killed_while_it_backs_up(place: &Place) {
    let house = started(place).await;
    change(&house, "then", 3).await;
    let file = house.folder().join("kept.tar.zst.age");
    let file = file.to_str().unwrap();
    done(house.settings(), house.folder(), &["backup", "--output", file]);
    let mut chance = StdRng::seed_from_u64(10);
    for _ in 0..KILLS {
        cut_short(&house, &["backup", "--output", file], chance.random_range(0..500)).await;
        assert_eq!(state(&house).await, ("then".to_owned(), 3));
    }
    // Whatever was cut short, the file that is there is whole, and it restores.
    change(&house, "now", 4).await;
    until_restored(&house, file).await;
    assert_eq!(state(&house).await, ("then".to_owned(), 3));
    assert!(rows::count(&rows::dump(&place.url).await, "person") == 1);
}
