//! The composite: everybody in one picture, with the mix, as long as the recording.
//!
//! It is made in chunks, each a file of its own until the end, so that a job that was killed
//! goes on at the chunk it was in.

pub mod composer;
pub mod director;
pub mod draw;
pub mod layout;
pub mod lettering;
pub mod player;
pub mod thumbnails;

use std::fs;
use std::path::{Path, PathBuf};

use recorder::bundle::levels::Levels;
use recorder::spec::Person;
use recorder::time::RecordingTime;
use sfu::media::MediaKind;

use crate::job::progress::Step;
use crate::job::touching::Touching;
use crate::job::{JobError, finish_file, part_of};
use crate::mux::container::{Container, Form};
use crate::mux::picture::{Encoding, PictureEncoder};
use crate::mux::reading::PacketSource;
use crate::sound;
use crate::source::Recording;
use composer::Composer;
use director::Director;
use layout::CANVAS;
use player::Player;
use thumbnails::Sheet;

/// Its name in the bundle.
pub const COMPOSITE: &str = "composite.mp4";

/// Seconds of picture per chunk.
const CHUNK_SECONDS: u64 = 300;

/// A stretch of pictures, made in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Counts from 0.
    pub number: u64,
    /// Number of its first picture.
    pub from: u64,
    /// Number of the picture after its last.
    pub to: u64,
}

/// The chunks of a recording, at least one.
pub fn chunks(end: RecordingTime, fps: u32) -> Vec<Chunk> {
    let pictures = (end.as_millis() * u64::from(fps)).div_ceil(1000).max(1);
    let length = CHUNK_SECONDS * u64::from(fps);
    let chunk = |number| Chunk { number, from: number * length, to: ((number + 1) * length).min(pictures) };
    (0..pictures.div_ceil(length)).map(chunk).collect()
}

/// When picture `n` is shown.
pub fn time_of(picture: u64, fps: u32) -> RecordingTime {
    RecordingTime(picture * 1_000_000_000 / u64::from(fps))
}

/// Makes a composer for everybody; tracks in `avoid` are left out.
pub fn composer<'a>(
    recording: &'a Recording,
    people: &'a [Person],
    levels: &'a Levels,
    avoid: &[u32],
) -> Result<Composer<'a>, JobError> {
    let index = |id: &str| people.iter().position(|person| person.id == id);
    let mut players = Vec::new();
    for track in recording.tracks.iter().filter(|track| track.kind() == MediaKind::Video) {
        if let Some(person) = index(&track.described.person.id).filter(|_| !avoid.contains(&track.log)) {
            players.push(Player::new(recording, track, person)?);
        }
    }
    let heard: Vec<_> = people.iter().map(|person| heard(recording, person)).collect();
    Composer::new(recording, people, Director::new(&recording.session, people, levels, &heard), players)
}

/// From the first to the last packet of a person.
fn heard(recording: &Recording, person: &Person) -> Option<(RecordingTime, RecordingTime)> {
    let theirs = recording.tracks.iter().filter(|track| track.described.person.id == person.id);
    let spans = theirs.filter_map(|track| track.index.span);
    spans.reduce(|all, span| (all.0.min(span.0), all.1.max(span.1)))
}

/// Where a chunk's pictures lie until the end.
pub fn chunk_file(work: &Path, chunk: Chunk) -> PathBuf {
    work.join(format!("picture-{:04}.mp4", chunk.number))
}

/// Where files go.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    /// Until the end.
    pub work: &'a Path,
    /// The bundle.
    pub out: &'a Path,
}

/// Makes one chunk.
pub fn write_chunk(
    composer: &mut Composer<'_>,
    chunk: Chunk,
    encoding: Encoding,
    places: Places<'_>,
    touching: &Touching,
    step: &mut Step<'_>,
) -> Result<(), JobError> {
    let path = chunk_file(places.work, chunk);
    let mut sheet = Sheet::new(chunk, encoding.fps);
    let mut encoder = PictureEncoder::new(CANVAS, encoding)?;
    // MP4, because it keeps the order of decoding, which Matroska does not.
    let mut container = Container::create(&part_of(&path), Form::Mp4)?;
    container.add_pictures(&encoder)?;
    container.begin("chunk")?;
    for picture in chunk.from..chunk.to {
        let time = time_of(picture, encoding.fps);
        let canvas = composer.compose(time, touching)?;
        sheet.take(picture, canvas);
        for coded in encoder.encode(canvas)? {
            container.write(0, coded)?;
        }
        step.reached(time);
    }
    for coded in encoder.finish()? {
        container.write(0, coded)?;
    }
    container.finish()?;
    touching.clear()?;
    sheet.write(places.out)?;
    finish_file(&path)
}

/// A moment with a name, for players that show chapters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// When it begins.
    pub from: RecordingTime,
    /// What it is.
    pub title: String,
}

/// Joins the chunks and the mix to one file.
pub fn join(
    chunks: &[Chunk],
    fps: u32,
    chapters: &[Chapter],
    title: &str,
    places: Places<'_>,
) -> Result<(), JobError> {
    let Places { work, out } = places;
    let path = out.join(COMPOSITE);
    let mut container = Container::create(&part_of(&path), Form::Mp4)?;
    let mut sound = PacketSource::open(&out.join(sound::MIX))?;
    let first = chunks.first().ok_or(JobError::Nothing)?;
    let pictures = container.add_from(&PacketSource::open(&chunk_file(work, *first))?)?;
    let sounds = container.add_from(&sound)?;
    let end = chunks.last().map_or(RecordingTime::ZERO, |chunk| time_of(chunk.to, fps));
    add_chapters(&mut container, chapters, end)?;
    container.begin(title)?;
    let mut heard = sound.next_packet()?;
    for chunk in chunks {
        let offset_us = i64::try_from(time_of(chunk.from, fps).0 / 1000).unwrap_or(i64::MAX);
        let mut source = PacketSource::open(&chunk_file(work, *chunk))?;
        while let Some(mut picture) = source.next_packet()? {
            picture.delay(offset_us);
            while let Some(sound_packet) = heard.take_if(|packet| packet.time_us() <= picture.time_us()) {
                container.write(sounds, sound_packet)?;
                heard = sound.next_packet()?;
            }
            container.write(pictures, picture)?;
        }
    }
    while let Some(sound_packet) = heard.take() {
        container.write(sounds, sound_packet)?;
        heard = sound.next_packet()?;
    }
    container.finish()?;
    thumbnails::write_index(chunks, fps, out)?;
    finish_file(&path)?;
    for chunk in chunks {
        fs::remove_file(chunk_file(work, *chunk))?;
    }
    Ok(())
}

fn add_chapters(container: &mut Container, chapters: &[Chapter], end: RecordingTime) -> Result<(), JobError> {
    let us = |time: RecordingTime| i64::try_from(time.0 / 1000).unwrap_or(i64::MAX);
    for (n, chapter) in chapters.iter().enumerate() {
        let to = chapters.get(n + 1).map_or(end, |next| next.from);
        if to > chapter.from {
            container.add_chapter(n as i64, us(chapter.from), us(to), &chapter.title)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_the_recording_without_gap_or_overlap() {
        let end = RecordingTime(1_000_000_000 * 3601 + 5);
        let chunks = chunks(end, 25);
        assert_eq!(chunks.len(), 13);
        assert!(chunks.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!((chunks[0].from, chunks[12].to), (0, 3601 * 25));
    }

    #[test]
    fn a_recording_without_length_still_has_a_picture() {
        assert_eq!(chunks(RecordingTime::ZERO, 25), [Chunk { number: 0, from: 0, to: 1 }]);
    }
}
