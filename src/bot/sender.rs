//! The outbox's one sender: 20 messages a second, per chat in order, and the promise that a message arrives at least once.
//!
//! 429 is obeyed for the chat that it names; network errors and 5xx are tried again with growing pauses; a person who
//! blocked the bot is marked and not written to until they come back. Only the holder of the lease claims, no more than
//! can be begun at once, and a claim that isn't fresh is renewed before its message is sent: a slow link doubles nothing.

use super::{
    bundle,
    context::Context,
    desk::Desk,
    group, handed,
    notify::{self, Message},
    show::passing,
    ui::Screen,
};
use crate::{
    domain::{
        ids::{ChatId, OutboxId},
        notice::{Notice, NoticeKind},
        person::PersonState,
    },
    loops::caught,
    service::{Error, Outcome, notices, people},
    store::{self, Tx, outbox::Waiting},
};
use chrono::{DateTime, TimeDelta, Utc};
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
/// Messages that go out as one, beside the first.
const BUNDLE: i64 = 200;
/// The same for those that go out as a file.
const FILE: i64 = 2_000;
/// Chats written to at once.
const AT_ONCE: usize = 8;
/// So many of a bundle are written down in one statement, or renewed in one transaction.
const CHUNK: usize = 200;
/// So often a message is worded that can't be: a database that was away may be back, what is broken stays so.
const WORDINGS: i64 = 5;
/// How long the lease holds without being renewed.
const LEASE: TimeDelta = TimeDelta::seconds(15);
/// How long what is being sent isn't given again: longer than Telegram's client waits for an answer.
const CLAIM: TimeDelta = TimeDelta::seconds(60);
/// A claim no older than that outlasts Telegram's client as it is, and isn't renewed.
const FRESH: TimeDelta = TimeDelta::seconds(5);

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
            send_all(&desk, chat, messages, began).await;
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
    let began = desk.now();
    let due = claim(desk, BATCH).await?;
    let count = due.values().map(Vec::len).sum();
    futures::stream::iter(due)
        .for_each_concurrent(None, |(chat, messages)| send_all(desk, chat, messages, began))
        .await;
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

/// Whether messages are still ours to send, all of them; their claims start anew.
async fn still_ours(desk: &Desk, messages: &[Waiting]) -> Outcome<bool> {
    for some in messages.chunks(CHUNK) {
        let mut tx = desk.db.begin_relaxed().await?;
        for message in some {
            if !store::outbox::renew(&mut tx, &desk.env.holder, message, desk.now() + CLAIM).await? {
                return Ok(false);
            }
        }
        tx.commit().await?;
    }
    Ok(true)
}

/// A message with what goes out together with it: what else waits in its bundle.
async fn gathered(desk: &Desk, message: Waiting) -> Outcome<Vec<Waiting>> {
    let remade = matches!(message.notice, Notice::KeyRemade { .. });
    let bundled = remade || message.notice.kind().is_some_and(NoticeKind::bundled);
    let mut all = vec![message];
    if bundled {
        let mut tx = desk.db.begin_relaxed().await?;
        let until = desk.now() + CLAIM;
        all.extend(
            store::outbox::gather(&mut tx, &desk.env.holder, all[0].id, until, if remade { FILE } else { BUNDLE })
                .await?,
        );
        tx.commit().await?;
    }
    Ok(all)
}

async fn send_all(desk: &Desk, chat: ChatId, messages: Vec<Waiting>, claimed: DateTime<Utc>) {
    let mut said: Vec<OutboxId> = Vec::new();
    for message in messages {
        // It went out in the bundle of one before.
        if said.contains(&message.id) {
            continue;
        }
        let with = match gathered(desk, message).await {
            Ok(with) => with,
            Err(error) => {
                tracing::warn!(%chat, %error, "a message stays in the outbox");
                return;
            }
        };
        said.extend(with.iter().map(|message| message.id));
        match send(desk, chat, &with, claimed).await {
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

/// Sends one message, the first with those of its bundle, and writes down how it went. False where the rest of the chat
/// has to wait.
async fn send(desk: &Desk, chat: ChatId, messages: &[Waiting], claimed: DateTime<Utc>) -> Outcome<bool> {
    let Some(message) = messages.first() else { return Ok(true) };
    let worded = match words(desk, chat, messages).await {
        Ok(worded) => worded,
        // It comes again once its claim has run out.
        Err(error @ Error::Store(_)) if message.attempts < WORDINGS => return Err(error),
        Err(error) => {
            tracing::error!(%error, message = message.id.0, "a message can't be worded");
            let mut tx = desk.db.begin_relaxed().await?;
            for message in messages {
                store::outbox::failed(&mut tx, message.id, "can't be worded", desk.now()).await?;
            }
            tx.commit().await?;
            return Ok(true);
        }
    };
    let age = desk.now() - claimed;
    // What is in a bundle may have been gathered by another meanwhile.
    let alone = !message.notice.kind().is_some_and(NoticeKind::bundled);
    let fresh = alone && TimeDelta::zero() <= age && age < FRESH;
    if !fresh && !still_ours(desk, messages).await? {
        tracing::info!(message = message.id.0, "a message waited too long here; it isn't sent twice");
        return Ok(false);
    }
    let result = match worded {
        Worded::Ready(ready, screen) => {
            let sent = transmit(desk, chat, ready, *screen).await;
            sent.inspect(|number| desk.said(chat, *number)).map(Some)
        }
        Worded::Nothing => Ok(None),
        Worded::Erase(number) => erase(desk, chat, number).await.map(|()| None),
        Worded::Away => Err(RequestError::Api(ApiError::BotBlocked)),
    };
    written_down(desk, chat, messages, result).await
}

/// Writes down how it went. False where the rest of the chat has to wait.
async fn written_down(
    desk: &Desk,
    chat: ChatId,
    messages: &[Waiting],
    result: Result<Option<i64>, RequestError>,
) -> Outcome<bool> {
    let now = desk.now();
    let mut tx = desk.db.begin_relaxed().await?;
    let go_on = match result {
        Ok(number) => {
            for some in messages.chunks(CHUNK) {
                let ids: Vec<OutboxId> = some.iter().map(|message| message.id).collect();
                store::outbox::sent(&mut tx, &ids, number.unwrap_or_default(), now).await?;
            }
            true
        }
        Err(RequestError::RetryAfter(seconds)) => {
            let at = now + TimeDelta::seconds(i64::from(seconds.seconds()));
            retry(&mut tx, chat, messages, at, "429").await?;
            false
        }
        Err(RequestError::Api(error)) if unreachable(&error) => {
            store::outbox::unreachable(&mut tx, chat, now).await?;
            store::people::set_reachable(&mut tx, chat, false).await?;
            false
        }
        Err(error @ RequestError::Api(_)) if !passing(&error) => {
            for message in messages {
                store::outbox::failed(&mut tx, message.id, &error.to_string(), now).await?;
            }
            true
        }
        Err(error) => {
            let attempts = messages.first().map_or(1, |message| message.attempts);
            let pause = TimeDelta::seconds(1 << attempts.clamp(0, 8));
            retry(&mut tx, chat, messages, now + pause, &error.to_string()).await?;
            false
        }
    };
    tx.commit().await?;
    Ok(go_on)
}

/// They go out later, and nothing of the chat's before them.
async fn retry(tx: &mut Tx, chat: ChatId, messages: &[Waiting], at: DateTime<Utc>, why: &str) -> Outcome<()> {
    for message in messages {
        store::outbox::retry(tx, message.id, at, why).await?;
    }
    store::outbox::postpone(tx, chat, at).await?;
    Ok(())
}

const fn unreachable(error: &ApiError) -> bool {
    matches!(
        error,
        ApiError::BotBlocked
            | ApiError::BotKicked
            | ApiError::BotKickedFromSupergroup
            | ApiError::UserDeactivated
            | ApiError::ChatNotFound
            | ApiError::CantInitiateConversation
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

/// The message in its reader's words; several of a bundle are one.
async fn words(desk: &Desk, chat: ChatId, messages: &[Waiting]) -> Outcome<Worded> {
    let mut read = desk.db.read().await?;
    let house = desk.house(&mut read).await?;
    let person = people::identify(&mut read, chat).await?.filter(|k| k.person.state == PersonState::Active);
    let (known, in_group) = match person {
        Some(known) => (known, false),
        None if notices::group(&mut read).await? == Some(chat) => (group::reader(chat, &house, desk.now()), true),
        None => {
            let person = store::people::by_chat(&mut read, chat).await?;
            match messages.first().and_then(|message| handed::reader(person, &message.notice)) {
                Some(known) => (known, false),
                None => return Ok(Worded::Nothing),
            }
        }
    };
    if !known.person.reachable {
        return Ok(Worded::Away);
    }
    if let [Waiting { notice: Notice::Erase { message }, .. }] = messages {
        return Ok(Worded::Erase(*message));
    }
    let text = Desk::text_for(&known.person, &house);
    let context = Context { env: &desk.env, known: &known, house: &house, text: &text, now: desk.now() };
    let worded = match messages {
        [message] => notify::word(&mut read, context, &message.notice).await?,
        several => {
            let notices: Vec<Notice> = several.iter().map(|message| message.notice.clone()).collect();
            bundle::word(&mut read, context, &notices).await?
        }
    };
    let Some(message) = worded else { return Ok(Worded::Nothing) };
    let message = match message {
        Message::Text(view) if in_group => Message::Text(group::outward(view, house.bot.as_deref())),
        // Keys and files are for who asked for them: none goes to a group.
        _ if in_group => return Ok(Worded::Nothing),
        message => message,
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
