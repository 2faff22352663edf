//! What the finaliser found out about a recording, part of its manifest. All times are
//! microseconds of recording time, so that canonical JSON can say them.

use serde::{Deserialize, Serialize};

use crate::spec::Person;
use crate::time::{RecordingTime, Utc};
use crate::timeline::session::Span;

/// The findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// When the recording began.
    pub began: Utc,
    /// Its length.
    pub length_us: u64,
    /// Why it was closed; absent if a crash ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// Parts between starts of the server.
    pub parts: Vec<PartFacts>,
    /// Stretches in which nothing was to be kept, and why.
    pub pauses: Vec<SpanFacts>,
    /// Stretches in which the server did not run.
    pub outages: Vec<SpanFacts>,
    /// How well the server's clock is known.
    pub clock: ServerClock,
    /// Everybody who was there or was heard.
    pub people: Vec<Person>,
    /// Every track.
    pub tracks: Vec<TrackFacts>,
    /// Tracks that nobody described: kept in the log, but in no file.
    pub undescribed: Vec<UndescribedTrack>,
    /// What could not be read, or could not be made, in words.
    pub defects: Vec<String>,
    /// Which software made the files.
    pub finaliser: String,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartFacts {
    /// Counts from 1.
    pub number: u32,
    /// Its beginning.
    pub from_us: u64,
    /// The same by the server's clock.
    pub utc: Utc,
    /// Which software recorded it.
    pub software: String,
    /// If a crash ended it: the newest thing kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crashed_us: Option<u64>,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanFacts {
    /// First moment.
    pub from_us: u64,
    /// The moment after the last.
    pub to_us: u64,
    /// Why it is one.
    pub reason: String,
}

impl SpanFacts {
    /// Of a span that may have no end yet, in a recording that ends at `end`.
    pub fn of(span: &Span, end: RecordingTime) -> Self {
        let us = |time: RecordingTime| time.min(end).0 / 1000;
        Self { from_us: us(span.from), to_us: us(span.to), reason: span.reason.clone() }
    }
}

/// The server's clock against its monotonic one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerClock {
    /// Readings, one every ten seconds.
    pub readings: u64,
    /// The largest jump between two of them.
    pub worst_step_us: u64,
    /// Its drift over the recording, parts per billion.
    pub drift_ppb: i64,
}

/// A track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackFacts {
    /// Number of its log.
    pub log: u32,
    /// Whose.
    pub person: String,
    /// See [`crate::spec::source_word`].
    pub source: String,
    /// MIME type.
    pub codec: String,
    /// Its files; another for every picture size.
    pub files: Vec<String>,
    /// First and last arrival.
    pub from_us: u64,
    /// See `from_us`.
    pub to_us: u64,
    /// Packets in the log.
    pub packets: u64,
    /// Packets that never came.
    pub lost_packets: u64,
    /// Packets that the recorder had no room for.
    pub refused_packets: u64,
    /// Entries of its log that are no packets.
    pub malformed: u64,
    /// Frames in its files.
    pub frames: u64,
    /// Frames kept out of them, incomplete or built on an incomplete one.
    pub withheld_frames: u64,
    /// Lost sound that came back from redundant copies.
    pub repaired: u64,
    /// Stretches longer than a tenth of a second without what was to be expected.
    pub gaps: Vec<SpanFacts>,
    /// How well its media clock is known.
    pub clock: TrackClockFacts,
}

/// A track's media clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackClockFacts {
    /// Sender reports.
    pub reports: u64,
    /// Places where it stood still or jumped.
    pub cuts: u64,
    /// How much too fast it runs, parts per billion.
    pub skew_ppb: i64,
}

/// A track without a description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndescribedTrack {
    /// Number of its log.
    pub log: u32,
    /// Packets in it.
    pub packets: u64,
    /// Bytes of them.
    pub bytes: u64,
}
