//! What a message's arguments may be, and how each gets into the text.
//!
//! Strings come from people: they are escaped for HTML and put between bidi isolates where they could make a line jump.
//! [`Html`] was made here and passes as it is. Integers can select a plural form and show in the reader's digits.

use super::{Arg, Form, Html, Text, digits};
use fluent_bundle::FluentValue;
use std::borrow::Cow;

/// First strong isolate and pop directional isolate: what stands between them doesn't move what stands around.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// Puts isolates around what could make a line jump for this reader.
pub(super) fn isolated(value: &str, text: &Text) -> String {
    let value = steady(value);
    if value.is_empty() || !(text.rtl() || value.chars().any(digits::rtl_char)) {
        return value.into_owned();
    }
    format!("{}{value}{}", ISOLATE.0, ISOLATE.1)
}

/// Without bidi embeddings and overrides, and without isolates that aren't closed: else a name could turn a whole line.
fn steady(value: &str) -> Cow<'_, str> {
    let control = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !value.contains(control) {
        return Cow::Borrowed(value);
    }
    let mut depth = 0_i32;
    let mut balanced = true;
    for c in value.chars() {
        depth += match c {
            '\u{2066}'..='\u{2068}' => 1,
            '\u{2069}' => -1,
            _ => 0,
        };
        balanced &= depth >= 0;
    }
    let balanced = balanced && depth == 0;
    Cow::Owned(value.chars().filter(|c| !control(*c) || (balanced && *c >= '\u{2066}')).collect())
}

impl Arg for str {
    fn value(&self, text: &Text, form: Form) -> FluentValue<'static> {
        let value = isolated(self, text);
        match form {
            Form::Html => Html::plain(&value).into_string().into(),
            Form::Plain => value.into(),
        }
    }
}

impl Arg for String {
    fn value(&self, text: &Text, form: Form) -> FluentValue<'static> {
        self.as_str().value(text, form)
    }
}

impl Arg for Cow<'_, str> {
    fn value(&self, text: &Text, form: Form) -> FluentValue<'static> {
        self.as_ref().value(text, form)
    }
}

impl Arg for Html {
    fn value(&self, _: &Text, form: Form) -> FluentValue<'static> {
        match form {
            Form::Html => self.as_str().to_owned().into(),
            Form::Plain => self.to_plain().into(),
        }
    }
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self, text: &Text, form: Form) -> FluentValue<'static> {
        (**self).value(text, form)
    }
}

/// A piece that was formatted for this reader already.
pub(super) struct AsIs(pub String);

impl Arg for AsIs {
    fn value(&self, _: &Text, _: Form) -> FluentValue<'static> {
        self.0.clone().into()
    }
}

/// A number for Fluent, which counts in floats: what they can't hold goes in as text.
fn whole(n: i128, text: &Text) -> FluentValue<'static> {
    match i64::try_from(n) {
        Ok(n) if n.unsigned_abs() < 1 << 53 => n.into(),
        Ok(n) => text.number(n).into(),
        Err(_) => n.to_string().into(),
    }
}

macro_rules! integers {
    ($($t:ty),+) => { $(impl Arg for $t {
        fn value(&self, text: &Text, _: Form) -> FluentValue<'static> {
            // usize has no From into i128; what doesn't fit can't be.
            whole(i128::try_from(*self).unwrap_or(i128::MAX), text)
        }
    })+ };
}
integers!(i32, i64, u8, u16, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::person::{Language, Numerals, Reading},
        text::{label, tr},
    };
    use proptest::prelude::*;

    fn texts() -> [Text; 2] {
        [Language::En, Language::Fa].map(|l| Text::new(Reading::usual(l), chrono_tz::UTC, false))
    }

    #[test]
    fn strings_are_escaped_and_isolated() {
        let [en, fa] = texts();
        let shown = |text: &Text, value: &str| tr!(text, "unit-used", used = value).into_string();
        assert_eq!(shown(&en, "<b>"), "&lt;b&gt;, unlimited");
        assert_eq!(shown(&en, "آب"), "\u{2068}آب\u{2069}, unlimited");
        assert_eq!(shown(&fa, "a"), "\u{2068}a\u{2069}، نامحدود");
        assert_eq!(shown(&en, "a\u{202E}b\u{2069}c"), "abc, unlimited");
        assert_eq!(label!(en, "unit-used", used = "<b>"), "<b>, unlimited");
        let nested = label!(fa, "unit-used", used = "a");
        assert_eq!(shown(&en, &nested), format!("\u{2068}{nested}\u{2069}, unlimited"));
        let html = Html::code("a<b");
        assert_eq!(tr!(en, "unit-used", used = html).as_str(), "<code>a&lt;b</code>, unlimited");
        assert_eq!(label!(en, "unit-used", used = html), "a<b, unlimited");
    }

    #[test]
    fn integers_select_and_show() {
        let [en, fa] = texts();
        assert_eq!(label!(en, "date-days", count = 1), "1 day");
        assert_eq!(label!(en, "date-days", count = 1_000_usize + 200), "1,200 days");
        assert_eq!(label!(fa, "date-days", count = 1_200_u32), "۱٬۲۰۰ روز");
        assert_eq!(label!(en, "date-days", count = i64::MAX), "9,223,372,036,854,775,807 days");
        let latin = Reading { numerals: Numerals::Latin, ..Reading::usual(Language::Fa) };
        assert_eq!(label!(Text::new(latin, chrono_tz::UTC, false), "date-days", count = 1_200), "1,200 روز");
        assert_eq!(en.lookup("unit-unlimited").as_deref(), Some("unlimited"));
        assert_eq!(en.lookup("no-such-message"), None);
    }

    proptest! {
        #[test]
        fn isolates_stay_balanced(value in "[a-cآ\u{202A}-\u{202E}\u{2066}-\u{2069}<&]*") {
            for text in texts() {
                let shown = label!(text, "unit-used", used = value);
                let mut depth = 0;
                for c in shown.chars() {
                    let embeds = ('\u{202A}'..='\u{202E}').contains(&c);
                    prop_assert!(!embeds);
                    depth += match c { '\u{2066}'..='\u{2068}' => 1, '\u{2069}' => -1, _ => 0 };
                    prop_assert!(depth >= 0);
                }
                prop_assert_eq!(depth, 0);
            }
        }
    }
}
