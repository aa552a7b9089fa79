//! The catalogue: the locale files inside the program, loaded once per language and kind of digits.
//!
//! A message that a language lacks is shown in English. Isolates are set by [`super::arg`], so Fluent's own are off.

use super::digits;
use crate::domain::person::{Language, Numerals};
use fluent_bundle::FluentValue;
use i18n_embed::{I18nAssets, LanguageLoader, fluent::FluentLanguageLoader};
use std::{borrow::Cow, sync::OnceLock};
use unic_langid::LanguageIdentifier;

/// The locale files. `include_str!` rather than a folder: so the compiler sees when one changes, and checks ids again.
struct Files;

const FILES: [(&str, &str); 2] = [
    ("en/claviger.ftl", include_str!("../../locales/en/claviger.ftl")),
    ("fa/claviger.ftl", include_str!("../../locales/fa/claviger.ftl")),
];

impl I18nAssets for Files {
    fn get_files(&self, path: &str) -> Vec<Cow<'_, [u8]>> {
        FILES.iter().filter(|(name, _)| *name == path).map(|(_, text)| Cow::Borrowed(text.as_bytes())).collect()
    }
    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(FILES.iter().map(|(name, _)| (*name).to_owned()))
    }
}

/// The words of a language, with numbers inside messages in those digits.
pub fn loader(language: Language, numerals: Numerals) -> &'static FluentLanguageLoader {
    static LATIN: [OnceLock<FluentLanguageLoader>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    static PERSIAN: [OnceLock<FluentLanguageLoader>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    let loaders = match numerals {
        Numerals::Latin => &LATIN,
        Numerals::Persian => &PERSIAN,
    };
    loaders[language as usize].get_or_init(|| load(language, numerals))
}

fn load(language: Language, numerals: Numerals) -> FluentLanguageLoader {
    // Stored names of languages are BCP 47 tags, so the default (und, without words of its own) isn't met.
    let tag = |language: Language| language.as_str().parse::<LanguageIdentifier>().unwrap_or_default();
    let loader = FluentLanguageLoader::new("claviger", tag(Language::En));
    if let Err(error) = loader.load_languages(&Files, &[tag(language)]) {
        tracing::error!(%error, language = language.as_str(), "the words can't be loaded");
    }
    loader.with_bundles_mut(|bundle| {
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match numerals {
            Numerals::Latin => |value, _| formatted(value, Numerals::Latin),
            Numerals::Persian => |value, _| formatted(value, Numerals::Persian),
        }));
    });
    loader
}

/// Numbers in messages; `None` leaves everything else to Fluent.
fn formatted(value: &FluentValue<'_>, numerals: Numerals) -> Option<String> {
    let FluentValue::Number(n) = value else { return None };
    #[expect(clippy::cast_possible_truncation, reason = "arguments are integers below 2^53, see arg::whole")]
    Some(digits::grouped(n.value as i64, numerals))
}
