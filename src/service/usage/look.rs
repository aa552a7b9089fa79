//! Looking at a key's quota: what it has used against what it may use, and what follows.
//!
//! Each threshold is told once per period; a used up quota switches the key off on its server in the same transaction as
//! the look, and what gives it more switches it on again. A look may be made at any time, and twice.

use crate::{
    domain::{
        ids::{ChatId, KeyId},
        job::JobKind,
        notice::Notice,
        quota::{self, Policy},
        role::{Actor, Role},
        traffic::Traffic,
    },
    ports::Wake,
    service::{Env, Outcome, audit, notices},
    store::{self, Access, Tx, usage::Quota},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;

const JOB: Actor = Actor::Job("poll_server");
/// Settings: thresholds in percent, whether a used up quota stops a key, and who of the house is told of all keys.
const THRESHOLDS: &str = "usage.thresholds";
const STOPS: &str = "usage.stops";
pub(super) const WATCH: &str = "usage.watch:";

/// What the house says of quotas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Percent in rising order; 100 is told in any case.
    pub thresholds: Vec<i64>,
    /// Whether a used up quota stops a key, where neither it nor its plan says.
    pub stops: bool,
    /// Where days begin.
    pub zone: Tz,
}

/// Reads them.
pub async fn rules(access: &mut impl Access) -> Outcome<Rules> {
    let thresholds = store::settings::get(access, THRESHOLDS).await?.unwrap_or_else(|| "80 90".to_owned());
    let mut thresholds: Vec<i64> =
        thresholds.split(' ').filter_map(|word| word.parse().ok()).filter(|n| (1..100).contains(n)).take(8).collect();
    thresholds.sort_unstable();
    let stops = store::settings::get(access, STOPS).await?.as_deref() != Some("false");
    let zone = store::settings::get(access, "house.zone").await?.and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC);
    Ok(Rules { thresholds, stops, zone })
}

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
        let once = format!("quota:{id}:{}:{percent}", seen.standing.era);
        for chat in audience(tx, &key).await? {
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

/// Who is told of a key: who sells it, or made it for the house; and those of the house who want to hear of all keys.
async fn audience(tx: &mut Tx, key: &Quota) -> Outcome<Vec<ChatId>> {
    let mut chats = store::usage::seller_chats(tx, key.representative, key.made_by).await?;
    for (name, value) in store::settings::all(tx).await? {
        let Some(person) = name.strip_prefix(WATCH).filter(|_| value == "true").and_then(|id| id.parse().ok()) else {
            continue;
        };
        let person = store::people::get(tx, crate::domain::ids::PersonId(person)).await?;
        chats.extend(person.filter(|p| matches!(p.role, Role::Owner | Role::Admin | Role::Operator)).map(|p| p.chat));
    }
    chats.sort_unstable();
    chats.dedup();
    Ok(chats)
}

/// Whether a person wants to hear of all keys' quotas.
pub async fn watches(access: &mut impl Access, person: crate::domain::ids::PersonId) -> Outcome<bool> {
    Ok(store::settings::get(access, &format!("{WATCH}{person}")).await?.as_deref() == Some("true"))
}

/// The limit that a key's server is told, as a safety net; `None`: none.
pub async fn net(access: &mut impl Access, id: KeyId) -> Outcome<Option<Traffic>> {
    let Some(key) = store::usage::quota(access, id).await? else { return Ok(None) };
    let rules = rules(access).await?;
    let policy: Policy = key.policy(rules.stops);
    Ok(quota::net(&policy, &key.standing, key.total, key.reading))
}
