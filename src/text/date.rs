//! Moments as people read them: in the house's zone, the reader's calendar and digits.
//!
//! The month is always a word, so that no date can be read in two ways. `icu` converts calendars; names of months stand
//! in the locale files.

use super::{Text, arg::AsIs, digits, label};
use crate::domain::person::Calendar;
use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use icu::calendar::{Date, cal::Persian};

/// Year, month (1 to 12) and day in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    year: i32,
    month: u32,
    of_month: u32,
}

fn in_calendar(date: chrono::NaiveDate, calendar: Calendar) -> Day {
    let gregorian = Day { year: date.year(), month: date.month(), of_month: date.day() };
    if calendar == Calendar::Gregorian {
        return gregorian;
    }
    // A year far outside what icu covers stays Gregorian rather than failing.
    let (Ok(month), Ok(day)) = (u8::try_from(date.month()), u8::try_from(date.day())) else { return gregorian };
    let Ok(iso) = Date::try_new_iso(date.year(), month, day) else { return gregorian };
    let persian = iso.to_calendar(Persian::new());
    Day {
        year: persian.year().extended_year(),
        month: u32::from(persian.month().ordinal),
        of_month: u32::from(persian.day_of_month().0),
    }
}

impl Text {
    /// A day: `28 Nov 2026`, `۷ آذر ۱۴۰۵`.
    pub fn date(&self, at: DateTime<Utc>) -> String {
        let reading = self.reading();
        let date = in_calendar(self.local(at).date(), reading.calendar);
        let id = format!("date-{}-{}", reading.calendar.as_str(), date.month);
        let plain = |n: String| AsIs(digits::digits(&n, reading.numerals));
        label!(
            self,
            "date-day",
            day = plain(date.of_month.to_string()),
            month = AsIs(self.lookup(&id).unwrap_or_default()),
            year = plain(date.year.to_string())
        )
    }
    /// A day within this year, where the year goes without saying: `28 Nov`, `۷ آذر`.
    pub fn short_date(&self, at: DateTime<Utc>) -> String {
        let reading = self.reading();
        let date = in_calendar(self.local(at).date(), reading.calendar);
        let id = format!("date-{}-{}", reading.calendar.as_str(), date.month);
        label!(
            self,
            "date-day-short",
            day = AsIs(digits::digits(&date.of_month.to_string(), reading.numerals)),
            month = AsIs(self.lookup(&id).unwrap_or_default())
        )
    }
    /// A time of day: `14:05`.
    pub fn time(&self, at: DateTime<Utc>) -> String {
        let at = self.local(at);
        digits::digits(&format!("{:02}:{:02}", at.hour(), at.minute()), self.reading().numerals)
    }
    /// Hours of the day: `22:00 – 08:00`.
    pub fn hours(&self, hours: crate::domain::quiet::Quiet) -> String {
        let time = |minute: u32| {
            AsIs(digits::digits(&format!("{:02}:{:02}", minute / 60, minute % 60), self.reading().numerals))
        };
        label!(self, "hours-from-until", from = time(hours.from), until = time(hours.until))
    }
    /// In the house's zone; where the calendar ends, UTC.
    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let utc = at.naive_utc();
        utc.checked_add_offset(self.zone().offset_from_utc_datetime(&utc).fix()).unwrap_or(utc)
    }
    /// A day and a time: `28 Nov 2026, 14:05`.
    pub fn date_time(&self, at: DateTime<Utc>) -> String {
        label!(self, "date-and-time", date = AsIs(self.date(at)), time = AsIs(self.time(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::{Language, Numerals, Reading};

    #[test]
    fn dates() {
        let zone = chrono_tz::Asia::Tehran;
        let en = Text::new(Reading::usual(Language::En), zone, false);
        let fa = Text::new(Reading::usual(Language::Fa), zone, false);
        let at = Utc.with_ymd_and_hms(2026, 11, 27, 20, 35, 0).unwrap();
        assert_eq!(en.date_time(at), "28 Nov 2026, 00:05");
        assert_eq!(fa.date(at), "۷ آذر ۱۴۰۵");
        assert_eq!(fa.date_time(at), "۷ آذر ۱۴۰۵، ۰۰:۰۵");
        let mixed = Reading { language: Language::Fa, numerals: Numerals::Latin, calendar: Calendar::Gregorian };
        assert_eq!(Text::new(mixed, zone, false).date(at), "28 نوامبر 2026");
        let mixed = Reading { language: Language::En, numerals: Numerals::Latin, calendar: Calendar::Jalali };
        assert_eq!(Text::new(mixed, zone, false).date(at), "7 Azar 1405");
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert!(!fa.date_time(at).is_empty());
        }
    }
}
