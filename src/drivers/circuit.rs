//! A circuit per server: after five failures in a row nobody asks it for half a minute, then one may try.
//!
//! Whoever tries moves the end of the pause on while trying, so that a try that is never heard of again blocks nobody
//! for ever. Pure but for its lock; the time comes in as an argument.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Mutex, PoisonError};

/// So many failures in a row open it.
pub const FAILURES: u32 = 5;
/// So long it stays open before one may try.
pub const PAUSE: TimeDelta = TimeDelta::seconds(30);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    closed_until: Option<DateTime<Utc>>,
}

/// A circuit, closed to begin with.
#[derive(Debug, Default)]
pub struct Circuit {
    state: Mutex<State>,
}

impl Circuit {
    /// Whether a call may be made now.
    pub fn admits(&self, now: DateTime<Utc>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.closed_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                state.closed_until = Some(now + PAUSE);
                true
            }
        }
    }

    /// A call was answered, whatever the answer.
    pub fn answered(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::default();
    }

    /// A call was not answered, or the server failed inside.
    pub fn failed(&self, now: DateTime<Utc>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.closed_until = Some(now + PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_after_five_and_lets_one_try_after_the_pause() {
        let circuit = Circuit::default();
        let start = DateTime::UNIX_EPOCH;
        for _ in 0..FAILURES {
            assert!(circuit.admits(start));
            circuit.failed(start);
        }
        assert!(!circuit.admits(start));
        assert!(!circuit.admits(start + PAUSE - TimeDelta::seconds(1)));
        assert!(circuit.admits(start + PAUSE), "one may try");
        assert!(!circuit.admits(start + PAUSE), "only one");
        circuit.failed(start + PAUSE);
        assert!(!circuit.admits(start + PAUSE + TimeDelta::seconds(29)));
        assert!(circuit.admits(start + PAUSE + PAUSE));
        circuit.answered();
        assert!(circuit.admits(start + PAUSE + PAUSE));
    }

    #[test]
    fn an_answer_in_between_starts_the_count_again() {
        let circuit = Circuit::default();
        for _ in 0..3 * FAILURES {
            for _ in 1..FAILURES {
                circuit.failed(DateTime::UNIX_EPOCH);
            }
            circuit.answered();
        }
        assert!(circuit.admits(DateTime::UNIX_EPOCH));
    }
}
