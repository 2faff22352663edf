//! What a client may ask.

use std::collections::BTreeMap;

use sfu::media::{Codec, MediaKind, Quality, Source};

use super::identity::Identity;
use super::sid::{ParticipantSid, TrackSid};
use super::track::{Encryption, TrackLayer};

/// A request from a client: bounded and well formed, not yet permitted.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// An offer for the publisher's (v1: the only) connection.
    Offer(Description),
    /// The answer to our offer for the subscriber's connection.
    Answer(Description),
    /// A candidate.
    Trickle(Candidate),
    /// A track is about to be published.
    AddTrack(Box<AddTrack>),
    /// The client's own mute button, or the echo of ours.
    Mute {
        /// Which of its tracks.
        track: TrackSid,
        /// Muted now.
        muted: bool,
    },
    /// Subscribe or unsubscribe.
    Subscription(Subscription),
    /// How tracks are shown (adaptive stream).
    TrackSettings(TrackSettings),
    /// Who may subscribe to the client's tracks, as it wishes. Never a security boundary.
    SubscriptionPermission(SubscriptionPermission),
    /// What the client knows, after a resume.
    SyncState(Box<SyncState>),
    /// Change the client's own name, metadata or attributes.
    UpdateMetadata(UpdateMetadata),
    /// Features of an audio track changed.
    UpdateAudioTrack {
        /// Which.
        track: TrackSid,
        /// Two channels.
        stereo: bool,
        /// Silence is not transmitted.
        dtx: bool,
    },
    /// The picture size of a video track changed.
    UpdateVideoTrack {
        /// Which.
        track: TrackSid,
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// Asks the server to misbehave in a known way, for tests. Only legal in development.
    Simulate(Simulation),
    /// Departs at once; there is no grace.
    Leave,
}

/// A session description. Whether it offers or answers is said by what carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct Description {
    /// Numbers offers; an answer repeats its offer's. Native clients always say 0.
    pub id: u32,
    /// At most [`super::limits::SDP_BYTES`].
    pub sdp: String,
    /// Media section id to track, for one peer connection; empty from v0 clients.
    pub mid_to_track: BTreeMap<String, TrackSid>,
}

impl std::fmt::Debug for Description {
    /// Without the SDP, which holds addresses and keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Description({}, {} bytes)", self.id, self.sdp.len())
    }
}

/// Which of the two peer connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Media towards us; with one connection: that one.
    Publisher,
    /// Media towards the client.
    Subscriber,
}

/// A trickled candidate.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// For which connection.
    pub target: Target,
    /// The attribute's value, `candidate:…`; `None` says there are no more.
    pub candidate: Option<String>,
    /// The media section.
    pub mid: Option<String>,
    /// The media section's index.
    pub mline_index: Option<u16>,
}

impl std::fmt::Debug for Candidate {
    /// Without the address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidate({:?}, mid {:?}, last {})", self.target, self.mid, self.candidate.is_none())
    }
}

/// A track about to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddTrack {
    /// The client's id of the media track; appears as msid in the offer.
    pub cid: String,
    /// Audio or video.
    pub kind: MediaKind,
    /// What it shows.
    pub source: Source,
    /// Shown name.
    pub name: String,
    /// Starts muted.
    pub muted: bool,
    /// Pixels; 0 for audio.
    pub width: u32,
    /// Pixels; 0 for audio.
    pub height: u32,
    /// Declared encodings.
    pub layers: Vec<TrackLayer>,
    /// Codecs the client means to use, best first; empty leaves it to the answer.
    pub codecs: Vec<OfferedCodec>,
    /// Set when this is a second codec of a track already published.
    pub sid: Option<TrackSid>,
    /// Two audio channels.
    pub stereo: bool,
    /// Silence is not transmitted.
    pub dtx: bool,
    /// Redundant audio may be sent.
    pub red: bool,
    /// Tracks with the same stream name are played in step.
    pub stream: String,
    /// End-to-end encryption.
    pub encryption: Encryption,
}

/// A codec a client means to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedCodec {
    /// `None` if this server does not forward it.
    pub codec: Option<Codec>,
    /// The client's id of the media track in this codec.
    pub cid: String,
}

/// Tracks to receive or to stop receiving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Which.
    pub tracks: Vec<TrackSid>,
    /// `false` stops.
    pub subscribe: bool,
}

/// How tracks are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackSettings {
    /// Which.
    pub tracks: Vec<TrackSid>,
    /// Not shown: pause.
    pub disabled: bool,
    /// Best quality worth sending.
    pub quality: Quality,
    /// Pixels of the element; 0 when unknown.
    pub width: u32,
    /// Pixels of the element; 0 when unknown.
    pub height: u32,
    /// Highest useful frame rate; 0 when unknown.
    pub fps: u32,
}

/// Who may subscribe to a client's tracks, as it wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionPermission {
    /// Everybody, everything.
    pub all_participants: bool,
    /// Otherwise these.
    pub allowed: Vec<TrackPermission>,
}

/// What one other participant may subscribe to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackPermission {
    /// By SID, in older clients.
    pub sid: Option<ParticipantSid>,
    /// By identity.
    pub identity: Option<Identity>,
    /// Every track.
    pub all_tracks: bool,
    /// Otherwise these.
    pub tracks: Vec<TrackSid>,
}

/// What a client knows when it resumes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncState {
    /// Its last answer on the subscriber's connection.
    pub answer: Option<Description>,
    /// Its last offer, or ours.
    pub offer: Option<Description>,
    /// With auto-subscribe the tracks it does *not* want, else those it wants.
    pub subscription: Option<Subscription>,
    /// Its own tracks. One we do not know means it must join afresh.
    pub published: Vec<(String, TrackSid)>,
    /// Tracks it does not show.
    pub disabled: Vec<TrackSid>,
    /// Last reliable data it received, per sender.
    pub received: Vec<(ParticipantSid, u32)>,
}

/// A client's wish about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateMetadata {
    /// For the answer.
    pub request_id: u32,
    /// New name; empty leaves it.
    pub name: String,
    /// New metadata; empty leaves it.
    pub metadata: String,
    /// Attributes to set; an empty value deletes.
    pub attributes: BTreeMap<String, String>,
}

/// The protocol's own test scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simulation {
    /// Announce random speakers for some seconds.
    Speakers {
        /// How long.
        seconds: u32,
    },
    /// Behave as if the node had died.
    NodeFailure,
    /// Move the session to another node.
    Migration,
    /// Tell the client to leave.
    ServerLeave,
    /// Use another transport for candidates.
    SwitchCandidates(CandidateTransport),
    /// Cap the downward bandwidth, bits per second; 0 lifts the cap.
    Bandwidth(u64),
    /// Close the socket after the next resume, with or without having sent anything.
    DropOnResume {
        /// Before any message.
        without_messages: bool,
    },
    /// Tell the client to join afresh.
    FullReconnect,
}

/// How candidates are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CandidateTransport {
    /// UDP.
    Udp,
    /// ICE-TCP.
    Tcp,
    /// TURN over TLS.
    Tls,
}
