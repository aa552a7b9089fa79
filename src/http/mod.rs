//! The HTTP side: health, readiness, figures for Prometheus, and Telegram's webhook.
//!
//! Bodies are bounded before they are read. Nothing here decides anything: the webhook hands updates to the intake.

mod health;
mod telegram;

use crate::{
    service::{Env, intake::Intake},
    store::Db,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The largest update that is taken: Telegram's are a few kilobytes.
const BODY: usize = 1 << 20;

/// What handlers have at hand.
#[derive(Debug, Clone)]
pub struct State {
    /// The database.
    pub db: Db,
    /// Keys, chance, time.
    pub env: Env,
    /// Where updates go.
    pub intake: Intake,
    /// The word that Telegram sends along.
    pub webhook_secret: SecretString,
}

/// All routes.
pub fn router(state: State) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/webhooks/telegram", post(telegram::update))
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(state)
}

/// Serves until `stop`, then finishes the requests that run.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let served = axum::serve(listener, router).with_graceful_shutdown(async move { stop.cancelled().await });
    if let Err(error) = served.await {
        tracing::error!(%error, "the HTTP side ended");
    }
}
