//! Offering a change to be undone: kept for a minute, for who made it.
//! What undoes it is the inverse command, by `undoing`; jobs and the command line undo nothing.

use super::Outcome;
use crate::{
    domain::{
        role::Actor,
        undo::{UNDO_LIFE, Undo},
    },
    store::{self, Tx},
};
use chrono::{DateTime, Utc};

/// Keeps how what `actor` just did is undone.
pub(super) async fn offer(tx: &mut Tx, actor: &Actor, undo: &Undo, now: DateTime<Utc>) -> Outcome<()> {
    if let Some(person) = actor.person() {
        store::undo::offer(tx, person, undo, now, now + UNDO_LIFE).await?;
    }
    Ok(())
}
