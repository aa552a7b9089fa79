//! A customer's page: who they are, what their seller remembers of them, and their keys.
//! Read within the reader's scope; their keys too.

use crate::{
    bot::{
        context::Context,
        routes::{Action, CustomerField, Route},
        screens::{
            keys::list::{self, Weeks},
            people::words::with_username,
        },
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::{CustomerId, KeyId},
        role::{Permission, Scope},
    },
    service::{Outcome, Refusal},
    store::{
        self, Access,
        customers::CustomerRow,
        keys::{KeyFilter, KeyRow},
    },
    text::{Html, Text, label, tr},
};

/// A customer, and a page of their keys.
#[derive(Debug, Clone)]
pub struct Model {
    row: CustomerRow,
    keys: Vec<KeyRow>,
    weeks: Weeks,
    first: bool,
    more: Option<KeyId>,
    may_change: bool,
}

/// Reads it, within the reader's scope.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    id: CustomerId,
    before: Option<KeyId>,
) -> Outcome<Model> {
    let mut row = store::customers::row(access, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    // Whose customer it is, is said to who sees everybody's.
    row.representative = row.representative.filter(|_| context.scope() == Scope::House);
    let filter = KeyFilter { customer: Some(id), ..KeyFilter::default() };
    let mut keys = store::keys::list(access, context.scope(), &filter, before, PAGE + 1).await?;
    let more = ui::page(&mut keys).map(|row| row.key.id);
    let weeks = list::weeks(access, context, &keys).await?;
    Ok(Model { row, keys, weeks, first: before.is_none(), more, may_change: context.may(Permission::CustomerChange) })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (row, of) = (&model.row, &model.row.customer);
    let customer = of.id;
    let person = match &row.person {
        Some(name) => tr!(text, "person-telegram", name = with_username(name, row.username.as_deref())),
        None => tr!(text, "customer-unclaimed"),
    };
    let mut view = View::titled(&[tr!(text, "customers-title")], &Html::isolated(text, &of.name))
        .line(person)
        .maybe(row.representative.as_deref().map(|name| tr!(text, "key-line-representative", name = name)))
        .line(tr!(text, "customer-keys", count = row.keys))
        .maybe((!of.note.is_empty()).then(|| tr!(text, "customer-note", note = of.note.as_str())))
        .line(tr!(text, "person-since", date = text.date(of.created_at)))
        .column(model.keys.iter().map(|row| list::button(row, false, &model.weeks, text)));
    let page = |before| Route::Customer { customer, before };
    let mut turn = Vec::new();
    if !model.first {
        turn.push(Button::go(label!(text, "button-first-page"), page(None)));
    }
    if let Some(last) = model.more {
        turn.push(Button::go(label!(text, "button-more"), page(Some(last))));
    }
    view = view.row(turn);
    if model.may_change {
        let edit = |name, field| Button::act(name, Action::CustomerEdit { customer, field });
        let hand =
            if of.person_id.is_some() { label!(text, "customer-hand-over") } else { label!(text, "customer-invite") };
        view = view.grid([
            Button::act(hand, Action::HandCustomer { customer }),
            edit(label!(text, "seller-rename"), CustomerField::Name),
            edit(label!(text, "customer-edit-note"), CustomerField::Note),
        ]);
    }
    view.back(text, Route::Customers { representative: None, before: None })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::customers();
    let keys: Vec<KeyRow> = crate::bot::screens::sample::key_rows().into_iter().take(2).collect();
    let names = ["claimed", "unclaimed"];
    let one = |row: CustomerRow| {
        let keys = if row.keys > 0 { keys.clone() } else { Vec::new() };
        Model { row, weeks: list::sample_weeks(&keys), keys, first: true, more: None, may_change: true }
    };
    names.into_iter().zip(rows).map(|(name, row)| (name, one(row))).collect()
}
