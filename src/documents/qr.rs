//! QR pictures (ISO/IEC 18004) as PNG, for access URLs.
//!
//! Black on white with the four modules of quiet zone that the standard asks for, whole pixels per module, so that phones
//! read them from a screen in any theme.

use qrcode::{Color, EcLevel, QrCode};

/// About this many pixels wide.
const TARGET: usize = 640;
/// Modules of white around, by the standard.
const QUIET: usize = 4;

/// The picture; empty where the text is longer than any QR code holds (2,953 bytes).
pub fn png(text: &str) -> Vec<u8> {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M).or_else(|_| QrCode::new(text)) else {
        return Vec::new();
    };
    let modules = code.width() + 2 * QUIET;
    let scale = (TARGET / modules).max(3);
    let width = modules * scale;
    let colors = code.to_colors();
    let dark = |x: usize, y: usize| {
        let inside = |n: usize| (QUIET..QUIET + code.width()).contains(&n);
        inside(x) && inside(y) && colors[(y - QUIET) * code.width() + (x - QUIET)] == Color::Dark
    };
    // One bit a pixel, 1 is white: an eighth of the bytes to pack, and each row of modules is made once.
    let mut pixels = Vec::with_capacity(width.div_ceil(8) * width);
    for y in 0..modules {
        let mut row = vec![0xff_u8; width.div_ceil(8)];
        for x in (0..width).filter(|x| dark(x / scale, y)) {
            row[x / 8] &= !(0x80 >> (x % 8));
        }
        for _ in 0..scale {
            pixels.extend_from_slice(&row);
        }
    }
    encode(&pixels, width).unwrap_or_default()
}

/// The same as grey pixels, one byte each, for documents that pack pictures themselves: the side, and its square.
pub(super) fn pixels(text: &str) -> (usize, Vec<u8>) {
    /// Pixels a module.
    const SCALE: usize = 4;
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M).or_else(|_| QrCode::new(text)) else {
        return (1, vec![255]);
    };
    let modules = code.width() + 2 * QUIET;
    let colors = code.to_colors();
    let mut out = Vec::with_capacity(modules * modules * SCALE * SCALE);
    for y in 0..modules * SCALE {
        for x in 0..modules * SCALE {
            let (column, row) = ((x / SCALE).wrapping_sub(QUIET), (y / SCALE).wrapping_sub(QUIET));
            let inside = column < code.width() && row < code.width();
            let dark = inside && colors[row * code.width() + column] == Color::Dark;
            out.push(if dark { 0 } else { 255 });
        }
    }
    (modules * SCALE, out)
}

fn encode(pixels: &[u8], width: usize) -> Option<Vec<u8>> {
    let side = u32::try_from(width).ok()?;
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Fast);
    // After it: it sets a filter too, and no filter helps where bits are packed.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_picture_has_whole_modules_and_a_quiet_zone() {
        let bytes = png("ss://Y2hhY2hhMjAtaWV0Zi1wb2x5MTMwNTpzZWNyZXQ@203.0.113.5:12345/?outline=1");
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert!(info.width >= 400 && info.width == info.height);
        assert!(pixels[..info.width as usize * QUIET].iter().all(|p| *p == 255));
        assert!(pixels.contains(&0));
    }

    proptest! {
        #[test]
        fn any_text_is_taken_without_a_panic(text in ".{0,4000}") {
            png(&text);
        }
    }
}
