//! `getUpdates`: the long poll.
//!
//! It answers at once where something waits, and wakes as soon as something comes. A newer call ends an older one.

use super::{
    params::Params,
    refusal::Refusal,
    state::{Shared, State},
    webhook,
};
use serde_json::Value;
use std::{sync::Arc, time::Duration};

const WEBHOOK_IS_SET: &str =
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const TERMINATED: &str =
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

/// `getUpdates`.
pub async fn poll(shared: &Shared, params: &Params) -> Result<Value, Refusal> {
    let limit = usize::try_from(params.number("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let patience = u64::try_from(params.number("timeout").unwrap_or(0).clamp(0, 50)).unwrap_or(0);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(patience);
    let mine = shared.with(|state| begin(state, params))?;
    let mut over = patience == 0;
    loop {
        let news = shared.updates.notified();
        tokio::pin!(news);
        news.as_mut().enable();
        let found = shared.with(|state| waiting(state, mine, limit))?;
        if over || !found.is_empty() {
            return Ok(Value::Array(found.iter().map(|update| Value::clone(update)).collect()));
        }
        tokio::select! {
            () = shared.stop.cancelled() => over = true,
            waited = tokio::time::timeout_at(deadline, news) => over = waited.is_err(),
        }
    }
}

fn begin(state: &mut State, params: &Params) -> Result<u64, Refusal> {
    if state.webhook.is_some() {
        return Err(Refusal::new(409, WEBHOOK_IS_SET));
    }
    webhook::set_allowed(state, params)?;
    confirm(state, params.number("offset").unwrap_or(0));
    state.polls += 1;
    state.wake();
    Ok(state.polls)
}

/// Forgets all updates below the offset; a negative one counts from the end.
fn confirm(state: &mut State, offset: i64) {
    if offset < 0 {
        let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
        while state.updates.len() > kept {
            state.updates.pop_first();
        }
        return;
    }
    while state.updates.first_key_value().is_some_and(|(id, _)| i64::from(*id) < offset) {
        state.updates.pop_first();
    }
}

fn waiting(state: &State, mine: u64, limit: usize) -> Result<Vec<Arc<Value>>, Refusal> {
    if state.webhook.is_some() {
        return Err(Refusal::new(409, WEBHOOK_IS_SET));
    }
    if state.polls != mine {
        return Err(Refusal::new(409, TERMINATED));
    }
    Ok(state.updates.values().take(limit).map(|pending| Arc::clone(&pending.json)).collect())
}
