//! Answers to what people ask: taps and inline queries. Each is taken once, and in time.
//!
//! A second answer and a late one get Telegram's one refusal for both; what people see of an answer is told as a change.

use super::super::{
    model::Change,
    params::Params,
    refusal::{Refusal, bad, stale_query},
    state::{Asked, State},
    texts,
};
use serde_json::{Value, json};
use std::collections::HashSet;

/// `answerCallbackQuery`.
pub fn callback(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("callback_query_id").ok_or_else(stale_query)?;
    let text = params.text("text").filter(|text| !text.is_empty());
    if text.as_deref().is_some_and(|text| texts::units(text) > 200) {
        return Err(bad("MESSAGE_TOO_LONG"));
    }
    let (alert, url) = (params.truth("show_alert"), params.text("url"));
    let answer = json!({"text": text, "show_alert": alert, "url": url});
    let query = state.answer(&id, |asked| matches!(asked, Asked::Tap), answer)?;
    state.tell(Change::Answer { chat: query.chat, query: id, text, alert, url });
    Ok(Value::Bool(true))
}

/// `answerInlineQuery`.
pub fn inline(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("inline_query_id").ok_or_else(stale_query)?;
    let results = params.json("results")?.and_then(|results| results.as_array().cloned());
    let results = results.ok_or_else(|| bad("can't parse inline query results: expected an Array"))?;
    if results.len() > 50 {
        return Err(bad("RESULTS_TOO_MUCH"));
    }
    let mut seen = HashSet::new();
    for result in &results {
        let string = |name: &str| result.get(name).and_then(Value::as_str).unwrap_or_default();
        let id = string("id");
        if id.is_empty() || id.len() > 64 {
            return Err(bad("RESULT_ID_INVALID"));
        }
        if !seen.insert(id) {
            return Err(bad("RESULT_ID_DUPLICATE"));
        }
        if string("type").is_empty() {
            return Err(bad("can't parse inline query result: Can't find field \"type\""));
        }
        if let Some(content) = result.get("input_message_content") {
            check_content(content)?;
        } else if string("type") == "article" {
            return Err(bad("can't parse inline query result: Can't find field \"input_message_content\""));
        }
    }
    let answer = json!({
        "results": results, "is_personal": params.truth("is_personal"), "cache_time": params.number("cache_time"),
        "next_offset": params.text("next_offset"), "button": params.json("button")?,
    });
    let query = state.answer(&id, |asked| matches!(asked, Asked::Inline), answer)?;
    state.tell(Change::Answer { chat: query.chat, query: id, text: None, alert: false, url: None });
    Ok(Value::Bool(true))
}

fn check_content(content: &Value) -> Result<(), Refusal> {
    let string = |name: &str| content.get(name).and_then(Value::as_str);
    let text = string("message_text").unwrap_or_default();
    let formatted = texts::format(text, string("parse_mode"), content.get("entities").cloned())?;
    texts::check_text(&formatted, "message is too long")
}
