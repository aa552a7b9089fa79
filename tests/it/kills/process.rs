//! The real program as a process, killed again and again at random moments while a person makes and deletes keys.
//!
//! The moments come from a seed; how far the program is at each depends on the machine, and what must hold doesn't.

use super::{person::Person, truth};
use crate::harness::{
    db::{Place, stories},
    house::{House, PATIENCE, outline_with},
};
use chrono::TimeDelta;
use claviger::{
    app::{self, Parts, SystemClock},
    demo::outline::options::{Fault, SimOptions},
    ports::Clock,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    fs::File,
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};
use tokio::process::{Child, Command};

stories!(killed_at_random_moments);

/// How often it is killed, on each database.
const KILLS: u32 = 100;

pub fn start(house: &House) -> Child {
    let log = File::options().create(true).append(true).open(house.folder().join("log")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_claviger"))
        .arg("run")
        .env_clear()
        .envs(house.settings())
        .current_dir(house.folder())
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

pub async fn pause(milliseconds: i64) {
    SystemClock.sleep_until(SystemClock.now() + TimeDelta::milliseconds(milliseconds)).await;
}

/// Waits until the process has spoken to Telegram.
pub async fn speaks(house: &House) {
    let heard = house.api.until(PATIENCE, |hand| (!hand.calls().is_empty()).then_some(()));
    assert!(heard.await.is_some(), "the program doesn't start:\n{}", log(house));
}

fn log(house: &House) -> String {
    let log = std::fs::read_to_string(house.folder().join("log")).unwrap_or_default();
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// Kills it at random moments; in some lives the server loses its answers.
async fn kill_again_and_again(house: &House, sim: &claviger::demo::outline::OutlineSim) {
    let mut chance = StdRng::seed_from_u64(7);
    let (mut longest, began) = (0, Instant::now());
    for kill in 0..KILLS {
        sim.set_fault(Fault::LosesAnswers, chance.random_ratio(1, 6)).await.unwrap();
        house.api.clear_calls();
        let born = Instant::now();
        let mut child = start(house);
        // One in four dies before it has done anything.
        if kill % 4 > 0 {
            speaks(house).await;
            longest = longest.max(born.elapsed().as_millis());
        }
        pause(chance.random_range(0..400)).await;
        child.kill().await.unwrap();
    }
    sim.set_fault(Fault::LosesAnswers, false).await.unwrap();
    println!("{KILLS} kills in {:?}; the slowest start took {longest} ms", began.elapsed());
}

pub async fn come_to_rest(house: &House, place: &Place) {
    let until = Instant::now() + PATIENCE * 2;
    while truth::unfinished(&place.db).await > 0 {
        assert!(Instant::now() < until, "it doesn't come to rest:\n{}", log(house));
        pause(50).await;
    }
}

async fn killed_at_random_moments(place: &Place) {
    let options = SimOptions { name: "Frankfurt".into(), slow_creates: true, ..SimOptions::default() };
    let sim = outline_with(options).await;
    let mut house = House::start(place).await;
    house.furnish(&sim).await;
    house.down().await;
    let over = AtomicBool::new(false);
    let mut person = Person::new(&house.api);
    let busy = async {
        let mut number = 0;
        // The last key is made, and one deleted, after the last kill.
        loop {
            let last = over.load(Ordering::Relaxed);
            number += 1;
            person.makes(&format!("key-{number:03}-x")).await;
            if number % 2 == 0 {
                person.deletes(&format!("key-{:03}-x", number - 1)).await;
            }
            if last {
                return;
            }
        }
    };
    let killing = async {
        kill_again_and_again(&house, &sim).await;
        over.store(true, Ordering::Relaxed);
        start(&house)
    };
    let (mut child, ()) = tokio::join!(killing, busy);
    come_to_rest(&house, place).await;
    let id = child.id().expect("it runs").to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let ended = tokio::time::timeout(PATIENCE, child.wait()).await.expect("it ends when asked to").unwrap();
    assert!(ended.success(), "it ended with {ended}:\n{}", log(&house));
    println!("{} keys made, {} deleted", person.made.len(), person.gone.len());
    let opened = app::open(&house.config, &Parts::default()).await.unwrap();
    truth::holds(&opened.db, &opened.env, &sim, &house.api, &person.made, &person.gone).await;
}
