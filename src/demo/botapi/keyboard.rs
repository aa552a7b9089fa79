//! Keyboards under messages: checked as Telegram checks them, kept in one normal form so that equal ones compare equal.
//!
//! Login buttons, games and requests for people or chats are left out.

use super::refusal::{Refusal, bad};
use serde_json::{Value, json};

/// Most buttons of a keyboard.
const BUTTONS: usize = 100;

/// What `reply_markup` asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Markup {
    /// Rows of an inline keyboard, `None` where there are no buttons.
    pub inline: Option<Value>,
    /// Any other markup, as sent.
    pub other: Option<Value>,
}

/// Reads `reply_markup`.
pub fn read(markup: Option<Value>) -> Result<Markup, Refusal> {
    let Some(markup) = markup else { return Ok(Markup::default()) };
    let Some(object) = markup.as_object() else { return Err(bad("object expected as reply markup")) };
    if let Some(rows) = object.get("inline_keyboard") {
        return Ok(Markup { inline: inline(rows)?, other: None });
    }
    let known = ["keyboard", "remove_keyboard", "force_reply"].iter().any(|name| object.contains_key(*name));
    Ok(Markup { inline: None, other: known.then_some(markup) })
}

fn inline(rows: &Value) -> Result<Option<Value>, Refusal> {
    let Some(rows) = rows.as_array() else {
        return Err(bad("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array"));
    };
    let mut count = 0;
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(row) = row.as_array() else {
            return Err(bad("field \"inline_keyboard\" must be an Array of Arrays"));
        };
        let row = row.iter().map(button).collect::<Result<Vec<_>, _>>()?;
        count += row.len();
        if !row.is_empty() {
            kept.push(Value::Array(row));
        }
    }
    if count > BUTTONS {
        return Err(bad("REPLY_MARKUP_TOO_LONG"));
    }
    Ok((!kept.is_empty()).then_some(Value::Array(kept)))
}

fn unreadable(words: &str) -> Refusal {
    bad(format!("can't parse inline keyboard button: {words}"))
}

fn button(button: &Value) -> Result<Value, Refusal> {
    let text = button.get("text").ok_or_else(|| unreadable("Can't find field \"text\""))?;
    let text = text.as_str().ok_or_else(|| unreadable("Field \"text\" must be of type String"))?;
    if text.trim().is_empty() {
        return Err(bad("BUTTON_TEXT_INVALID"));
    }
    let string = |name: &str| button.get(name).and_then(Value::as_str);
    if let Some(data) = string("callback_data") {
        if data.is_empty() || data.len() > 64 {
            return Err(bad("BUTTON_DATA_INVALID"));
        }
        return Ok(json!({"text": text, "callback_data": data}));
    }
    if let Some(url) = string("url") {
        check_url(url)?;
        return Ok(json!({"text": text, "url": url}));
    }
    if let Some(copy) = button.get("copy_text") {
        let copied = copy.get("text").and_then(Value::as_str).unwrap_or_default();
        if copied.is_empty() || copied.encode_utf16().count() > 256 {
            return Err(bad("BUTTON_COPY_TEXT_INVALID"));
        }
        return Ok(json!({"text": text, "copy_text": {"text": copied}}));
    }
    for name in ["switch_inline_query", "switch_inline_query_current_chat"] {
        if let Some(query) = string(name) {
            return Ok(json!({"text": text, name: query}));
        }
    }
    if let Some(chosen) = button.get("switch_inline_query_chosen_chat") {
        return Ok(json!({"text": text, "switch_inline_query_chosen_chat": chosen}));
    }
    if let Some(app) = button.get("web_app") {
        let url = app.get("url").and_then(Value::as_str).unwrap_or_default();
        if !url.starts_with("https://") {
            return Err(bad(format!(
                "inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
            )));
        }
        return Ok(json!({"text": text, "web_app": {"url": url}}));
    }
    if button.get("pay").and_then(Value::as_bool) == Some(true) {
        return Ok(json!({"text": text, "pay": true}));
    }
    Err(unreadable("Text buttons are unallowed in the inline keyboard"))
}

fn check_url(url: &str) -> Result<(), Refusal> {
    let invalid = |why: &str| Err(bad(format!("inline keyboard button URL '{url}' is invalid: {why}")));
    let Some((scheme, rest)) = url.split_once("://") else {
        // Telegram takes an address without a scheme, as long as it has a host with a dot.
        return if url.contains('.') && !url.contains(char::is_whitespace) {
            Ok(())
        } else {
            invalid("Wrong HTTP URL")
        };
    };
    match scheme.to_ascii_lowercase().as_str() {
        "tg" | "ton" => Ok(()),
        "http" | "https" => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let host = host.rsplit('@').next().unwrap_or_default();
            let named = host.contains('.') || host.starts_with('[');
            if named && !host.contains(char::is_whitespace) { Ok(()) } else { invalid("Wrong HTTP URL") }
        }
        _ => invalid("Unsupported URL protocol"),
    }
}
