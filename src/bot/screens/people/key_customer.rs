//! Asks whose a key is to be: somebody who is written down, somebody new, or whoever opens a link.
//! Only customers of the key's own seller are offered.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::{CustomerId, KeyId},
        key::Key,
    },
    service::{Outcome, Refusal},
    store::{
        self, Access,
        customers::{CustomerFilter, CustomerRow},
    },
    text::{Html, Text, label, tr},
};

/// A key, and a page of customers.
#[derive(Debug, Clone)]
pub struct Model {
    key: Key,
    present: Option<CustomerRow>,
    rows: Vec<CustomerRow>,
    first: bool,
    more: Option<CustomerId>,
}

/// Reads it, within the reader's scope.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    id: KeyId,
    before: Option<CustomerId>,
) -> Outcome<Model> {
    let scope = context.scope();
    let key = store::keys::get(access, scope, id).await?.ok_or(Refusal::NotFound)?;
    let present = match key.customer_id {
        Some(customer) => store::customers::row(access, scope, customer).await?,
        None => None,
    };
    let filter = CustomerFilter {
        representative: key.representative_id,
        houses_own: key.representative_id.is_none(),
        terms: Vec::new(),
    };
    let mut rows = store::customers::list(access, scope, &filter, before, PAGE + 1).await?;
    let more = ui::page(&mut rows).map(|row| row.customer.id);
    Ok(Model { key, present, rows, first: before.is_none(), more })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (key, version) = (model.key.id, model.key.version);
    let path = [tr!(text, "keys-title"), Html::isolated(text, &model.key.name)];
    let present = match &model.present {
        Some(row) => tr!(text, "key-line-customer", name = row.customer.name.as_str()),
        None => tr!(text, "key-no-customer"),
    };
    let give = |row: &CustomerRow| {
        let label = format!("👤 {}", row.customer.name.chars().take(50).collect::<String>());
        Button::act(label, Action::KeyGive { key, version, customer: Some(row.customer.id) })
    };
    let mut view =
        View::titled(&path, &tr!(text, "key-customer")).gap().line(present).line(tr!(text, "key-customer-ask"));
    if let Some(row) = &model.present {
        view = view.row([
            Button::go(label!(text, "key-customer-open"), Route::Customer { customer: row.customer.id, before: None }),
            Button::act(label!(text, "key-customer-none"), Action::KeyGive { key, version, customer: None }),
        ]);
    }
    if model.present.as_ref().is_none_or(|row| row.customer.person_id.is_none()) {
        view = view.row([Button::act(label!(text, "key-claim"), Action::KeyClaim { key })]);
    }
    view = view
        .row([Button::act(label!(text, "customers-new"), Action::NewCustomer { key: Some(key) })])
        .grid(model.rows.iter().map(give));
    let page = |before| Route::KeyCustomer { key, before };
    let mut turn = Vec::new();
    if !model.first {
        turn.push(Button::go(label!(text, "button-first-page"), page(None)));
    }
    if let Some(last) = model.more {
        turn.push(Button::go(label!(text, "button-more"), page(Some(last))));
    }
    view.row(turn).back(text, Route::Key { key })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let key = crate::bot::screens::sample::key();
    let rows = crate::bot::screens::sample::customers();
    let more = rows.last().map(|row| row.customer.id);
    let free = Model { key, present: None, rows: rows.clone(), first: false, more };
    let held = Model { present: rows.first().cloned(), first: true, more: None, ..free.clone() };
    vec![("free", free), ("held", held)]
}
