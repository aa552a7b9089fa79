//! Asks whom to invite.
//! Only roles that the reader may give are offered.

use crate::{
    bot::{
        context::Context,
        routes::{Action, PeopleGroup, Route},
        screens::people::words::role_word,
        ui::{Button, View},
    },
    domain::role::{Permission, Role},
    text::{Text, label, tr},
};

/// What the reader may give.
#[derive(Debug, Clone)]
pub struct Model {
    roles: Vec<Role>,
    sellers: bool,
}

/// Looks at what the reader may give.
pub fn load(context: Context<'_>) -> Model {
    let roles = [Role::Operator, Role::Admin, Role::Owner];
    Model {
        roles: roles.into_iter().filter(|role| context.role().above(*role)).collect(),
        sellers: context.may(Permission::RepresentativeChange),
    }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let mut buttons = Vec::new();
    if model.sellers {
        buttons.push(Button::act(label!(text, "sellers-new"), Action::InviteSeller));
    }
    buttons.extend(model.roles.iter().map(|role| {
        let label = label!(text, "invite-as", role = role_word(text, *role));
        Button::act(label, Action::Invite { role: *role })
    }));
    View::titled(&[tr!(text, "people-title")], &tr!(text, "button-invite"))
        .gap()
        .line(tr!(text, "invite-ask"))
        .line(tr!(text, "invite-care"))
        .gap()
        .line(tr!(text, "role-explain-operator"))
        .line(tr!(text, "role-explain-admin"))
        .maybe(model.roles.contains(&Role::Owner).then(|| tr!(text, "role-explain-owner")))
        .column(buttons)
        .back(text, Route::People { group: PeopleGroup::Staff, before: None })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let roles = vec![Role::Operator, Role::Admin, Role::Owner];
    vec![("owner", Model { roles, sellers: true })]
}
