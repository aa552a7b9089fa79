//! A server that is being added, or gets another line: asked who it is, then taken in, or what went wrong in plain words.
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
    job: JobId,
    state: Adding,
    setup: bool,
}

/// Reads it; only who began it sees it.
pub async fn load(access: &mut impl Access, context: Context<'_>, job: JobId) -> Outcome<Model> {
    let person = context.known.person.id;
    let state = crate::service::adding::state(access, person, job).await?.ok_or(Refusal::NotFound)?;
    Ok(Model { job, state, setup: context.house.next_step().is_some() })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let title = match &model.state {
        Adding::Replaced { .. } | Adding::Failed { server: Some(_), .. } => tr!(text, "adding-title-replace"),
        Adding::Asking { .. } => tr!(text, "adding-title-asking"),
        _ => tr!(text, "adding-title"),
    };
    let view = View::titled(&[tr!(text, "servers-title")], &title).gap();
    let again = || Button::act(label!(text, "adding-again"), Action::AddServer);
    match &model.state {
        Adding::Asking { address } => {
            view.line(tr!(text, "adding-asking", address = address.as_str())).back(text, Route::Servers).live(true)
        }
        Adding::Failed { address, trouble, server: None } => view
            .line(tr!(text, "adding-failed", address = address.as_str()))
            .line(Html::plain(&ui::trouble(text, trouble)))
            .line(tr!(text, "adding-nothing-written"))
            .row([again()])
            .back(text, Route::Servers),
        Adding::Failed { address, trouble, server: Some(server) } => view
            .line(tr!(text, "adding-not-replaced", address = address.as_str()))
            .line(Html::plain(&ui::trouble(text, trouble)))
            .line(tr!(text, "adding-nothing-written"))
            .row([Button::act(label!(text, "adding-again"), Action::ServerReplace { server: *server })])
            .back(text, Route::Server { server: *server }),
        Adding::Known { server, name, offer } => {
            let mut view = view.line(tr!(text, "adding-known", name = name.as_str()));
            if *offer {
                let take = Action::ServerTake { server: *server, job: model.job };
                view = view
                    .line(tr!(text, "adding-offer"))
                    .row([Button::act(label!(text, "adding-take", name = name.as_str()), take)]);
            }
            let page = Route::Server { server: *server };
            view.row([Button::go(label!(text, "servers-button", name = name.as_str()), page)])
                .row([again()])
                .back(text, Route::Servers)
        }
        Adding::Replaced { server, name, keys, there } => replaced(view, (*server, name), (*keys, *there), text),
        Adding::Done { server, name, keys } => {
            let there = (*keys > 0).then(|| tr!(text, "adding-keys-there", count = *keys));
            let mut buttons = Vec::new();
            if *keys > 0 {
                let begin = Action::AdoptBegin { server: *server };
                buttons.push(Button::act(label!(text, "server-adopt", count = *keys), begin));
            }
            if model.setup {
                buttons.push(Button::go(label!(text, "button-setup-on"), Route::Setup));
            }
            buttons.push(Button::go(
                label!(text, "servers-button", name = name.as_str()),
                Route::Server { server: *server },
            ));
            let new = Action::NewKey { server: Some(*server), plan: None };
            buttons.push(Button::act(label!(text, "button-new-key"), new));
            view.line(tr!(text, "adding-done", name = name.as_str()))
                .maybe(there)
                .column(buttons)
                .back(text, Route::Servers)
        }
    }
}

/// The line was replaced: says whether the keys are there, for that is what it is for.
fn replaced(view: View, (server, name): (ServerId, &str), (keys, there): (i64, i64), text: &Text) -> View {
    let view = view.line(tr!(text, "adding-replaced", name = name));
    let view = if keys == 0 {
        view
    } else if there == keys {
        view.line(tr!(text, "adding-replaced-all", count = keys))
    } else {
        view.line(tr!(text, "adding-replaced-some", there = there, count = keys))
    };
    view.row([Button::go(label!(text, "servers-button", name = name), Route::Server { server })])
        .back(text, Route::Servers)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let address = "203.0.113.5:12345".to_owned();
    let job = JobId(9);
    let one = |state| Model { job, state, setup: false };
    let failed_for =
        |trouble: &str, server| one(Adding::Failed { address: address.clone(), trouble: trouble.to_owned(), server });
    let failed = |trouble: &str| failed_for(trouble, None);
    let name = || "Frankfurt".to_owned();
    let known = |offer| one(Adding::Known { server: ServerId(1), name: name(), offer });
    let replaced = |keys, there| one(Adding::Replaced { server: ServerId(1), name: name(), keys, there });
    let done = |keys| one(Adding::Done { server: ServerId(1), name: name(), keys });
    vec![
        ("asking", one(Adding::Asking { address: address.clone() })),
        ("fingerprint", failed("fingerprint")),
        ("unreachable", failed("unreachable")),
        ("timeout", failed("timeout")),
        ("web-page", failed("not-the-api")),
        ("wrong-path", failed("wrong-path")),
        ("private", failed("private-address")),
        ("known", known(false)),
        ("offer", known(true)),
        ("not-replaced", failed_for("timeout", Some(ServerId(1)))),
        ("replaced", replaced(60, 60)),
        ("replaced-anew", replaced(60, 0)),
        ("done", Model { setup: true, ..done(0) }),
        ("done-with-keys", done(37)),
    ]
}
