//! Killed at each await, in small: the handler, the job, the sender and the progress edit are polled n times and dropped,
//! for each n until they come to their end; then the service begins anew, and nothing is lost and nothing doubled.
//!
//! A dropped future loses its memory and what it hadn't committed, as a killed process does.

use super::{
    pieces::{Pieces, work},
    truth,
};
use crate::harness::{
    db::{Place, stories},
    house::{OWNER, PATIENCE},
};
use claviger::{
    bot::{handle, sender, watch},
    demo::botapi::MessageView,
    store::{Access, Conn},
};
use std::{collections::BTreeSet, future::poll_fn, pin::pin, task::Poll, time::Instant};

stories!(
    a_form_killed_at_each_await,
    a_key_killed_at_each_await,
    a_deletion_killed_at_each_await,
    a_route_killed_at_each_await
);

/// Polls that often, then drops: with an odd number at once, with an even one when it would go on. False where it was
/// dropped before its end.
pub async fn cut(work: impl Future<Output = ()>, polls: usize) -> bool {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match work.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(true),
            Poll::Pending if left == 0 && polls % 2 == 1 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

impl Pieces {
    /// Takes in what the person did, works on it for so many polls, dies and begins anew. Says whether it came to its end.
    pub async fn dies_after(&mut self, polls: usize) -> bool {
        let coming = self.receive().await;
        let (desk, bench) = (self.desk.clone(), self.bench.clone());
        let whole = Box::pin(cut(
            async {
                for update in coming {
                    handle::handle(&desk, &update).await;
                }
                work(&bench).await;
                sender::turn(&desk).await.expect("a turn");
                watch::turn(&desk).await;
            },
            polls,
        ))
        .await;
        self.last_words().await;
        self.restart(polls % 3 == 2).await;
        self.settle().await;
        whole
    }

    /// Works on what is due for so many polls, dies and begins anew, elsewhere. Says whether it came to its end.
    pub async fn job_dies_after(&mut self, polls: usize) -> bool {
        let bench = self.bench.clone();
        let whole = Box::pin(cut(async { assert!(work(&bench).await > 0) }, polls)).await;
        self.last_words().await;
        self.restart(true).await;
        whole
    }

    /// Waits until `PostgreSQL` has done, or undone, what it was told last: a program's start takes longer than that.
    async fn last_words(&self) {
        let mut read = self.bench.db.read().await.unwrap();
        if let Conn::Postgres(c) = read.conn() {
            const BUSY: &str = "SELECT COUNT(*) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
            let until = Instant::now() + PATIENCE;
            while sqlx::query_scalar::<_, i64>(BUSY).fetch_one(&mut *c).await.unwrap() > 0 {
                assert!(Instant::now() < until, "a transaction that nobody ends");
            }
        }
    }

    pub fn newest(&self, label: &str) -> MessageView {
        let chat = self.house.api.chat(OWNER);
        let found = chat.into_iter().rev().find(|m| m.from_bot && m.button(label).is_some());
        found.unwrap_or_else(|| panic!("no button {label}:\n{}", self.house.picture(OWNER)))
    }

    pub fn taps(&self, label: &str) {
        let message = self.newest(label);
        let data = message.button(label).and_then(|b| b.data.clone()).expect("data");
        self.house.api.tap(OWNER, message.id, &data);
    }

    pub async fn types(&mut self, text: &str) {
        self.house.types(OWNER, text);
        self.settle().await;
    }

    async fn comes_to_the_name(&mut self) {
        self.types("/newkey").await;
        self.taps("50 GB · 30 days");
        self.settle().await;
    }

    /// Whether a screen of the bot's shows all of that.
    pub fn shows(&self, texts: &[&str]) -> bool {
        self.house.api.chat(OWNER).iter().any(|m| m.from_bot && texts.iter().all(|t| m.text.contains(t)))
    }

    async fn holds(&self, made: &BTreeSet<String>, gone: &BTreeSet<String>) {
        truth::holds(&self.bench.db, &self.bench.env, &self.sim, &self.house.api, made, gone).await;
        assert_eq!(truth::unfinished(&self.bench.db).await, 0);
    }
}

/// A typed name is never lost: it leads to the last look, or, where only the message was lost, typing it again does.
async fn a_form_killed_at_each_await(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    for polls in 0.. {
        let name = format!("form-{polls:03}-x");
        pieces.comes_to_the_name().await;
        pieces.house.types(OWNER, &name);
        let whole = Box::pin(pieces.dies_after(polls)).await;
        if !pieces.shows(&["Name: ", &name]) {
            pieces.types(&name).await;
            assert!(pieces.shows(&["Name: ", &name]), "{polls}: {}", pieces.house.picture(OWNER));
        }
        if whole {
            println!("a form step: {polls} polls");
            return pieces.holds(&BTreeSet::new(), &BTreeSet::new()).await;
        }
    }
}

async fn a_key_killed_at_each_await(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    let mut made = BTreeSet::new();
    for polls in 0.. {
        let name = format!("made-{polls:03}-x");
        pieces.comes_to_the_name().await;
        pieces.types(&name).await;
        pieces.taps("✅ Create");
        let whole = Box::pin(pieces.dies_after(polls)).await;
        assert!(pieces.shows(&[&name, "🟢 Active"]), "{polls}: {}", pieces.house.picture(OWNER));
        made.insert(name);
        if whole || polls % 10 == 9 {
            pieces.holds(&made, &BTreeSet::new()).await;
        }
        if whole {
            println!("a key: {polls} polls");
            assert_eq!(truth::keys(&pieces.bench.db).await.len(), polls + 1, "each once");
            return;
        }
    }
}

async fn a_deletion_killed_at_each_await(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    let (mut made, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for polls in 0.. {
        let name = format!("gone-{polls:03}-x");
        pieces.comes_to_the_name().await;
        pieces.types(&name).await;
        pieces.taps("✅ Create");
        pieces.settle().await;
        pieces.types(&format!("/find {name}")).await;
        pieces.taps("🗑 Delete");
        pieces.settle().await;
        pieces.taps("🗑 Delete it");
        let whole = Box::pin(pieces.dies_after(polls)).await;
        let told = pieces.shows(&[&name, "was deleted"]) || pieces.shows(&[&name, "🗑 Deleted"]);
        assert!(told, "{polls}: {}", pieces.house.picture(OWNER));
        made.insert(name.clone());
        gone.insert(name);
        if whole || polls % 10 == 9 {
            pieces.holds(&made, &gone).await;
        }
        if whole {
            println!("a deletion: {polls} polls");
            return;
        }
    }
}

/// A tap that only leads somewhere isn't stored: it may be lost, and then the next one works.
async fn a_route_killed_at_each_await(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    for polls in 0.. {
        pieces.types("/menu").await;
        let home = pieces.newest("Plans");
        pieces.taps("Plans");
        let whole = Box::pin(pieces.dies_after(polls)).await;
        let shown =
            |p: &Pieces| p.house.api.message(OWNER, home.id).is_some_and(|m| m.button("50 GB · 30 days").is_some());
        if !shown(&pieces) {
            pieces.taps("Plans");
            pieces.settle().await;
            assert!(shown(&pieces), "{polls}: {}", pieces.house.picture(OWNER));
        }
        if whole {
            println!("a route: {polls} polls");
            return pieces.holds(&BTreeSet::new(), &BTreeSet::new()).await;
        }
    }
}
