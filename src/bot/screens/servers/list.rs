//! The list of servers with their health.
//! A state is told by mark and word, never by a mark alone.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, View},
    },
    domain::role::Permission,
    service::Outcome,
    store::{self, Access, servers::ServerRow},
    text::{Html, Text, label, tr},
};

/// How many servers are shown: a house has a handful; the largest known has dozens.
const MOST: i64 = 60;

/// All servers.
#[derive(Debug, Clone)]
pub struct Model {
    rows: Vec<ServerRow>,
    may_add: bool,
}

/// Reads them.
pub async fn load(access: &mut impl Access, context: Context<'_>) -> Outcome<Model> {
    let rows = store::servers::list(access, None, MOST).await?;
    Ok(Model { rows, may_add: context.may(Permission::ServerAdd) })
}

/// Shows them.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = View::titled(&[], &tr!(text, "servers-title"));
    if model.rows.is_empty() {
        view = view.gap().line(tr!(text, "servers-none"));
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
    vec![("some", Model { rows, may_add: true }), ("none", Model { rows: Vec::new(), may_add: true })]
}
