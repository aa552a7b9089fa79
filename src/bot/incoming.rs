//! What an update is to us: who, where, what. Everything else about it is dropped here.
//!
//! Only private chats are served, and inline queries from anywhere; of groups only whether the bot is in one is looked at. Callback data and texts are a stranger's bytes until `routes` and forms have read them.

use super::{desk::Desk, routes::Target};
use crate::{
    domain::{ids::ChatId, person::Language},
    service::{
        intake::{self, Sorted},
        people::Profile,
    },
};
use serde_json::Value;
use teloxide::types::{ChatMemberKind, Message, Update, UpdateKind, User};

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Typed something; the message's number, to take it out of the chat where it is a secret.
    Text(String, i64),
    /// Sent a file that may be a backup, or a list.
    Document {
        /// Telegram's id of it.
        file: String,
        /// What it is called.
        name: String,
        /// Bytes.
        size: u32,
    },
    /// Sent a file with names, for the form that asks for them: what it says.
    List(String),
    /// Sent something that is no text.
    Other,
    /// Tapped a button.
    Tap {
        /// The query, to be answered once.
        query: String,
        /// The message below which the button stands.
        message: Option<i64>,
        /// What the button does; `None` for what no button of ours says.
        target: Option<Target>,
    },
    /// Blocked the bot (false) or came back (true).
    Reach(bool),
    /// Took the bot into a group, or out of one.
    Group {
        /// The group's chat.
        group: ChatId,
        /// What it is called.
        title: String,
        /// Whether the bot is in it now.
        here: bool,
    },
    /// Typed something after the bot's name, in any chat.
    Inline {
        /// The query, to be answered once.
        query: String,
        /// What was typed.
        words: String,
        /// Where the answer goes on.
        offset: String,
    },
}

/// An update for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Telegram's number.
    pub update: i64,
    /// Who.
    pub profile: Profile,
    /// What.
    pub what: What,
}

fn profile(user: &User) -> Profile {
    let name: String = user.full_name().chars().filter(|c| !c.is_control()).take(64).collect();
    Profile {
        // A user's private chat has the user's id; ids are below 2^53.
        chat: ChatId(i64::try_from(user.id.0).unwrap_or(i64::MAX)),
        name,
        username: user.username.as_ref().map(|u| u.chars().filter(|c| !c.is_control()).take(64).collect()),
        language: user.language_code.as_deref().and_then(Language::of_tag),
    }
}

fn of_message(message: &Message) -> Option<(Profile, What)> {
    let from = message.from.as_ref().filter(|_| message.chat.is_private())?;
    let what = match message.text() {
        Some(text) => What::Text(text.to_owned(), i64::from(message.id.0)),
        None => document(message).unwrap_or(What::Other),
    };
    Some((profile(from), what))
}

/// A file whose name says that it is encrypted by age, or that it is a list.
fn document(message: &Message) -> Option<What> {
    let document = message.document()?;
    let name = document.file_name.as_deref()?.to_ascii_lowercase();
    let known = [".age", ".txt", ".csv"].iter().any(|end| name.ends_with(end));
    let (file, size) = (document.file.id.0.clone(), document.file.size);
    known.then_some(What::Document { file, name, size })
}

impl Coming {
    /// Reads an update; `None` for what isn't ours.
    pub fn read(update: &Update) -> Option<Self> {
        let (profile, what) = match &update.kind {
            UpdateKind::Message(message) => of_message(message)?,
            UpdateKind::CallbackQuery(query) => {
                // Groups have buttons of ours only in notices for the house, which carry none that act.
                if query.message.as_ref().is_some_and(|m| !m.chat().is_private()) {
                    return None;
                }
                let target = query.data.as_deref().and_then(Target::decode);
                let message = query.message.as_ref().map(|m| i64::from(m.id().0));
                (profile(&query.from), What::Tap { query: query.id.0.clone(), message, target })
            }
            UpdateKind::InlineQuery(asked) => {
                let (words, offset) = (asked.query.clone(), asked.offset.clone());
                (profile(&asked.from), What::Inline { query: asked.id.0.clone(), words, offset })
            }
            UpdateKind::MyChatMember(change) if change.chat.is_private() => {
                let gone = matches!(change.new_chat_member.kind, ChatMemberKind::Banned(_) | ChatMemberKind::Left);
                (profile(&change.from), What::Reach(!gone))
            }
            UpdateKind::MyChatMember(change) if change.chat.is_group() || change.chat.is_supergroup() => {
                let gone = matches!(change.new_chat_member.kind, ChatMemberKind::Banned(_) | ChatMemberKind::Left);
                let title =
                    change.chat.title().unwrap_or_default().chars().filter(|c| !c.is_control()).take(64).collect();
                (profile(&change.from), What::Group { group: ChatId(change.chat.id.0), title, here: !gone })
            }
            _ => return None,
        };
        Some(Self { update: i64::from(update.id.0), profile, what })
    }
}

/// Sorts a raw update: plain navigation isn't stored, and what an answered stranger goes on sending is let go, unless it
/// could let them in, or they are known by now.
pub fn sort(desk: &Desk, body: &Value) -> Sorted {
    let data = body.get("callback_query").and_then(|q| q.get("data")).and_then(Value::as_str);
    let leads = matches!(data.and_then(Target::decode), Some(Target::Go(_) | Target::Open(_)));
    let stored = !leads && body.get("inline_query").is_none();
    if intake::chat_of(body).is_some_and(|chat| desk.is_stranger(chat)) && !could_let_in(body) {
        return Sorted::Unknown { stored };
    }
    if stored { Sorted::Store } else { Sorted::Pass }
}

/// A code, or a link with something in it.
fn could_let_in(body: &Value) -> bool {
    let text = body.get("message").and_then(|m| m.get("text")).and_then(Value::as_str).unwrap_or_default();
    let code = text.strip_prefix("/start").unwrap_or(text);
    // Who opens a link is answered, whatever is in it; how often is the door's concern.
    let link = code.len() < text.len() && !code.trim().is_empty() && code.len() <= 80;
    link || (6..=64).contains(&code.chars().filter(char::is_ascii_alphanumeric).count()) && code.len() <= 80
}
