//! Volumes of traffic: `50gb`, `۵۰ گیگ`, `1.5 TB`, `10 GiB`, `unlimited`.
//!
//! What `Text::quota` shows is read back to the byte.

use super::{Problem, number, unit};
use crate::domain::traffic::Traffic;

/// A volume, or `None` for no limit. A number alone is gigabytes; `GB` is 10^9 bytes, `GiB` 2^30. `1,250` is 1250 here
/// and `1.250` is 1.25. What is less than a byte is dropped.
pub fn traffic(text: &str) -> Result<Option<Traffic>, Problem> {
    let answer = unit::answer(text).ok_or(if text.trim().is_empty() { Problem::Empty } else { Problem::Traffic })?;
    if unit::unlimited(&answer) {
        return Ok(None);
    }
    let (before, number, after) = number::parts(&answer).ok_or(Problem::Traffic)?;
    let unit = bytes(after).filter(|_| before.is_empty()).ok_or(Problem::Traffic)?;
    let bytes =
        number::read(number).ok_or(Problem::Traffic)?.likely().floor_of(unit).ok_or(Problem::TrafficTooLarge)?;
    match i64::try_from(bytes) {
        Ok(0) => Err(Problem::TrafficTooSmall),
        Ok(bytes) if bytes <= Traffic::MAX.0 => Ok(Some(Traffic(bytes))),
        _ => Err(Problem::TrafficTooLarge),
    }
}

fn bytes(unit: &str) -> Option<i128> {
    let unit: String = unit.chars().filter(|c| *c != ' ').collect();
    let unit = unit.trim_end_matches('.');
    UNITS.iter().find(|(_, words)| words.contains(&unit)).map(|(bytes, _)| *bytes)
}

const UNITS: [(i128, &[&str]); 9] = [
    (
        1_000_000_000,
        &[
            "",
            "g",
            "gb",
            "gig",
            "gigs",
            "giga",
            "gbyte",
            "gbytes",
            "gigabyte",
            "gigabytes",
            "گ",
            "گیگ",
            "گیگا",
            "گیگابایت",
        ],
    ),
    (1_000_000, &["m", "mb", "meg", "megs", "mega", "mbyte", "megabyte", "megabytes", "م", "مگ", "مگا", "مگابایت"]),
    (1_000_000_000_000, &["t", "tb", "tera", "terabyte", "terabytes", "ت", "ترا", "ترابایت"]),
    (1_000, &["k", "kb", "kilobyte", "kilobytes", "کیلو", "کیلوبایت"]),
    (1, &["b", "byte", "bytes", "بایت"]),
    (1 << 10, &["kib", "kibibyte", "kibibytes", "کیبیبایت"]),
    (1 << 20, &["mib", "mebibyte", "mebibytes", "مبیبایت"]),
    (1 << 30, &["gib", "gibibyte", "gibibytes", "گیبیبایت"]),
    (1 << 40, &["tib", "tebibyte", "tebibytes", "تبیبایت"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::person::{Language, Reading},
        text::{Text, fold::fold},
    };
    use proptest::prelude::*;

    #[test]
    fn understands() {
        for (text, gb) in [
            ("50gb", 50),
            ("۵۰ گیگ", 50),
            ("٥٠ گیگ", 50),
            ("1.5 TB", 1_500),
            ("50", 50),
            ("یک ترابایت", 1_000),
            ("1,250 GB", 1_250),
        ] {
            assert_eq!(traffic(text), Ok(Some(Traffic::gb(gb))), "{text}");
        }
        assert_eq!(traffic("500 MB"), Ok(Some(Traffic(500_000_000))));
        assert_eq!(traffic("10 GiB"), Ok(Some(Traffic(10 << 30))));
        assert_eq!(traffic("۱٫۵ ترابایت"), Ok(Some(Traffic::gb(1_500))));
        for text in ["unlimited", "Unlimited ", "نامحدود", "∞", "بی\u{200C}نهایت"] {
            assert_eq!(traffic(text), Ok(None), "{text}");
        }
        assert_eq!(traffic(""), Err(Problem::Empty));
        assert_eq!(traffic("0"), Err(Problem::TrafficTooSmall));
        assert_eq!(traffic("1001 TB"), Err(Problem::TrafficTooLarge));
        for text in ["-5 GB", "5 apples", "gb", "5 GB 3", "x5"] {
            assert_eq!(traffic(text), Err(Problem::Traffic), "{text}");
        }
        assert!(UNITS.iter().flat_map(|(_, words)| *words).all(|w| fold(w) == **w));
    }

    proptest! {
        #[test]
        fn total(text in any::<String>(), like in "[0-9۰-۹.,٫٬ ]{0,30}[a-zگیمت]{0,4}") {
            let _ = (traffic(&text), traffic(&like));
        }
        #[test]
        fn what_is_shown_is_understood(bytes in 1..=Traffic::MAX.0, gb in 1_i64..1_000_000) {
            for language in Language::ALL {
                let text = Text::new(Reading::usual(*language), chrono_tz::UTC, false);
                for quota in [None, Some(Traffic(bytes)), Some(Traffic::gb(gb))] {
                    prop_assert_eq!(traffic(&text.quota(quota)), Ok(quota));
                }
            }
        }
    }
}
