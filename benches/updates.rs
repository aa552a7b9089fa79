//! Updates a second, by long polling and by webhook: taps that only lead somewhere, and steps of a form.
//!
//! Taps are held against a bare teloxide bot that edits one message and does nothing else, steps against bare commits
//! to the same disk. `cargo bench --bench updates`
#![allow(clippy::expect_used, reason = "a measurement that can't go on ends")]

mod ground;

use claviger::bot::routes::{Action, Route, Target};
use ground::{
    bare,
    fake::{self, Fake},
    house::{self, FIRST},
    median, rate, verdict,
};
use std::{net::SocketAddr, time::Instant};

/// Chats that write at the same time; as many connections as Telegram opens to a webhook.
const CHATS: usize = 40;
const TAPS: usize = 3_000;
const STEPS: usize = 240;
const ROUNDS: usize = 5;

/// How updates come.
enum Way {
    Poll,
    Hook { address: SocketAddr, word: String },
}

impl Way {
    /// Hands updates over and waits until each has shown something; gives updates a second.
    async fn run(&self, fake: &Fake, updates: Vec<String>) -> f64 {
        let count = updates.len();
        fake.expect(count);
        let began = match self {
            Self::Poll => fake.push(updates),
            Self::Hook { address, word } => {
                let began = Instant::now();
                post(*address, word, updates);
                began
            }
        };
        rate(count, fake.reached().await.duration_since(began))
    }
}

/// Posts updates by as many connections as there are chats, each chat's in their order.
fn post(address: SocketAddr, word: &str, updates: Vec<String>) {
    let mut lanes = vec![Vec::new(); CHATS];
    for (n, update) in updates.into_iter().enumerate() {
        lanes[n % CHATS].push(update);
    }
    let word = word.to_owned();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build().expect("a client");
            let url = format!("http://{address}/webhooks/telegram");
            futures::future::join_all(lanes.into_iter().map(async |lane| {
                for update in lane {
                    let sent = client
                        .post(&url)
                        .header("content-type", "application/json")
                        .header("x-telegram-bot-api-secret-token", &word)
                        .body(update)
                        .send()
                        .await
                        .expect("an answer");
                    assert!(sent.status().is_success(), "{}", sent.status());
                }
            }))
            .await;
        });
    });
}

fn chat(n: usize) -> i64 {
    FIRST + i64::try_from(n % CHATS).expect("few chats")
}

/// Home, Keys, Home, Keys … in every chat.
fn taps(first: usize) -> Vec<String> {
    let keys = Route::Keys { group: claviger::bot::routes::KeyGroup::All, server: None, before: None };
    let data = [Target::Go(Route::Home).encode(), Target::Go(keys).encode()];
    (0..TAPS).map(|n| fake::tap(first + n, chat(n), 500, &data[(n / CHATS) % 2])).collect()
}

/// The form for a new plan, opened in every chat.
fn opening(first: usize) -> Vec<String> {
    let data = Target::Do(Action::NewPlan { preset: None }).encode();
    (0..CHATS).map(|n| fake::tap(first + n, chat(n), 900_000_000, &data)).collect()
}

/// A wrong answer, a right one, a step back; and again. `step` counts a chat's answers so far.
fn steps(first: usize, step: &mut i64) -> Vec<String> {
    let long = "much-too-long-a-name-".repeat(20);
    let mut out = Vec::new();
    for turn in 0..STEPS / CHATS {
        for n in 0..CHATS {
            let update = first + out.len();
            out.push(match turn % 3 {
                0 => fake::typed(update, chat(n), &long),
                1 => fake::typed(update, chat(n), "Month"),
                _ => fake::tap(update, chat(n), 900_000_000, &Target::Back { step: *step }.encode()),
            });
        }
        *step += 1;
    }
    out
}

async fn commits(pool: &sqlx::SqlitePool) -> f64 {
    let began = Instant::now();
    bare::commits(pool, STEPS).await;
    rate(STEPS, began.elapsed())
}

async fn measure(name: &str, ours: (&Way, &Fake), theirs: (&Way, &Fake), disk: &sqlx::SqlitePool) {
    let (mut tapped, mut edited) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let theirs = theirs.0.run(theirs.1, taps(1 + round * TAPS)).await;
        let ours = ours.0.run(ours.1, taps(1 + round * TAPS)).await;
        // The first round warms up.
        if round > 0 {
            tapped.push(ours);
            edited.push(theirs);
        }
    }
    let edits = |fake: &Fake| fake.calls().get("editmessagetext").copied().unwrap_or_default();
    assert_eq!((edits(ours.1), edits(theirs.1)), ((ROUNDS + 1) * TAPS, (ROUNDS + 1) * TAPS), "each tap is shown once");
    let ratio = median(tapped.iter().zip(&edited).map(|(a, b)| a / b).collect());
    let (ours_a, theirs_a) = (median(tapped), median(edited));
    println!(
        "{name:<9} taps   {ours_a:>7.0}/s   bare bot     {theirs_a:>7.0}/s   {ratio:>5.2} (aim 0.50 {})",
        verdict(ratio >= 0.5)
    );
    let mut first = 1 + (ROUNDS + 1) * TAPS;
    ours.0.run(ours.1, opening(first)).await;
    first += CHATS;
    let (mut step, mut stepped, mut committed) = (1, Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let bare = commits(disk).await;
        let ours = ours.0.run(ours.1, steps(first, &mut step)).await;
        first += STEPS;
        if round > 0 {
            stepped.push(ours);
            committed.push(bare);
        }
    }
    let ratio = median(stepped.iter().zip(&committed).map(|(a, b)| a / b).collect());
    let (ours_b, bare_b) = (median(stepped), median(committed));
    println!(
        "{name:<9} steps  {ours_b:>7.0}/s   bare commits {bare_b:>7.0}/s   {ratio:>5.2} (aim 0.70 {})",
        verdict(ratio >= 0.7)
    );
}

#[tokio::main]
async fn main() {
    let folder = ground::folder("updates");
    let disk = bare::disk(&folder).await;
    for (name, webhook) in [("polling", false), ("webhook", true)] {
        let (ours, theirs) = (Fake::start(), Fake::start());
        let house_folder = folder.join(name);
        std::fs::create_dir_all(&house_folder).expect("a folder");
        let (_, app) = house::start(&ours, &house_folder, webhook, i64::try_from(CHATS).expect("few chats")).await;
        let (way, bare_way) = if webhook {
            let word = app.opened.webhook_secret.clone();
            let address = bare::webhook(&theirs).await;
            (Way::Hook { address: app.address, word }, Way::Hook { address, word: String::new() })
        } else {
            bare::polling(&theirs).await;
            (Way::Poll, Way::Poll)
        };
        measure(name, (&way, &ours), (&bare_way, &theirs), &disk).await;
        app.stop().await;
    }
    let _ = std::fs::remove_dir_all(&folder);
    // The bare bots know no end.
    std::process::exit(0);
}
