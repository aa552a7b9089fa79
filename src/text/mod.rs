//! Words for people: what the program says, in the reader's language, digits, calendar and direction.
//!
//! [`Text`] is how one reader reads. [`tr!`](crate::tr) gives a message as [`Html`] that is safe to send to Telegram,
//! [`label!`](crate::label) the same as plain text for buttons and toasts; both check the message's id and its
//! arguments' names when compiling. [`typed`] understands what people type; [`fold`] makes text comparable for search.
//! The words themselves stand in `locales/`, none in here. What a screen says and when is the bot's concern.

pub mod amount;
pub mod arg;
pub mod chart;
pub mod date;
pub mod fold;
pub mod html;
pub mod number;
pub mod problem;
pub mod span;
pub mod typed;
mod words;

pub use arg::{Arg, Form};
pub use html::Html;

use crate::domain::person::{Language, Reading};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentValue};
use i18n_embed::fluent::FluentLanguageLoader;

/// How one reader reads. Cheap to copy: the words are loaded once per process.
#[derive(Clone, Copy)]
pub struct Text {
    reading: Reading,
    zone: Tz,
    toman: bool,
    loader: &'static FluentLanguageLoader,
}

impl Text {
    /// For a reader; `zone` is the house's time zone, `toman` says whether IRR is shown and typed in toman.
    pub fn new(reading: Reading, zone: Tz, toman: bool) -> Self {
        Self { reading, zone, toman, loader: words::loader(reading.language, reading.numerals) }
    }
    /// The language.
    pub const fn lang(&self) -> Language {
        self.reading.language
    }
    /// Whether the language is written from right to left.
    pub const fn rtl(&self) -> bool {
        self.reading.language.rtl()
    }
    /// Language, digits and calendar.
    pub const fn reading(&self) -> Reading {
        self.reading
    }
    /// The house's time zone, in which dates are shown and typed.
    pub const fn zone(&self) -> Tz {
        self.zone
    }
    /// Whether IRR is shown and typed in toman.
    pub const fn toman(&self) -> bool {
        self.toman
    }
    /// What [`tr!`](crate::tr) and [`label!`](crate::label) look words up in.
    #[doc(hidden)]
    pub const fn loader(&self) -> &'static FluentLanguageLoader {
        self.loader
    }
    /// The message with an id that is only known when running (`server-trouble-<name>`), as plain text.
    pub fn lookup(&self, id: &str) -> Option<String> {
        self.lookup_with(id, Form::Plain, &[])
    }
    /// [`Self::lookup`] with arguments.
    pub fn lookup_with(&self, id: &str, form: Form, args: &[(&'static str, &dyn Arg)]) -> Option<String> {
        if !self.loader.has(id) {
            return None;
        }
        let args: FluentArgs<'_> = args.iter().map(|(name, arg)| (*name, arg.value(self, form))).collect();
        Some(self.loader.get_args_fluent(id, Some(&args)))
    }
    /// Formats an argument for the macros.
    #[doc(hidden)]
    pub fn arg(&self, arg: &dyn Arg, form: Form) -> FluentValue<'static> {
        arg.value(self, form)
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text")
            .field("reading", &self.reading)
            .field("zone", &self.zone)
            .field("toman", &self.toman)
            .finish_non_exhaustive()
    }
}

/// A message as [`Html`](crate::text::Html): `tr!(text, "key-left", name = key.name, days = 3)`.
///
/// Strings are escaped and isolated, integers select plurals and show in the reader's digits, see [`Arg`](crate::text::Arg).
#[macro_export]
macro_rules! tr {
    ($text:expr, $id:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        let text: &$crate::text::Text = &$text;
        $crate::text::Html::trusted(::i18n_embed_fl::fl!(
            text.loader(), $id $(, $name = text.arg(&($value), $crate::text::Form::Html))*
        ))
    }};
}

/// A message as plain `String`, for buttons and toasts: `label!(text, "button-back")`.
#[macro_export]
macro_rules! label {
    ($text:expr, $id:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        let text: &$crate::text::Text = &$text;
        ::i18n_embed_fl::fl!(
            text.loader(), $id $(, $name = text.arg(&($value), $crate::text::Form::Plain))*
        )
    }};
}
pub use {label, tr};
