//! Hours and days as the house's zone has them.
//!
//! An hour is the second since 1970 at which it begins, a day is its date in days since 1970: numbers that stay what they
//! are when the house moves to another zone. Zones of half hours and days of 23 or 25 hours come out right.

use chrono::{DateTime, Datelike, Months, NaiveDate, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// An hour's length in seconds.
pub const HOUR: i64 = 3_600;

/// A time in the zone; where the calendar ends, in UTC.
fn local(at: DateTime<Utc>, zone: Tz) -> chrono::NaiveDateTime {
    let utc = at.naive_utc();
    utc.checked_add_offset(zone.offset_from_utc_datetime(&utc).fix()).unwrap_or(utc)
}

/// The beginning of the hour that `at` lies in, in seconds since 1970.
pub fn hour_of(at: DateTime<Utc>, zone: Tz) -> i64 {
    let local = local(at, zone);
    at.timestamp() - i64::from(local.minute() * 60 + local.second())
}

/// The date that `at` lies in.
pub fn date_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    local(at, zone).date()
}

/// A date as a number: days since 1970.
pub fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 719_163
}

/// The day that `at` lies in, in days since 1970.
pub fn day_of(at: DateTime<Utc>, zone: Tz) -> i64 {
    day_number(date_of(at, zone))
}

/// The date of a number of a day; dates that no calendar has come out as the first or last that it has.
pub fn date(day: i64) -> NaiveDate {
    let days = i32::try_from(day.saturating_add(719_163)).ok();
    days.and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

/// When a date begins: at midnight, or later where clocks are put forward over it.
pub fn begin(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    for quarter in 0..16 {
        let Some(at) = midnight.checked_add_signed(TimeDelta::minutes(15 * quarter)) else { break };
        if let Some(found) = zone.from_local_datetime(&at).earliest() {
            return found.with_timezone(&Utc);
        }
    }
    midnight.and_utc()
}

/// Beginning and end of the day, the week (from Monday) or the month that `at` lies in.
pub fn day(at: DateTime<Utc>, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let date = date_of(at, zone);
    (begin(date, zone), begin(date.succ_opt().unwrap_or(date), zone))
}

/// See [`day`].
pub fn week(at: DateTime<Utc>, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let date = date_of(at, zone);
    let monday = date - TimeDelta::days(i64::from(date.weekday().num_days_from_monday()));
    (begin(monday, zone), begin(monday + TimeDelta::days(7), zone))
}

/// See [`day`].
pub fn month(at: DateTime<Utc>, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let date = date_of(at, zone);
    let first = date.with_day(1).unwrap_or(date);
    (begin(first, zone), begin(first.checked_add_months(Months::new(1)).unwrap_or(first), zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn half_hours_and_changes_of_the_clock() {
        let tehran = chrono_tz::Asia::Tehran;
        assert_eq!(hour_of(at("2026-11-21T09:41:40Z"), tehran), at("2026-11-21T09:30:00Z").timestamp());
        assert_eq!(date(day_of(at("2026-11-21T20:29:59Z"), tehran)).to_string(), "2026-11-21");
        assert_eq!(date(day_of(at("2026-11-21T20:30:00Z"), tehran)).to_string(), "2026-11-22");
        let berlin = chrono_tz::Europe::Berlin;
        let (from, to) = day(at("2026-03-29T12:00:00Z"), berlin);
        assert_eq!((to - from).num_hours(), 23);
        let (from, to) = day(at("2026-10-25T12:00:00Z"), berlin);
        assert_eq!((to - from).num_hours(), 25);
        // Here midnight itself is left out.
        let (from, _) = day(at("2018-11-04T12:00:00Z"), chrono_tz::America::Sao_Paulo);
        assert_eq!(from, at("2018-11-04T03:00:00Z"));
        let (from, to) = week(at("2026-11-22T10:00:00Z"), berlin);
        assert_eq!((from, to), (at("2026-11-15T23:00:00Z"), at("2026-11-22T23:00:00Z")));
        let (from, to) = month(at("2026-02-10T10:00:00Z"), chrono_tz::UTC);
        assert_eq!((from, to), (at("2026-02-01T00:00:00Z"), at("2026-03-01T00:00:00Z")));
        assert_eq!(day_number(date(0)), 0);
        assert_eq!(date(0).to_string(), "1970-01-01");
    }
}
