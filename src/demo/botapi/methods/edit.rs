//! Methods that change or take away a message.
//!
//! An edit without a keyboard takes the keyboard away, as Telegram's does.

use super::{
    super::{
        keyboard,
        model::{Change, Formatted, Media, Message},
        params::Params,
        refusal::{Refusal, bad},
        state::State,
        texts,
    },
    send,
};
use chrono::TimeDelta;
use serde_json::Value;

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same \
                            as a current content and reply markup of the message";

fn target(state: &mut State, params: &Params) -> Result<(i64, Message), Refusal> {
    if params.text("inline_message_id").is_some() {
        return Err(bad("MESSAGE_ID_INVALID"));
    }
    let chat = params.chat()?;
    let id = params.message()?;
    let found = state.writable(chat)?.find(id).cloned().ok_or_else(|| bad("message to edit not found"))?;
    if !found.from_bot || found.more.contains_key("forward_origin") {
        return Err(bad("message can't be edited"));
    }
    Ok((chat, found))
}

fn apply(
    state: &mut State,
    params: &Params,
    chat: i64,
    old: &Message,
    content: Formatted,
    media: Option<Media>,
) -> Result<Value, Refusal> {
    let markup = keyboard::read(params.json("reply_markup")?)?;
    if (&content, &media, &markup.inline) == (&old.content, &old.media, &old.inline) {
        return Err(bad(NOT_MODIFIED));
    }
    let now = state.now;
    if let Some(message) = state.chat(chat)?.find_mut(old.id) {
        message.content = content;
        message.media = media;
        message.inline = markup.inline;
        message.edited = Some(now);
        message.edits = message.edits.saturating_add(1);
    }
    state.tell(Change::Edited { chat, id: old.id });
    Ok(state.message_json(chat, old.id))
}

/// `editMessageText`.
pub fn text(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let content = texts::formatted(params, "text", "entities")?;
    let (chat, old) = target(state, params)?;
    texts::check_text(&content, "message is too long")?;
    if old.media.is_some() || old.more.contains_key("invoice") {
        return Err(bad("there is no text in the message to edit"));
    }
    apply(state, params, chat, &old, content, None)
}

/// `editMessageCaption`.
pub fn caption(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let content = texts::formatted(params, "caption", "caption_entities")?;
    let (chat, old) = target(state, params)?;
    texts::check_caption(&content)?;
    if old.media.is_none() {
        return Err(bad("there is no caption in the message to edit"));
    }
    let media = old.media.clone();
    apply(state, params, chat, &old, content, media)
}

/// `editMessageReplyMarkup`.
pub fn markup(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let (chat, old) = target(state, params)?;
    let (content, media) = (old.content.clone(), old.media.clone());
    apply(state, params, chat, &old, content, media)
}

/// `editMessageMedia`.
pub fn media(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let (chat, old) = target(state, params)?;
    let item = params.json("media")?.ok_or_else(|| bad("there is no media in the request"))?;
    let (content, media) = send::input_media(state, params, &item)?;
    apply(state, params, chat, &old, content, Some(media))
}

fn delete_one(state: &mut State, chat: i64, id: i32) -> Result<(), Refusal> {
    let now = state.now;
    let found = state.chat(chat)?.find(id).ok_or_else(|| bad("message to delete not found"))?;
    if now - found.date > TimeDelta::hours(48) {
        return Err(bad("message can't be deleted for everyone"));
    }
    let found = state.chat(chat)?;
    found.remove(id);
    if found.pinned == Some(id) {
        found.pinned = None;
    }
    state.tell(Change::Deleted { chat, id });
    Ok(())
}

/// `deleteMessage`.
pub fn delete(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    state.chat(chat)?;
    delete_one(state, chat, params.message()?)?;
    Ok(Value::Bool(true))
}

/// `deleteMessages`: those that can't be found or deleted are passed over.
pub fn delete_many(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    state.chat(chat)?;
    let ids = params.json("message_ids")?.and_then(|ids| ids.as_array().cloned()).unwrap_or_default();
    if ids.is_empty() {
        return Err(bad("message identifiers are not specified"));
    }
    if ids.len() > 100 {
        return Err(bad("too many message identifiers specified"));
    }
    for id in ids.iter().filter_map(Value::as_i64) {
        // What can't be deleted is passed over, as documented.
        let _ = delete_one(state, chat, i32::try_from(id).unwrap_or_default());
    }
    Ok(Value::Bool(true))
}
