//! What waits after a restore, why, and how it is let go.
//! Reached from Home and from the notice; where nothing waits any more it says so.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{Button, View},
    },
    service::{
        Outcome,
        backup::hold::{self, Held},
    },
    store::Access,
    text::{Text, label, tr},
};

/// What waits.
#[derive(Debug, Clone)]
pub struct Model {
    held: Option<Held>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, _: Context<'_>) -> Outcome<Model> {
    Ok(Model { held: hold::state(access).await? })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let view = View::titled(&[], &tr!(text, "held-title")).gap();
    let Some(held) = &model.held else {
        return view.line(tr!(text, "held-nothing")).back(text, Route::Home);
    };
    let mut view = view
        .line(tr!(text, "held-since", date = text.date_time(held.made_at)))
        .line(tr!(text, "held-what", messages = held.messages, jobs = held.jobs))
        .gap()
        .line(tr!(text, "held-why"))
        .line(tr!(text, "held-repeat"))
        .line(tr!(text, "held-look"))
        .row([Button::act(label!(text, "held-go-drop"), Action::LetGo { send: false })]);
    if held.messages > 0 {
        view = view.row([Button::act(label!(text, "held-go-send"), Action::LetGo { send: true })]);
    }
    view.row([Button::go(label!(text, "button-servers"), Route::Servers)]).back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let made_at = crate::bot::screens::sample::now() - chrono::TimeDelta::hours(7);
    let held = Held { made_at, messages: 3, jobs: 12 };
    vec![("some", Model { held: Some(held) }), ("nothing", Model { held: None })]
}
