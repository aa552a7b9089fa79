//! Methods about a chat as a whole: who is in it, what is pinned, what the bot is doing.
//!
//! Private chats only: members are the person and the bot; nobody else can be asked about.

use super::super::{
    model::{Change, put},
    params::Params,
    refusal::{Refusal, bad},
    state::State,
};
use serde_json::{Value, json};

const ACTIONS: &[&str] = &[
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// `sendChatAction`.
pub fn action(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    state.writable(chat)?;
    let action = params.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(bad("wrong parameter action in request"));
    }
    state.tell(Change::Action { chat, action });
    Ok(Value::Bool(true))
}

/// `getChat`.
pub fn get(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let id = params.chat()?;
    let chat = state.chat(id)?;
    let mut full = chat.user.chat_json();
    let pinned = chat.pinned;
    full["accent_color_id"] = json!(id.rem_euclid(7));
    full["max_reaction_count"] = json!(11);
    full["accepted_gift_types"] = json!({
        "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false,
        "gifts_from_channels": false,
    });
    put(
        &mut full,
        "pinned_message",
        pinned.map(|message| state.message_json(id, message)).filter(|message| !message.is_null()),
    );
    Ok(full)
}

/// `getChatMember`.
pub fn member(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let bot = state.bot.json();
    let bot_id = state.bot.id;
    let chat = state.chat(chat)?;
    let user = params.number("user_id").ok_or_else(|| bad("invalid user_id specified"))?;
    if user == chat.user.id {
        Ok(json!({"user": chat.user.json(), "status": "member"}))
    } else if user == bot_id {
        Ok(json!({"user": bot, "status": if chat.blocked { "left" } else { "member" }}))
    } else {
        Err(bad("user not found"))
    }
}

/// `pinChatMessage`.
pub fn pin(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let id = params.message()?;
    let found = state.writable(chat)?;
    if found.find(id).is_none() {
        return Err(bad("message to pin not found"));
    }
    found.pinned = Some(id);
    state.tell(Change::Edited { chat, id });
    Ok(Value::Bool(true))
}

/// `unpinChatMessage` and `unpinAllChatMessages`.
pub fn unpin(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let wanted = params.number("message_id");
    let found = state.writable(chat)?;
    let Some(id) = found.pinned.filter(|id| wanted.is_none_or(|wanted| i64::from(*id) == wanted)) else {
        return if wanted.is_some() { Err(bad("message to unpin not found")) } else { Ok(Value::Bool(true)) };
    };
    found.pinned = None;
    state.tell(Change::Edited { chat, id });
    Ok(Value::Bool(true))
}

/// `setMessageReaction`: at most one emoji by a bot.
pub fn react(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let id = params.message()?;
    let reactions = params.json("reaction")?.and_then(|list| list.as_array().cloned()).unwrap_or_default();
    if reactions.len() > 1 {
        return Err(bad("REACTIONS_TOO_MANY"));
    }
    let emoji = match reactions.first() {
        None => None,
        Some(reaction) => match reaction.get("emoji").and_then(Value::as_str) {
            Some(emoji) if !emoji.is_empty() && !emoji.is_ascii() => Some(emoji.to_owned()),
            _ => return Err(bad("REACTION_INVALID")),
        },
    };
    let message = state.writable(chat)?.find_mut(id).ok_or_else(|| bad("message to react not found"))?;
    message.reaction = emoji;
    state.tell(Change::Edited { chat, id });
    Ok(Value::Bool(true))
}

/// `getFile`.
pub fn file(state: &State, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("file_id").filter(|id| !id.is_empty()).ok_or_else(|| bad("file_id not specified"))?;
    state.files.json(&id)
}
