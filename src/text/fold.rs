//! Text made comparable for search: what people see as the same is the same.
//!
//! Case, width, Arabic and Persian letters and digits, accents and vowel signs, joiners and marks of direction make no
//! difference. Both what is searched for and what is searched in go through here, and nothing of it is ever shown.

use unicode_normalization::UnicodeNormalization;

/// The most words that [`terms`] gives, the whole text not counted.
pub const MAX_TERMS: usize = 16;
/// The most characters of a term.
pub const MAX_TERM: usize = 64;
/// The most characters that are read of a text.
const MAX_TEXT: usize = 1_024;

/// The text in its comparable form: lower case, compatibility forms resolved, digits Latin, accents gone. Reads 1,024
/// characters.
pub fn fold(text: &str) -> String {
    let once = |text: &str| -> String {
        // Lowered before it is decomposed (İ becomes i and a dot), composed at last for alphabets built of parts.
        let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
        lower.nfkd().filter(|c| !silent(*c)).map(alike).nfc().collect()
    };
    let read: String = text.chars().take(MAX_TEXT).collect();
    once(&once(&read))
}

/// The same with plain quotes and apostrophes in the place of those that phones and books have.
pub fn plain_quotes(text: &str) -> String {
    let plain = |c: char| match c {
        '‘' | '’' | '‛' | 'ʼ' | '′' | '`' | '´' | '＇' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '＂' => '"',
        c => c,
    };
    text.chars().map(plain).collect()
}

/// What a text is found by: its words, split at what is neither letter nor digit, and the whole of it with single spaces.
/// No doubles; bounded by [`MAX_TERMS`] and [`MAX_TERM`].
pub fn terms(text: &str) -> Vec<String> {
    let folded = fold(text);
    let cut = |word: &str| word.chars().take(MAX_TERM).collect::<String>();
    let mut terms: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(cut) {
        if terms.len() < MAX_TERMS && !terms.contains(&word) {
            terms.push(word);
        }
    }
    let whole = cut(&folded.split_whitespace().collect::<Vec<_>>().join(" "));
    if !whole.is_empty() && !terms.contains(&whole) {
        terms.push(whole);
    }
    terms
}

/// The value of a decimal digit, Latin, Persian or Arabic-Indic, as an ASCII digit; everything else as it is.
fn latin_digit(c: char) -> char {
    let value = match c {
        '\u{6F0}'..='\u{6F9}' => u32::from(c) - 0x6F0,
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        _ => return c,
    };
    char::from_digit(value, 10).unwrap_or(c)
}

fn alike(c: char) -> char {
    match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ة' | 'ە' => 'ه',
        c => latin_digit(c),
    }
}

/// Accents, vowel signs, joiners, tatweel, marks of direction.
const fn silent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}'
        | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}'
        | '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds() {
        assert_eq!(fold("Ｓara's ÉCOLE"), "sara's ecole");
        assert_eq!(fold("علي"), fold("علی"));
        assert_eq!(fold("كتاب"), fold("کتاب"));
        assert_eq!(fold("می\u{200C}خواهَم"), fold("میخواهم"));
        assert_eq!(fold("آذر"), fold("اذر"));
        assert_eq!(fold("۱۲۳ ٤٥"), "123 45");
        assert_eq!(fold("İstanbul"), "istanbul");
        assert_eq!(plain_quotes("Sara’s „shop“ «۷» O´Neil"), "Sara's \"shop\" \"۷\" O'Neil");
        assert_eq!(terms("Sara-0142"), ["sara", "0142", "sara-0142"]);
        assert_eq!(terms("  Sara   shop sara "), ["sara", "shop", "sara shop sara"]);
        assert_eq!(terms("phone"), ["phone"]);
        assert!(terms(" \u{200B} ").is_empty());
    }

    proptest! {
        #[test]
        fn total(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded.chars().take(MAX_TEXT).collect::<String>());
            let terms = terms(&text);
            prop_assert!(terms.len() <= MAX_TERMS + 1);
            prop_assert!(terms.iter().all(|t| !t.is_empty() && t.chars().count() <= MAX_TERM));
        }
    }
}
