//! The updates that this process has in hand: they wait in its queue for the bot, or are being handled.
//!
//! There is room for so many and no more: whoever brings others waits, or is told to come again. What is in hand and
//! stored keeps its claim for as long as it is in hand, so that nobody else takes it over.

use super::{Env, Outcome};
use crate::store::{self, Db};
use chrono::TimeDelta;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many updates a process has in hand at most.
pub const ROOM: usize = 4_096;
/// How long a claim lasts that isn't renewed: then another replica, or the next start, takes the update over.
pub(super) const CLAIM: TimeDelta = TimeDelta::seconds(60);
/// How long a process counts as living that says no more that it does.
const ALIVE: TimeDelta = TimeDelta::seconds(30);

#[derive(Debug, Default)]
struct Held {
    stored: bool,
    again: bool,
    /// One for each time that it came: what isn't stored may come twice.
    places: Vec<Option<OwnedSemaphorePermit>>,
}

/// What is in hand. Cheap to clone.
#[derive(Debug, Clone)]
pub struct InHand {
    room: Arc<Semaphore>,
    most: usize,
    held: Arc<Mutex<HashMap<i64, Held>>>,
}

impl InHand {
    /// Nothing in hand, and room for so many.
    pub fn with_room(most: usize) -> Self {
        Self { room: Arc::new(Semaphore::new(most)), most, held: Arc::default() }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<i64, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is room for one more now.
    pub fn has_room(&self) -> bool {
        self.room.available_permits() > 0
    }

    /// Waits for room for so many, or for all there is; `None` once nothing is handled any more.
    pub(super) async fn room_for(&self, updates: usize) -> Option<OwnedSemaphorePermit> {
        let wanted = u32::try_from(updates.min(self.most)).unwrap_or(u32::MAX);
        self.room.clone().acquire_many_owned(wanted).await.ok()
    }

    /// As [`Self::room_for`], but content with any room.
    pub(super) async fn some_room(&self, most: usize) -> Option<OwnedSemaphorePermit> {
        let mut room = self.room_for(1).await?;
        while room.num_permits() < most {
            let Ok(more) = self.room.clone().try_acquire_owned() else { break };
            room.merge(more);
        }
        Some(room)
    }

    /// Takes an update in hand, with its place; `again` where it was taken over.
    pub(super) fn take(&self, update: i64, stored: bool, again: bool, place: Option<OwnedSemaphorePermit>) {
        let mut held = self.held();
        let entry = held.entry(update).or_default();
        entry.stored |= stored;
        entry.again |= again;
        entry.places.push(place);
    }

    /// Whether a stored update is in hand.
    pub(super) fn has(&self, update: i64) -> bool {
        self.held().get(&update).is_some_and(|held| held.stored)
    }

    /// Handling an update: until what this gives is dropped, it is in hand.
    pub fn handling(&self, update: i64) -> Handling {
        let (stored, again) = self.held().get(&update).map_or((false, false), |held| (held.stored, held.again));
        Handling { hand: self.clone(), update, stored, again, stays: false }
    }

    /// Nothing is handled any more: nobody waits for room.
    pub fn close(&self) {
        self.room.close();
    }

    /// Goes on claiming what is in hand.
    pub async fn renew(&self, db: &Db, env: &Env) -> Outcome<()> {
        let stored: Vec<i64> = self.held().iter().filter(|(_, held)| held.stored).map(|(update, _)| *update).collect();
        if stored.is_empty() {
            return Ok(());
        }
        let mut tx = db.begin_relaxed().await?;
        store::inbox::renew(&mut tx, &env.holder, &stored, env.clock.now() + CLAIM).await?;
        Ok(tx.commit().await?)
    }
}

/// An update that is being handled.
#[derive(Debug)]
pub struct Handling {
    hand: InHand,
    update: i64,
    stored: bool,
    again: bool,
    stays: bool,
}

/// What becomes of an update that came to be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It is to be handled.
    Now,
    /// An older one of its chat isn't done; it was not begun.
    Early,
    /// It is done, or another's by now.
    Others,
}

impl Handling {
    /// Whether it is to be handled. One that was taken over counts as begun with this, once: who only waits for its turn
    /// isn't begun.
    pub async fn begins(&self, db: &Db, env: &Env) -> Outcome<Begun> {
        if !self.again {
            return Ok(Begun::Now);
        }
        if store::inbox::is_early(&mut db.read().await?, self.update).await? {
            return Ok(Begun::Early);
        }
        let ours = begin(db, env, self.update).await?;
        if let Some(held) = self.hand.held().get_mut(&self.update) {
            held.again = false;
        }
        Ok(if ours { Begun::Now } else { Begun::Others })
    }

    /// Whether the update lies in the inbox: others don't wait for their turn.
    pub const fn is_stored(&self) -> bool {
        self.stored
    }

    /// It is handed to the dispatcher once more, and stays in hand until then.
    pub fn again(mut self) {
        self.stays = true;
    }
}

impl Drop for Handling {
    fn drop(&mut self) {
        if self.stays {
            return;
        }
        let mut held = self.hand.held();
        if let Some(entry) = held.get_mut(&self.update) {
            entry.places.pop();
            if entry.places.is_empty() {
                held.remove(&self.update);
            }
        }
    }
}

/// Counts that an update which was taken over begins to be handled; false where it is another's by now.
pub async fn begin(db: &Db, env: &Env, update: i64) -> Outcome<bool> {
    let mut tx = db.begin_relaxed().await?;
    let ours = store::inbox::begin(&mut tx, &env.holder, update, env.clock.now() + CLAIM).await?;
    tx.commit().await?;
    Ok(ours)
}

/// At the start: takes back what earlier processes of this one's place had in hand when they died, so that it needn't
/// wait for their claims to run out.
pub async fn succeed(db: &Db, env: &Env) -> Outcome<()> {
    let now = env.clock.now();
    let ended = crate::in_tx!(db, |tx| store::leases::succeed(tx, &env.holder, now).await)?;
    if ended > 0 {
        tracing::info!(ended, "leases of a process that died");
    }
    live(db, env).await
}

/// Says that this process lives, and gives back what is found of its dead predecessors.
pub async fn live(db: &Db, env: &Env) -> Outcome<()> {
    let now = env.clock.now();
    let mut tx = db.begin_relaxed().await?;
    store::leases::alive(&mut tx, &env.holder, now, now + ALIVE).await?;
    let buried = store::leases::bury(&mut tx, &env.holder, now).await?;
    tx.commit().await?;
    if buried > 0 {
        tracing::info!(buried, "taken over from a process that died");
        env.signals.jobs.notify_one();
        env.signals.outbox.notify_one();
    }
    Ok(())
}

/// What this process leaves at its end: it lives no more.
pub async fn leave(db: &Db, env: &Env) -> Outcome<()> {
    let (now, holder) = (env.clock.now(), &*env.holder);
    let mut tx = db.begin().await?;
    for lease in ["poller", "outbox", &format!("process:{holder}")] {
        store::leases::release(&mut tx, lease, holder, now).await?;
    }
    Ok(tx.commit().await?)
}
