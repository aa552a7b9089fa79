//! When backups are made, and which of them are kept. Pure.
//!
//! Hours and days are the house's time zone's. The newest good backup is always kept, whatever the rules say.

use super::{ids::BackupId, named};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use std::collections::BTreeSet;

named! {
    /// How often a backup is made by itself.
    pub enum Every {
        /// Each day.
        Day = "daily",
        /// Each Sunday.
        Week = "weekly",
        /// Never.
        Never = "off",
    }
}

named! {
    /// Who made a backup.
    pub enum Maker {
        /// The schedule.
        Schedule = "schedule",
        /// A person, by the button or a command.
        Hand = "hand",
        /// The house itself, before it was restored over.
        BeforeRestore = "before-restore",
        /// Nobody here: a person sent it.
        Offered = "offered",
    }
}

named! {
    /// Where a backup stands.
    pub enum BackupState {
        /// Being made.
        Making = "making",
        /// Made, read back and compared, in one place at least.
        Good = "good",
        /// Not made, or not proved.
        Failed = "failed",
        /// Sent by a person; looked into, but not proved.
        Offered = "offered",
        /// Taken away everywhere.
        Deleted = "deleted",
    }
}

named! {
    /// A kind of place where backups lie.
    pub enum Place {
        /// A folder on this machine.
        Folder = "folder",
        /// A person's own chat.
        Chat = "chat",
    }
}

named! {
    /// Where one copy of a backup stands.
    pub enum CopyState {
        /// Being put there.
        Making = "making",
        /// There; proved, unless it was offered.
        Good = "good",
        /// Not put there, or not read back.
        Failed = "failed",
        /// To be taken away.
        Leaving = "leaving",
        /// Taken away.
        Gone = "gone",
    }
}

/// How many backups are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The last one of each of so many days.
    pub days: u32,
    /// The last one of each of so many weeks.
    pub weeks: u32,
    /// The last one of each of so many months.
    pub months: u32,
}

impl Default for Keep {
    fn default() -> Self {
        Self { days: 7, weeks: 4, months: 6 }
    }
}

/// When backups are made by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timetable {
    /// How often.
    pub every: Every,
    /// At which hour of the house's day, 0 to 23.
    pub hour: u32,
}

impl Default for Timetable {
    fn default() -> Self {
        // Few people sell or connect then.
        Self { every: Every::Day, hour: 4 }
    }
}

/// A moment of the house's day; where the clocks skip it, an hour later, where they repeat it, the first.
fn moment(day: NaiveDate, hour: u32, zone: Tz) -> Option<DateTime<Utc>> {
    let time = NaiveTime::from_hms_opt(hour.min(23), 0, 0)?;
    let local = day.and_time(time);
    let found = zone.from_local_datetime(&local).earliest();
    found.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest()).map(|at| at.to_utc())
}

impl Timetable {
    /// The last time at which one was due, at `now` or before.
    pub fn last_due(&self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let today = now.with_timezone(&zone).date_naive();
        let wanted = |day: &NaiveDate| match self.every {
            Every::Day => true,
            Every::Week => day.weekday() == Weekday::Sun,
            Every::Never => false,
        };
        today
            .iter_days()
            .rev()
            .take(9)
            .filter(wanted)
            .filter_map(|day| moment(day, self.hour, zone))
            .find(|at| *at <= now)
    }

    /// The next time at which one is due, after `now`.
    pub fn next_due(&self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let today = now.with_timezone(&zone).date_naive();
        let wanted = |day: &NaiveDate| match self.every {
            Every::Day => true,
            Every::Week => day.weekday() == Weekday::Sun,
            Every::Never => false,
        };
        today.iter_days().take(9).filter(wanted).filter_map(|day| moment(day, self.hour, zone)).find(|at| *at > now)
    }
}

/// Which of the good backups may go. The newest one never may.
pub fn superfluous(good: &[(BackupId, DateTime<Utc>)], keep: Keep, zone: Tz) -> Vec<BackupId> {
    let mut newest_first = good.to_vec();
    newest_first.sort_by_key(|(id, at)| (std::cmp::Reverse(*at), std::cmp::Reverse(*id)));
    let (mut days, mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut may_go = Vec::new();
    for (n, (id, at)) in newest_first.iter().enumerate() {
        let day = at.with_timezone(&zone).date_naive();
        let week = (day.iso_week().year(), day.iso_week().week());
        // Each is asked, so that one backup may stand for its day, its week and its month.
        let stands = [
            stands_for(&mut days, day, keep.days),
            stands_for(&mut weeks, week, keep.weeks),
            stands_for(&mut months, (day.year(), day.month()), keep.months),
        ];
        if n > 0 && !stands.contains(&true) {
            may_go.push(*id);
        }
    }
    may_go
}

/// Whether the first backup of a span of time is met, and so many spans are wanted.
fn stands_for<T: Ord>(seen: &mut BTreeSet<T>, span: T, most: u32) -> bool {
    seen.len() < most as usize && seen.insert(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn it_is_due_at_the_houses_hour() {
        let daily = Timetable { every: Every::Day, hour: 4 };
        let tehran = Tz::Asia__Tehran;
        // 04:00 in Tehran is 00:30 UTC.
        assert_eq!(daily.last_due(at("2026-11-21T00:29:59Z"), tehran), Some(at("2026-11-20T00:30:00Z")));
        assert_eq!(daily.last_due(at("2026-11-21T00:30:00Z"), tehran), Some(at("2026-11-21T00:30:00Z")));
        assert_eq!(daily.next_due(at("2026-11-21T00:30:00Z"), tehran), Some(at("2026-11-22T00:30:00Z")));
        let weekly = Timetable { every: Every::Week, hour: 4 };
        assert_eq!(weekly.last_due(at("2026-11-21T12:00:00Z"), tehran), Some(at("2026-11-15T00:30:00Z")));
        assert_eq!(Timetable { every: Every::Never, hour: 4 }.last_due(at("2026-11-21T12:00:00Z"), tehran), None);
    }

    #[test]
    fn an_hour_that_the_clocks_skip_is_made_up_for() {
        let daily = Timetable { every: Every::Day, hour: 2 };
        let berlin = Tz::Europe__Berlin;
        assert_eq!(daily.last_due(at("2026-03-29T12:00:00Z"), berlin), Some(at("2026-03-29T01:00:00Z")));
        assert_eq!(daily.last_due(at("2026-10-25T12:00:00Z"), berlin), Some(at("2026-10-25T00:00:00Z")));
    }

    #[test]
    fn days_weeks_and_months_are_kept() {
        let good: Vec<_> =
            (0..200).map(|n| (BackupId(200 - n), at("2026-11-21T02:00:00Z") - TimeDelta::days(n))).collect();
        let gone = superfluous(&good, Keep { days: 7, weeks: 4, months: 6 }, Tz::UTC);
        let kept = good.len() - gone.len();
        assert!((7..=17).contains(&kept), "{kept}");
        assert!(!gone.contains(&BackupId(200)) && gone.contains(&BackupId(1)));
    }

    proptest! {
        #[test]
        fn the_newest_stays_and_nothing_is_kept_beyond_the_rules(
            ages in proptest::collection::vec(0i64..900_000, 0..60),
            days in 0u32..9, weeks in 0u32..6, months in 0u32..8,
        ) {
            let now = at("2026-11-21T02:00:00Z");
            let good: Vec<_> = ages.iter().zip(1..).map(|(m, n)| (BackupId(n), now - TimeDelta::minutes(*m))).collect();
            let gone = superfluous(&good, Keep { days, weeks, months }, Tz::Asia__Tehran);
            let newest = good.iter().max_by_key(|(id, at)| (*at, *id)).map(|(id, _)| *id);
            prop_assert!(newest.is_none_or(|id| !gone.contains(&id)));
            prop_assert!(good.len() - gone.len() <= (days + weeks + months) as usize + 1);
            prop_assert_eq!(superfluous(&good, Keep { days: 9_999_999, weeks: 0, months: 0 }, Tz::UTC).len(),
                good.len() - good.iter().map(|(_, at)| at.date_naive()).collect::<BTreeSet<_>>().len());
        }
    }
}
