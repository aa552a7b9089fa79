//! Asks before a server is let go, and says which keys are left behind.
//! With keys on the server a typed word is asked for after this.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route, ServerDeed},
        ui::{Button, View},
    },
    domain::{ids::ServerId, server::Server},
    service::{Outcome, servers},
    store::{self, Access},
    text::{Html, Text, label, tr},
};

/// The server in question.
#[derive(Debug, Clone)]
pub struct Model {
    server: Server,
    keys: i64,
}

/// Reads it.
pub async fn load(access: &mut impl Access, _: Context<'_>, id: ServerId) -> Outcome<Model> {
    Ok(Model { server: servers::present(access, id).await?, keys: store::servers::present_keys(access, id).await? })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let server = &model.server;
    let path = [tr!(text, "servers-title"), Html::isolated(text, &server.name)];
    let deed = ServerDeed::Remove;
    let action = Action::ServerDo { server: server.id, version: server.version, keys: model.keys, deed };
    let lost = if model.keys == 0 {
        tr!(text, "server-remove-empty", name = server.name.as_str())
    } else {
        tr!(text, "server-remove-keys", name = server.name.as_str(), count = model.keys)
    };
    View::titled(&path, &tr!(text, "server-remove-title")).gap().line(lost).row([
        Button::act(label!(text, "server-remove-yes"), action),
        Button::go(label!(text, "button-keep"), Route::Server { server: server.id }),
    ])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let server = crate::bot::screens::sample::server();
    vec![("keys", Model { server: server.clone(), keys: 412 }), ("empty", Model { server, keys: 0 })]
}
