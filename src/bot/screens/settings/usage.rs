//! When people are told of a key's quota, and whether a key that is used up stops, where neither it nor its plan says.
//! A change holds for keys that are there as well.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{Button, View},
    },
    service::{
        Outcome,
        usage::{self, Rules},
    },
    store::Access,
    text::{Text, label, tr},
};

/// What the house says.
#[derive(Debug, Clone)]
pub struct Model {
    rules: Rules,
}

/// Reads it.
pub async fn load(access: &mut impl Access, _: Context<'_>) -> Outcome<Model> {
    Ok(Model { rules: usage::rules(access).await? })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let rules = &model.rules;
    let (line, button) = if rules.stops {
        (tr!(text, "key-line-stops"), label!(text, "key-stop-off"))
    } else {
        (tr!(text, "key-line-tells"), label!(text, "key-stop-on"))
    };
    View::titled(&[tr!(text, "settings-title")], &tr!(text, "usage-rules-title"))
        .gap()
        .line(tr!(text, "usage-rules-told", percents = text.percents(&rules.thresholds)))
        .line(line)
        .gap()
        .line(tr!(text, "usage-rules-care"))
        .row([
            Button::act(label!(text, "usage-rules-thresholds"), Action::UsageThresholds),
            Button::act(button, Action::UsageStops { on: !rules.stops }),
        ])
        .back(text, Route::Settings)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let of = |thresholds: &[i64], stops| Model {
        rules: Rules { thresholds: thresholds.to_vec(), stops, zone: chrono_tz::UTC },
    };
    vec![("usual", of(&[80, 90], true)), ("tells", of(&[], false))]
}
