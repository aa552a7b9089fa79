//! Webhooks: set and told of, and the worker that pushes updates.
//!
//! An update is kept until its receiver answered 2xx. One chat's updates go one after another, in order; chats go side by
//! side, as many as `max_connections`. What fails is tried again, slower and slower, and holds up its own chat only.

use super::{
    params::Params,
    refusal::{Refusal, bad},
    state::{Shared, State, Webhook},
};
use futures::stream::{FuturesUnordered, StreamExt};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};
use tokio_util::sync::CancellationToken;

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_mins(1);

/// Reads `allowed_updates`, which stays as it was where it isn't given.
pub fn set_allowed(state: &mut State, params: &Params) -> Result<(), Refusal> {
    if let Some(allowed) = params.json("allowed_updates")? {
        let list = allowed.as_array().ok_or_else(|| bad("can't parse allowed updates: expected an Array of String"))?;
        state.allowed = Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    }
    Ok(())
}

/// `setWebhook`. Plain `http` is taken, as a local Bot API server does.
pub fn set(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let url = params.text("url").unwrap_or_default();
    if url.is_empty() {
        return Ok(delete(state, params));
    }
    if !url::Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
        return Err(bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let secret = params.text("secret_token").filter(|secret| !secret.is_empty());
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if secret.as_deref().is_some_and(|secret| secret.len() > 256 || !secret.bytes().all(known)) {
        return Err(bad("secret token contains unallowed characters"));
    }
    let connections = usize::try_from(params.number("max_connections").unwrap_or(40).clamp(1, 100)).unwrap_or(40);
    set_allowed(state, params)?;
    if params.truth("drop_pending_updates") {
        state.updates.clear();
    }
    if let Some(old) = state.webhook.as_mut() {
        if old.url == url && old.secret == secret {
            old.connections = connections;
            return Ok(Value::Bool(true));
        }
        old.stop.cancel();
    }
    state.webhook = Some(Webhook { url, secret, connections, error: None, stop: CancellationToken::new() });
    // A waiting getUpdates has to hear of it.
    state.wake();
    Ok(Value::Bool(true))
}

/// `deleteWebhook`.
pub fn delete(state: &mut State, params: &Params) -> Value {
    if let Some(old) = state.webhook.take() {
        old.stop.cancel();
    }
    if params.truth("drop_pending_updates") {
        state.updates.clear();
    }
    Value::Bool(true)
}

/// `getWebhookInfo`.
pub fn info(state: &State) -> Value {
    let mut info = json!({"url": "", "has_custom_certificate": false, "pending_update_count": state.updates.len()});
    if let Some(webhook) = &state.webhook {
        info["url"] = json!(webhook.url);
        info["max_connections"] = json!(webhook.connections);
        info["ip_address"] = json!("127.0.0.1");
        if let Some((at, words)) = &webhook.error {
            info["last_error_date"] = json!(at.timestamp());
            info["last_error_message"] = json!(words);
        }
    }
    if let Some(allowed) = state.allowed.as_ref().filter(|allowed| !allowed.is_empty()) {
        info["allowed_updates"] = json!(allowed);
    }
    info
}

/// Starts the worker for the webhook that was just set, unless it runs.
pub fn start(shared: &Arc<Shared>, before: Option<&str>) {
    let Some(webhook) = shared.with(|state| state.webhook.clone()) else { return };
    if before != Some(identity(&webhook).as_str()) {
        tokio::spawn(work(Arc::clone(shared), webhook));
    }
}

/// What tells one webhook from another.
pub fn identity(webhook: &Webhook) -> String {
    format!("{} {}", webhook.url, webhook.secret.as_deref().unwrap_or_default())
}

async fn work(shared: Arc<Shared>, webhook: Webhook) {
    let Ok(client) = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build() else { return };
    let mut queues: HashMap<i64, VecDeque<u32>> = HashMap::new();
    let mut ready: VecDeque<i64> = VecDeque::new();
    let mut flights = FuturesUnordered::new();
    let mut seen = None;
    loop {
        let news = shared.updates.notified();
        tokio::pin!(news);
        news.as_mut().enable();
        let from = seen.map_or(0, |last: u32| last.saturating_add(1));
        let fresh: Vec<(u32, i64)> =
            shared.with(|state| state.updates.range(from..).map(|(id, pending)| (*id, pending.chat)).collect());
        for (id, chat) in fresh {
            seen = Some(id);
            let queue = queues.entry(chat).or_insert_with(|| {
                ready.push_back(chat);
                VecDeque::new()
            });
            queue.push_back(id);
        }
        while flights.len() < webhook.connections
            && let Some(chat) = ready.pop_front()
        {
            match queues.get_mut(&chat).and_then(VecDeque::pop_front) {
                Some(id) => flights.push(deliver(&shared, &client, &webhook, chat, id)),
                None => drop(queues.remove(&chat)),
            }
        }
        tokio::select! {
            () = webhook.stop.cancelled() => return,
            () = shared.stop.cancelled() => return,
            () = &mut news => {}
            Some(chat) = flights.next(), if !flights.is_empty() => ready.push_back(chat),
        }
    }
}

/// Pushes one update until it is taken; gives its chat back.
async fn deliver(shared: &Shared, client: &reqwest::Client, webhook: &Webhook, chat: i64, id: u32) -> i64 {
    let mut delay = FIRST_DELAY;
    while let Some(update) = shared.with(|state| state.updates.get(&id).map(|pending| Arc::clone(&pending.json))) {
        let mut request = client.post(&webhook.url).json(&*update);
        if let Some(secret) = &webhook.secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        let words = match request.send().await {
            Ok(answer) if answer.status().is_success() => {
                shared.with(|state| state.updates.remove(&id));
                break;
            }
            Ok(answer) => format!("Wrong response from the webhook: {}", answer.status()),
            Err(error) if error.is_connect() => "Connection refused".to_owned(),
            Err(error) if error.is_timeout() => "Read timeout expired".to_owned(),
            Err(_) => "Connection closed".to_owned(),
        };
        shared.with(|state| {
            let now = state.now;
            if let Some(current) = state.webhook.as_mut() {
                current.error = Some((now, words));
            }
        });
        // Waits for the delay, or until there is no use any more.
        let _ = tokio::time::timeout(delay, webhook.stop.cancelled()).await;
        delay = (delay * 2).min(LONGEST_DELAY);
    }
    chat
}
