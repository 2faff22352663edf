//! The second pass over a track's log: whole frames, in order, with their times.

use std::collections::{BTreeMap, VecDeque};

use sfu::media::{Codec, MediaKind};

use super::clock::{ClockQuality, SenderClock, StreamClock};
use super::index::TrackIndex;
use super::session::Span;
use crate::log::entry::{Entry, EntryKind};
use crate::payload::{Depacketiser, Payload, Size, red};
use crate::rtp::extend::{SequenceExtender, TimestampExtender};
use crate::rtp::packet::RtpPacket;
use crate::rtp::reorder::Reorder;
use crate::spec::{Format, Packing};
use crate::time::RecordingTime;

/// A frame of sound or picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// When it was captured.
    pub time: RecordingTime,
    /// Can be decoded without any other.
    pub keyframe: bool,
    /// Frames before it were lost or withheld.
    pub after_gap: bool,
    /// Size of the picture, as its last keyframe said.
    pub size: Option<Size>,
    /// How far the picture must be turned clockwise to stand upright, in quarter turns.
    pub quarter_turns: u8,
    /// See [`crate::payload::FrameBytes::data`].
    pub data: Vec<u8>,
}

/// What became of a track's packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrameCounts {
    /// Given out.
    pub frames: u64,
    /// Packets that never came.
    pub lost_packets: u64,
    /// Frames withheld because they were incomplete or built on one that was.
    pub withheld: u64,
    /// Sound packets repaired from redundant copies.
    pub repaired: u64,
}

/// The clocks of all streams of a track, by SSRC.
#[derive(Clone, Debug, Default)]
pub struct TrackClocks(BTreeMap<u32, StreamClock>);

impl TrackClocks {
    /// Of an indexed track whose publisher's wall clock is known.
    pub fn new(index: &TrackIndex, codec: Codec, sender: &SenderClock) -> Self {
        let clock = |stream| StreamClock::new(stream, codec.clock_rate(), sender);
        Self(index.streams.iter().map(|(ssrc, stream)| (*ssrc, clock(stream))).collect())
    }

    /// The quality of the clock of the stream with most packets.
    pub fn quality(&self, index: &TrackIndex) -> ClockQuality {
        let largest = index.streams.iter().max_by_key(|(_, stream)| stream.arrivals.len());
        let quality = |(ssrc, stream)| Some(self.0.get(ssrc)?.quality(stream));
        largest.and_then(quality).unwrap_or_default()
    }
}

/// Turns the entries of one track's log into frames.
pub struct FrameReader {
    codec: Codec,
    clocks: TrackClocks,
    formats: Vec<Format>,
    orientation: Option<u8>,
    excused: Vec<Span>,
    run: Option<Run>,
    timestamps: BTreeMap<u32, TimestampExtender>,
    ready: VecDeque<Frame>,
    counts: FrameCounts,
    last_time: RecordingTime,
    after_gap: bool,
    size: Option<Size>,
    quarter_turns: u8,
}

/// Consecutive packets of one stream.
struct Run {
    ssrc: u32,
    sequences: SequenceExtender,
    reorder: Reorder<Held>,
    depacketiser: Depacketiser,
    /// Frames build on one that is missing, until the next keyframe.
    broken: bool,
    /// Newest sound given out, so that redundant copies are used once.
    newest: Option<i64>,
    last_received: RecordingTime,
}

struct Held {
    received: RecordingTime,
    timestamp: i64,
    marker: bool,
    packing: Packing,
    quarter_turns: Option<u8>,
    payload: Vec<u8>,
}

/// The URN of the video orientation extension, 3GPP TS 26.114 §7.4.5.
const ORIENTATION: &str = "urn:3gpp:video-orientation";

impl FrameReader {
    /// For a track of `codec` with these payload formats and header extensions.
    pub fn new(codec: Codec, clocks: TrackClocks, formats: &[Format], extensions: &[(u8, String)]) -> Self {
        Self {
            codec,
            clocks,
            formats: formats.to_vec(),
            orientation: extensions.iter().find(|(_, uri)| uri == ORIENTATION).map(|(id, _)| *id),
            excused: Vec::new(),
            run: None,
            timestamps: BTreeMap::new(),
            ready: VecDeque::new(),
            counts: FrameCounts::default(),
            last_time: RecordingTime::ZERO,
            after_gap: false,
            size: None,
            quarter_turns: 0,
        }
    }

    /// Packets that are missing across one of these stretches are not lost: nothing was to
    /// be kept in them.
    pub fn excuse(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.excused.extend(spans);
    }

    /// Takes the next entry of the log.
    pub fn add(&mut self, entry: Entry<'_>) {
        match entry.kind {
            EntryKind::Rtp => {
                if let Some(packet) = RtpPacket::parse(entry.body) {
                    self.add_packet(&packet, entry.time);
                }
            }
            EntryKind::Dropped => self.after_gap = true,
            EntryKind::SenderReport | EntryKind::Layer | EntryKind::Silenced | EntryKind::Event => {}
        }
    }

    /// Gives out what is still held back; at the end of the log.
    pub fn finish(&mut self) {
        while let Some(ordered) = self.run.as_mut().and_then(|run| run.reorder.flush()) {
            self.put(&ordered.item, ordered.lost);
        }
        self.run = None;
    }

    /// The next frame that is ready.
    pub fn next_frame(&mut self) -> Option<Frame> {
        self.ready.pop_front()
    }

    /// What became of the packets so far.
    pub fn counts(&self) -> FrameCounts {
        self.counts
    }

    fn add_packet(&mut self, packet: &RtpPacket<'_>, received: RecordingTime) {
        let packing = self.packing(packet.payload_type);
        let timestamp = self.timestamps.entry(packet.ssrc).or_default().extend(packet.timestamp);
        if self.run.as_ref().is_none_or(|run| run.ssrc != packet.ssrc) {
            self.finish();
            self.run = Some(Run::new(packet.ssrc, self.codec));
        }
        let quarter_turns = self.orientation.and_then(|id| packet.extension(id)).and_then(quarter_turns);
        let held = Held {
            received,
            timestamp,
            marker: packet.marker,
            packing,
            quarter_turns,
            payload: packet.payload.to_vec(),
        };
        let Some(run) = &mut self.run else { return };
        let sequence = run.sequences.extend(packet.sequence);
        run.reorder.put(sequence, received, held);
        while let Some(ordered) = self.run.as_mut().and_then(|run| run.reorder.take()) {
            self.put(&ordered.item, ordered.lost);
        }
    }

    /// Whether nothing was to be kept at some moment since the last packet.
    fn is_excused(&self, received: RecordingTime) -> bool {
        let since = self.run.as_ref().map_or(received, |run| run.last_received);
        self.excused.iter().any(|span| span.from <= received && span.to >= since)
    }

    fn packing(&self, payload_type: u8) -> Packing {
        let format = self.formats.iter().find(|format| format.payload_type == payload_type);
        format.map_or(Packing::Plain, |format| format.packing)
    }

    fn put(&mut self, held: &Held, lost: u64) {
        if lost > 0 && !self.is_excused(held.received) {
            self.counts.lost_packets += lost;
        }
        if let Some(run) = &mut self.run {
            run.last_received = held.received;
        }
        // Probing packets carry padding only; they count, but say nothing.
        if held.payload.is_empty() || held.packing == Packing::Other {
            return;
        }
        match self.codec.kind() {
            MediaKind::Audio => self.put_sound(held, lost),
            MediaKind::Video => self.put_picture(held, lost),
        }
    }

    fn put_sound(&mut self, held: &Held, lost: u64) {
        let Some(run) = &mut self.run else { return };
        self.after_gap |= lost > 0;
        let blocks = match held.packing {
            Packing::Red => red::blocks(&held.payload).unwrap_or_default(),
            Packing::Plain | Packing::Other => vec![(0, &held.payload[..])],
        };
        let ssrc = run.ssrc;
        for (offset, data) in blocks {
            let timestamp = held.timestamp - i64::from(offset);
            let copy = offset > 0;
            let known = run.newest.is_some_and(|newest| timestamp <= newest);
            // A copy helps only where its original was lost.
            if data.is_empty() || known || (copy && (lost == 0 || run.newest.is_none())) {
                continue;
            }
            run.newest = Some(timestamp);
            if copy {
                self.counts.repaired += 1;
            }
            let time = self.clocks.0.get(&ssrc).map_or(RecordingTime::ZERO, |clock| clock.at(timestamp));
            Self::give(
                &mut self.ready,
                &mut self.counts,
                Frame {
                    time: self.last_time.max(time),
                    keyframe: true,
                    after_gap: std::mem::take(&mut self.after_gap),
                    size: None,
                    quarter_turns: 0,
                    data: data.to_vec(),
                },
            );
            self.last_time = self.last_time.max(time);
        }
    }

    fn put_picture(&mut self, held: &Held, lost: u64) {
        let Some(run) = &mut self.run else { return };
        let payload = Payload {
            bytes: &held.payload,
            timestamp: held.timestamp as u32,
            marker: held.marker,
            lost: lost > 0,
        };
        run.broken |= lost > 0;
        let frame = match run.depacketiser.put(payload) {
            Ok(None) => return,
            Ok(Some(frame)) => frame,
            Err(_) => {
                run.broken = true;
                self.after_gap = true;
                self.counts.withheld += 1;
                return;
            }
        };
        if frame.keyframe {
            run.broken = false;
        } else if run.broken {
            self.after_gap = true;
            self.counts.withheld += 1;
            return;
        }
        self.size = frame.size.or(self.size);
        self.quarter_turns = held.quarter_turns.unwrap_or(self.quarter_turns);
        let time = self.clocks.0.get(&run.ssrc).map_or(RecordingTime::ZERO, |clock| clock.at(held.timestamp));
        self.last_time = self.last_time.max(time);
        let frame = Frame {
            time: self.last_time,
            keyframe: frame.keyframe,
            after_gap: std::mem::take(&mut self.after_gap),
            size: self.size,
            quarter_turns: self.quarter_turns,
            data: frame.data,
        };
        Self::give(&mut self.ready, &mut self.counts, frame);
    }

    fn give(ready: &mut VecDeque<Frame>, counts: &mut FrameCounts, frame: Frame) {
        counts.frames += 1;
        ready.push_back(frame);
    }
}

impl Run {
    fn new(ssrc: u32, codec: Codec) -> Self {
        Self {
            ssrc,
            sequences: SequenceExtender::default(),
            reorder: Reorder::default(),
            depacketiser: Depacketiser::new(codec),
            broken: true,
            newest: None,
            last_received: RecordingTime::ZERO,
        }
    }
}

/// Camera rotation in the two lowest bits; the flip bit of rear cameras is left alone.
fn quarter_turns(extension: &[u8]) -> Option<u8> {
    Some(extension.first()? & 3)
}
