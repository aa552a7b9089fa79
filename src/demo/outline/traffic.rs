//! How an Outline server counts traffic: sums over a rolling window, seen once a minute, extrapolated while a series is new.
//!
//! Usage belongs to an id, not to a key: it outlives deletion, and a key made again under the id inherits it. What moved
//! within the last hours is held by the minute, older traffic by the hour, so that 10,000 keys stay cheap. Pure.

use std::collections::{HashMap, VecDeque};

/// 30 days in minutes.
pub const WINDOW: i64 = 30 * 24 * 60;
/// Within so many minutes traffic is held by the minute.
const FINE: i64 = 120;
/// A little more than the window is held, so that a reading never misses what it should see.
const HELD: i64 = WINDOW + 2 * 60;

/// The traffic of one id. Times are minutes since 1970.
#[derive(Debug, Clone, Default)]
pub struct Series {
    moved: VecDeque<(i64, i64)>,
    first: Option<i64>,
    last: i64,
    total: i64,
}

impl Series {
    /// Adds bytes at a minute; minutes before the last one count as the last one.
    pub fn add(&mut self, minute: i64, bytes: i64) {
        let minute = minute.max(self.moved.back().map_or(i64::MIN, |(at, _)| *at));
        self.first.get_or_insert(minute);
        self.last = minute;
        self.total += bytes;
        match self.moved.back_mut() {
            Some((at, sum)) if *at == minute => *sum += bytes,
            _ => self.moved.push_back((minute, bytes)),
        }
        self.settle(minute);
    }

    /// Lets go of what is too old, and puts what isn't fresh together by the hour, under the hour's last minute.
    fn settle(&mut self, now: i64) {
        while self.moved.front().is_some_and(|(at, _)| *at < now - HELD) {
            self.moved.pop_front();
        }
        let fresh = self.moved.partition_point(|(at, _)| *at < now - FINE);
        // What settled before lies by the hour already, so looking back over one fresh stretch is enough.
        for at in (fresh.saturating_sub(usize::try_from(FINE).unwrap_or(0) + 2).max(1)..fresh).rev() {
            let (minute, bytes) = self.moved[at];
            if self.moved[at - 1].0.div_euclid(60) == minute.div_euclid(60) {
                self.moved[at - 1].0 = minute;
                self.moved[at - 1].1 += bytes;
                self.moved.remove(at);
            }
        }
    }

    /// All that ever moved: the truth, which no call tells.
    pub const fn total(&self) -> i64 {
        self.total
    }

    /// The minute of the last traffic.
    pub const fn last(&self) -> i64 {
        self.last
    }

    /// What moved in the `window` minutes before the last scrape; `now` is the minute that runs, which isn't scraped yet.
    pub fn within(&self, now: i64, window: i64) -> i64 {
        let start = self.moved.partition_point(|(at, _)| *at < now - window);
        let end = self.moved.partition_point(|(at, _)| *at < now);
        self.moved.range(start..end).map(|(_, bytes)| bytes).sum()
    }

    /// What a server says of it: a new series is extrapolated by half a scrape, which wears off as scrapes come in. It is
    /// held under one percent, so that figures in tests and in the demo stay near the truth.
    pub fn reading(&self, now: i64, window: i64) -> i64 {
        let sum = self.within(now, window);
        let scrapes = self.first.map_or(i64::MAX / 4, |first| (now - first).max(1));
        sum + i64::try_from(i128::from(sum) / (2 * (i128::from(scrapes) + 60))).unwrap_or(0)
    }
}

/// All counters of a server.
#[derive(Debug, Default)]
pub struct Meter {
    series: HashMap<String, Series>,
}

impl Meter {
    /// Adds bytes to an id.
    pub fn add(&mut self, id: &str, minute: i64, bytes: i64) {
        if bytes <= 0 {
            return;
        }
        match self.series.get_mut(id) {
            Some(series) => series.add(minute, bytes),
            None => self.series.entry(id.to_owned()).or_default().add(minute, bytes),
        }
    }

    /// The series of an id, if it ever had traffic.
    pub fn series(&self, id: &str) -> Option<&Series> {
        self.series.get(id)
    }

    /// The readings of all ids with traffic in the window.
    pub fn readings(&self, now: i64, window: i64) -> impl Iterator<Item = (&str, &Series, i64)> {
        self.series
            .iter()
            .map(move |(id, series)| (id.as_str(), series, series.reading(now, window)))
            .filter(|(_, _, bytes)| *bytes > 0)
    }

    /// Whether there never was traffic.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_figure_goes_up_and_down_again() {
        let mut series = Series::default();
        series.add(0, 1_000_000);
        assert_eq!(series.reading(0, WINDOW), 0, "not scraped yet");
        let (soon, later) = (series.reading(1, WINDOW), series.reading(600, WINDOW));
        assert!(soon > later && later >= 1_000_000 && soon <= 1_010_000);
        assert_eq!(series.reading(WINDOW, WINDOW), series.within(WINDOW, WINDOW) + 1_000_000 / (2 * (WINDOW + 60)));
        assert_eq!(series.reading(WINDOW + 1, WINDOW), 0, "aged out");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_while_it_is_in_the_window(steps in prop::collection::vec((0_i64..400, 1_i64..1_000_000), 1..300)) {
            let mut series = Series::default();
            let mut now = 0;
            let mut all = Vec::new();
            for (wait, bytes) in steps {
                now += wait;
                series.add(now, bytes);
                all.push((now, bytes));
            }
            let seen = now + 1;
            let exact: i64 = all.iter().filter(|(at, _)| *at >= seen - WINDOW).map(|(_, bytes)| bytes).sum();
            // An hour that lies across the window's edge counts whole or not at all.
            let edge: i64 = all.iter().filter(|(at, _)| (at - (seen - WINDOW)).abs() <= 60).map(|(_, bytes)| bytes).sum();
            prop_assert!((series.within(seen, WINDOW) - exact).abs() <= edge);
            prop_assert_eq!(series.total(), all.iter().map(|(_, bytes)| bytes).sum::<i64>());
            prop_assert!(series.moved.len() <= 24 * 31 + 130);
        }
    }
}
