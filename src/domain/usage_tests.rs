//! The cumulative against a small model of a server's counting: by the minute, over a rolling window, extrapolated while new.
//!
//! Time is in minutes since 1970. Bounds are asserted, not equality: a reading is neither exact nor prompt.

#![cfg(test)]

use super::*;
use proptest::prelude::*;

const DAYS: usize = 100;
const END: usize = DAYS * 1_440;
const W: usize = 30 * 1_440;

fn time(minute: usize) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(i64::try_from(minute).unwrap())
}

/// What moved before each minute.
struct Truth(Vec<i64>);

impl Truth {
    fn new(moved: impl Fn(usize) -> i64) -> Self {
        let mut sums = vec![0; END + 1];
        for minute in 0..END {
            sums[minute + 1] = sums[minute] + moved(minute);
        }
        Self(sums)
    }

    fn between(&self, from: usize, to: usize) -> i64 {
        self.0[to.min(END)] - self.0[from.min(to).min(END)]
    }

    /// What a server says at a minute that counts since `built`.
    fn reading(&self, now: usize, built: usize) -> Traffic {
        let sum = self.between(now.saturating_sub(W).max(built), now);
        let first = self.0.partition_point(|moved| *moved <= self.0[built]).saturating_sub(1).min(now);
        let scrapes = i64::try_from(now - first).unwrap().max(1);
        Traffic(sum + sum / (2 * (scrapes + 60)))
    }
}

/// A house that polls one key.
struct House {
    total: Traffic,
    epoch: Epoch,
    history: Vec<Point>,
    last: Option<(usize, Traffic)>,
}

impl House {
    fn new() -> Self {
        let epoch = Epoch { since: time(0), base: Traffic(0) };
        Self { total: Traffic(0), epoch, history: Vec::new(), last: None }
    }

    fn poll(&mut self, truth: &Truth, now: usize, built: usize) {
        let reading = truth.reading(now, built);
        if let Some((before, previous)) = self.last {
            let mut check = FallCheck::default();
            check.add(previous, can_age_out(self.epoch, &self.history, time(before), time(now)), reading);
            if check.is_rebuilt() {
                self.epoch = Epoch { since: time(before), base: self.total };
            }
        }
        self.total = advance(self.total, self.epoch, &self.history, reading, time(now));
        self.last = Some((now, reading));
        // One point an hour: the last reading of it.
        let point = Point { at: time(now), total: self.total };
        match self.history.last_mut() {
            Some(last) if last.at.timestamp() / 3_600 == point.at.timestamp() / 3_600 => *last = point,
            _ => self.history.push(point),
        }
    }
}

fn noise(seed: u64, minute: usize) -> i64 {
    let mut z = seed.wrapping_add(u64::try_from(minute).unwrap()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    i64::try_from((z ^ (z >> 32)) % 1_000).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn steady_traffic_is_counted_within_a_percent(seed: u64, every in 1_usize..50, busy in 1_i64..=1_000) {
        let truth = Truth::new(|m| if noise(seed, m / 20) < busy { 1_000 + noise(seed, m) * 500 } else { 0 });
        let mut house = House::new();
        let mut now = 0;
        while now + every < END {
            now += every;
            house.poll(&truth, now, 0);
            let real = truth.between(0, now);
            prop_assert!(house.total.0 * 100 <= real * 101 + 100, "{} of {real} at {now}", house.total.0);
            // What moved around the window's edge may be late by an hour or two.
            let late = truth.between(now.saturating_sub(W + 130), now.saturating_sub(W).max(1) + 130);
            let late = if now > W { late } else { 0 };
            prop_assert!((house.total.0 + late) * 100 >= real * 99, "{} of {real} at {now}", house.total.0);
        }
        prop_assert!(house.total.0 * 100 >= truth.between(0, now) * 99 || busy < 100);
    }

    #[test]
    fn bursts_are_never_counted_twice(bursts in prop::collection::vec((0_usize..END - 300, 1_i64..1_000_000), 1..40), every in 1_usize..60) {
        let mut moved = vec![0; END];
        for (minute, kilobytes) in bursts {
            moved[minute] += kilobytes * 1_000;
        }
        let truth = Truth::new(|m| moved[m]);
        let mut house = House::new();
        let mut now = 0;
        while now + every < END {
            now += every;
            house.poll(&truth, now, 0);
            let real = truth.between(0, now);
            prop_assert!(house.total.0 * 100 <= real * 101 + 100, "{} of {real} at {now}", house.total.0);
            let late = if now > W { truth.between(now.saturating_sub(W + 130), now - W + 130) } else { 0 };
            prop_assert!((house.total.0 + late) * 100 >= real * 99, "{} of {real} at {now}", house.total.0);
        }
    }

    #[test]
    fn a_rebuilt_server_loses_only_what_moved_since_the_last_poll(seed: u64, every in 1_usize..30, day in 2_usize..95) {
        let truth = Truth::new(|m| 1_000 + noise(seed, m) * 500);
        let built = day * 1_440 + 17;
        let mut house = House::new();
        let mut now = 0;
        let mut lost = 0;
        while now + every < END {
            if now < built && now + every >= built {
                lost = truth.between(now.saturating_sub(1), built);
            }
            now += every;
            house.poll(&truth, now, if now >= built { built } else { 0 });
            let real = truth.between(0, now);
            prop_assert!(house.total.0 * 100 <= real * 101 + 100, "{} of {real} at {now}", house.total.0);
            let late = truth.between(now.saturating_sub(W + 130), now.saturating_sub(W) + 130);
            prop_assert!((house.total.0 + lost + late) * 100 >= real * 99, "{} of {real} at {now}", house.total.0);
        }
        prop_assert!(house.epoch.since > time(0), "the rebuild was noticed");
    }

    #[test]
    fn nothing_makes_it_fall_or_panic(last: i64, base: i64, reading: i64, days in 0_i64..200, totals in prop::collection::vec(any::<i64>(), 0..20)) {
        let epoch = Epoch { since: time(0), base: Traffic(base) };
        let history: Vec<Point> = totals.iter().enumerate().map(|(n, total)| Point { at: time(n * 700), total: Traffic(*total) }).collect();
        let at = time(0) + TimeDelta::days(days);
        prop_assert!(advance(Traffic(last), epoch, &history, Traffic(reading), at) >= Traffic(last));
        can_age_out(epoch, &history, at, at + TimeDelta::hours(1));
    }
}

#[test]
fn a_key_that_was_used_once_ages_out_without_a_rebuild() {
    let truth = Truth::new(|m| if m == 500 { 5_000_000_000 } else { 0 });
    let mut house = House::new();
    for now in (1..END).step_by(7) {
        house.poll(&truth, now, 0);
    }
    assert_eq!(house.epoch.since, time(0));
    assert!((5_000_000_000..=5_050_000_000).contains(&house.total.0), "{}", house.total.0);
}
