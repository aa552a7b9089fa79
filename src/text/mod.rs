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
mod digits;
pub mod fold;
pub mod html;
pub mod number;
pub mod problem;
mod reader;
pub mod span;
pub mod typed;
mod words;

pub use html::Html;
pub use reader::{Arg, Form, Text};

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
