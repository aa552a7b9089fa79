//! A representative's page: what they have, what they may sell, who acts for them, and what can be done about it.
//! Limits hold for what is made from now on, and the page says so.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route, SellerDeed, SellerField, Selling},
        screens::people::words::with_username,
        ui::{Button, View},
    },
    domain::{chart::UsageOf, ids::RepresentativeId, representative::RepresentativeState, role::Permission},
    service::{Outcome, Refusal},
    store::{self, Access, representatives::RepresentativeRow},
    text::{Html, Text, label, tr},
};

/// A representative.
#[derive(Debug, Clone)]
pub struct Model {
    row: RepresentativeRow,
    plans: i64,
    servers: i64,
    /// How many keys count against the limit.
    living: i64,
    may_change: bool,
    may_view: bool,
    sees_people: bool,
}

fn length<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: RepresentativeId) -> Outcome<Model> {
    let row = store::representatives::row(access, id).await?.ok_or(Refusal::NotFound)?;
    Ok(Model {
        row,
        plans: length(&store::representatives::plans(access, id).await?),
        servers: length(&store::representatives::servers(access, id).await?),
        living: store::representatives::living_keys(access, id).await?,
        may_change: context.may(Permission::RepresentativeChange),
        may_view: context.may(Permission::ViewAs),
        sees_people: context.may(Permission::PeopleRead),
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (row, of) = (&model.row, &model.row.representative);
    let state = match of.state {
        RepresentativeState::Active => tr!(text, "seller-active"),
        RepresentativeState::Suspended => tr!(text, "seller-suspended"),
        RepresentativeState::Removed => tr!(text, "seller-removed"),
    };
    let person = match &row.person {
        Some(name) => tr!(text, "seller-person", name = with_username(name, row.username.as_deref())),
        None => tr!(text, "seller-nobody"),
    };
    let limit = of.max_keys.map_or_else(|| label!(text, "seller-no-limit"), |n| text.number(n));
    let over = of.max_keys.filter(|most| *most < model.living);
    let plans =
        if of.all_plans { tr!(text, "seller-all-plans") } else { tr!(text, "seller-plans", count = model.plans) };
    let servers = if of.all_servers {
        tr!(text, "seller-all-servers")
    } else {
        tr!(text, "seller-servers", count = model.servers)
    };
    let view = View::titled(&[tr!(text, "sellers-title")], &Html::isolated(text, &of.name))
        .line(state)
        .gap()
        .line(tr!(text, "seller-keys", active = row.active, stopped = row.stopped))
        .line(tr!(text, "seller-customers", count = row.customers))
        .line(person)
        .gap()
        .line(tr!(text, "seller-limit", limit = limit))
        .maybe(over.map(|most| tr!(text, "seller-over-limit", count = model.living, most = most)))
        .line(plans)
        .line(servers)
        .line(tr!(text, "seller-tests", count = of.tests_a_day));
    buttons(view, model, text).back(text, Route::Representatives { before: None })
}

fn buttons(view: View, model: &Model, text: &Text) -> View {
    let of = &model.row.representative;
    let (representative, version) = (of.id, of.version);
    let mut grid = Vec::new();
    let customers = Route::Customers { representative: Some(representative), before: None };
    grid.push(Button::go(label!(text, "button-customers"), customers));
    let usage = Route::Usage { of: UsageOf::Representative(representative) };
    grid.push(Button::go(label!(text, "key-usage"), usage));
    if let Some(person) = of.person.filter(|_| model.sees_people) {
        grid.push(Button::go(label!(text, "seller-open-person"), Route::Person { person }));
    }
    if of.state == RepresentativeState::Removed {
        return view.grid(grid);
    }
    if model.may_view {
        grid.push(Button::act(label!(text, "seller-view-as"), Action::ViewAs { representative }));
    }
    if model.may_change {
        let edit = |name, field| Button::act(name, Action::SellerEdit { representative, field });
        let deed = |name, deed| Button::act(name, Action::SellerDo { representative, version, deed });
        grid.push(edit(label!(text, "seller-edit-keys"), SellerField::Keys));
        let sells = |what| Route::Sells { representative, what };
        grid.push(Button::go(label!(text, "seller-edit-plans"), sells(Selling::Plans)));
        grid.push(Button::go(label!(text, "seller-edit-servers"), sells(Selling::Servers)));
        grid.push(edit(label!(text, "seller-edit-tests"), SellerField::Tests));
        grid.push(edit(label!(text, "seller-rename"), SellerField::Name));
        grid.push(Button::act(label!(text, "seller-hand-over"), Action::HandSeller { representative }));
        grid.push(if of.state == RepresentativeState::Active {
            deed(label!(text, "person-suspend"), SellerDeed::Suspend)
        } else {
            deed(label!(text, "person-resume"), SellerDeed::Resume)
        });
        grid.push(Button::go(label!(text, "person-remove"), Route::RepresentativeRemove { representative }));
    }
    view.grid(grid)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::sellers();
    let names = ["active", "suspended"];
    let one = |row: RepresentativeRow| Model {
        living: row.active + row.stopped,
        row,
        plans: 2,
        servers: 1,
        may_change: true,
        may_view: true,
        sees_people: true,
    };
    let mut samples: Vec<_> = names.into_iter().zip(rows).map(|(name, row)| (name, one(row))).collect();
    if let Some((_, mut over)) = samples.first().cloned() {
        (over.row.representative.max_keys, over.living) = (Some(10), 38);
        samples.push(("over-limit", over));
    }
    samples
}
