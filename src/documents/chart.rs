//! Charts of bars as PNG: one finding as title, bars of brass, few labels, the largest value at its place.
//!
//! Drawn as SVG with the fonts that are in the program, on the light palette of `tokens.css`, readable at 400 pixels.
//! For right-to-left readers time runs from right to left, as their lines do. Words come in as they are to be read.

use resvg::{tiny_skia, usvg};
use std::{
    fmt::Write,
    sync::{Arc, OnceLock},
};

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// How high; negative counts as nothing.
    pub value: i64,
    /// What stands below it; most bars have nothing there.
    pub label: Option<String>,
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chart {
    /// The finding.
    pub title: String,
    /// Whose it is.
    pub subtitle: String,
    /// Oldest first; the last one isn't over and is drawn lighter.
    pub bars: Vec<Bar>,
    /// The largest value, in words.
    pub peak: String,
    /// Whether it is for a right-to-left reader.
    pub rtl: bool,
}

const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 560.0;
const SIDE: f64 = 48.0;
/// The line that bars stand on, and how high above it the largest reaches.
const GROUND: f64 = 478.0;
const TALLEST: f64 = 252.0;
// `tokens.css`, light.
const INK: &str = "#14213D";
const MUTED: &str = "#5B6478";
const LINE: &str = "#E3E7EE";
const PAPER: &str = "#FFFFFF";
const BRASS: &str = "#B7832F";
const BRASS_SOFT: &str = "#E2C795";

/// The picture; empty where it can't be drawn, which no input brings about.
pub fn png(chart: &Chart) -> Vec<u8> {
    draw(&svg(chart)).unwrap_or_default()
}

fn draw(svg: &str) -> Option<Vec<u8>> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = usvg::fontdb::Database::new();
        let files: [&[u8]; 3] = [
            include_bytes!("../../assets/fonts/Vazirmatn-Regular.ttf"),
            include_bytes!("../../assets/fonts/Vazirmatn-Bold.ttf"),
            // Cyrillic, which Vazirmatn lacks.
            include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"),
        ];
        for file in files {
            fonts.load_font_source(usvg::fontdb::Source::Binary(Arc::new(file)));
        }
        Arc::new(fonts)
    });
    let options =
        usvg::Options { font_family: "Vazirmatn".to_owned(), fontdb: fonts.clone(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).ok()?;
    let size = tree.size().to_int_size();
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().ok()
}

/// Text for SVG: escaped, without what XML can't hold, and told its direction: the renderer takes all text for
/// left-to-right.
fn words(text: &str, rtl: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    if rtl {
        out.push_str("&#x202B;");
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    if rtl {
        out.push_str("&#x202C;");
    }
    out
}

/// A size at which so many characters fit into the width.
fn fitting(text: &str, size: f64) -> f64 {
    let count = u32::try_from(text.chars().count().max(1)).unwrap_or(u32::MAX);
    size.min((WIDTH - 2.0 * SIDE) / (f64::from(count) * 0.56)).max(14.0)
}

/// Where a line of the head is anchored.
const fn head(rtl: bool) -> (f64, &'static str) {
    if rtl { (WIDTH - SIDE, "end") } else { (SIDE, "start") }
}

/// One decimal is enough for a place in a picture.
#[expect(clippy::cast_precision_loss, reason = "a height in a picture")]
fn share(value: i64, most: i64) -> f64 {
    value.max(0) as f64 / most.max(1) as f64
}

fn svg(chart: &Chart) -> String {
    let mut out = String::with_capacity(8_192);
    let (x, anchor) = head(chart.rtl);
    let title = fitting(&chart.title, 46.0);
    let subtitle = fitting(&chart.subtitle, 30.0);
    // Writing to a String can't fail.
    let _ = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Vazirmatn, Noto Sans"><rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/><text x="{x}" y="78" font-size="{title:.1}" font-weight="bold" fill="{INK}" text-anchor="{anchor}">{}</text><text x="{x}" y="126" font-size="{subtitle:.1}" fill="{MUTED}" text-anchor="{anchor}">{}</text>"#,
        words(&chart.title, chart.rtl),
        words(&chart.subtitle, chart.rtl),
    );
    bars(&mut out, chart);
    out.push_str("</svg>");
    out
}

fn bars(out: &mut String, chart: &Chart) {
    let most = chart.bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    let count = u32::try_from(chart.bars.len().max(1)).unwrap_or(1);
    let slot = (WIDTH - 2.0 * SIDE) / f64::from(count);
    let width = (slot * 0.68).min(84.0);
    let last = chart.bars.len().saturating_sub(1);
    let peak = chart.bars.iter().position(|bar| bar.value == most && most > 0);
    for (place, (bar, nth)) in chart.bars.iter().zip(0_u32..).enumerate() {
        let along = (f64::from(nth) + 0.5) * slot;
        let middle = if chart.rtl { WIDTH - SIDE - along } else { SIDE + along };
        // What moved anything shows.
        let height = if bar.value > 0 { (share(bar.value, most) * TALLEST).max(3.0) } else { 0.0 };
        let (left, top) = (middle - width / 2.0, GROUND - height);
        let round = (width / 4.0).min(8.0).min(height);
        let fill = if place == last && chart.bars.len() > 1 { BRASS_SOFT } else { BRASS };
        if height > 0.0 {
            // Round above, flat on the ground.
            let (right, base) = (left + width, GROUND);
            let _ = write!(
                out,
                r#"<path fill="{fill}" d="M{left:.1} {base}V{:.1}Q{left:.1} {top:.1} {:.1} {top:.1}H{:.1}Q{right:.1} {top:.1} {right:.1} {:.1}V{base}Z"/>"#,
                top + round,
                left + round,
                right - round,
                top + round,
            );
        }
        if peak == Some(place) {
            label(out, middle, top - 16.0, (&chart.peak, chart.rtl), ("font-weight=\"bold\"", INK, 30.0));
        }
        if let Some(text) = &bar.label {
            label(out, middle, GROUND + 44.0, (text, chart.rtl), ("", MUTED, 27.0));
        }
    }
    let right = WIDTH - SIDE;
    let _ = write!(out, r#"<path d="M{SIDE} {GROUND}H{right}" stroke="{LINE}" stroke-width="2"/>"#);
}

/// A text around a place, kept inside the picture.
fn label(out: &mut String, middle: f64, y: f64, (text, rtl): (&str, bool), (style, fill, size): (&str, &str, f64)) {
    let half = f64::from(u32::try_from(text.chars().count()).unwrap_or(0)) * size * 0.28;
    let inside = middle.clamp(SIDE + half, (WIDTH - SIDE - half).max(SIDE + half));
    let _ = write!(
        out,
        r#"<text x="{inside:.1}" y="{y:.1}" font-size="{size}" {style} fill="{fill}" text-anchor="middle">{}</text>"#,
        words(text, rtl)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chart(rtl: bool) -> Chart {
        let label = |n: i64| (n % 2 == 0).then(|| format!("{n} Nov"));
        Chart {
            title: "42 GB in 7 days, 14% up".to_owned(),
            subtitle: "phone-7".to_owned(),
            bars: (0..7).map(|n| Bar { value: (n * 37 + 11) % 50, label: label(n) }).collect(),
            peak: "9.1 GB".to_owned(),
            rtl,
        }
    }

    #[test]
    fn a_picture_of_one_size() {
        for rtl in [false, true] {
            let bytes = png(&chart(rtl));
            let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
            assert_eq!((reader.info().width, reader.info().height), (1_000, 560));
            assert!(bytes.len() < 60_000, "{}", bytes.len());
        }
        let left = svg(&chart(false)).find(BRASS_SOFT).unwrap();
        assert!(left > 0);
        assert_ne!(svg(&chart(false)), svg(&chart(true)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn anything_can_be_drawn(title in "\\PC{0,80}|.{0,20}", values in prop::collection::vec(any::<i64>(), 0..70), rtl: bool) {
            let bars = values.into_iter().map(|value| Bar { value, label: Some(title.clone()) }).collect();
            let chart = Chart { title: title.clone(), subtitle: title.clone(), bars, peak: title, rtl };
            prop_assert!(!png(&chart).is_empty());
        }
    }
}
