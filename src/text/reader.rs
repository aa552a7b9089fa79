//! One reader, and what a message can be asked for with.
//!
//! Everything that words or forms something for people is a method of [`Text`]; each kind of thing has its own file.

use super::words;
use crate::domain::person::{Language, Reading};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentValue};
use i18n_embed::fluent::FluentLanguageLoader;

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
