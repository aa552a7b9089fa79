//! When backups are made, where they go, and how many are kept: settings that people change in the bot.
//! A value that can't be read falls back to its default. There is always one place at least.

use crate::{
    domain::{
        backup::{Every, Keep, Timetable},
        ids::ChatId,
        role::{Actor, Permission},
    },
    service::{Outcome, Refusal, audit, require},
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// When, where, how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// When.
    pub timetable: Timetable,
    /// Whether into the folder on this machine.
    pub folder: bool,
    /// Into whose chat.
    pub chat: Option<ChatId>,
    /// How many.
    pub keep: Keep,
}

impl Default for Rules {
    fn default() -> Self {
        Self { timetable: Timetable::default(), folder: true, chat: None, keep: Keep::default() }
    }
}

/// A change of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleChange {
    /// How often.
    Every(Every),
    /// At which hour, 0 to 23.
    Hour(u32),
    /// Into the folder, or not.
    Folder(bool),
    /// Into the actor's own chat, or into none.
    Chat(bool),
    /// How many.
    Keep(Keep),
}

/// Reads them.
pub async fn load(access: &mut impl Access) -> Outcome<Rules> {
    let all: HashMap<String, String> = store::settings::all(access).await?.into_iter().collect();
    let mut rules = Rules::default();
    let get = |name: &str| all.get(name).map(String::as_str);
    if let Some(every) = get("backup.every").and_then(Every::parse) {
        rules.timetable.every = every;
    }
    if let Some(hour) = get("backup.hour").and_then(|h| h.parse().ok()).filter(|h| *h < 24) {
        rules.timetable.hour = hour;
    }
    rules.folder = get("backup.folder") != Some("false");
    rules.chat = get("backup.chat").and_then(|c| c.parse().ok()).map(ChatId);
    if let Some([days, weeks, months]) = get("backup.keep").and_then(|k| {
        let numbers: Vec<u32> = k.split(' ').filter_map(|n| n.parse().ok()).collect();
        <[u32; 3]>::try_from(numbers).ok()
    }) {
        rules.keep = Keep { days, weeks, months };
    }
    Ok(rules)
}

/// Changes one.
pub async fn change(tx: &mut Tx, actor: &Actor, change: RuleChange, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::BackupManage)?;
    let rules = load(tx).await?;
    let (name, value) = match change {
        RuleChange::Every(every) => ("backup.every", every.as_str().to_owned()),
        RuleChange::Hour(hour) => ("backup.hour", hour.min(23).to_string()),
        RuleChange::Folder(false) if rules.chat.is_none() => return Err(Refusal::WrongState.into()),
        RuleChange::Folder(on) => ("backup.folder", on.to_string()),
        RuleChange::Chat(false) if !rules.folder => return Err(Refusal::WrongState.into()),
        RuleChange::Chat(true) => ("backup.chat", actor.chat().ok_or(Refusal::NotAllowed)?.to_string()),
        RuleChange::Chat(false) => ("backup.chat", String::new()),
        RuleChange::Keep(k) => ("backup.keep", format!("{} {} {}", k.days, k.weeks, k.months)),
    };
    let before = store::settings::get(tx, name).await?;
    store::settings::set(tx, name, &value, now).await?;
    let detail = serde_json::json!({ "setting": name, "before": before, "after": value });
    audit::note(tx, actor, "settings.update", "", detail, now).await
}
