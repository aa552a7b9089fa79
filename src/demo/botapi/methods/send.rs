//! Methods that put a message into a chat.
//!
//! Files come as uploads, as `attach://` names or as ids of earlier files; addresses aren't fetched: there is no network.

use super::super::{
    files,
    keyboard::{self, Markup},
    model::{Formatted, Media, Message},
    params::{Params, Upload},
    refusal::{Refusal, bad},
    state::State,
    texts,
};
use serde_json::{Map, Value, json};

/// What a call asked to be sent, without its destination.
fn finish(state: &mut State, params: &Params, chat: i64, mut message: Message, markup: Markup) -> Result<i32, Refusal> {
    state.writable(chat)?;
    reply(state, params, chat, &mut message)?;
    message.inline = markup.inline;
    message.reply_markup = markup.other;
    Ok(state.add(chat, message))
}

fn reply(state: &mut State, params: &Params, chat: i64, message: &mut Message) -> Result<(), Refusal> {
    let parameters = params.json("reply_parameters")?;
    let wanted = parameters.as_ref().and_then(|reply| reply.get("message_id")?.as_i64());
    let Some(wanted) = wanted.or_else(|| params.number("reply_to_message_id")) else { return Ok(()) };
    let lenient = params.truth("allow_sending_without_reply")
        || parameters.as_ref().and_then(|reply| reply.get("allow_sending_without_reply")?.as_bool()) == Some(true);
    let id = i32::try_from(wanted).unwrap_or_default();
    let mut found = state.message_json(chat, id);
    match found.as_object_mut() {
        Some(found) => {
            found.remove("reply_to_message");
            message.more.insert("reply_to_message".to_owned(), json!(found));
            Ok(())
        }
        None if lenient => Ok(()),
        None => Err(bad("message to be replied not found")),
    }
}

/// `sendMessage`.
pub fn message(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let content = texts::formatted(params, "text", "entities")?;
    texts::check_text(&content, "message is too long")?;
    let markup = keyboard::read(params.json("reply_markup")?)?;
    let draft = state.draft(true, content, None);
    let id = finish(state, params, chat, draft, markup)?;
    Ok(state.message_json(chat, id))
}

/// Reads a file argument; `photo` says what it must be.
pub fn media(state: &mut State, params: &Params, wanted: &str, photo: bool) -> Result<Media, Refusal> {
    let upload = if let Some(name) = wanted.strip_prefix("attach://") {
        params.file(name).ok_or_else(|| bad(format!("wrong file identifier/HTTP URL specified: no part \"{name}\"")))?
    } else if let Some(file) = state.files.by_text(wanted) {
        let size = state.files.get(file).and_then(|stored| files::dimensions(&stored.bytes));
        let (width, height) = size.unwrap_or((640, 480));
        return Ok(if photo { Media::Photo { file, width, height } } else { Media::Document { file } });
    } else if wanted.starts_with("http://") || wanted.starts_with("https://") {
        return Err(bad("failed to get HTTP URL content"));
    } else {
        return Err(bad("wrong file identifier/HTTP URL specified"));
    };
    store(state, upload, photo)
}

fn store(state: &mut State, upload: Upload, photo: bool) -> Result<Media, Refusal> {
    files::check(&upload, photo)?;
    if !photo {
        return Ok(Media::Document { file: state.files.put(upload, false) });
    }
    let (width, height) = files::dimensions(&upload.bytes).ok_or_else(|| bad("IMAGE_PROCESS_FAILED"))?;
    let wrong_ratio = width == 0 || height == 0 || width.max(height) / width.min(height) > 20;
    if wrong_ratio || width.saturating_add(height) > 10_000 {
        return Err(bad("PHOTO_INVALID_DIMENSIONS"));
    }
    Ok(Media::Photo { file: state.files.put(upload, true), width, height })
}

fn field_media(state: &mut State, params: &Params, field: &str, photo: bool) -> Result<Media, Refusal> {
    if params.has_file(field) {
        let upload = params.file(field).ok_or_else(|| bad("file must be non-empty"))?;
        return store(state, upload, photo);
    }
    let wanted = params.text(field).filter(|text| !text.is_empty());
    let wanted = wanted.ok_or_else(|| bad(format!("there is no {field} in the request")))?;
    media(state, params, &wanted, photo)
}

/// `sendPhoto` and `sendDocument`.
pub fn file(state: &mut State, params: &Params, photo: bool) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let content = texts::formatted(params, "caption", "caption_entities")?;
    texts::check_caption(&content)?;
    let markup = keyboard::read(params.json("reply_markup")?)?;
    state.writable(chat)?;
    let media = field_media(state, params, if photo { "photo" } else { "document" }, photo)?;
    let draft = state.draft(true, content, Some(media));
    let id = finish(state, params, chat, draft, markup)?;
    Ok(state.message_json(chat, id))
}

/// Reads an `InputMedia`.
pub fn input_media(state: &mut State, params: &Params, item: &Value) -> Result<(Formatted, Media), Refusal> {
    let string = |name: &str| item.get(name).and_then(Value::as_str);
    let photo = match string("type") {
        Some("photo") => true,
        Some("document") => false,
        Some(_) => return Err(bad("media of this type can't be sent here")),
        None => return Err(bad("can't parse InputMedia: Can't find field \"type\"")),
    };
    let wanted = string("media").ok_or_else(|| bad("can't parse InputMedia: media not found"))?;
    let caption = string("caption").unwrap_or_default();
    let content = texts::format(caption, string("parse_mode"), item.get("caption_entities").cloned())?;
    texts::check_caption(&content)?;
    let media = media(state, params, wanted, photo)?;
    Ok((content, media))
}

/// `sendMediaGroup`.
pub fn group(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let items = params.json("media")?.and_then(|media| media.as_array().cloned());
    let items = items.ok_or_else(|| bad("there are no messages to send"))?;
    match items.len() {
        0 => return Err(bad("there are no messages to send")),
        1 => return Err(bad("Too few messages to send as an album")),
        2..=10 => {}
        _ => return Err(bad("Too much messages to send as an album")),
    }
    state.writable(chat)?;
    let read: Vec<_> = items.iter().map(|item| input_media(state, params, item)).collect::<Result<_, _>>()?;
    let kinds = |photo: bool| read.iter().filter(|(_, media)| matches!(media, Media::Photo { .. }) == photo).count();
    if kinds(true) > 0 && kinds(false) > 0 {
        return Err(bad("document can't be mixed with other media types"));
    }
    let album = format!("{}{}", state.now.timestamp_millis(), read.len());
    let mut sent = Vec::with_capacity(read.len());
    for (content, media) in read {
        let mut draft = state.draft(true, content, Some(media));
        draft.more.insert("media_group_id".to_owned(), json!(album));
        let id = finish(state, params, chat, draft, Markup::default())?;
        sent.push(state.message_json(chat, id));
    }
    Ok(Value::Array(sent))
}

fn original(state: &mut State, params: &Params, words: &str) -> Result<(i64, Message), Refusal> {
    let from = params.number("from_chat_id").ok_or_else(|| bad("chat not found"))?;
    let id = params.message()?;
    let found = state.chat(from)?.find(id).cloned().ok_or_else(|| bad(words))?;
    Ok((from, found))
}

/// `copyMessage`.
pub fn copy(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let (_, found) = original(state, params, "message to copy not found")?;
    if found.more.contains_key("invoice") || found.more.contains_key("successful_payment") {
        return Err(bad("message can't be copied"));
    }
    let mut content = found.content;
    if found.media.is_some() && params.text("caption").is_some() {
        content = texts::formatted(params, "caption", "caption_entities")?;
        texts::check_caption(&content)?;
    }
    let markup = keyboard::read(params.json("reply_markup")?)?;
    let draft = state.draft(true, content, found.media);
    let id = finish(state, params, chat, draft, markup)?;
    Ok(json!({"message_id": id}))
}

/// `forwardMessage`.
pub fn forward(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let (from, found) = original(state, params, "message to forward not found")?;
    let user = if found.from_bot { state.bot.json() } else { state.chat(from)?.user.json() };
    let mut draft = state.draft(true, found.content, found.media);
    draft.more = Map::new();
    draft.more.insert(
        "forward_origin".to_owned(),
        json!({"type": "user", "date": found.date.timestamp(), "sender_user": user}),
    );
    let id = finish(state, params, chat, draft, Markup::default())?;
    Ok(state.message_json(chat, id))
}
