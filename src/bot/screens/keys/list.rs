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
        key::KeyState,
        role::Permission,
    },
    service::Outcome,
    store::{
        self, Access,
        keys::{KeyFilter, KeyRow},
    },
    text::{Text, label, tr},
};

/// A page of keys.
#[derive(Debug, Clone)]
pub struct Model {
    group: KeyGroup,
    server: Option<(ServerId, String)>,
    rows: Vec<KeyRow>,
    first: bool,
    more: Option<KeyId>,
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
            KeyGroup::All => Vec::new(),
            KeyGroup::Active => vec![KeyState::Active],
            KeyGroup::Stopped => vec![KeyState::Suspended, KeyState::Expired, KeyState::Exhausted],
            KeyGroup::Trouble => vec![KeyState::Provisioning, KeyState::Failed, KeyState::Deleting],
        },
        server: server.as_ref().map(|(id, _)| *id),
        ..KeyFilter::default()
    };
    let mut rows = store::keys::list(access, context.scope(), &filter, before, PAGE + 1).await?;
    let more = ui::page(&mut rows).map(|row| row.key.id);
    Ok(Model { group, server, more, rows, first: before.is_none(), may_create: context.may(Permission::KeyCreate) })
}

/// A key's button in a list: state, name, and what matters of it.
pub fn button(row: &KeyRow, text: &Text) -> Button {
    let mark = match row.key.state() {
        KeyState::Active => "🟢",
        KeyState::Provisioning | KeyState::Deleting => "⏳",
        KeyState::Suspended => "⏸",
        KeyState::Expired => "⌛",
        KeyState::Exhausted => "🪫",
        KeyState::Failed => "⚠",
        KeyState::Deleted => "🗑",
    };
    let state = match row.key.state() {
        KeyState::Active => row.server.clone(),
        other => text.lookup(&format!("key-word-{}", other.as_str())).unwrap_or_default(),
    };
    let label = label!(text, "keys-button", mark = mark, name = row.key.name.as_str(), state = state);
    Button::go(label, Route::Key { key: row.key.id })
}

/// Shows a page.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = match &model.server {
        Some((_, name)) => View::titled(&[tr!(text, "keys-title")], &crate::text::Html::isolated(text, name)),
        None => View::titled(&[], &tr!(text, "keys-title")),
    };
    if model.rows.is_empty() {
        view = view.gap().line(tr!(text, "keys-none"));
    }
    view = view.column(model.rows.iter().map(|row| button(row, text)));
    let server = model.server.as_ref().map(|(id, _)| *id);
    let page = |group, before| Route::Keys { group, server, before };
    let mut turn = Vec::new();
    if !model.first {
        turn.push(Button::go(label!(text, "button-first-page"), page(model.group, None)));
    }
    if let Some(last) = model.more {
        turn.push(Button::go(label!(text, "button-more"), page(model.group, Some(last))));
    }
    view = view.row(turn);
    let groups = [
        (KeyGroup::All, label!(text, "keys-group-all")),
        (KeyGroup::Active, label!(text, "keys-group-active")),
        (KeyGroup::Stopped, label!(text, "keys-group-stopped")),
        (KeyGroup::Trouble, label!(text, "keys-group-trouble")),
    ];
    view = view.grid(groups.into_iter().map(|(group, name)| {
        let label = if group == model.group { format!("• {name}") } else { name };
        Button::go(label, page(group, None))
    }));
    if model.may_create {
        let action = Action::NewKey { server, plan: None };
        view = view.row([
            Button::act(label!(text, "button-new-key"), action),
            Button::go(label!(text, "button-find"), Route::Find),
        ]);
    }
    view.back(text, server.map_or(Route::Home, |server| Route::Server { server }))
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::key_rows();
    let full = Model {
        group: KeyGroup::All,
        server: None,
        more: rows.last().map(|r| r.key.id),
        rows,
        first: false,
        may_create: true,
    };
    let empty = Model {
        group: KeyGroup::Stopped,
        server: Some((ServerId(1), "Frankfurt".to_owned())),
        rows: Vec::new(),
        more: None,
        first: true,
        ..full.clone()
    };
    vec![("full", full), ("empty", empty)]
}
