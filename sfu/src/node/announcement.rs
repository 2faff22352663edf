//! A track before its first packet: what its publisher says it will be.

use crate::id::{ParticipantId, TrackId};
use crate::media::{MediaKind, Quality, Source};

/// A track about to be published.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// Its id, new.
    pub track: TrackId,
    /// Its publisher.
    pub participant: ParticipantId,
    /// The client's id for it: matched against the msid of the offered section, else the
    /// pending announcement of the same kind is taken.
    pub cid: String,
    /// Audio or video.
    pub kind: MediaKind,
    /// What it shows.
    pub source: Source,
    /// Declared encodings, lowest first; empty for audio.
    pub layers: Vec<DeclaredLayer>,
    /// Whether it may flow from the start (the floor).
    pub open: bool,
}

/// One encoding as its publisher declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclaredLayer {
    /// Which.
    pub quality: Quality,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bits per second.
    pub bitrate_bps: u32,
}
