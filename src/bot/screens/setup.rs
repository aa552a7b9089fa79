//! The first start: what is done, what comes next, and how to skip it. It is found again in Settings.
//! What is done is seen from what the use cases have marked; leaving and coming back goes on where it was. Where a step
//! wants words, these can be typed right here: the session holds the step's form while this screen is shown.

use crate::{
    bot::{
        context::Context,
        routes::{Action, HouseField, Preset, Route, Step},
        screens::plans::list,
        ui::{Button, View},
    },
    domain::person::Language,
    service::{Outcome, house::SetupStep},
    store::Access,
    text::{Text, label, tr},
};
use std::collections::BTreeSet;

/// How far it is.
#[derive(Debug, Clone)]
pub struct Model {
    done: BTreeSet<SetupStep>,
    skipped: BTreeSet<SetupStep>,
    next: Option<SetupStep>,
    /// Ready-made plans that the house has none like of, where a plan is next.
    presets: Vec<Preset>,
}

/// Looks at it.
pub async fn load(access: &mut impl Access, context: Context<'_>) -> Outcome<Model> {
    let next = context.house.next_step();
    let presets = if next == Some(SetupStep::Plan) { list::presets(access).await? } else { Vec::new() };
    Ok(Model { done: context.house.setup.clone(), skipped: context.house.skipped.clone(), next, presets })
}

/// The step as a button carries it.
const fn code(step: SetupStep) -> Step {
    match step {
        SetupStep::Language => Step::Language,
        SetupStep::Name => Step::Name,
        SetupStep::Currency => Step::Currency,
        SetupStep::Zone => Step::Zone,
        SetupStep::Server => Step::Server,
        SetupStep::Plan => Step::Plan,
        SetupStep::Key => Step::Key,
        SetupStep::Representative => Step::Representative,
        SetupStep::Backup => Step::Backup,
    }
}

/// The step that a button carried.
pub const fn step(code: Step) -> SetupStep {
    match code {
        Step::Language => SetupStep::Language,
        Step::Name => SetupStep::Name,
        Step::Currency => SetupStep::Currency,
        Step::Zone => SetupStep::Zone,
        Step::Server => SetupStep::Server,
        Step::Plan => SetupStep::Plan,
        Step::Key => SetupStep::Key,
        Step::Representative => SetupStep::Representative,
        Step::Backup => SetupStep::Backup,
    }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    // As Home counts: what was skipped is passed, too.
    let (done, of) = (model.done.union(&model.skipped).count(), SetupStep::ALL.len());
    let mut view = View::titled(&[], &tr!(text, "setup-title", done = done, of = of)).gap();
    for step in SetupStep::ALL {
        let mark = if model.done.contains(step) {
            "✅"
        } else if model.skipped.contains(step) {
            "⏭"
        } else if model.next == Some(*step) {
            "👉"
        } else {
            "▫️"
        };
        let name = text.lookup(&format!("setup-step-{}", step.as_str())).unwrap_or_default();
        view = view.line(tr!(text, "setup-line", mark = mark, step = crate::text::Html::plain(&name)));
    }
    let Some(next) = model.next else {
        return view.gap().line(tr!(text, "setup-all-done")).back(text, Route::Home);
    };
    let say = text.lookup(&format!("setup-say-{}", next.as_str())).unwrap_or_default();
    view = offer(view.gap().line(crate::text::Html::plain(&say)), next, &model.presets, text);
    view.row([
        Button::act(label!(text, "setup-skip"), Action::Skip { step: code(next) }),
        Button::act(label!(text, "setup-later"), Action::SetupOver { over: true }),
    ])
}

fn offer(view: View, next: SetupStep, presets: &[Preset], text: &Text) -> View {
    match next {
        SetupStep::Language => view.row([
            Button::act("English", Action::Speak { language: Language::En }),
            Button::act("فارسی", Action::Speak { language: Language::Fa }),
        ]),
        SetupStep::Name => {
            view.row([Button::act(label!(text, "house-name"), Action::HouseEdit { field: HouseField::Name })])
        }
        SetupStep::Currency => {
            view.row([Button::act(label!(text, "house-currency"), Action::HouseEdit { field: HouseField::Currency })])
        }
        SetupStep::Zone => {
            view.row([Button::act(label!(text, "house-zone"), Action::HouseEdit { field: HouseField::Zone })])
        }
        SetupStep::Server => view.row([Button::act(label!(text, "button-add-server"), Action::AddServer)]),
        SetupStep::Plan => view
            .column(presets.iter().map(|preset| list::ready_made(*preset, text)))
            .row([Button::act(label!(text, "plans-new"), Action::NewPlan { preset: None })]),
        SetupStep::Key => {
            view.row([Button::act(label!(text, "button-new-key"), Action::NewKey { server: None, plan: None })])
        }
        SetupStep::Representative => view.row([Button::act(label!(text, "sellers-new"), Action::InviteSeller)]),
        SetupStep::Backup => view.row([Button::go(label!(text, "button-backups"), Route::Backups { before: None })]),
    }
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let at = |n: usize| Model {
        done: SetupStep::ALL.iter().copied().take(n).filter(|s| *s != SetupStep::Zone).collect(),
        skipped: SetupStep::ALL.iter().copied().take(n).filter(|s| *s == SetupStep::Zone).collect(),
        next: SetupStep::ALL.get(n).copied(),
        presets: list::PRESETS.to_vec(),
    };
    vec![
        ("first", at(0)),
        ("server", at(4)),
        ("plan", at(5)),
        ("representative", at(7)),
        ("backup", at(8)),
        ("done", at(9)),
    ]
}
