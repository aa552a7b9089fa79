//! Settings: the reader's own, and the house's.
//! The first start is found again here.

pub mod house;
pub mod notices;
pub mod reading;
pub mod test_keys;
pub mod usage;

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{Button, View},
    },
    domain::role::Permission,
    text::{Text, label, tr},
};

/// What the reader may set.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    house: bool,
}

/// Looks at what the reader may set.
pub const fn load(context: Context<'_>) -> Model {
    Model { house: context.may(Permission::HouseChange) }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let mut buttons = vec![
        Button::go(label!(text, "settings-reading"), Route::Reading),
        Button::go(label!(text, "settings-notices"), Route::Notices),
    ];
    if model.house {
        buttons.push(Button::go(label!(text, "settings-house"), Route::House));
        buttons.push(Button::go(label!(text, "settings-usage"), Route::UsageRules));
        buttons.push(Button::go(label!(text, "settings-test-keys"), Route::TestKeys));
        buttons.push(Button::act(label!(text, "settings-setup"), Action::SetupOver { over: false }));
    }
    View::titled(&[], &tr!(text, "settings-title")).column(buttons).back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    vec![("owner", Model { house: true }), ("other", Model { house: false })]
}
