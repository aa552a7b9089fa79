//! What is shown in place of the form for a new key while no server is up: which there are, how they are checked, and
//! how a key is made on one all the same. It can't be asked for again: by then, one may be up.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, View},
    },
    domain::{role::Permission, server::ServerState},
    service::Outcome,
    store::{self, Access, servers::ServerRow},
    text::{Html, Text, label, tr},
};

/// The servers, none of which is up.
#[derive(Debug, Clone)]
pub struct Model {
    rows: Vec<ServerRow>,
    may_add: bool,
}

/// More servers than this are behind the list.
const SHOWN: usize = 4;

impl Model {
    /// Whether the house has no server at all.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Reads the first of them.
pub async fn load(access: &mut impl Access, context: Context<'_>) -> Outcome<Model> {
    let mut rows = store::servers::list(access, None, 200).await?;
    rows.retain(|row| row.server.state != ServerState::Removed);
    // Those that a key can be made on come first.
    rows.sort_by_key(|row| row.server.state != ServerState::Enabled);
    rows.truncate(SHOWN);
    Ok(Model { rows, may_add: context.may(Permission::ServerAdd) })
}

/// Shows them.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = View::titled(&[], &tr!(text, "none-up-title")).line(tr!(text, "none-up-what")).gap();
    for row in &model.rows {
        let state = ui::server_state(text, &row.server);
        let name = row.server.name.as_str();
        view = view.line(tr!(text, "servers-line", state = Html::plain(&state), name = name, keys = row.keys));
    }
    for row in &model.rows {
        let (id, name) = (row.server.id, row.server.name.as_str());
        let check = Button::act(label!(text, "none-up-check", name = name), Action::ServerCheck { server: id });
        view = match row.server.state {
            ServerState::Enabled => view.row([
                check,
                Button::act(label!(text, "none-up-make", name = name), Action::NewKey { server: Some(id), plan: None }),
            ]),
            _ => view.row([Button::go(label!(text, "servers-button", name = name), Route::Server { server: id })]),
        };
    }
    view = view.row([Button::go(label!(text, "servers-all"), Route::Servers)]);
    if model.may_add {
        view = view.row([Button::act(label!(text, "button-add-server"), Action::AddServer)]);
    }
    view.back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::{
        bot::screens::sample::server,
        domain::server::{Health, Server},
    };
    let row = |name: &str, health, state, keys| ServerRow {
        server: Server { name: name.to_owned(), health, state, ..server() },
        keys,
    };
    let rows =
        vec![row("Istanbul", Health::Down, ServerState::Enabled, 41), row("تهران", Health::Up, ServerState::Paused, 0)];
    vec![("some", Model { rows, may_add: true })]
}
