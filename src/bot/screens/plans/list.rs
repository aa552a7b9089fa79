//! Plans that are sold, or archived ones.
//! An empty house is offered three ready-made ones, which only lack their price; one that has archived all, these again.

use crate::{
    bot::{
        context::Context,
        flows::new_plan::{preset_name, preset_values},
        routes::{Action, Preset, Route},
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::PlanId,
        plan::{Lifetime, Plan, PlanState},
        role::Permission,
    },
    service::{Outcome, representatives},
    store::{self, Access},
    text::{Text, label, tr},
};

/// Plans of one state.
#[derive(Debug, Clone)]
pub struct Model {
    archived: bool,
    plans: Vec<Plan>,
    first: bool,
    more: Option<PlanId>,
    /// Archived ones that can be sold again, where none is sold.
    again: Vec<Plan>,
    /// Ready-made ones that the house has none like of.
    presets: Vec<Preset>,
    may_change: bool,
}

/// The three plans that a house can begin with.
pub const PRESETS: [Preset; 3] = [Preset::Month50, Preset::MonthUnlimited, Preset::Quarter150];

/// The ready-made plans that the house has none like of, sold or archived.
pub async fn presets(access: &mut impl Access) -> Outcome<Vec<Preset>> {
    let mut without_twin = Vec::new();
    for preset in PRESETS {
        let (days, quota) = preset_values(preset);
        if !store::plans::gives(access, Lifetime::Days(days), quota).await? {
            without_twin.push(preset);
        }
    }
    Ok(without_twin)
}

/// Reads a page.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    archived: bool,
    before: Option<PlanId>,
) -> Outcome<Model> {
    let state = if archived { PlanState::Archived } else { PlanState::Active };
    let mut plans = store::plans::page(access, state, before, PAGE + 1).await?;
    let more = ui::page(&mut plans).map(|plan| plan.id);
    let allowance = representatives::allowance(access, &context.known.actor).await?;
    plans.retain(|plan| allowance.plan(plan.id));
    let may_change = context.may(Permission::PlanChange);
    let begins = may_change && !archived && plans.is_empty() && before.is_none();
    Ok(Model {
        archived,
        plans,
        first: before.is_none(),
        more,
        again: if begins { store::plans::page(access, PlanState::Archived, None, PAGE).await? } else { Vec::new() },
        presets: if begins { presets(access).await? } else { Vec::new() },
        may_change,
    })
}

/// Shows them.
pub fn view(model: &Model, text: &Text) -> View {
    let title = if model.archived { tr!(text, "plans-archived-title") } else { tr!(text, "plans-title") };
    let mut view = View::titled(&[], &title);
    if model.plans.is_empty() {
        view = view.gap().line(if model.archived {
            tr!(text, "plans-archived-none")
        } else if model.again.is_empty() {
            tr!(text, "plans-none")
        } else {
            tr!(text, "plans-none-sold")
        });
    }
    view = view.column(model.plans.iter().map(|plan| {
        let label = label!(text, "form-new-key-plan", name = plan.name.as_str(), price = plan.price);
        Button::go(label, Route::Plan { plan: plan.id })
    }));
    let page = |before: Option<PlanId>| match before {
        Some(before) => Route::PlansPage { archived: model.archived, before },
        None => Route::Plans { archived: model.archived },
    };
    let first = (!model.first).then(|| page(None));
    view = view.turn(text, first, model.more.map(|last| page(Some(last))));
    if model.may_change && !model.archived {
        view = view
            .column(model.again.iter().map(|plan| {
                let action = Action::PlanArchive { plan: plan.id, version: plan.version, archive: false };
                Button::act(label!(text, "plans-again", name = plan.name.as_str(), price = plan.price), action)
            }))
            .column(model.presets.iter().map(|preset| ready_made(*preset, text)));
        view = view.row([
            Button::act(label!(text, "plans-new"), Action::NewPlan { preset: None }),
            Button::go(label!(text, "plans-archived"), Route::Plans { archived: true }),
        ]);
    }
    view.back(text, if model.archived { Route::Plans { archived: false } } else { Route::Home })
}

/// The button that begins a ready-made plan.
pub fn ready_made(preset: Preset, text: &Text) -> Button {
    Button::act(preset_name(text, preset), Action::NewPlan { preset: Some(preset) })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let plan = crate::bot::screens::sample::plan();
    let some = Model {
        archived: false,
        first: true,
        more: Some(plan.id),
        again: Vec::new(),
        presets: Vec::new(),
        plans: vec![plan.clone()],
        may_change: true,
    };
    let none = Model { plans: Vec::new(), more: None, presets: PRESETS.to_vec(), ..some.clone() };
    let again = Model { again: vec![plan], presets: PRESETS[1..].to_vec(), ..none.clone() };
    let archived = Model { archived: true, plans: Vec::new(), first: false, more: None, ..some.clone() };
    let read_only = Model { may_change: false, ..some.clone() };
    vec![("some", some), ("none", none), ("again", again), ("archived", archived), ("read-only", read_only)]
}
