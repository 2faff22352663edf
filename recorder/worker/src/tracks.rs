//! One Matroska file per track with the frames as they were sent, and what is known of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use recorder::bundle::facts::{SpanFacts, TrackClockFacts, TrackFacts};
use recorder::payload::{Size, av1, h264};
use recorder::timeline::frames::{Frame, FrameCounts};
use recorder::timeline::gaps::Gaps;
use sfu::media::{Codec, MediaKind};

use crate::job::progress::Step;
use crate::job::{JobError, finish_file, part_of};
use crate::mux::Coded;
use crate::mux::container::{Container, Form};
use crate::names;
use crate::source::{Recording, Track};

/// Opus frames without a readable length count as this long.
const OPUS_FRAME: Duration = Duration::from_millis(20);

/// Writes the files of one track.
pub fn write(
    recording: &Recording,
    track: &Track,
    out: &Path,
    step: &mut Step<'_>,
) -> Result<TrackFacts, JobError> {
    fs::create_dir_all(out.join("tracks"))?;
    let mut files = TrackFiles { track, out, open: None, names: Vec::new() };
    let mut gaps = Gaps::explained_by(recording.explanations(track));
    let mut frames = recording.frames(track)?;
    while let Some(frame) = frames.next_frame()? {
        let length = match track.kind() {
            MediaKind::Audio => opus_length(&frame.data),
            MediaKind::Video => Duration::ZERO,
        };
        gaps.frame(frame.time, length, frame.after_gap);
        files.put(&frame, length)?;
        step.reached(frame.time);
    }
    files.finish_part()?;
    Ok(facts(recording, track, files.names, frames.counts(), gaps))
}

struct TrackFiles<'a> {
    track: &'a Track,
    out: &'a Path,
    open: Option<OpenPart>,
    names: Vec<String>,
}

struct OpenPart {
    container: Container,
    size: Option<Size>,
    path: PathBuf,
}

impl TrackFiles<'_> {
    fn put(&mut self, frame: &Frame, length: Duration) -> Result<(), JobError> {
        // Players choke on another picture size in the same stream: another file then.
        let resized = self.open.as_ref().is_some_and(|open| open.size != frame.size);
        if resized {
            self.finish_part()?;
        }
        if self.open.is_none() {
            if !frame.keyframe {
                return Ok(());
            }
            self.begin_part(frame)?;
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        let time_us = i64::try_from(frame.time.0 / 1000).unwrap_or(i64::MAX);
        let coded = Coded::copy(&frame.data, time_us, length.as_micros() as i64, frame.keyframe);
        Ok(open.container.write(0, coded)?)
    }

    fn begin_part(&mut self, frame: &Frame) -> Result<(), JobError> {
        let number = u32::try_from(self.names.len() + 1).unwrap_or(u32::MAX);
        let name = names::track_file(self.track.log, &self.track.described, number);
        let path = self.out.join(&name);
        let mut container = Container::create(&part_of(&path), Form::Matroska)?;
        match (self.track.codec, frame.size) {
            (Codec::Opus, _) => container.add_opus()?,
            (codec, Some(size)) => container.add_video(codec, size, &extradata(codec, frame))?,
            (_, None) => return Ok(()),
        };
        container.begin(&name)?;
        self.names.push(name);
        self.open = Some(OpenPart { container, size: frame.size, path });
        Ok(())
    }

    fn finish_part(&mut self) -> Result<(), JobError> {
        if let Some(OpenPart { container, path, .. }) = self.open.take() {
            container.finish()?;
            finish_file(&path)?;
        }
        Ok(())
    }
}

/// What a container must know of a stream beside its frames.
fn extradata(codec: Codec, keyframe: &Frame) -> Vec<u8> {
    match codec {
        Codec::H264 => h264::configuration(&keyframe.data).unwrap_or_default(),
        Codec::Av1 => av1::sequence_header(&keyframe.data).unwrap_or_default().to_vec(),
        Codec::Vp8 | Codec::Vp9 | Codec::Opus => Vec::new(),
    }
}

/// RFC 6716 §3.1: the first byte tells the length of a frame, and how many there are.
fn opus_length(packet: &[u8]) -> Duration {
    let Some(toc) = packet.first() else { return OPUS_FRAME };
    let micros = match (toc >> 3, toc >> 3 & 3) {
        (0..12, n) => [10_000, 20_000, 40_000, 60_000][usize::from(n)],
        (12..16, n) => [10_000, 20_000][usize::from(n & 1)],
        (_, n) => [2_500, 5_000, 10_000, 20_000][usize::from(n)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(packet.get(1).map_or(1, |count| count & 0x3f)),
    };
    Duration::from_micros((micros * frames).min(120_000))
}

fn facts(
    recording: &Recording,
    track: &Track,
    files: Vec<String>,
    counts: FrameCounts,
    gaps: Gaps,
) -> TrackFacts {
    let (first, last) = track.index.span.unwrap_or_default();
    TrackFacts {
        log: track.log,
        person: track.described.person.id.clone(),
        source: track.described.source.clone(),
        codec: track.described.codec.clone(),
        files,
        from_us: first.0 / 1000,
        to_us: last.0 / 1000,
        packets: track.index.packets,
        lost_packets: counts.lost_packets,
        refused_packets: track.index.refused,
        malformed: track.index.malformed,
        frames: counts.frames,
        withheld_frames: counts.withheld,
        repaired: counts.repaired,
        gaps: gaps.into_found().iter().map(|span| SpanFacts::of(span, recording.end)).collect(),
        clock: TrackClockFacts {
            reports: track.quality.reports,
            cuts: track.quality.cuts,
            skew_ppb: track.quality.skew_ppb,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_an_opus_packet_is_in_its_first_bytes() {
        let cases: [(&[u8], u64); 6] =
            [(&[0x08], 20), (&[0xfc], 20), (&[0x78], 20), (&[0xf9], 40), (&[0xfb, 3], 60), (&[], 20)];
        for (packet, ms) in cases {
            assert_eq!(opus_length(packet), Duration::from_millis(ms), "{packet:02x?}");
        }
        assert_eq!(opus_length(&[0xff, 0x3f]), Duration::from_millis(120));
    }
}
