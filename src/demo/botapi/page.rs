//! The chat page, and the people's hand over HTTP as JSON under `/demo/api`.
//!
//! Written down in `docs/demo.md`. Only for the demo: it asks for no password, but refuses what another site's page sends.

use super::{
    fault::{Fault, FaultKind},
    hand::Hand,
    model::{Change, User},
    world::{Toggle, World, WorldChange},
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{
        Html, IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures::{Stream, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::HashMap, convert::Infallible, sync::Arc};
use tokio::sync::broadcast::error::RecvError;

const PAGE: &str = include_str!("../../../assets/chat.html");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; \
                      img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(Debug, Clone)]
struct Demo {
    hand: Hand,
    world: Arc<dyn World>,
}

/// The page and its interface.
pub fn router(hand: Hand, world: Arc<dyn World>) -> Router {
    let person = Router::new()
        .route("/chat", get(chat))
        .route("/messages/{id}", get(message))
        .route("/commands", get(commands))
        .route("/text", post(text))
        .route("/tap", post(tap))
        .route("/photo", post(photo))
        .route("/document", post(document))
        .route("/file", post(file))
        .route("/pay", post(pay))
        .route("/inline", post(inline))
        .route("/inline/{query}/{result}", post(choose))
        .route("/block", post(block))
        .route("/unblock", post(unblock));
    let api = Router::new()
        .route("/people", get(people).post(add_person))
        .nest("/people/{user}", person)
        .route("/answers/{query}", get(answers))
        .route("/updates", post(update))
        .route("/calls", get(calls).delete(clear_calls))
        .route("/faults", get(faults).post(inject).delete(clear_faults))
        .route("/world", get(read_world).post(change_world))
        .route("/advance", post(advance))
        .route("/files/{id}", get(download))
        .route("/events", get(events))
        .layer(DefaultBodyLimit::max(super::files::UPLOAD_LIMIT));
    Router::new()
        .route("/demo", get(page))
        .nest("/demo/api", api)
        .layer(middleware::from_fn(same_site))
        .with_state(Demo { hand, world })
}

async fn same_site(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let navigates = request.method() == "GET" && request.uri().path() == "/demo";
    if matches!(site, Some("cross-site" | "same-site")) && !navigates {
        return (StatusCode::FORBIDDEN, "only this server's own page may do that").into_response();
    }
    next.run(request).await
}

async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-cache")], Html(PAGE)).into_response()
}

fn missing(what: &str) -> Response {
    (StatusCode::NOT_FOUND, Json(json!({"error": format!("there is no such {what}")}))).into_response()
}

async fn people(State(demo): State<Demo>) -> Json<Value> {
    let (name, username) = demo.hand.bot();
    let people = demo.hand.people().into_iter().map(|user| {
        let (blocked, last) = (demo.hand.blocked(user.id), demo.hand.last(user.id));
        let mut person = json!(user);
        person["blocked"] = json!(blocked);
        person["last"] = json!(last);
        person
    });
    let people: Vec<Value> = people.collect();
    Json(json!({"bot": {"name": name, "username": username}, "people": people}))
}

async fn add_person(State(demo): State<Demo>, Json(user): Json<User>) -> Response {
    let id = user.id;
    demo.hand.add_user(user);
    (StatusCode::CREATED, Json(json!({"id": id}))).into_response()
}

async fn chat(State(demo): State<Demo>, Path(user): Path<i64>) -> Json<Value> {
    Json(json!(demo.hand.chat(user)))
}

async fn message(State(demo): State<Demo>, Path((user, id)): Path<(i64, i32)>) -> Response {
    demo.hand.message(user, id).map_or_else(|| missing("message"), |message| Json(json!(message)).into_response())
}

async fn commands(State(demo): State<Demo>, Path(user): Path<i64>) -> Json<Value> {
    Json(demo.hand.commands(user))
}

fn sent(message: i32) -> Response {
    if message == 0 { missing("person") } else { Json(json!({"message": message})).into_response() }
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

async fn text(State(demo): State<Demo>, Path(user): Path<i64>, Json(body): Json<Text>) -> Response {
    sent(demo.hand.send_text(user, &body.text))
}

#[derive(Deserialize)]
struct Tap {
    message: Option<i32>,
    data: Option<String>,
    label: Option<String>,
}

async fn tap(State(demo): State<Demo>, Path(user): Path<i64>, Json(body): Json<Tap>) -> Response {
    let query = match (body.message, body.data, body.label) {
        (Some(message), Some(data), _) => Some(demo.hand.tap(user, message, &data)),
        (_, _, Some(label)) => demo.hand.tap_label(user, &label),
        _ => None,
    };
    query
        .filter(|query| !query.is_empty())
        .map_or_else(|| missing("button"), |query| Json(json!({"query": query})).into_response())
}

#[derive(Deserialize)]
struct Named {
    name: String,
    #[serde(default)]
    caption: String,
}

async fn photo(State(demo): State<Demo>, Path(user): Path<i64>, Query(named): Query<Named>, body: Bytes) -> Response {
    sent(demo.hand.send_photo(user, &named.name, body, &named.caption))
}

async fn document(
    State(demo): State<Demo>,
    Path(user): Path<i64>,
    Query(named): Query<Named>,
    body: Bytes,
) -> Response {
    sent(demo.hand.send_document(user, &named.name, body, &named.caption))
}

async fn file(State(demo): State<Demo>, Path(user): Path<i64>, Json(named): Json<Named>) -> Response {
    let Some(bytes) = demo.world.file(&named.name).await else { return missing("file") };
    let photo = demo.world.read().await.files.iter().any(|file| file.name == named.name && file.photo);
    sent(if photo {
        demo.hand.send_photo(user, &named.name, bytes, &named.caption)
    } else {
        demo.hand.send_document(user, &named.name, bytes, &named.caption)
    })
}

#[derive(Deserialize)]
struct Pay {
    message: i32,
}

async fn pay(State(demo): State<Demo>, Path(user): Path<i64>, Json(body): Json<Pay>) -> Response {
    let query = demo.hand.pay(user, body.message);
    query.map_or_else(|| missing("invoice"), |query| Json(json!({"query": query})).into_response())
}

async fn inline(State(demo): State<Demo>, Path(user): Path<i64>, Json(body): Json<Text>) -> Json<Value> {
    Json(json!({"query": demo.hand.inline_query(user, &body.text)}))
}

async fn choose(State(demo): State<Demo>, Path((user, query, result)): Path<(i64, String, String)>) -> Response {
    sent(demo.hand.choose_inline(user, &query, &result).unwrap_or_default())
}

async fn block(State(demo): State<Demo>, Path(user): Path<i64>) -> Json<Value> {
    demo.hand.set_blocked(user, true);
    Json(json!({"blocked": true}))
}

async fn unblock(State(demo): State<Demo>, Path(user): Path<i64>) -> Json<Value> {
    demo.hand.set_blocked(user, false);
    Json(json!({"blocked": false}))
}

async fn answers(State(demo): State<Demo>, Path(query): Path<String>) -> Json<Value> {
    Json(json!({
        "callback": demo.hand.callback_answer(&query), "checkout": demo.hand.checkout(&query), "inline": demo.hand.inline_answer(&query),
    }))
}

async fn update(State(demo): State<Demo>, Json(body): Json<Value>) -> Json<Value> {
    Json(json!({"update": demo.hand.raw_update(&body)}))
}

async fn calls(State(demo): State<Demo>, Query(filter): Query<HashMap<String, String>>) -> Json<Value> {
    let wanted = filter.get("method");
    let calls = demo.hand.calls().into_iter();
    let calls: Vec<_> =
        calls.filter(|call| wanted.is_none_or(|name| name.eq_ignore_ascii_case(&call.method))).collect();
    Json(json!(calls))
}

async fn clear_calls(State(demo): State<Demo>) -> StatusCode {
    demo.hand.clear_calls();
    StatusCode::NO_CONTENT
}

async fn faults(State(demo): State<Demo>) -> Json<Value> {
    Json(json!(demo.hand.faults()))
}

async fn inject(State(demo): State<Demo>, Json(fault): Json<Fault>) -> StatusCode {
    demo.hand.inject(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(demo): State<Demo>) -> StatusCode {
    demo.hand.clear_faults();
    StatusCode::NO_CONTENT
}

/// Telegram's faults that the page can switch on and off as a whole.
fn telegram_faults() -> [(&'static str, FaultKind); 5] {
    [
        ("429", FaultKind::TooManyRequests { retry_after: 5 }),
        ("500", FaultKind::ServerError),
        ("silence", FaultKind::Silence),
        ("swallow", FaultKind::Swallow),
        ("close", FaultKind::CloseBefore),
    ]
}

async fn read_world(State(demo): State<Demo>) -> Json<Value> {
    let mut world = json!(demo.world.read().await);
    let on = demo.hand.faults();
    let toggles = telegram_faults().map(|(id, kind)| Toggle {
        id: id.to_owned(),
        label: String::new(),
        on: on.iter().any(|fault| fault.kind == kind && fault.times.is_none()),
    });
    world["telegram_faults"] = json!(toggles);
    Json(world)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Wish {
    World(WorldChange),
    Telegram { telegram_fault: String, on: bool },
}

async fn change_world(State(demo): State<Demo>, Json(wish): Json<Wish>) -> Response {
    match wish {
        Wish::World(change) => apply(&demo, change).await,
        Wish::Telegram { telegram_fault, on } => {
            let Some((_, kind)) = telegram_faults().into_iter().find(|(id, _)| *id == telegram_fault) else {
                return missing("fault");
            };
            demo.hand.retain_faults(|fault| fault.kind != kind || fault.times.is_some());
            if on {
                demo.hand.inject(Fault::next(kind).always());
            }
            read_world(State(demo)).await.into_response()
        }
    }
}

async fn apply(demo: &Demo, change: WorldChange) -> Response {
    match demo.world.change(change).await {
        Ok(()) => {
            demo.hand.tell(Change::World);
            read_world(State(demo.clone())).await.into_response()
        }
        Err(error) => (StatusCode::CONFLICT, Json(json!({"error": error.to_string()}))).into_response(),
    }
}

#[derive(Deserialize)]
struct Advance {
    seconds: u64,
}

async fn advance(State(demo): State<Demo>, Json(body): Json<Advance>) -> Response {
    apply(&demo, WorldChange::Advance { seconds: body.seconds }).await
}

async fn download(State(demo): State<Demo>, Path(id): Path<String>) -> Response {
    let Some(stored) = demo.hand.file(&id) else { return missing("file") };
    let picture = matches!(stored.mime.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp");
    let kind = if picture { stored.mime.as_str() } else { "application/octet-stream" };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_DISPOSITION, if picture { "inline" } else { "attachment" }),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ];
    (headers, stored.bytes).into_response()
}

async fn events(State(demo): State<Demo>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let hello = stream::iter([Ok(Event::default().data(r#"{"kind":"hello"}"#))]);
    let news = stream::unfold(demo.hand.changes(), |mut changes| async move {
        let data = match changes.recv().await {
            Ok(change) => json!(change).to_string(),
            // Too slow to hear everything: it has to read all anew.
            Err(RecvError::Lagged(_)) => r#"{"kind":"hello"}"#.to_owned(),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(Event::default().data(data)), changes))
    });
    Sse::new(futures::StreamExt::chain(hello, news)).keep_alive(KeepAlive::default())
}
