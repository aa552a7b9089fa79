//! Customers, a page at a time, newest first: one's own, or for the house everybody's or one representative's.
//! Read within the reader's scope.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::{CustomerId, RepresentativeId},
        role::{Permission, Scope},
    },
    service::Outcome,
    store::{
        self, Access,
        customers::{CustomerFilter, CustomerRow},
    },
    text::{Html, Text, label, tr},
};

/// A page of customers.
#[derive(Debug, Clone)]
pub struct Model {
    of: Option<(RepresentativeId, String)>,
    rows: Vec<CustomerRow>,
    first: bool,
    more: Option<CustomerId>,
    may_change: bool,
    may_see_invitations: bool,
}

/// Reads a page.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    representative: Option<RepresentativeId>,
    before: Option<CustomerId>,
) -> Outcome<Model> {
    // For a representative there are no others to choose among.
    let of = match representative.filter(|_| context.scope() == Scope::House) {
        Some(id) => store::representatives::get(access, id).await?.map(|r| (id, r.name)),
        None => None,
    };
    let filter = CustomerFilter { representative: of.as_ref().map(|(id, _)| *id), ..CustomerFilter::default() };
    let mut rows = store::customers::list(access, context.scope(), &filter, before, PAGE + 1).await?;
    let more = ui::page(&mut rows).map(|row| row.customer.id);
    Ok(Model {
        may_change: of.is_none() && context.may(Permission::CustomerChange),
        may_see_invitations: context.scope() != Scope::House && context.may(Permission::InvitationRead),
        of,
        rows,
        first: before.is_none(),
        more,
    })
}

/// A customer's button in a list.
pub fn button(row: &CustomerRow, text: &Text) -> Button {
    let mark = if row.customer.person_id.is_some() { "👤" } else { "▫" };
    let label = label!(text, "customers-button", mark = mark, name = row.customer.name.as_str(), keys = row.keys);
    Button::go(label, Route::Customer { customer: row.customer.id, before: None })
}

/// Shows a page.
pub fn view(model: &Model, text: &Text) -> View {
    let title = tr!(text, "customers-title");
    let mut view = match &model.of {
        Some((_, name)) => View::titled(&[tr!(text, "sellers-title"), Html::isolated(text, name)], &title),
        None => View::titled(&[], &title),
    };
    if model.rows.is_empty() {
        view = view.gap().line(tr!(text, "customers-none"));
    }
    view = view.column(model.rows.iter().map(|row| button(row, text)));
    let of = model.of.as_ref().map(|(id, _)| *id);
    let page = |before| Route::Customers { representative: of, before };
    let mut turn = Vec::new();
    if !model.first {
        turn.push(Button::go(label!(text, "button-first-page"), page(None)));
    }
    if let Some(last) = model.more {
        turn.push(Button::go(label!(text, "button-more"), page(Some(last))));
    }
    view = view.row(turn);
    let mut row = Vec::new();
    if model.may_change {
        row.push(Button::act(label!(text, "customers-new"), Action::NewCustomer { key: None }));
    }
    if model.may_see_invitations {
        row.push(Button::go(label!(text, "button-invitations"), Route::Invitations { before: None }));
    }
    let back = of.map_or(Route::Home, |representative| Route::Representative { representative });
    view.row(row).back(text, back)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::customers();
    let more = rows.last().map(|row| row.customer.id);
    let own = Model { of: None, rows, first: false, more, may_change: true, may_see_invitations: true };
    let of = Some((RepresentativeId(1), "Sara’s shop".to_owned()));
    let none = Model { of, rows: Vec::new(), first: true, more: None, may_change: false, may_see_invitations: false };
    vec![("own", own), ("none", none)]
}
