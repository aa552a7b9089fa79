//! The past of adopted keys: what they moved in the 30 days before, by the hour. Pure.
//!
//! The server tells sums over 1, 2 … 30 days; their differences are days, within which traffic is spread evenly. Where
//! it doesn't tell, the whole is spread evenly and the key is marked as estimated. The sum is always what the server's
//! counter says, so that counting goes on from it. Within a day the cumulative that ageing is counted from stays near its
//! beginning until it ends: a day may have been one burst at its end, and what is counted too early is counted twice.

use crate::{
    domain::{
        hours::{self, HOUR},
        ids::KeyId,
        traffic::Traffic,
        usage::WINDOW,
    },
    store::usage::PastHour,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// So many days back the past goes.
pub const DAYS: u16 = 30;

/// So small a part of the whole may be counted before it is certain: half a percent.
const SLACK: i64 = 200;

/// A key's past.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// Hours in rising order.
    pub hours: Vec<PastHour>,
    /// Days in rising order.
    pub days: Vec<(KeyId, i64, Traffic)>,
    /// Whether how it lies over the days was guessed.
    pub estimated: bool,
}

/// The past of a key whose counter says `reading`; `within` are its sums over the last 1, 2 … 30 days, where known.
pub fn past(key: KeyId, reading: Traffic, within: Option<&[Traffic]>, zone: Tz, now: DateTime<Utc>) -> Past {
    let reading = reading.0.max(0);
    let begin = (now - WINDOW).timestamp();
    let length = WINDOW.num_seconds();
    let known = within.filter(|sums| sums.len() == usize::from(DAYS) && sums.last().is_some_and(|all| all.0 > 0));
    // The cumulative at so many seconds after the beginning, scaled so that it ends at the reading: spread evenly, and
    // what of it had certainly moved by then, or is too little to matter.
    let cumulative = |seconds: i64| -> (i64, i64) {
        let seconds = seconds.clamp(0, length);
        let Some(sums) = known else {
            let even = part(reading, seconds, length);
            return (even, even);
        };
        let day = 86_400;
        let full = usize::try_from(seconds / day).unwrap_or(0).min(usize::from(DAYS));
        let within = |days: usize| if days == 0 { 0 } else { sums.get(days - 1).map_or(0, |sum| sum.0.max(0)) };
        let all = sums.iter().map(|sum| sum.0).max().unwrap_or(0).max(1);
        // What moved before a day is all but what moved within the days since.
        let upto = |full: usize| all - within(usize::from(DAYS) - full.min(usize::from(DAYS))).min(all);
        let (low, high) = (upto(full), upto(full + 1));
        let even = part(reading, low + part(high.max(low) - low, seconds % day, day), all);
        (even, even.min(part(reading, low, all) + reading / SLACK))
    };
    let mut found = Past { estimated: known.is_none() && reading > 0, ..Past::default() };
    let mut days: BTreeMap<i64, i64> = BTreeMap::new();
    let mut hour = hours::hour_of(now - WINDOW, zone);
    let (mut before, mut moved) = (0, 0);
    while moved < reading && hour <= now.timestamp() {
        let (even, certain) = cumulative(hour + HOUR - begin);
        let (even, certain) = (even.max(before), certain.max(moved));
        if even > before || certain > moved {
            found.hours.push((key, hour, Traffic(even - before), Traffic(certain)));
            let middle = DateTime::from_timestamp(hour.max(begin), 0).unwrap_or(now);
            *days.entry(hours::day_of(middle, zone)).or_default() += even - before;
        }
        (before, moved) = (even, certain);
        hour += HOUR;
    }
    found.days = days.into_iter().map(|(day, bytes)| (key, day, Traffic(bytes))).collect();
    found
}

/// `of * n / d`, rounded down.
fn part(of: i64, n: i64, d: i64) -> i64 {
    i64::try_from(i128::from(of) * i128::from(n) / i128::from(d.max(1))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_past_adds_up_to_the_reading(reading in 0_i64..1_000_000_000_000, days in prop::collection::vec(0_i64..50_000_000_000, 30), known: bool, seconds in 0_i64..100_000_000) {
            let now = DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap();
            // days[0] is the last one.
            let mut sum = 0;
            let within: Vec<Traffic> = days.iter().map(|day| { sum += day; Traffic(sum) }).collect();
            let found = past(KeyId(1), Traffic(reading), known.then_some(&within[..]), chrono_tz::Asia::Tehran, now);
            prop_assert_eq!(found.hours.iter().map(|hour| hour.2.0).sum::<i64>(), reading);
            prop_assert_eq!(found.days.iter().map(|day| day.2.0).sum::<i64>(), reading);
            prop_assert!(found.hours.windows(2).all(|two| two[0].1 < two[1].1 && two[0].3 <= two[1].3));
            prop_assert_eq!(found.hours.last().map_or(0, |hour| hour.3.0), reading);
            prop_assert!(found.hours.len() <= 722 && found.days.len() <= 32);
            prop_assert_eq!(found.estimated, reading > 0 && !(known && sum > 0));
        }
    }

    #[test]
    fn days_lie_where_they_were() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        // 3 GB in the last day, nothing for nine days, 7 GB in the day before.
        let within: Vec<Traffic> = (1..=30).map(|n| Traffic::gb(if n <= 10 { 3 } else { 10 })).collect();
        let found = past(KeyId(1), Traffic::gb(10), Some(&within), chrono_tz::UTC, now);
        let since = |days: i64| -> i64 {
            found.hours.iter().filter(|hour| hour.1 >= now.timestamp() - days * 86_400).map(|hour| hour.2.0).sum()
        };
        assert!((since(1) - 3_000_000_000).abs() < 200_000_000, "{}", since(1));
        assert_eq!(since(9), 3_000_000_000);
        assert_eq!(since(12), 10_000_000_000);
    }
}
