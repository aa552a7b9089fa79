//! Our own `getUpdates` loop: an update is confirmed by the next call's offset, and that is made only when it is stored.
//!
//! Only the holder of the lease polls, and only while there is room for more; with a webhook nobody does. Updates that
//! were stored and not handled, by a process that died, are called for here, and the claims of those in hand are kept.

use super::desk::Desk;
use crate::{
    loops::caught,
    service::{
        in_hand::{self, InHand},
        intake::Intake,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long Telegram may wait for something to tell.
const WAIT_SECONDS: u64 = 30;
/// How long a call may take in all.
const CALL_SECONDS: u64 = WAIT_SECONDS + 15;
/// How long the lease holds without being renewed: longer than one call.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// A lease that was taken no longer ago than that outlasts the next call, and needn't be renewed for it: answers may come
/// many times a second.
const FRESH: TimeDelta = TimeDelta::seconds(10);
/// What we want to be told of.
pub const ALLOWED: [&str; 4] = ["message", "callback_query", "my_chat_member", "inline_query"];

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    result: Vec<Value>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<i64>,
}

/// Polls until `stop`.
pub async fn run(desk: Desk, intake: Intake, stop: CancellationToken) {
    let mut next = Next { offset: 0, limit: BATCH, held: None };
    while !stop.is_cancelled() {
        caught("poll", &*desk.env.clock, round(&desk, &intake, &mut next, &stop)).await;
    }
}

/// What is asked for next.
struct Next {
    offset: i64,
    limit: u8,
    /// When the lease was taken last.
    held: Option<DateTime<Utc>>,
}

async fn round(desk: &Desk, intake: &Intake, next: &mut Next, stop: &CancellationToken) {
    if !next.held.is_some_and(|at| at <= desk.now() && desk.now() - at < FRESH) {
        next.held = hold(desk).await;
    }
    if next.held.is_none() {
        return pause(desk, TimeDelta::seconds(5), stop).await;
    }
    let asked = tokio::select! {
        asked = ask(desk, next.offset, next.limit) => asked,
        () = stop.cancelled() => return,
    };
    match asked {
        Ok(updates) => {
            let last = updates.iter().filter_map(|u| u.get("update_id").and_then(Value::as_i64)).max();
            let Some(last) = last else {
                next.limit = BATCH;
                return;
            };
            // Waits for room. Whoever takes the lease over meanwhile has some, and stores none twice.
            let safe = tokio::select! {
                safe = intake.accept(updates) => safe,
                () = stop.cancelled() => return,
            };
            if safe {
                next.offset = last + 1;
            } else {
                pause(desk, TimeDelta::seconds(1), stop).await;
            }
        }
        // One that can't be read spoils the whole answer: they are asked for singly until it is found, and passed over.
        Err(Trouble::Unreadable(_)) if next.limit > 1 => next.limit = 1,
        Err(Trouble::Unreadable(Some(number))) => {
            tracing::error!(number, "an update can't be read; it is passed over");
            (next.offset, next.limit) = (number + 1, BATCH);
        }
        Err(Trouble::Unreadable(None)) => {
            tracing::warn!("what Telegram answered isn't its API");
            pause(desk, TimeDelta::seconds(5), stop).await;
        }
        Err(Trouble::Passing(words, wait)) => {
            tracing::warn!(error = words, "Telegram can't be asked for updates");
            pause(desk, wait, stop).await;
        }
    }
}

async fn pause(desk: &Desk, wait: TimeDelta, stop: &CancellationToken) {
    let until = desk.env.clock.sleep_until(desk.now() + wait);
    tokio::select! { () = until => {}, () = stop.cancelled() => {} }
}

/// Takes the lease, or goes on with it; gives since when it is held, `None` where another has it.
async fn hold(desk: &Desk) -> Option<DateTime<Utc>> {
    let now = desk.now();
    let taken = async {
        let mut tx = desk.db.begin_relaxed().await?;
        let fence = crate::store::leases::take(&mut tx, "poller", &desk.env.holder, now, now + LEASE).await?;
        tx.commit().await?;
        Ok::<_, crate::store::StoreError>(fence.map(|_| now))
    };
    taken.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the poller's lease can't be taken");
        None
    })
}

/// Updates in one answer.
const BATCH: u8 = 100;

/// Why there are no updates.
enum Trouble {
    /// What to log, without the token, and how long to wait.
    Passing(String, TimeDelta),
    /// The answer can't be read; the number of its first update.
    Unreadable(Option<i64>),
}

/// The number of the first update in an answer that can't be read as a whole.
fn first_number(answer: &[u8]) -> Option<i64> {
    let text = String::from_utf8_lossy(answer);
    let rest = text.split_once("\"update_id\"")?.1.trim_start().strip_prefix(':')?.trim_start();
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// One call.
async fn ask(desk: &Desk, offset: i64, limit: u8) -> Result<Vec<Value>, Trouble> {
    let bot = &desk.telegram;
    let url = format!("{}/bot{}/getUpdates", bot.api_url().as_str().trim_end_matches('/'), bot.token());
    let body = json!({ "offset": offset, "limit": limit, "timeout": WAIT_SECONDS, "allowed_updates": ALLOWED });
    let call = bot.client().post(url).timeout(Duration::from_secs(CALL_SECONDS)).json(&body).send();
    let passing = |error: reqwest::Error| Trouble::Passing(error.without_url().to_string(), TimeDelta::seconds(2));
    let bytes = call.await.map_err(passing)?.bytes().await.map_err(passing)?;
    let Ok(answer) = serde_json::from_slice::<Answer>(&bytes) else {
        return Err(Trouble::Unreadable(first_number(&bytes)));
    };
    if answer.ok {
        return Ok(answer.result);
    }
    let wait = answer.parameters.and_then(|p| p.retry_after).unwrap_or(3);
    Err(Trouble::Passing(answer.description.unwrap_or_default(), TimeDelta::seconds(wait)))
}

/// How often is looked for what others left undone, and said that this process lives and goes on with what it has.
const LOOK: TimeDelta = TimeDelta::seconds(10);

/// Feeds in again what was stored and not handled, every few seconds.
pub async fn take_over(desk: Desk, intake: Intake, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let round = async {
            pause(&desk, LOOK, &stop).await;
            // Where there is no room, it waits with what is new.
            tokio::select! {
                _ = async { intake.take_over().await.await } => {},
                () = stop.cancelled() => {}
            }
        };
        caught("take over", &*desk.env.clock, round).await;
    }
}

/// Says that this process lives, and keeps the claims of what it has in hand, for as long as anything is handled.
pub async fn keep(desk: Desk, in_hand: InHand, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let round = async {
            pause(&desk, LOOK, &stop).await;
            keep_once(&desk, &in_hand).await;
        };
        caught("keep", &*desk.env.clock, round).await;
    }
}

/// Says so once.
pub async fn keep_once(desk: &Desk, in_hand: &InHand) {
    let (db, env) = (&desk.db, &desk.env);
    if let Err(error) = in_hand.renew(db, env).await {
        tracing::warn!(%error, "the claims of updates in hand can't be renewed");
    }
    if let Err(error) = in_hand::live(db, env).await {
        tracing::warn!(%error, "it can't be said that this process lives");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_cant_be_read_still_tells_its_first_number() {
        let deep =
            format!(r#"{{"ok":true,"result":[{{"update_id" : 17,"x":{}1{}}}]}}"#, "[".repeat(500), "]".repeat(500));
        assert!(serde_json::from_str::<Answer>(&deep).is_err());
        assert_eq!(first_number(deep.as_bytes()), Some(17));
        assert_eq!(first_number(b"<html>"), None);
    }
}
