//! A server that is being added: asked who it is, then taken in, or what went wrong in plain words.
//! Only the person who began it sees it; while the server is asked, the screen follows.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, View},
    },
    domain::ids::{JobId, ServerId},
    service::{Outcome, Refusal, adding::Adding},
    store::Access,
    text::{Html, Text, label, tr},
};

/// Where adding stands.
#[derive(Debug, Clone)]
pub struct Model {
    state: Adding,
    setup: bool,
}

/// Reads it; only who began it sees it.
pub async fn load(access: &mut impl Access, context: Context<'_>, job: JobId) -> Outcome<Model> {
    let person = context.known.person.id;
    let state = crate::service::adding::state(access, person, job).await?.ok_or(Refusal::NotFound)?;
    Ok(Model { state, setup: context.house.next_step().is_some() })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let view = View::titled(&[tr!(text, "servers-title")], &tr!(text, "adding-title")).gap();
    let again = || Button::act(label!(text, "adding-again"), Action::AddServer);
    match &model.state {
        Adding::Asking { address } => {
            view.line(tr!(text, "adding-asking", address = address.as_str())).back(text, Route::Servers).live(true)
        }
        Adding::Failed { address, trouble } => view
            .line(tr!(text, "adding-failed", address = address.as_str()))
            .line(Html::plain(&ui::trouble(text, trouble)))
            .line(tr!(text, "adding-nothing-written"))
            .row([again()])
            .back(text, Route::Servers),
        Adding::Known { server, name } => view
            .line(tr!(text, "adding-known", name = name.as_str()))
            .row([Button::go(label!(text, "servers-button", name = name.as_str()), Route::Server { server: *server })])
            .row([again()])
            .back(text, Route::Servers),
        Adding::Done { server, name } => {
            let mut buttons = Vec::new();
            if model.setup {
                buttons.push(Button::go(label!(text, "button-setup-on"), Route::Setup));
            }
            buttons.push(Button::go(
                label!(text, "servers-button", name = name.as_str()),
                Route::Server { server: *server },
            ));
            let new = Action::NewKey { server: Some(*server), plan: None };
            buttons.push(Button::act(label!(text, "button-new-key"), new));
            view.line(tr!(text, "adding-done", name = name.as_str())).column(buttons).back(text, Route::Servers)
        }
    }
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let address = "203.0.113.5:12345".to_owned();
    let one = |state| Model { state, setup: false };
    let failed = |trouble: &str| one(Adding::Failed { address: address.clone(), trouble: trouble.to_owned() });
    vec![
        ("asking", one(Adding::Asking { address: address.clone() })),
        ("fingerprint", failed("fingerprint")),
        ("unreachable", failed("unreachable")),
        ("timeout", failed("timeout")),
        ("web-page", failed("not-the-api")),
        ("wrong-path", failed("wrong-path")),
        ("private", failed("private-address")),
        ("known", one(Adding::Known { server: ServerId(1), name: "Frankfurt".to_owned() })),
        ("done", Model { state: Adding::Done { server: ServerId(1), name: "Frankfurt".to_owned() }, setup: true }),
    ]
}
