//! Telegram's webhook: the raw update is stored before 200. Anything else makes Telegram send it again.
//!
//! The secret word is compared in constant time; without it nothing is read. What a tap that only leads somewhere is
//! answered goes back with the 200, as Telegram offers, where it is known soon.

use super::state::State;
use crate::crypto;
use axum::{
    Json, extract,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use serde_json::Value;

/// So long Telegram waits for what a tap is answered; after that it is answered by a call.
const PATIENCE: TimeDelta = TimeDelta::seconds(1);

/// Takes one update.
pub(super) async fn update(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    body: Result<Json<Value>, extract::rejection::JsonRejection>,
) -> Response {
    let word = headers.get("x-telegram-bot-api-secret-token").map_or(&b""[..], |w| w.as_bytes());
    if !crypto::same(word, state.webhook_secret.expose_secret().as_bytes()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(Json(body)) = body else { return StatusCode::BAD_REQUEST.into_response() };
    let tapped = body.get("callback_query").and_then(|query| query.get("id")).and_then(Value::as_str);
    let waiting = tapped.map(|query| state.env.callers.wait(query));
    // Where there is no room now, Telegram keeps it and sends it again.
    if !state.intake.offer(vec![body]).await {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let Some(waiting) = waiting else { return StatusCode::OK.into_response() };
    let clock = &state.env.clock;
    match waiting.answer(clock.sleep_until(clock.now() + PATIENCE)).await {
        Some(answer) => Json(answer).into_response(),
        None => StatusCode::OK.into_response(),
    }
}
