//! A plan's page: what it gives, what it costs, and its changes.
//! An archived plan can be sold again; nothing deletes one.

use crate::{
    bot::{
        context::Context,
        routes::{Action, PlanField, Route, StopRule},
        ui::{self, Button, View},
    },
    domain::{
        ids::PlanId,
        plan::{Plan, PlanState},
        quota::QuotaPeriod,
        role::Permission,
    },
    service::{Outcome, Refusal, usage},
    store::{self, Access},
    text::{Html, Text, label, tr},
};

/// A plan and what the reader may do with it.
#[derive(Debug, Clone)]
pub struct Model {
    plan: Plan,
    period: QuotaPeriod,
    /// Whether its keys stop when they are used up; `None`: as the house says, which is the second.
    stops: (Option<bool>, bool),
    may_change: bool,
    may_create: bool,
    setup: bool,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: PlanId) -> Outcome<Model> {
    let (period, stops) = store::usage::of_plan(access, id).await?.unwrap_or((QuotaPeriod::Total, None));
    Ok(Model {
        plan: store::plans::get(access, id).await?.ok_or(Refusal::NotFound)?,
        period,
        stops: (stops, usage::rules(access).await?.stops),
        may_change: context.may(Permission::PlanChange),
        may_create: context.may(Permission::KeyCreate),
        setup: context.may(Permission::HouseChange) && context.house.next_step().is_some(),
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let plan = &model.plan;
    let active = plan.state == PlanState::Active;
    let edit = |label: String, field| Button::act(label, Action::PlanEdit { plan: plan.id, field });
    let mut view = View::titled(&[tr!(text, "plans-title")], &Html::isolated(text, &plan.name))
        .maybe((!active).then(|| tr!(text, "plan-line-archived")))
        .gap()
        .line(tr!(text, "plan-line-life", life = text.lifetime(plan.lifetime)))
        .line(tr!(text, "plan-line-quota", quota = ui::quota(text, plan.quota, model.period)))
        .maybe(plan.quota.map(|_| stops_line(model.stops, text)))
        .line(tr!(text, "plan-line-price", price = text.money(plan.price)));
    if model.setup {
        view = view.row([Button::go(label!(text, "button-setup-on"), Route::Setup)]);
    }
    if active && model.may_create {
        let action = Action::NewKey { server: None, plan: Some(plan.id) };
        view = view.row([Button::act(label!(text, "button-new-key"), action)]);
    }
    if model.may_change {
        let archive = Action::PlanArchive { plan: plan.id, version: plan.version, archive: active };
        let archive_label = if active { label!(text, "plan-archive") } else { label!(text, "plan-restore") };
        view = view
            .line(tr!(text, "plan-line-care"))
            .grid([
                edit(label!(text, "plan-price"), PlanField::Price),
                edit(label!(text, "plan-quota"), PlanField::Quota),
                edit(label!(text, "plan-period"), PlanField::Period),
                edit(label!(text, "plan-life"), PlanField::Life),
                edit(label!(text, "plan-name"), PlanField::Name),
            ])
            .grid(stop_buttons(model, text))
            .row([Button::act(archive_label, archive)]);
    }
    view.back(text, Route::Plans { archived: !active })
}

fn stops_line((own, house): (Option<bool>, bool), text: &Text) -> Html {
    let mut line = if own.unwrap_or(house) { tr!(text, "key-line-stops") } else { tr!(text, "key-line-tells") };
    if own.is_none() {
        line.push(&Html::plain(" · "));
        line.push(&tr!(text, "key-origin-house"));
    }
    line
}

/// What else could hold for its keys when they are used up. Unlike the rest it holds for keys that were sold as well.
fn stop_buttons(model: &Model, text: &Text) -> Vec<Button> {
    if model.plan.quota.is_none() {
        return Vec::new();
    }
    let (own, house) = model.stops;
    let to = |label: String, rule| {
        Button::act(label, Action::PlanStops { plan: model.plan.id, version: model.plan.version, rule })
    };
    let mut buttons = vec![if own.unwrap_or(house) {
        to(label!(text, "key-stop-off"), StopRule::Tells)
    } else {
        to(label!(text, "key-stop-on"), StopRule::Stops)
    }];
    if own.is_some() {
        buttons.push(to(label!(text, "plan-stop-house"), StopRule::House));
    }
    buttons
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let plan = crate::bot::screens::sample::plan();
    let archived = Plan { state: PlanState::Archived, quota: None, ..plan.clone() };
    let stops = (None, true);
    let model =
        |plan| Model { plan, period: QuotaPeriod::Total, stops, may_change: true, may_create: true, setup: false };
    let read_only = Model { may_change: false, setup: true, ..model(plan.clone()) };
    let tells = Model { stops: (Some(false), true), ..model(plan.clone()) };
    vec![("active", model(plan)), ("tells", tells), ("archived", model(archived)), ("read-only", read_only)]
}
