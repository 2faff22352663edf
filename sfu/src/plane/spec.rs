//! What transport learnt by negotiation, as the plane needs it.

use crate::id::{ParticipantId, TrackId};
use crate::media::extension::ExtensionMap;
use crate::media::{Codec, Quality, Source, Token};

/// A published track. Publishing the same track again replaces what was known of it and
/// keeps its subscribers.
#[derive(Clone, Debug)]
pub struct PublicationSpec {
    /// Its id.
    pub track: TrackId,
    /// Who publishes it; must have joined.
    pub owner: ParticipantId,
    /// Media section on the publisher's connection.
    pub mid: Token,
    /// What it shows.
    pub source: Source,
    /// Payload types the publisher may use, as negotiated; at most [`crate::limits::FORMATS`].
    pub formats: Vec<Format>,
    /// Its encodings, smallest first; at most [`crate::limits::ENCODINGS`], at least one. A
    /// track without simulcast (audio, SVC) has one without a RID.
    pub encodings: Vec<Encoding>,
    /// Header extension numbers on the publisher's connection.
    pub extensions: ExtensionMap,
    /// What feedback the publisher negotiated.
    pub feedback: UpFeedback,
    /// Whether it may flow from the start (the floor). Ignored when published again.
    pub open: bool,
}

impl PublicationSpec {
    /// Whether packets name its encodings as they do those of `other`, so that what was learnt
    /// of one holds for the other. It must be kept then: browsers write MID and RID only until
    /// the first receiver report, and a source forgotten later is never found again.
    pub fn names_sources_like(&self, other: &Self) -> bool {
        let rids = |spec: &Self| spec.encodings.iter().map(|encoding| encoding.rid).collect::<Vec<_>>();
        self.owner == other.owner && self.mid == other.mid && rids(self) == rids(other)
    }
}

/// One payload type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Of the media itself.
    pub payload_type: u8,
    /// What it carries.
    pub codec: Codec,
    /// Payload type of retransmissions of it (RFC 4588).
    pub rtx: Option<u8>,
    /// Payload type of redundant audio around it (RFC 2198).
    pub red: Option<u8>,
    /// H.264: `profile-level-id`; VP9: `profile-id`; AV1: `profile`. Receivers are only sent
    /// a profile they negotiated.
    pub profile: Option<u32>,
}

impl Format {
    /// Whether a receiver of this format can decode what is published in another of the same
    /// codec: the same profile, or for H.264 the baseline profile that everybody has.
    pub fn decodes(&self, published: &Self) -> bool {
        const BASELINE: u32 = 0x42;
        let profile_of = |format: &Self| match format.codec {
            Codec::H264 => format.profile.map_or(BASELINE, |id| id >> 16),
            _ => format.profile.unwrap_or(0),
        };
        let published_profile = profile_of(published);
        let is_baseline = published.codec == Codec::H264 && published_profile == BASELINE;
        self.codec == published.codec && (is_baseline || profile_of(self) == published_profile)
    }
}

/// One encoding of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// How its packets name it, with rid-based simulcast.
    pub rid: Option<Token>,
    /// Its source, if the SDP declares it.
    pub ssrc: Option<u32>,
    /// Source of its retransmissions, if the SDP declares it.
    pub rtx_ssrc: Option<u32>,
    /// The wire's name for it.
    pub quality: Quality,
    /// Pixels as declared; 0 when unknown.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// Bits per second as declared; 0 when unknown.
    pub bitrate_bps: u32,
}

/// Feedback a publisher asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpFeedback {
    /// Generic NACK.
    pub nack: bool,
    /// Transport-wide congestion control feedback.
    pub transport_cc: bool,
}

/// One viewer's claim on a track. Subscribing again replaces what was negotiated and keeps
/// the stream's numbering.
#[derive(Clone, Debug)]
pub struct SubscriptionSpec {
    /// Who receives; must have joined.
    pub viewer: ParticipantId,
    /// What; must have been published.
    pub track: TrackId,
    /// Media section on the viewer's connection.
    pub mid: Token,
    /// Our source towards this viewer.
    pub ssrc: u32,
    /// Tracks take turns in this source: its numbers go on where the track before ended, and
    /// its reports show our clock, since publishers' clocks differ.
    pub is_shared: bool,
    /// Our source of retransmissions, if negotiated.
    pub rtx_ssrc: Option<u32>,
    /// Canonical name written in sender reports; the same for all tracks of one publisher.
    pub cname: String,
    /// Payload types the viewer negotiated, most preferred first.
    pub formats: Vec<Format>,
    /// Header extension numbers on the viewer's connection.
    pub extensions: ExtensionMap,
    /// What feedback the viewer sends.
    pub feedback: DownFeedback,
}

/// Feedback a viewer negotiated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DownFeedback {
    /// Generic NACK.
    pub nack: bool,
    /// How its receive rate becomes known.
    pub congestion: CongestionFeedback,
}

/// How a viewer reports congestion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CongestionFeedback {
    /// Loss in receiver reports only.
    #[default]
    None,
    /// Receiver estimated maximum bitrate.
    Remb,
    /// Transport-wide congestion control feedback.
    TransportCc,
}
