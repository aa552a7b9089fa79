//! What time does to keys, by jobs: they end at their end, and people are told before.
//! That they ended is on record as the house's own doing.

use super::{Env, Outcome, audit, keys, notices, usage};
use crate::{
    domain::{
        ids::KeyId,
        notice::Notice,
        role::{Actor, Scope},
    },
    store::{self, Tx},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// Stops keys whose end has come, at most `limit` of them; says how many.
pub async fn expire(tx: &mut Tx, env: &Env, now: DateTime<Utc>, limit: i64) -> Outcome<usize> {
    let due = store::keys::due_to_expire(tx, now, limit).await?;
    for id in &due {
        if store::keys::expire(tx, *id, now).await? {
            audit::note(tx, &Actor::Job("expire_keys"), "key.expire", &keys::subject(*id), json!({}), now).await?;
            keys::ask_server(tx, env, *id, now).await?;
            tell(tx, env, *id, 0, now).await?;
        }
    }
    Ok(due.len())
}

/// So many days before its end a key's people are told of it.
const BEFORE: [i64; 3] = [7, 3, 1];
/// The setting that says up to when endings were told of.
const TOLD: &str = "endings.told";

/// Up to when endings were told of; the first time, up to now.
pub async fn told_until(tx: &mut Tx, now: DateTime<Utc>) -> Outcome<DateTime<Utc>> {
    let told = store::settings::get(tx, TOLD).await?.and_then(|at| at.parse().ok());
    Ok(told.unwrap_or(now))
}

/// Endings were told of up to now.
pub async fn told(tx: &mut Tx, now: DateTime<Utc>) -> Outcome<()> {
    Ok(store::settings::set(tx, TOLD, &now.to_rfc3339(), now).await?)
}

/// Tells of keys that came within so many days of their end since `from`, at most `limit` of those behind `at`; says where
/// it stopped, `None` where it told of all. Of several times that went by at once the nearest is said.
pub async fn tell_ending(
    tx: &mut Tx,
    env: &Env,
    days: i64,
    (from, at): (DateTime<Utc>, Option<(DateTime<Utc>, KeyId)>),
    now: DateTime<Utc>,
    limit: i64,
) -> Outcome<Option<(DateTime<Utc>, KeyId)>> {
    let nearer = BEFORE.into_iter().filter(|other| *other < days).max().unwrap_or(0);
    let begin = (from + TimeDelta::days(days)).max(now + TimeDelta::days(nearer) + TimeDelta::seconds(1));
    let at = at.unwrap_or((begin, KeyId(i64::MAX)));
    let found = store::keys::ending_between(tx, at, now + TimeDelta::days(days), limit).await?;
    for (key, ends, made) in &found {
        // Who was sold a day knows that it ends in a day.
        if *made < *ends - TimeDelta::days(days) {
            tell(tx, env, *key, days, now).await?;
        }
    }
    let more = i64::try_from(found.len()).unwrap_or(0) >= limit;
    Ok(found.last().filter(|_| more).map(|(key, ends, _)| (*ends, *key)))
}

/// The times before an end at which people are told.
pub const fn times() -> [i64; 3] {
    BEFORE
}

async fn tell(tx: &mut Tx, env: &Env, id: KeyId, days: i64, now: DateTime<Utc>) -> Outcome<()> {
    let Some(key) = store::keys::get(tx, Scope::House, id).await? else { return Ok(()) };
    let ends = key.expires_at.unwrap_or(now).timestamp();
    for chat in usage::audience(tx, (id, key.representative_id, key.made_by)).await? {
        let once = format!("ending:{id}:{ends}:{days}:{chat}");
        notices::tell(tx, env, &once, chat, &Notice::Ending { key: id, days }, now).await?;
    }
    Ok(())
}
