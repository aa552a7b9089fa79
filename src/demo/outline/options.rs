//! What a simulated server is told at its start, and the faults that can be switched on while it runs.
//!
//! Everything is off to begin with: a server that behaves.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// What a simulated server is told at its start.
#[derive(Debug, Clone)]
pub struct SimOptions {
    /// Its own name.
    pub name: String,
    /// Host that its access URLs name; it listens on 127.0.0.1 whatever this says.
    pub hostname: String,
    /// From which its ids and passwords come; servers with different seeds are different servers.
    pub seed: u64,
    /// Whether making a key takes 12 to 50 ms of its clock, as on a real server.
    pub slow_creates: bool,
    /// How long each answer takes, on its clock, while [`Fault::Slow`] is on.
    pub slow_by: Duration,
}

impl Default for SimOptions {
    fn default() -> Self {
        Self {
            name: "Outline server".into(),
            hostname: "127.0.0.1".into(),
            seed: 1,
            slow_creates: false,
            slow_by: Duration::from_secs(4),
        }
    }
}

/// What can be wrong with a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Refuses connections.
    Down,
    /// Accepts connections and never says a word.
    Silent,
    /// Answers late, by [`SimOptions::slow_by`].
    Slow,
    /// Answers 500 to everything, doing nothing.
    Failing,
    /// Answers everything with a web page.
    WebPage,
    /// Does what changes something, then closes the connection instead of answering.
    LosesAnswers,
    /// Shows another certificate.
    OtherCertificate,
    /// Is of a version that can't make keys under a given id.
    OldVersion,
}

/// The faults that are on.
#[derive(Debug, Default)]
pub struct Faults(Mutex<BTreeSet<Fault>>);

impl Faults {
    /// Switches one.
    pub fn set(&self, fault: Fault, on: bool) {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if on {
            faults.insert(fault);
        } else {
            faults.remove(&fault);
        }
    }

    /// Whether it is on.
    pub fn has(&self, fault: Fault) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&fault)
    }
}
