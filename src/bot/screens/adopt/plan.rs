//! Asks which plan a rule's keys are to have, or whether they stay as they are.
//! Each tap carries the version that was shown.

use super::choice;
use crate::{
    bot::{
        routes::{Action, Route},
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::{AdoptionId, PlanId},
        plan::{Plan, PlanState},
    },
    service::Outcome,
    store::{self, Access, adoptions::Adoption},
    text::{Text, label, tr},
};

/// A rule, and a page of plans.
#[derive(Debug, Clone)]
pub struct Model {
    adoption: Adoption,
    rule: i64,
    plans: Vec<Plan>,
    first: bool,
    more: Option<PlanId>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, id: AdoptionId, rule: i64, before: Option<PlanId>) -> Outcome<Model> {
    let (adoption, _) = choice::load(access, id, rule).await?;
    let mut plans = store::plans::page(access, PlanState::Active, before, PAGE + 1).await?;
    let more = ui::page(&mut plans).map(|plan| plan.id);
    Ok(Model { adoption, rule, plans, first: before.is_none(), more })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (adoption, version, rule) = (model.adoption.id, model.adoption.version, model.rule);
    let give = |label: String, plan| Button::act(label, Action::AdoptAs { adoption, version, rule, plan });
    let page = |before| Route::AdoptPlan { adoption, rule, before };
    View::titled(&choice::path(text, &model.adoption, rule), &tr!(text, "adopt-plan"))
        .gap()
        .line(tr!(text, "adopt-plan-ask"))
        .line(tr!(text, "adopt-plan-care"))
        .row([give(label!(text, "adopt-plan-none"), None)])
        .grid(model.plans.iter().map(|plan| {
            let name: String = plan.name.chars().take(50).collect();
            give(format!("🏷 {name}"), Some(plan.id))
        }))
        .turn(text, (!model.first).then(|| page(None)), model.more.map(|last| page(Some(last))))
        .back(text, Route::AdoptRule { adoption, rule })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let plan = crate::bot::screens::sample::plan();
    let more = Some(plan.id);
    let some = Model { adoption: choice::sample(), rule: 0, plans: vec![plan], first: false, more };
    let none = Model { rule: -1, plans: Vec::new(), first: true, more: None, ..some.clone() };
    vec![("some", some), ("none", none)]
}
