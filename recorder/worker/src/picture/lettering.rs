//! Texts that are drawn again and again: each is made once.

use std::collections::HashMap;

use crate::job::JobError;
use crate::mux::picture::Canvas;
use crate::mux::text::{self, Glyphs};
use crate::picture::draw::{self, Colour};
use crate::picture::layout::Rect;

/// Texts by words and size.
#[derive(Default)]
pub struct Lettering(HashMap<(String, u32), Glyphs>);

/// Texts kept; a session has some dozens.
const TEXTS_MAX: usize = 500;

impl Lettering {
    /// The text as a picture.
    pub fn get(&mut self, words: &str, size: u32) -> Result<&Glyphs, JobError> {
        if self.0.len() > TEXTS_MAX {
            self.0.clear();
        }
        let key = (words.to_owned(), size);
        if !self.0.contains_key(&key) {
            self.0.insert(key.clone(), text::draw(words, size)?);
        }
        Ok(&self.0[&key])
    }

    /// Draws lines of text in the middle of a rectangle.
    pub fn centred(
        &mut self,
        canvas: &mut Canvas,
        rect: Rect,
        lines: &[(&str, u32)],
    ) -> Result<(), JobError> {
        let height: u32 = lines.iter().map(|(_, size)| size * 3 / 2).sum();
        let mut y = rect.y + rect.height.saturating_sub(height) / 2;
        for (words, size) in lines {
            let glyphs = self.get(words, *size)?;
            let width = (glyphs.width as u32).min(rect.width);
            draw::text(canvas, glyphs, rect.x + (rect.width - width) / 2, y, width);
            y += size * 3 / 2;
        }
        Ok(())
    }
}

/// The clock on the wall, put together from the pictures of its letters.
pub struct Clock {
    letters: Vec<(char, Glyphs)>,
    advance: u32,
    case: Glyphs,
}

const SIZE: u32 = 20;
const MARGIN: u32 = 8;
/// Letters of `2026-11-23 09:30:00`.
const LETTERS: u32 = 19;

impl Clock {
    /// With the case's reference beside it.
    pub fn new(case: &str) -> Result<Self, JobError> {
        let letters: Result<Vec<_>, _> =
            "0123456789-:".chars().map(|c| Ok((c, text::draw(&c.to_string(), SIZE)?))).collect();
        let letters: Vec<(char, Glyphs)> = letters.map_err(JobError::Mux)?;
        let widest = letters.iter().map(|(_, glyphs)| glyphs.width).max().unwrap_or(0);
        Ok(Self { letters, advance: widest as u32 + 1, case: text::draw(case, SIZE)? })
    }

    /// Draws the time in the upper left corner.
    pub fn draw(&self, canvas: &mut Canvas, time: &str) {
        let time_width = LETTERS * self.advance;
        let case_width = if self.case.width > 0 { self.case.width as u32 + 2 * MARGIN } else { 0 };
        let width = (time_width + case_width + 2 * MARGIN + 1) & !1;
        let height = (self.case.height as u32).max(SIZE * 3 / 2 + 1) & !1;
        let rect = Rect { x: 0, y: 0, width: width.min(canvas.size().width), height };
        draw::fill(canvas, rect, Colour::BOX);
        for (n, c) in (0..).zip(time.chars().take(LETTERS as usize)) {
            if let Some((_, glyphs)) = self.letters.iter().find(|(letter, _)| *letter == c) {
                let indent = self.advance.saturating_sub(glyphs.width as u32) / 2;
                draw::text(canvas, glyphs, MARGIN + n * self.advance + indent, 0, self.advance);
            }
        }
        draw::text(canvas, &self.case, 2 * MARGIN + time_width, 0, rect.width.saturating_sub(time_width));
    }
}
