//! Asks before a person is removed, and says what that takes along.
//! Its button carries the version that was shown: who was changed meanwhile is not removed.

use crate::{
    bot::{
        context::Context,
        routes::{Action, PersonDeed, Route},
        ui::{Button, View},
    },
    domain::ids::PersonId,
    service::{
        Outcome, Refusal,
        staff::{self, Affected},
    },
    store::{self, Access, people::PersonRow},
    text::{Html, Text, label, tr},
};

/// The person in question.
#[derive(Debug, Clone)]
pub struct Model {
    row: PersonRow,
    affected: Affected,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: PersonId) -> Outcome<Model> {
    let row = store::people::row(access, id).await?.ok_or(Refusal::NotFound)?;
    if !staff::decides(&context.known.actor, &row.person) {
        return Err(Refusal::NotAllowed.into());
    }
    Ok(Model { row, affected: staff::affected(access, &context.known.actor, id).await? })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let person = &model.row.person;
    let path = [tr!(text, "people-title"), Html::isolated(text, &person.name)];
    let action = Action::PersonDo { person: person.id, version: person.version, deed: PersonDeed::Remove };
    let sold = model
        .row
        .representative
        .as_ref()
        .map(|(_, name)| tr!(text, "person-remove-seller", name = name.as_str(), count = model.affected.sold));
    View::titled(&path, &tr!(text, "person-remove-title"))
        .gap()
        .line(tr!(text, "person-remove-lost", name = person.name.as_str()))
        .maybe(sold)
        .maybe((model.affected.held > 0).then(|| tr!(text, "person-remove-held", count = model.affected.held)))
        .row([
            Button::act(label!(text, "person-remove-yes"), action),
            Button::go(label!(text, "button-keep-person"), Route::Person { person: person.id }),
        ])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::people();
    let affected = [Affected::default(), Affected { held: 0, sold: 38 }, Affected { held: 2, sold: 0 }];
    let names = ["admin", "representative", "customer"];
    let asked = rows.into_iter().enumerate().filter(|(n, _)| matches!(n, 1 | 3 | 4)).map(|(_, row)| row);
    names.into_iter().zip(asked.zip(affected)).map(|(name, (row, affected))| (name, Model { row, affected })).collect()
}
