//! What people see of the bot itself: names, descriptions, commands and menu buttons, per scope and language.
//!
//! What is set for a language wins over what is set for all; a person's client asks in Telegram's order of scopes.

use super::super::{
    model::Change,
    params::Params,
    refusal::{Refusal, bad},
    state::State,
    texts,
};
use serde_json::{Value, json};

/// `getMe`.
pub fn me(state: &State) -> Value {
    let mut me = state.bot.json();
    for (name, value) in [
        ("can_join_groups", false),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", true),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ] {
        me[name] = json!(value);
    }
    me
}

fn language(params: &Params) -> Result<String, Refusal> {
    let code = params.text("language_code").unwrap_or_default();
    let fine = code.is_empty() || (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()));
    if fine { Ok(code) } else { Err(bad("LANG_CODE_INVALID")) }
}

fn scope(state: &mut State, params: &Params) -> Result<String, Refusal> {
    let Some(scope) = params.json("scope")? else { return Ok("default".to_owned()) };
    let number = |name: &str| {
        scope
            .get(name)
            .and_then(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok()))
            .ok_or_else(|| bad("chat not found"))
    };
    match scope.get("type").and_then(Value::as_str) {
        None | Some("") => Err(bad("can't parse BotCommandScope: Can't find field \"type\"")),
        Some(kind @ ("default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators")) => {
            Ok(kind.to_owned())
        }
        Some("chat") => {
            let chat = number("chat_id")?;
            state.chat(chat)?;
            Ok(format!("chat:{chat}"))
        }
        Some("chat_administrators" | "chat_member") => {
            number("chat_id")?;
            Err(bad("can't change commands in private chats for administrators or members"))
        }
        Some(_) => Err(bad("can't parse BotCommandScope: Unsupported type specified")),
    }
}

/// `setMyCommands`.
pub fn set_commands(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let key = (scope(state, params)?, language(params)?);
    let commands = params.json("commands")?.and_then(|commands| commands.as_array().cloned());
    let commands = commands.ok_or_else(|| bad("can't parse commands: expected an Array of BotCommand"))?;
    if commands.len() > 100 {
        return Err(bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let mut kept = Vec::with_capacity(commands.len());
    for command in &commands {
        let string = |name: &str| command.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = string("command").trim_start_matches('/');
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if name.is_empty() || name.len() > 32 || !name.bytes().all(known) {
            return Err(bad("BOT_COMMAND_INVALID"));
        }
        let description = string("description").trim();
        if description.is_empty() || texts::units(description) > 256 {
            return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
        kept.push(json!({"command": name, "description": description}));
    }
    if kept.is_empty() {
        state.bot.commands.remove(&key);
    } else {
        state.bot.commands.insert(key, Value::Array(kept));
    }
    state.tell(Change::Profile);
    Ok(Value::Bool(true))
}

/// `getMyCommands`: of exactly that scope and language.
pub fn get_commands(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let key = (scope(state, params)?, language(params)?);
    Ok(state.bot.commands.get(&key).cloned().unwrap_or_else(|| json!([])))
}

/// `deleteMyCommands`.
pub fn delete_commands(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let key = (scope(state, params)?, language(params)?);
    state.bot.commands.remove(&key);
    state.tell(Change::Profile);
    Ok(Value::Bool(true))
}

/// The commands that a person's client shows, in Telegram's documented order of scopes.
pub fn commands_for(state: &State, user: i64) -> Value {
    let code = state.chats.get(&user).and_then(|chat| chat.user.language_code.clone()).unwrap_or_default();
    let code = code.get(..2).unwrap_or_default().to_ascii_lowercase();
    for scope in [format!("chat:{user}"), "all_private_chats".to_owned(), "default".to_owned()] {
        for language in [code.as_str(), ""] {
            if let Some(found) = state.bot.commands.get(&(scope.clone(), language.to_owned())) {
                return found.clone();
            }
        }
    }
    json!([])
}

/// `setMyName`, `setMyDescription` and `setMyShortDescription`.
pub fn set_text(state: &mut State, params: &Params, field: &'static str, limit: usize) -> Result<Value, Refusal> {
    let code = language(params)?;
    let text = params.text(field).unwrap_or_default();
    if texts::units(&text) > limit {
        return Err(bad(format!("{field} is too long")));
    }
    if field == "name" && code.is_empty() && !text.is_empty() {
        state.bot.name.clone_from(&text);
    }
    state.bot.texts.insert((field, code), text);
    state.tell(Change::Profile);
    Ok(Value::Bool(true))
}

/// `getMyName`, `getMyDescription` and `getMyShortDescription`.
pub fn get_text(state: &State, params: &Params, field: &'static str) -> Result<Value, Refusal> {
    let code = language(params)?;
    let of = |code: &str| state.bot.texts.get(&(field, code.to_owned())).filter(|text| !text.is_empty()).cloned();
    let fallback = if field == "name" { state.bot.name.clone() } else { String::new() };
    Ok(json!({field: of(&code).or_else(|| of("")).unwrap_or(fallback)}))
}

/// `setChatMenuButton`.
pub fn set_menu(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let button = params.json("menu_button")?.unwrap_or_else(|| json!({"type": "default"}));
    if !matches!(button.get("type").and_then(Value::as_str), Some("default" | "commands" | "web_app")) {
        return Err(bad("can't parse MenuButton: Unsupported type specified"));
    }
    match params.number("chat_id") {
        Some(chat) => state.chat(chat)?.menu = Some(button),
        None => state.bot.menu = button,
    }
    state.tell(Change::Profile);
    Ok(Value::Bool(true))
}

/// `getChatMenuButton`.
pub fn get_menu(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let of_chat = match params.number("chat_id") {
        Some(chat) => state.chat(chat)?.menu.clone(),
        None => None,
    };
    Ok(of_chat.unwrap_or_else(|| state.bot.menu.clone()))
}
