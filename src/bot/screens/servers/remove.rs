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
    store::{self, Access, servers::Share},
    text::{Html, Text, label, tr},
};

/// The server in question.
#[derive(Debug, Clone)]
pub struct Model {
    server: Server,
    keys: i64,
    /// Whose these are.
    shares: Vec<Share>,
}

/// How many sellers are named, before the rest is summed up.
const NAMED: usize = 5;

/// Reads it.
pub async fn load(access: &mut impl Access, _: Context<'_>, id: ServerId) -> Outcome<Model> {
    let server = servers::present(access, id).await?;
    let keys = store::servers::present_keys(access, id).await?;
    Ok(Model { server, keys, shares: store::servers::shares(access, id).await? })
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
    let mut view = View::titled(&path, &tr!(text, "server-remove-title")).gap().line(lost);
    if model.keys > 0 {
        view = whose(view.gap(), &model.shares, text);
    }
    view.row([
        Button::act(label!(text, "server-remove-yes"), action),
        Button::go(label!(text, "button-keep"), Route::Server { server: server.id }),
    ])
}

/// How many of the keys work, and whose they are.
fn whose(view: View, shares: &[Share], text: &Text) -> View {
    let active: i64 = shares.iter().map(|share| share.active).sum();
    let mut view = view.line(tr!(text, "server-remove-active", count = active));
    if shares.iter().all(|share| share.seller.is_none()) {
        return view;
    }
    for share in shares.iter().take(NAMED) {
        view = view.line(match &share.seller {
            Some(name) => tr!(text, "server-remove-of", name = name.as_str(), count = share.keys),
            None => tr!(text, "server-remove-of-house", count = share.keys),
        });
    }
    let rest: i64 = shares.iter().skip(NAMED).map(|share| share.keys).sum();
    view.maybe((rest > 0).then(|| tr!(text, "server-remove-of-others", count = rest)))
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let server = crate::bot::screens::sample::server();
    let share = |seller: Option<&str>, keys, active| Share { seller: seller.map(str::to_owned), keys, active };
    let shares = vec![share(None, 252, 240), share(Some("Sara’s shop"), 120, 118), share(Some("علی"), 40, 22)];
    let own = vec![share(None, 3, 1)];
    vec![
        ("keys", Model { server: server.clone(), keys: 412, shares }),
        ("own", Model { server: server.clone(), keys: 3, shares: own }),
        ("empty", Model { server, keys: 0, shares: Vec::new() }),
    ]
}
