//! A Bot API that answers at once, on a thread of its own: what is measured against it is the service, not Telegram.
//!
//! It hands out prepared updates, counts what is shown, and says when the last one was.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::header,
    response::IntoResponse,
    routing::any,
    serve::ListenerExt,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use tokio::sync::Notify;

#[derive(Default)]
struct Board {
    updates: Vec<String>,
    confirmed: usize,
    shown: usize,
    goal: usize,
    reached: Option<Instant>,
    pictured: Option<Instant>,
    calls: BTreeMap<String, usize>,
}

/// The Bot API. Cheap to clone.
#[derive(Clone)]
pub struct Fake {
    /// Where it listens.
    pub url: String,
    board: Arc<Mutex<Board>>,
    next: Arc<AtomicI64>,
    news: Arc<Notify>,
    end: Arc<Notify>,
}

fn bot() -> &'static str {
    r#"{"id":1,"is_bot":true,"first_name":"Claviger","username":"claviger_bot","can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false,"can_connect_to_business":false,"has_main_web_app":false}"#
}

fn message(chat: i64, id: i64) -> String {
    format!(
        r#"{{"message_id":{id},"date":1700000000,"edit_date":1700000001,"chat":{{"id":{chat},"type":"private","first_name":"Omar"}},"from":{{"id":1,"is_bot":true,"first_name":"Claviger","username":"claviger_bot"}},"text":"x"}}"#
    )
}

/// A tap on a button.
pub fn tap(update: usize, chat: i64, message_id: i64, data: &str) -> String {
    let below = message(chat, message_id);
    format!(
        r#"{{"update_id":{update},"callback_query":{{"id":"{update}","from":{{"id":{chat},"is_bot":false,"first_name":"Omar","language_code":"en"}},"message":{below},"chat_instance":"1","data":"{data}"}}}}"#
    )
}

/// Something typed.
pub fn typed(update: usize, chat: i64, text: &str) -> String {
    format!(
        r#"{{"update_id":{update},"message":{{"message_id":{update},"date":1700000000,"chat":{{"id":{chat},"type":"private","first_name":"Omar"}},"from":{{"id":{chat},"is_bot":false,"first_name":"Omar","language_code":"en"}},"text":"{text}"}}}}"#
    )
}

impl Fake {
    /// Starts one.
    pub fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let fake = Self {
            url: format!("http://{}", listener.local_addr().expect("an address")),
            board: Arc::default(),
            next: Arc::new(AtomicI64::new(1_000)),
            news: Arc::default(),
            end: Arc::default(),
        };
        let served = fake.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener").tap_io(|stream| {
                    let _ = stream.set_nodelay(true);
                });
                let router = Router::new()
                    .route("/{token}/{method}", any(answer))
                    .layer(DefaultBodyLimit::max(8 << 20))
                    .with_state(served);
                axum::serve(listener, router).await.expect("it serves");
            });
        });
        fake
    }

    fn board(&self) -> std::sync::MutexGuard<'_, Board> {
        self.board.lock().expect("nobody panics holding it")
    }

    /// The number of the next update that is pushed.
    pub fn next_update(&self) -> usize {
        self.board().updates.len() + 1
    }

    /// When the last picture was sent.
    pub fn pictured(&self) -> Option<Instant> {
        self.board().pictured
    }

    /// Hands out these updates to whoever polls; says when.
    pub fn push(&self, updates: Vec<String>) -> Instant {
        self.board().updates.extend(updates);
        self.news.notify_waiters();
        Instant::now()
    }

    /// From here on, so many messages are to be shown.
    pub fn expect(&self, count: usize) {
        let mut board = self.board();
        board.goal = board.shown + count;
        board.reached = None;
    }

    /// Waits until they were shown; says when the last one was.
    pub async fn reached(&self) -> Instant {
        let wait = async {
            loop {
                let end = self.end.notified();
                if let Some(at) = self.board().reached {
                    return at;
                }
                end.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(50), wait).await.unwrap_or_else(|_| {
            let board = self.board();
            panic!("{} of {} shown; calls: {:?}", board.shown, board.goal, board.calls)
        })
    }

    /// Calls by method.
    pub fn calls(&self) -> BTreeMap<String, usize> {
        self.board().calls.clone()
    }

    fn showing(&self, method: &str) {
        let mut board = self.board();
        *board.calls.entry(method.to_owned()).or_default() += 1;
        if method == "sendphoto" {
            board.pictured = Some(Instant::now());
        }
        if matches!(method, "editmessagetext" | "sendmessage" | "sendphoto") {
            board.shown += 1;
            if board.shown == board.goal {
                board.reached = Some(Instant::now());
                self.end.notify_waiters();
            }
        }
    }

    async fn updates(&self, asked: &Value) -> String {
        let limit = usize::try_from(asked["limit"].as_i64().unwrap_or(100)).unwrap_or(100);
        #[expect(clippy::disallowed_methods, reason = "a measurement runs in real time")]
        let patience = tokio::time::sleep(Duration::from_secs(asked["timeout"].as_u64().unwrap_or(0)));
        tokio::pin!(patience);
        loop {
            let news = self.news.notified();
            {
                let mut board = self.board();
                let offset = usize::try_from(asked["offset"].as_i64().unwrap_or(0)).unwrap_or(0);
                board.confirmed = board.confirmed.max(offset.saturating_sub(1));
                let from = board.confirmed;
                let to = (from + limit).min(board.updates.len());
                if to > from {
                    return format!("[{}]", board.updates[from..to].join(","));
                }
            }
            tokio::select! { () = news => {}, () = &mut patience => return "[]".to_owned() }
        }
    }
}

async fn answer(State(fake): State<Fake>, Path((_, method)): Path<(String, String)>, body: Bytes) -> impl IntoResponse {
    let method = method.to_ascii_lowercase();
    fake.showing(&method);
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let chat = asked["chat_id"].as_i64().unwrap_or(1);
    let result = match method.as_str() {
        "getme" => bot().to_owned(),
        "getupdates" => fake.updates(&asked).await,
        "sendmessage" | "sendphoto" => message(chat, fake.next.fetch_add(1, SeqCst)),
        "editmessagetext" | "editmessagereplymarkup" => message(chat, asked["message_id"].as_i64().unwrap_or(1)),
        "getwebhookinfo" => r#"{"url":"","has_custom_certificate":false,"pending_update_count":0}"#.to_owned(),
        _ => "true".to_owned(),
    };
    ([(header::CONTENT_TYPE, "application/json")], format!(r#"{{"ok":true,"result":{result}}}"#))
}
