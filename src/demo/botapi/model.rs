//! What the server keeps: people, chats, messages, and what it tells of.
//!
//! A private chat's id is its person's; one below zero is a group's, which is kept as a person of that name. Offsets and lengths of entities count UTF-16 units, as Telegram's do.

use super::files::FileId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

/// A person with a Telegram account. Ids of people need 64 bits: take some above 2^32.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Telegram's id, which is the id of the private chat as well.
    pub id: i64,
    /// First name; never empty at Telegram.
    pub first_name: String,
    /// Last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// Without the `@`.
    #[serde(default)]
    pub username: Option<String>,
    /// IETF tag of their client's language.
    #[serde(default)]
    pub language_code: Option<String>,
    /// A word for the chat page's list of people; the bot never sees it.
    #[serde(default)]
    pub note: String,
}

/// Puts a value into a JSON object where there is one.
pub fn put(object: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let (Some(value), Some(object)) = (value, object.as_object_mut()) {
        object.insert(name.to_owned(), value.into());
    }
}

impl User {
    /// Telegram's `User`.
    pub fn json(&self) -> Value {
        let mut user = json!({"id": self.id, "is_bot": false, "first_name": self.first_name});
        put(&mut user, "last_name", self.last_name.clone());
        put(&mut user, "username", self.username.clone());
        put(&mut user, "language_code", self.language_code.clone());
        user
    }

    /// Whether it is a group, and no person.
    pub const fn is_group(&self) -> bool {
        self.id < 0
    }

    /// Telegram's `Chat`: private, or a group.
    pub fn chat_json(&self) -> Value {
        if self.is_group() {
            return json!({"id": self.id, "type": "supergroup", "title": self.first_name});
        }
        let mut chat = json!({"id": self.id, "type": "private", "first_name": self.first_name});
        put(&mut chat, "last_name", self.last_name.clone());
        put(&mut chat, "username", self.username.clone());
        chat
    }
}

/// A formatted stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Telegram's type: `bold`, `code`, `text_link`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it starts, in UTF-16 units.
    pub offset: usize,
    /// How long it is, in UTF-16 units.
    pub length: usize,
    /// Where a `text_link` leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Language of a `pre`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Of a `custom_emoji`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_emoji_id: Option<String>,
}

impl Entity {
    /// An entity without more than its type and place.
    pub fn plain(kind: &str, offset: usize, length: usize) -> Self {
        Self { kind: kind.to_owned(), offset, length, url: None, language: None, custom_emoji_id: None }
    }
}

/// A text with its formatting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formatted {
    /// The words.
    pub text: String,
    /// Sorted by offset, the outer first.
    pub entities: Vec<Entity>,
}

/// What hangs on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Media {
    /// A picture with its size in pixels.
    Photo {
        /// The file.
        file: FileId,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Any other file.
    Document {
        /// The file.
        file: FileId,
    },
}

/// A message of a chat.
#[derive(Debug, Clone)]
pub struct Message {
    /// Ascending over all chats of the bot.
    pub id: i32,
    /// By the bot, not by the person.
    pub from_bot: bool,
    /// When it was sent.
    pub date: DateTime<Utc>,
    /// When it was last edited.
    pub edited: Option<DateTime<Utc>>,
    /// How often it was edited.
    pub edits: u32,
    /// Text, or caption where there is media.
    pub content: Formatted,
    /// Picture or file.
    pub media: Option<Media>,
    /// Normalised `inline_keyboard`; rows of buttons.
    pub inline: Option<Value>,
    /// A reply keyboard, its removal or a forced reply, as sent.
    pub reply_markup: Option<Value>,
    /// Further fields of Telegram's `Message`: `invoice`, `successful_payment`, `forward_origin`, …
    pub more: Map<String, Value>,
    /// Payload of an invoice; the person's client never sees it.
    pub payload: Option<String>,
    /// Emoji that the bot put on it.
    pub reaction: Option<String>,
}

/// A person's chat with the bot.
#[derive(Debug)]
pub struct Chat {
    /// Who.
    pub user: User,
    /// Oldest first, ids ascending, bounded.
    pub messages: VecDeque<Message>,
    /// Whether the person blocked the bot, or the bot isn't in the group.
    pub blocked: bool,
    /// Pinned message.
    pub pinned: Option<i32>,
    /// Menu button, as set for this chat.
    pub menu: Option<Value>,
}

impl Chat {
    /// The message with that id.
    pub fn find(&self, id: i32) -> Option<&Message> {
        self.messages.get(self.messages.binary_search_by_key(&id, |message| message.id).ok()?)
    }

    /// The message with that id, to be changed.
    pub fn find_mut(&mut self, id: i32) -> Option<&mut Message> {
        let at = self.messages.binary_search_by_key(&id, |message| message.id).ok()?;
        self.messages.get_mut(at)
    }

    /// Takes a message out.
    pub fn remove(&mut self, id: i32) -> Option<Message> {
        let at = self.messages.binary_search_by_key(&id, |message| message.id).ok()?;
        self.messages.remove(at)
    }
}

/// Who the bot is.
#[derive(Debug, Clone)]
pub struct Bot {
    /// Its id, the number before the token's colon.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its @name, without the `@`.
    pub username: String,
    /// Names and descriptions by field and language code.
    pub texts: HashMap<(&'static str, String), String>,
    /// Commands by scope and language code.
    pub commands: HashMap<(String, String), Value>,
    /// Default menu button.
    pub menu: Value,
}

impl Bot {
    /// Telegram's `User`.
    pub fn json(&self) -> Value {
        json!({"id": self.id, "is_bot": true, "first_name": self.name, "username": self.username})
    }
}

/// A call that the bot made.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// The method as Telegram documents it (`sendMessage`), or as sent where unknown.
    pub method: String,
    /// Its arguments; files are left out.
    pub body: Arc<Value>,
    /// When.
    pub at: DateTime<Utc>,
    /// HTTP status of the answer; 0 where none was given.
    pub status: u16,
}

/// Something that happened, for whoever watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A new message.
    Message {
        /// Chat.
        chat: i64,
        /// Message.
        id: i32,
        /// Whether the bot sent it.
        from_bot: bool,
    },
    /// A message changed.
    Edited {
        /// Chat.
        chat: i64,
        /// Message.
        id: i32,
    },
    /// A message went away.
    Deleted {
        /// Chat.
        chat: i64,
        /// Message.
        id: i32,
    },
    /// A tap, an inline query or a payment was answered.
    Answer {
        /// Chat.
        chat: i64,
        /// The query's id.
        query: String,
        /// Words to show.
        text: Option<String>,
        /// As a window to close rather than as a passing line.
        alert: bool,
        /// Address to open.
        url: Option<String>,
    },
    /// "typing…" and its kin; lasts five seconds or until the next message.
    Action {
        /// Chat.
        chat: i64,
        /// Telegram's name of it.
        action: String,
    },
    /// Commands, names or menu buttons changed.
    Profile,
    /// A person came, or blocked or unblocked the bot.
    People,
    /// What is around changed: clock, servers, faults, files.
    World,
}
