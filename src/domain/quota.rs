//! Quotas: how much a key may move in which time, and what follows from what it has moved.
//!
//! What is used is a difference of cumulatives, so a new period or a reset only moves the base. A quota is looked at when
//! the cumulative reaches `alarm` or the time reaches `again_at`, and whenever a person changes it; between these nothing
//! can have come of it.

use super::{hours, named, traffic::Traffic};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

named! {
    /// In which time a quota may be used.
    pub enum QuotaPeriod {
        /// Once, for the key's whole life.
        Total = "total",
        /// Each day of the house's zone.
        Day = "day",
        /// Each week from Monday.
        Week = "week",
        /// Each month of the calendar.
        Month = "month",
        /// From a sale or a renewal to the next renewal.
        Billing = "billing",
    }
}

impl QuotaPeriod {
    /// Beginning and end of the period that `at` lies in; `None` where no calendar says.
    pub fn around(self, at: DateTime<Utc>, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        match self {
            Self::Total | Self::Billing => None,
            Self::Day => Some(hours::day(at, zone)),
            Self::Week => Some(hours::week(at, zone)),
            Self::Month => Some(hours::month(at, zone)),
        }
    }

    /// How often a period may begin within the 30 days that an Outline server's own limit looks at.
    const fn turns(self) -> i128 {
        match self {
            Self::Total | Self::Billing => 0,
            Self::Day => 31,
            Self::Week => 5,
            Self::Month => 2,
        }
    }
}

/// What holds for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How much; `None` is unlimited.
    pub quota: Option<Traffic>,
    /// In which time.
    pub period: QuotaPeriod,
    /// Whether the key is switched off when it is used up; otherwise people are told, and nothing else.
    pub stops: bool,
}

/// Where a key stands in its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When the period began.
    pub since: DateTime<Utc>,
    /// The cumulative then.
    pub base: Traffic,
    /// What was bought on top, for this period only.
    pub extra: Traffic,
    /// The highest threshold in percent that was told; 0: none.
    pub told: i64,
    /// Grows when thresholds may be told anew.
    pub era: i64,
}

impl Standing {
    /// A period that begins at a cumulative.
    #[must_use]
    pub const fn renewed(self, base: Traffic, since: DateTime<Utc>) -> Self {
        Self { since, base, extra: Traffic(0), told: 0, era: self.era.saturating_add(1) }
    }

    /// What was used of the period.
    pub fn used(&self, total: Traffic) -> Traffic {
        Traffic(total.0.saturating_sub(self.base.0).max(0))
    }

    /// What may be used in the period; `None` is unlimited.
    pub fn limit(&self, policy: &Policy) -> Option<Traffic> {
        policy.quota.map(|quota| Traffic(quota.0.saturating_add(self.extra.0).max(0)))
    }
}

/// What a look at a quota finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Where the key stands now.
    pub standing: Standing,
    /// Whether it is to be off.
    pub off: bool,
    /// The threshold in percent that people are to be told of; 100: used up.
    pub news: Option<i64>,
    /// At this cumulative the next look is due.
    pub alarm: Option<Traffic>,
    /// At this time as well.
    pub again_at: Option<DateTime<Utc>>,
}

/// Looks at a quota. `thresholds` are percent in rising order; 100 is always one.
pub fn look(
    policy: &Policy,
    standing: Standing,
    total: Traffic,
    thresholds: &[i64],
    zone: Tz,
    now: DateTime<Utc>,
) -> Look {
    let turn = policy.period.around(now, zone);
    let mut standing = match turn {
        Some((start, _)) if start > standing.since => standing.renewed(total, start),
        _ => standing,
    };
    let Some(limit) = standing.limit(policy) else {
        if standing.told > 0 {
            standing = Standing { told: 0, era: standing.era.saturating_add(1), ..standing };
        }
        return Look { standing, off: false, news: None, alarm: None, again_at: None };
    };
    let used = standing.used(total);
    let at = |step: i64| {
        // Rounded up: at this many bytes the percentage is reached.
        let bytes = (i128::from(limit.0) * i128::from(step) + 99) / 100;
        i64::try_from(bytes).unwrap_or(i64::MAX)
    };
    let steps = || thresholds.iter().copied().filter(|step| (1..100).contains(step)).chain([100]);
    let reached = steps().filter(|step| used.0 >= at(*step)).max().unwrap_or(0);
    let next = steps().filter(|step| used.0 < at(*step)).min();
    let news = (reached > standing.told).then_some(reached);
    let era = standing.era.saturating_add(i64::from(reached < standing.told));
    standing = Standing { told: reached, era, ..standing };
    let alarm = next.map(|step| Traffic(standing.base.0.saturating_add(at(step))));
    Look { standing, off: policy.stops && reached == 100, news, alarm, again_at: turn.map(|(_, end)| end) }
}

/// The limit that a server is told as a safety net: it works where the house can't, and never before the house would.
///
/// Outline holds it against what moved within 30 days (`reading` now). Until the house tells it anew, that can grow by
/// what is left of the period and by one quota for each period that begins within 30 days; half as much again covers
/// that a new counter is extrapolated. `None`: no limit.
pub fn net(policy: &Policy, standing: &Standing, total: Traffic, reading: Traffic) -> Option<Traffic> {
    let limit = standing.limit(policy).filter(|_| policy.stops)?;
    let left = i128::from(limit.0) - i128::from(standing.used(total).0);
    let grown = i128::from(reading.0.max(0)) + left.max(0);
    let bound = grown.max(i128::from(limit.0)) + policy.period.turns() * i128::from(limit.0);
    Some(Traffic(i64::try_from(bound * 3 / 2).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    const STEPS: [i64; 2] = [80, 90];

    fn start() -> DateTime<Utc> {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn fresh() -> Standing {
        Standing { since: start(), base: Traffic(0), extra: Traffic(0), told: 0, era: 0 }
    }

    fn of(quota: i64, period: QuotaPeriod) -> Policy {
        Policy { quota: Some(Traffic(quota)), period, stops: true }
    }

    fn see(policy: &Policy, standing: Standing, total: i64, now: DateTime<Utc>) -> Look {
        look(policy, standing, Traffic(total), &STEPS, chrono_tz::Asia::Tehran, now)
    }

    #[test]
    fn each_threshold_once_then_off_and_on_again() {
        let policy = of(1_000, QuotaPeriod::Total);
        let first = see(&policy, fresh(), 10, start());
        assert_eq!((first.news, first.off, first.alarm), (None, false, Some(Traffic(800))));
        let warned = see(&policy, first.standing, 850, start());
        assert_eq!((warned.news, warned.off, warned.alarm), (Some(80), false, Some(Traffic(900))));
        assert_eq!(see(&policy, warned.standing, 880, start()).news, None, "once");
        let over = see(&policy, warned.standing, 1_000, start());
        assert_eq!((over.news, over.off, over.alarm), (Some(100), true, None), "only the highest is told");
        let more = Policy { quota: Some(Traffic(1_100)), ..policy };
        let topped = see(&more, over.standing, 1_000, start());
        assert_eq!((topped.news, topped.off, topped.standing.told), (None, false, 90), "it is past that already");
        assert!(topped.standing.era > over.standing.era);
        let reset = see(&policy, over.standing.renewed(Traffic(1_000), start()), 1_000, start());
        assert_eq!((reset.news, reset.off, reset.alarm), (None, false, Some(Traffic(1_800))));
        let tells = Policy { stops: false, ..policy };
        assert_eq!(
            (see(&tells, fresh(), 5_000, start()).news, see(&tells, fresh(), 5_000, start()).off),
            (Some(100), false)
        );
        let free = Policy { quota: None, ..policy };
        assert_eq!(see(&free, over.standing, 9_000, start()).alarm, None);
    }

    #[test]
    fn periods_turn_in_the_zone_and_take_what_was_bought_with_them() {
        let policy = of(1_000, QuotaPeriod::Day);
        let bought = Standing { extra: Traffic(500), ..fresh() };
        let today = see(&policy, bought, 1_400, start());
        assert_eq!((today.news, today.off), (Some(90), false));
        let midnight = today.again_at.unwrap();
        assert_eq!(midnight, "2026-11-21T20:30:00Z".parse::<DateTime<Utc>>().unwrap());
        let next = see(&policy, today.standing, 1_400, midnight);
        assert_eq!((next.standing.base, next.standing.extra, next.standing.told), (Traffic(1_400), Traffic(0), 0));
        assert!(see(&policy, next.standing, 2_400, midnight).off);
    }

    proptest! {
        #[test]
        fn the_net_never_stops_a_key_early(quota in 1_i64..1_000_000, old in 0_i64..5_000_000, steps in prop::collection::vec(0_i64..300_000, 1..60)) {
            // A key whose server has counted `old` before its period began; each step is a day's traffic.
            for period in QuotaPeriod::ALL {
                let policy = of(quota, *period);
                let mut standing = Standing { base: Traffic(old), ..fresh() };
                let set = net(&policy, &standing, Traffic(old), Traffic(old)).unwrap().0;
                let (mut total, mut moved) = (old, vec![old]);
                for (day, step) in steps.iter().enumerate() {
                    let now = start() + TimeDelta::days(i64::try_from(day).unwrap());
                    let seen = see(&policy, standing, total, now);
                    standing = seen.standing;
                    // The house stops it at its quota, so it never moves more.
                    let step = (*step).min(quota - standing.used(Traffic(total)).0).max(0);
                    total += step;
                    moved.push(step);
                    let reading: i64 = moved.iter().rev().take(31).sum();
                    prop_assert!(reading * 100 / 101 < set || seen.off || step == 0 || standing.used(Traffic(total)).0 >= quota,
                        "{reading} of {set} with {quota} each {period:?}");
                }
            }
        }

        #[test]
        fn an_alarm_lies_ahead_and_nothing_is_missed(quota in 0_i64..i64::MAX, total in 0_i64..i64::MAX, extra in 0_i64..i64::MAX, told in 0_i64..101) {
            let standing = Standing { extra: Traffic(extra), told, ..fresh() };
            let seen = see(&of(quota, QuotaPeriod::Total), standing, total, start());
            match seen.alarm {
                Some(alarm) => {
                    prop_assert!(alarm.0 > total);
                    let before = see(&of(quota, QuotaPeriod::Total), seen.standing, alarm.0 - 1, start());
                    prop_assert_eq!((before.news, before.off), (None, seen.off));
                    prop_assert!(see(&of(quota, QuotaPeriod::Total), seen.standing, alarm.0, start()).news.is_some());
                }
                None => prop_assert!(seen.off),
            }
        }
    }
}
