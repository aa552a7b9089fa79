//! What the service is held against: a teloxide bot that only edits a message, and commits of one row.

use super::fake::Fake;
use axum::{Router, extract::State, http::StatusCode, routing::post};
use futures::Stream;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{convert::Infallible, net::SocketAddr, path::Path, time::Duration};
use teloxide::{
    Bot,
    dispatching::{Dispatcher, UpdateFilterExt, UpdateHandler},
    error_handlers::LoggingErrorHandler,
    requests::Requester,
    stop::{StopToken, mk_stop_token},
    types::{CallbackQuery, Update},
    update_listeners::{StatefulListener, polling_default},
};
use tokio::sync::mpsc;

fn bot(fake: &Fake) -> Bot {
    let client = teloxide::net::default_reqwest_settings().no_proxy().build().expect("a client");
    Bot::with_client("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", client).set_api_url(fake.url.parse().expect("an address"))
}

fn tree() -> UpdateHandler<teloxide::RequestError> {
    dptree::entry().branch(Update::filter_callback_query().endpoint(|bot: Bot, query: CallbackQuery| async move {
        if let Some(message) = query.message {
            bot.edit_message_text(message.chat().id, message.id(), "Nord Access\nServers: 3 of 3 up").await?;
        }
        Ok(())
    }))
}

/// A bot that polls with teloxide's own listener.
pub async fn polling(fake: &Fake) {
    let bot = bot(fake);
    let listener = polling_default(bot.clone()).await;
    tokio::spawn(async move {
        let mut dispatcher = Dispatcher::builder(bot, tree()).worker_queue_size(4_096).build();
        dispatcher.dispatch_with_listener(listener, LoggingErrorHandler::new()).await;
    });
}

struct Inlet(mpsc::UnboundedReceiver<Update>, StopToken);

fn stream(inlet: &mut Inlet) -> impl Stream<Item = Result<Update, Infallible>> + Send + '_ {
    futures::stream::unfold(
        &mut inlet.0,
        |arrived| async move { arrived.recv().await.map(|update| (Ok(update), arrived)) },
    )
}

/// A bot that takes updates by HTTP and answers 200 before anything else, as teloxide's own listener does.
pub async fn webhook(fake: &Fake) -> SocketAddr {
    let (out, arrived) = mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let take = |State(out): State<mpsc::UnboundedSender<Update>>, body: String| async move {
        match serde_json::from_str(&body) {
            Ok(update) => {
                let _ = out.send(update);
                StatusCode::OK
            }
            Err(_) => StatusCode::BAD_REQUEST,
        }
    };
    let router = Router::new().route("/webhooks/telegram", post(take)).with_state(out);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (token, _flag) = mk_stop_token();
    let listener = StatefulListener::new(Inlet(arrived, token), stream, |inlet: &mut Inlet| inlet.1.clone());
    let bot = bot(fake);
    tokio::spawn(async move {
        let mut dispatcher = Dispatcher::builder(bot, tree()).worker_queue_size(4_096).build();
        dispatcher.dispatch_with_listener(listener, LoggingErrorHandler::new()).await;
    });
    address
}

/// A table beside which nothing else writes, by the settings that the house has.
pub async fn disk(folder: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("bare.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a database");
    sqlx::query("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        .execute(&pool)
        .await
        .expect("a table");
    pool
}

/// So many commits of one row each, one after another.
pub async fn commits(pool: &SqlitePool, count: usize) {
    for _ in 0..count {
        let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.expect("a transaction");
        let insert = sqlx::query("INSERT INTO bare (body) VALUES ($1)").bind(vec![7_u8; 400]);
        insert.execute(&mut *tx).await.expect("a row");
        tx.commit().await.expect("a commit");
    }
}
