//! Telling people: notices put into the outbox, in the transaction of what they speak of.
//!
//! Once per thing that happened: the outbox's unique name sees to it.

use super::{Env, Outcome};
use crate::{
    domain::{ids::ChatId, notice::Notice, role::Role},
    ports::Wake,
    store::{self, Tx},
};
use chrono::{DateTime, Utc};

/// Tells one person, once per `once`.
pub async fn tell(
    tx: &mut Tx,
    env: &Env,
    once: &str,
    chat: ChatId,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Outcome<()> {
    store::outbox::put(tx, Some(once), chat, notice, now, now).await?;
    tx.wake(&env.signals, Wake::Outbox);
    Ok(())
}

/// Tells owners and admins, once per `once`.
pub async fn tell_staff(tx: &mut Tx, env: &Env, once: &str, notice: &Notice, now: DateTime<Utc>) -> Outcome<()> {
    for person in store::people::with_role(tx, &[Role::Owner, Role::Admin], true).await? {
        let once = format!("{once}:{}", person.id);
        store::outbox::put(tx, Some(&once), person.chat, notice, now, now).await?;
    }
    tx.wake(&env.signals, Wake::Outbox);
    Ok(())
}
