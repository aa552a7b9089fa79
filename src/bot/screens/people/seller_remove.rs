//! Asks before a representative is removed, and says what that takes along.
//! Its button carries the version that was shown: who was changed meanwhile is not removed.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route, SellerDeed},
        ui::{Button, View},
    },
    domain::ids::RepresentativeId,
    service::{Outcome, Refusal},
    store::{self, Access, representatives::RepresentativeRow},
    text::{Html, Text, label, tr},
};

/// The representative in question.
#[derive(Debug, Clone)]
pub struct Model {
    row: RepresentativeRow,
}

/// Reads it.
pub async fn load(access: &mut impl Access, _: Context<'_>, id: RepresentativeId) -> Outcome<Model> {
    Ok(Model { row: store::representatives::row(access, id).await?.ok_or(Refusal::NotFound)? })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (row, of) = (&model.row, &model.row.representative);
    let path = [tr!(text, "sellers-title"), Html::isolated(text, &of.name)];
    let action = Action::SellerDo { representative: of.id, version: of.version, deed: SellerDeed::Remove };
    let keys = row.active.saturating_add(row.stopped);
    View::titled(&path, &tr!(text, "seller-remove-title"))
        .gap()
        .line(tr!(text, "seller-remove-lost", name = of.name.as_str()))
        .line(tr!(text, "seller-remove-keys", count = keys))
        .maybe((row.customers > 0).then(|| tr!(text, "seller-remove-customers", count = row.customers)))
        .row([
            Button::act(label!(text, "person-remove-yes"), action),
            Button::go(label!(text, "button-keep-person"), Route::Representative { representative: of.id }),
        ])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::sellers();
    rows.into_iter().take(1).map(|row| ("ask", Model { row })).collect()
}
