//! Loops that run as long as the program does: a panic in one round costs that round, not the loop.
//!
//! Left out on purpose: what a round does, and how often. After a panic there is a pause, so that a loop whose every round
//! panics doesn't spin.

use crate::ports::Clock;
use chrono::TimeDelta;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;

/// The pause after a panic.
const PAUSE: TimeDelta = TimeDelta::seconds(1);

/// One round of a loop; `None` where it panicked, after a pause of a second.
pub async fn caught<T>(name: &'static str, clock: &dyn Clock, round: impl Future<Output = T>) -> Option<T> {
    if let Ok(value) = AssertUnwindSafe(round).catch_unwind().await {
        return Some(value);
    }
    // What it said is on the standard error already, by the panic's own hook.
    tracing::error!(name, "a round of a loop panicked; the loop goes on");
    clock.sleep_until(clock.now() + PAUSE).await;
    None
}
