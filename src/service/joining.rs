//! Coming in by an invitation: once, by whoever opens it first.
//!
//! Whatever stands against it is found before anything is changed, so that it can be said and the invitation stays good.
//! A person has one role among the house's own people; being a customer is a link to keys, and no role stands against it
//! but those.

use super::{
    Env, Outcome, PeopleRefusal, Refusal, audit, guarded, handing,
    invitations::code_hash,
    keys, names, notices,
    people::{self, Known, Profile},
    staff::step_down,
};
use crate::{
    crypto,
    domain::{
        customer::{Customer, NAME_MAX},
        ids::{CustomerId, KeyId, PersonId, RepresentativeId},
        invitation::{Gift, Invitation, Standing},
        key::Phase,
        notice::Notice,
        person::{Person, PersonState, Reading},
        representative::RepresentativeState,
        role::{Role, Scope},
    },
    store::{self, Tx},
};
use chrono::{DateTime, Utc};

/// What came of a code.
#[derive(Debug)]
pub enum Joined {
    /// There is no such invitation.
    Unknown,
    /// There is one, and this stands against it.
    Refused(PeopleRefusal),
    /// They are in, by it.
    In(Box<Known>, Gift),
}

/// Who comes, and what they are to the house so far.
struct Comer<'a> {
    profile: &'a Profile,
    person: Option<Person>,
    reading: Reading,
    now: DateTime<Utc>,
}

impl Comer<'_> {
    fn role(&self) -> Option<Role> {
        self.person.as_ref().filter(|p| p.state == PersonState::Active).map(|p| p.role)
    }

    fn id(&self) -> Option<PersonId> {
        self.person.as_ref().map(|p| p.id)
    }

    /// One role among the house's own people.
    fn free(&self) -> Result<(), PeopleRefusal> {
        match self.role() {
            None | Some(Role::Customer) => Ok(()),
            Some(_) => Err(PeopleRefusal::StaffAlready),
        }
    }

    /// Writes them down with a role; who is a customer already stays one.
    async fn enter(&self, tx: &mut Tx, role: Role) -> Outcome<PersonId> {
        if let (Some(id), Some(Role::Customer), Role::Customer) = (self.id(), self.role(), role) {
            return Ok(id);
        }
        let new = store::people::NewPerson {
            chat: self.profile.chat,
            name: &self.profile.name,
            username: self.profile.username.as_deref(),
            role,
            reading: self.reading,
            now: self.now,
        };
        Ok(store::people::insert(tx, &new).await?)
    }
}

/// Tries a code that somebody sent: known or not, whatever it is.
pub async fn by_code(tx: &mut Tx, env: &Env, profile: &Profile, typed: &str, now: DateTime<Utc>) -> Outcome<Joined> {
    let Some(bare) = crypto::bare_code(typed).filter(|bare| bare.len() == 16) else { return Ok(Joined::Unknown) };
    let Some(invitation) = store::invitations::lock_by_code(tx, &code_hash(env, &bare)).await? else {
        return Ok(Joined::Unknown);
    };
    let refused = match invitation.standing(now) {
        Standing::Open => None,
        Standing::Used => Some(PeopleRefusal::InvitationUsed),
        Standing::Revoked => Some(PeopleRefusal::InvitationRevoked),
        Standing::Expired => Some(PeopleRefusal::InvitationExpired),
    };
    if let Some(refused) = refused {
        return Ok(Joined::Refused(refused));
    }
    let language = match profile.language {
        Some(language) => language,
        None => super::house::load(tx).await?.language,
    };
    let person = store::people::by_chat(tx, profile.chat).await?;
    if person.as_ref().is_some_and(|p| p.state == PersonState::Suspended) {
        return Ok(Joined::Unknown);
    }
    let comer = Comer { profile, person, reading: Reading::usual(language), now };
    let entered = match accept(tx, env, &comer, &invitation).await? {
        Ok(entered) => entered,
        Err(refusal) => return Ok(Joined::Refused(refusal)),
    };
    guarded(store::invitations::take(tx, invitation.id, entered, now).await?)?;
    names::person(tx, entered).await?;
    let known = people::identify(tx, profile.chat).await?.ok_or(Refusal::NotFound)?;
    let detail = serde_json::json!({ "gift": invitation.gift, "name": known.person.name });
    let subject = format!("invitation:{}", invitation.id);
    audit::note(tx, &known.actor, "invitation.use", &subject, detail, now).await?;
    if let Gift::Key(key) = &invitation.gift {
        let detail = serde_json::json!({ "name": known.person.name, "invitation": invitation.id });
        audit::note(tx, &known.actor, "key.claim", &keys::subject(*key), detail, now).await?;
    }
    if let Some(maker) = store::people::get(tx, invitation.made_by).await? {
        let notice = Notice::Joined { invitation: invitation.id };
        notices::tell(tx, env, &format!("joined:{}", invitation.id), maker.chat, &notice, now).await?;
    }
    Ok(Joined::In(Box::new(known), invitation.gift))
}

type Accepted = Outcome<Result<PersonId, PeopleRefusal>>;

async fn accept(tx: &mut Tx, env: &Env, comer: &Comer<'_>, invitation: &Invitation) -> Accepted {
    match &invitation.gift {
        Gift::Staff(role) => match comer.free() {
            Err(_) if comer.role() == Some(*role) => Ok(Err(PeopleRefusal::ThatAlready)),
            Err(refusal) => Ok(Err(refusal)),
            Ok(()) => Ok(Ok(comer.enter(tx, *role).await?)),
        },
        Gift::Representative(name) => {
            if let Err(refusal) = comer.free() {
                return Ok(Err(refusal));
            }
            let person = comer.enter(tx, Role::Representative).await?;
            let made = store::people::insert_representative(tx, name, Some(person), comer.now).await?;
            let id = made.ok_or(Refusal::People(PeopleRefusal::StaffAlready))?;
            names::representative(tx, id).await?;
            Ok(Ok(person))
        }
        Gift::HandRepresentative(id) => hand_representative(tx, env, comer, *id).await,
        Gift::HandCustomer(id) => hand_customer(tx, env, comer, *id).await,
        Gift::House => hand_house(tx, env, comer, invitation.made_by).await,
        Gift::Key(id) => hold_key(tx, comer, *id).await,
    }
}

async fn hand_representative(tx: &mut Tx, env: &Env, comer: &Comer<'_>, id: RepresentativeId) -> Accepted {
    let found = store::representatives::lock(tx, id).await?.filter(|r| r.state != RepresentativeState::Removed);
    let Some(found) = found else { return Ok(Err(PeopleRefusal::InvitationRevoked)) };
    if comer.role().is_some() && found.person == comer.id() {
        return Ok(Err(PeopleRefusal::ThatAlready));
    }
    if let Err(refusal) = comer.free() {
        return Ok(Err(refusal));
    }
    let person = comer.enter(tx, Role::Representative).await?;
    guarded(store::representatives::set_person(tx, id, Some(person)).await?)?;
    let passed = handing::of_representative(tx, id).await?;
    handing::tell(tx, env, (found.person, person), &passed, comer.now).await?;
    if let Some(before) = found.person.filter(|before| *before != person) {
        step_down(tx, before, comer.now).await?;
    }
    names::representative(tx, id).await?;
    Ok(Ok(person))
}

async fn hand_customer(tx: &mut Tx, env: &Env, comer: &Comer<'_>, id: CustomerId) -> Accepted {
    let Some(found) = store::customers::lock(tx, id).await? else { return Ok(Err(PeopleRefusal::InvitationRevoked)) };
    if let Err(refusal) = comer.free() {
        return Ok(Err(refusal));
    }
    if comer.role().is_some() && found.person_id == comer.id() {
        return Ok(Err(PeopleRefusal::ThatAlready));
    }
    if let Some(person) = comer.id()
        && store::customers::of_person(tx, found.representative_id, person).await?.is_some_and(|c| c.id != id)
    {
        return Ok(Err(PeopleRefusal::CustomerAlready));
    }
    let person = comer.enter(tx, Role::Customer).await?;
    guarded(store::customers::set_person(tx, id, Some(person)).await?)?;
    let passed = handing::of_customer(tx, &found).await?;
    handing::tell(tx, env, (found.person_id, person), &passed, comer.now).await?;
    if let Some(before) = found.person_id.filter(|before| *before != person) {
        let before_role = store::people::get(tx, before).await?.map(|p| (p.role, p.state));
        if before_role == Some((Role::Customer, PersonState::Active)) {
            step_down(tx, before, comer.now).await?;
        }
    }
    Ok(Ok(person))
}

/// The house goes from who invited to who comes; who invited stays as an admin.
async fn hand_house(tx: &mut Tx, env: &Env, comer: &Comer<'_>, from: PersonId) -> Accepted {
    store::people::lock_owners(tx).await?;
    let giver = store::people::lock(tx, from).await?;
    let Some(giver) = giver.filter(|g| g.role == Role::Owner && g.state == PersonState::Active) else {
        return Ok(Err(PeopleRefusal::InvitationRevoked));
    };
    match comer.role() {
        Some(Role::Owner) => return Ok(Err(PeopleRefusal::ThatAlready)),
        Some(Role::Representative) => return Ok(Err(PeopleRefusal::ActsForOne)),
        _ => {}
    }
    let person = comer.enter(tx, Role::Owner).await?;
    guarded(store::people::set_role(tx, from, giver.version, Role::Admin).await?)?;
    let passed = handing::of_house(tx).await?;
    handing::tell(tx, env, (Some(from), person), &passed, comer.now).await?;
    Ok(Ok(person))
}

async fn hold_key(tx: &mut Tx, comer: &Comer<'_>, id: KeyId) -> Accepted {
    let key = store::keys::lock(tx, id).await?.filter(|k| matches!(k.phase, Phase::Live | Phase::Provisioning));
    let Some(key) = key else { return Ok(Err(PeopleRefusal::InvitationRevoked)) };
    if let Err(refusal) = comer.free() {
        return Ok(Err(refusal));
    }
    let present: Option<Customer> = match key.customer_id {
        Some(customer) => store::customers::get(tx, Scope::House, customer).await?,
        None => None,
    };
    if let Some(holder) = present.as_ref().and_then(|c| c.person_id) {
        let theirs = comer.role().is_some() && Some(holder) == comer.id();
        return Ok(Err(if theirs { PeopleRefusal::ThatAlready } else { PeopleRefusal::KeyClaimed }));
    }
    let person = comer.enter(tx, Role::Customer).await?;
    let known_as = store::customers::of_person(tx, key.representative_id, person).await?.map(|c| c.id);
    let customer = match (known_as, present) {
        (Some(known_as), _) => known_as,
        (None, Some(present)) => {
            guarded(store::customers::set_person(tx, present.id, Some(person)).await?)?;
            present.id
        }
        (None, None) => {
            let name: String = comer.profile.name.trim().chars().take(NAME_MAX).collect();
            let name = if name.is_empty() { key.name.as_str() } else { &name };
            let made = store::customers::insert(tx, key.representative_id, name, Some(person), comer.now).await?;
            made.ok_or(Refusal::Stale)?
        }
    };
    guarded(store::customers::give_key(tx, key.id, key.version, Some(customer)).await?)?;
    Ok(Ok(person))
}
