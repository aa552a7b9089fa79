//! Time zones by name: `Asia/Tehran`, `tehran`, `UTC`.
//!
//! Names of the IANA database; a city alone is enough. Offsets such as `+03:30` aren't taken: clocks change.

use crate::text::fold::fold;
use chrono_tz::{TZ_VARIANTS, Tz};

/// No time zone of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchZone {
    /// Those that may be meant, best first, five at most.
    pub suggestions: Vec<Tz>,
}

/// The time zone of that name, or of that city.
pub fn time_zone(text: &str) -> Result<Tz, NoSuchZone> {
    let wanted: String = fold(text).trim().chars().take(40).collect();
    let wanted = wanted.replace(' ', "_");
    let wanted = LOCAL.iter().find(|(name, _)| fold(name) == wanted).map_or(wanted.as_str(), |(_, zone)| *zone);
    let names = || TZ_VARIANTS.iter().map(|zone| (*zone, zone.name().to_lowercase()));
    if let Some((zone, _)) = names().find(|(_, name)| name == wanted) {
        return Ok(zone);
    }
    // The same city under two names is the same zone; the shorter is the older and better known.
    let city = names().filter(|(_, name)| city(name) == wanted).min_by_key(|(_, name)| name.len());
    city.map(|(zone, _)| zone).ok_or_else(|| NoSuchZone { suggestions: like(wanted) })
}

fn city(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// What people call them in Persian; folded and with underscores.
const LOCAL: [(&str, &str); 12] = [
    ("تهران", "asia/tehran"),
    ("ایران", "asia/tehran"),
    ("کابل", "asia/kabul"),
    ("استانبول", "europe/istanbul"),
    ("دبی", "asia/dubai"),
    ("باکو", "asia/baku"),
    ("بغداد", "asia/baghdad"),
    ("برلین", "europe/berlin"),
    ("لندن", "europe/london"),
    ("پاریس", "europe/paris"),
    ("مسکو", "europe/moscow"),
    ("تورنتو", "america/toronto"),
];

fn like(wanted: &str) -> Vec<Tz> {
    if wanted.chars().count() < 2 {
        return Vec::new();
    }
    let rank = |name: &str| match city(name) {
        city if city.starts_with(wanted) => Some(0),
        _ if name.contains(wanted) => Some(1),
        // A slip in a short name leaves too little of it to go by.
        city => (wanted.len() >= 4 && slips(city, wanted) <= 2).then(|| 1 + slips(city, wanted)),
    };
    let named = TZ_VARIANTS.iter().filter(|zone| zone.name().contains('/') && !zone.name().starts_with("Etc/"));
    let mut ranked: Vec<_> =
        named.filter_map(|zone| Some((rank(&zone.name().to_lowercase())?, zone.name(), *zone))).collect();
    ranked.sort_by_key(|(rank, name, _)| (*rank, name.len(), *name));
    ranked.into_iter().take(5).map(|(_, _, zone)| zone).collect()
}

/// How many letters are wrong, missing or too many (Levenshtein's distance).
fn slips(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn understands() {
        for (text, zone) in [
            ("Asia/Tehran", Tz::Asia__Tehran),
            ("tehran", Tz::Asia__Tehran),
            ("تهران", Tz::Asia__Tehran),
            ("Berlin", Tz::Europe__Berlin),
            ("new york", Tz::America__New_York),
            ("utc", Tz::UTC),
        ] {
            assert_eq!(time_zone(text), Ok(zone), "{text}");
        }
        assert_eq!(time_zone("Teheran").unwrap_err().suggestions.first(), Some(&Tz::Asia__Tehran));
        assert_eq!(time_zone("berl").unwrap_err().suggestions, [Tz::Europe__Berlin]);
        assert!(time_zone("").is_err());
        assert_eq!(slips("kitten", "sitting"), 3);
        for (_, zone) in LOCAL {
            assert!(time_zone(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn every_name_is_understood() {
        assert!(TZ_VARIANTS.iter().all(|zone| time_zone(zone.name()) == Ok(*zone)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn total(text in any::<String>(), like in "[a-z/ ]{0,20}") {
            for text in [text, like] {
                prop_assert!(time_zone(&text).map_or_else(|e| e.suggestions.len() <= 5, |_| true));
            }
        }
    }
}
