//! Test keys: to try the house with, small and short; never sold, and so many a day.
//! How many there are, and that two taps at once don't pass that number, is the use case's concern.

use super::traffic::Traffic;

/// The longest life of a test key.
pub const MOST_DAYS: u32 = 30;
/// The largest quota of a test key.
pub const MOST_TRAFFIC: Traffic = Traffic::gb(100);

/// What a test key gives, and how many of its own people's the house allows in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestTerms {
    /// Traffic in all.
    pub quota: Traffic,
    /// Days from being made.
    pub days: u32,
    /// So many in a day for each of the house's own people; `None` is as many as they like.
    pub staff_a_day: Option<i64>,
}

impl Default for TestTerms {
    fn default() -> Self {
        Self { quota: Traffic::gb(1), days: 1, staff_a_day: Some(20) }
    }
}
