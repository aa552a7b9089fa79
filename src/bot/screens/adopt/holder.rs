//! Asks who is to hold a rule's keys: nobody, a customer for each, or one who is written down.
//! Only customers of those whose keys they become are offered.

use super::choice;
use crate::{
    bot::{
        context::Context,
        routes::{Action, Route, RuleDeed},
        ui::{self, Button, PAGE, View},
    },
    domain::ids::{AdoptionId, CustomerId},
    service::{Outcome, Refusal},
    store::{
        self, Access,
        adoptions::Adoption,
        customers::{CustomerFilter, CustomerRow},
    },
    text::{Text, label, tr},
};

/// A rule, and a page of customers.
#[derive(Debug, Clone)]
pub struct Model {
    adoption: Adoption,
    rule: i64,
    rows: Vec<CustomerRow>,
    first: bool,
    more: Option<CustomerId>,
}

/// Reads it.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    id: AdoptionId,
    rule: i64,
    before: Option<CustomerId>,
) -> Outcome<Model> {
    let (adoption, terms) = choice::load(access, id, rule).await?;
    let to = terms.ok_or(Refusal::NotFound)?.to;
    let filter = CustomerFilter { representative: to, houses_own: to.is_none(), terms: Vec::new() };
    let mut rows = store::customers::list(access, context.scope(), &filter, before, PAGE + 1).await?;
    let more = ui::page(&mut rows).map(|row| row.customer.id);
    Ok(Model { adoption, rule, rows, first: before.is_none(), more })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (adoption, version, rule) = (model.adoption.id, model.adoption.version, model.rule);
    let deed = |label: String, deed| Button::act(label, Action::AdoptRuleDo { adoption, version, rule, deed });
    let page = |before| Route::AdoptHolder { adoption, rule, before };
    View::titled(&choice::path(text, &model.adoption, rule), &tr!(text, "adopt-holder"))
        .gap()
        .line(tr!(text, "adopt-holder-ask"))
        .row([
            deed(label!(text, "adopt-holder-nobody"), RuleDeed::Nobody),
            deed(label!(text, "adopt-holder-each"), RuleDeed::Each),
        ])
        .grid(model.rows.iter().map(|row| {
            let name: String = row.customer.name.chars().take(50).collect();
            let customer = row.customer.id;
            Button::act(format!("👤 {name}"), Action::AdoptFor { adoption, version, rule, customer })
        }))
        .turn(text, (!model.first).then(|| page(None)), model.more.map(|last| page(Some(last))))
        .back(text, Route::AdoptRule { adoption, rule })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::customers();
    let more = rows.last().map(|row| row.customer.id);
    vec![("some", Model { adoption: choice::sample(), rule: 0, rows, first: false, more })]
}
