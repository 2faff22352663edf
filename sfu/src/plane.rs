//! The media plane of one shard: rooms, publications, subscriptions, repair and bandwidth.
//!
//! It sees decrypted packets and produces packets to be encrypted, so it can be driven
//! without crypto and without a network by `sim`.

mod agenda;
mod allocating;
mod contacts;
mod counters;
mod downlink;
mod event;
mod exit;
mod fanout;
mod feedback;
mod inbound;
mod pacing;
pub(crate) mod participant;
mod publishing;
mod rooms;
mod sources;
pub mod spec;
mod subscribing;
mod upkeep;
mod uplink;
mod usage;

use std::collections::VecDeque;
use std::time::Instant;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

pub use counters::Counters;
pub use event::{PlaneEvent, Refused};
pub use spec::{PublicationSpec, SubscriptionSpec};

use crate::fault::{Fault, planted};
use crate::forward::publication::Publication;
use crate::forward::subscription::Subscription;
use crate::id::{Epoch, ParticipantId, RoomId, TrackId};
use crate::limits;
use crate::load::Relief;
use crate::media::rtp::HeaderWriter;
use crate::media::tap::TapPacket;
use crate::node::Wanted;
use crate::room::Room;
use crate::room::membership::Membership;
use crate::table::{IdMap, Table};
use agenda::Agenda;
use downlink::Downlink;
use participant::Participant;

/// Which of a participant's connections a packet uses. With one peer connection per person
/// both are the same transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Link {
    /// Publisher's connection: media towards us, our feedback towards the publisher.
    Up,
    /// Subscriber's connection: media towards the subscriber, their feedback towards us.
    Down,
}

/// The one way out of the plane. Whoever implements it sees every byte that leaves a room:
/// `node` encrypts and sends, `sim` compares with what was allowed.
pub trait Outlet {
    /// Sends one RTP packet to `to`, as `header` followed by `payload`.
    ///
    /// `index` is the packet's extended sequence number (rollover counter and 16 bits), from
    /// which SRTP derives its nonce.
    fn rtp(&mut self, to: ParticipantId, index: u64, header: &[u8], payload: &[u8]);

    /// Sends one compound RTCP packet to `to` over `link`.
    fn rtcp(&mut self, to: ParticipantId, link: Link, packet: &[u8]);

    /// Hands one packet to the recorder that listens in `room`, if any. `false`: not kept.
    fn tap(&mut self, room: RoomId, packet: TapPacket<'_>) -> bool;
}

/// When something must happen next.
pub type Deadline = Option<Instant>;

/// What may be set for a whole shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaneConfig {
    /// Bandwidth assumed for a viewer of whom nothing is known yet.
    pub start_bitrate_bps: u32,
    /// Most that is ever sent to one viewer.
    pub max_bitrate_bps: u32,
    /// Publications and subscriptions this shard carries; beyond it nobody may join. Those
    /// who have joined may go on publishing and subscribing within their own limits.
    pub tracks_max: usize,
}

impl Default for PlaneConfig {
    fn default() -> Self {
        Self { start_bitrate_bps: 1_000_000, max_bitrate_bps: 20_000_000, tracks_max: 4_000 }
    }
}

/// The media plane of one shard, a state machine: every call takes the time, RTP and RTCP
/// leave through an [`Outlet`], news through [`Plane::poll_event`].
///
/// After each call the driver asks [`Plane::poll_timeout`] and calls
/// [`Plane::handle_timeout`] no earlier than that.
pub struct Plane {
    config: PlaneConfig,
    random: ChaCha8Rng,
    membership: Membership,
    rooms: IdMap<RoomId, Room>,
    participants: Table<ParticipantId, Participant>,
    publications: Table<TrackId, Publication>,
    subscriptions: Table<(ParticipantId, TrackId), Subscription>,
    agenda: Agenda,
    events: VecDeque<PlaneEvent>,
    counters: Counters,
    relief: Relief,
    /// Tracks that recorders have to be told about.
    silenced: Vec<(RoomId, TrackId)>,
    /// Rooms in which an isolation check failed and that are not sealed yet.
    breached: Vec<RoomId>,
    header: HeaderWriter,
    scratch: Box<[u8; limits::PACKET_BYTES]>,
}

impl Plane {
    /// An empty plane. The seed decides initial sequence numbers and timestamps: random in
    /// production, fixed in a simulation.
    pub fn new(config: PlaneConfig, seed: u64) -> Self {
        Self {
            config,
            random: ChaCha8Rng::seed_from_u64(seed),
            membership: Membership::default(),
            rooms: IdMap::default(),
            participants: Table::default(),
            publications: Table::default(),
            subscriptions: Table::default(),
            agenda: Agenda::default(),
            events: VecDeque::new(),
            counters: Counters::default(),
            relief: Relief::None,
            silenced: Vec::new(),
            breached: Vec::new(),
            header: HeaderWriter::default(),
            scratch: Box::new([0; limits::PACKET_BYTES]),
        }
    }

    /// Lets somebody in, placed in `room`, not yet connected. Refused when this node carries
    /// as many tracks as it may, or does not keep up; who is in already is never refused.
    pub fn join(&mut self, now: Instant, participant: ParticipantId, room: RoomId) -> Result<(), Refused> {
        let is_newcomer = self.participants.key(participant).is_none();
        if is_newcomer && self.tracks() >= self.config.tracks_max {
            return Err(Refused::Full);
        }
        if is_newcomer && self.relief != Relief::None {
            return Err(Refused::Overloaded);
        }
        self.leave(now, participant);
        let seat = self.membership.enter(participant, room);
        let downlink = Downlink::new(&self.config);
        self.participants.insert(participant, Participant::new(participant, seat, downlink));
        Ok(())
    }

    /// Takes somebody out, with all their publications and subscriptions.
    pub fn leave(&mut self, now: Instant, participant: ParticipantId) {
        let Some(stamp) = self.membership.leave(participant) else { return };
        self.leave_speakers(now, participant, stamp.room);
        self.remove_participant(now, participant);
        self.forget_room_if_empty(stamp.room);
    }

    /// Moves somebody: when this returns, nothing of the old room is forwarded to or from
    /// them any more. The same room again is a no-op. `None` if they never joined.
    pub fn place(&mut self, now: Instant, participant: ParticipantId, room: RoomId) -> Option<Epoch> {
        let change = self.membership.place(participant, room)?;
        if change.from != change.to {
            self.move_contacts(now, participant, &change);
            self.forget_room_if_empty(change.from.room);
        }
        Some(change.epoch)
    }

    /// One of somebody's transports came up or went down. Nothing is forwarded to a viewer
    /// whose [`Link::Down`] is not up.
    pub fn connected(&mut self, now: Instant, participant: ParticipantId, link: Link, up: bool) {
        let Some(key) = self.participants.key(participant) else { return };
        if let Some(row) = self.participants.get_mut(key).filter(|_| link == Link::Down) {
            row.downlink.is_connected = up;
            if !planted(Fault::KeepViewsOnDisconnect) {
                self.refresh_subscribed(now, key);
            }
        }
    }

    /// Adds or renegotiates a track.
    pub fn publish(&mut self, now: Instant, spec: PublicationSpec) -> Result<(), Refused> {
        self.add_publication(now, spec)
    }

    /// Forgets a track and every subscription to it.
    pub fn unpublish(&mut self, now: Instant, track: TrackId) {
        self.remove_publication(now, track);
    }

    /// Adds or renegotiates a subscription.
    pub fn subscribe(&mut self, now: Instant, spec: SubscriptionSpec) -> Result<(), Refused> {
        self.add_subscription(now, spec)
    }

    /// Takes a subscription back.
    pub fn unsubscribe(&mut self, now: Instant, viewer: ParticipantId, track: TrackId) {
        self.remove_subscription(now, (viewer, track));
    }

    /// What the viewer shows of a track.
    pub fn tune(&mut self, now: Instant, viewer: ParticipantId, track: TrackId, wanted: Wanted) {
        self.set_wanted(now, (viewer, track), wanted);
    }

    /// Opens or closes a track at the source: when this returns with `open` false, no packet
    /// of it reaches anybody, recorder included.
    pub fn gate(&mut self, now: Instant, track: TrackId, open: bool) {
        self.set_gate(now, track, open);
    }

    /// What the publisher says of its own mute button. Viewers still get what is sent; the
    /// recorder and the list of speakers do not.
    pub fn muted(&mut self, now: Instant, track: TrackId, muted: bool) {
        self.set_muted(now, track, muted);
    }

    /// Attaches or detaches the recorder of a room.
    pub fn tap(&mut self, now: Instant, room: RoomId, on: bool) {
        self.set_tap(now, room, on);
    }

    /// Asks the publisher for a keyframe of every encoding, through the gate.
    pub fn request_keyframe(&mut self, now: Instant, track: TrackId) {
        let Some(key) = self.publications.key(track) else { return };
        if let Some(publication) = self.publications.get_mut(key) {
            publication.want_keyframe(None);
        }
        self.want_attention(now, key);
    }

    /// Takes one decrypted RTP packet; `packet` may be changed. Anything that is not media of
    /// a track this participant published is dropped.
    pub fn handle_rtp(
        &mut self,
        now: Instant,
        from: ParticipantId,
        packet: &mut [u8],
        outlet: &mut impl Outlet,
    ) {
        self.receive_rtp(now, from, packet, outlet);
    }

    /// Takes one decrypted compound RTCP packet.
    pub fn handle_rtcp(
        &mut self,
        now: Instant,
        from: ParticipantId,
        link: Link,
        packet: &[u8],
        outlet: &mut impl Outlet,
    ) {
        self.receive_rtcp(now, from, link, packet, outlet);
    }

    /// What viewers do without from now on, because the shard does not keep up otherwise.
    pub fn relieve(&mut self, now: Instant, relief: Relief) {
        self.set_relief(now, relief);
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant, outlet: &mut impl Outlet) {
        self.tell_silenced(now, outlet);
        self.run_due(now, outlet);
    }

    /// When [`Plane::handle_timeout`] is due; a time that has passed means at once.
    pub fn poll_timeout(&self) -> Deadline {
        self.agenda.next()
    }

    /// The next piece of news.
    pub fn poll_event(&mut self) -> Option<PlaneEvent> {
        self.events.pop_front()
    }

    /// What was dropped and why, since the beginning.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// What somebody's downlink is believed to take, in bits per second.
    pub fn estimate_bps(&self, participant: ParticipantId) -> Option<u64> {
        self.participants.by_id(participant).map(|row| row.downlink.estimator.bitrate_bps())
    }

    /// Entries that are held, of whatever kind.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        let Self { rooms, participants, agenda, events, silenced, breached, .. } = self;
        let news = events.len() + silenced.len() + breached.len();
        rooms.len() + participants.count() + self.tracks() + agenda.held() + self.membership.held() + news
    }

    /// Tracks carried: each publication and each subscription is one.
    pub fn tracks(&self) -> usize {
        self.publications.count() + self.subscriptions.count()
    }
}

#[cfg(test)]
mod tests;
