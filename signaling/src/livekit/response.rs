//! What a client may be told.

use sfu::media::{Codec, Quality};

use super::leave::Leave;
use super::participant::ParticipantUpdate;
use super::request::{Candidate, Description};
use super::room::RoomView;
use super::sid::{ParticipantSid, TrackSid};
use super::track::TrackView;

/// A message to a client. The first one of a socket must be [`Response::Join`],
/// [`Response::Reconnect`] or [`Response::Leave`]; [`super::Connection`] holds back the rest.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// The answer to a fresh join.
    Join(Box<Join>),
    /// The answer to a resume of a stay that is still alive.
    Reconnect(Reconnect),
    /// The end of the stay or of the socket.
    Leave(Leave),
    /// Our answer to the client's offer. Its id is the offer's.
    Answer(Description),
    /// Our offer for the subscriber's connection; ids count from 1.
    Offer(Description),
    /// A candidate of ours.
    Trickle(Candidate),
    /// Participants that changed; made by [`super::Roster`]. Send it before the SDP that
    /// carries a new track.
    Participants(Vec<ParticipantUpdate>),
    /// The client's own track has a SID now; must follow an add request at once.
    TrackPublished {
        /// The client's id of the track, echoed.
        cid: String,
        /// As the publisher sees it.
        track: TrackView,
    },
    /// The client must stop publishing a track; it releases the device.
    TrackUnpublished {
        /// Which.
        track: TrackSid,
    },
    /// The client must mute or unmute its own track; it obeys both and echoes.
    Mute {
        /// Which.
        track: TrackSid,
        /// `true` mutes.
        muted: bool,
    },
    /// Who speaks, as changes. Somebody who stopped is listed once, not active.
    Speakers(Vec<Speaker>),
    /// The room's name, metadata or recording flag changed.
    Room(RoomView),
    /// Connection quality of participants the viewer may know of.
    ConnectionQuality(Vec<QualityReport>),
    /// Subscribed tracks that were paused or resumed for want of bandwidth.
    StreamState(Vec<StreamState>),
    /// Which encodings of the client's own track anybody uses (dynacast).
    SubscribedQuality {
        /// Which track.
        track: TrackSid,
        /// Its codec.
        codec: Codec,
        /// What is wanted, per quality.
        qualities: Vec<(Quality, bool)>,
    },
    /// Whether the client may subscribe to a track.
    SubscriptionPermission {
        /// Whose track.
        participant: ParticipantSid,
        /// Which.
        track: TrackSid,
        /// May it.
        allowed: bool,
    },
    /// A subscription that cannot be.
    SubscriptionFailed {
        /// Which track.
        track: TrackSid,
        /// Why.
        error: SubscriptionError,
    },
    /// Somebody receives the client's own track now.
    TrackSubscribed {
        /// Which.
        track: TrackSid,
    },
    /// The token for the next connection.
    RefreshToken(String),
    /// The outcome of a request that carries an id.
    RequestResult(RequestResult),
    /// The client is in another room now, on the same connections (protocol 16).
    RoomMoved(Box<RoomMoved>),
    /// One peer connection only: sections to add before the next offer; zeros ask for an offer.
    MediaSections {
        /// For audio.
        audios: u32,
        /// For video.
        videos: u32,
    },
}

/// Everything a client needs to start.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Where it is.
    pub room: RoomView,
    /// Itself.
    pub me: ParticipantUpdate,
    /// Everybody it may know of.
    pub others: Vec<ParticipantUpdate>,
    /// STUN and TURN.
    pub ice_servers: Vec<IceServer>,
    /// How it is to behave.
    pub configuration: ClientConfiguration,
    /// The server offers the first connection: v0 and may subscribe.
    pub subscriber_primary: bool,
    /// The client may offer its publisher connection at once: v0 and may publish.
    pub fast_publish: bool,
    /// The node, for support; empty is not told.
    pub node: String,
}

/// The answer to a resume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconnect {
    /// STUN and TURN.
    pub ice_servers: Vec<IceServer>,
    /// How it is to behave.
    pub configuration: ClientConfiguration,
    /// Last sequence number of the client's reliable data that arrived: it repeats the rest.
    pub last_data_sequence: u32,
    /// The node, for support; empty is not told.
    pub node: String,
}

/// How a client is to behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ClientConfiguration {
    /// Use relays only.
    pub force_relay: bool,
    /// Never resume, always join afresh.
    pub no_resume: bool,
}

/// A STUN or TURN server with short-lived credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct IceServer {
    /// `stun:`, `turn:` or `turns:` URLs.
    pub urls: Vec<String>,
    /// Empty for STUN.
    pub username: String,
    /// Empty for STUN.
    pub credential: String,
}

impl std::fmt::Debug for IceServer {
    /// Without the credential.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IceServer").field("urls", &self.urls).finish_non_exhaustive()
    }
}

/// How loud somebody is.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// Who.
    pub participant: ParticipantSid,
    /// 0 to 1.
    pub level: f32,
    /// Speaks now.
    pub active: bool,
}

/// How good somebody's connection is.
#[derive(Clone, Debug, PartialEq)]
pub struct QualityReport {
    /// Whose.
    pub participant: ParticipantSid,
    /// In a word.
    pub quality: ConnectionQuality,
    /// 1 (unusable) to 5 (clean).
    pub score: f32,
}

/// Connection quality in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConnectionQuality {
    /// Bad.
    Poor,
    /// Good.
    Good,
    /// Clean.
    Excellent,
    /// No media for a while. Telling a publisher this about itself for 10 s makes web clients
    /// join afresh: tell it to others only.
    Lost,
}

/// A subscription that flows or pauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamState {
    /// Whose track.
    pub participant: ParticipantSid,
    /// Which.
    pub track: TrackSid,
    /// Paused for want of bandwidth.
    pub paused: bool,
}

/// Why a track cannot be subscribed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubscriptionError {
    /// The viewer cannot decode it.
    CodecUnsupported,
    /// There is none, for this viewer.
    TrackNotFound,
}

/// The outcome of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestResult {
    /// The request's id.
    pub request_id: u32,
    /// How it went.
    pub outcome: RequestOutcome,
    /// For the developer of the client.
    pub message: String,
}

/// How a request went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestOutcome {
    /// Done. Sent to clients of protocol 15 and later.
    Ok,
    /// No such thing.
    NotFound,
    /// Not permitted.
    NotAllowed,
    /// Too much of it.
    LimitExceeded,
    /// Not a legal request.
    Invalid,
}

/// A move to another room on a live connection.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomMoved {
    /// Where it is now.
    pub room: RoomView,
    /// The token for the next connection.
    pub token: String,
    /// Itself.
    pub me: ParticipantUpdate,
    /// Everybody it may know of now.
    pub others: Vec<ParticipantUpdate>,
}
