//! One shard as a state machine: commands and datagrams in, datagrams and events out.
//!
//! `Node::handle_input(now, input)` is called once, then `poll_output()` until it yields a
//! deadline. Commands for one participant are applied in the order given; each one that has
//! an effect others rely on is acknowledged by an [`Event`].

mod announcement;

use std::net::{IpAddr, SocketAddr};

pub use announcement::{Announcement, DeclaredLayer};

pub use crate::transport::negotiation::receiver::Lacking;

use crate::id::{Epoch, ParticipantId, RoomId, TrackId};
use crate::media::tap::Tap;
use crate::media::{Codec, Quality};
use crate::plane::Link;

/// What the world above may ask of a node.
pub enum Command {
    /// Lets a participant onto this node, placed in `room`. Transports are made when the
    /// first offer arrives ([`Wire::TwoConnections`]: also when [`Command::OpenDown`] asks).
    Join {
        /// New, never used before.
        participant: ParticipantId,
        /// First placement.
        room: RoomId,
        /// One or two peer connections.
        wire: Wire,
    },
    /// Ends all transports, publications and subscriptions of a participant.
    Leave {
        /// Who.
        participant: ParticipantId,
    },
    /// Moves a participant: stops forwarding to and from the old room, drops everything
    /// buffered, then starts in the new room. Acknowledged by [`Event::Placed`].
    Place {
        /// Who.
        participant: ParticipantId,
        /// Where to. The same room again is a no-op that is acknowledged.
        room: RoomId,
    },

    /// A peer connection offer from the participant. Answered by [`Event::Answer`] or
    /// [`Event::NegotiationFailed`].
    Offer {
        /// Who offers.
        participant: ParticipantId,
        /// Echoed in the answer.
        offer_id: u32,
        /// The SDP, at most `limits::SDP_BYTES`.
        sdp: String,
    },
    /// Opens the downward connection: leads to a first [`Event::Offer`] that always has an
    /// application section and our data channels.
    OpenDown {
        /// Who.
        participant: ParticipantId,
    },
    /// The participant's answer to our last [`Event::Offer`].
    Answer {
        /// Who answers.
        participant: ParticipantId,
        /// Id of the offer it answers; 0 means the latest (some native clients).
        offer_id: u32,
        /// The SDP.
        sdp: String,
    },
    /// A trickled remote candidate. Only used by full ICE; ignored by ICE-lite.
    Candidate {
        /// Who.
        participant: ParticipantId,
        /// For which connection.
        link: Link,
        /// The candidate attribute's value, `candidate:…`.
        candidate: String,
    },
    /// Restarts ICE on the downward connection with a new offer (session resumption).
    RestartIce {
        /// Who.
        participant: ParticipantId,
    },

    /// Announces a track before its media section appears in an offer.
    Announce(Announcement),
    /// Forgets a track; subscribers' sections become inactive.
    Withdraw {
        /// Which.
        track: TrackId,
    },
    /// Offers a published track to a viewer and forwards it while both share a room.
    Subscribe {
        /// Who wants to receive.
        viewer: ParticipantId,
        /// What.
        track: TrackId,
        /// `participantSid|trackSid` for the viewer's SDP.
        stream_id: String,
        /// Track SID for the viewer's SDP.
        track_name: String,
    },
    /// Takes a subscription back.
    Unsubscribe {
        /// Who.
        viewer: ParticipantId,
        /// What.
        track: TrackId,
    },
    /// What the viewer shows of a track, for layer choice.
    Tune {
        /// Who.
        viewer: ParticipantId,
        /// What.
        track: TrackId,
        /// How much of it.
        wanted: Wanted,
    },
    /// Opens or closes a track at the source: closed means no packet of it reaches anybody,
    /// recorder included. This is the floor. Acknowledged by [`Event::Gated`].
    Gate {
        /// Which.
        track: TrackId,
        /// `true` lets it flow.
        open: bool,
    },
    /// What the publisher says about its own mute button; informs speakers and tap only.
    Muted {
        /// Which.
        track: TrackId,
        /// As the publisher says.
        muted: bool,
    },

    /// Starts or ends recording of whatever may be heard and seen in a room.
    Tap {
        /// Which room.
        room: RoomId,
        /// The listener; `None` takes it away. Acknowledged by [`Event::Tapped`].
        tap: Option<Box<dyn Tap>>,
    },
    /// Sends application data. Data not yet on the wire when the receiver's epoch changes is
    /// dropped.
    SendData {
        /// Receiver.
        to: ParticipantId,
        /// Channel.
        channel: DataChannel,
        /// One message.
        payload: Vec<u8>,
    },
    /// Asks the publisher for a keyframe, through the publication's gate.
    RequestKeyframe {
        /// Which video track.
        track: TrackId,
    },
}

/// One or two peer connections per participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// LiveKit v0: a publisher's and a subscriber's connection.
    TwoConnections,
    /// LiveKit v1: one connection, the client offers, again when [`Event::SectionsLacking`] asks.
    OneConnection,
    /// WHEP: one connection, and one offer that says all that will ever be received.
    OneOffer,
}

impl Wire {
    /// Media flows over the same connection both ways, and the client offers.
    pub fn is_one_connection(self) -> bool {
        self != Self::TwoConnections
    }
}

/// What a viewer shows of a video track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Off screen, or "pause video" (HE-09).
    pub disabled: bool,
    /// Best quality worth sending.
    pub quality: Quality,
    /// Size of the element in device pixels; 0 when unknown.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// Highest useful frame rate; 0 when unknown.
    pub fps: u32,
}

/// Which data channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataChannel {
    /// `_reliable`, ordered.
    Reliable,
    /// `_lossy`, unordered, no retransmission.
    Lossy,
}

/// What a node tells the world above.
#[derive(Debug)]
pub enum Event {
    /// A move took effect: nothing from the old room is forwarded from here on.
    Placed {
        /// Who.
        participant: ParticipantId,
        /// Where.
        room: RoomId,
        /// Its count of moves.
        epoch: Epoch,
    },
    /// The gate of a track took effect.
    Gated {
        /// Which.
        track: TrackId,
        /// As asked.
        open: bool,
    },
    /// A tap was attached (`true`) or detached; nothing more reaches a detached one.
    Tapped {
        /// Which room.
        room: RoomId,
        /// Attached.
        on: bool,
    },
    /// The answer to [`Command::Offer`].
    Answer {
        /// For whom.
        participant: ParticipantId,
        /// Echo.
        offer_id: u32,
        /// The SDP.
        sdp: String,
        /// Media section id to track, for wires that need the map.
        mid_to_track: Vec<(String, TrackId)>,
    },
    /// Our offer for the downward connection. At most one is outstanding; changes that
    /// happen meanwhile are folded into the next.
    Offer {
        /// For whom.
        participant: ParticipantId,
        /// Numbered from 1.
        offer_id: u32,
        /// The SDP.
        sdp: String,
        /// Media section id to track.
        mid_to_track: Vec<(String, TrackId)>,
    },
    /// The client of [`Wire::OneConnection`] shall offer again, with so many more sections in which
    /// it receives.
    SectionsLacking {
        /// Whose.
        participant: ParticipantId,
        /// How many.
        lacking: Lacking,
    },
    /// An offer or answer could not be used; nothing changed.
    NegotiationFailed {
        /// Whose.
        participant: ParticipantId,
        /// Which connection.
        link: Link,
        /// For the log and the wire's error code; contains no SDP.
        reason: String,
    },
    /// ICE and DTLS are complete (`Connected`), or the state changed otherwise.
    Connection {
        /// Whose.
        participant: ParticipantId,
        /// Which connection.
        link: Link,
        /// Now.
        state: ConnectionState,
    },
    /// The section of an announced track was negotiated; media may follow.
    Published {
        /// Which.
        track: TrackId,
        /// Media section id on the publisher's connection.
        mid: String,
        /// The codec its first offered payload type names.
        codec: Codec,
        /// Several encodings.
        simulcast: bool,
        /// Payload types as negotiated with the publisher, so that a recorder can tell them
        /// apart.
        payload_types: Vec<(u8, Carries)>,
        /// Header extensions as negotiated with the publisher: id and URI.
        extensions: Vec<(u8, String)>,
    },
    /// The section of a track became inactive or its transport ended.
    Unpublished {
        /// Which.
        track: TrackId,
    },
    /// A message arrived on a data channel.
    Data {
        /// Sender, as authenticated by the transport.
        from: ParticipantId,
        /// Channel.
        channel: DataChannel,
        /// One message, at most `limits::DATA_MESSAGE_BYTES`.
        payload: Vec<u8>,
    },
    /// Who speaks in a room changed noticeably. Levels 0 to 1; someone who stopped is listed
    /// once with level 0.
    Speakers {
        /// Which room.
        room: RoomId,
        /// Loudest first.
        levels: Vec<(ParticipantId, f32)>,
    },
    /// Connection quality of one participant, at most every few seconds and on change.
    Quality {
        /// Whose.
        participant: ParticipantId,
        /// 1 (unusable) to 5 (clean), from loss and delay of both links.
        score: f32,
    },
    /// The node paused or resumed a subscription for want of bandwidth.
    StreamPaused {
        /// Who receives less.
        viewer: ParticipantId,
        /// Of what.
        track: TrackId,
        /// Now.
        paused: bool,
    },
    /// Which encodings of a track anybody uses (dynacast); publishers may stop the others.
    Used {
        /// Which.
        track: TrackId,
        /// Per quality, lowest first.
        qualities: [(Quality, bool); 3],
    },
}

/// What a payload type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// The codec, packed as its own payload format says.
    Media(Codec),
    /// Redundant audio, RFC 2198.
    Red,
    /// Comfort noise, telephone events, FEC: nothing to hear or see.
    Other,
}

/// State of one ICE and DTLS association.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// Negotiated, not yet up.
    Connecting,
    /// Media and data can flow.
    Connected,
    /// No consent (RFC 7675) for a while; may come back.
    Interrupted,
    /// Ended: consent expired, DTLS failed or closed by the peer.
    Closed(CloseCause),
}

/// Why an association ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseCause {
    /// [`Command::Leave`].
    Left,
    /// The peer closed it (DTLS `close_notify` or SCTP abort).
    PeerClosed,
    /// No valid consent for 30 s (RFC 7675 §5.1).
    ConsentExpired,
    /// Handshake failed: fingerprint, profile or version.
    HandshakeFailed,
    /// This node carries as many tracks as it may.
    Full,
    /// Handshake or first connectivity check took too long.
    Timeout,
    /// It read its data channels too slowly: [`crate::limits::DATA_QUEUE_BYTES`] piled up.
    TooSlow,
}

/// Where a node can be reached; written into answers as host candidates.
#[derive(Clone, Debug)]
pub struct Reachable {
    /// UDP addresses, most preferred first.
    pub udp: Vec<SocketAddr>,
    /// Passive ICE-TCP addresses (RFC 6544).
    pub tcp: Vec<SocketAddr>,
    /// Addresses to advertise instead of bound ones, for servers behind one-to-one NAT.
    pub external: Vec<IpAddr>,
}
