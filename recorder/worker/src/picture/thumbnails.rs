//! Small pictures for a player's seek bar: a sheet per chunk, and a WebVTT file that tells
//! which part of which sheet belongs to which moment.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use recorder::payload::Size;
use recorder::time::RecordingTime;

use super::draw::{self, Colour};
use super::layout::{CANVAS, Rect};
use super::{Chunk, time_of};
use crate::job::{JobError, finish_file, part_of};
use crate::mux::picture::{Canvas, write_jpeg};
use crate::texts::stamp;

/// Seconds between two.
const EVERY: u64 = 10;
/// A thumbnail is so much smaller than the picture, each way.
const SHRINK: usize = 8;
const WIDTH: u32 = CANVAS.width / SHRINK as u32;
const HEIGHT: u32 = CANVAS.height / SHRINK as u32;
/// Thumbnails per row, and rows per sheet: those of 300 seconds.
const COLUMNS: u32 = 6;
const ROWS: u32 = 5;

/// The sheet of one chunk, being filled.
pub struct Sheet {
    canvas: Canvas,
    chunk: Chunk,
    fps: u32,
}

impl Sheet {
    /// Of a chunk.
    pub fn new(chunk: Chunk, fps: u32) -> Self {
        let size = Size { width: WIDTH * COLUMNS, height: HEIGHT * ROWS };
        let mut canvas = Canvas::new(size);
        let whole = Rect { x: 0, y: 0, width: size.width, height: size.height };
        draw::fill(&mut canvas, whole, Colour::BACKGROUND);
        Self { canvas, chunk, fps }
    }

    /// Takes picture `n` if its time has come.
    pub fn take(&mut self, picture: u64, canvas: &Canvas) {
        let every = EVERY * u64::from(self.fps);
        if picture.is_multiple_of(every) {
            let place = place((picture - self.chunk.from) / every);
            shrink(canvas, &mut self.canvas, place);
        }
    }

    /// Writes it below `out`.
    pub fn write(&self, out: &Path) -> Result<(), JobError> {
        let path = out.join(name(self.chunk));
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        write_jpeg(&self.canvas, &part_of(&path))?;
        finish_file(&path)
    }
}

/// Writes the file that places all thumbnails in time.
pub fn write_index(chunks: &[Chunk], fps: u32, out: &Path) -> Result<(), JobError> {
    let mut vtt = String::from("WEBVTT\n");
    let every = EVERY * u64::from(fps);
    for chunk in chunks {
        for (n, picture) in (0..).zip((chunk.from..chunk.to).step_by(every as usize)) {
            let (from, to) = (time_of(picture, fps), time_of((picture + every).min(chunk.to), fps));
            let Rect { x, y, width, height } = place(n);
            let (from, to): (RecordingTime, RecordingTime) = (from, to);
            // Writing to a string cannot fail.
            let _ = write!(
                vtt,
                "\n{} --> {}\n{}#xywh={x},{y},{width},{height}\n",
                stamp(from),
                stamp(to),
                name(*chunk)
            );
        }
    }
    Ok(fs::write(out.join("thumbnails.vtt"), vtt)?)
}

fn name(chunk: Chunk) -> String {
    format!("thumbnails/{:04}.jpg", chunk.number)
}

fn place(n: u64) -> Rect {
    let n = u32::try_from(n).unwrap_or(0) % (COLUMNS * ROWS);
    Rect { x: n % COLUMNS * WIDTH, y: n / COLUMNS * HEIGHT, width: WIDTH, height: HEIGHT }
}

/// Each pixel is the mean of those it stands for.
fn shrink(from: &Canvas, into: &mut Canvas, rect: Rect) {
    for n in 0..3 {
        let half = if n == 0 { 1 } else { 2 };
        let (source, source_stride) = from.planes().planes[n];
        let (plane, stride) = into.plane_mut(n);
        let (x, y) = ((rect.x / half) as usize, (rect.y / half) as usize);
        let (width, height) = ((rect.width / half) as usize, (rect.height / half) as usize);
        for down in 0..height {
            for across in 0..width {
                let rows = (0..SHRINK).map(|row| (down * SHRINK + row) * source_stride + across * SHRINK);
                let sum: u32 =
                    rows.flat_map(|at| &source[at..at + SHRINK]).map(|value| u32::from(*value)).sum();
                plane[(y + down) * stride + x + across] = (sum / (SHRINK * SHRINK) as u32) as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use recorder::bundle::viewer::{THUMBNAILS, ThumbnailForm};

    use super::*;

    #[test]
    fn every_thumbnail_has_its_own_place_and_time() {
        let folder = tempfile::tempdir().unwrap();
        let chunks = super::super::chunks(RecordingTime(315_000_000_000), 25);
        write_index(&chunks, 25, folder.path()).unwrap();
        let vtt = fs::read_to_string(folder.path().join("thumbnails.vtt")).unwrap();
        let cues: Vec<&str> = vtt.lines().filter(|line| line.contains("#xywh")).collect();
        assert_eq!(cues.len(), 32);
        assert_eq!(cues[31], "thumbnails/0001.jpg#xywh=160,0,160,90");
        let mut unique = cues.clone();
        unique.dedup();
        assert_eq!(unique, cues);
        assert!(vtt.contains("00:05:10.000 --> 00:05:15.000"), "{vtt}");
    }

    #[test]
    fn the_viewer_looks_for_thumbnails_where_they_are() {
        let expected = ThumbnailForm {
            every_seconds: EVERY as u32,
            per_sheet: COLUMNS * ROWS,
            columns: COLUMNS,
            width: WIDTH,
            height: HEIGHT,
        };
        assert_eq!(THUMBNAILS, expected);
    }

    #[test]
    fn a_thumbnail_has_the_mean_colour() {
        let mut picture = Canvas::new(CANVAS);
        let whole = Rect { x: 0, y: 0, width: 1280, height: 720 };
        draw::fill(&mut picture, whole, Colour::SPEAKER);
        let mut sheet = Sheet::new(Chunk { number: 0, from: 0, to: 10 }, 25);
        sheet.take(0, &picture);
        let (plane, stride) = sheet.canvas.planes().planes[0];
        assert_eq!((plane[0], plane[89 * stride + 159], plane[160]), (150, 150, 28));
    }
}
