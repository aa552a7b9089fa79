//! One line of text as glyphs in their places: bidirectional order, joined letters, and a second font for letters that the
//! first lacks.
//!
//! Fonts are part of the program and parsed once. Nothing here knows of pages.

use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use std::{collections::BTreeMap, ops::Range, sync::OnceLock};
use unicode_bidi::{BidiInfo, Level};

/// A font of the program.
pub(super) struct Face {
    /// The file.
    pub data: &'static [u8],
    font: FontRef<'static>,
    shaper: ShaperData,
    /// Units that its letters' height has.
    pub units: f32,
    known: BTreeMap<u32, u16>,
}

/// A glyph of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// Of which face.
    pub face: usize,
    /// Its number in it.
    pub id: u16,
    /// From the line's left end.
    pub x: f32,
    /// From its ground.
    pub y: f32,
    /// What it stands for, for those who copy or search.
    pub text: String,
}

/// A line with its width.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Line {
    pub glyphs: Vec<Glyph>,
    pub width: f32,
}

/// The fonts: letters of Latin and Arabic script, the same bold, and Cyrillic and others.
pub(super) const PLAIN: [usize; 2] = [0, 2];
pub(super) const BOLD: [usize; 2] = [1, 2];

/// All faces, in the order of their numbers; those that can't be read, which none is, are left out.
pub(super) fn faces() -> &'static [Face] {
    static FACES: OnceLock<Vec<Face>> = OnceLock::new();
    FACES.get_or_init(|| {
        let files: [&'static [u8]; 3] = [
            include_bytes!("../../assets/fonts/Vazirmatn-Regular.ttf"),
            include_bytes!("../../assets/fonts/Vazirmatn-Bold.ttf"),
            include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"),
        ];
        files.into_iter().filter_map(face).collect()
    })
}

fn face(data: &'static [u8]) -> Option<Face> {
    let font = FontRef::new(data).ok()?;
    let parsed = printpdf::ParsedFont::from_bytes(data, 0, &mut Vec::new())?;
    let units = f32::from(parsed.units_per_em);
    let shaper = ShaperData::new(&font);
    Some(Face { data, font, shaper, units, known: parsed.codepoint_to_glyph })
}

impl Face {
    fn has(&self, c: char) -> bool {
        self.known.get(&u32::from(c)).is_some_and(|glyph| *glyph != 0)
    }
}

/// What has no letter's shape of its own stays with what stands before it.
fn neutral(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '\u{200C}'..='\u{200F}' | '\u{2066}'..='\u{2069}')
}

/// Pieces of one face each, in logical order.
fn pieces(text: &str, order: &[usize]) -> Vec<(usize, Range<usize>)> {
    let all = faces();
    let mut pieces: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let first = order.first().copied().unwrap_or(0);
        let pick = order.iter().copied().find(|n| all.get(*n).is_some_and(|face| face.has(c))).unwrap_or(first);
        match pieces.last_mut() {
            Some((face, range)) if neutral(c) || *face == pick => {
                let _ = face;
                range.end = end;
            }
            _ => pieces.push((pick, at..end)),
        }
    }
    pieces
}

/// Lays a line out at a size; `rtl`: for a right-to-left reader.
pub(super) fn line(text: &str, size: f32, rtl: bool, order: &[usize]) -> Line {
    let level = if rtl { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(text, Some(level));
    let mut out = Line::default();
    for paragraph in &info.paragraphs {
        let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let backwards = levels.get(run.start).is_some_and(Level::is_rtl);
            let Some(part) = text.get(run) else { continue };
            let mut pieces = pieces(part, order);
            if backwards {
                pieces.reverse();
            }
            for (face, range) in pieces {
                shape(&mut out, part, range, (face, size, backwards));
            }
        }
    }
    out
}

fn shape(out: &mut Line, part: &str, range: Range<usize>, (number, size, backwards): (usize, f32, bool)) {
    let Some(face) = faces().get(number) else { return };
    let (Some(text), Some(before), Some(after)) =
        (part.get(range.clone()), part.get(..range.start), part.get(range.end..))
    else {
        return;
    };
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(if backwards { Direction::RightToLeft } else { Direction::LeftToRight });
    // Letters join across the pieces' borders.
    buffer.set_pre_context(before);
    buffer.set_post_context(after);
    buffer.guess_segment_properties();
    let shaped = face.shaper.shaper(&face.font).build().shape(buffer, ShapeOptions::new());
    let scale = size / face.units;
    let mut clusters: Vec<usize> = shaped.glyph_infos().iter().map(|info| place(info.cluster)).collect();
    clusters.sort_unstable();
    clusters.dedup();
    let mut told = None;
    for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
        let begin = place(info.cluster);
        let end = clusters.iter().copied().find(|next| *next > begin).unwrap_or(text.len());
        // A cluster's text goes with its first glyph.
        let words = if told == Some(begin) { "" } else { text.get(begin..end).unwrap_or_default() };
        told = Some(begin);
        out.glyphs.push(Glyph {
            face: number,
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            x: units(position.x_offset).mul_add(scale, out.width),
            y: units(position.y_offset) * scale,
            text: words.to_owned(),
        });
        out.width += units(position.x_advance) * scale;
    }
}

fn place(cluster: u32) -> usize {
    usize::try_from(cluster).unwrap_or(usize::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "font units are thousands")]
const fn units(n: i32) -> f32 {
    n as f32
}

/// The line at this size or, where it is wider than `width`, at a smaller one down to half; then cut with an ellipsis.
pub(super) fn fitting(text: &str, (size, width): (f32, f32), rtl: bool, order: &[usize]) -> (Line, f32) {
    let whole = line(text, size, rtl, order);
    if whole.width <= width {
        return (whole, size);
    }
    let smaller = (size * width / whole.width).max(size / 2.0);
    let mut cut: Vec<char> = text.chars().collect();
    let mut shown = line(text, smaller, rtl, order);
    while shown.width > width * 1.01 && cut.len() > 1 {
        cut.truncate(cut.len() - 1 - cut.len() / 20);
        let words: String = cut.iter().chain(['…'].iter()).collect();
        shown = line(&words, smaller, rtl, order);
    }
    (shown, smaller)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn persian_letters_join_and_turn() {
        let shaped = line("سارا-۰۰۱", 10.0, true, &PLAIN);
        let said: String = shaped.glyphs.iter().map(|g| g.text.as_str()).collect();
        assert!(said.starts_with('۰') && said.ends_with('س'), "{said}");
        let alone = line("س", 10.0, true, &PLAIN).glyphs[0].id;
        assert!(shaped.glyphs.iter().all(|g| g.id != alone), "a letter that joins has another shape");
        assert!(shaped.glyphs.iter().all(|g| g.id != 0));
    }

    #[test]
    fn cyrillic_comes_from_another_face() {
        let shaped = line("a Ткач b", 10.0, false, &PLAIN);
        assert!(shaped.glyphs.iter().any(|g| g.face == 2) && shaped.glyphs.iter().any(|g| g.face == 0));
        assert!(shaped.glyphs.iter().all(|g| g.id != 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_name_fits(text in "\\PC{0,60}", rtl: bool) {
            let (shown, size) = fitting(&text, (11.0, 120.0), rtl, &PLAIN);
            prop_assert!(size >= 5.5);
            prop_assert!(shown.width <= 160.0, "{} wide", shown.width);
        }
    }
}
