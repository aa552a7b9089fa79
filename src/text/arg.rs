//! What a message's arguments may be, and how each gets into the text.
//!
//! Strings come from people: they are escaped for HTML and put between bidi isolates where they could make a line jump.
//! [`Html`] was made here and passes as it is. Integers can select a plural form and show in the reader's digits.

use super::{Html, Text, number};
use fluent_bundle::FluentValue;
use std::borrow::Cow;

/// What a message becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Telegram's HTML.
    Html,
    /// Plain text: button labels, toasts, names of files.
    Plain,
}

/// Something that a message can take as an argument.
pub trait Arg {
    /// The value as it stands in the message.
    fn value(&self, text: &Text, form: Form) -> FluentValue<'static>;
}

/// First strong isolate and pop directional isolate: what stands between them doesn't move what stands around.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// Puts isolates around what could make a line jump for this reader.
pub(super) fn isolated(value: &str, text: &Text) -> String {
    let value = steady(value);
    if value.is_empty() || !(text.rtl() || value.chars().any(number::rtl_char)) {
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
