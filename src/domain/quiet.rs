//! Quiet hours: when a person doesn't want to be written to, unless it is urgent.
//!
//! Minutes of the day in the house's zone; the end isn't part of it. Hours that begin later than they end go over midnight.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Minutes in a day.
pub const DAY: u32 = 24 * 60;

/// From when to when, in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The first quiet minute.
    pub from: u32,
    /// The first minute that isn't quiet any more.
    pub until: u32,
}

impl Quiet {
    /// Quiet hours; `None` where a time is none of the day, or they would never begin or never end.
    pub const fn new(from: u32, until: u32) -> Option<Self> {
        if from < DAY && until < DAY && from != until { Some(Self { from, until }) } else { None }
    }

    const fn holds(self, minute: u32) -> bool {
        if self.from < self.until {
            self.from <= minute && minute < self.until
        } else {
            self.from <= minute || minute < self.until
        }
    }

    /// When the quiet that holds now is over; `None` where none holds. Where a clock change leaves its end out, it ends an
    /// hour later.
    pub fn over(self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let local = now.with_timezone(&zone).naive_local();
        let minute = local.hour() * 60 + local.minute();
        if !self.holds(minute) {
            return None;
        }
        let day = if minute < self.until { local.date() } else { local.date().checked_add_days(Days::new(1))? };
        let end = day.and_time(NaiveTime::from_hms_opt(self.until / 60, self.until % 60, 0)?);
        let found = zone.from_local_datetime(&end);
        let at = found.latest().or_else(|| zone.from_local_datetime(&(end + TimeDelta::hours(1))).latest())?;
        Some(at.with_timezone(&Utc)).filter(|at| *at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_night_over_midnight() {
        let night = Quiet::new(22 * 60, 8 * 60).unwrap();
        let zone = Tz::Asia__Tehran;
        assert_eq!(night.over(at("2026-11-21T20:00:00Z"), zone), Some(at("2026-11-22T04:30:00Z")), "23:30 there");
        assert_eq!(night.over(at("2026-11-21T21:30:00Z"), zone), Some(at("2026-11-22T04:30:00Z")), "01:00 there");
        assert_eq!(night.over(at("2026-11-21T04:30:00Z"), zone), None, "8:00 there");
        assert_eq!(night.over(at("2026-11-21T12:00:00Z"), zone), None);
    }

    #[test]
    fn an_end_that_the_clock_leaves_out() {
        // In Berlin, 29 March 2026 has no 02:30.
        let quiet = Quiet::new(0, 150).unwrap();
        assert_eq!(quiet.over(at("2026-03-29T00:00:00Z"), Tz::Europe__Berlin), Some(at("2026-03-29T01:30:00Z")));
    }

    #[test]
    fn nonsense_is_no_quiet() {
        assert_eq!((Quiet::new(5, 5), Quiet::new(DAY, 0), Quiet::new(0, DAY)), (None, None, None));
    }

    proptest! {
        #[test]
        fn it_is_over_within_a_day_and_not_quiet_then(
            from in 0..DAY, until in 0..DAY, now in 1_700_000_000..1_900_000_000i64, zone in 0..chrono_tz::TZ_VARIANTS.len()
        ) {
            let Some(quiet) = Quiet::new(from, until) else { return Ok(()) };
            let zone = chrono_tz::TZ_VARIANTS[zone];
            let now = DateTime::from_timestamp(now, 0).unwrap();
            if let Some(over) = quiet.over(now, zone) {
                prop_assert!(over > now && over - now <= TimeDelta::hours(27), "{over}");
            }
        }
    }
}
