//! The list of keys, a page at a time, newest first, by state and server.
//! Pages go by key, not by number: a key made meanwhile moves nothing.

use crate::{
    bot::{
        context::Context,
        routes::{Action, KeyGroup, Route},
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::{KeyId, ServerId},
        key::{KeyState, Phase},
        role::{Permission, Scope},
    },
    service::{Outcome, usage},
    store::{
        self, Access,
        keys::{KeyFilter, KeyRow},
    },
    text::{Html, Text, chart, label, tr},
};
use std::collections::HashMap;

/// A page of keys.
#[derive(Debug, Clone)]
pub struct Model {
    group: KeyGroup,
    server: Option<(ServerId, String)>,
    rows: Vec<KeyRow>,
    weeks: Weeks,
    first: bool,
    more: Option<KeyId>,
    /// How many are not finished, on that server or in all.
    unfinished: i64,
    /// Whether keys of all sellers are shown.
    sellers: bool,
    may_create: bool,
}

/// Reads a page.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    group: KeyGroup,
    server: Option<ServerId>,
    before: Option<KeyId>,
) -> Outcome<Model> {
    // A server's name is for those who see servers; for others its keys are just keys.
    let server = match server.filter(|_| context.may(Permission::ServerRead)) {
        Some(id) => store::servers::get(access, id).await?.map(|s| (id, s.name)),
        None => None,
    };
    let filter = KeyFilter {
        states: match group {
            KeyGroup::Active => vec![KeyState::Active],
            KeyGroup::Stopped => vec![KeyState::Suspended, KeyState::Expired, KeyState::Exhausted],
            KeyGroup::All | KeyGroup::Trouble => Vec::new(),
        },
        unfinished: group == KeyGroup::Trouble,
        server: server.as_ref().map(|(id, _)| *id),
        ..KeyFilter::default()
    };
    let mut rows = store::keys::list(access, context.scope(), &filter, before, PAGE + 1).await?;
    let more = ui::page(&mut rows).map(|row| row.key.id);
    let waiting = KeyFilter { unfinished: true, server: filter.server, ..KeyFilter::default() };
    let weeks = weeks(access, context, &rows).await?;
    Ok(Model {
        weeks,
        group,
        unfinished: store::keys::count(access, context.scope(), &waiting).await?,
        sellers: context.scope() == Scope::House,
        server,
        more,
        rows,
        first: before.is_none(),
        may_create: context.may(Permission::KeyCreate),
    })
}

/// The last seven days of keys in a list.
pub type Weeks = HashMap<KeyId, [i64; 7]>;

/// Reads them.
pub async fn weeks(access: &mut impl Access, context: Context<'_>, rows: &[KeyRow]) -> Outcome<Weeks> {
    let ids: Vec<KeyId> = rows.iter().map(|row| row.key.id).collect();
    usage::sparklines(access, &ids, context.house.zone, context.now).await
}

/// A key's button in a list: state, name, its last seven days, and what matters of it. Two sellers may have keys of one name: where keys of
/// all are shown (`sellers`), a representative's says whose it is.
pub fn button(row: &KeyRow, sellers: bool, weeks: &Weeks, text: &Text) -> Button {
    let lost = row.key.missing_at.is_some();
    let told = row.key.in_step() || row.key.phase != Phase::Live;
    let mark = match row.key.state() {
        _ if !told => "⏳",
        KeyState::Active if lost => "⚠",
        KeyState::Active => "🟢",
        KeyState::Provisioning | KeyState::Deleting => "⏳",
        KeyState::Suspended => "⏸",
        KeyState::Expired => "⌛",
        KeyState::Exhausted => "🪫",
        KeyState::Failed => "⚠",
        KeyState::Deleted => "🗑",
    };
    let state = match row.key.state() {
        KeyState::Active if lost => label!(text, "key-word-missing"),
        // A sparkline takes the room of the server's name.
        KeyState::Active if told => match weeks.get(&row.key.id) {
            Some(week) => label!(text, "keys-active-week", week = Html::plain(&chart::sparkline(week))),
            None => label!(text, "keys-active-on", server = row.server.as_str()),
        },
        KeyState::Active => label!(text, "keys-unconfirmed"),
        other => text.lookup(&format!("key-word-{}", other.as_str())).unwrap_or_default(),
    };
    let state = if told || row.key.state() == KeyState::Active {
        state
    } else {
        label!(text, "keys-state-unconfirmed", state = state)
    };
    let marked = format!("🧪 {}", row.key.name);
    let name = if row.key.test { marked.as_str() } else { row.key.name.as_str() };
    // Words and a sparkline run as the reader reads.
    let state = Html::plain(&state);
    let label = match row.representative.as_deref().filter(|_| sellers) {
        Some(seller) => label!(text, "keys-button-of", mark = mark, name = name, seller = seller, state = state),
        None => label!(text, "keys-button", mark = mark, name = name, state = state),
    };
    Button::go(label, Route::Key { key: row.key.id })
}

/// Shows a page.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = match &model.server {
        Some((_, name)) => View::titled(&[tr!(text, "keys-title")], &Html::isolated(text, name)),
        None => View::titled(&[], &tr!(text, "keys-title")),
    };
    if model.rows.is_empty() {
        view = view.gap().line(tr!(text, "keys-none"));
    }
    view = view.column(model.rows.iter().map(|row| button(row, model.sellers, &model.weeks, text)));
    let server = model.server.as_ref().map(|(id, _)| *id);
    let page = |group, before| Route::Keys { group, server, before };
    let first = (!model.first).then(|| page(model.group, None));
    view = view.turn(text, first, model.more.map(|last| page(model.group, Some(last))));
    let groups = [
        (KeyGroup::All, label!(text, "keys-group-all")),
        (KeyGroup::Active, label!(text, "keys-group-active")),
        (KeyGroup::Stopped, label!(text, "keys-group-stopped")),
        (
            KeyGroup::Trouble,
            match model.unfinished {
                0 => label!(text, "keys-group-trouble"),
                n => label!(text, "keys-group-trouble-count", count = n),
            },
        ),
    ];
    view = view.grid(groups.into_iter().map(|(group, name)| {
        let label = if group == model.group { format!("✅ {name}") } else { name };
        Button::go(label, page(group, None))
    }));
    if model.may_create {
        let action = Action::NewKey { server, plan: None };
        view = view.row([
            Button::act(label!(text, "button-new-key"), action),
            Button::act(label!(text, "button-many-keys"), Action::ManyKeys { server }),
        ]);
        view = view.row([
            Button::act(label!(text, "button-test-key"), Action::TestKey { server }),
            Button::go(label!(text, "button-find"), Route::Find),
        ]);
    }
    view.back(text, server.map_or(Route::Home, |server| Route::Server { server }))
}

/// Of keys that were used.
pub fn sample_weeks(rows: &[KeyRow]) -> Weeks {
    let used = rows.iter().filter(|row| row.key.first_used_at.is_some());
    used.map(|row| (row.key.id, crate::bot::screens::sample::key_usage(&row.key).week)).collect()
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::key_rows();
    let full = Model {
        group: KeyGroup::All,
        server: None,
        more: rows.last().map(|r| r.key.id),
        unfinished: 4,
        sellers: true,
        weeks: sample_weeks(&rows),
        rows,
        first: false,
        may_create: true,
    };
    let empty = Model {
        group: KeyGroup::Stopped,
        server: Some((ServerId(1), "Frankfurt".to_owned())),
        rows: Vec::new(),
        weeks: Weeks::new(),
        more: None,
        unfinished: 0,
        first: true,
        ..full.clone()
    };
    vec![("full", full), ("empty", empty)]
}
