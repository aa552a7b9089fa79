//! Telling people that a key was suspended, or works again: who sells it and who holds it, but not who did it.
//!
//! A key that time or its quota stopped is told of elsewhere, as it stops; that it works again is told here, whatever had
//! stopped it.

use super::{Env, Outcome, notices};
use crate::{
    domain::{
        key::{Desired, Key, Phase},
        notice::Notice,
        role::Actor,
    },
    store::{self, Tx},
};
use chrono::{DateTime, Utc};

/// Whether what was stopped works again.
pub const fn goes_on(before: &Key, after: &Key) -> bool {
    matches!(after.phase, Phase::Live)
        && matches!(before.desired(), Desired::Off)
        && matches!(after.desired(), Desired::On(_))
}

/// Tells of it, where a change suspended a key or let it work again.
pub(super) async fn tell(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (before, after): (&Key, &Key),
    now: DateTime<Utc>,
) -> Outcome<()> {
    let id = after.id;
    let stopped = before.suspended_at.is_none() && after.suspended_at.is_some();
    let (notice, what) = if stopped || (!before.suspended_by_house && after.suspended_by_house) {
        (Notice::KeyStopped { key: id }, "stopped")
    } else if goes_on(before, after) {
        (Notice::KeyOn { key: id }, "on")
    } else {
        return Ok(());
    };
    let mut chats = store::usage::customer_chats(tx, id).await?;
    if after.representative_id.is_some() {
        chats.extend(store::usage::seller_chats(tx, after.representative_id, None).await?);
    }
    chats.sort_unstable();
    chats.dedup();
    for chat in chats.into_iter().filter(|chat| actor.chat() != Some(*chat)) {
        let once = format!("{what}:{id}:{}:{chat}", after.version);
        notices::tell(tx, env, &once, chat, &notice, now).await?;
    }
    Ok(())
}
