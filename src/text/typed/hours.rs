//! Hours of the day, from when to when: `22-8`, `22:30 – 07:00`, `۲۲ تا ۸`, `off`.
//!
//! Only the 24-hour clock: who writes `10-6` means what it says.

use super::{Problem, unit};
use crate::domain::quiet::Quiet;

/// Words for no quiet hours, folded.
const OFF: [&str; 9] = ["off", "no", "none", "never", "0", "خاموش", "هیچ", "هیچوقت", "نه"];

/// Quiet hours; `None` for none.
pub fn hours(text: &str) -> Result<Option<Quiet>, Problem> {
    let answer = unit::answer(text).ok_or(if text.trim().is_empty() { Problem::Empty } else { Problem::Hours })?;
    if OFF.contains(&answer.as_str()) {
        return Ok(None);
    }
    let even =
        answer.replace(['–', '—', '−', '~'], "-").replace(" تا ", "-").replace(" to ", "-").replace(" until ", "-");
    let (from, until) = even.split_once('-').ok_or(Problem::Hours)?;
    let (from, until) = (minute(from).ok_or(Problem::Hours)?, minute(until).ok_or(Problem::Hours)?);
    Quiet::new(from, until).map(Some).ok_or(Problem::Hours)
}

fn minute(text: &str) -> Option<u32> {
    let text = text.trim();
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2 && !text.starts_with('+'));
    let (hour, minute) = (number(hour)?, number(minute)?);
    // Midnight is written both ways.
    let hour = if (hour, minute) == (24, 0) { 0 } else { hour };
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type() {
        for (typed, from, until) in [
            ("22-8", 22 * 60, 8 * 60),
            ("22:30 – 07:00", 22 * 60 + 30, 7 * 60),
            ("23 to 7", 23 * 60, 7 * 60),
            ("۲۲ تا ۸", 22 * 60, 8 * 60),
            ("٠:٣٠-۶", 30, 360),
            ("22-24", 22 * 60, 0),
        ] {
            assert_eq!(hours(typed), Ok(Quiet::new(from, until)), "{typed}");
        }
        for typed in ["off", "Never", "خاموش"] {
            assert_eq!(hours(typed), Ok(None), "{typed}");
        }
        for typed in ["22", "8-8", "25-3", "22-8-9", "a-b", "22:60-8", "+2-8", "22:000-3"] {
            assert_eq!(hours(typed), Err(Problem::Hours), "{typed}");
        }
    }
}
