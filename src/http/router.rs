//! All routes of the HTTP side, and the loop that serves them.
//!
//! Bodies are bounded here, before any handler reads them.

use super::{health, state::State, telegram};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
    serve::ListenerExt,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The largest update that is taken: Telegram's are a few kilobytes.
const BODY: usize = 1 << 20;

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
    let listener = listener.tap_io(|stream| {
        // Answers are small, and each is waited for.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays as it is");
        }
    });
    let served = axum::serve(listener, router).with_graceful_shutdown(async move { stop.cancelled().await });
    if let Err(error) = served.await {
        tracing::error!(%error, "the HTTP side ended");
    }
}
