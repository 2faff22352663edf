//! Where everybody is in the picture. Pure.

use recorder::payload::Size;

/// A rectangle of pixels; all four numbers are even, because colour has half the resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rect {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

impl Rect {
    const fn new(x: u32, y: u32, width: u32, height: u32) -> Self {
        Self { x, y, width, height }
    }

    /// The largest rectangle of `size`'s proportions in the middle of this one.
    pub fn fit(self, size: Size) -> Self {
        let (width, height) = (u64::from(size.width.max(1)), u64::from(size.height.max(1)));
        let (full_width, full_height) = (u64::from(self.width), u64::from(self.height));
        let (across, down) = if width * full_height > height * full_width {
            (full_width, full_width * height / width)
        } else {
            (full_height * width / height, full_height)
        };
        let even = |n: u64| (n as u32 & !1).max(2);
        let (width, height) = (even(across), even(down));
        let x = self.x + (self.width - width.min(self.width)) / 2;
        let y = self.y + (self.height - height.min(self.height)) / 2;
        Self { x: x & !1, y: y & !1, width, height }
    }
}

/// Everybody's picture has this size.
pub const CANVAS: Size = Size { width: 1280, height: 720 };

/// More people than this do not fit; the first ones are shown.
pub const TILES_MAX: usize = 25;

/// How the picture is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// A screen or an exhibit.
    pub stage: Option<Rect>,
    /// People, in the order of the scene.
    pub tiles: Vec<Rect>,
}

/// Divides the picture for `people`, of whom the first is to be large if that helps, with or
/// without a stage.
pub fn divide(people: usize, large_first: bool, stage: bool) -> Layout {
    let people = people.min(TILES_MAX);
    if stage {
        return Layout { stage: Some(LARGE), tiles: around(people, &[]) };
    }
    let tiles = match people {
        0 => Vec::new(),
        1 => vec![Rect::new(0, 0, 1280, 720)],
        2 => vec![Rect::new(0, 180, 640, 360), Rect::new(640, 180, 640, 360)],
        3..=4 => grid(people, 2, 640, 360),
        5..=8 if large_first => around(people, &[LARGE]),
        5..=9 => grid(people, 3, 426, 240),
        10..=16 => grid(people, 4, 320, 180),
        _ => grid(people, 5, 256, 144),
    };
    Layout { stage: None, tiles }
}

const LARGE: Rect = Rect::new(0, 0, 960, 540);

/// Small tiles down the right side, then along the bottom, behind `first`; from the eighth
/// on they do not fit.
fn around(people: usize, first: &[Rect]) -> Vec<Rect> {
    let right = (0..4).map(|n| Rect::new(960, n * 180, 320, 180));
    let bottom = (0..3).rev().map(|n| Rect::new(n * 320, 540, 320, 180));
    first.iter().copied().chain(right).chain(bottom).take(people).collect()
}

/// Rows from the top, the last one centred; the whole centred.
fn grid(people: usize, columns: usize, width: u32, height: u32) -> Vec<Rect> {
    let rows = people.div_ceil(columns);
    let top = (CANVAS.height - rows as u32 * height) / 2;
    let tile = |n: usize| {
        let (row, column) = (n / columns, n % columns);
        let in_row = (people - row * columns).min(columns) as u32;
        let left = (CANVAS.width - in_row * width) / 2;
        let (x, y) = (left + column as u32 * width, top + row as u32 * height);
        Rect::new(x & !1, y & !1, width, height)
    };
    (0..people).map(tile).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(a: &Rect, b: &Rect) -> bool {
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    }

    #[test]
    fn nobody_covers_anybody_and_everybody_is_in_the_picture() {
        for people in 0..40 {
            for (large, stage) in [(false, false), (true, false), (false, true), (true, true)] {
                let layout = divide(people, large, stage);
                let all: Vec<Rect> = layout.stage.into_iter().chain(layout.tiles).collect();
                for (n, rect) in all.iter().enumerate() {
                    assert!(rect.x + rect.width <= 1280 && rect.y + rect.height <= 720, "{rect:?}");
                    assert!([rect.x, rect.y, rect.width, rect.height].iter().all(|n| n % 2 == 0), "{rect:?}");
                    assert!(all[n + 1..].iter().all(|other| !overlap(rect, other)), "{people} {rect:?}");
                }
            }
        }
    }

    #[test]
    fn four_people_are_shown_in_the_size_they_send() {
        let layout = divide(4, true, false);
        assert!(layout.tiles.iter().all(|tile| (tile.width, tile.height) == (640, 360)));
        assert_eq!(layout.tiles.len(), 4);
    }

    #[test]
    fn a_portrait_picture_keeps_its_proportions() {
        let tile = Rect::new(640, 0, 640, 360);
        assert_eq!(tile.fit(Size { width: 360, height: 640 }), Rect::new(858, 0, 202, 360));
        assert_eq!(tile.fit(Size { width: 1280, height: 720 }), tile);
        let absurd = tile.fit(Size { width: 16_000, height: 1 });
        assert!(absurd.height >= 2 && absurd.width <= 640);
    }
}
