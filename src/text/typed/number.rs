//! Numbers as people type them, read exactly.
//!
//! Expects folded text: digits are Latin already. Thousands may be set apart by `٬ ' _` and spaces, decimals by `٫`; `.` and
//! `,` can be either, and what they are is decided only where it is certain.

/// `mantissa / 10^scale`, at most 24 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// Never negative.
    pub mantissa: i128,
    /// How many decimals were typed.
    pub scale: u32,
}

impl Decimal {
    /// The number of smallest units, one of which is `unit` times the number; `None` where that isn't whole.
    pub fn of(self, unit: i128) -> Option<i128> {
        let product = self.mantissa.checked_mul(unit)?;
        let divisor = 10_i128.checked_pow(self.scale)?;
        (product % divisor == 0).then_some(product / divisor)
    }
    /// The same, rounded down.
    pub fn floor_of(self, unit: i128) -> Option<i128> {
        Some(self.mantissa.checked_mul(unit)? / 10_i128.checked_pow(self.scale)?)
    }
}

/// What a number can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It means this.
    One(Decimal),
    /// One mark with three digits behind it: decimals or thousands.
    Two {
        /// As decimals.
        fine: Decimal,
        /// As thousands.
        grouped: Decimal,
        /// The mark, `.` or `,`.
        mark: char,
    },
}

impl Reading {
    /// The reading for things that nobody has asked about: a point before decimals, a comma between thousands.
    pub const fn likely(self) -> Decimal {
        match self {
            Self::One(decimal) => decimal,
            Self::Two { fine, grouped, mark } => {
                if mark == '.' {
                    fine
                } else {
                    grouped
                }
            }
        }
    }
}

/// Reads a number that stands alone.
pub fn read(text: &str) -> Option<Reading> {
    if text.len() > 60 || text.bytes().filter(u8::is_ascii_digit).count() > 24 {
        return None;
    }
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text = text.replace('،', ",").replace('\u{2019}', "'");
    let groups: Vec<&str> = text.split(mark).collect();
    let marks: Vec<char> = text.chars().filter(|c| mark(*c)).collect();
    if groups.iter().any(|g| !g.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let Some((&last, before)) = marks.split_last() else {
        return Some(Reading::One(whole(&groups)?));
    };
    let fine = if matches!(last, '.' | ',' | '٫') && !before.contains(&last) && !before.contains(&'٫') && same(before)
    {
        fine(&groups)
    } else {
        None
    };
    let grouped = if last != '٫' && same(&marks) { whole(&groups) } else { None };
    match (fine, grouped) {
        (Some(fine), Some(grouped)) => Some(Reading::Two { fine, grouped, mark: last }),
        (one, other) => one.or(other).map(Reading::One),
    }
}

const fn mark(c: char) -> bool {
    matches!(c, '.' | ',' | '٫' | '٬' | '\'' | '_' | ' ')
}

fn same(marks: &[char]) -> bool {
    marks.windows(2).all(|pair| pair[0] == pair[1])
}

/// An integer of groups: three digits each but for the first.
fn whole(groups: &[&str]) -> Option<Decimal> {
    let (first, rest) = groups.split_first()?;
    let set_apart = (1..=3).contains(&first.len()) && !first.starts_with('0') && rest.iter().all(|g| g.len() == 3);
    if !rest.is_empty() && !set_apart {
        return None;
    }
    Some(Decimal { mantissa: groups.concat().parse().ok()?, scale: 0 })
}

/// The last group are decimals. `.5` is half.
fn fine(groups: &[&str]) -> Option<Decimal> {
    let (decimals, before) = groups.split_last()?;
    if decimals.is_empty() {
        return None;
    }
    let mantissa = if before == [""] { String::new() } else { whole(before)?.mantissa.to_string() };
    let mantissa = format!("{mantissa}{decimals}").parse().ok()?;
    Some(Decimal { mantissa, scale: u32::try_from(decimals.len()).ok()? })
}

/// What stands before a number, the number, and what stands behind it; `None` without digits.
pub fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let point = |c: &char| matches!(c, '.' | '٫');
    let start = first - text[..first].chars().next_back().filter(point).map_or(0, char::len_utf8);
    Some((text[..start].trim(), &text[start..end], text[end..].trim()))
}

/// A piece of a longer answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Digits, perhaps with marks between them.
    Number(&'a str),
    /// Anything else up to a space or a digit.
    Word(&'a str),
}

/// The text as numbers and words; `None` for more than twelve.
pub fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let number = first.is_ascii_digit();
        let inside = |c: char| {
            if number { c.is_ascii_digit() || (mark(c) && c != ' ') } else { !c.is_ascii_digit() && c != ' ' }
        };
        let (piece, after) = rest.split_at(rest.find(|c| !inside(c)).unwrap_or(rest.len()));
        if number {
            pieces.push(Piece::Number(piece.trim_end_matches(mark)));
        } else if let word = piece.trim_matches(|c| matches!(c, ',' | '.' | '،'))
            && !word.is_empty()
        {
            pieces.push(Piece::Word(word));
        }
        if pieces.len() > 12 {
            return None;
        }
        rest = after.trim_start();
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads() {
        assert_eq!(read("1250"), Some(Reading::One(Decimal { mantissa: 1250, scale: 0 })));
        assert_eq!(read("1,250,000"), Some(Reading::One(Decimal { mantissa: 1_250_000, scale: 0 })));
        assert_eq!(read("1.250.000"), Some(Reading::One(Decimal { mantissa: 1_250_000, scale: 0 })));
        assert_eq!(read("1,250.50"), Some(Reading::One(Decimal { mantissa: 125_050, scale: 2 })));
        assert_eq!(read("1.250,50"), Some(Reading::One(Decimal { mantissa: 125_050, scale: 2 })));
        assert_eq!(read("1 250"), Some(Reading::One(Decimal { mantissa: 1250, scale: 0 })));
        assert_eq!(read("1 250,5"), Some(Reading::One(Decimal { mantissa: 12_505, scale: 1 })));
        assert_eq!(read("1'250.000"), Some(Reading::One(Decimal { mantissa: 1_250_000, scale: 3 })));
        assert_eq!(read("1٬250٫5"), Some(Reading::One(Decimal { mantissa: 12_505, scale: 1 })));
        assert_eq!(read("0.250"), Some(Reading::One(Decimal { mantissa: 250, scale: 3 })));
        assert_eq!(read("1250.500"), Some(Reading::One(Decimal { mantissa: 1_250_500, scale: 3 })));
        assert_eq!(read(".5"), Some(Reading::One(Decimal { mantissa: 5, scale: 1 })));
        let two = |mark| {
            let (fine, grouped) = (Decimal { mantissa: 1250, scale: 3 }, Decimal { mantissa: 1250, scale: 0 });
            Some(Reading::Two { fine, grouped, mark })
        };
        assert_eq!(read("1.250"), two('.'));
        assert_eq!(read("1,250"), two(','));
        for bad in [
            "",
            ".",
            "1.",
            "12 50",
            "1,25,000",
            "1,250 000",
            "1.2.3",
            "a",
            "1٫2٫3",
            "1.250,5.0",
            "1234567890123456789012345",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn total(text in "[0-9., '_٫٬a]*", any in any::<String>()) {
            for text in [text, any] {
                if let Some(reading) = read(&text) {
                    reading.likely().of(i128::MAX);
                }
                parts(&text);
                pieces(&text);
            }
        }
    }
}
