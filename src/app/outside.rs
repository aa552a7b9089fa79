//! The real clock and the real chance.
//! Time is cut to microseconds, which is what both databases keep.

use crate::ports::{Chance, Clock};
use chrono::{DateTime, SubsecRound, Utc};
use futures::future::BoxFuture;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that sleeps")]
    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'static, ()> {
        let wait = (at - self.now()).to_std().unwrap_or_default();
        Box::pin(tokio::time::sleep(wait))
    }
}

/// The operating system's source of chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for chance")]
    #[expect(clippy::expect_used, reason = "without the system's chance no secret can be made: nothing may go on")]
    fn fill(&self, bytes: &mut [u8]) {
        // On every supported system this fails only where the kernel has no source of chance at all.
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}
