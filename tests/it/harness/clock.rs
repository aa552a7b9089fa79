//! A clock that a test moves: who sleeps wakes when it has been moved far enough.
//!
//! While it leaps, it moves itself to whatever somebody sleeps for, so that nothing waits.

use chrono::{DateTime, TimeDelta, Utc};
use claviger::{app::SystemClock, ports::Clock};
use futures::future::BoxFuture;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::watch;

/// A clock moved by hand; it begins with the time of day.
#[derive(Debug)]
pub struct ManualClock {
    now: watch::Sender<DateTime<Utc>>,
    leaps: AtomicBool,
}

impl ManualClock {
    /// A clock that stands still.
    pub fn new() -> Arc<Self> {
        Arc::new(Self { now: watch::Sender::new(SystemClock.now()), leaps: AtomicBool::new(false) })
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        self.now.send_modify(|now| *now += by);
    }

    /// Moves it on to that time, where it isn't later already.
    pub fn reach(&self, at: DateTime<Utc>) {
        self.now.send_modify(|now| *now = at.max(*now));
    }

    /// Whether it moves itself for whoever sleeps.
    pub fn leap(&self, leaps: bool) {
        self.leaps.store(leaps, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.borrow()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'static, ()> {
        if self.leaps.load(Ordering::Relaxed) {
            self.reach(at);
        }
        let mut seen = self.now.subscribe();
        Box::pin(async move {
            if seen.wait_for(|now| *now >= at).await.is_err() {
                // The clock is gone: nobody wakes any more.
                std::future::pending::<()>().await;
            }
        })
    }
}
