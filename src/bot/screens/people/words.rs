//! Words that several screens about people share: what a role is called, and a name with its @username.
//! Pure, and beside the screens, so that none of them has to know another for it.

use crate::{
    domain::role::Role,
    text::{Text, label},
};

/// A role in a word.
pub fn role_word(text: &Text, role: Role) -> String {
    match role {
        Role::Owner => label!(text, "role-owner"),
        Role::Admin => label!(text, "role-admin"),
        Role::Operator => label!(text, "role-operator"),
        Role::Representative => label!(text, "role-representative"),
        Role::Customer => label!(text, "role-customer"),
    }
}

/// A name at Telegram beside a name: `Sara (@sara_shop)`.
pub(super) fn with_username(name: &str, username: Option<&str>) -> String {
    match username {
        Some(username) => format!("{name} (@{username})"),
        None => name.to_owned(),
    }
}
