//! Tracks as clients see them.

use sfu::media::{Codec, MediaKind, Quality, Source};

use super::sid::TrackSid;

/// A published track, as its publisher and its viewers know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackView {
    /// Its name on the wire.
    pub sid: TrackSid,
    /// Audio or video.
    pub kind: MediaKind,
    /// What it shows.
    pub source: Source,
    /// As the publisher named it.
    pub name: String,
    /// Nobody hears or sees it now. For the publisher itself see [`super::Roster`].
    pub muted: bool,
    /// Pixels; 0 for audio.
    pub width: u32,
    /// Pixels; 0 for audio.
    pub height: u32,
    /// What was negotiated, once it was.
    pub codec: Option<Codec>,
    /// The publisher's own id of the media track.
    pub cid: String,
    /// Media section on the publisher's connection; empty before negotiation.
    pub mid: String,
    /// Encodings, lowest first; empty for audio.
    pub layers: Vec<TrackLayer>,
    /// Several encodings are sent at once.
    pub simulcast: bool,
    /// Two audio channels.
    pub stereo: bool,
    /// Silence is not transmitted (Opus DTX).
    pub dtx: bool,
    /// Redundant audio (RFC 2198) may be sent.
    pub red: bool,
    /// Tracks with the same stream name are played in step.
    pub stream: String,
    /// End-to-end encryption, which this server never takes part in.
    pub encryption: Encryption,
}

/// One encoding of a video track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackLayer {
    /// Which.
    pub quality: Quality,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bits per second.
    pub bitrate_bps: u32,
    /// Restriction id in SDP (RFC 8851); empty without simulcast.
    pub rid: String,
}

/// End-to-end encryption as declared by a publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Encryption {
    /// None: the server can record.
    #[default]
    None,
    /// AES-GCM frames.
    Gcm,
    /// Something of the application's own.
    Custom,
}
