//! Looking at a key's quota: what it has used against what it may use, and what follows.
//!
//! Each threshold is told once per period; a used up quota switches the key off on its server in the same transaction as
//! the look, and what gives it more switches it on again. A look may be made at any time, and twice.

use super::rules::{Rules, rules};
use crate::{
    domain::{
        ids::{ChatId, KeyId, PersonId, RepresentativeId},
        job::JobKind,
        notice::Notice,
        person::{Person, PersonState},
        quota::{self, Policy},
        role::{Actor, Permission},
        traffic::Traffic,
    },
    ports::Wake,
    service::{Env, Outcome, audit, notices},
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use serde_json::json;

const JOB: Actor = Actor::Job("poll_server");
/// Settings: who of the house is told of all keys.
pub(super) const WATCH: &str = "usage.watch:";

/// Looks at a key's quota.
pub async fn look(tx: &mut Tx, env: &Env, rules: &Rules, id: KeyId, now: DateTime<Utc>) -> Outcome<()> {
    if store::keys::lock(tx, id).await?.is_none() {
        return Ok(());
    }
    let Some(key) = store::usage::quota(tx, id).await? else { return Ok(()) };
    let policy = key.policy(rules.stops);
    let seen = quota::look(&policy, key.standing, key.total, &rules.thresholds, rules.zone, now);
    store::usage::set_look(tx, id, &seen).await?;
    if store::usage::set_exhausted(tx, id, seen.off.then_some(now)).await? {
        let action = if seen.off { "key.exhaust" } else { "key.refill" };
        let used = seen.standing.used(key.total);
        let detail = json!({ "name": key.name, "used": used, "quota": seen.standing.limit(&policy) });
        audit::note(tx, &JOB, action, &format!("key:{id}"), detail, now).await?;
        store::jobs::enqueue(tx, &JobKind::SyncKey { key: id }, now, now).await?;
        tx.wake(&env.signals, Wake::Jobs);
    }
    if let Some(percent) = seen.news {
        // Each chat once for each era, whoever else is told.
        let once = format!("quota:{id}:{}:{percent}", seen.standing.era);
        for chat in audience(tx, (id, key.representative, key.made_by)).await? {
            notices::tell(tx, env, &format!("{once}:{chat}"), chat, &Notice::Quota { key: id, percent }, now).await?;
        }
    }
    Ok(())
}

/// Looks at those whose time has come, at most `limit`; says how many that were.
pub async fn look_due(tx: &mut Tx, env: &Env, now: DateTime<Utc>, limit: i64) -> Outcome<usize> {
    let due = store::usage::due_for_a_look(tx, now, limit).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let rules = rules(tx).await?;
    for key in &due {
        look(tx, env, &rules, *key, now).await?;
    }
    Ok(due.len())
}

/// Who is told of a key: its sellers, who holds it as a customer, and those of the house who want to hear of all keys.
pub async fn audience(
    tx: &mut Tx,
    (key, seller, made_by): (KeyId, Option<RepresentativeId>, Option<PersonId>),
) -> Outcome<Vec<ChatId>> {
    let mut chats = notices::sellers(tx, seller, made_by).await?;
    chats.extend(store::usage::customer_chats(tx, key).await?);
    for (name, value) in store::settings::all(tx).await? {
        let Some(person) = name.strip_prefix(WATCH).filter(|_| value == "true").and_then(|id| id.parse().ok()) else {
            continue;
        };
        let person = store::people::get(tx, PersonId(person)).await?;
        let hears = |p: &Person| p.state == PersonState::Active && p.role.may(Permission::KeyGrant);
        chats.extend(person.filter(hears).map(|p| p.chat));
    }
    chats.sort_unstable();
    chats.dedup();
    Ok(chats)
}

/// Whether a person wants to hear of all keys' quotas.
pub async fn watches(access: &mut impl Access, person: PersonId) -> Outcome<bool> {
    Ok(store::settings::get(access, &format!("{WATCH}{person}")).await?.as_deref() == Some("true"))
}

/// The limit that a key's server is told, as a safety net; `None`: none.
pub async fn net(access: &mut impl Access, id: KeyId) -> Outcome<Option<Traffic>> {
    let Some(key) = store::usage::quota(access, id).await? else { return Ok(None) };
    let rules = rules(access).await?;
    let policy: Policy = key.policy(rules.stops);
    Ok(quota::net(&policy, &key.standing, key.total, key.reading))
}
