//! Keys, as people handle them: made, renamed, stopped, given more, handed on, deleted.
//!
//! Each use case changes our row and asks for a job that brings the server into step; nobody waits for a server here.
//! Intent comes first: a key is a row before it is a credential, and stays one after.

pub use super::key_change::{KeyChange, end_of, quota_of, stop_of};
use super::{
    Env, KeyRefusal, Outcome, Refusal, audit, guarded, house,
    key_change::{inverse, possible},
    representatives, require, stops, undo, usage,
};
use crate::{
    domain::{
        ids::{KeyId, PersonId, PlanId, RepresentativeId, ServerId},
        job::JobKind,
        key::{Key, NAME_MAX, Phase},
        notice::Notice,
        plan::{Plan, PlanState},
        representative::Allowance,
        role::{Actor, Permission, Scope},
        server::ServerState,
        traffic::Traffic,
    },
    ports::Wake,
    store::{self, Access, Tx},
    text::fold,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    /// What is sold.
    pub plan: PlanId,
    /// Where; `None` lets the house choose.
    pub server: Option<ServerId>,
    /// What it is called.
    pub name: String,
}

/// Ids on servers are below 2^53, so that every JSON reader keeps them exactly.
pub(super) const REMOTE_ID_BOUND: u64 = 1 << 53;

/// Who sells what this actor makes: a representative, or the house itself (`None`).
pub(super) fn seller(actor: &Actor) -> Outcome<Option<RepresentativeId>> {
    match actor.scope() {
        Scope::House => Ok(None),
        Scope::Representative(id) => Ok(Some(id)),
        Scope::Holder(_) | Scope::Nothing => Err(Refusal::NotAllowed.into()),
    }
}

/// The server that a new key goes to: the one asked for, or the one with the fewest keys among those that are up.
pub async fn place(access: &mut impl Access, asked: Option<ServerId>) -> Outcome<ServerId> {
    place_within(access, &Allowance::default(), asked).await
}

/// As [`place`], among those that the seller may sell on.
pub async fn place_within(
    access: &mut impl Access,
    allowance: &Allowance,
    asked: Option<ServerId>,
) -> Outcome<ServerId> {
    match asked {
        Some(id) if !allowance.server(id) => Err(Refusal::Key(KeyRefusal::ServerNotTheirs).into()),
        Some(id) => match store::servers::get(access, id).await? {
            Some(server) if server.state == ServerState::Enabled => Ok(id),
            Some(_) => Err(Refusal::Key(KeyRefusal::ServerClosed).into()),
            None => Err(Refusal::NotFound.into()),
        },
        None => match store::servers::least_keys_among(access, allowance.servers.as_deref()).await? {
            Some((id, _)) => Ok(id),
            None => Err(Refusal::Key(KeyRefusal::NoServer).into()),
        },
    }
}

/// The same, held until the transaction ends: what is let go or paused at the same moment gets no new key.
pub(super) async fn held_place(tx: &mut Tx, allowance: &Allowance, asked: Option<ServerId>) -> Outcome<ServerId> {
    // The one chosen may be gone once it is held; then the next best is chosen.
    for _ in 0..3 {
        let id = place_within(tx, allowance, asked).await?;
        let held = store::servers::lock(tx, id).await?;
        if held.is_some_and(|server| server.state == ServerState::Enabled) {
            return Ok(id);
        }
    }
    Err(Refusal::Key(KeyRefusal::ServerClosed).into())
}

pub(super) fn checked_name(name: &str) -> Outcome<&str> {
    let name = name.trim();
    let bad = name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control);
    if bad { Err(Refusal::Key(KeyRefusal::BadName).into()) } else { Ok(name) }
}

/// Makes a key: the intent, and the job that carries it out.
pub async fn create(tx: &mut Tx, env: &Env, actor: &Actor, new: &NewKey, now: DateTime<Utc>) -> Outcome<KeyId> {
    require(actor, Permission::KeyCreate)?;
    let representative = seller(actor)?;
    let name = checked_name(&new.name)?;
    let plan = store::plans::get(tx, new.plan).await?.ok_or(Refusal::NotFound)?;
    if plan.state != PlanState::Active {
        return Err(Refusal::Key(KeyRefusal::PlanArchived).into());
    }
    if let Some(id) = representative {
        store::representatives::lock(tx, id).await?;
    }
    let allowance = representatives::allowance(tx, actor).await?;
    if !allowance.plan(plan.id) {
        return Err(Refusal::Key(KeyRefusal::PlanNotTheirs).into());
    }
    if !allowance.room_for(1) {
        return Err(Refusal::Key(KeyRefusal::LimitReached).into());
    }
    let server = held_place(tx, &allowance, new.server).await?;
    let row = store::keys::NewKey {
        server,
        plan: Some(plan.id),
        representative,
        made_by: actor.person(),
        name,
        remote_id: &env.chance.below(REMOTE_ID_BOUND).to_string(),
        lifetime: plan.lifetime,
        expires_at: plan.lifetime.ends(now, None),
        quota: plan.quota,
        now,
    };
    let id = store::keys::insert(tx, &row).await?.ok_or(Refusal::Key(KeyRefusal::NameTaken))?;
    index(tx, id, name).await?;
    let detail = json!({ "name": name, "plan": plan.id, "server": server });
    audit::note(tx, actor, "key.create", &subject(id), detail, now).await?;
    if actor.may(Permission::HouseChange) {
        house::passed(tx, house::SetupStep::Key, now).await?;
    }
    ask_server(tx, env, id, now).await?;
    Ok(id)
}

/// What a key's audit entries are about.
pub fn subject(id: KeyId) -> String {
    format!("key:{id}")
}

/// Writes the words by which a key is found.
pub(super) async fn index(tx: &mut Tx, id: KeyId, name: &str) -> Outcome<()> {
    Ok(store::search::set_terms(tx, "key", id.0, &fold::terms(name)).await?)
}

/// Asks for the job that brings the key's server into step.
pub(super) async fn ask_server(tx: &mut Tx, env: &Env, id: KeyId, now: DateTime<Utc>) -> Outcome<()> {
    store::jobs::enqueue(tx, &JobKind::SyncKey { key: id }, now, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(())
}

/// Changes a key, as it was at `version`.
pub async fn change(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (id, version): (KeyId, i64),
    change: &KeyChange,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, change.permission())?;
    store::keys::lock(tx, id).await?;
    let key = store::keys::get(tx, actor.scope(), id).await?.ok_or(Refusal::NotFound)?;
    if key.version != version {
        return Err(Refusal::Stale.into());
    }
    if key.suspended_by_house && matches!(change, KeyChange::Resume) && actor.scope() != Scope::House {
        return Err(Refusal::Key(KeyRefusal::StoppedByHouse).into());
    }
    let (before, after) = apply(tx, env, actor, &key, change, now).await?;
    let detail = json!({ "name": key.name, "before": before, "after": after });
    audit::note(tx, actor, change.action(), &subject(id), detail, now).await?;
    if let Some(after) = store::keys::get(tx, actor.scope(), id).await? {
        if let Some(inverse) = inverse(&key, &after, change, now) {
            undo::offer(tx, actor, &inverse, now).await?;
        }
        stops::tell(tx, env, actor, (&key, &after), now).await?;
    }
    ask_server(tx, env, id, now).await
}

/// Changes the row; gives what was and what is, for the record.
async fn apply(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    key: &Key,
    change: &KeyChange,
    now: DateTime<Utc>,
) -> Outcome<(Value, Value)> {
    let at = (key.id, key.version);
    if !possible(key, change) {
        return Err(Refusal::WrongState.into());
    }
    let mut after = json!(change);
    let before = match change {
        KeyChange::Rename(name) => {
            rename(tx, key, name).await?;
            json!(key.name)
        }
        KeyChange::Suspend => {
            suspend(tx, actor, key, now).await?;
            json!(key.suspended_at)
        }
        KeyChange::StopBack(stop) => {
            guarded(store::keys::suspend(tx, at.0, at.1, (stop.by, stop.house), now).await?)?;
            after = json!(KeyChange::Suspend);
            json!(key.suspended_at)
        }
        KeyChange::Resume => {
            guarded(store::keys::resume(tx, at.0, at.1).await?)?;
            json!(key.suspended_at)
        }
        KeyChange::Quota(quota) => {
            give(tx, env, at, (*quota, true), now).await?;
            json!(key.quota)
        }
        KeyChange::QuotaBack(back) => {
            give(tx, env, at, (back.value, back.own), now).await?;
            after = json!({ "Quota": back.value });
            json!(key.quota)
        }
        KeyChange::QuotaOfPlan => {
            let plan = plan_of(tx, key).await?.ok_or(Refusal::WrongState)?;
            give(tx, env, at, (plan.quota, false), now).await?;
            after = json!({ "QuotaOfPlan": plan.quota });
            json!(key.quota)
        }
        KeyChange::Usage(change) => usage::apply(tx, env, key, *change, now).await?,
        KeyChange::Ends(end) => {
            ends(tx, key, *end, true, now).await?;
            json!(key.end())
        }
        KeyChange::EndOfPlan => {
            ends(tx, key, key.sold_end().at(), false, now).await?;
            after = json!({ "EndOfPlan": key.sold_end() });
            json!(key.end())
        }
        KeyChange::Delete => {
            guarded(store::keys::begin_delete(tx, at.0, at.1).await?)?;
            store::search::remove(tx, "key", key.id.0).await?;
            json!(key.phase)
        }
        KeyChange::Retry => {
            guarded(store::keys::retry(tx, at.0, at.1).await?)?;
            json!(key.trouble)
        }
    };
    Ok((before, after))
}

/// What its seller has stopped, only the house stops over that.
async fn suspend(tx: &mut Tx, actor: &Actor, key: &Key, now: DateTime<Utc>) -> Outcome<()> {
    let by = stopper(actor);
    if key.suspended_at.is_some() && !by.1 {
        return Err(Refusal::WrongState.into());
    }
    guarded(store::keys::suspend(tx, key.id, key.version, by, now).await?)
}

async fn rename(tx: &mut Tx, key: &Key, name: &str) -> Outcome<()> {
    let name = checked_name(name)?;
    let other = store::keys::folded(name) != store::keys::folded(&key.name);
    if other && store::keys::name_taken(tx, key.representative_id, name).await? {
        return Err(Refusal::Key(KeyRefusal::NameTaken).into());
    }
    guarded(store::keys::rename(tx, key.id, key.version, name).await?)?;
    index(tx, key.id, name).await
}

/// Who stops a key, and whether they do it for the house.
fn stopper(actor: &Actor) -> (Option<PersonId>, bool) {
    (actor.person(), actor.scope() == Scope::House)
}

/// Sets another quota, of its own or its plan's, and looks whether the key goes on by it.
async fn give(
    tx: &mut Tx,
    env: &Env,
    (id, version): (KeyId, i64),
    (quota, own): (Option<Traffic>, bool),
    now: DateTime<Utc>,
) -> Outcome<()> {
    guarded(store::keys::set_quota(tx, id, version, quota, own).await?)?;
    let rules = usage::rules(tx).await?;
    usage::look(tx, env, &rules, id, now).await
}

/// Sets another end, which lies ahead; `own`: over what was sold.
async fn ends(tx: &mut Tx, key: &Key, end: Option<DateTime<Utc>>, own: bool, now: DateTime<Utc>) -> Outcome<()> {
    if end.is_some_and(|end| end <= now) {
        return Err(Refusal::Key(KeyRefusal::PastEnd).into());
    }
    guarded(store::keys::set_expiry(tx, key.id, key.version, end, own, now).await?)
}

/// What a key was sold as; `None` for one that was taken over.
pub async fn plan_of(access: &mut impl Access, key: &Key) -> Outcome<Option<Plan>> {
    match key.plan_id {
        Some(plan) => Ok(store::plans::get(access, plan).await?),
        None => Ok(None),
    }
}

/// Whoever watched a key being deleted looks at something else now: that it is gone is sent as a message.
pub async fn left(tx: &mut Tx, actor: &Actor, id: KeyId) -> Outcome<()> {
    let Some(chat) = actor.chat() else { return Ok(()) };
    let deleting = store::keys::get(tx, actor.scope(), id).await?.is_some_and(|key| key.phase == Phase::Deleting);
    if let (true, Some(job)) = (deleting, store::jobs::unfinished(tx, &JobKind::SyncKey { key: id }).await?) {
        store::jobs::tell(tx, job.id, chat).await?;
    }
    Ok(())
}

/// How a key is handed on again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandOver {
    /// Its QR picture with the access URL as caption.
    Picture,
    /// A file with the access URL.
    File,
}

/// Sends the actor a key that works, to be forwarded.
pub async fn hand_over(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    id: KeyId,
    how: HandOver,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::KeyRead)?;
    let key = store::keys::get(tx, actor.scope(), id).await?.ok_or(Refusal::NotFound)?;
    if key.activated_at.is_none() || key.missing_at.is_some() || !matches!(key.phase, Phase::Live) {
        return Err(Refusal::WrongState.into());
    }
    let Some(chat) = actor.chat() else { return Err(Refusal::NotAllowed.into()) };
    let notice = match how {
        HandOver::Picture => Notice::KeyReady { key: id },
        HandOver::File => Notice::KeyFile { key: id },
    };
    store::outbox::put(tx, None, chat, &notice, now, now).await?;
    audit::note(tx, actor, "key.reveal", &subject(id), json!({ "name": key.name }), now).await?;
    tx.wake(&env.signals, Wake::Outbox);
    Ok(())
}

/// A free name for the next key: the stem and a number of four digits.
pub async fn suggest_name(access: &mut impl Access, actor: &Actor, stem: &str) -> Outcome<String> {
    let folded: String = fold::fold(stem).chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    let stem = if folded.is_empty() { "key" } else { &folded };
    let seller = seller(actor)?;
    let prefix = format!("{stem}-");
    let taken = store::keys::names_with_prefix(access, seller, &prefix, 1_000).await?;
    let highest = taken.iter().filter_map(|n| n[prefix.len()..].parse::<u32>().ok()).max().unwrap_or(0);
    Ok(format!("{prefix}{:04}", highest.saturating_add(1)))
}
