//! The list of servers with their health, a page at a time, newest first.
//! A state is told by mark and word, never by a mark alone.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, PAGE, View},
    },
    domain::{ids::ServerId, role::Permission},
    service::Outcome,
    store::{self, Access, servers::ServerRow},
    text::{Html, Text, label, tr},
};

/// A page of servers.
#[derive(Debug, Clone)]
pub struct Model {
    /// Only those that are down.
    down: bool,
    rows: Vec<ServerRow>,
    first: bool,
    more: Option<ServerId>,
    /// How many are down.
    down_count: i64,
    may_add: bool,
}

/// Reads a page: all, or those that are down.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    down: bool,
    before: Option<ServerId>,
) -> Outcome<Model> {
    let mut rows = if down {
        store::servers::list_down(access, before, PAGE + 1).await?
    } else {
        store::servers::list(access, before, PAGE + 1).await?
    };
    let more = ui::page(&mut rows).map(|row| row.server.id);
    let down_count = store::servers::count_by_health(access).await?.down;
    Ok(Model { down, rows, first: before.is_none(), more, down_count, may_add: context.may(Permission::ServerAdd) })
}

/// Shows them.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = View::titled(&[], &tr!(text, "servers-title"));
    if model.rows.is_empty() {
        view = view.gap().line(if model.down { tr!(text, "servers-none-down") } else { tr!(text, "servers-none") });
    }
    for row in &model.rows {
        let state = ui::server_state(text, &row.server);
        let name = row.server.name.as_str();
        view = view.line(tr!(text, "servers-line", state = Html::plain(&state), name = name, keys = row.keys));
    }
    view = view.grid(model.rows.iter().map(|row| {
        let label = label!(text, "servers-button", name = row.server.name.as_str());
        Button::go(label, Route::Server { server: row.server.id })
    }));
    let page = |before| Route::ServersPage { down: model.down, before };
    let first = (!model.first).then(|| page(None));
    view = view.turn(text, first, model.more.map(|last| page(Some(last))));
    if model.down {
        view = view.row([Button::go(label!(text, "servers-all"), Route::Servers)]);
    } else if model.down_count > 0 {
        let only = Route::ServersPage { down: true, before: None };
        view = view.row([Button::go(label!(text, "servers-down", count = model.down_count), only)]);
    }
    if model.may_add {
        view = view.row([Button::act(label!(text, "button-add-server"), Action::AddServer)]);
    }
    view.back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::{
        bot::screens::sample::server,
        domain::server::{Health, Server, ServerState},
    };
    let row = |name: &str, health, state, keys| ServerRow {
        server: Server { name: name.to_owned(), health, state, ..server() },
        keys,
    };
    let rows = vec![
        row("Frankfurt", Health::Up, ServerState::Enabled, 412),
        row("Helsinki", Health::Degraded, ServerState::Enabled, 96),
        row("Istanbul", Health::Down, ServerState::Enabled, 1),
        row("تهران", Health::Up, ServerState::Paused, 0),
    ];
    let some = Model { down: false, rows, first: true, more: Some(ServerId(1)), down_count: 1, may_add: true };
    let none = Model { rows: Vec::new(), more: None, down_count: 0, ..some.clone() };
    let down = some.rows.iter().filter(|row| row.server.health == Health::Down).cloned().collect();
    let down = Model { down: true, rows: down, first: false, more: None, down_count: 1, may_add: false };
    vec![("some", some), ("none", none), ("down", down)]
}
