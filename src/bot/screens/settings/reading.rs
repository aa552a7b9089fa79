//! How the reader reads: language, digits, calendar.
//! A language brings the digits and the calendar that its readers are used to; each can then be chosen.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{Button, View},
    },
    domain::{
        person::{Calendar, Language, Numerals, Reading},
        role::Permission,
    },
    text::{Text, label, tr},
};
use chrono::{DateTime, Utc};

/// How they read now.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    reading: Reading,
    now: DateTime<Utc>,
    setup: bool,
}

/// Looks at it.
pub fn load(context: Context<'_>) -> Model {
    let setup = context.may(Permission::HouseChange) && context.house.next_step().is_some();
    Model { reading: context.known.person.reading, now: context.now, setup }
}

/// Shows it. The languages' own names are the same in every language.
pub fn view(model: &Model, text: &Text) -> View {
    let chosen = |on: bool, label: String| if on { format!("✅ {label}") } else { label };
    let reading = model.reading;
    let language = |language: Language, name: &str| {
        Button::act(chosen(reading.language == language, name.to_owned()), Action::Speak { language })
    };
    let numerals = |numerals: Numerals, name: String| {
        Button::act(chosen(reading.numerals == numerals, name), Action::Count { numerals })
    };
    let calendar = |calendar: Calendar, name: String| {
        Button::act(chosen(reading.calendar == calendar, name), Action::Date { calendar })
    };
    let mut view = View::titled(&[tr!(text, "settings-title")], &tr!(text, "reading-title"))
        .gap()
        .line(tr!(text, "reading-example", date = text.date_time(model.now), number = 1_250_000_i64))
        .row([language(Language::En, "English"), language(Language::Fa, "فارسی")])
        .row([
            numerals(Numerals::Latin, label!(text, "reading-latin")),
            numerals(Numerals::Persian, label!(text, "reading-persian")),
        ])
        .row([
            calendar(Calendar::Gregorian, label!(text, "reading-gregorian")),
            calendar(Calendar::Jalali, label!(text, "reading-jalali")),
        ]);
    if model.setup {
        view = view.row([Button::go(label!(text, "button-setup-on"), Route::Setup)]);
    }
    view.back(text, Route::Settings)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let now = crate::bot::screens::sample::now();
    vec![("some", Model { reading: Reading::usual(Language::En), now, setup: true })]
}
