//! What a representative may sell: everything, or what is ticked.
//! Each tick carries the version that was shown.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route, Selling},
        ui::{Button, View},
    },
    domain::{
        ids::{PlanId, RepresentativeId, ServerId},
        plan::PlanState,
        representative::Representative,
    },
    service::{Outcome, Refusal},
    store::{self, Access},
    text::{Html, Text, label, tr},
};

/// What there is to sell.
#[derive(Debug, Clone)]
enum Offers {
    Plans(Vec<(PlanId, String, bool)>),
    Servers(Vec<(ServerId, String, bool)>),
}

/// A representative, and what there is to sell.
#[derive(Debug, Clone)]
pub struct Model {
    of: Representative,
    offers: Offers,
}

/// More than so many aren't offered: a message has no room for them.
const MOST: usize = 40;

/// Reads it.
pub async fn load(access: &mut impl Access, _: Context<'_>, id: RepresentativeId, what: Selling) -> Outcome<Model> {
    let of = store::representatives::get(access, id).await?.ok_or(Refusal::NotFound)?;
    let offers = match what {
        Selling::Plans => {
            let ticked = store::representatives::plans(access, id).await?;
            let plans = store::plans::list(access, PlanState::Active).await?.into_iter().take(MOST);
            Offers::Plans(plans.map(|plan| (plan.id, plan.name, ticked.contains(&plan.id))).collect())
        }
        Selling::Servers => {
            let ticked = store::representatives::servers(access, id).await?;
            let most = i64::try_from(MOST).unwrap_or(i64::MAX);
            let servers = store::servers::list(access, None, most).await?.into_iter().map(|row| row.server);
            Offers::Servers(servers.map(|server| (server.id, server.name, ticked.contains(&server.id))).collect())
        }
    };
    Ok(Model { of, offers })
}

fn tick(name: &str, on: bool) -> String {
    let name: String = name.chars().take(50).collect();
    if on { format!("✅ {name}") } else { name }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let of = &model.of;
    let (representative, version) = (of.id, of.version);
    let path = [tr!(text, "sellers-title"), Html::isolated(text, &of.name)];
    let (title, what, all, one) = match &model.offers {
        Offers::Plans(_) => {
            (tr!(text, "seller-edit-plans"), Selling::Plans, of.all_plans, label!(text, "sells-all-plans"))
        }
        Offers::Servers(_) => {
            (tr!(text, "seller-edit-servers"), Selling::Servers, of.all_servers, label!(text, "sells-all-servers"))
        }
    };
    let everything = Action::SellAll { representative, version, what, all: !all };
    let mut view = View::titled(&path, &title)
        .gap()
        .line(if all { tr!(text, "sells-everything") } else { tr!(text, "sells-ticked") })
        .line(tr!(text, "sells-care"))
        .row([Button::act(tick(&one, all), everything)]);
    if !all {
        view = match &model.offers {
            Offers::Plans(plans) => view.grid(plans.iter().map(|(plan, name, on)| {
                Button::act(tick(name, *on), Action::SellPlan { representative, version, plan: *plan, on: !on })
            })),
            Offers::Servers(servers) => view.grid(servers.iter().map(|(server, name, on)| {
                Button::act(tick(name, *on), Action::SellServer { representative, version, server: *server, on: !on })
            })),
        };
    }
    view.back(text, Route::Representative { representative })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let mut rows = crate::bot::screens::sample::sellers().into_iter().map(|row| row.representative);
    let plans = vec![(PlanId(1), "50 GB · 30 days".to_owned(), true), (PlanId(2), "Unlimited".to_owned(), false)];
    let servers = vec![(ServerId(1), "Frankfurt".to_owned(), false)];
    let offers = [
        ("everything", Offers::Plans(plans.clone())),
        ("plans", Offers::Plans(plans)),
        ("servers", Offers::Servers(servers)),
    ];
    let first = rows.next();
    let second = rows.next();
    let of = [first, second.clone(), second];
    offers.into_iter().zip(of).filter_map(|((name, offers), of)| Some((name, Model { of: of?, offers }))).collect()
}
