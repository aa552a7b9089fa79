//! Slash commands: what each leads to, for whom, and their words in Telegram's menu.
//!
//! Only commands that do something here are set, per role and language. Each is an ordinary target, so a command can do no
//! more than the button would.

use super::routes::{Action, KeyGroup, Route, Target};
use crate::{
    domain::{
        ids::ChatId,
        person::{Language, Reading},
        role::{Permission, Role},
    },
    text::Text,
};
use teloxide::{
    Bot, RequestError,
    payloads::SetMyCommandsSetters,
    requests::Requester,
    types::{BotCommand, BotCommandScope, Recipient},
};

/// A command and what one must be allowed to do to find it in the menu; what it leads to asks for itself.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// Without the slash.
    pub name: &'static str,
    /// What it leads to.
    pub target: Target,
    permission: Permission,
}

const fn command(name: &'static str, target: Target, permission: Permission) -> Command {
    Command { name, target, permission }
}

const ALL_KEYS: Route = Route::Keys { group: KeyGroup::All, server: None, before: None };

const ALL_CUSTOMERS: Route = Route::Customers { representative: None, before: None };

/// All commands, in the order of the menu.
pub const COMMANDS: &[Command] = &[
    command("menu", Target::Go(Route::Home), Permission::Enter),
    command("newkey", Target::Do(Action::NewKey { server: None, plan: None }), Permission::KeyCreate),
    command("bulk", Target::Do(Action::ManyKeys { server: None }), Permission::KeyCreate),
    // For those who handle keys: who only holds some has nothing to look through yet.
    command("find", Target::Go(Route::Find), Permission::KeyChange),
    command("keys", Target::Go(ALL_KEYS), Permission::KeyChange),
    command("servers", Target::Go(Route::Servers), Permission::ServerRead),
    command("addserver", Target::Do(Action::AddServer), Permission::ServerAdd),
    command("plans", Target::Go(Route::Plans { archived: false }), Permission::PlanRead),
    command("backup", Target::Go(Route::Backups { before: None }), Permission::BackupManage),
    command("reps", Target::Go(Route::Representatives { before: None }), Permission::RepresentativeRead),
    command("customers", Target::Go(ALL_CUSTOMERS), Permission::CustomerRead),
    command("invite", Target::Go(Route::Invite), Permission::PeopleChange),
    command("settings", Target::Go(Route::Settings), Permission::Enter),
    command("language", Target::Go(Route::Reading), Permission::Enter),
    command("help", Target::Go(Route::Help), Permission::Enter),
    command("cancel", Target::Do(Action::Cancel), Permission::Enter),
];

/// What was typed after a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed<'a> {
    /// `/start`, with what a deep link carried.
    Start(&'a str),
    /// `/find` with words.
    Find(&'a str),
    /// Another command.
    Known(Target),
    /// A slash and something else.
    Unknown,
}

/// Reads a command; `None` for what doesn't begin with a slash.
pub fn read(text: &str) -> Option<Typed<'_>> {
    let rest = text.strip_prefix('/')?;
    let (name, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    // In groups Telegram appends the bot's name.
    let name = name.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let argument = argument.trim();
    Some(match name.as_str() {
        "start" => Typed::Start(argument),
        "find" if !argument.is_empty() => Typed::Find(argument),
        name => COMMANDS.iter().find(|c| c.name == name).map_or(Typed::Unknown, |c| Typed::Known(c.target)),
    })
}

/// The screen that a deep link leads to: `https://t.me/<bot>?start=go-<route>`, with `_` for `:`.
pub fn deep_link(payload: &str) -> Option<Route> {
    let code = payload.strip_prefix("go-")?;
    Route::decode(&code.replace('_', ":"))
}

/// The payload of a deep link to a screen.
pub fn link_payload(route: Route) -> String {
    format!("go-{}", route.encode().replace(':', "_"))
}

fn menu(role: Role, language: Language) -> Vec<BotCommand> {
    let text = Text::new(Reading::usual(language), chrono_tz::Tz::UTC, true);
    let allowed = COMMANDS.iter().filter(|c| role.may(c.permission));
    allowed.map(|c| BotCommand::new(c.name, text.lookup(&format!("command-{}", c.name)).unwrap_or_default())).collect()
}

/// Sets the commands that everybody sees: what a stranger may do, in each language.
pub async fn set_default(bot: &Bot, house: Language) -> Result<(), RequestError> {
    for language in Language::ALL {
        bot.set_my_commands(menu(Role::Customer, *language))
            .scope(BotCommandScope::AllPrivateChats)
            .language_code(language.as_str())
            .await?;
    }
    bot.set_my_commands(menu(Role::Customer, house)).scope(BotCommandScope::AllPrivateChats).await?;
    Ok(())
}

/// Sets the commands of one chat, by its person's role and language.
pub async fn set_for(bot: &Bot, chat: ChatId, role: Role, language: Language) -> Result<(), RequestError> {
    let scope = BotCommandScope::Chat { chat_id: Recipient::Id(teloxide::types::ChatId(chat.0)) };
    bot.set_my_commands(menu(role, language)).scope(scope).await?;
    Ok(())
}
