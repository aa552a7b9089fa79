//! The outbox's one sender: 20 messages a second, per chat in order, and the promise that a message arrives at least once.
//!
//! 429 is obeyed for the chat that it names; network errors and 5xx are tried again with growing pauses; a person who
//! blocked the bot is marked and not written to until they come back. Only the holder of the lease claims, no more than
//! can be begun at once, and each claim is renewed right before its message is sent: a slow link doubles nothing.

use super::{
    context::Context,
    desk::Desk,
    notify::{self, Message},
    show::passing,
    ui::Screen,
};
use crate::{
    domain::{ids::ChatId, notice::Notice, person::PersonState},
    loops::caught,
    service::{Outcome, people},
    store::{self, outbox::Waiting},
};
use chrono::TimeDelta;
use futures::StreamExt;
use std::{collections::BTreeMap, sync::Arc};
use teloxide::{
    ApiError, RequestError,
    payloads::{SendDocumentSetters, SendMessageSetters, SendPhotoSetters},
    requests::Requester,
    types::{InputFile, MessageId, ParseMode},
};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Messages in one second.
const BATCH: i64 = 20;
/// Chats written to at once.
const AT_ONCE: usize = 8;
/// How long the lease holds without being renewed.
const LEASE: TimeDelta = TimeDelta::seconds(15);
/// How long what is being sent isn't given again: longer than Telegram's client waits for an answer.
const CLAIM: TimeDelta = TimeDelta::seconds(60);

/// Sends until the program ends. A chat whose messages take their time holds up no other.
pub async fn run(desk: Desk, stop: CancellationToken) {
    let sending = TaskTracker::new();
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    while !stop.is_cancelled() {
        caught("sender", &*desk.env.clock, round(&desk, &slots, &sending, &stop)).await;
    }
    sending.close();
    sending.wait().await;
}

async fn round(desk: &Desk, slots: &Arc<Semaphore>, sending: &TaskTracker, stop: &CancellationToken) {
    // The slots come first: what is claimed is begun at once, and its claim isn't spent waiting.
    let first = tokio::select! {
        first = slots.clone().acquire_owned() => first,
        () = stop.cancelled() => return,
    };
    let Ok(mut free) = first else { return };
    while let Ok(more) = slots.clone().try_acquire_owned() {
        free.merge(more);
    }
    let began = desk.now();
    let limit = i64::try_from(free.num_permits()).unwrap_or(1).min(BATCH);
    let due = claim(desk, limit).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the outbox can't be read");
        BTreeMap::new()
    });
    let count: usize = due.values().map(Vec::len).sum();
    for (chat, messages) in due {
        let slot = free.split(1);
        let desk = desk.clone();
        sending.spawn(async move {
            send_all(&desk, chat, messages).await;
            drop(slot);
        });
    }
    drop(free);
    // The pace: each message takes its part of the second.
    let pause = if count == 0 { 1_000 } else { 1_000 * i64::try_from(count).unwrap_or(BATCH) / BATCH };
    let pause = desk.env.clock.sleep_until(began + TimeDelta::milliseconds(pause));
    tokio::select! {
        () = pause => {},
        () = desk.env.signals.outbox.notified(), if count == 0 => {},
        () = stop.cancelled() => {}
    }
}

/// Sends what is due, at most one batch, and waits for its end; says how many messages that were.
pub async fn turn(desk: &Desk) -> Outcome<usize> {
    let due = claim(desk, BATCH).await?;
    let count = due.values().map(Vec::len).sum();
    futures::stream::iter(due).for_each_concurrent(None, |(chat, messages)| send_all(desk, chat, messages)).await;
    Ok(count)
}

async fn claim(desk: &Desk, limit: i64) -> Outcome<BTreeMap<ChatId, Vec<Waiting>>> {
    let holder = &*desk.env.holder;
    let now = desk.now();
    let mut tx = desk.db.begin_relaxed().await?;
    if store::leases::take(&mut tx, "outbox", holder, now, now + LEASE).await?.is_none() {
        return Ok(BTreeMap::new());
    }
    let due = store::outbox::claim(&mut tx, holder, now, now + CLAIM, limit).await?;
    tx.commit().await?;
    let mut chats: BTreeMap<ChatId, Vec<Waiting>> = BTreeMap::new();
    for message in due {
        chats.entry(message.chat).or_default().push(message);
    }
    Ok(chats)
}

/// Whether a message is still ours to send; the claim starts anew.
async fn still_ours(desk: &Desk, message: &Waiting) -> Outcome<bool> {
    let mut tx = desk.db.begin_relaxed().await?;
    let ours = store::outbox::renew(&mut tx, &desk.env.holder, message, desk.now() + CLAIM).await?;
    tx.commit().await?;
    Ok(ours)
}

async fn send_all(desk: &Desk, chat: ChatId, messages: Vec<Waiting>) {
    for message in messages {
        match send(desk, chat, &message).await {
            Ok(true) => {}
            // The rest of the chat waits, so that its order holds.
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%chat, %error, "a message stays in the outbox");
                return;
            }
        }
    }
}

/// Sends one message and writes down how it went. False where the rest of the chat has to wait.
async fn send(desk: &Desk, chat: ChatId, message: &Waiting) -> Outcome<bool> {
    let worded = match words(desk, chat, message).await {
        Ok(worded) => worded,
        Err(error) => {
            tracing::error!(%error, message = message.id.0, "a message can't be worded");
            let mut tx = desk.db.begin_relaxed().await?;
            store::outbox::failed(&mut tx, message.id, "can't be worded", desk.now()).await?;
            tx.commit().await?;
            return Ok(true);
        }
    };
    if !still_ours(desk, message).await? {
        tracing::info!(message = message.id.0, "a message waited too long here; it isn't sent twice");
        return Ok(false);
    }
    let result = match worded {
        Worded::Ready(ready, screen) => transmit(desk, chat, ready, *screen).await.map(Some),
        Worded::Nothing => Ok(None),
        Worded::Erase(number) => erase(desk, chat, number).await.map(|()| None),
        Worded::Away => Err(RequestError::Api(ApiError::BotBlocked)),
    };
    let now = desk.now();
    let mut tx = desk.db.begin_relaxed().await?;
    let go_on = match result {
        Ok(number) => {
            store::outbox::sent(&mut tx, message.id, number.unwrap_or_default(), now).await?;
            true
        }
        Err(RequestError::RetryAfter(seconds)) => {
            let at = now + TimeDelta::seconds(i64::from(seconds.seconds()));
            store::outbox::retry(&mut tx, message.id, at, "429").await?;
            store::outbox::postpone(&mut tx, chat, at).await?;
            false
        }
        Err(RequestError::Api(error)) if unreachable(&error) => {
            store::outbox::unreachable(&mut tx, chat, now).await?;
            store::people::set_reachable(&mut tx, chat, false).await?;
            false
        }
        Err(error @ RequestError::Api(_)) if !passing(&error) => {
            store::outbox::failed(&mut tx, message.id, &error.to_string(), now).await?;
            true
        }
        Err(error) => {
            let pause = TimeDelta::seconds(1 << message.attempts.clamp(0, 8));
            store::outbox::retry(&mut tx, message.id, now + pause, &error.to_string()).await?;
            store::outbox::postpone(&mut tx, chat, now + pause).await?;
            false
        }
    };
    tx.commit().await?;
    Ok(go_on)
}

const fn unreachable(error: &ApiError) -> bool {
    matches!(
        error,
        ApiError::BotBlocked | ApiError::UserDeactivated | ApiError::ChatNotFound | ApiError::CantInitiateConversation
    )
}

/// What there is to send.
enum Worded {
    Ready(Message, Box<Screen>),
    /// There is nothing to say any more.
    Nothing,
    /// A message of the person's to take out of the chat.
    Erase(i64),
    /// The person blocked the bot and hasn't come back.
    Away,
}

/// The message in its reader's words.
async fn words(desk: &Desk, chat: ChatId, message: &Waiting) -> Outcome<Worded> {
    let mut read = desk.db.read().await?;
    let Some(known) = people::identify(&mut read, chat).await?.filter(|k| k.person.state == PersonState::Active) else {
        return Ok(Worded::Nothing);
    };
    if !known.person.reachable {
        return Ok(Worded::Away);
    }
    if let Notice::Erase { message } = message.notice {
        return Ok(Worded::Erase(message));
    }
    let house = desk.house(&mut read).await?;
    let text = Desk::text_for(&known.person, &house);
    let context = Context { env: &desk.env, known: &known, house: &house, text: &text, now: desk.now() };
    let Some(message) = notify::word(&mut read, context, &message.notice).await? else {
        return Ok(Worded::Nothing);
    };
    let screen = match &message {
        Message::Text(view) | Message::Picture(_, view) | Message::File { view, .. } => Screen::of(view, &text),
    };
    Ok(Worded::Ready(message, Box::new(screen)))
}

/// Takes a message out of the chat. One that is gone, or too old for Telegram to take away, is done with.
async fn erase(desk: &Desk, chat: ChatId, number: i64) -> Result<(), RequestError> {
    // Telegram's message numbers are 32 bits wide; ours come from Telegram.
    let number = MessageId(i32::try_from(number).unwrap_or(i32::MAX));
    match desk.telegram.delete_message(teloxide::types::ChatId(chat.0), number).await {
        Err(RequestError::Api(error)) if !unreachable(&error) && !passing(&RequestError::Api(error.clone())) => {
            tracing::debug!(%chat, %error, "a message can't be taken out of the chat");
            Ok(())
        }
        other => other.map(|_| ()),
    }
}

async fn transmit(desk: &Desk, chat: ChatId, message: Message, screen: Screen) -> Result<i64, RequestError> {
    let to = teloxide::types::ChatId(chat.0);
    let sent = match message {
        Message::Text(_) => {
            let send = desk.telegram.send_message(to, screen.html).parse_mode(ParseMode::Html);
            send.reply_markup(screen.keyboard).await?
        }
        Message::Picture(bytes, _) => {
            let file = InputFile::memory(bytes).file_name("key.png");
            let send = desk.telegram.send_photo(to, file).caption(screen.html).parse_mode(ParseMode::Html);
            send.reply_markup(screen.keyboard).await?
        }
        Message::File { name, bytes, .. } => {
            let file = InputFile::memory(bytes).file_name(name);
            desk.telegram.send_document(to, file).caption(screen.html).parse_mode(ParseMode::Html).await?
        }
    };
    Ok(i64::from(sent.id.0))
}
