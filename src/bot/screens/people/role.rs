//! Asks which role a person is to have.
//! Only roles that the reader may give are offered; its buttons carry the version that was shown.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        screens::people::words::role_word,
        ui::{Button, View},
    },
    domain::{ids::PersonId, person::Person, role::Role},
    service::{Outcome, Refusal, staff},
    store::{self, Access},
    text::{Html, Text, tr},
};

/// The person in question, and the roles to choose among.
#[derive(Debug, Clone)]
pub struct Model {
    person: Person,
    roles: Vec<Role>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: PersonId) -> Outcome<Model> {
    let person = store::people::get(access, id).await?.ok_or(Refusal::NotFound)?;
    if !staff::decides(&context.known.actor, &person) {
        return Err(Refusal::NotAllowed.into());
    }
    let given = |role: &Role| context.role().above(*role) && *role != person.role;
    let roles = [Role::Operator, Role::Admin, Role::Owner].into_iter().filter(given).collect();
    Ok(Model { person, roles })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let person = &model.person;
    let (id, version) = (person.id, person.version);
    let path = [tr!(text, "people-title"), Html::isolated(text, &person.name)];
    View::titled(&path, &tr!(text, "person-change-role"))
        .gap()
        .line(tr!(text, "person-role", role = role_word(text, person.role)))
        .line(tr!(text, "role-explain-operator"))
        .line(tr!(text, "role-explain-admin"))
        .maybe(model.roles.contains(&Role::Owner).then(|| tr!(text, "role-explain-owner")))
        .column(
            model.roles.iter().map(|role| {
                Button::act(role_word(text, *role), Action::PersonRole { person: id, version, role: *role })
            }),
        )
        .back(text, Route::Person { person: id })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::people();
    let roles = vec![Role::Operator, Role::Owner];
    rows.into_iter().skip(1).take(1).map(|row| ("ask", Model { person: row.person, roles: roles.clone() })).collect()
}
