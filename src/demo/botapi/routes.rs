//! The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`.
//!
//! Faults strike here, around the methods, which know nothing of them.

use super::{
    dispatch::{self, Method},
    events,
    fault::{self, FaultKind},
    files::UPLOAD_LIMIT,
    model::{Call, Change},
    params::Params,
    refusal::Refusal,
    state::Shared,
    webhook,
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};
use std::{io, sync::Arc};

/// The routes; everything else is left to whoever merges them.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/bot{token}/{method}", get(call).post(call))
        .route("/file/bot{token}/{*path}", get(download))
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT + (1 << 20)))
        .with_state(shared)
}

async fn download(State(shared): State<Arc<Shared>>, Path((token, path)): Path<(String, String)>) -> Response {
    if token != shared.token {
        return refuse(&Refusal::new(401, "Unauthorized"));
    }
    let found = shared.with(|state| state.files.by_path(&path).cloned());
    match found {
        Some(stored) => ([(header::CONTENT_TYPE, "application/octet-stream")], stored.bytes).into_response(),
        None => refuse(&Refusal::new(404, "Not Found")),
    }
}

/// How a call ends.
enum End {
    Answer(Result<Value, Refusal>),
    Silence,
    Broken,
}

async fn call(
    State(shared): State<Arc<Shared>>,
    Path((token, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    if token != shared.token {
        return refuse(&Refusal::new(401, "Unauthorized"));
    }
    let params = match Params::read(request).await {
        Ok(params) => params,
        Err(refusal) => return refuse(&refusal),
    };
    let end = if method.eq_ignore_ascii_case("getUpdates") {
        poll(&shared, &params).await
    } else if let Some((name, work)) = dispatch::find(&method) {
        run(&shared, name, work, &params)
    } else {
        note(&shared, method, &params, 404);
        End::Answer(Err(Refusal::new(404, "Not Found")))
    };
    match end {
        End::Answer(Ok(result)) => answer(StatusCode::OK, &json!({"ok": true, "result": result})),
        End::Answer(Err(refusal)) => refuse(&refusal),
        End::Silence => {
            shared.stop.cancelled().await;
            broken()
        }
        End::Broken => broken(),
    }
}

fn note(shared: &Shared, method: String, params: &Params, status: u16) {
    let body = params.record();
    shared.with(|state| state.record(Call { method, body, at: state.now, status }));
}

/// What a fault does instead of the call; nothing where the call is carried out all the same.
fn before(fault: Option<&FaultKind>) -> Option<End> {
    Some(match fault? {
        FaultKind::TooManyRequests { retry_after } => {
            let words = format!("Too Many Requests: retry after {retry_after}");
            End::Answer(Err(Refusal { code: 429, description: words, retry_after: Some(*retry_after) }))
        }
        FaultKind::ServerError => End::Answer(Err(Refusal::new(500, "Internal Server Error"))),
        FaultKind::Refuse { code, description } => End::Answer(Err(Refusal::new(*code, description.clone()))),
        FaultKind::Silence => End::Silence,
        FaultKind::CloseBefore => End::Broken,
        FaultKind::Swallow | FaultKind::CloseAfter => return None,
    })
}

/// What a fault makes of the answer.
fn after(fault: Option<&FaultKind>, answer: Result<Value, Refusal>) -> End {
    match fault {
        Some(FaultKind::Swallow) => End::Silence,
        Some(FaultKind::CloseAfter) => End::Broken,
        _ => End::Answer(answer),
    }
}

const fn status(end: &End) -> u16 {
    match end {
        End::Answer(Ok(_)) => 200,
        End::Answer(Err(refusal)) => refusal.code,
        End::Silence | End::Broken => 0,
    }
}

fn run(shared: &Arc<Shared>, name: &'static str, work: Method, params: &Params) -> End {
    let (end, earlier) = shared.with(|state| {
        let earlier = state.webhook.as_ref().map(webhook::identity);
        let fault = fault::take(&mut state.faults, name, params.number("chat_id"));
        if fault.is_some() {
            state.tell(Change::World);
        }
        let end = before(fault.as_ref()).unwrap_or_else(|| after(fault.as_ref(), work(state, params)));
        state.record(Call { method: name.to_owned(), body: params.record(), at: state.now, status: status(&end) });
        (end, earlier)
    });
    if name == "setWebhook" {
        webhook::start(shared, earlier.as_deref());
    }
    end
}

async fn poll(shared: &Shared, params: &Params) -> End {
    let fault = shared.with(|state| fault::take(&mut state.faults, "getUpdates", None));
    let end = match before(fault.as_ref()) {
        Some(end) => end,
        None => after(fault.as_ref(), events::poll(shared, params).await),
    };
    note(shared, "getUpdates".to_owned(), params, status(&end));
    end
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn refuse(refusal: &Refusal) -> Response {
    answer(StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST), &refusal.body())
}

/// An answer that breaks off: the server closes the connection in the middle of it.
fn broken() -> Response {
    let body = futures::stream::iter([Err::<Bytes, _>(io::Error::other("closed on purpose"))]);
    ([(header::CONTENT_LENGTH, "64")], Body::from_stream(body)).into_response()
}
