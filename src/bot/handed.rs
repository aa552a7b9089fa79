//! What both sides are told when a representative, a customer or the house goes from one person to another.
//! Who had it may be nobody's any more: they are told all the same, and offered nothing.

use super::{context::Context, ui::View};
use crate::{
    domain::{
        notice::{Handed, Notice},
        person::{Person, PersonState},
        role::{Actor, Freedom, Scope},
    },
    service::people::Known,
    text::tr,
};

/// Words it.
pub fn word(context: Context<'_>, notice: &Notice) -> Option<View> {
    let text = context.text;
    let line = match notice {
        Notice::HandedAway { what, name, to, keys } => {
            let (name, to, keys) = (name.as_str(), to.as_str(), *keys);
            match what {
                Handed::Representative => tr!(text, "notice-handed-away-seller", name = name, to = to, count = keys),
                Handed::Customer => tr!(text, "notice-handed-away-customer", name = name, count = keys),
                Handed::House => tr!(text, "notice-handed-away-house", name = name, to = to, count = keys),
            }
        }
        Notice::HandedTo { what, name, keys, customers } => {
            let (name, keys, customers) = (name.as_str(), *keys, *customers);
            match what {
                Handed::Representative => {
                    tr!(text, "notice-handed-to-seller", name = name, count = keys, customers = customers)
                }
                Handed::Customer => tr!(text, "notice-handed-to-customer", name = name, count = keys),
                Handed::House => tr!(text, "notice-handed-to-house", name = name, count = keys),
            }
        }
        _ => return None,
    };
    Some(View::plain(line))
}

/// Whoever had it, as a reader who sees nothing else; for who isn't suspended.
pub fn reader(person: Option<Person>, notice: &Notice) -> Option<Known> {
    let person = person.filter(|person| person.state == PersonState::Removed)?;
    if !matches!(notice, Notice::HandedAway { .. }) {
        return None;
    }
    let (id, role, chat) = (person.id, person.role, person.chat);
    let actor = Actor::Person { id, role, scope: Scope::Nothing, chat, freedom: Freedom::Suspended };
    Some(Known { person, actor, viewing: None })
}
