//! The house's people, a page at a time: its own, those who act for representatives, customers.
//! Pages go by person, newest first.

use crate::{
    bot::{
        context::Context,
        routes::{Action, PeopleGroup, Route},
        screens::people::words::role_word,
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::PersonId,
        person::PersonState,
        role::{Permission, Role},
    },
    service::Outcome,
    store::{self, Access, people::PersonRow},
    text::{Text, label, tr},
};

/// A page of people.
#[derive(Debug, Clone)]
pub struct Model {
    group: PeopleGroup,
    rows: Vec<PersonRow>,
    first: bool,
    more: Option<PersonId>,
    may_invite: bool,
    may_hand_over: bool,
}

/// Reads a page.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    group: PeopleGroup,
    before: Option<PersonId>,
) -> Outcome<Model> {
    let roles: &[Role] = match group {
        PeopleGroup::Staff => &[Role::Owner, Role::Admin, Role::Operator],
        PeopleGroup::Sellers => &[Role::Representative],
        PeopleGroup::Customers => &[Role::Customer],
    };
    let mut rows = store::people::list(access, roles, before, PAGE + 1).await?;
    let more = ui::page(&mut rows).map(|row| row.person.id);
    Ok(Model {
        group,
        more,
        rows,
        first: before.is_none(),
        may_invite: context.may(Permission::PeopleChange),
        may_hand_over: context.may(Permission::HouseHandOver),
    })
}

fn button(row: &PersonRow, text: &Text) -> Button {
    let person = &row.person;
    let mark = match (person.state, person.reachable) {
        (PersonState::Suspended, _) => "⏸",
        (_, false) => "📵",
        _ => match person.role {
            Role::Owner => "👑",
            Role::Admin | Role::Operator => "🧑‍💼",
            Role::Representative => "🤝",
            Role::Customer => "👤",
        },
    };
    let what = match &row.representative {
        Some((_, name)) => name.clone(),
        None => role_word(text, person.role),
    };
    let label = label!(text, "people-button", mark = mark, name = person.name.as_str(), what = what);
    Button::go(label, Route::Person { person: person.id })
}

/// Shows a page.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = View::titled(&[], &tr!(text, "people-title"));
    if model.rows.is_empty() {
        view = view.gap().line(tr!(text, "people-none"));
    }
    view = view.column(model.rows.iter().map(|row| button(row, text)));
    let page = |group, before| Route::People { group, before };
    let mut turn = Vec::new();
    if !model.first {
        turn.push(Button::go(label!(text, "button-first-page"), page(model.group, None)));
    }
    if let Some(last) = model.more {
        turn.push(Button::go(label!(text, "button-more"), page(model.group, Some(last))));
    }
    view = view.row(turn);
    let groups = [
        (PeopleGroup::Staff, label!(text, "people-group-staff")),
        (PeopleGroup::Sellers, label!(text, "people-group-sellers")),
        (PeopleGroup::Customers, label!(text, "people-group-customers")),
    ];
    view = view.grid(groups.into_iter().map(|(group, name)| {
        let label = if group == model.group { format!("✅ {name}") } else { name };
        Button::go(label, page(group, None))
    }));
    let mut grid = Vec::new();
    if model.may_invite {
        grid.push(Button::go(label!(text, "button-invite"), Route::Invite));
        grid.push(Button::go(label!(text, "button-invitations"), Route::Invitations { before: None }));
    }
    if model.may_hand_over {
        grid.push(Button::act(label!(text, "people-hand-house"), Action::HandHouse));
    }
    view.grid(grid).back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::people();
    let more = rows.last().map(|row| row.person.id);
    let staff = Model { group: PeopleGroup::Staff, rows, first: false, more, may_invite: true, may_hand_over: true };
    let none = Model {
        group: PeopleGroup::Customers,
        rows: Vec::new(),
        first: true,
        more: None,
        may_hand_over: false,
        ..staff.clone()
    };
    vec![("staff", staff), ("none", none)]
}
