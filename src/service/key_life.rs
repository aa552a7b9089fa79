//! What time and traffic do to keys, by jobs: they begin at first use and end at their end.
//! Both are on record as the house's own doing.

use super::{Env, Outcome, audit, keys};
use crate::{
    domain::{ids::ServerId, role::Actor, traffic::Traffic},
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

/// Keeps what a server reports of its keys' traffic; a life that starts at first use starts with it.
pub async fn seen(tx: &mut Tx, server: ServerId, figures: &[(String, Traffic)], now: DateTime<Utc>) -> Outcome<()> {
    store::keys::record_seen(tx, server, figures, now).await?;
    Ok(())
}
