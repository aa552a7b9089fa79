//! Pictures of usage, written to a folder for looking at: `CLAVIGER_PICTURES=/tmp/p cargo test --test it usage::pictures`.
//!
//! Without that they are only drawn.

use claviger::{
    bot::{pictures, screens::usage::sample_picture},
    documents::chart,
    domain::{
        chart::Span,
        person::{Language, Reading},
    },
    text::Text,
};

#[test]
fn charts_in_all_languages() {
    for language in Language::ALL {
        let text = Text::new(Reading::usual(*language), chrono_tz::Tz::Asia__Tehran, true);
        for span in Span::ALL {
            for name in ["phone-7", "سارا موبایل"] {
                let drawn = pictures::drawn(&sample_picture(*span, name), *span, name, &text);
                let bytes = chart::png(&drawn);
                assert!(bytes.len() > 5_000, "{} bytes", bytes.len());
                if let Ok(folder) = std::env::var("CLAVIGER_PICTURES") {
                    let file = format!("{}-{}-{}.png", language.as_str(), span.as_str(), name.len());
                    std::fs::write(std::path::Path::new(&folder).join(file), bytes).unwrap();
                }
            }
        }
    }
}
