//! Plans that are sold, or archived ones.
//! An empty house is offered three ready-made ones, which only lack their price.

use crate::{
    bot::{
        context::Context,
        flows::new_plan::preset_name,
        routes::{Action, Preset, Route},
        ui::{Button, View},
    },
    domain::{
        plan::{Plan, PlanState},
        role::Permission,
    },
    service::Outcome,
    store::{self, Access},
    text::{Text, label, tr},
};

/// Plans of one state.
#[derive(Debug, Clone)]
pub struct Model {
    archived: bool,
    plans: Vec<Plan>,
    may_change: bool,
}

/// The three plans that a house can begin with.
pub const PRESETS: [Preset; 3] = [Preset::Month50, Preset::MonthUnlimited, Preset::Quarter150];

/// Reads them.
pub async fn load(access: &mut impl Access, context: Context<'_>, archived: bool) -> Outcome<Model> {
    let state = if archived { PlanState::Archived } else { PlanState::Active };
    let plans = store::plans::list(access, state).await?;
    Ok(Model { archived, plans, may_change: context.may(Permission::PlanChange) })
}

/// Shows them.
pub fn view(model: &Model, text: &Text) -> View {
    let title = if model.archived { tr!(text, "plans-archived-title") } else { tr!(text, "plans-title") };
    let mut view = View::titled(&[], &title);
    if model.plans.is_empty() {
        view = view.gap().line(if model.archived { tr!(text, "plans-archived-none") } else { tr!(text, "plans-none") });
    }
    view = view.column(model.plans.iter().map(|plan| {
        let label = label!(text, "form-new-key-plan", name = plan.name.as_str(), price = plan.price);
        Button::go(label, Route::Plan { plan: plan.id })
    }));
    if model.may_change && !model.archived {
        if model.plans.is_empty() {
            view = view.column(
                PRESETS
                    .iter()
                    .map(|preset| Button::act(preset_name(text, *preset), Action::NewPlan { preset: Some(*preset) })),
            );
        }
        view = view.row([
            Button::act(label!(text, "plans-new"), Action::NewPlan { preset: None }),
            Button::go(label!(text, "plans-archived"), Route::Plans { archived: true }),
        ]);
    }
    view.back(text, if model.archived { Route::Plans { archived: false } } else { Route::Home })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let plan = crate::bot::screens::sample::plan();
    let some = Model { archived: false, plans: vec![plan], may_change: true };
    let none = Model { plans: Vec::new(), ..some.clone() };
    let archived = Model { archived: true, plans: Vec::new(), ..some.clone() };
    let read_only = Model { may_change: false, ..some.clone() };
    vec![("some", some), ("none", none), ("archived", archived), ("read-only", read_only)]
}
