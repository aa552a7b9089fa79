//! What test keys give, and how many the house's own people may make in a day.
//! How many a representative may make stands on the representative's page.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route, TestField},
        ui::{Button, View},
    },
    domain::{plan::Lifetime, test_key::TestTerms},
    text::{Text, label, tr},
};

/// The terms as set.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    tests: TestTerms,
}

/// Looks at them.
pub const fn load(context: Context<'_>) -> Model {
    Model { tests: context.house.tests }
}

/// Shows them.
pub fn view(model: &Model, text: &Text) -> View {
    let tests = &model.tests;
    let edit = |label: String, field| Button::act(label, Action::TestEdit { field });
    View::titled(&[tr!(text, "settings-title")], &tr!(text, "test-keys-title"))
        .gap()
        .line(tr!(text, "key-line-quota", quota = text.quota(Some(tests.quota))))
        .line(tr!(text, "plan-line-life", life = text.lifetime(Lifetime::Days(tests.days))))
        .line(match tests.staff_a_day {
            Some(most) => tr!(text, "test-keys-staff", count = most),
            None => tr!(text, "test-keys-staff-free"),
        })
        .line(tr!(text, "test-keys-note"))
        .grid([
            edit(label!(text, "key-quota"), TestField::Quota),
            edit(label!(text, "plan-life"), TestField::Days),
            edit(label!(text, "test-keys-staff-edit"), TestField::Staff),
        ])
        .back(text, Route::Settings)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let usual = TestTerms::default();
    vec![("usual", Model { tests: usual }), ("free", Model { tests: TestTerms { staff_a_day: None, ..usual } })]
}
