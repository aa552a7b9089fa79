//! Messages as the bot sees them (Telegram's JSON) and as people see them ([`MessageView`]).
//!
//! Reads only.

use super::{
    files::{FileId, Files},
    html,
    model::{Bot, Chat, Entity, Formatted, Media, Message, put},
};
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

/// Telegram's `Message`.
pub fn message(bot: &Bot, chat: &Chat, message: &Message, files: &Files) -> Value {
    let from = if message.from_bot { bot.json() } else { chat.user.json() };
    let mut out = json!({"message_id": message.id, "from": from, "chat": chat.user.chat_json(), "date": message.date.timestamp()});
    put(&mut out, "edit_date", message.edited.map(|at| at.timestamp()));
    let entities = (!message.content.entities.is_empty()).then(|| json!(message.content.entities));
    match &message.media {
        None => {
            put(&mut out, "text", (!message.content.text.is_empty()).then(|| message.content.text.clone()));
            put(&mut out, "entities", entities);
        }
        Some(media) => {
            match media {
                Media::Photo { file, width, height } => out["photo"] = files.sizes(*file, *width, *height),
                Media::Document { file } => out["document"] = files.document(*file),
            }
            put(&mut out, "caption", (!message.content.text.is_empty()).then(|| message.content.text.clone()));
            put(&mut out, "caption_entities", entities);
        }
    }
    put(&mut out, "reply_markup", message.inline.as_ref().map(|rows| json!({"inline_keyboard": rows})));
    if let Some(out) = out.as_object_mut() {
        out.extend(message.more.clone());
    }
    out
}

/// A button, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ButtonView {
    /// What stands on it.
    pub label: String,
    /// What a tap sends to the bot.
    pub data: Option<String>,
    /// What it opens.
    pub url: Option<String>,
    /// What it copies.
    pub copy: Option<String>,
    /// What it writes after the bot's @name.
    pub inline: Option<String>,
    /// Whether it pays.
    pub pay: bool,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileView {
    /// Telegram's `file_id`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub mime: String,
    /// Its size in bytes.
    pub size: usize,
    /// Of a picture: width and height in pixels.
    pub pixels: Option<(u32, u32)>,
    /// Its content.
    #[serde(skip)]
    pub bytes: Bytes,
}

/// A message, as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessageView {
    /// Telegram's id.
    pub id: i32,
    /// By the bot.
    pub from_bot: bool,
    /// Text, or caption.
    pub text: String,
    /// The same as Telegram's HTML.
    pub html: String,
    /// The same as entities, in UTF-16 units.
    pub entities: Vec<Entity>,
    /// Rows of buttons.
    pub buttons: Vec<Vec<ButtonView>>,
    /// Labels of a reply keyboard.
    pub keyboard: Vec<Vec<String>>,
    /// Picture.
    pub photo: Option<FileView>,
    /// File.
    pub document: Option<FileView>,
    /// Invoice: title, description, currency, `total_amount` in its minor unit.
    pub invoice: Option<Value>,
    /// Payment, as told to the bot.
    pub payment: Option<Value>,
    /// Message that it answers.
    pub reply_to: Option<i64>,
    /// Forwarded or made by way of the bot.
    pub forwarded: bool,
    /// Album.
    pub album: Option<String>,
    /// Emoji that the bot put on it.
    pub reaction: Option<String>,
    /// Pinned in the chat.
    pub pinned: bool,
    /// When it was sent.
    pub date: DateTime<Utc>,
    /// When it was last edited.
    pub edited: Option<DateTime<Utc>>,
    /// How often it was edited.
    pub edits: u32,
}

impl MessageView {
    /// The first button whose label contains the text.
    pub fn button(&self, label: &str) -> Option<&ButtonView> {
        self.buttons.iter().flatten().find(|button| button.label.contains(label))
    }
}

fn button(button: &Value) -> ButtonView {
    let string = |name: &str| button.get(name).and_then(Value::as_str).map(str::to_owned);
    ButtonView {
        label: string("text").unwrap_or_default(),
        data: string("callback_data"),
        url: string("url").or_else(|| Some(button.get("web_app")?.get("url")?.as_str()?.to_owned())),
        copy: button.get("copy_text").and_then(|copy| copy.get("text")).and_then(Value::as_str).map(str::to_owned),
        inline: string("switch_inline_query").or_else(|| string("switch_inline_query_current_chat")),
        pay: button.get("pay").is_some(),
    }
}

fn rows<T>(rows: Option<&Value>, read: impl Fn(&Value) -> T) -> Vec<Vec<T>> {
    let rows = rows.and_then(Value::as_array).into_iter().flatten();
    rows.map(|row| row.as_array().into_iter().flatten().map(&read).collect()).collect()
}

fn label(key: &Value) -> String {
    key.as_str().or_else(|| key.get("text")?.as_str()).unwrap_or_default().to_owned()
}

fn file(files: &Files, id: FileId, kind: &str, pixels: Option<(u32, u32)>) -> Option<FileView> {
    let stored = files.get(id)?;
    Some(FileView {
        id: format!("{kind}{:x}", id.0),
        name: stored.name.clone(),
        mime: stored.mime.clone(),
        size: stored.bytes.len(),
        pixels,
        bytes: stored.bytes.clone(),
    })
}

/// A message, as a person sees it.
pub fn view(chat: &Chat, message: &Message, files: &Files) -> MessageView {
    let Formatted { text, entities } = message.content.clone();
    let (photo, document) = match &message.media {
        Some(Media::Photo { file: id, width, height }) => (file(files, *id, "AgACw", Some((*width, *height))), None),
        Some(Media::Document { file: id }) => (None, file(files, *id, "BQACx", None)),
        None => (None, None),
    };
    MessageView {
        id: message.id,
        from_bot: message.from_bot,
        html: html::write(&message.content),
        text,
        entities,
        buttons: rows(message.inline.as_ref(), button),
        keyboard: rows(message.reply_markup.as_ref().and_then(|markup| markup.get("keyboard")), label),
        photo,
        document,
        invoice: message.more.get("invoice").cloned(),
        payment: message.more.get("successful_payment").cloned(),
        reply_to: message.more.get("reply_to_message").and_then(|reply| reply.get("message_id")?.as_i64()),
        forwarded: message.more.contains_key("forward_origin") || message.more.contains_key("via_bot"),
        album: message.more.get("media_group_id").and_then(Value::as_str).map(str::to_owned),
        reaction: message.reaction.clone(),
        pinned: chat.pinned == Some(message.id),
        date: message.date,
        edited: message.edited,
        edits: message.edits,
    }
}
