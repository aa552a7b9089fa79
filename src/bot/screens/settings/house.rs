//! The house's name, currency and time zone.
//! Toman or rial is asked only where the books are in rial.

use crate::{
    bot::{
        context::Context,
        routes::{Action, HouseField, Route},
        ui::{Button, View},
    },
    service::house::House,
    text::{Text, label, tr},
};

/// The house as set.
#[derive(Debug, Clone)]
pub struct Model {
    house: House,
}

/// Looks at it.
pub fn load(context: Context<'_>) -> Model {
    Model { house: context.house.clone() }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let house = &model.house;
    let edit = |label: String, field| Button::act(label, Action::HouseEdit { field });
    let rial = house.currency.code() == "IRR";
    let shown = if house.toman { tr!(text, "house-toman") } else { tr!(text, "house-rial") };
    let mut view = View::titled(&[tr!(text, "settings-title")], &tr!(text, "house-title"))
        .gap()
        .line(tr!(text, "house-line-name", name = house.name.as_str()))
        .line(tr!(text, "house-line-currency", currency = house.currency.code()))
        .maybe(rial.then_some(shown))
        .line(tr!(text, "house-line-zone", zone = house.zone.name()))
        .grid([
            edit(label!(text, "house-name"), HouseField::Name),
            edit(label!(text, "house-currency"), HouseField::Currency),
            edit(label!(text, "house-zone"), HouseField::Zone),
        ]);
    if rial {
        let label = if house.toman { label!(text, "house-show-rial") } else { label!(text, "house-show-toman") };
        view = view.row([Button::act(label, Action::Toman { on: !house.toman })]);
    }
    view.back(text, Route::Settings)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let house = House { name: "Nord Access".to_owned(), ..House::default() };
    let mut rial = house.clone();
    rial.currency = crate::domain::money::Currency::parse("IRR").unwrap_or(rial.currency);
    vec![("euro", Model { house }), ("toman", Model { house: rial })]
}
