//! When something ends: a date in either calendar, or a length of time from now.
//!
//! `2026-12-31`, `31.12.2026`, `31 Dec 2026`, `1405/09/30`, `۳۰ آذر ۱۴۰۵`, `31 Dec`, `tomorrow`. The year tells the calendar.
//! `05/06/2026` could be May or June and is refused.

use super::{
    Problem, days,
    number::{self, Piece},
    unit,
};
use crate::{domain::plan::Lifetime, text::fold::fold};
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use icu::calendar::{Date, cal::Iso};

/// The end of that day in the house's zone, or that many days from now, or `None` for no end.
pub fn when(text: &str, now: DateTime<Utc>, zone: Tz) -> Result<Option<DateTime<Utc>>, Problem> {
    let answer = unit::answer(text).ok_or(if text.trim().is_empty() { Problem::Empty } else { Problem::Date })?;
    if unit::unlimited(&answer) {
        return Ok(None);
    }
    let today = now.with_timezone(&zone).date_naive();
    let Some(date) = date(&answer, today)? else {
        return span(&answer, now);
    };
    let end = end_of(date, zone);
    let last = now + Duration::days(i64::from(Lifetime::MAX_DAYS) + 1);
    match end {
        end if end <= now => Err(Problem::DatePast),
        end if end > last => Err(Problem::DateTooFar),
        end => Ok(Some(end)),
    }
}

fn span(answer: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Problem> {
    let answer = answer.strip_prefix("in ").unwrap_or(answer);
    let answer = SPAN_ENDS.iter().find_map(|end| answer.strip_suffix(end)).unwrap_or(answer);
    match days::days(answer) {
        Ok(n) => Ok(n.and_then(|n| now.checked_add_days(Days::new(n.into())))),
        Err(Problem::Days) => Err(Problem::Date),
        Err(problem) => Err(problem),
    }
}

const SPAN_ENDS: [&str; 4] = [" from now", " from today", " دیگر", " از امروز"];

/// The last second of a day; an hour earlier where a change of clocks takes that second out.
fn end_of(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let end = date.and_time(NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default());
    let mut hours = (0..24).filter_map(|h| zone.from_local_datetime(&(end - Duration::hours(h))).latest());
    hours.next().map_or_else(|| end.and_utc(), |at| at.to_utc())
}

/// `None` where it isn't meant as a date at all.
fn date(answer: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Problem> {
    match answer {
        "today" | "امروز" => return Ok(Some(today)),
        "tomorrow" | "فردا" => return Ok(today.succ_opt()),
        _ => {}
    }
    let groups: Vec<&str> = answer.split(['-', '.', '/', '\u{2013}', ' ']).collect();
    if groups.iter().all(|g| !g.is_empty() && g.len() <= 4 && g.bytes().all(|b| b.is_ascii_digit()))
        && groups.len() == 3
    {
        let n = |i: usize| groups[i].parse::<u32>().map_err(|_| Problem::Date);
        return numeric([n(0)?, n(1)?, n(2)?], groups[0].len() == 4, groups[2].len() == 4, answer.contains('/'))
            .map(Some);
    }
    named(answer, today)
}

fn numeric(n: [u32; 3], year_first: bool, year_last: bool, slashes: bool) -> Result<NaiveDate, Problem> {
    match (year_first, year_last) {
        (true, false) => in_year(n[0], n[1], n[2]),
        (false, true) => {
            let american = slashes && calendar_of(n[2]) == Some(Calendar::Gregorian);
            match (n[0], n[1]) {
                (day, month) if american && day <= 12 && month > 12 => in_year(n[2], day, month),
                (day, month) if american && day <= 12 && month <= 12 && day != month => Err(Problem::Date),
                (day, month) => in_year(n[2], month, day),
            }
        }
        _ => Err(Problem::Date),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calendar {
    Gregorian,
    Jalali,
}

const fn calendar_of(year: u32) -> Option<Calendar> {
    match year {
        1300..1600 => Some(Calendar::Jalali),
        1900..2300 => Some(Calendar::Gregorian),
        _ => None,
    }
}

fn in_year(year: u32, month: u32, day: u32) -> Result<NaiveDate, Problem> {
    on(calendar_of(year).ok_or(Problem::NoSuchDay)?, year, month, day).ok_or(Problem::NoSuchDay)
}

fn on(calendar: Calendar, year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok()?;
    if calendar == Calendar::Gregorian {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    let iso = Date::try_new_persian(year, month.try_into().ok()?, day.try_into().ok()?).ok()?.to_calendar(Iso);
    NaiveDate::from_ymd_opt(iso.year().extended_year(), iso.month().ordinal.into(), iso.day_of_month().0.into())
}

/// A day, a month's name and perhaps a year: `31 Dec 2026`, `Dec 31`.
fn named(answer: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Problem> {
    let answer = answer.replace(['-', '/', '.'], " ");
    let Some(pieces) = number::pieces(&answer) else { return Ok(None) };
    let (mut month, mut numbers) = (None, Vec::new());
    for piece in &pieces {
        match piece {
            Piece::Number(n) => numbers.push(n.parse::<u32>().map_err(|_| Problem::Date)?),
            Piece::Word("st" | "nd" | "rd" | "th" | "of" | "ام" | "م" | "ماه") => {}
            Piece::Word(word) => match (month_of(word), month) {
                (Some(found), None) => month = Some(found),
                _ => return Ok(None),
            },
        }
    }
    let Some((calendar, month)) = month else { return Ok(None) };
    let found = match numbers[..] {
        [year, day] if year >= 1_000 => on(calendar, year, month, day),
        [day, year] if year >= 1_000 => on(calendar, year, month, day),
        [day] => {
            // The next such day; a leap day may be some years off.
            let this = u32::try_from(today.year()).map_err(|_| Problem::Date)?;
            let this = if calendar == Calendar::Jalali { this.saturating_sub(622) } else { this };
            (this..=this + 8).filter_map(|year| on(calendar, year, month, day)).find(|date| *date >= today)
        }
        _ => return Err(Problem::Date),
    };
    found.map(Some).ok_or(Problem::NoSuchDay)
}

/// The month of a name: in English three letters are enough.
fn month_of(word: &str) -> Option<(Calendar, u32)> {
    let short = |name: &str| word.len() >= 3 && word.is_ascii() && name.starts_with(word);
    let is = |names: &str| names.split(' ').any(|name| fold(name) == word || short(name));
    let find = |months: [&str; 12]| months.iter().position(|names| is(names)).and_then(|i| u32::try_from(i + 1).ok());
    find(GREGORIAN).map(|m| (Calendar::Gregorian, m)).or_else(|| find(JALALI).map(|m| (Calendar::Jalali, m)))
}

const GREGORIAN: [&str; 12] = [
    "january ژانویه",
    "february فوریه",
    "march مارس",
    "april آوریل اپریل",
    "may مه می",
    "june ژوئن",
    "july ژوئیه جولای ژوییه",
    "august اوت آگوست",
    "september سپتامبر",
    "october اکتبر",
    "november نوامبر",
    "december دسامبر",
];

const JALALI: [&str; 12] = [
    "farvardin فروردین",
    "ordibehesht اردیبهشت",
    "khordad خرداد",
    "tir تیر",
    "mordad مرداد امرداد",
    "shahrivar شهریور",
    "mehr مهر",
    "aban آبان",
    "azar آذر",
    "dey دی",
    "bahman بهمن",
    "esfand اسفند",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::person::{Calendar as Shown, Language, Numerals, Reading},
        text::Text,
    };
    use proptest::prelude::*;

    const ZONE: Tz = chrono_tz::Asia::Tehran;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap()
    }

    #[test]
    fn understands() {
        let on = |y, m, d| Ok(Some(ZONE.with_ymd_and_hms(y, m, d, 23, 59, 59).unwrap().to_utc()));
        for text in [
            "2026-12-31",
            "31.12.2026",
            "31 Dec 2026",
            "December 31st, 2026",
            "31/12/2026",
            "12/31/2026",
            "۳۱ دسامبر",
            "2026/12/31",
            "31-dec-2026",
        ] {
            assert_eq!(when(text, now(), ZONE), on(2026, 12, 31), "{text}");
        }
        for text in ["1405/09/30", "۳۰ آذر ۱۴۰۵", "30 azar", "30/09/1405", "۱۴۰۵-۹-۳۰", "سی آذر"] {
            assert_eq!(when(text, now(), ZONE), on(2026, 12, 21), "{text}");
        }
        assert_eq!(when("tomorrow", now(), ZONE), on(2026, 11, 22));
        assert_eq!(when("1 Jan", now(), ZONE), on(2027, 1, 1));
        for text in ["30", "30 days", "in 30 days", "۳۰ روز دیگر", "یک ماه"] {
            assert_eq!(when(text, now(), ZONE), Ok(Some(now() + Duration::days(30))), "{text}");
        }
        assert_eq!(when("unlimited", now(), ZONE), Ok(None));
        for (text, problem) in [
            ("", Problem::Empty),
            ("05/06/2027", Problem::Date),
            ("soon", Problem::Date),
            ("05/09/30", Problem::Date),
            ("2026-02-30", Problem::NoSuchDay),
            ("31 آذر 1405", Problem::NoSuchDay),
            ("2026-11-20", Problem::DatePast),
            ("1 Jan 2099", Problem::DateTooFar),
            ("0 days", Problem::DaysTooFew),
        ] {
            assert_eq!(when(text, now(), ZONE), Err(problem), "{text}");
        }
    }

    proptest! {
        #[test]
        fn total(text in any::<String>(), like in "[0-9]{1,4}[-/. ][0-9a-z]{1,4}[-/. ][0-9]{1,4}", at in any::<i32>()) {
            let at = DateTime::from_timestamp(i64::from(at), 0).unwrap();
            for text in [text, like] {
                let _ = (when(&text, now(), ZONE), when(&text, at, chrono_tz::America::Sao_Paulo));
            }
        }
        #[test]
        fn what_is_shown_is_understood(days in 0_i64..3_650) {
            let at = now() + Duration::days(days);
            for (language, calendar) in [(Language::En, Shown::Gregorian), (Language::En, Shown::Jalali), (Language::Fa, Shown::Gregorian), (Language::Fa, Shown::Jalali)] {
                let text = Text::new(Reading { language, numerals: Numerals::Persian, calendar }, ZONE, false);
                let end = when(&text.date(at), now(), ZONE).unwrap().unwrap();
                prop_assert_eq!(end.with_timezone(&ZONE).date_naive(), at.with_timezone(&ZONE).date_naive());
            }
        }
    }
}
