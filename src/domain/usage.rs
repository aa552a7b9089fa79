//! Usage: what a key has moved in all, read from counters that fall.
//!
//! Outline tells the sum over a rolling 30 days, in which new traffic and ageing come as one number. So a cumulative C is
//! kept per key: `C(t) = max(C(last), S(t) + C(t - 30 d))`, S being the reading. C never falls and never counts traffic
//! twice; it lags behind what aged out in a burst by as much time as was between the readings around it. A rebuilt server starts an epoch, over which C goes on.
//! What isn't here: where the hourly values are stored, and when a reading is taken.

use super::traffic::Traffic;
use chrono::{DateTime, TimeDelta, Utc};

/// The time that a reading sums up.
pub const WINDOW: TimeDelta = TimeDelta::days(30);
/// A reading may be older than its answer by a scrape of a minute, and scrapes drift: looking this much further back
/// keeps a burst at the window's edge from being counted in the reading and in the past as well.
const SCRAPE: TimeDelta = TimeDelta::minutes(2);

/// A cumulative at a time: not earlier than the reading that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// When the reading was taken.
    pub at: DateTime<Utc>,
    /// The cumulative then.
    pub total: Traffic,
}

/// The time in which a server has counted without being rebuilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    /// When it began: the last reading before the rebuild was noticed, or the key's making.
    pub since: DateTime<Utc>,
    /// The cumulative then.
    pub base: Traffic,
}

/// The points around a time within an epoch: the last one not after it, and the first one after it.
fn around(epoch: Epoch, history: &[Point], at: DateTime<Utc>) -> (Point, Option<Point>) {
    let own = &history[history.partition_point(|point| point.at <= epoch.since)..];
    let after = own.partition_point(|point| point.at <= at);
    let start = Point { at: epoch.since, total: epoch.base };
    (after.checked_sub(1).map_or(start, |last| own[last]), own.get(after).copied())
}

/// The cumulative at the start of the window of a reading taken at `at`; `history` is in the order of time and need only
/// hold the points within an epoch around that start.
///
/// Between two points it is interpolated where they differ by at most half a percent of the reading. A larger step may
/// have been one burst, of which interpolation would count a part twice for ever; there the earlier point holds until
/// the later one is reached.
pub fn before_window(epoch: Epoch, history: &[Point], reading: Traffic, at: DateTime<Utc>) -> Traffic {
    let edge = at - WINDOW - SCRAPE;
    if edge <= epoch.since {
        return epoch.base;
    }
    let (from, to) = around(epoch, history, edge);
    let Some(to) = to else { return from.total };
    let step = i128::from(to.total.0) - i128::from(from.total.0);
    let span = i128::from((to.at - from.at).num_seconds());
    if step <= 0 || span <= 0 || step * 200 > i128::from(reading.0) {
        return from.total;
    }
    let part = step * i128::from((edge - from.at).num_seconds()) / span;
    Traffic(from.total.0.saturating_add(i64::try_from(part).unwrap_or(0)))
}

/// The cumulative after a reading; what has moved since is its rise over `last`.
pub fn advance(last: Traffic, epoch: Epoch, history: &[Point], reading: Traffic, at: DateTime<Utc>) -> Traffic {
    let before = before_window(epoch, history, reading, at);
    last.max(Traffic(before.0.saturating_add(reading.0.max(0))))
}

/// The most that can have left the window between two readings.
pub fn can_age_out(epoch: Epoch, history: &[Point], from: DateTime<Utc>, to: DateTime<Utc>) -> Traffic {
    let (low, _) = around(epoch, history, from - WINDOW - SCRAPE);
    let (reached, next) = around(epoch, history, to - WINDOW + SCRAPE);
    if to - WINDOW + SCRAPE <= epoch.since {
        return Traffic(0);
    }
    Traffic(next.unwrap_or(reached).total.0.saturating_sub(low.total.0).max(0))
}

/// Tells a rebuilt server from traffic that ages out, over all keys of one server at one poll.
///
/// A rebuild takes all counters away at once, and what can't have aged out is then missing; one key alone may fall for
/// other reasons (a new series is extrapolated at first, by up to a half). A server whose own id has changed is rebuilt
/// whatever the counters say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FallCheck {
    expected: i128,
    found: i128,
}

impl FallCheck {
    /// Adds a key: its previous reading, what of it [`can_age_out`], and its reading now (0 where it is absent).
    pub fn add(&mut self, previous: Traffic, can_age_out: Traffic, reading: Traffic) {
        let stays = previous.0.saturating_sub(can_age_out.0).max(0);
        self.expected += i128::from(stays);
        self.found += i128::from(reading.0.clamp(0, stays));
    }

    /// Whether more is missing than can have aged out.
    pub const fn is_rebuilt(&self) -> bool {
        self.found * 2 < self.expected
    }
}

#[cfg(test)]
#[path = "usage_tests.rs"]
mod tests;
