//! The demo's clock: it can run faster and be put forward, and whoever sleeps by it wakes in time.
//!
//! It never goes back. Beneath it lies another clock, the machine's.

use crate::ports::Clock;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use futures::future::BoxFuture;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

#[derive(Debug, Clone, Copy)]
struct Pace {
    /// The real time since which this pace holds.
    real: DateTime<Utc>,
    /// The demo's time at that moment.
    shown: DateTime<Utc>,
    /// Seconds of the demo's time in one real second.
    speed: u32,
}

/// A clock whose speed can be changed.
#[derive(Debug, Clone)]
pub struct DemoClock {
    beneath: Arc<dyn Clock>,
    pace: Arc<Mutex<Pace>>,
    changed: Arc<Notify>,
}

/// No real sleep is longer than this, so that a change of speed is noticed even if its wake-up is missed.
const SLICE: TimeDelta = TimeDelta::seconds(1);

impl DemoClock {
    /// Begins at the machine's time, at its speed.
    pub fn new(beneath: Arc<dyn Clock>) -> Self {
        let now = beneath.now();
        let pace = Pace { real: now, shown: now, speed: 1 };
        Self { beneath, pace: Arc::new(Mutex::new(pace)), changed: Arc::default() }
    }

    fn pace(&self) -> Pace {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Pace)) {
        let (real, shown) = (self.beneath.now(), self.now());
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        *pace = Pace { real, shown, ..*pace };
        change(&mut pace);
        drop(pace);
        self.changed.notify_waiters();
    }

    /// Seconds of its time in one real second.
    pub fn speed(&self) -> u32 {
        self.pace().speed
    }

    /// Lets it run at another speed, at least 1.
    pub fn set_speed(&self, speed: u32) {
        self.change(|pace| pace.speed = speed.max(1));
    }

    /// Puts it forward.
    pub fn advance(&self, by: TimeDelta) {
        self.change(|pace| pace.shown += by.max(TimeDelta::zero()));
    }
}

impl Clock for DemoClock {
    fn now(&self) -> DateTime<Utc> {
        let pace = self.pace();
        let passed = self.beneath.now() - pace.real;
        let scaled = passed.checked_mul(i32::try_from(pace.speed).unwrap_or(i32::MAX)).unwrap_or(passed);
        (pace.shown + scaled).trunc_subsecs(6)
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            loop {
                // Registered before the look, so that a change between both is not missed.
                let changed = clock.changed.notified();
                let left = at - clock.now();
                if left <= TimeDelta::zero() {
                    return;
                }
                let speed = i32::try_from(clock.speed()).unwrap_or(i32::MAX);
                let real = left.checked_div(speed).unwrap_or(left).min(SLICE) + TimeDelta::microseconds(1);
                tokio::select! {
                    () = clock.beneath.sleep_until(clock.beneath.now() + real) => {}
                    () = changed => {}
                }
            }
        })
    }
}
