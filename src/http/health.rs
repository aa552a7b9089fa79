//! Whether the program lives, whether it can serve, and its figures in Prometheus' text format.
//! None of it needs a token, so none of it names anybody or any address.

use super::state::State;
use crate::store;
use axum::{extract, http::StatusCode, response::IntoResponse};
use std::fmt::Write;

/// The program lives.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers, and Telegram has answered for the bot since the start.
pub(super) async fn ready(extract::State(state): extract::State<State>) -> impl IntoResponse {
    if !state.env.signals.known.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "Telegram didn't answer yet\n");
    }
    match state.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database doesn't answer\n"),
    }
}

/// Figures. No names, no addresses.
pub(super) async fn metrics(extract::State(state): extract::State<State>) -> impl IntoResponse {
    match figures(&state).await {
        Ok(text) => (StatusCode::OK, [("content-type", "text/plain; version=0.0.4")], text),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [("content-type", "text/plain; version=0.0.4")],
            "# the database doesn't answer\n".to_owned(),
        ),
    }
}

async fn figures(state: &State) -> Result<String, store::StoreError> {
    let mut read = state.db.read().await?;
    let keys = store::keys::counts(&mut read, crate::domain::role::Scope::House).await?;
    let servers = store::servers::count_by_health(&mut read).await?;
    let outbox = store::outbox::counts(&mut read).await?;
    let jobs = store::jobs::counts(&mut read).await?;
    let inbox = store::inbox::open_count(&mut read).await?;
    let rows: [(&str, &str, i64); 14] = [
        ("claviger_keys", "state=\"active\"", keys.active),
        ("claviger_keys", "state=\"stopped\"", keys.stopped),
        ("claviger_keys", "state=\"provisioning\"", keys.making),
        ("claviger_keys", "state=\"failed\"", keys.failed),
        ("claviger_servers", "health=\"up\"", servers.up),
        ("claviger_servers", "health=\"degraded\"", servers.degraded),
        ("claviger_servers", "health=\"down\"", servers.down),
        ("claviger_servers", "health=\"unknown\"", servers.unknown),
        ("claviger_inbox", "state=\"open\"", inbox),
        ("claviger_outbox", "state=\"waiting\"", outbox.waiting),
        ("claviger_outbox", "state=\"failed\"", outbox.failed),
        ("claviger_jobs", "state=\"waiting\"", jobs.waiting),
        ("claviger_jobs", "state=\"running\"", jobs.running),
        ("claviger_jobs", "state=\"failed\"", jobs.failed),
    ];
    let mut out = String::new();
    let mut last = "";
    for (name, labels, value) in rows {
        if name != last {
            // Writing to a string can't fail.
            let _ = writeln!(out, "# TYPE {name} gauge");
            last = name;
        }
        let _ = writeln!(out, "{name}{{{labels}}} {value}");
    }
    Ok(out)
}
