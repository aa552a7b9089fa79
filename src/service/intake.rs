//! The way in: raw updates are stored before anybody is told that they arrived, and fed to the bot in their order.
//!
//! One writer collects what arrives at the same moment into one insert. Plain navigation taps are passed on without being
//! stored: losing one costs a tap. Bodies are sealed, for people paste secrets.

use super::{Env, Outcome};
use crate::{
    domain::ids::ChatId,
    store::{self, Db},
};
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

const SEAL: &str = "inbox";
/// How long a handler may take before another replica, or the next start, takes an update over.
const CLAIM: TimeDelta = TimeDelta::seconds(60);
/// So often an update is taken up again before it is put away: one that ends the program would end it for ever.
const ATTEMPTS: i64 = 8;
/// How many updates go into one insert.
const BATCH: usize = 100;

/// An update on its way to the bot.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// As Telegram sent it.
    pub body: Value,
    /// Whether it lies in the inbox and must be marked as done.
    pub stored: bool,
}

struct Parcel {
    bodies: Vec<Value>,
    done: oneshot::Sender<bool>,
}

/// Hands updates in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Intake {
    parcels: mpsc::Sender<Parcel>,
}

/// What is to be done with an update that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    /// Store it, then pass it on.
    Store,
    /// Pass it on: a plain navigation tap, of which losing one costs a tap.
    Pass,
    /// Let it go: more of somebody who isn't known and was answered.
    Drop,
}

/// Sorts updates as they arrive.
pub type Sort = Arc<dyn Fn(&Value) -> Sorted + Send + Sync>;

impl Intake {
    /// Starts the writer; updates come out of `out` in their order.
    pub fn start(db: Db, env: Env, sort: Sort, out: mpsc::UnboundedSender<Arrived>) -> Self {
        let (parcels, inlet) = mpsc::channel(1_024);
        tokio::spawn(write_parcels(db, env, sort, inlet, out));
        Self { parcels }
    }

    /// Takes updates in. True when all are safe: stored, or not worth storing.
    pub async fn accept(&self, bodies: Vec<Value>) -> bool {
        let (done, answer) = oneshot::channel();
        if self.parcels.send(Parcel { bodies, done }).await.is_err() {
            return false;
        }
        answer.await.unwrap_or(false)
    }
}

async fn write_parcels(
    db: Db,
    env: Env,
    sort: Sort,
    mut inlet: mpsc::Receiver<Parcel>,
    out: mpsc::UnboundedSender<Arrived>,
) {
    let mut parcels = Vec::new();
    while inlet.recv_many(&mut parcels, BATCH).await > 0 {
        let bodies = parcels.iter_mut().flat_map(|p| std::mem::take(&mut p.bodies)).collect();
        let stored = write(&db, &env, &sort, bodies).await;
        if let Err(error) = &stored {
            tracing::error!(%error, "updates can't be stored; Telegram will send them again");
        }
        let safe = stored.is_ok();
        for arrived in stored.into_iter().flatten() {
            // The receiver lives as long as the bot; without it the program is going down, and the inbox keeps them.
            let _ = out.send(arrived);
        }
        for parcel in parcels.drain(..) {
            let _ = parcel.done.send(safe);
        }
    }
}

async fn write(db: &Db, env: &Env, sort: &Sort, bodies: Vec<Value>) -> Outcome<Vec<Arrived>> {
    let now = env.clock.now();
    let mut arrived = Vec::with_capacity(bodies.len());
    let mut rows = Vec::new();
    for body in bodies {
        let Some(update_id) = body.get("update_id").and_then(Value::as_i64) else { continue };
        let sorted = sort(&body);
        if sorted == Sorted::Drop {
            continue;
        }
        let stored = sorted == Sorted::Store;
        if stored {
            let sealed = env.key.seal(SEAL, body.to_string().as_bytes(), &*env.chance);
            rows.push(store::inbox::NewUpdate {
                update_id,
                chat: chat_of(&body),
                body: sealed,
                received_at: now,
                claimed_until: now + CLAIM,
            });
        }
        arrived.push((update_id, Arrived { body, stored }));
    }
    if !rows.is_empty() {
        let mut tx = db.begin().await?;
        let new: std::collections::HashSet<i64> =
            store::inbox::store(&mut tx, &env.holder, &rows).await?.into_iter().collect();
        tx.commit().await?;
        // What was there already is handled, or being handled: Telegram sent it twice.
        arrived.retain(|(id, a)| !a.stored || new.contains(id));
    }
    Ok(arrived.into_iter().map(|(_, a)| a).collect())
}

/// The private chat or sender that an update belongs to: everything of one chat is handled in order.
pub fn chat_of(body: &Value) -> Option<ChatId> {
    let object = body.as_object()?;
    let (_, content) = object.iter().find(|(name, _)| *name != "update_id")?;
    let chat = content.get("chat").or_else(|| content.get("message").and_then(|m| m.get("chat")));
    let id = chat.or_else(|| content.get("from")).and_then(|c| c.get("id"))?;
    id.as_i64().map(ChatId)
}

/// Takes back what earlier processes of this one's place had in hand when they died, so that it needn't wait for their
/// claims to run out.
pub async fn bury(db: &Db, env: &Env) -> Outcome<()> {
    let now = env.clock.now();
    let buried = crate::in_tx!(db, |tx| store::leases::bury(tx, &env.holder, now).await)?;
    if buried > 0 {
        tracing::info!(buried, "taken over from a process that died");
        env.signals.jobs.notify_one();
        env.signals.outbox.notify_one();
    }
    Ok(())
}

/// Claims updates that were stored and not handled: by a process that died, or longer ago than a handler may take.
pub async fn undone(db: &Db, env: &Env, limit: i64) -> Outcome<Vec<Arrived>> {
    let now = env.clock.now();
    let mut tx = db.begin_relaxed().await?;
    let rows = store::inbox::undone(&mut tx, &env.holder, now, now + CLAIM, limit).await?;
    tx.commit().await?;
    let mut arrived = Vec::with_capacity(rows.len());
    for row in rows {
        let plain = env.key.open(SEAL, &row.body).ok();
        let body = plain.and_then(|plain| serde_json::from_slice(plain.expose_secret()).ok());
        if row.attempts > ATTEMPTS {
            tracing::error!(update = row.update_id, "an update ended the program again and again; it is put away");
            crate::in_tx!(db, |tx| store::inbox::done(tx, row.update_id, "given up", now).await)?;
        } else if let Some(body) = body {
            arrived.push(Arrived { body, stored: true });
        } else {
            // Put away: it would come again for ever, and hold up what came after it.
            tracing::error!(update = row.update_id, "a stored update can't be read");
            crate::in_tx!(db, |tx| store::inbox::done(tx, row.update_id, "unreadable", now).await)?;
        }
    }
    Ok(arrived)
}
