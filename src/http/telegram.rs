//! Telegram's webhook: the raw update is stored before 200. Anything else makes Telegram send it again.
//!
//! The secret word is compared in constant time; without it nothing is read.

use super::state::State;
use crate::crypto;
use axum::{
    Json, extract,
    http::{HeaderMap, StatusCode},
};
use secrecy::ExposeSecret;
use serde_json::Value;

/// Takes one update.
pub(super) async fn update(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    body: Result<Json<Value>, extract::rejection::JsonRejection>,
) -> StatusCode {
    let word = headers.get("x-telegram-bot-api-secret-token").map_or(&b""[..], |w| w.as_bytes());
    if !crypto::same(word, state.webhook_secret.expose_secret().as_bytes()) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(Json(body)) = body else { return StatusCode::BAD_REQUEST };
    // Where there is no room now, Telegram keeps it and sends it again.
    if state.intake.offer(vec![body]).await { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}
