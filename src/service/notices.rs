//! Telling people: notices put into the outbox, in the transaction of what they speak of.
//!
//! Once per thing that happened: the outbox's unique name sees to it. What a chat doesn't want isn't written; in its quiet
//! hours only what is urgent is sent at once; several of a kind that come soon after each other go out as one message.

use super::{Env, Outcome, Refusal, audit, house, require};
use crate::{
    domain::{
        ids::{ChatId, PersonId, RepresentativeId},
        notice::{Notice, NoticeKind},
        quiet::Quiet,
        role::{Actor, Permission, Role},
    },
    ports::Wake,
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Tells one person, once per `once`: where they want it, and when they may be written to.
pub async fn tell(
    tx: &mut Tx,
    env: &Env,
    once: &str,
    chat: ChatId,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if put(tx, once, chat, notice, now).await? {
        tx.wake(&env.signals, Wake::Outbox);
    }
    Ok(())
}

async fn put(tx: &mut Tx, once: &str, chat: ChatId, notice: &Notice, now: DateTime<Utc>) -> Outcome<bool> {
    let Some(kind) = notice.kind() else {
        return Ok(store::outbox::put(tx, Some(once), chat, notice, now, now).await?);
    };
    let wish = store::notices::wish(tx, chat, kind).await?;
    if !wish.wanted {
        return Ok(false);
    }
    let after = match wish.quiet.filter(|_| !kind.urgent()) {
        Some(quiet) => quiet.over(now, house::load(tx).await?.zone).unwrap_or(now),
        None => now,
    };
    Ok(if kind.bundled() {
        store::outbox::put_bundled(tx, once, chat, (notice, kind.as_str()), after, now).await?
    } else {
        store::outbox::put(tx, Some(once), chat, notice, after, now).await?
    })
}

/// Tells owners, admins and the house's group, once per `once`; of what concerns operators, them as well.
pub async fn tell_staff(tx: &mut Tx, env: &Env, once: &str, notice: &Notice, now: DateTime<Utc>) -> Outcome<()> {
    tell_staff_but(tx, env, once, notice, None, now).await
}

/// Who is told of a key as its seller: who sells it, or made it for the house, and where there is nobody of that kind (it was
/// taken over from a server, or they have left) those who run the house.
pub async fn sellers(
    tx: &mut Tx,
    representative: Option<RepresentativeId>,
    made_by: Option<PersonId>,
) -> Outcome<Vec<ChatId>> {
    let chats = store::usage::seller_chats(tx, representative, made_by).await?;
    if !chats.is_empty() {
        return Ok(chats);
    }
    let run: Vec<Role> = Role::ALL.iter().copied().filter(|role| role.may(Permission::HouseChange)).collect();
    Ok(store::people::with_role(tx, &run, true).await?.into_iter().map(|person| person.chat).collect())
}

/// The same, but for who knows it already.
pub async fn tell_staff_but(
    tx: &mut Tx,
    env: &Env,
    once: &str,
    notice: &Notice,
    knows: Option<PersonId>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let mut any = false;
    let people = store::people::with_role(tx, &[Role::Owner, Role::Admin], true).await?;
    for person in people.into_iter().filter(|person| Some(person.id) != knows) {
        any |= put(tx, &format!("{once}:{}", person.id), person.chat, notice, now).await?;
    }
    if let Some(group) = group(tx).await? {
        any |= put(tx, &format!("{once}:group"), group, notice, now).await?;
    }
    if any {
        tx.wake(&env.signals, Wake::Outbox);
    }
    Ok(())
}

/// The setting that holds the group's chat.
const GROUP: &str = "notices.group";

/// The one group that gets the house's notices, where it wants one.
pub async fn group(access: &mut impl Access) -> Outcome<Option<ChatId>> {
    Ok(store::settings::get(access, GROUP).await?.and_then(|chat| chat.parse().ok()).map(ChatId))
}

/// The house's notices go to a group as well, or to none any more.
pub async fn set_group(tx: &mut Tx, actor: &Actor, chat: Option<ChatId>, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::HouseChange)?;
    let before = store::settings::get(tx, GROUP).await?;
    match chat {
        Some(chat) => store::settings::set(tx, GROUP, &chat.to_string(), now).await?,
        None => {
            store::settings::remove(tx, GROUP).await?;
        }
    }
    let detail = json!({ "setting": GROUP, "before": before, "after": chat.map(|c| c.to_string()) });
    audit::note(tx, actor, "settings.update", "", detail, now).await
}

/// The bot was taken into a group, or out of one, by somebody: who may decide is asked whether the house's notices go
/// there; a group that it is no longer in gets none.
pub async fn group_changed(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (chat, title): (ChatId, &str),
    here: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let present = group(tx).await? == Some(chat);
    if here && !present && actor.may(Permission::HouseChange) {
        let Some(to) = actor.chat() else { return Ok(()) };
        let once = format!("group:{chat}:{}", now.timestamp_micros());
        let notice = Notice::GroupFound { group: chat, title: title.to_owned() };
        return tell(tx, env, &once, to, &notice, now).await;
    }
    if !here && present {
        store::settings::remove(tx, GROUP).await?;
        let detail = json!({ "setting": GROUP, "before": chat.to_string(), "after": null });
        audit::note(tx, &Actor::Job("group"), "settings.update", "", detail, now).await?;
    }
    Ok(())
}

/// A person wants a kind of notice, or doesn't.
pub async fn choose(tx: &mut Tx, actor: &Actor, kind: NoticeKind, wanted: bool, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::Enter)?;
    let chat = actor.chat().ok_or(Refusal::NotAllowed)?;
    store::notices::choose(tx, chat, kind, wanted).await?;
    let detail = json!({ "setting": "notices", "kind": kind.as_str(), "after": wanted });
    audit::note(tx, actor, "settings.update", "", detail, now).await
}

/// A person sets when they aren't to be written to.
pub async fn set_quiet(tx: &mut Tx, actor: &Actor, hours: Option<Quiet>, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::Enter)?;
    let chat = actor.chat().ok_or(Refusal::NotAllowed)?;
    let before = store::notices::quiet_of(tx, chat).await?;
    store::notices::set_quiet(tx, chat, hours).await?;
    let detail = json!({ "setting": "quiet", "before": before, "after": hours });
    audit::note(tx, actor, "settings.update", "", detail, now).await
}
