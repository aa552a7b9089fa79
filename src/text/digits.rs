//! Digits and the signs between them.
//!
//! Digits decide the separators: `1,234.5` and `۱٬۲۳۴٫۵`. Everything is integers: a decimal is a mantissa and a scale.

use crate::domain::person::Numerals;

/// An integer with its thousands grouped.
pub(super) fn grouped(n: i64, numerals: Numerals) -> String {
    decimal(i128::from(n), 0, numerals)
}

/// `mantissa / 10^scale` with all its decimals, 30 at most; grouped.
pub(super) fn decimal(mantissa: i128, scale: u32, numerals: Numerals) -> String {
    let digits = mantissa.unsigned_abs().to_string();
    let scale = scale.min(30) as usize;
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let (group, point) = match numerals {
        Numerals::Latin => (',', '.'),
        Numerals::Persian => ('\u{66C}', '\u{66B}'),
    };
    let mut out = String::with_capacity(digits.len() * 3);
    if mantissa < 0 {
        out.push_str(minus(numerals));
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit(c, numerals));
    }
    if !fraction.is_empty() {
        out.push(point);
        out.extend(fraction.chars().map(|c| digit(c, numerals)));
    }
    out
}

/// The sign; its mark keeps it on the left of the number in lines of both directions.
pub(super) const fn minus(numerals: Numerals) -> &'static str {
    match numerals {
        Numerals::Latin => "\u{200E}-",
        Numerals::Persian => "\u{200E}\u{2212}",
    }
}

/// Drops decimals that are zero, as long as at least `least` are left.
pub(super) const fn trimmed(mut mantissa: i128, mut scale: u32, least: u32) -> (i128, u32) {
    while scale > least && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

/// ASCII digits in the reader's, everything else as it is.
pub(super) fn digits(text: &str, numerals: Numerals) -> String {
    text.chars().map(|c| digit(c, numerals)).collect()
}

fn digit(c: char, numerals: Numerals) -> char {
    match (numerals, c.to_digit(10)) {
        (Numerals::Persian, Some(d)) => char::from_u32(0x6F0 + d).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character is of a script that runs from right to left.
pub(super) const fn rtl_char(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{200F}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups() {
        let latin = |m, s| decimal(m, s, Numerals::Latin);
        assert_eq!(latin(0, 0), "0");
        assert_eq!(latin(1_234_567, 0), "1,234,567");
        assert_eq!(latin(5, 2), "0.05");
        assert_eq!(latin(-123_456, 2), "\u{200E}-1,234.56");
        assert_eq!(decimal(1_250_000, 1, Numerals::Persian), "۱۲۵٬۰۰۰٫۰");
        assert_eq!(latin(i128::from(i64::MIN), 0), "\u{200E}-9,223,372,036,854,775,808");
        assert_eq!(trimmed(12_500, 3, 0), (125, 1));
        assert_eq!(trimmed(12_500, 3, 2), (1_250, 2));
        assert_eq!(trimmed(0, 3, 0), (0, 0));
    }
}
