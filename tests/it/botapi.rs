//! The local Bot API behaves as Telegram's: limits, words of refusal, long poll, webhook, files, faults.
//!
//! Most of it is asked over plain HTTP; teloxide as a client and the people's hand have files of their own.

#![expect(clippy::unwrap_used, reason = "a test's own scaffolding fails the test")]

use axum::{Router, extract::State, http::HeaderMap, routing::post};
use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    demo::botapi::{BareWorld, BotApi, Fault, FaultKind, Options, User},
    ports::Clock,
};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::mpsc;

mod client;
mod hand;

const OMAR: i64 = 0x1_0000_0000 + 41;
const SOON: Duration = Duration::from_secs(10);

#[derive(Debug)]
struct Hands(Mutex<DateTime<Utc>>);

impl Hands {
    fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
    fn sleep_until(&self, _: DateTime<Utc>) -> BoxFuture<'static, ()> {
        Box::pin(async {})
    }
}

struct Place {
    api: BotApi,
    clock: Arc<Hands>,
    client: reqwest::Client,
}

impl Place {
    async fn new() -> Self {
        let start = "2026-11-21T09:41:00Z".parse().unwrap();
        let clock = Arc::new(Hands(Mutex::new(start)));
        let mut options = Options::new(clock.clone());
        options.world = Some(Arc::new(BareWorld::new(clock.clone())));
        let api = BotApi::start(options).await.unwrap();
        api.add_user(User { id: OMAR, first_name: "Omar".into(), language_code: Some("fa".into()), ..User::default() });
        Self { api, clock, client: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    async fn call(&self, method: &str, body: Value) -> Value {
        let url = format!("{}/bot{}/{method}", self.api.url(), self.api.token());
        self.client.post(url).json(&body).send().await.unwrap().json().await.unwrap()
    }

    /// The description of a refusal, or `ok`.
    async fn words(&self, method: &str, body: Value) -> String {
        let answer = self.call(method, body).await;
        answer["description"].as_str().unwrap_or("ok").to_owned()
    }

    async fn send(&self, text: &str) -> i64 {
        self.call("sendMessage", json!({"chat_id": OMAR, "text": text})).await["result"]["message_id"].as_i64().unwrap()
    }
}

fn keyboard(data: &str) -> Value {
    json!({"inline_keyboard": [[{"text": "Go", "callback_data": data}]]})
}

#[tokio::test]
async fn methods_come_in_any_case_and_any_form() {
    let place = Place::new().await;
    for name in ["getMe", "GetMe", "GETME", "getme"] {
        assert_eq!(place.call(name, json!({})).await["result"]["is_bot"], true);
    }
    let base = format!("{}/bot{}", place.api.url(), place.api.token());
    let got = place.client.get(format!("{base}/sendMessage?chat_id={OMAR}&text=by%20query")).send().await.unwrap();
    assert_eq!(got.json::<Value>().await.unwrap()["result"]["text"], "by query");
    let form = format!("chat_id={OMAR}&text=by+form&reply_markup=%7B%22force_reply%22%3Atrue%7D");
    let kind = "application/x-www-form-urlencoded";
    let got = place.client.post(format!("{base}/sendMessage")).header("content-type", kind).body(form).send().await;
    assert_eq!(got.unwrap().json::<Value>().await.unwrap()["result"]["text"], "by form");
    let form = reqwest::multipart::Form::new().text("chat_id", OMAR.to_string()).text("text", "by multipart");
    let got = place.client.post(format!("{base}/sendMessage")).multipart(form).send().await.unwrap();
    assert_eq!(got.json::<Value>().await.unwrap()["result"]["text"], "by multipart");
    assert_eq!(place.words("fly", json!({})).await, "Not Found");
    let wrong = format!("{}/bot1:x/getMe", place.api.url());
    let wrong = place.client.get(wrong).send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    assert_eq!(
        wrong.json::<Value>().await.unwrap(),
        json!({"ok": false, "error_code": 401, "description": "Unauthorized"})
    );
}

#[tokio::test]
async fn limits_are_telegrams() {
    let place = Place::new().await;
    let text = |text: String| json!({"chat_id": OMAR, "text": text});
    let message = |body| place.words("sendMessage", body);
    assert_eq!(message(text("x".repeat(4096))).await, "ok");
    assert_eq!(message(text("x".repeat(4097))).await, "Bad Request: message is too long");
    assert_eq!(message(text("\u{1F5DD}".repeat(2048))).await, "ok");
    assert_eq!(message(text("\u{1F5DD}".repeat(2049))).await, "Bad Request: message is too long");
    assert_eq!(message(text(" \n ".into())).await, "Bad Request: message text is empty");
    assert_eq!(message(json!({"chat_id": 7, "text": "x"})).await, "Bad Request: chat not found");
    let with = |data: &str| json!({"chat_id": OMAR, "text": "x", "reply_markup": keyboard(data)});
    assert_eq!(message(with(&"d".repeat(64))).await, "ok");
    for data in [String::new(), "d".repeat(65), "\u{6A9}".repeat(33)] {
        assert_eq!(message(with(&data)).await, "Bad Request: BUTTON_DATA_INVALID");
    }
    let rows = |count: usize| {
        let rows: Vec<_> = (0..count).map(|n| json!([{"text": n.to_string(), "callback_data": "d"}])).collect();
        json!({"chat_id": OMAR, "text": "x", "reply_markup": {"inline_keyboard": rows}})
    };
    assert_eq!(message(rows(100)).await, "ok");
    assert_eq!(message(rows(101)).await, "Bad Request: REPLY_MARKUP_TOO_LONG");
    let mode = json!({"chat_id": OMAR, "text": "x", "parse_mode": "Sanskrit"});
    assert_eq!(message(mode).await, "Bad Request: unsupported parse_mode");
    place.api.set_blocked(OMAR, true);
    assert_eq!(message(text("x".into())).await, "Forbidden: bot was blocked by the user");
    place.api.set_blocked(OMAR, false);
    assert_eq!(message(text("x".into())).await, "ok");
}

#[tokio::test]
async fn html_is_really_read() {
    let place = Place::new().await;
    let html = |text: &str| json!({"chat_id": OMAR, "text": text, "parse_mode": "HTML"});
    let sent = place
        .call(
            "sendMessage",
            html(" \u{1F5DD} <b>a<i>&lt;b&gt;</i></b> <code>x</code> <a href=\"https://a.b/?c&amp;d\">l</a>"),
        )
        .await;
    assert_eq!(sent["result"]["text"], "\u{1F5DD} a<b> x l");
    assert_eq!(
        sent["result"]["entities"],
        json!([
            {"type": "bold", "offset": 3, "length": 4}, {"type": "italic", "offset": 4, "length": 3},
            {"type": "code", "offset": 8, "length": 1}, {"type": "text_link", "offset": 10, "length": 1, "url": "https://a.b/?c&d"},
        ])
    );
    let shown = place.api.chat(OMAR).pop().unwrap();
    assert_eq!(shown.html, "\u{1F5DD} <b>a<i>&lt;b&gt;</i></b> <code>x</code> <a href=\"https://a.b/?c&amp;d\">l</a>");
    for (text, words) in [
        ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
        ("<p>x</p>", "Unsupported start tag \"p\" at byte offset 0"),
        ("<br>", "Unsupported start tag \"br\" at byte offset 0"),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
    ] {
        let wanted = format!("Bad Request: can't parse entities: {words}");
        assert_eq!(place.words("sendMessage", html(text)).await, wanted, "{text}");
    }
}

#[tokio::test]
async fn edits_and_deletions_are_refused_as_telegram_does() {
    let place = Place::new().await;
    let id = place.send("one").await;
    let edit = |id: i64, text: &str| json!({"chat_id": OMAR, "message_id": id, "text": text});
    let same = place.words("editMessageText", edit(id, "one")).await;
    assert!(same.starts_with("Bad Request: message is not modified: specified new message content and reply markup"));
    assert_eq!(place.words("editMessageText", edit(id, "two")).await, "ok");
    assert_eq!(place.api.message(OMAR, i32::try_from(id).unwrap()).unwrap().edits, 1);
    assert_eq!(place.words("editMessageText", edit(999, "x")).await, "Bad Request: message to edit not found");
    let own = i64::from(place.api.send_text(OMAR, "mine"));
    assert_eq!(place.words("editMessageText", edit(own, "x")).await, "Bad Request: message can't be edited");
    let gone = json!({"chat_id": OMAR, "message_id": id});
    assert_eq!(place.words("deleteMessage", gone.clone()).await, "ok");
    assert_eq!(place.words("deleteMessage", gone.clone()).await, "Bad Request: message to delete not found");
    place.clock.pass(TimeDelta::hours(49));
    let old = json!({"chat_id": OMAR, "message_id": own});
    assert_eq!(place.words("deleteMessage", old).await, "Bad Request: message can't be deleted for everyone");
    let many = json!({"chat_id": OMAR, "message_ids": [id, own, 5]});
    assert_eq!(place.words("deleteMessages", many).await, "ok");
}

#[tokio::test]
async fn a_tap_is_answered_once_and_in_time() {
    let place = Place::new().await;
    let body = json!({"chat_id": OMAR, "text": "x", "reply_markup": keyboard("k:1")});
    place.call("sendMessage", body).await;
    let tap = place.api.tap_label(OMAR, "Go").unwrap();
    let update = place.call("getUpdates", json!({})).await["result"][0].clone();
    assert_eq!(update["callback_query"]["data"], "k:1");
    assert_eq!(update["callback_query"]["message"]["reply_markup"], keyboard("k:1"));
    let answer = json!({"callback_query_id": tap, "text": "done", "show_alert": true});
    assert_eq!(place.words("answerCallbackQuery", answer.clone()).await, "ok");
    let given = place.api.callback_answer(&tap).unwrap();
    assert_eq!((given.text.as_deref(), given.alert), (Some("done"), true));
    let stale = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    assert_eq!(place.words("answerCallbackQuery", answer).await, stale);
    let late = place.api.tap(OMAR, 1, "forged");
    place.clock.pass(TimeDelta::hours(1));
    assert_eq!(place.words("answerCallbackQuery", json!({"callback_query_id": late})).await, stale);
}

#[tokio::test]
async fn the_long_poll_wakes_at_once_and_confirms_by_offset() {
    let place = Place::new().await;
    let poll = |offset: i64| place.call("getUpdates", json!({"timeout": 30, "offset": offset}));
    let (got, ()) = tokio::join!(poll(0), async {
        tokio::task::yield_now().await;
        place.api.send_text(OMAR, "/start");
    });
    let first = got["result"][0]["update_id"].as_i64().unwrap();
    assert_eq!(got["result"][0]["message"]["entities"][0]["type"], "bot_command");
    assert_eq!(poll(first).await["result"][0]["update_id"], first);
    place.api.send_text(OMAR, "next");
    assert_eq!(poll(first + 1).await["result"][0]["message"]["text"], "next");
    assert_eq!(place.api.waiting_updates(), 1);
    let (older, newer) = tokio::join!(poll(first + 2), async {
        let waiting = |hand: &claviger::demo::botapi::Hand| (hand.waiting_updates() == 0).then_some(());
        while waiting(&place.api).is_none() {
            tokio::task::yield_now().await;
        }
        place.call("getUpdates", json!({"timeout": 0})).await
    });
    assert_eq!((older["error_code"].clone(), newer["ok"].clone()), (json!(409), json!(true)));
}

#[tokio::test]
async fn only_wanted_kinds_of_updates_come() {
    let place = Place::new().await;
    place.call("getUpdates", json!({"allowed_updates": ["callback_query"]})).await;
    place.api.send_text(OMAR, "unheard");
    place.api.tap(OMAR, 1, "heard");
    let got = place.call("getUpdates", json!({})).await;
    assert_eq!(got["result"].as_array().unwrap().len(), 1);
    assert_eq!(got["result"][0]["callback_query"]["data"], "heard");
}

type Taken = mpsc::UnboundedSender<(Option<String>, Value)>;

/// A receiver that refuses the first update that it gets.
async fn receiver(taken: Taken) -> String {
    let refused = Arc::new(Mutex::new(false));
    let take = |State((taken, refused)): State<(Taken, Arc<Mutex<bool>>)>,
                headers: HeaderMap,
                body: axum::Json<Value>| async move {
        if !std::mem::replace(&mut *refused.lock().unwrap(), true) {
            return axum::http::StatusCode::INTERNAL_SERVER_ERROR;
        }
        let secret = headers.get("x-telegram-bot-api-secret-token").map(|secret| secret.to_str().unwrap().to_owned());
        taken.send((secret, body.0)).unwrap();
        axum::http::StatusCode::OK
    };
    let router = Router::new().route("/hook", post(take)).with_state((taken, refused));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn a_webhook_gets_everything_in_order_with_its_secret() {
    let place = Place::new().await;
    let (sender, mut taken) = mpsc::unbounded_channel();
    let url = receiver(sender).await;
    place.api.send_text(OMAR, "0");
    assert_eq!(place.words("setWebhook", json!({"url": url, "secret_token": "s3cret_-"})).await, "ok");
    for n in 1..20 {
        place.api.send_text(OMAR, &n.to_string());
    }
    for n in 0..20 {
        let (secret, update) = tokio::time::timeout(SOON, taken.recv()).await.unwrap().unwrap();
        assert_eq!((secret.as_deref(), update["message"]["text"].clone()), (Some("s3cret_-"), json!(n.to_string())));
    }
    let info = place.call("getWebhookInfo", json!({})).await;
    assert_eq!(info["result"]["url"], url);
    assert!(info["result"]["last_error_message"].as_str().unwrap().contains("500"));
    assert!(place.words("getUpdates", json!({})).await.starts_with("Conflict: can't use getUpdates method"));
    assert_eq!(place.words("deleteWebhook", json!({})).await, "ok");
    place.api.send_text(OMAR, "by poll");
    let got = place.call("getUpdates", json!({"timeout": 5})).await;
    assert!(got["result"].as_array().unwrap().iter().any(|update| update["message"]["text"] == "by poll"));
}

#[tokio::test]
async fn faults_strike_the_calls_they_are_meant_for() {
    let place = Place::new().await;
    place.api.inject(Fault::next(FaultKind::TooManyRequests { retry_after: 3 }).of("sendMessage").in_chat(OMAR));
    assert_eq!(place.call("getUpdates", json!({})).await["ok"], true);
    let answer = place.call("sendMessage", json!({"chat_id": OMAR, "text": "x"})).await;
    assert_eq!(answer["parameters"]["retry_after"], 3);
    assert_eq!(answer["description"], "Too Many Requests: retry after 3");
    assert_eq!(place.words("sendMessage", json!({"chat_id": OMAR, "text": "x"})).await, "ok");
    place.api.inject(Fault::next(FaultKind::ServerError));
    assert_eq!(place.call("getMe", json!({})).await["error_code"], 500);

    let url = format!("{}/bot{}/sendMessage", place.api.url(), place.api.token());
    let send = |text: &str| place.client.post(&url).json(&json!({"chat_id": OMAR, "text": text}));
    let shown = |text: &str| place.api.chat(OMAR).iter().any(|message| message.text == text);
    for (kind, carried_out) in [
        (FaultKind::Silence, false),
        (FaultKind::Swallow, true),
        (FaultKind::CloseBefore, false),
        (FaultKind::CloseAfter, true),
    ] {
        let text = format!("{kind:?}");
        place.api.inject(Fault::next(kind));
        let answer = match send(&text).timeout(Duration::from_millis(300)).send().await {
            Ok(answer) => answer.text().await.map(drop),
            Err(error) => Err(error),
        };
        assert!(answer.is_err(), "{text}");
        assert_eq!(shown(&text), carried_out, "{text}");
    }
    assert!(place.api.faults().is_empty());
    let calls = place.api.calls();
    assert_eq!(calls.last().map(|call| (call.method.as_str(), call.status)), Some(("sendMessage", 0)));
}

#[tokio::test]
async fn commands_are_kept_by_scope_and_language() {
    let place = Place::new().await;
    let set = |name: &str, more: Value| {
        let mut body = json!({"commands": [{"command": name, "description": name}]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        place.words("setMyCommands", body)
    };
    let shown = || place.api.commands(OMAR)[0]["command"].as_str().unwrap_or_default().to_owned();
    assert_eq!(set("plain", json!({})).await, "ok");
    assert_eq!(shown(), "plain");
    assert_eq!(set("persian", json!({"language_code": "fa"})).await, "ok");
    assert_eq!(shown(), "persian");
    assert_eq!(set("own", json!({"scope": {"type": "chat", "chat_id": OMAR}})).await, "ok");
    assert_eq!(shown(), "own");
    assert_eq!(place.call("getMyCommands", json!({"language_code": "fa"})).await["result"][0]["command"], "persian");
    assert_eq!(place.words("deleteMyCommands", json!({"scope": {"type": "chat", "chat_id": OMAR}})).await, "ok");
    assert_eq!(shown(), "persian");
    assert_eq!(set("Big", json!({})).await, "Bad Request: BOT_COMMAND_INVALID");
    let nobody = json!({"scope": {"type": "chat", "chat_id": 7}});
    assert_eq!(set("x", nobody).await, "Bad Request: chat not found");
}

#[tokio::test]
async fn inline_results_are_chosen() {
    let place = Place::new().await;
    let query = place.api.inline_query(OMAR, "pho");
    let result = json!({
        "type": "article", "id": "1", "title": "phone-7",
        "input_message_content": {"message_text": "<b>phone-7</b>", "parse_mode": "HTML"},
    });
    let twice = json!({"inline_query_id": query, "results": [result, result]});
    assert_eq!(place.words("answerInlineQuery", twice).await, "Bad Request: RESULT_ID_DUPLICATE");
    let once = json!({"inline_query_id": query, "results": [result]});
    assert_eq!(place.words("answerInlineQuery", once).await, "ok");
    let id = place.api.choose_inline(OMAR, &query, "1").unwrap();
    assert_eq!(place.api.message(OMAR, id).unwrap().html, "<b>phone-7</b>");
}
