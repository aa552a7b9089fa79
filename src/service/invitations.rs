//! Invitations: made, shown again, taken back.
//!
//! Who may give a thing may invite to it, and nobody else sees the invitation. The link goes to its maker as a message of
//! its own, to be forwarded. Coming in by one is [`super::joining`]'s.

use super::{Env, Outcome, PeopleRefusal, Refusal, audit, house, notices, require};
use crate::{
    crypto,
    domain::{
        customer::Customer,
        ids::{InvitationId, RepresentativeId},
        invitation::{Gift, Invitation, LIFE},
        key::{Key, Phase},
        notice::Notice,
        representative::{NAME_MAX, RepresentativeState},
        role::{Actor, Permission, Role, Scope},
    },
    store::{self, Access, Tx, invitations::NewInvitation},
};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

const SEAL: &str = "invitation.code";

/// What finds an invitation by its code.
pub(super) fn code_hash(env: &Env, bare: &str) -> [u8; 32] {
    env.key.keyed_hash("invitation", bare.as_bytes())
}

/// A name as it is kept; refuses what can't be shown.
pub(super) fn checked_name(name: &str, max: usize) -> Outcome<&str> {
    let name = name.trim();
    let bad = name.is_empty() || name.chars().count() > max || name.chars().any(char::is_control);
    if bad { Err(Refusal::People(PeopleRefusal::BadName).into()) } else { Ok(name) }
}

const fn permission(gift: &Gift) -> Permission {
    match gift {
        Gift::Staff(_) => Permission::PeopleChange,
        Gift::Representative(_) | Gift::HandRepresentative(_) => Permission::RepresentativeChange,
        Gift::HandCustomer(_) | Gift::Key(_) => Permission::CustomerChange,
        Gift::House => Permission::HouseHandOver,
    }
}

/// Whether the actor may give that at all, and on whose behalf it is given.
async fn giver(access: &mut impl Access, actor: &Actor, gift: &Gift) -> Outcome<Option<RepresentativeId>> {
    require(actor, permission(gift))?;
    match gift {
        Gift::Staff(role) => {
            if !matches!(role, Role::Owner | Role::Admin | Role::Operator) {
                return Err(Refusal::NotAllowed.into());
            }
            if !actor.role().is_some_and(|own| own.above(*role)) {
                return Err(Refusal::People(PeopleRefusal::Above).into());
            }
            Ok(None)
        }
        Gift::Representative(name) => checked_name(name, NAME_MAX).map(|_| None),
        Gift::HandRepresentative(id) => {
            let found = store::representatives::get(access, *id).await?.ok_or(Refusal::NotFound)?;
            if found.state == RepresentativeState::Removed {
                return Err(Refusal::WrongState.into());
            }
            Ok(None)
        }
        Gift::House => Ok(None),
        Gift::HandCustomer(id) => {
            let found: Customer = store::customers::get(access, actor.scope(), *id).await?.ok_or(Refusal::NotFound)?;
            Ok(found.representative_id)
        }
        Gift::Key(id) => {
            let key: Key = store::keys::get(access, actor.scope(), *id).await?.ok_or(Refusal::NotFound)?;
            if !matches!(key.phase, Phase::Live | Phase::Provisioning) {
                return Err(Refusal::WrongState.into());
            }
            if let Some(customer) = key.customer_id
                && let Some(customer) = store::customers::get(access, Scope::House, customer).await?
                && customer.person_id.is_some()
            {
                return Err(Refusal::People(PeopleRefusal::KeyClaimed).into());
            }
            Ok(key.representative_id)
        }
    }
}

/// Makes an invitation, and sends its maker the message to forward. An older one to the same thing is taken back.
pub async fn make(tx: &mut Tx, env: &Env, actor: &Actor, gift: &Gift, now: DateTime<Utc>) -> Outcome<InvitationId> {
    let seller = giver(tx, actor, gift).await?;
    let (Some(made_by), Some(chat)) = (actor.person(), actor.chat()) else { return Err(Refusal::NotAllowed.into()) };
    store::invitations::revoke_alike(tx, gift, now).await?;
    let code = crypto::long_code(&*env.chance);
    let new = NewInvitation {
        code: env.key.seal(SEAL, code.as_bytes(), &*env.chance),
        code_hash: &code_hash(env, &code.replace('-', "")),
        gift,
        seller,
        made_by,
        now,
        expires_at: now + LIFE,
    };
    let id = store::invitations::insert(tx, &new).await?;
    audit::note(tx, actor, "invitation.create", &subject(id), serde_json::json!({ "gift": gift }), now).await?;
    if matches!(gift, Gift::Representative(_)) {
        house::passed(tx, house::SetupStep::Representative, now).await?;
    }
    notices::tell(tx, env, &format!("invitation:{id}"), chat, &Notice::Invitation { invitation: id }, now).await?;
    Ok(id)
}

/// Sends the message to forward once more.
pub async fn send(tx: &mut Tx, env: &Env, actor: &Actor, id: InvitationId, now: DateTime<Utc>) -> Outcome<()> {
    let found = seen(tx, actor, id).await?;
    giver(tx, actor, &found.gift).await?;
    let Some(chat) = actor.chat() else { return Err(Refusal::NotAllowed.into()) };
    let once = format!("invitation:{id}:{}", now.timestamp_micros());
    notices::tell(tx, env, &once, chat, &Notice::Invitation { invitation: id }, now).await
}

/// Takes an invitation back.
pub async fn revoke(tx: &mut Tx, actor: &Actor, id: InvitationId, now: DateTime<Utc>) -> Outcome<()> {
    let found = seen(tx, actor, id).await?;
    require(actor, permission(&found.gift))?;
    if !store::invitations::revoke(tx, id, now).await? {
        return Err(Refusal::WrongState.into());
    }
    audit::note(tx, actor, "invitation.revoke", &subject(id), serde_json::json!({ "gift": found.gift }), now).await
}

/// One invitation, where the actor may see it.
async fn seen(access: &mut impl Access, actor: &Actor, id: InvitationId) -> Outcome<Invitation> {
    require(actor, Permission::InvitationRead)?;
    Ok(store::invitations::get(access, actor.scope(), id).await?.ok_or(Refusal::NotFound)?)
}

/// An invitation, with the names of what it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The invitation.
    pub invitation: Invitation,
    /// What it is about: a representative's, a customer's, a key's name; empty where a role says it all.
    pub about: String,
    /// Who made it.
    pub maker: String,
    /// Who came in by it.
    pub user: Option<String>,
}

/// Adds the names.
pub async fn describe(access: &mut impl Access, invitation: Invitation) -> Outcome<Described> {
    let about = match &invitation.gift {
        Gift::Staff(_) | Gift::House => None,
        Gift::Representative(name) => Some(name.clone()),
        Gift::HandRepresentative(id) => store::representatives::get(access, *id).await?.map(|r| r.name),
        Gift::HandCustomer(id) => store::customers::get(access, Scope::House, *id).await?.map(|c| c.name),
        Gift::Key(id) => store::keys::get(access, Scope::House, *id).await?.map(|k| k.name),
    };
    let maker = store::people::get(access, invitation.made_by).await?.map(|p| p.name);
    let user = match invitation.used_by {
        Some(id) => store::people::get(access, id).await?.map(|p| p.name),
        None => None,
    };
    Ok(Described { invitation, about: about.unwrap_or_default(), maker: maker.unwrap_or_default(), user })
}

/// One invitation, where the actor may see it.
pub async fn get(access: &mut impl Access, actor: &Actor, id: InvitationId) -> Outcome<Described> {
    let found = seen(access, actor, id).await?;
    describe(access, found).await
}

/// Invitations that are good, newest first.
pub async fn open(
    access: &mut impl Access,
    actor: &Actor,
    before: Option<InvitationId>,
    limit: i64,
    now: DateTime<Utc>,
) -> Outcome<Vec<Described>> {
    require(actor, Permission::InvitationRead)?;
    let mut described = Vec::new();
    for invitation in store::invitations::open(access, actor.scope(), now, before, limit).await? {
        described.push(describe(access, invitation).await?);
    }
    Ok(described)
}

/// The way in, while it is good: a link where the bot's name is known, and the code.
pub async fn way_in(
    access: &mut impl Access,
    env: &Env,
    bot: Option<&str>,
    id: InvitationId,
    now: DateTime<Utc>,
) -> Outcome<Option<WayIn>> {
    let Some(sealed) = store::invitations::code(access, id, now).await? else { return Ok(None) };
    let opened = env.key.open(SEAL, &sealed)?;
    let code = String::from_utf8_lossy(opened.expose_secret()).into_owned();
    let link = bot.map(|bot| format!("https://t.me/{bot}?start={code}").into());
    Ok(Some(WayIn { link, code: code.into() }))
}

/// How somebody comes in.
#[derive(Debug)]
pub struct WayIn {
    /// A link that opens the bot.
    pub link: Option<SecretString>,
    /// What to send to the bot where there is no link.
    pub code: SecretString,
}

fn subject(id: InvitationId) -> String {
    format!("invitation:{id}")
}
