//! Updates that came before their turn: an older one of their chat isn't done yet, for another replica has it in hand.
//!
//! They wait here, in hand, and go to the dispatcher again in their order: the first of a chat after a moment, each other as
//! soon as the one before it is handled. No handler waits for another, so neither other chats are held up nor the older
//! update, which may come this way itself once its replica has died. There is no other end than that: an update is done,
//! given up after so many attempts, or taken over from the dead.

use super::desk::Desk;
use crate::{
    domain::ids::ChatId,
    service::in_hand::{self, Handling},
};
use chrono::TimeDelta;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use teloxide::types::Update;
use tokio::sync::mpsc;

/// How long the first of a chat waits before it is tried again; each further time twice as long.
const SOON: TimeDelta = TimeDelta::milliseconds(20);
/// How often that doubles: to about a second.
const DOUBLINGS: u32 = 6;

/// An update with its place in hand.
pub type Waiting = (Update, Handling);

#[derive(Debug, Default)]
struct Line {
    tries: u32,
    waiting: BTreeMap<i64, Waiting>,
}

/// What became of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// It is handled, or needn't be.
    Yes,
    /// An older one of its chat isn't done: nothing was changed, and it is to come again.
    Early,
}

/// Who waits for their turn.
#[derive(Debug)]
pub struct Turns {
    lines: Mutex<HashMap<ChatId, Line>>,
    again: mpsc::Sender<Waiting>,
}

impl Turns {
    /// Nobody waits; what comes out is to be handled again.
    pub fn new() -> (Arc<Self>, mpsc::Receiver<Waiting>) {
        // No more can wait than are in hand.
        let (again, out) = mpsc::channel(in_hand::ROOM);
        (Arc::new(Self { lines: Mutex::default(), again }), out)
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<ChatId, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an older update of that chat waits here: then this one needn't be tried.
    pub fn is_behind(&self, chat: ChatId, update: i64) -> bool {
        self.lines().get(&chat).is_some_and(|line| line.waiting.keys().next().is_some_and(|first| *first < update))
    }

    /// It waits behind an older one.
    pub fn join(&self, chat: ChatId, number: i64, waiting: Waiting) {
        self.lines().entry(chat).or_default().waiting.insert(number, waiting);
    }

    /// It came too early: it, and what waits behind it, is tried again after a moment.
    pub fn hold(self: &Arc<Self>, desk: &Desk, chat: ChatId, number: i64, waiting: Waiting) {
        let tries = {
            let mut lines = self.lines();
            let line = lines.entry(chat).or_default();
            line.waiting.insert(number, waiting);
            line.tries += 1;
            line.tries
        };
        let wait = SOON * (1 << tries.min(DOUBLINGS));
        let (moment, turns) = (desk.env.clock.sleep_until(desk.now() + wait), self.clone());
        tokio::spawn(async move {
            moment.await;
            turns.release(chat);
        });
    }

    /// One of that chat was handled: the next that waits is tried at once.
    pub fn next(&self, chat: ChatId) {
        if let Some(line) = self.lines().get_mut(&chat) {
            line.tries = 0;
        }
        self.release(chat);
    }

    fn release(&self, chat: ChatId) {
        let mut lines = self.lines();
        let Some(line) = lines.get_mut(&chat) else { return };
        let first = line.waiting.pop_first();
        if line.waiting.is_empty() && line.tries == 0 {
            lines.remove(&chat);
        }
        drop(lines);
        if let Some((_, waiting)) = first {
            // Without a dispatcher the program is going down, and the inbox keeps it.
            let _ = self.again.try_send(waiting);
        }
    }
}
