//! The house's one group as a reader of notices: in the house's language, looking only.
//!
//! Nothing is done in a group: buttons lead into each reader's own chat with the bot, where who may do what is asked; the
//! others are left out.

use super::{
    commands,
    routes::Target,
    ui::{Press, View},
};
use crate::{
    domain::{
        ids::{ChatId, PersonId},
        person::{Person, PersonState, Reading},
        role::{Actor, Freedom, Role, Scope},
    },
    service::{house::House, people::Known},
};
use chrono::{DateTime, Utc};
use url::Url;

/// The group as somebody who reads: it sees what operators see, and changes nothing.
pub fn reader(chat: ChatId, house: &House, now: DateTime<Utc>) -> Known {
    // No row has this id: a group isn't a person, and nothing is written in its name.
    let id = PersonId(0);
    let role = Role::Operator;
    let person = Person {
        id,
        chat,
        name: house.name.clone(),
        username: None,
        role,
        state: PersonState::Active,
        reading: Reading::usual(house.language),
        reachable: true,
        seen_at: None,
        created_at: now,
        version: 0,
    };
    let actor = Actor::Person { id, role, scope: Scope::House, chat, freedom: Freedom::Suspended };
    Known { person, actor, viewing: None }
}

/// The view as a group gets it: ways to screens lead into the reader's own chat with the bot.
pub fn outward(mut view: View, bot: Option<&str>) -> View {
    for row in &mut view.buttons {
        row.retain_mut(|button| match &button.press {
            Press::To(Target::Go(route) | Target::Open(route)) => {
                let payload = commands::link_payload(*route);
                let link = bot.and_then(|bot| Url::parse(&format!("https://t.me/{bot}?start={payload}")).ok());
                link.is_some_and(|link| {
                    button.press = Press::Link(link);
                    true
                })
            }
            Press::To(_) | Press::Copy(_) => false,
            Press::Link(_) => true,
        });
    }
    view.buttons.retain(|row| !row.is_empty());
    view
}
