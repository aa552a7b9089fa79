//! The desk: what every part of the bot has at hand, and what it remembers of chats between updates.
//!
//! Memory here only saves work: the living message and the followed screen lie in the session too, and a desk that has
//! forgotten (after a restart, on another replica) reads them there.

use super::{routes::Route, ui::Screen};
use crate::{
    domain::{
        ids::ChatId,
        person::{Person, Reading},
    },
    service::{Env, Outcome, house, house::House},
    store::{Access, Db},
    text::Text,
};
use chrono::{DateTime, Utc};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use teloxide::Bot;

/// Where a screen goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into this message.
    Edit(i64),
    /// Into a new message.
    New,
}

/// A screen that changes by itself.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The message that shows it.
    pub message: i64,
    /// The screen.
    pub route: Route,
    /// What the message says now: text and buttons.
    pub shown: String,
}

/// A screen that Telegram didn't take yet.
#[derive(Debug, Clone)]
pub struct Deferred {
    /// When to try again.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: u32,
    /// The message to edit, or a new one.
    pub place: Place,
    /// Text and buttons.
    pub screen: Screen,
    /// Telegram said how long to wait: newer screens wait as long.
    pub told: bool,
    /// To be followed once it is shown.
    pub follow: Option<(Route, String)>,
}

#[derive(Debug, Default)]
struct Memory {
    living: HashMap<ChatId, i64>,
    unsaved: HashMap<ChatId, i64>,
    shown: HashMap<ChatId, i64>,
    looked: Option<DateTime<Utc>>,
    strangers: HashMap<ChatId, DateTime<Utc>>,
    followed: HashMap<ChatId, Followed>,
    said: HashMap<ChatId, i64>,
    deferred: HashMap<ChatId, Deferred>,
    faults: HashMap<String, DateTime<Utc>>,
    for_old: HashMap<ChatId, (DateTime<Utc>, String)>,
    turnstiles: HashMap<ChatId, Arc<tokio::sync::Mutex<()>>>,
}

/// More chats than this are not remembered: the sessions know.
const REMEMBERED: usize = 50_000;

/// For how long a screen that was shown for a tap on an old menu isn't shown again for another.
const AGAIN: chrono::TimeDelta = chrono::TimeDelta::seconds(5);

/// What every part of the bot has at hand.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Telegram.
    pub telegram: Bot,
    /// The database.
    pub db: Db,
    /// Keys, drivers, chance, time.
    pub env: Env,
    /// The account that is let in as owner.
    pub owner: Option<ChatId>,
    memory: Arc<Mutex<Memory>>,
    settings: Arc<house::Memory>,
}

impl Desk {
    /// A desk that remembers nothing yet.
    pub fn new(telegram: Bot, db: Db, env: Env, owner: Option<ChatId>) -> Self {
        Self { telegram, db, env, owner, memory: Arc::default(), settings: Arc::default() }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing panics while holding it; and what it holds only saves work.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.env.clock.now()
    }

    /// How a person reads.
    pub fn text_for(person: &Person, house: &House) -> Text {
        Text::new(person.reading, house.zone, house.toman)
    }

    /// How someone unknown reads: by the language of their app, or the house's.
    pub fn text_for_stranger(language: Option<crate::domain::person::Language>, house: &House) -> Text {
        Text::new(Reading::usual(language.unwrap_or(house.language)), house.zone, house.toman)
    }

    /// The house's settings.
    pub async fn house(&self, access: &mut impl Access) -> Outcome<House> {
        self.settings.load(access, None).await
    }

    /// The house's settings, whose number is known.
    pub async fn house_at(&self, access: &mut impl Access, rev: i64) -> Outcome<House> {
        self.settings.load(access, Some(rev)).await
    }

    /// The living message of a chat, where it is remembered.
    pub fn living(&self, chat: ChatId) -> Option<i64> {
        self.memory().living.get(&chat).copied()
    }

    /// A message is the living one now.
    pub fn set_living(&self, chat: ChatId, message: i64) {
        let mut memory = self.memory();
        if memory.living.len() >= REMEMBERED {
            memory.living.clear();
        }
        if memory.living.insert(chat, message) != Some(message) {
            memory.unsaved.insert(chat, message);
        }
    }

    /// A living message as the session knows it: after a restart memory begins with it.
    pub fn recall_living(&self, chat: ChatId, message: Option<i64>) {
        if let Some(message) = message {
            self.memory().living.entry(chat).or_insert(message);
        }
    }

    /// What a session's change decided to show was shown, or can't be.
    pub fn mark_shown(&self, chat: ChatId, rev: Option<i64>) {
        if let Some(rev) = rev {
            self.memory().shown.insert(chat, rev);
        }
    }

    /// Changes that were shown and aren't marked yet; they are handed out once.
    pub fn take_shown(&self) -> Vec<(ChatId, i64)> {
        std::mem::take(&mut self.memory().shown).into_iter().collect()
    }

    /// This screen was shown to who tapped a button of an old menu.
    pub fn shown_for_old(&self, chat: ChatId, shown: &str) {
        let now = self.now();
        let mut memory = self.memory();
        memory.for_old.retain(|_, (at, _)| now - *at < AGAIN);
        memory.for_old.insert(chat, (now, shown.to_owned()));
    }

    /// Whether it was shown so just now, and needn't be again.
    pub fn showed_for_old(&self, chat: ChatId, shown: &str) -> bool {
        let now = self.now();
        self.memory().for_old.get(&chat).is_some_and(|(at, same)| now - *at < AGAIN && same == shown)
    }

    /// Whether it is time to look for screens that were not shown.
    pub fn look_for_unshown(&self, now: DateTime<Utc>, every: chrono::TimeDelta) -> bool {
        let mut memory = self.memory();
        let due = memory.looked.is_none_or(|at| now - at >= every);
        if due {
            memory.looked = Some(now);
        }
        due
    }

    /// Someone who isn't known was answered: for an hour, what else they send is let go.
    pub fn met_stranger(&self, chat: ChatId, now: DateTime<Utc>) {
        let mut memory = self.memory();
        if memory.strangers.len() >= REMEMBERED {
            memory.strangers.clear();
        }
        memory.strangers.insert(chat, now);
    }

    /// Whether someone isn't known and was answered within the hour.
    pub fn is_stranger(&self, chat: ChatId) -> bool {
        let now = self.now();
        let met = self.memory().strangers.get(&chat).copied();
        met.is_some_and(|at| now - at < chrono::TimeDelta::hours(1))
    }

    /// Someone is known now.
    pub fn forget_stranger(&self, chat: ChatId) {
        self.memory().strangers.remove(&chat);
    }

    /// Whether a chat's screen waits for Telegram to take it.
    pub fn is_deferred(&self, chat: ChatId) -> bool {
        self.memory().deferred.contains_key(&chat)
    }

    /// Living messages that no session has yet; they are handed out once.
    pub fn take_unsaved(&self) -> Vec<(ChatId, i64)> {
        std::mem::take(&mut self.memory().unsaved).into_iter().collect()
    }

    /// A chat's message shows a screen that changes by itself.
    pub fn follow(&self, chat: ChatId, followed: Followed) {
        self.memory().followed.insert(chat, followed);
    }

    /// A chat's message shows something else now; gives the message that was followed.
    pub fn unfollow(&self, chat: ChatId) -> Option<i64> {
        self.memory().followed.remove(&chat).map(|followed| followed.message)
    }

    /// A message that stays was sent to a chat.
    pub fn said(&self, chat: ChatId, message: i64) {
        let mut memory = self.memory();
        if memory.said.len() >= REMEMBERED {
            memory.said.clear();
        }
        memory.said.insert(chat, message);
    }

    /// Whether a message that stays stands below that one, as far as is remembered.
    pub fn said_below(&self, chat: ChatId, message: i64) -> bool {
        self.memory().said.get(&chat).is_some_and(|said| *said > message)
    }

    /// Who holds a chat's turnstile alone decides what its living message shows, and sends it.
    pub fn turnstile(&self, chat: ChatId) -> Arc<tokio::sync::Mutex<()>> {
        let mut memory = self.memory();
        if memory.turnstiles.len() >= REMEMBERED {
            memory.turnstiles.retain(|_, t| Arc::strong_count(t) > 1);
        }
        memory.turnstiles.entry(chat).or_default().clone()
    }

    /// What is followed.
    pub fn followed(&self) -> Vec<(ChatId, Followed)> {
        self.memory().followed.iter().map(|(chat, f)| (*chat, f.clone())).collect()
    }

    /// Whether a chat's message still shows that screen.
    pub fn still_follows(&self, chat: ChatId, followed: &Followed) -> bool {
        let memory = self.memory();
        memory.followed.get(&chat).is_some_and(|f| f.message == followed.message && f.route == followed.route)
    }

    /// Keeps a screen for later; only the latest of a chat is sent.
    pub fn defer(&self, chat: ChatId, deferred: Deferred) {
        self.memory().deferred.insert(chat, deferred);
    }

    /// A newer screen is to be shown: an older one that waits is forgotten, but not for how long Telegram said to wait.
    pub fn forget_deferred(&self, chat: ChatId) -> Option<DateTime<Utc>> {
        self.memory().deferred.remove(&chat).filter(|d| d.told).map(|d| d.at)
    }

    /// The screen that waits is one that changes by itself.
    pub fn follow_deferred(&self, chat: ChatId, route: Route, shown: String) {
        if let Some(deferred) = self.memory().deferred.get_mut(&chat) {
            deferred.follow = Some((route, shown));
        }
    }

    /// Screens whose time has come; they are handed out once.
    pub fn take_deferred(&self, now: DateTime<Utc>) -> Vec<(ChatId, Deferred)> {
        let mut memory = self.memory();
        let due: Vec<ChatId> = memory.deferred.iter().filter(|(_, d)| d.at <= now).map(|(chat, _)| *chat).collect();
        due.into_iter().filter_map(|chat| memory.deferred.remove(&chat).map(|d| (chat, d))).collect()
    }

    /// Whether this kind of fault is to be told: once an hour.
    pub fn tell_fault(&self, kind: &str, now: DateTime<Utc>) -> bool {
        let mut memory = self.memory();
        memory.faults.retain(|_, at| now - *at < chrono::TimeDelta::hours(1));
        if memory.faults.len() > 1_000 || memory.faults.contains_key(kind) {
            return false;
        }
        memory.faults.insert(kind.to_owned(), now);
        true
    }
}
