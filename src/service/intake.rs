//! The way in: raw updates are stored before anybody is told that they arrived, and fed to the bot in their order.
//!
//! One writer collects what arrives at the same moment into one insert, and feeds what was left undone before what is new.
//! It takes in no more than there is room for. Plain navigation taps are passed on without being stored: losing one costs
//! a tap. Bodies are sealed, for people paste secrets.

use super::{
    Env, Outcome,
    in_hand::{CLAIM, InHand, ROOM},
};
use crate::{
    domain::ids::ChatId,
    loops::caught,
    store::{self, Db},
};
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::{collections::HashSet, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

const SEAL: &str = "inbox";
/// So often an update that was taken over is begun before it is put away: one that ends the program would end it for ever.
const ATTEMPTS: i64 = 8;
/// How many parcels go into one insert.
const BATCH: usize = 100;
/// How many parcels wait for the writer; one more is told to come again.
const PARCELS: usize = 128;
/// How many undone updates are read at once.
const UNDONE: usize = 500;

/// An update on its way to the bot.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Telegram's number.
    pub update: i64,
    /// As Telegram sent it.
    pub body: Value,
    /// Whether it lies in the inbox and must be marked as done.
    pub stored: bool,
}

enum Parcel {
    New { bodies: Vec<Value>, done: oneshot::Sender<bool> },
    Undone { done: oneshot::Sender<bool> },
}

/// Hands updates in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Intake {
    parcels: mpsc::Sender<Parcel>,
    in_hand: InHand,
}

/// What is to be done with an update that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    /// Store it, then pass it on.
    Store,
    /// Pass it on: a plain navigation tap, of which losing one costs a tap.
    Pass,
    /// From somebody whom this process has seen to be unknown, and answered: let go, a tap passed on to be answered, unless
    /// the database knows them by now, by another replica perhaps; then stored, or passed on.
    Unknown {
        /// Whether it is stored where they are known.
        stored: bool,
    },
}

/// Sorts updates as they arrive.
pub type Sort = Arc<dyn Fn(&Value) -> Sorted + Send + Sync>;

impl Intake {
    /// Starts the writer; updates come out in their order, each in hand.
    pub fn start(db: Db, env: Env, sort: Sort) -> (Self, mpsc::Receiver<Arrived>) {
        Self::start_with(db, env, sort, ROOM)
    }

    /// As [`Self::start`], with room for so many.
    pub fn start_with(db: Db, env: Env, sort: Sort, room: usize) -> (Self, mpsc::Receiver<Arrived>) {
        let (parcels, mut inlet) = mpsc::channel(PARCELS);
        let (out, arrived) = mpsc::channel(room);
        let in_hand = InHand::with_room(room);
        let writer = Writer { db, env, sort, out, in_hand: in_hand.clone() };
        tokio::spawn(async move {
            let mut waiting = Vec::new();
            while inlet.recv_many(&mut waiting, BATCH).await > 0 {
                caught("intake", &*writer.env.clock, writer.round(&mut waiting)).await;
                // Whose parcel was lost to a panic hears that it isn't safe.
                waiting.clear();
            }
        });
        (Self { parcels, in_hand }, arrived)
    }

    /// What came through here and isn't done.
    pub const fn in_hand(&self) -> &InHand {
        &self.in_hand
    }

    /// Takes updates in, once there is room for them. True when all are safe: stored, or not worth storing.
    pub async fn accept(&self, bodies: Vec<Value>) -> bool {
        let (done, answer) = oneshot::channel();
        if self.parcels.send(Parcel::New { bodies, done }).await.is_err() {
            return false;
        }
        answer.await.unwrap_or(false)
    }

    /// As [`Self::accept`], but false at once where there is no room now: for who can be told to come again.
    pub async fn offer(&self, bodies: Vec<Value>) -> bool {
        let (done, answer) = oneshot::channel();
        let taken = self.in_hand.has_room() && self.parcels.try_send(Parcel::New { bodies, done }).is_ok();
        taken && answer.await.unwrap_or(false)
    }

    /// Feeds what was stored and not handled, by a process that died or longer ago than a claim lasts; all of it, in its
    /// order, and before anything that is handed in later. The answer comes when that is done: true where it could be.
    pub async fn take_over(&self) -> oneshot::Receiver<bool> {
        let (done, answer) = oneshot::channel();
        // Without the writer the program is going down; the answer says so.
        let _ = self.parcels.send(Parcel::Undone { done }).await;
        answer
    }
}

struct Writer {
    db: Db,
    env: Env,
    sort: Sort,
    out: mpsc::Sender<Arrived>,
    in_hand: InHand,
}

impl Writer {
    async fn round(&self, parcels: &mut Vec<Parcel>) {
        let (mut bodies, mut new, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        for parcel in parcels.drain(..) {
            match parcel {
                Parcel::New { bodies: more, done } => {
                    bodies.extend(more);
                    new.push(done);
                }
                Parcel::Undone { done } => asked.push(done),
            }
        }
        if !asked.is_empty() {
            let fed = self.feed_undone_or_wait().await;
            for done in asked {
                let _ = done.send(fed);
            }
        }
        if new.is_empty() {
            return;
        }
        let safe = match self.feed_new(bodies).await {
            Ok(safe) => safe,
            Err(error) => {
                tracing::error!(%error, "updates can't be stored; Telegram will send them again");
                false
            }
        };
        for done in new {
            let _ = done.send(safe);
        }
    }

    /// Stores what is new and feeds it; false where the program is going down.
    async fn feed_new(&self, bodies: Vec<Value>) -> Outcome<bool> {
        // Room comes first: what is stored is claimed, and its claim isn't spent waiting.
        let Some(mut room) = self.in_hand.room_for(bodies.len()).await else { return Ok(false) };
        let arrived = write(&self.db, &self.env, &self.sort, bodies).await?;
        for update in arrived {
            self.feed(update, false, &mut room).await;
        }
        Ok(true)
    }

    async fn feed(&self, arrived: Arrived, again: bool, room: &mut OwnedSemaphorePermit) {
        self.in_hand.take(arrived.update, arrived.stored, again, room.split(1));
        // The receiver lives as long as the bot; without it the program is going down, and the inbox keeps them.
        let _ = self.out.send(arrived).await;
    }

    /// What is undone comes before what is new, also where the database can't be read for a while.
    async fn feed_undone_or_wait(&self) -> bool {
        for _ in 0..10 {
            match self.feed_undone().await {
                Ok(()) => return true,
                Err(error) => tracing::warn!(%error, "the inbox can't be looked through"),
            }
            self.env.clock.sleep_until(self.env.clock.now() + TimeDelta::seconds(1)).await;
        }
        false
    }

    async fn feed_undone(&self) -> Outcome<()> {
        loop {
            let Some(mut room) = self.in_hand.some_room(UNDONE).await else { return Ok(()) };
            let (found, undone) = undone(&self.db, &self.env, room.num_permits()).await?;
            for update in undone {
                // One whose claim couldn't be renewed in time is in hand all the same.
                if !self.in_hand.has(update.update) {
                    self.feed(update, true, &mut room).await;
                }
            }
            if found == 0 {
                return Ok(());
            }
        }
    }
}

/// Which of those whom this process has seen to be unknown are known by now: one reading for all that arrived together,
/// and none where nobody of them writes.
async fn known_by_now(db: &Db, doubtful: &[ChatId]) -> Outcome<HashSet<ChatId>> {
    if doubtful.is_empty() {
        return Ok(HashSet::new());
    }
    Ok(store::people::known_among(&mut db.read().await?, doubtful).await?)
}

async fn write(db: &Db, env: &Env, sort: &Sort, bodies: Vec<Value>) -> Outcome<Vec<Arrived>> {
    let now = env.clock.now();
    let mut arrived = Vec::with_capacity(bodies.len());
    let mut rows = Vec::new();
    let sorted: Vec<_> = bodies.into_iter().map(|body| (sort(&body), chat_of(&body), body)).collect();
    let doubtful = |(sorted, chat, _): &(Sorted, Option<ChatId>, Value)| match sorted {
        Sorted::Unknown { .. } => *chat,
        Sorted::Store | Sorted::Pass => None,
    };
    let known = known_by_now(db, &sorted.iter().filter_map(doubtful).collect::<Vec<_>>()).await?;
    for (sorted, chat, body) in sorted {
        let Some(update_id) = body.get("update_id").and_then(Value::as_i64) else { continue };
        let stored = match sorted {
            Sorted::Store => true,
            Sorted::Pass => false,
            Sorted::Unknown { stored } if chat.is_some_and(|chat| known.contains(&chat)) => stored,
            Sorted::Unknown { .. } if body.get("callback_query").is_some() => false,
            Sorted::Unknown { .. } => continue,
        };
        if stored {
            if let Some(query) = body.get("callback_query").and_then(|query| query.get("id")).and_then(Value::as_str) {
                // It is acknowledged as soon as it is safe, and doesn't wait for its answer.
                env.callers.release(query);
            }
            let sealed = env.key.seal(SEAL, body.to_string().as_bytes(), &*env.chance);
            rows.push(store::inbox::NewUpdate {
                update_id,
                chat,
                body: sealed,
                received_at: now,
                claimed_until: now + CLAIM,
            });
        }
        arrived.push(Arrived { update: update_id, body, stored });
    }
    if !rows.is_empty() {
        let mut tx = db.begin().await?;
        let new: HashSet<i64> = store::inbox::store(&mut tx, &env.holder, &rows).await?.into_iter().collect();
        tx.commit().await?;
        // What was there already is handled, or being handled: Telegram sent it twice.
        arrived.retain(|a| !a.stored || new.contains(&a.update));
    }
    Ok(arrived)
}

/// The private chat or sender that an update belongs to: everything of one chat is handled in order.
pub fn chat_of(body: &Value) -> Option<ChatId> {
    let object = body.as_object()?;
    let (_, content) = object.iter().find(|(name, _)| *name != "update_id")?;
    let chat = content.get("chat").or_else(|| content.get("message").and_then(|m| m.get("chat")));
    let id = chat.or_else(|| content.get("from")).and_then(|c| c.get("id"))?;
    id.as_i64().map(ChatId)
}

/// Claims updates that were stored and not handled, by a process that died or longer ago than a claim lasts, oldest first;
/// gives how many were found, and those that are to be handled. Each is to be begun first.
pub async fn undone(db: &Db, env: &Env, limit: usize) -> Outcome<(usize, Vec<Arrived>)> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let now = env.clock.now();
    let mut tx = db.begin_relaxed().await?;
    let rows = store::inbox::undone(&mut tx, &env.holder, now, now + CLAIM, limit).await?;
    tx.commit().await?;
    let found = rows.len();
    let mut arrived = Vec::with_capacity(found);
    for row in rows {
        let plain = env.key.open(SEAL, &row.body).ok();
        let body = plain.and_then(|plain| serde_json::from_slice(plain.expose_secret()).ok());
        if row.attempts >= ATTEMPTS {
            tracing::error!(update = row.update_id, "an update ended the program again and again; it is put away");
            crate::in_tx!(db, |tx| store::inbox::done(tx, row.update_id, "given up", now).await)?;
        } else if let Some(body) = body {
            arrived.push(Arrived { update: row.update_id, body, stored: true });
        } else {
            // Put away: it would come again for ever, and hold up what came after it.
            tracing::error!(update = row.update_id, "a stored update can't be read");
            crate::in_tx!(db, |tx| store::inbox::done(tx, row.update_id, "unreadable", now).await)?;
        }
    }
    Ok((found, arrived))
}
