//! What time and traffic do to keys, by jobs: they begin at first use and end at their end.
//! Both are on record as the house's own doing.

use super::{Env, Outcome, audit, keys};
use crate::{
    domain::{ids::ServerId, role::Actor, traffic::Traffic},
    store::{self, Access, Tx, keys::SeenNews},
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

/// What of a server's report of its keys' traffic is news; a life that starts at first use starts with it.
pub async fn news(
    access: &mut impl Access,
    server: ServerId,
    figures: &[(String, Traffic)],
    now: DateTime<Utc>,
) -> Outcome<Vec<SeenNews>> {
    Ok(store::keys::seen_news(access, server, figures, now).await?)
}

/// Keeps such news, a few hundred at a time.
pub async fn seen(tx: &mut Tx, news: &[SeenNews]) -> Outcome<()> {
    store::keys::record_seen(tx, news).await?;
    Ok(())
}
