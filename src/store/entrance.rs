//! What every tap asks first, in one query: who writes, where their chat stands, and whether the house's settings changed.
//! Who may not act any more is found as well: that is for who asks to look at.

use super::db::{Access, on};
use super::error::Result;
use super::people;
use super::sessions::Session;
use super::types::from_row;
use crate::domain::{
    ids::ChatId,
    person::Person,
    role::{Freedom, Scope},
};
use sqlx::query_as;

/// Someone known, at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrance {
    /// Who, and on whose records they may act. Whether they may act at all is their state's.
    pub person: (Person, Scope, Freedom),
    /// Where their chat stands.
    pub session: Session,
    /// The name of the representative as whom they look at the house.
    pub view_name: Option<String>,
    /// Grows with each change of a setting.
    pub settings_rev: i64,
}

struct Row(people::Acting, Session, Option<String>, i64);
from_row!(Row, |r| Row(
    sqlx::FromRow::from_row(r)?,
    Session {
        chat: r.try_get("chat_id")?,
        living_message: r.try_get("living_message")?,
        form: r.try_get("form")?,
        form_seq: r.try_get::<Option<i64>, _>("form_seq")?.unwrap_or_default(),
        watch: r.try_get("watch")?,
        unshown: r.try_get("unshown")?,
        view_as: r.try_get("view_as")?,
        rev: r.try_get::<Option<i64>, _>("session_rev")?.unwrap_or_default(),
    },
    r.try_get("view_name")?,
    r.try_get::<Option<String>, _>("settings_rev")?.and_then(|rev| rev.parse().ok()).unwrap_or_default(),
));

/// Who writes in that chat, with what a screen needs of it; `None` for who isn't known.
pub async fn load(x: &mut impl Access, chat: ChatId) -> Result<Option<Entrance>> {
    let found: Option<Row> = on!(x, |c| {
        query_as(
        "SELECT p.*, r.id AS acts_for, r.state AS acts_for_state, v.name AS view_name, s.living_message, s.form, s.form_seq, s.watch, s.unshown, s.view_as, s.rev AS session_rev,
             (SELECT value FROM setting WHERE name = '.rev') AS settings_rev
         FROM person p LEFT JOIN representative r ON r.person_id = p.id LEFT JOIN session s ON s.chat_id = p.chat_id
             LEFT JOIN representative v ON v.id = s.view_as
         WHERE p.chat_id = $1"
    )
    .bind(chat)
    .fetch_optional(c)
    })?;
    Ok(found.map(|Row(acting, session, view_name, settings_rev)| Entrance {
        person: acting.scoped(),
        session,
        view_name,
        settings_rev,
    }))
}
