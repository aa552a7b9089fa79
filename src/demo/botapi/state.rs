//! All that the server knows, and the one lock around it.
//!
//! The lock is never held across an await. Everything kept is bounded; no call costs more for a longer history than a
//! search in a chat's bounded list. Whoever changes something says so by a [`Change`], told when the lock is free again.

use super::{
    fault::Fault,
    files::Files,
    model::{Bot, Call, Change, Chat, Formatted, Media, Message, User},
    refusal::{Refusal, bad, stale_query},
    render,
};
use crate::ports::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

/// Most updates that wait for the bot.
const UPDATES: usize = 200_000;
/// Most queries that are remembered.
const QUERIES: usize = 20_000;

/// An update that waits for the bot.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Chat whose order is kept; 0 where it belongs to none.
    pub chat: i64,
    /// The whole `Update`.
    pub json: Arc<Value>,
}

/// Where updates are pushed to.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Address.
    pub url: String,
    /// Sent along in `X-Telegram-Bot-Api-Secret-Token`.
    pub secret: Option<String>,
    /// How many updates are under way at once.
    pub connections: usize,
    /// Last failure: when and what.
    pub error: Option<(DateTime<Utc>, String)>,
    /// Stops its worker.
    pub stop: CancellationToken,
}

/// What a person waits for an answer to.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A button was tapped.
    Tap,
    /// Something was typed after the bot's @name.
    Inline,
    /// A payment is about to be made: the invoice's message and what will be told as `successful_payment`.
    Checkout(Value),
}

/// A query and its answer.
#[derive(Debug, Clone)]
pub struct Query {
    /// Whose.
    pub chat: i64,
    /// When it was asked.
    pub at: DateTime<Utc>,
    /// What was asked.
    pub asked: Asked,
    /// The arguments of the answer.
    pub answer: Option<Value>,
}

/// The state.
#[derive(Debug)]
pub struct State {
    /// Read when the lock was taken.
    pub now: DateTime<Utc>,
    /// The bot.
    pub bot: Bot,
    /// Chats by person.
    pub chats: HashMap<i64, Chat>,
    /// People in the order in which they came.
    pub people: Vec<i64>,
    /// Files.
    pub files: Files,
    /// Updates that wait, by id.
    pub updates: BTreeMap<u32, Pending>,
    /// Kinds of updates the bot asked for.
    pub allowed: Option<Vec<String>>,
    /// Where updates are pushed to.
    pub webhook: Option<Webhook>,
    /// Counts `getUpdates` calls: a newer one ends an older one.
    pub polls: u64,
    /// Queries by id.
    pub queries: BTreeMap<u64, Query>,
    /// Faults that are on.
    pub faults: Vec<Fault>,
    /// Calls of the bot, the newest last.
    pub calls: VecDeque<Call>,
    /// How long a query may be answered.
    pub query_lifetime: TimeDelta,
    /// Most messages of a chat.
    pub messages_kept: usize,
    /// Most calls that are remembered.
    pub calls_kept: usize,
    last_message: i32,
    last_update: u32,
    last_query: u64,
    changes: Vec<Change>,
    fresh: bool,
}

impl State {
    /// An empty one.
    pub fn new(
        bot: Bot,
        now: DateTime<Utc>,
        query_lifetime: TimeDelta,
        messages_kept: usize,
        calls_kept: usize,
    ) -> Self {
        Self {
            now,
            bot,
            chats: HashMap::new(),
            people: Vec::new(),
            files: Files::default(),
            updates: BTreeMap::new(),
            allowed: None,
            webhook: None,
            polls: 0,
            queries: BTreeMap::new(),
            faults: Vec::new(),
            calls: VecDeque::new(),
            query_lifetime,
            messages_kept,
            calls_kept,
            last_message: 0,
            last_update: 100_000,
            last_query: 0x2B00_0000_0000_0000,
            changes: Vec::new(),
            fresh: false,
        }
    }

    /// Tells of a change.
    pub fn tell(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Wakes whoever waits for updates.
    pub fn wake(&mut self) {
        self.fresh = true;
    }

    /// Lets a person in, or renames one.
    pub fn add_user(&mut self, user: User) {
        let id = user.id;
        if let Some(chat) = self.chats.get_mut(&id) {
            chat.user = user;
        } else {
            self.people.push(id);
            // A group is there before the bot is in it.
            let blocked = user.is_group();
            let chat = Chat { user, messages: VecDeque::new(), blocked, pinned: None, menu: None };
            self.chats.insert(id, chat);
        }
        self.tell(Change::People);
    }

    /// A chat that the bot may look at.
    pub fn chat(&mut self, id: i64) -> Result<&mut Chat, Refusal> {
        self.chats.get_mut(&id).ok_or_else(|| bad("chat not found"))
    }

    /// A chat that the bot may write to.
    pub fn writable(&mut self, id: i64) -> Result<&mut Chat, Refusal> {
        let chat = self.chat(id)?;
        match (chat.blocked, chat.user.is_group()) {
            (true, true) => Err(Refusal::new(403, "Forbidden: bot was kicked from the supergroup chat")),
            (true, false) => Err(Refusal::new(403, "Forbidden: bot was blocked by the user")),
            (false, _) => Ok(chat),
        }
    }

    /// Adds a message to a chat that exists, and drops the oldest of too many.
    pub fn add(&mut self, chat: i64, mut message: Message) -> i32 {
        self.last_message += 1;
        message.id = self.last_message;
        let (id, from_bot, kept) = (message.id, message.from_bot, self.messages_kept);
        if let Some(chat) = self.chats.get_mut(&chat) {
            chat.messages.push_back(message);
            while chat.messages.len() > kept {
                chat.messages.pop_front();
            }
        }
        self.tell(Change::Message { chat, id, from_bot });
        id
    }

    /// A message that is not in any chat yet.
    pub fn draft(&self, from_bot: bool, content: Formatted, media: Option<Media>) -> Message {
        Message {
            id: 0,
            from_bot,
            date: self.now,
            edited: None,
            edits: 0,
            content,
            media,
            inline: None,
            reply_markup: None,
            more: Map::new(),
            payload: None,
            reaction: None,
        }
    }

    /// Telegram's `Message`.
    pub fn message_json(&self, chat: i64, id: i32) -> Value {
        let Some((chat, message)) = self.chats.get(&chat).and_then(|chat| Some((chat, chat.find(id)?))) else {
            return Value::Null;
        };
        render::message(&self.bot, chat, message, &self.files)
    }

    /// Hands the bot an update of a kind, unless it asked not to get that kind.
    pub fn update(&mut self, chat: i64, kind: &str, body: Value) -> Option<u32> {
        let wanted = match &self.allowed {
            Some(allowed) if !allowed.is_empty() => allowed.iter().any(|allowed| allowed == kind),
            _ => true,
        };
        if !wanted {
            return None;
        }
        let mut update = Map::new();
        update.insert(kind.to_owned(), body);
        Some(self.raw_update(chat, update))
    }

    /// Hands the bot any update; its id is added where it has none.
    pub fn raw_update(&mut self, chat: i64, mut update: Map<String, Value>) -> u32 {
        let given = update.get("update_id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
        let id = given.unwrap_or(self.last_update + 1);
        self.last_update = self.last_update.max(id);
        update.insert("update_id".to_owned(), json!(id));
        self.updates.insert(id, Pending { chat, json: Arc::new(Value::Object(update)) });
        if self.updates.len() > UPDATES {
            self.updates.pop_first();
        }
        self.fresh = true;
        id
    }

    /// Remembers a question of a person.
    pub fn ask(&mut self, chat: i64, asked: Asked) -> u64 {
        self.last_query += 1;
        self.queries.insert(self.last_query, Query { chat, at: self.now, asked, answer: None });
        if self.queries.len() > QUERIES {
            self.queries.pop_first();
        }
        self.last_query
    }

    /// Takes the answer to a question: once, and in time.
    pub fn answer(&mut self, id: &str, fits: fn(&Asked) -> bool, answer: Value) -> Result<Query, Refusal> {
        let (now, lifetime) = (self.now, self.query_lifetime);
        let query = id.parse().ok().and_then(|id: u64| self.queries.get_mut(&id)).ok_or_else(stale_query)?;
        if query.answer.is_some() || !fits(&query.asked) || now - query.at > lifetime {
            return Err(stale_query());
        }
        query.answer = Some(answer);
        Ok(query.clone())
    }

    /// Remembers a call.
    pub fn record(&mut self, call: Call) {
        self.calls.push_back(call);
        while self.calls.len() > self.calls_kept {
            self.calls.pop_front();
        }
    }
}

/// The lock, and what wakes those who wait.
#[derive(Debug)]
pub struct Shared {
    state: Mutex<State>,
    clock: Arc<dyn Clock>,
    /// The bot's token.
    pub token: String,
    /// Wakes waiting `getUpdates` and webhook workers.
    pub updates: Notify,
    /// What happens.
    pub feed: broadcast::Sender<Change>,
    /// Counts changes.
    pub version: watch::Sender<u64>,
    /// Ends everything.
    pub stop: CancellationToken,
}

impl Shared {
    /// Around a state.
    pub fn new(state: State, clock: Arc<dyn Clock>, token: String) -> Self {
        Self {
            state: Mutex::new(state),
            clock,
            token,
            updates: Notify::new(),
            feed: broadcast::channel(4096).0,
            version: watch::channel(0).0,
            stop: CancellationToken::new(),
        }
    }

    /// Reads or changes the state; then tells of what changed.
    pub fn with<R>(&self, work: impl FnOnce(&mut State) -> R) -> R {
        let (result, changes, fresh) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.now = self.clock.now();
            let result = work(&mut state);
            (result, std::mem::take(&mut state.changes), std::mem::take(&mut state.fresh))
        };
        if fresh {
            self.updates.notify_waiters();
        }
        if !changes.is_empty() {
            self.version.send_modify(|version| *version += 1);
            for change in changes {
                // Nobody may be watching.
                let _ = self.feed.send(change);
            }
        }
        result
    }
}
