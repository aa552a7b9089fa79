//! Help: what can be done here, in a few lines.
//! Says only what the reader may do.

use crate::{
    bot::{context::Context, routes::Route, ui::View},
    domain::role::Permission,
    text::{Text, tr},
};

/// What Help depends on.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    keys: bool,
    servers: bool,
}

/// Looks at what the reader may do.
pub const fn load(context: Context<'_>) -> Model {
    Model { keys: context.may(Permission::KeyCreate), servers: context.may(Permission::ServerAdd) }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    View::titled(&[], &tr!(text, "help-title"))
        .gap()
        .maybe(model.keys.then(|| tr!(text, "help-keys")))
        .maybe(model.keys.then(|| tr!(text, "help-find")))
        .maybe(model.servers.then(|| tr!(text, "help-servers")))
        .line(tr!(text, "help-commands"))
        .back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    vec![("owner", Model { keys: true, servers: true }), ("customer", Model { keys: false, servers: false })]
}
