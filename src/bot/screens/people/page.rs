//! A person's page: what they are to the house, whether they may act and are reached, and what can be done about it.
//! Buttons stand there only for who decides about that person.

use crate::{
    bot::{
        context::Context,
        routes::{Action, PersonDeed, Route},
        screens::people::words::{role_word, with_username},
        ui::{Button, View},
    },
    domain::{
        ids::PersonId,
        person::PersonState,
        role::{Permission, Role},
    },
    service::{Outcome, Refusal, staff},
    store::{self, Access, people::PersonRow},
    text::{Html, Text, label, tr},
};
use chrono::{DateTime, TimeDelta, Utc};

/// A person, and what the reader decides.
#[derive(Debug, Clone)]
pub struct Model {
    row: PersonRow,
    decides: bool,
    sees_sellers: bool,
    now: DateTime<Utc>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: PersonId) -> Outcome<Model> {
    let row = store::people::row(access, id).await?.ok_or(Refusal::NotFound)?;
    Ok(Model {
        decides: staff::decides(&context.known.actor, &row.person),
        row,
        sees_sellers: context.may(Permission::RepresentativeRead),
        now: context.now,
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let person = &model.row.person;
    let state = match person.state {
        PersonState::Active => tr!(text, "person-active"),
        PersonState::Suspended => tr!(text, "person-suspended"),
        PersonState::Removed => tr!(text, "person-removed"),
    };
    let seen = match person.seen_at {
        // Only the hour is kept: within it nobody knows better than that they were here just now.
        Some(at) if model.now - at < TimeDelta::hours(1) => {
            tr!(text, "person-seen", ago = text.ago(model.now, model.now))
        }
        Some(at) => tr!(text, "person-seen", ago = text.ago(at, model.now)),
        None => tr!(text, "person-never-seen"),
    };
    let full = with_username(&person.name, person.username.as_deref());
    let mut view = View::titled(&[tr!(text, "people-title")], &Html::isolated(text, &person.name))
        .line(state)
        .gap()
        .line(tr!(text, "person-role", role = role_word(text, person.role)))
        .line(tr!(text, "person-telegram", name = full))
        .maybe((!person.reachable).then(|| tr!(text, "person-unreachable")))
        .line(seen)
        .maybe((model.row.held > 0).then(|| tr!(text, "person-holds", count = model.row.held)))
        .line(tr!(text, "person-since", date = text.date(person.created_at)));
    if let Some((id, name)) = model.row.representative.as_ref().filter(|_| model.sees_sellers) {
        let label = label!(text, "sellers-button-plain", name = name.as_str());
        view = view.row([Button::go(label, Route::Representative { representative: *id })]);
    }
    if model.decides {
        view = view.grid(decisions(model, text));
    }
    view.back(text, Route::Person { person: person.id }.parent())
}

fn decisions(model: &Model, text: &Text) -> Vec<Button> {
    let person = &model.row.person;
    let (id, version) = (person.id, person.version);
    let deed = |name: String, deed| Button::act(name, Action::PersonDo { person: id, version, deed });
    let mut grid = Vec::new();
    match person.state {
        PersonState::Active => {
            if person.role != Role::Representative {
                grid.push(Button::go(label!(text, "person-change-role"), Route::PersonRole { person: id }));
            }
            grid.push(deed(label!(text, "person-suspend"), PersonDeed::Suspend));
        }
        PersonState::Suspended => grid.push(deed(label!(text, "person-resume"), PersonDeed::Resume)),
        PersonState::Removed => return grid,
    }
    grid.push(Button::go(label!(text, "person-remove"), Route::PersonRemove { person: id }));
    grid
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let now = crate::bot::screens::sample::now();
    let mut rows = crate::bot::screens::sample::people();
    if let Some(owner) = rows.first_mut() {
        owner.person.seen_at = Some(now - TimeDelta::minutes(40));
    }
    let names = ["owner", "admin", "suspended", "representative", "customer"];
    let one = |row: PersonRow| Model { decides: row.person.role != Role::Owner, row, sees_sellers: true, now };
    names.into_iter().zip(rows).map(|(name, row)| (name, one(row))).collect()
}
