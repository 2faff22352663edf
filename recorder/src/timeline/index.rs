//! One pass over a track's log: which streams it has, and when their packets arrived.

use std::collections::BTreeMap;

use crate::event::Described;
use crate::log::entry::{Entry, EntryKind};
use crate::rtp::extend::TimestampExtender;
use crate::rtp::packet::RtpPacket;
use crate::rtp::report::sender_reports;
use crate::time::RecordingTime;

use super::session::Span;

/// One moment of one stream: extended media time, and when its packet arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Extended RTP timestamp.
    pub timestamp: i64,
    /// Arrival.
    pub received: RecordingTime,
}

/// A sender report of one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Sender's clock, nanoseconds.
    pub ntp: i64,
    /// Extended RTP timestamp.
    pub timestamp: i64,
    /// Arrival.
    pub received: RecordingTime,
}

/// One RTP stream (SSRC) of a track.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// The first packet of each new timestamp, in order of arrival.
    pub arrivals: Vec<Arrival>,
    /// In order of arrival.
    pub reports: Vec<Report>,
    pub(super) timestamps: TimestampExtender,
}

/// What one pass over a track's log finds.
#[derive(Clone, Debug, Default)]
pub struct TrackIndex {
    /// By SSRC.
    pub streams: BTreeMap<u32, Stream>,
    /// Stretches in which the track was silenced.
    pub silenced: Vec<Span>,
    /// RTP packets.
    pub packets: u64,
    /// Bytes of RTP.
    pub bytes: u64,
    /// Packets that the recorder itself had to refuse.
    pub refused: u64,
    /// Entries that could not be parsed.
    pub malformed: u64,
    /// First and last arrival.
    pub span: Option<(RecordingTime, RecordingTime)>,
}

/// Streams of one track, at most; more is somebody making them up.
const STREAMS_MAX: usize = 64;

impl TrackIndex {
    /// Takes the next entry.
    pub fn add(&mut self, entry: Entry<'_>) {
        match entry.kind {
            EntryKind::Rtp => self.add_packet(entry),
            EntryKind::SenderReport => self.add_reports(entry),
            EntryKind::Dropped => {
                let refused = entry.body.first_chunk().map_or(0, |count| u32::from_le_bytes(*count));
                self.refused += u64::from(refused);
            }
            EntryKind::Silenced => self.add_silence(entry),
            EntryKind::Layer | EntryKind::Event => {}
        }
    }

    fn add_packet(&mut self, entry: Entry<'_>) {
        let Some(packet) = RtpPacket::parse(entry.body) else {
            self.malformed += 1;
            return;
        };
        self.packets += 1;
        self.bytes += entry.body.len() as u64;
        let first = self.span.map_or(entry.time, |(first, _)| first);
        self.span = Some((first, entry.time));
        if let Some(stream) = self.stream(packet.ssrc) {
            let timestamp = stream.timestamps.extend(packet.timestamp);
            if stream.arrivals.last().is_none_or(|last| last.timestamp != timestamp) {
                stream.arrivals.push(Arrival { timestamp, received: entry.time });
            }
        }
    }

    fn add_reports(&mut self, entry: Entry<'_>) {
        for report in sender_reports(entry.body) {
            // A report of a stream without packets cannot be placed, and would not matter.
            let Some(stream) = self.streams.get_mut(&report.ssrc) else { continue };
            let Some(newest) = stream.arrivals.last() else { continue };
            let timestamp = TimestampExtender::near(newest.timestamp, report.timestamp);
            stream.reports.push(Report { ntp: report.ntp, timestamp, received: entry.time });
        }
    }

    fn add_silence(&mut self, entry: Entry<'_>) {
        let open = self.silenced.last_mut().filter(|span| span.to.0 == u64::MAX);
        match (entry.body, open) {
            ([1], None) => {
                let (from, to) = (entry.time, RecordingTime(u64::MAX));
                self.silenced.push(Span { from, to, reason: "silenced".into() });
            }
            ([0], Some(span)) => span.to = entry.time.max(span.from),
            _ => {}
        }
    }

    fn stream(&mut self, ssrc: u32) -> Option<&mut Stream> {
        if self.streams.len() >= STREAMS_MAX && !self.streams.contains_key(&ssrc) {
            return None;
        }
        Some(self.streams.entry(ssrc).or_default())
    }
}

/// A track as the event log describes it, and what its own log holds.
#[derive(Clone, Debug)]
pub struct IndexedTrack {
    /// What it is.
    pub described: Described,
    /// What was found.
    pub index: TrackIndex,
}
