//! Drawing on a canvas: boxes, pictures, text. Everything is opaque, so drawing the same
//! again changes nothing.

use crate::mux::picture::{Canvas, Planes};
use crate::mux::text::Glyphs;
use crate::picture::layout::Rect;

/// A colour: luma and the two chromas, video range (ITU-R BT.709).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Behind everything.
    pub const BACKGROUND: Self = Self([28, 131, 126]);
    /// Of a tile without a picture.
    pub const TILE: Self = Self([46, 132, 126]);
    /// Behind text.
    pub const BOX: Self = Self([20, 128, 128]);
    /// Around the speaker.
    pub const SPEAKER: Self = Self([150, 70, 90]);
}

/// The luma of white text.
const WHITE: u16 = 235;

/// Fills a rectangle.
pub fn fill(canvas: &mut Canvas, rect: Rect, Colour(colour): Colour) {
    for (n, value) in colour.into_iter().enumerate() {
        let InPlane { x, y, width, height } = in_plane(rect, n);
        let (plane, stride) = canvas.plane_mut(n);
        for row in plane.chunks_mut(stride).skip(y).take(height) {
            row[x..x + width].fill(value);
        }
    }
}

/// A frame inside a rectangle.
pub fn frame(canvas: &mut Canvas, rect: Rect, thickness: u32, colour: Colour) {
    let Rect { x, y, width, height } = rect;
    let (right, bottom) = (x + width - thickness, y + height - thickness);
    fill(canvas, Rect { height: thickness, ..rect }, colour);
    fill(canvas, Rect { y: bottom, height: thickness, ..rect }, colour);
    fill(canvas, Rect { width: thickness, ..rect }, colour);
    fill(canvas, Rect { x: right, width: thickness, ..rect }, colour);
}

/// Copies a picture; what would lie outside `rect` is left out.
pub fn copy(canvas: &mut Canvas, rect: Rect, picture: Planes<'_>) {
    for (n, (source, source_stride)) in picture.planes.into_iter().enumerate() {
        let InPlane { x, y, width, height } = in_plane(rect, n);
        let (plane, stride) = canvas.plane_mut(n);
        let rows = plane.chunks_mut(stride).skip(y).take(height);
        for (row, source) in rows.zip(source.chunks(source_stride)) {
            let width = width.min(source.len());
            row[x..x + width].copy_from_slice(&source[..width]);
        }
    }
}

/// Copies a picture turned clockwise by quarter turns.
pub fn copy_turned(canvas: &mut Canvas, rect: Rect, picture: Planes<'_>, quarter_turns: u8) {
    for (n, (source, source_stride)) in picture.planes.into_iter().enumerate() {
        let InPlane { x, y, width, height } = in_plane(rect, n);
        let (plane, stride) = canvas.plane_mut(n);
        let (last_column, last_row) = (width.saturating_sub(1), height.saturating_sub(1));
        for (down, row) in plane.chunks_mut(stride).skip(y).take(height).enumerate() {
            for (across, pixel) in row[x..x + width].iter_mut().enumerate() {
                let (column, line) = match quarter_turns & 3 {
                    0 => (across, down),
                    1 => (down, last_column - across),
                    2 => (last_column - across, last_row - down),
                    _ => (last_row - down, across),
                };
                if let Some(value) = source.get(line * source_stride + column) {
                    *pixel = *value;
                }
            }
        }
    }
}

/// Space between a text and the edge of its box.
const MARGIN: u32 = 6;

/// Text on a dark box with its lower left corner at (x, y); cut off after `width`.
pub fn label(canvas: &mut Canvas, glyphs: &Glyphs, x: u32, y: u32, width: u32) {
    let even = |n: u32| (n + 1) & !1;
    let box_width = even(glyphs.width as u32 + 2 * MARGIN).min(width & !1);
    let box_height = even(glyphs.height as u32);
    let rect = Rect { x, y: y.saturating_sub(box_height) & !1, width: box_width, height: box_height };
    fill(canvas, rect, Colour::BOX);
    text(canvas, glyphs, rect.x + MARGIN, rect.y, box_width.saturating_sub(2 * MARGIN));
}

/// White text with its upper left corner at (x, y), on what is there; cut off after `width`.
pub fn text(canvas: &mut Canvas, glyphs: &Glyphs, x: u32, y: u32, width: u32) {
    if glyphs.width == 0 {
        return;
    }
    let (x, y) = (x as usize, y as usize);
    let (plane, stride) = canvas.plane_mut(0);
    let rows = plane.chunks_mut(stride).skip(y);
    for (row, coverage) in rows.zip(glyphs.coverage.chunks(glyphs.width)) {
        let width = (width as usize).min(row.len().saturating_sub(x));
        for (pixel, coverage) in row[x.min(stride)..].iter_mut().zip(coverage).take(width) {
            let (under, over) = (u16::from(*pixel), u16::from(*coverage));
            *pixel = ((under * (255 - over) + WHITE * over) / 255) as u8;
        }
    }
}

struct InPlane {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

/// Chroma planes have half the resolution.
fn in_plane(rect: Rect, plane: usize) -> InPlane {
    let scale = |n: u32| (if plane == 0 { n } else { n / 2 }) as usize;
    InPlane { x: scale(rect.x), y: scale(rect.y), width: scale(rect.width), height: scale(rect.height) }
}

#[cfg(test)]
mod tests {
    use recorder::payload::Size;

    use super::*;

    fn luma(canvas: &Canvas, x: usize, y: usize) -> u8 {
        let (plane, stride) = canvas.planes().planes[0];
        plane[y * stride + x]
    }

    fn canvas() -> Canvas {
        let mut canvas = Canvas::new(Size { width: 64, height: 32 });
        fill(&mut canvas, Rect { x: 0, y: 0, width: 64, height: 32 }, Colour::BACKGROUND);
        canvas
    }

    #[test]
    fn a_box_stays_in_its_rectangle() {
        let mut canvas = canvas();
        fill(&mut canvas, Rect { x: 10, y: 4, width: 20, height: 8 }, Colour::SPEAKER);
        assert_eq!(
            [luma(&canvas, 9, 4), luma(&canvas, 10, 4), luma(&canvas, 29, 11), luma(&canvas, 30, 11)],
            [28, 150, 150, 28]
        );
    }

    #[test]
    fn a_picture_can_be_turned() {
        let mut canvas = canvas();
        // Two pixels wide, four high: rows 1 2 / 3 4 / 5 6 / 7 8.
        let source: Vec<u8> = (1..=8).collect();
        let chroma = [128; 2];
        let planes = Planes { planes: [(&source, 2), (&chroma, 1), (&chroma, 1)] };
        copy_turned(&mut canvas, Rect { x: 0, y: 0, width: 4, height: 2 }, planes, 1);
        let rows: Vec<_> = (0..2).map(|y| [0, 1, 2, 3].map(|x| luma(&canvas, x, y))).collect();
        assert_eq!(rows, [[7, 5, 3, 1], [8, 6, 4, 2]]);
    }

    #[test]
    fn drawing_a_label_twice_changes_nothing() {
        let mut canvas = canvas();
        let glyphs = Glyphs { width: 3, height: 2, coverage: vec![0, 100, 255, 255, 7, 0] };
        label(&mut canvas, &glyphs, 0, 32, 64);
        let first = canvas.planes().planes[0].0.to_vec();
        label(&mut canvas, &glyphs, 0, 32, 64);
        assert_eq!(canvas.planes().planes[0].0, first);
    }

    #[test]
    fn a_label_wider_than_its_tile_is_cut() {
        let mut canvas = canvas();
        let glyphs = Glyphs { width: 200, height: 4, coverage: vec![255; 800] };
        label(&mut canvas, &glyphs, 0, 20, 30);
        assert_eq!((luma(&canvas, 20, 17), luma(&canvas, 31, 17)), (235, 28));
    }
}
