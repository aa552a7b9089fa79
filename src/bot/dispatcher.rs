//! The dispatcher: teloxide's, with one small tree. Per chat one after another, chats in parallel.
//!
//! Updates come from the intake, not from teloxide's own listeners, which confirm before anything is stored. A panic in a
//! handler is caught here: it would kill the chat's worker and then the dispatcher.

use super::{
    desk::Desk,
    handle,
    incoming::{Coming, What},
    turns::{Handled, Turns, Waiting},
};
use crate::service::{
    in_hand::{self, Begun, Handling, InHand},
    intake::Arrived,
};
use futures::{FutureExt, Stream, StreamExt};
use serde::{
    Deserialize,
    de::value::{BorrowedStrDeserializer, MapDeserializer},
};
use serde_json::Value;
use std::{convert::Infallible, panic::AssertUnwindSafe, sync::Arc};
use teloxide::{
    RequestError,
    dispatching::{Dispatcher, UpdateHandler},
    error_handlers::LoggingErrorHandler,
    stop::{StopFlag, StopToken, mk_stop_token},
    types::{Update, UpdateKind},
    update_listeners::StatefulListener,
};
use tokio::sync::{Mutex, mpsc};
use tokio_util::sync::CancellationToken;

/// How many updates of one chat may wait before others have to: as many as may be in hand, so that one slow chat delays
/// nobody.
const QUEUE: usize = in_hand::ROOM;

/// What arrives, for one dispatcher after another.
type Queue = Arc<Mutex<mpsc::Receiver<Arrived>>>;

/// How long to wait before the dispatcher is tried again.
const PAUSE: chrono::TimeDelta = chrono::TimeDelta::seconds(1);

struct Inlet {
    arrived: Queue,
    again: mpsc::Receiver<Waiting>,
    desk: Arc<Desk>,
    in_hand: InHand,
    token: StopToken,
    flag: StopFlag,
}

fn stream(inlet: &mut Inlet) -> impl Stream<Item = Result<Update, Infallible>> + Send + '_ {
    let (flag, desk, in_hand) = (inlet.flag.clone(), inlet.desk.clone(), inlet.in_hand.clone());
    futures::stream::unfold((inlet.arrived.clone(), &mut inlet.again), |(arrived, again)| async move {
        let next = {
            let mut arrived = arrived.lock().await;
            tokio::select! {
                biased;
                Some((update, handling)) = again.recv() => {
                    handling.again();
                    Next::Again(Box::new(update))
                }
                new = arrived.recv() => Next::New(new?),
            }
        };
        Some((next, (arrived, again)))
    })
    .filter_map(move |next| {
        let (desk, in_hand) = (desk.clone(), in_hand.clone());
        async move {
            match next {
                Next::New(arrived) => take(&desk, &in_hand, arrived).await,
                Next::Again(update) => Some(*update),
            }
        }
    })
    .map(Ok)
    .take_until(flag)
}

/// What is to be handled next.
enum Next {
    New(Arrived),
    /// It came before its turn.
    Again(Box<Update>),
}

/// Reads an update; one that can't be read is logged by its number and put away, so that it doesn't come again.
async fn take(desk: &Desk, in_hand: &InHand, arrived: Arrived) -> Option<Update> {
    let number = arrived.update;
    match parse(&arrived.body) {
        Some(Update { kind: UpdateKind::Error(_), .. }) | None => {
            tracing::warn!(number, "an update can't be read");
            let handling = in_hand.handling(number);
            ignore(desk, number).await;
            drop(handling);
            None
        }
        found => found,
    }
}

/// An update as teloxide knows it; `None` for what it can't read. It reads one only where its number comes first, and a
/// JSON object has no order; and only names that are lent to it, not given.
pub fn parse(body: &Value) -> Option<Update> {
    let fields = body.as_object()?;
    let number = fields.get_key_value("update_id")?;
    let ordered = std::iter::once(number).chain(fields.iter().filter(|(name, _)| *name != number.0));
    let lent = ordered.map(|(name, value)| (BorrowedStrDeserializer::new(name), value));
    Update::deserialize(MapDeserializer::<_, serde_json::Error>::new(lent)).ok()
}

/// The tree: what is ours, and the rest.
pub fn tree() -> UpdateHandler<Infallible> {
    dptree::entry()
        .branch(dptree::filter_map(read).endpoint(
            |ours: Arc<Ours>, desk: Arc<Desk>, in_hand: InHand, turns: Arc<Turns>| async move {
                let handling = in_hand.handling(ours.coming.update);
                handle_ours(&desk, &turns, &ours, handling).await;
                Ok(())
            },
        ))
        .branch(dptree::endpoint(|update: Update, desk: Arc<Desk>, in_hand: InHand| async move {
            let handling = in_hand.handling(i64::from(update.id.0));
            ignore(&desk, i64::from(update.id.0)).await;
            drop(handling);
            Ok(())
        }))
}

/// An update that is ours, as it is to us and as it came.
struct Ours {
    coming: Coming,
    update: Update,
}

fn read(update: Update) -> Option<Arc<Ours>> {
    let coming = Coming::read(&update)?;
    Some(Arc::new(Ours { coming, update }))
}

/// Handles an update in its turn.
async fn handle_ours(desk: &Desk, turns: &Arc<Turns>, ours: &Ours, handling: Handling) {
    let (chat, number) = (ours.coming.profile.chat, ours.coming.update);
    let stored = handling.is_stored();
    if stored && turns.is_behind(chat, number) {
        return turns.join(chat, number, (ours.update.clone(), handling));
    }
    let handled = match handling.begins(&desk.db, &desk.env).await {
        Ok(Begun::Now) => guarded(desk, &ours.coming).await,
        Ok(Begun::Early) => Handled::Early,
        Ok(Begun::Others) => {
            tracing::info!(update = number, "an update is another's by now");
            Handled::Yes
        }
        Err(error) => {
            tracing::warn!(%error, update = number, "an update can't be begun");
            Handled::Yes
        }
    };
    match handled {
        Handled::Early => turns.hold(desk, chat, number, (ours.update.clone(), handling)),
        Handled::Yes => {
            drop(handling);
            if stored {
                turns.next(chat);
            }
        }
    }
}

/// Handles an update so that not even a panic harms anybody else.
async fn guarded(desk: &Desk, coming: &Coming) -> Handled {
    let handled = AssertUnwindSafe(handle::handle(desk, coming)).catch_unwind().await;
    if let Ok(handled) = handled {
        return handled;
    }
    let told = AssertUnwindSafe(handle::fault(desk, coming, "a handler panicked")).catch_unwind().await;
    if told.is_err() {
        tracing::error!(update = coming.update, "a fault can't be told");
        if let What::Tap { query, .. } = &coming.what {
            desk.answer(query, None).await;
        }
    }
    Handled::Yes
}

/// What isn't ours is done with.
async fn ignore(desk: &Desk, update: i64) {
    let done = async {
        let mut tx = desk.db.begin().await?;
        crate::store::inbox::done(&mut tx, update, "ignored", desk.now()).await?;
        tx.commit().await
    };
    if let Err(error) = done.await {
        tracing::warn!(%error, update, "an update that isn't ours can't be put away");
    }
}

/// Runs from when Telegram has answered for the bot until `stop`, then finishes what runs.
pub async fn run(desk: Desk, (arrived, in_hand): (mpsc::Receiver<Arrived>, InHand), stop: CancellationToken) {
    let desk = Arc::new(desk);
    let queue = Arc::new(Mutex::new(arrived));
    tokio::select! { () = desk.env.signals.known.cancelled() => {}, () = stop.cancelled() => {} }
    while !stop.is_cancelled() {
        // teloxide asks Telegram who the bot is before it takes anything; that may fail, and is tried again.
        let Err(error) = dispatch(&desk, &in_hand, &queue, &stop).await else { break };
        tracing::debug!(%error, "the dispatcher can't begin yet");
        let pause = desk.env.clock.sleep_until(desk.now() + PAUSE);
        tokio::select! { () = pause => {}, () = stop.cancelled() => {} }
    }
    // Nobody waits any more for room in a queue that nobody empties.
    in_hand.close();
}

async fn dispatch(
    desk: &Arc<Desk>,
    in_hand: &InHand,
    queue: &Queue,
    stop: &CancellationToken,
) -> Result<(), RequestError> {
    let (token, flag) = mk_stop_token();
    let (turns, again) = Turns::new();
    let (arrived, desk, in_hand) = (queue.clone(), desk.clone(), in_hand.clone());
    let inlet = Inlet { arrived, again, desk: desk.clone(), in_hand: in_hand.clone(), token: token.clone(), flag };
    let listener = StatefulListener::new(inlet, stream, |inlet: &mut Inlet| inlet.token.clone());
    let mut dispatcher = Dispatcher::builder(desk.telegram.clone(), tree())
        .dependencies(dptree::deps![desk, in_hand, turns])
        .default_handler(|_| async {})
        .worker_queue_size(QUEUE)
        .build();
    let stop = stop.clone();
    let stopper = tokio::spawn(async move {
        stop.cancelled().await;
        token.stop();
    });
    let ended = Box::pin(dispatcher.try_dispatch_with_listener(listener, LoggingErrorHandler::new())).await;
    stopper.abort();
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_are_read_whatever_comes_first_in_them() {
        let from = serde_json::json!({"id": 7, "is_bot": false, "first_name": "A"});
        let chat = serde_json::json!({"id": 7, "type": "private", "first_name": "A"});
        let asked = serde_json::json!({"id": "5", "from": from, "query": "a", "offset": "", "chat_type": "sender"});
        let typed = serde_json::json!({"message_id": 3, "date": 1, "from": from, "chat": chat, "text": "hello"});
        let tapped = serde_json::json!({"id": "5", "from": from, "message": typed, "chat_instance": "1", "data": "h"});
        let read = |kind: &str, content: &Value| {
            let update = parse(&serde_json::json!({"update_id": 9, kind: content})).unwrap();
            let coming = Coming::read(&update).unwrap();
            assert_eq!(coming.update, 9);
            coming.what
        };
        assert!(matches!(read("inline_query", &asked), What::Inline { .. }));
        assert_eq!(read("message", &typed), What::Text("hello".to_owned(), 3));
        assert!(matches!(read("callback_query", &tapped), What::Tap { message: Some(3), .. }));
        assert!(parse(&serde_json::json!({"message": typed})).is_none());
        assert!(parse(&serde_json::json!([9])).is_none());
    }
}
