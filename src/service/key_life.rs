//! What time does to keys, by jobs: they end at their end.
//! It is on record as the house's own doing.

use super::{Env, Outcome, audit, keys};
use crate::{
    domain::role::Actor,
    store::{self, Tx},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Stops keys whose end has come, at most `limit` of them; says how many.
pub async fn expire(tx: &mut Tx, env: &Env, now: DateTime<Utc>, limit: i64) -> Outcome<usize> {
    let due = store::keys::due_to_expire(tx, now, limit).await?;
    for id in &due {
        if store::keys::expire(tx, *id, now).await? {
            audit::note(tx, &Actor::Job("expire_keys"), "key.expire", &keys::subject(*id), json!({}), now).await?;
            keys::ask_server(tx, env, *id, now).await?;
        }
    }
    Ok(due.len())
}
