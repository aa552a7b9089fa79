//! Pages of QR codes to be cut out: twelve on a page, the name below each, the house's name on top.
//!
//! Model in, PDF out: words come in as they are to be read. For right-to-left readers the codes run from right to left.
//! The codes are pictures without loss, in whole pixels a module, with their quiet zone.

use super::{
    lines::{self, BOLD, Line, PLAIN},
    qr,
};
use chrono::{DateTime, Utc};
use printpdf::{
    Codepoint, Color, FontId, ImageCompression, ImageOptimizationOptions, Mm, OffsetDateTime, Op, ParsedFont,
    PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, RawImage, RawImageData, RawImageFormat, Rgb,
    TextItem, TextMatrix, XObject, XObjectId, XObjectTransform,
};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

/// A code with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What stands below it.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// Pages of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    /// On top of each page.
    pub title: String,
    /// At the other end of the same line.
    pub subtitle: String,
    /// Below each page, one for each.
    pub footers: Vec<String>,
    /// In their order.
    pub codes: Vec<Code>,
    /// Whether it is for a right-to-left reader.
    pub rtl: bool,
    /// When it is made.
    pub at: DateTime<Utc>,
}

/// Codes on a page.
pub const PER_PAGE: usize = 12;
const COLUMNS: usize = 3;
// A4 in points, its margin, and a cell's sizes.
const PAGE: (f32, f32) = (595.276, 841.89);
const MARGIN: f32 = 42.0;
const TOP: f32 = 86.0;
const CELL: (f32, f32) = ((PAGE.0 - 2.0 * MARGIN) / 3.0, 178.0);
const SIDE: f32 = 142.0;
// `tokens.css`, light.
const INK: [f32; 3] = [0.078, 0.129, 0.239];
const MUTED: [f32; 3] = [0.357, 0.392, 0.471];

/// How many pages so many codes take.
pub const fn pages(codes: usize) -> usize {
    codes.div_ceil(PER_PAGE)
}

/// A piece of a page.
enum Piece {
    Words { line: Line, x: f32, y: f32, size: f32, color: [f32; 3] },
    Code { number: usize, x: f32, y: f32 },
}

/// The document; empty where there are no codes.
pub fn pdf(model: &Codes) -> Vec<u8> {
    let pages: Vec<Vec<Piece>> =
        model.codes.chunks(PER_PAGE).enumerate().map(|(number, codes)| page(model, number, codes)).collect();
    if pages.is_empty() {
        return Vec::new();
    }
    render(model, &pages)
}

/// Where a line begins that stands at a side of the page.
fn at_side(line: &Line, right: bool) -> f32 {
    if right { PAGE.0 - MARGIN - line.width } else { MARGIN }
}

fn count(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

fn page(model: &Codes, number: usize, codes: &[Code]) -> Vec<Piece> {
    let rtl = model.rtl;
    let half = PAGE.0 / 2.0 - MARGIN - 8.0;
    let mut pieces = Vec::new();
    let mut words = |(line, size): (Line, f32), x: f32, y: f32, color| {
        pieces.push(Piece::Words { line, x, y, size, color });
    };
    let title = lines::fitting(&model.title, (17.0, half), rtl, &BOLD);
    let x = at_side(&title.0, rtl);
    words(title, x, PAGE.1 - 58.0, INK);
    let subtitle = lines::fitting(&model.subtitle, (10.0, half), rtl, &PLAIN);
    let x = at_side(&subtitle.0, !rtl);
    words(subtitle, x, PAGE.1 - 56.0, MUTED);
    if let Some(footer) = model.footers.get(number) {
        let line = lines::fitting(footer, (9.0, half), rtl, &PLAIN);
        let x = (PAGE.0 - line.0.width) / 2.0;
        words(line, x, 26.0, MUTED);
    }
    for (place, code) in codes.iter().enumerate() {
        let (row, column) = (place / COLUMNS, place % COLUMNS);
        let column = if rtl { COLUMNS - 1 - column } else { column };
        let left = CELL.0.mul_add(count(column), MARGIN);
        let top = CELL.1.mul_add(-count(row), PAGE.1 - TOP);
        let name = lines::fitting(&code.name, (10.5, CELL.0 - 12.0), rtl, &PLAIN);
        let x = left + (CELL.0 - name.0.width) / 2.0;
        words(name, x, top - SIDE - 12.0, INK);
    }
    pieces.extend(codes.iter().enumerate().map(|(place, _)| {
        let (row, column) = (place / COLUMNS, place % COLUMNS);
        let column = if rtl { COLUMNS - 1 - column } else { column };
        let left = CELL.0.mul_add(count(column), MARGIN);
        let top = CELL.1.mul_add(-count(row), PAGE.1 - TOP);
        Piece::Code { number: number * PER_PAGE + place, x: left + (CELL.0 - SIDE) / 2.0, y: top - SIDE }
    }));
    pieces
}

/// The glyphs that each face needs.
fn used(pages: &[Vec<Piece>]) -> Vec<GlyphRemapper> {
    let mut used: Vec<GlyphRemapper> = lines::faces().iter().map(|_| GlyphRemapper::new()).collect();
    for piece in pages.iter().flatten() {
        if let Piece::Words { line, .. } = piece {
            for glyph in &line.glyphs {
                if let Some(face) = used.get_mut(glyph.face) {
                    face.remap(glyph.id);
                }
            }
        }
    }
    used
}

fn font_id(number: usize) -> FontId {
    FontId(format!("F{number}"))
}

/// A face with nothing but the glyphs that are used.
fn font(number: usize, data: &[u8], used: &GlyphRemapper) -> Option<ParsedFont> {
    let subset = subsetter::subset(data, 0, used).ok()?;
    let whole = ParsedFont::from_bytes(data, 0, &mut Vec::new())?;
    let widths: BTreeMap<u16, u16> = used
        .remapped_gids()
        .zip(0_u16..)
        .map(|(old, new)| (new, whole.get_glyph_width(old).unwrap_or_default()))
        .collect();
    let name = format!("CLAVI{}+Font{number}", ["A", "B", "C"].get(number).unwrap_or(&"D"));
    let metrics = whole.font_metrics.clone();
    let mut font =
        ParsedFont::with_glyph_data(subset, 0, Some(name), BTreeMap::new(), widths, whole.units_per_em, metrics);
    font.pdf_font_metrics = whole.pdf_font_metrics.clone();
    font.font_type = whole.font_type;
    Some(font)
}

fn render(model: &Codes, pages: &[Vec<Piece>]) -> Vec<u8> {
    let mut document = PdfDocument::new(&model.title);
    // A document of no time says 1970.
    if let Ok(made) = OffsetDateTime::from_unix_timestamp(model.at.timestamp()) {
        let info = &mut document.metadata.info;
        (info.creation_date, info.modification_date, info.metadata_date) = (made, made, made);
    }
    let used = used(pages);
    for (number, (face, used)) in lines::faces().iter().zip(&used).enumerate() {
        if let Some(font) = font(number, face.data, used) {
            document.resources.fonts.map.insert(font_id(number), PdfFont::new(font));
        }
    }
    let mut sizes = Vec::with_capacity(model.codes.len());
    for (number, code) in model.codes.iter().enumerate() {
        let (side, pixels) = qr::pixels(&code.text);
        sizes.push(side);
        let image = RawImage {
            pixels: RawImageData::U8(pixels),
            width: side,
            height: side,
            data_format: RawImageFormat::R8,
            tag: Vec::new(),
        };
        document.resources.xobjects.map.insert(code_id(number), XObject::Image(image));
    }
    let drawn = pages.iter().map(|pieces| PdfPage::new(Mm(210.0), Mm(297.0), operations(pieces, &used, &sizes)));
    document.with_pages(drawn.collect());
    // Lossless: a code that was blurred isn't read.
    let pictures = ImageOptimizationOptions {
        format: Some(ImageCompression::Flate),
        convert_to_greyscale: Some(true),
        quality: None,
        max_image_size: None,
        dither_greyscale: Some(false),
        auto_optimize: Some(false),
    };
    let options = PdfSaveOptions { image_optimization: Some(pictures), ..PdfSaveOptions::default() };
    document.save(&options, &mut Vec::new())
}

fn code_id(number: usize) -> XObjectId {
    XObjectId(format!("Q{number}"))
}

fn operations(pieces: &[Piece], used: &[GlyphRemapper], sizes: &[usize]) -> Vec<Op> {
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Words { line, x, y, size, color } => words(&mut out, used, line, (*x, *y, *size, *color)),
            Piece::Code { number, x, y } => {
                let side = sizes.get(*number).copied().unwrap_or(1).max(1);
                let scale = SIDE / count(side);
                let transform = XObjectTransform {
                    translate_x: Some(Pt(*x)),
                    translate_y: Some(Pt(*y)),
                    scale_x: Some(scale),
                    scale_y: Some(scale),
                    dpi: Some(72.0),
                    ..XObjectTransform::default()
                };
                out.push(Op::UseXobject { id: code_id(*number), transform });
            }
        }
    }
    out
}

fn words(out: &mut Vec<Op>, used: &[GlyphRemapper], line: &Line, (x, y, size, color): (f32, f32, f32, [f32; 3])) {
    out.push(Op::StartTextSection);
    let [red, green, blue] = color;
    out.push(Op::SetFillColor { col: Color::Rgb(Rgb { r: red, g: green, b: blue, icc_profile: None }) });
    let mut face = usize::MAX;
    for glyph in &line.glyphs {
        if glyph.face != face {
            face = glyph.face;
            out.push(Op::SetFont { font: PdfFontHandle::External(font_id(face)), size: Pt(size) });
        }
        let Some(gid) = used.get(face).and_then(|used| used.get(glyph.id)) else { continue };
        out.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(Pt(x + glyph.x), Pt(y + glyph.y)) });
        let shown = Codepoint { gid, offset: 0.0, cid: Some(glyph.text.clone()) };
        out.push(Op::ShowText { items: vec![TextItem::GlyphIds(vec![shown])] });
    }
    out.push(Op::EndTextSection);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(rtl: bool, codes: usize) -> Codes {
        let code = |n: usize| Code {
            name: if n.is_multiple_of(3) { format!("سارا-{n:03}") } else { format!("sara-{n:03}") },
            text: format!("ss://Y2hhY2hhMjAtaWV0Zi1wb2x5MTMwNTpzZWNyZXQ{n}@203.0.113.5:12345/?outline=1"),
        };
        Codes {
            title: "Nord Access".to_owned(),
            subtitle: "50 GB · 30 days".to_owned(),
            footers: (1..=pages(codes)).map(|n| format!("Page {n}")).collect(),
            codes: (1..=codes).map(code).collect(),
            rtl,
            at: DateTime::from_timestamp(1_795_254_060, 0).unwrap(),
        }
    }

    #[test]
    fn twelve_codes_a_page() {
        for (codes, expected) in [(1, 1), (12, 1), (13, 2), (500, 42)] {
            assert_eq!(pages(codes), expected);
        }
        for rtl in [false, true] {
            let bytes = pdf(&model(rtl, 26));
            assert!(bytes.starts_with(b"%PDF-"));
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains("/Count 3"), "three pages");
            assert!(bytes.len() < 200_000, "{}", bytes.len());
        }
        assert!(pdf(&model(false, 0)).is_empty());
    }

    #[test]
    fn the_same_model_gives_the_same_document() {
        assert_eq!(pdf(&model(true, 3)).len(), pdf(&model(true, 3)).len());
    }
}
