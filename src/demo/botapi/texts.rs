//! From what a bot or a person sent to a text with entities: parse modes, given entities, trimming, limits, and what
//! Telegram finds in a text by itself (commands, mentions, addresses).

use super::{
    html,
    model::{Entity, Formatted},
    params::Params,
    refusal::{Refusal, bad},
};

/// Longest text, in UTF-16 units.
pub const TEXT_LIMIT: usize = 4096;
/// Longest caption, in UTF-16 units.
pub const CAPTION_LIMIT: usize = 1024;

/// Length in UTF-16 units.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text of a field, formatted by `parse_mode` or by the given entities.
pub fn formatted(params: &Params, field: &str, entities: &str) -> Result<Formatted, Refusal> {
    let text = params.text(field).unwrap_or_default();
    format(&text, params.text("parse_mode").as_deref(), params.json(entities)?)
}

/// Formats a text.
pub fn format(text: &str, mode: Option<&str>, given: Option<serde_json::Value>) -> Result<Formatted, Refusal> {
    let mut formatted = match mode.map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "none") => {
            let entities = match given {
                Some(given) => {
                    serde_json::from_value(given).map_err(|error| bad(format!("can't parse entities: {error}")))?
                }
                None => Vec::new(),
            };
            Formatted { text: text.to_owned(), entities }
        }
        Some("html") => html::parse(text).map_err(|words| bad(format!("can't parse entities: {words}")))?,
        Some(_) => return Err(bad("unsupported parse_mode")),
    };
    trim(&mut formatted);
    find(&mut formatted);
    Ok(formatted)
}

/// Takes white space off both ends and moves the entities along.
fn trim(formatted: &mut Formatted) {
    let start = formatted.text.len() - formatted.text.trim_start().len();
    let cut = units(formatted.text.get(..start).unwrap_or_default());
    let trimmed = formatted.text.trim().to_owned();
    let total = units(&trimmed);
    for entity in &mut formatted.entities {
        let end = entity.offset.saturating_add(entity.length).saturating_sub(cut).min(total);
        entity.offset = entity.offset.saturating_sub(cut).min(total);
        entity.length = end - entity.offset;
    }
    formatted.entities.retain(|entity| entity.length > 0);
    formatted.text = trimmed;
}

/// Finds commands, mentions and addresses outside code and links.
fn find(formatted: &mut Formatted) {
    let taken = |entities: &[Entity], from: usize, to: usize| {
        entities.iter().any(|entity| {
            matches!(entity.kind.as_str(), "code" | "pre" | "text_link")
                && entity.offset < to
                && from < entity.offset + entity.length
        })
    };
    let mut found = Vec::new();
    let mut offset = 0;
    for word in formatted.text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end().trim_end_matches(['.', ',', ';', '!', '?', ')', ']']);
        if let Some(kind) = kind_of(bare) {
            let length = units(bare);
            if !taken(&formatted.entities, offset, offset + length) {
                found.push(Entity::plain(kind, offset, length));
            }
        }
        offset += units(word);
    }
    if !found.is_empty() {
        formatted.entities.extend(found);
        formatted.entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    }
}

fn kind_of(word: &str) -> Option<&'static str> {
    let name = |rest: &str, least: usize| {
        rest.len() >= least && rest.len() <= 32 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if let Some(rest) = word.strip_prefix('/') {
        let (command, bot) = rest.split_once('@').map_or((rest, None), |(command, bot)| (command, Some(bot)));
        return (name(command, 1) && bot.is_none_or(|bot| name(bot, 3))).then_some("bot_command");
    }
    if let Some(rest) = word.strip_prefix('@') {
        return name(rest, 4).then_some("mention");
    }
    let lower = word.get(..8.min(word.len())).unwrap_or_default().to_ascii_lowercase();
    let rest = if lower.starts_with("https://") { 8 } else { 7 };
    ((lower.starts_with("https://") || lower.starts_with("http://")) && word.len() > rest).then_some("url")
}

/// Refuses an empty or too long text.
pub fn check_text(formatted: &Formatted, too_long: &str) -> Result<(), Refusal> {
    if formatted.text.is_empty() {
        return Err(bad("message text is empty"));
    }
    if units(&formatted.text) > TEXT_LIMIT { Err(bad(too_long)) } else { Ok(()) }
}

/// Refuses a too long caption.
pub fn check_caption(formatted: &Formatted) -> Result<(), Refusal> {
    if units(&formatted.text) > CAPTION_LIMIT { Err(bad("message caption is too long")) } else { Ok(()) }
}
