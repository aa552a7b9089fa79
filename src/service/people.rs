//! People: who writes, how they read, how the first owner comes in.
//!
//! Everybody who isn't known gets one polite answer. The first owner comes by the configured account or by a one-time
//! code; a code is good once, for a day, and for nobody once there is an owner. Wrong codes are on record, and whoever
//! sends several isn't listened to for the rest of the hour.

use super::{Env, Outcome, Refusal, audit, house, names, notices, require};
use crate::{
    crypto,
    domain::{
        ids::{ChatId, PersonId, RepresentativeId},
        notice::Notice,
        person::{Calendar, Language, Numerals, Person, PersonState, Reading},
        representative::RepresentativeState,
        role::{Actor, Freedom, Permission, Role, Scope},
    },
    ports::Wake,
    store::{self, Access, Tx, sessions::Session},
};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// How long a one-time code is good.
pub const CODE_LIFE: TimeDelta = TimeDelta::hours(24);
/// So many wrong codes may come from a chat in an hour.
const WRONG_CODES: i64 = 5;
/// What wrong codes are called in the audit log.
const WRONG: &str = "auth.failed";

/// The setting that holds the hash of the owner's one-time code.
const OWNER_CODE: &str = "owner.code_hash";

/// Someone who writes, as Telegram tells of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The private chat, which is the account's id.
    pub chat: ChatId,
    /// First and last name.
    pub name: String,
    /// Without the `@`.
    pub username: Option<String>,
    /// The language of their app.
    pub language: Option<Language>,
}

/// A person who is known and may act, with what they act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The person.
    pub person: Person,
    /// The actor for use cases.
    pub actor: Actor,
    /// The name of the representative as whom they look at the house: then the actor is like that one.
    pub viewing: Option<String>,
}

fn known((person, scope, freedom): (Person, Scope, Freedom)) -> Known {
    let actor = Actor::Person { id: person.id, role: person.role, scope, chat: person.chat, freedom };
    Known { person, actor, viewing: None }
}

/// The same person, looking at the house as a representative does. Whose role doesn't allow it any more looks as ever.
fn viewing(known: Known, representative: RepresentativeId, name: String) -> Known {
    if !known.actor.may(Permission::ViewAs) {
        return known;
    }
    let scope = Scope::Representative(representative);
    let (id, chat) = (known.person.id, known.person.chat);
    let actor = Actor::Person { id, role: Role::Representative, scope, chat, freedom: Freedom::Viewing };
    Known { actor, viewing: Some(name), ..known }
}

/// The person of a chat, where they are known and may act; as themselves, whatever they look at.
pub async fn identify(access: &mut impl Access, chat: ChatId) -> Outcome<Option<Known>> {
    let found = store::people::actor(access, chat).await?;
    Ok(found.filter(|(p, ..)| p.state == PersonState::Active).map(known))
}

/// Someone known, with what every screen of theirs needs.
#[derive(Debug, Clone)]
pub struct AtTheDoor {
    /// Who.
    pub known: Known,
    /// Where their chat stands.
    pub session: Session,
    /// The house's settings' number, see [`house::Memory`].
    pub settings_rev: i64,
}

/// As [`identify`], with where the chat stands, in one query.
pub async fn at_the_door(access: &mut impl Access, chat: ChatId) -> Outcome<Option<AtTheDoor>> {
    let Some(found) = store::entrance::load(access, chat).await? else { return Ok(None) };
    if found.person.0.state != PersonState::Active {
        return Ok(None);
    }
    let themselves = known(found.person);
    let known = match found.session.view_as.zip(found.view_name) {
        Some((representative, name)) => viewing(themselves, representative, name),
        None => themselves,
    };
    Ok(Some(AtTheDoor { known, session: found.session, settings_rev: found.settings_rev }))
}

/// The person of a chat as they look at the house now.
pub async fn present(access: &mut impl Access, chat: ChatId) -> Outcome<Option<Known>> {
    Ok(at_the_door(access, chat).await?.map(|door| door.known))
}

/// Keeps name, username and reachability as Telegram tells them, where they changed, and the hour in which they were here.
pub async fn refresh(tx: &mut Tx, person: &Person, profile: &Profile, now: DateTime<Utc>) -> Outcome<()> {
    if person.name != profile.name || person.username != profile.username || !person.reachable {
        store::people::set_profile(tx, person.id, &profile.name, profile.username.as_deref(), true).await?;
        names::person(tx, person.id).await?;
    }
    let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    if person.seen_at.is_none_or(|seen| seen < hour) {
        store::people::seen(tx, person.id, hour).await?;
    }
    Ok(())
}

/// How long what couldn't be said to somebody who blocked the bot is worth saying when they come back.
const NEWS: TimeDelta = TimeDelta::days(3);

/// Somebody who blocked the bot came back: what waited for them goes out.
pub async fn back(tx: &mut Tx, env: &Env, chat: ChatId, now: DateTime<Utc>) -> Outcome<()> {
    if store::outbox::reachable(tx, chat, now - NEWS, now).await? > 0 {
        tx.wake(&env.signals, Wake::Outbox);
    }
    Ok(())
}

/// Lets the configured account in as owner, if it is not known yet. Who was suspended or removed since doesn't come back
/// by it while the house has an owner.
pub async fn welcome_configured_owner(
    tx: &mut Tx,
    env: &Env,
    profile: &Profile,
    configured: Option<ChatId>,
    now: DateTime<Utc>,
) -> Outcome<Option<Known>> {
    if configured != Some(profile.chat) {
        return Ok(None);
    }
    let known = store::people::by_chat(tx, profile.chat).await?.is_some();
    if known && store::people::count_owners(tx).await? > 0 {
        return Ok(None);
    }
    Ok(Some(let_in(tx, env, profile, "configured", now).await?))
}

/// Lets the bearer of the one-time code in as owner. The code is spent in the same transaction.
pub async fn claim_with_code(
    tx: &mut Tx,
    env: &Env,
    profile: &Profile,
    code: &str,
    now: DateTime<Utc>,
) -> Outcome<Option<Known>> {
    // What has no code's shape is no try.
    if !crypto::is_short_code(code) {
        return Ok(None);
    }
    if audit::refusals(tx, profile.chat, WRONG, now).await? >= WRONG_CODES {
        return Ok(None);
    }
    let hash = code_hash(env, code);
    if !store::settings::take(tx, OWNER_CODE, &hash, now - CODE_LIFE).await? {
        // It may be an invitation's: whoever asks for both counts a wrong one, once.
        return Ok(None);
    }
    Ok(Some(let_in(tx, env, profile, "code", now).await?))
}

/// How many wrong codes a chat may still send in this hour; below zero, none of its codes is looked at.
pub async fn tries_left(tx: &mut Tx, chat: ChatId, now: DateTime<Utc>) -> Outcome<i64> {
    Ok(WRONG_CODES - audit::refusals(tx, chat, WRONG, now).await?)
}

async fn let_in(tx: &mut Tx, env: &Env, profile: &Profile, how: &str, now: DateTime<Utc>) -> Outcome<Known> {
    let language = match profile.language {
        Some(language) => language,
        None => house::load(tx).await?.language,
    };
    let new = store::people::NewPerson {
        chat: profile.chat,
        name: &profile.name,
        username: profile.username.as_deref(),
        role: Role::Owner,
        reading: Reading::usual(language),
        now,
    };
    let others = store::people::with_role(tx, &[Role::Owner], true).await?;
    if let Some(person) = store::people::by_chat(tx, profile.chat).await? {
        store::people::set_role(tx, person.id, person.version, Role::Owner).await?;
        store::people::set_state(tx, person.id, person.version + 1, PersonState::Active).await?;
    } else {
        store::people::insert(tx, &new).await?;
    }
    let known = known(store::people::actor(tx, profile.chat).await?.ok_or(Refusal::NotFound)?);
    let subject = format!("person:{}", known.person.id);
    audit::note(tx, &known.actor, "auth.owner", &subject, serde_json::json!({ "by": how }), now).await?;
    // A code that was printed before is good for nobody any more.
    store::settings::remove(tx, OWNER_CODE).await?;
    // Whoever has the house is told that somebody else has it now, too.
    let notice = Notice::OwnerJoined { person: known.person.id };
    for owner in others.iter().filter(|o| o.id != known.person.id) {
        let once = format!("owner:{}:{}:{}", known.person.id, now.timestamp_micros(), owner.id);
        notices::tell(tx, env, &once, owner.chat, &notice, now).await?;
    }
    Ok(known)
}

fn code_hash(env: &Env, code: &str) -> String {
    // People type codes with spaces, in lower case, with or without the dashes.
    let bare: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    hex::encode(env.key.keyed_hash("owner-code", bare.as_bytes()))
}

/// A fresh one-time code for the first owner, replacing an older one; `None` where there is an owner and `force` is off.
pub async fn owner_code(tx: &mut Tx, env: &Env, force: bool, now: DateTime<Utc>) -> Outcome<Option<String>> {
    if !force && store::people::count_owners(tx).await? > 0 {
        return Ok(None);
    }
    let code = crypto::short_code(&*env.chance);
    store::settings::set(tx, OWNER_CODE, &code_hash(env, &code), now).await?;
    audit::note(tx, &Actor::Machine, "auth.owner_code", "", serde_json::json!({}), now).await?;
    Ok(Some(code))
}

/// Somebody of the house wants to look at it as a representative does. Who asks keeps it in their session.
pub async fn view_as(
    tx: &mut Tx,
    actor: &Actor,
    id: RepresentativeId,
    now: DateTime<Utc>,
) -> Outcome<RepresentativeId> {
    require(actor, Permission::ViewAs)?;
    let found = store::representatives::get(tx, id).await?.ok_or(Refusal::NotFound)?;
    if found.state == RepresentativeState::Removed {
        return Err(Refusal::WrongState.into());
    }
    let detail = serde_json::json!({ "name": found.name });
    audit::note(tx, actor, "representative.view", &format!("representative:{id}"), detail, now).await?;
    Ok(id)
}

/// They look at the house as themselves again.
pub async fn view_ended(tx: &mut Tx, actor: &Actor, id: RepresentativeId, now: DateTime<Utc>) -> Outcome<()> {
    let subject = format!("representative:{id}");
    audit::note(tx, actor, "representative.view_end", &subject, serde_json::json!({}), now).await
}

/// Whether this stranger is to be answered: true once.
pub async fn first_time(tx: &mut Tx, chat: ChatId, now: DateTime<Utc>) -> Outcome<bool> {
    Ok(store::people::remember_stranger(tx, chat, now).await?)
}

/// Whether this stranger was known before the house was restored.
pub async fn was_known(access: &mut impl Access, chat: ChatId) -> Outcome<bool> {
    Ok(store::people::was_known(access, chat).await?)
}

/// A change of how a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingChange {
    /// Words, and with them the digits and calendar that their readers are used to.
    Language(Language),
    /// Digits.
    Numerals(Numerals),
    /// Dates.
    Calendar(Calendar),
}

/// Changes how the actor reads.
pub async fn change_reading(tx: &mut Tx, known: &Known, change: ReadingChange, now: DateTime<Utc>) -> Outcome<Reading> {
    let mut reading = known.person.reading;
    match change {
        ReadingChange::Language(language) => reading = Reading::usual(language),
        ReadingChange::Numerals(numerals) => reading.numerals = numerals,
        ReadingChange::Calendar(calendar) => reading.calendar = calendar,
    }
    store::people::set_reading(tx, known.person.id, reading).await?;
    if matches!(change, ReadingChange::Language(_)) && known.person.role == Role::Owner {
        house::passed(tx, house::SetupStep::Language, now).await?;
    }
    let detail = serde_json::json!({ "before": known.person.reading, "after": reading });
    audit::note(tx, &known.actor, "person.reading", &subject(known.person.id), detail, now).await?;
    Ok(reading)
}

fn subject(person: PersonId) -> String {
    format!("person:{person}")
}
