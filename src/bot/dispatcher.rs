//! The dispatcher: teloxide's, with one small tree. Per chat one after another, chats in parallel.
//!
//! Updates come from the intake, not from teloxide's own listeners, which confirm before anything is stored. A panic in a
//! handler is caught here: it would kill the chat's worker and then the dispatcher.

use super::{
    desk::Desk,
    handle,
    incoming::{Coming, What},
};
use crate::service::{
    in_hand::{self, InHand},
    intake::Arrived,
};
use futures::{FutureExt, Stream, StreamExt};
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
    desk: Arc<Desk>,
    in_hand: InHand,
    token: StopToken,
    flag: StopFlag,
}

fn stream(inlet: &mut Inlet) -> impl Stream<Item = Result<Update, Infallible>> + Send + '_ {
    let (flag, desk, in_hand) = (inlet.flag.clone(), inlet.desk.clone(), inlet.in_hand.clone());
    futures::stream::unfold(inlet.arrived.clone(), |arrived| async move {
        let next = arrived.lock().await.recv().await;
        next.map(|update| (update, arrived))
    })
    .filter_map(move |arrived| {
        let (desk, in_hand) = (desk.clone(), in_hand.clone());
        async move { take(&desk, &in_hand, arrived).await }
    })
    .map(Ok)
    .take_until(flag)
}

/// Reads an update; one that can't be read is logged by its number and put away, so that it doesn't come again.
async fn take(desk: &Desk, in_hand: &InHand, arrived: Arrived) -> Option<Update> {
    let number = arrived.update;
    match parse(arrived.body) {
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
/// JSON object has no order.
pub fn parse(body: Value) -> Option<Update> {
    let Value::Object(mut fields) = body else { return None };
    let number = fields.remove("update_id")?;
    let rest = serde_json::to_string(&fields).ok()?;
    serde_json::from_str(&format!("{{\"update_id\":{number},{}", rest.get(1..)?)).ok()
}

/// The tree: what is ours, and the rest.
pub fn tree() -> UpdateHandler<Infallible> {
    dptree::entry()
        .branch(dptree::filter_map(|update: Update| Coming::read(&update)).endpoint(
            |coming: Coming, desk: Arc<Desk>, in_hand: InHand| async move {
                let handling = in_hand.handling(coming.update);
                match handling.begins(&desk.db, &desk.env).await {
                    Ok(true) => guarded(&desk, coming).await,
                    Ok(false) => tracing::info!(update = coming.update, "an update is another's by now"),
                    Err(error) => tracing::warn!(%error, update = coming.update, "an update can't be begun"),
                }
                drop(handling);
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

/// Handles an update so that not even a panic harms anybody else.
async fn guarded(desk: &Desk, coming: Coming) {
    if AssertUnwindSafe(handle::handle(desk, coming.clone())).catch_unwind().await.is_err() {
        let told = AssertUnwindSafe(handle::fault(desk, &coming, "a handler panicked")).catch_unwind().await;
        if told.is_err() {
            tracing::error!(update = coming.update, "a fault can't be told");
            if let What::Tap { query, .. } = &coming.what {
                desk.answer(query, None).await;
            }
        }
    }
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
    let inlet =
        Inlet { arrived: queue.clone(), desk: desk.clone(), in_hand: in_hand.clone(), token: token.clone(), flag };
    let listener = StatefulListener::new(inlet, stream, |inlet: &mut Inlet| inlet.token.clone());
    let mut dispatcher = Dispatcher::builder(desk.telegram.clone(), tree())
        .dependencies(dptree::deps![desk.clone(), in_hand.clone()])
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
    fn an_inline_query_is_read() {
        let from = serde_json::json!({"id": 7, "is_bot": false, "first_name": "A"});
        let asked = serde_json::json!({"id": "5", "from": from, "query": "a", "offset": "", "chat_type": "sender"});
        let update = parse(serde_json::json!({"update_id": 9, "inline_query": asked})).unwrap();
        assert!(matches!(Coming::read(&update).unwrap().what, What::Inline { .. }), "{update:?}");
    }
}
