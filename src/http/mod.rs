//! The HTTP side: health, readiness, figures for Prometheus, and Telegram's webhook.
//!
//! Bodies are bounded before they are read. Nothing here decides anything: the webhook hands updates to the intake.

mod health;
mod router;
mod state;
mod telegram;

pub use router::{router, serve};
pub use state::State;
