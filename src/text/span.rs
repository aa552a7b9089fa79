//! Lengths of time as people read them: days, lifetimes, how long ago, how long left.
//!
//! All are rounded down to one unit; only days that are left are rounded to the nearest, so that a key for 30 days
//! doesn't begin with 29.

use super::{Text, label};
use crate::domain::plan::Lifetime;
use chrono::{DateTime, Utc};

impl Text {
    /// `1 day`, `30 days`.
    pub fn days(&self, n: u32) -> String {
        label!(self, "date-days", count = n)
    }
    /// How long a key lives: `30 days`, `30 days from first use`, `no end`.
    pub fn lifetime(&self, lifetime: Lifetime) -> String {
        match lifetime {
            Lifetime::Unlimited => label!(self, "date-no-end"),
            Lifetime::Days(n) => self.days(n),
            Lifetime::DaysFromFirstUse(n) => label!(self, "date-days-from-first-use", count = n),
        }
    }
    /// How long ago `at` was: `just now`, `5 minutes ago`, `3 hours ago`, `2 days ago`; the date beyond 30 days.
    pub fn ago(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        match (now - at).num_minutes() {
            ..1 => label!(self, "date-just-now"),
            n @ 1..60 => label!(self, "date-minutes-ago", count = n),
            n @ 60..1_440 => label!(self, "date-hours-ago", count = n / 60),
            n @ 1_440..=43_200 => label!(self, "date-days-ago", count = n / 1_440),
            _ => self.date(at),
        }
    }
    /// How long it is until then: `18 days left`, `5 hours left`, `less than a minute left`, `ended`.
    pub fn left(&self, until: DateTime<Utc>, now: DateTime<Utc>) -> String {
        if until <= now {
            return label!(self, "date-ended");
        }
        match (until - now).num_minutes() {
            ..1 => label!(self, "date-nearly-ended"),
            n @ 1..60 => label!(self, "date-minutes-left", count = n),
            n @ 60..2_880 => label!(self, "date-hours-left", count = n / 60),
            n => label!(self, "date-days-left", count = n.saturating_add(720) / 1_440),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::{Language, Reading};
    use chrono::Duration;

    #[test]
    fn spans() {
        let [en, fa] = [Language::En, Language::Fa].map(|l| Text::new(Reading::usual(l), chrono_tz::UTC, false));
        let now = DateTime::<Utc>::UNIX_EPOCH;
        assert_eq!(en.days(1), "1 day");
        assert_eq!(en.days(30), "30 days");
        assert_eq!(fa.days(30), "۳۰ روز");
        assert_eq!(en.lifetime(Lifetime::DaysFromFirstUse(30)), "30 days from first use");
        assert_eq!(en.left(now + Duration::days(18), now), "18 days left");
        assert_eq!(en.left(now + Duration::days(30) - Duration::seconds(1), now), "30 days left");
        assert_eq!(en.left(now + Duration::minutes(300), now), "5 hours left");
        assert_eq!(en.left(now + Duration::seconds(3), now), "less than a minute left");
        assert_eq!(en.left(now, now), "ended");
        assert_eq!(fa.left(now + Duration::days(18), now), "۱۸ روز مانده");
        assert_eq!(en.ago(now - Duration::minutes(5), now), "5 minutes ago");
        assert_eq!(en.ago(now, now), "just now");
        assert_eq!(en.ago(now - Duration::days(31), now), "1 Dec 1969");
        assert_eq!(en.ago(now + Duration::days(31), now), "just now");
        en.left(DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC);
    }
}
