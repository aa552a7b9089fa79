//! People, the representatives they act for, and strangers who were answered.
//!
//! A person is never deleted: audit and keys point at them. Who comes back is the same row again.

use super::db::{Access, Tx, changed, locking, on, rows};
use super::error::Result;
use super::types::from_row;
use crate::domain::{
    ids::{ChatId, PersonId, RepresentativeId},
    person::{Person, PersonState, Reading},
    representative::RepresentativeState,
    role::{Freedom, Role, Scope},
};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};
use std::collections::HashSet;

from_row!(Person, |r| Person {
    id: r.try_get("id")?,
    chat: r.try_get("chat_id")?,
    name: r.try_get("name")?,
    username: r.try_get("username")?,
    role: r.try_get("role")?,
    state: r.try_get("state")?,
    reading: Reading {
        language: r.try_get("language")?,
        numerals: r.try_get("numerals")?,
        calendar: r.try_get("calendar")?,
    },
    reachable: r.try_get("reachable")?,
    seen_at: r.try_get("seen_at")?,
    created_at: r.try_get("created_at")?,
    version: r.try_get("version")?,
});

/// A person who comes in.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    /// Their private chat.
    pub chat: ChatId,
    /// First and last name as Telegram gives it.
    pub name: &'a str,
    /// Without the `@`.
    pub username: Option<&'a str>,
    /// What they are to the house.
    pub role: Role,
    /// How they read.
    pub reading: Reading,
    /// When they came.
    pub now: DateTime<Utc>,
}

/// Who writes in that chat.
pub async fn by_chat(x: &mut impl Access, chat: ChatId) -> Result<Option<Person>> {
    on!(x, |c| query_as("SELECT * FROM person WHERE chat_id = $1").bind(chat).fetch_optional(c))
}

/// One person.
pub async fn get(x: &mut impl Access, id: PersonId) -> Result<Option<Person>> {
    on!(x, |c| query_as("SELECT * FROM person WHERE id = $1").bind(id).fetch_optional(c))
}

/// One person, whom no other transaction changes until this one ends.
pub async fn lock(tx: &mut Tx, id: PersonId) -> Result<Option<Person>> {
    locking!(tx, ["SELECT * FROM person WHERE id = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(id)
        .fetch_optional(c))
}

/// A person, and the representative they act for.
pub(super) struct Acting(Person, Option<RepresentativeId>, Option<RepresentativeState>);
from_row!(Acting, |r| Acting(Person::from_row(r)?, r.try_get("acts_for")?, r.try_get("acts_for_state")?));

impl Acting {
    /// The person, with the records they may act on, and how far they may go.
    pub(super) fn scoped(self) -> (Person, Scope, Freedom) {
        let Self(person, acts_for, state) = self;
        let scope = match person.role {
            Role::Owner | Role::Admin | Role::Operator => Scope::House,
            Role::Representative => acts_for.map_or(Scope::Nothing, Scope::Representative),
            Role::Customer => Scope::Holder(person.id),
        };
        let suspended = person.role == Role::Representative && state != Some(RepresentativeState::Active);
        (person, scope, if suspended { Freedom::Suspended } else { Freedom::Full })
    }
}

/// Who writes in that chat, and on whose records they may act. Whether they may act at all is their state's.
pub async fn actor(x: &mut impl Access, chat: ChatId) -> Result<Option<(Person, Scope, Freedom)>> {
    let found: Option<Acting> = on!(x, |c| {
        query_as(
        "SELECT p.*, r.id AS acts_for, r.state AS acts_for_state FROM person p LEFT JOIN representative r ON r.person_id = p.id
         WHERE p.chat_id = $1"
    )
    .bind(chat)
    .fetch_optional(c)
    })?;
    Ok(found.map(Acting::scoped))
}

/// Writes a person down. Who was here before comes back as described now.
pub async fn insert(tx: &mut Tx, new: &NewPerson<'_>) -> Result<PersonId> {
    on!(tx, |c| query_scalar(
        "INSERT INTO person
             (chat_id, name, username, role, state, language, numerals, calendar, reachable, created_at, version)
         VALUES ($1, $2, $3, $4, 'active', $5, $6, $7, TRUE, $8, 1)
         ON CONFLICT (chat_id) DO UPDATE SET name = excluded.name, username = excluded.username,
             role = excluded.role, state = 'active', reachable = TRUE, version = person.version + 1
         RETURNING id"
    )
    .bind(new.chat)
    .bind(new.name)
    .bind(new.username)
    .bind(new.role)
    .bind(new.reading.language)
    .bind(new.reading.numerals)
    .bind(new.reading.calendar)
    .bind(new.now)
    .fetch_one(c))
}

/// How a person reads.
pub async fn set_reading(tx: &mut Tx, id: PersonId, reading: Reading) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE person SET language = $2, numerals = $3, calendar = $4, version = version + 1 WHERE id = $1")
            .bind(id)
            .bind(reading.language)
            .bind(reading.numerals)
            .bind(reading.calendar)
    )
}

/// What Telegram says of a person; `true` where that is news. No version: nobody decided it.
pub async fn set_profile(
    tx: &mut Tx,
    id: PersonId,
    name: &str,
    username: Option<&str>,
    reachable: bool,
) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE person SET name = $2, username = $3, reachable = $4
             WHERE id = $1 AND (name <> $2 OR username IS DISTINCT FROM $3 OR reachable <> $4)"
        )
        .bind(id)
        .bind(name)
        .bind(username)
        .bind(reachable)
    )
}

/// Whether messages reach that chat; `true` where that is news.
pub async fn set_reachable(tx: &mut Tx, chat: ChatId, reachable: bool) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE person SET reachable = $2 WHERE chat_id = $1 AND reachable <> $2").bind(chat).bind(reachable)
    )
}

/// What a person is to the house; `false` where the version is an old one.
pub async fn set_role(tx: &mut Tx, id: PersonId, version: i64, role: Role) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE person SET role = $3, version = version + 1 WHERE id = $1 AND version = $2")
            .bind(id)
            .bind(version)
            .bind(role)
    )
}

/// Whether a person may act; `false` where the version is an old one.
pub async fn set_state(tx: &mut Tx, id: PersonId, version: i64, state: PersonState) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE person SET state = $3, version = version + 1 WHERE id = $1 AND version = $2")
            .bind(id)
            .bind(version)
            .bind(state)
    )
}

/// Active people of those roles, by id; only those whom messages reach, where asked.
pub async fn with_role(x: &mut impl Access, roles: &[Role], reachable_only: bool) -> Result<Vec<Person>> {
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    on!(x, |c| async {
        let mut q = QueryBuilder::new("SELECT * FROM person WHERE state = 'active' AND (reachable OR NOT ");
        q.push_bind(reachable_only).push(") AND role IN (");
        let mut list = q.separated(", ");
        for role in roles {
            list.push_bind(*role);
        }
        q.push(") ORDER BY id LIMIT 1000").build_query_as().fetch_all(c).await
    })
}

/// How many keys somebody holds, and so on: what is said of a person in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The person.
    pub person: Person,
    /// The representative whom they act for.
    pub representative: Option<(RepresentativeId, String)>,
    /// How many keys they hold as a customer.
    pub held: i64,
}
from_row!(PersonRow, |r| PersonRow {
    person: Person::from_row(r)?,
    representative: r
        .try_get::<Option<RepresentativeId>, _>("acts_for")?
        .zip(r.try_get::<Option<String>, _>("acts_for_name")?),
    held: r.try_get("held")?,
});

const ROW: &str = "SELECT p.*, r.id AS acts_for, r.name AS acts_for_name,
    (SELECT COUNT(*) FROM access_key k JOIN customer c ON c.id = k.customer_id
        WHERE c.person_id = p.id AND k.phase <> 'deleted') AS held
    FROM person p LEFT JOIN representative r ON r.person_id = p.id";

/// One person as in a list.
pub async fn row(x: &mut impl Access, id: PersonId) -> Result<Option<PersonRow>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(ROW);
        q.push(" WHERE p.id = ").push_bind(id).build_query_as().fetch_optional(c).await
    })
}

/// People of those roles, newest first, removed ones left out.
pub async fn list(x: &mut impl Access, roles: &[Role], before: Option<PersonId>, limit: i64) -> Result<Vec<PersonRow>> {
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    on!(x, |c| async {
        let mut q = QueryBuilder::new(ROW);
        q.push(" WHERE p.state <> 'removed' AND p.id < ").push_bind(before.map_or(i64::MAX, |id| id.0));
        q.push(" AND p.role IN (");
        let mut list = q.separated(", ");
        for role in roles {
            list.push_bind(*role);
        }
        q.push(") ORDER BY p.id DESC LIMIT ").push_bind(limit).build_query_as().fetch_all(c).await
    })
}

/// Somebody was here; `true` where the hour of that is news. No version: nobody decided it.
pub async fn seen(tx: &mut Tx, id: PersonId, hour: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE person SET seen_at = $2 WHERE id = $1 AND (seen_at IS NULL OR seen_at < $2)").bind(id).bind(hour)
    )
}

/// Owners who may act; no other transaction takes one of them away until this one ends.
pub async fn lock_owners(tx: &mut Tx) -> Result<Vec<PersonId>> {
    locking!(
        tx,
        ["SELECT id FROM person WHERE role = 'owner' AND state = 'active' ORDER BY id", " FOR UPDATE", ""],
        |sql, c| query_scalar(sql).fetch_all(c)
    )
}

/// How many owners may act.
pub async fn count_owners(x: &mut impl Access) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM person WHERE role = 'owner' AND state = 'active'").fetch_one(c))
}

/// Writes a representative down; `None` where that person acts for another already.
pub async fn insert_representative(
    tx: &mut Tx,
    name: &str,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Option<RepresentativeId>> {
    on!(tx, |c| query_scalar(
        "INSERT INTO representative (name, person_id, created_at, version) VALUES ($1, $2, $3, 1)
         ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(name)
    .bind(person)
    .bind(now)
    .fetch_optional(c))
}

/// A representative's name.
pub async fn representative(x: &mut impl Access, id: RepresentativeId) -> Result<Option<String>> {
    on!(x, |c| query_scalar("SELECT name FROM representative WHERE id = $1").bind(id).fetch_optional(c))
}

/// Which of these chats belong to people whom the house knows, suspended ones too.
pub async fn known_among(x: &mut impl Access, chats: &[ChatId]) -> Result<HashSet<ChatId>> {
    let mut known = HashSet::new();
    for batch in chats.chunks(500) {
        let found: Vec<ChatId> = on!(x, |c| async {
            let mut q = QueryBuilder::new("SELECT chat_id FROM person WHERE state <> 'removed' AND chat_id IN (");
            let mut list = q.separated(", ");
            for chat in batch {
                list.push_bind(*chat);
            }
            q.push(")").build_query_scalar().persistent(false).fetch_all(c).await
        })?;
        known.extend(found);
    }
    Ok(known)
}

/// Remembers that a stranger was answered; `true` the first time.
pub async fn remember_stranger(tx: &mut Tx, chat: ChatId, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("INSERT INTO stranger (chat_id, answered_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(chat)
            .bind(now)
    )
}

/// Whether a stranger was known to the house that a restore has replaced.
pub async fn was_known(x: &mut impl Access, chat: ChatId) -> Result<bool> {
    on!(x, |c| query_scalar("SELECT EXISTS (SELECT 1 FROM stranger WHERE chat_id = $1 AND known_before)")
        .bind(chat)
        .fetch_one(c))
}

/// Forgets strangers who were answered before that time, so that they don't pile up.
pub async fn forget_strangers(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    rows!(
        tx,
        query(
            "DELETE FROM stranger WHERE chat_id IN
                 (SELECT chat_id FROM stranger WHERE answered_at < $1 ORDER BY chat_id LIMIT $2)"
        )
        .bind(before)
        .bind(limit)
    )
}
