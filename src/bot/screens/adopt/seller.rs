//! Asks whose a rule's keys are to be: the house's or a representative's.
//! Each tap carries the version that was shown.

use super::choice;
use crate::{
    bot::{
        routes::{Action, Route},
        ui::{self, Button, PAGE, View},
    },
    domain::ids::{AdoptionId, RepresentativeId},
    service::Outcome,
    store::{self, Access, adoptions::Adoption, representatives::RepresentativeRow},
    text::{Text, label, tr},
};

/// A rule, and a page of representatives.
#[derive(Debug, Clone)]
pub struct Model {
    adoption: Adoption,
    rule: i64,
    rows: Vec<RepresentativeRow>,
    first: bool,
    more: Option<RepresentativeId>,
}

/// Reads it.
pub async fn load(
    access: &mut impl Access,
    id: AdoptionId,
    rule: i64,
    before: Option<RepresentativeId>,
) -> Outcome<Model> {
    let (adoption, _) = choice::load(access, id, rule).await?;
    let mut rows = store::representatives::list(access, &[], before, PAGE + 1).await?;
    let more = ui::page(&mut rows).map(|row| row.representative.id);
    Ok(Model { adoption, rule, rows, first: before.is_none(), more })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (adoption, version, rule) = (model.adoption.id, model.adoption.version, model.rule);
    let to = |label: String, to| Button::act(label, Action::AdoptTo { adoption, version, rule, to });
    let page = |before| Route::AdoptSeller { adoption, rule, before };
    View::titled(&choice::path(text, &model.adoption, rule), &tr!(text, "adopt-seller"))
        .gap()
        .line(tr!(text, "adopt-seller-ask"))
        .row([to(label!(text, "adopt-house-button"), None)])
        .grid(model.rows.iter().map(|row| {
            let name: String = row.representative.name.chars().take(50).collect();
            to(format!("🤝 {name}"), Some(row.representative.id))
        }))
        .turn(text, (!model.first).then(|| page(None)), model.more.map(|last| page(Some(last))))
        .back(text, Route::AdoptRule { adoption, rule })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::sellers();
    let more = rows.last().map(|row| row.representative.id);
    vec![("some", Model { adoption: choice::sample(), rule: 0, rows, first: false, more })]
}
