//! The media plane of one shard: rooms, publications, subscriptions, repair and bandwidth.
//!
//! It sees decrypted packets and produces packets to be encrypted, so it can be driven
//! without crypto and without a network by `sim`.

mod event;
mod inbound;
mod participant;
pub mod spec;
pub(crate) mod table;

use std::collections::VecDeque;
use std::time::Instant;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub use event::PlaneEvent;
pub use spec::{PublicationSpec, SubscriptionSpec};

use crate::forward::publication::Publication;
use crate::forward::rewriter::Rewriter;
use crate::forward::subscription::Subscription;
use crate::id::{Epoch, ParticipantId, RoomId, TrackId};
use crate::media::Quality;
use crate::media::tap::TapPacket;
use crate::node::Wanted;
use crate::room::membership::Membership;
use participant::Participant;
use table::{IdMap, Table};

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
}

impl Default for PlaneConfig {
    fn default() -> Self {
        Self { start_bitrate_bps: 1_000_000, max_bitrate_bps: 20_000_000 }
    }
}

/// The media plane of one shard, a state machine: every call takes the time, RTP and RTCP
/// leave through an [`Outlet`], news through [`Plane::poll_event`].
///
/// After each call the driver asks [`Plane::poll_timeout`] and calls
/// [`Plane::handle_timeout`] no earlier than that.
pub struct Plane {
    random: ChaCha8Rng,
    membership: Membership,
    participants: Table<ParticipantId, Participant>,
    publications: Table<TrackId, Publication>,
    subscriptions: Table<(ParticipantId, TrackId), Subscription>,
    taps: IdMap<RoomId, ()>,
    events: VecDeque<PlaneEvent>,
}

impl Plane {
    /// An empty plane. The seed decides initial sequence numbers and timestamps: random in
    /// production, fixed in a simulation.
    pub fn new(_config: PlaneConfig, seed: u64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            membership: Membership::default(),
            participants: Table::default(),
            publications: Table::default(),
            subscriptions: Table::default(),
            taps: IdMap::default(),
            events: VecDeque::new(),
        }
    }

    /// Lets somebody in, placed in `room`, not yet connected.
    pub fn join(&mut self, _now: Instant, participant: ParticipantId, room: RoomId) {
        self.membership.enter(participant, room);
        self.participants.insert(participant, Participant::default());
    }

    /// Takes somebody out, with all their publications and subscriptions.
    pub fn leave(&mut self, _now: Instant, participant: ParticipantId) {
        let Some(gone) = self.participants.remove(participant) else { return };
        self.membership.leave(participant);
        for track in gone.publications {
            self.unpublish(track);
        }
        for track in gone.subscriptions {
            self.unsubscribe(participant, track);
        }
    }

    /// Moves somebody: when this returns, nothing of the old room is forwarded to or from
    /// them any more. The same room again is a no-op. `None` if they never joined.
    pub fn place(&mut self, now: Instant, participant: ParticipantId, room: RoomId) -> Option<Epoch> {
        let epoch = self.membership.place(participant, room)?;
        self.want_keyframes(now, participant);
        Some(epoch)
    }

    /// One of somebody's transports came up or went down. Nothing is forwarded to a viewer
    /// whose [`Link::Down`] is not up.
    pub fn connected(&mut self, now: Instant, participant: ParticipantId, link: Link, up: bool) {
        let Some(row) = self.participants.by_id_mut(participant) else { return };
        match link {
            Link::Up => row.up = up,
            Link::Down => row.down = up,
        }
        if up && link == Link::Down {
            self.want_keyframes(now, participant);
        }
    }

    /// Adds or renegotiates a track. Ignored if its owner has not joined or has too many.
    pub fn publish(&mut self, _now: Instant, spec: PublicationSpec) {
        let Some(owner) = self.participants.by_id_mut(spec.owner) else { return };
        owner.unbind(spec.track);
        if !owner.publications.contains(&spec.track) {
            if owner.publications.len() >= crate::limits::PUBLICATIONS_PER_PARTICIPANT {
                return;
            }
            owner.publications.push(spec.track);
        }
        owner.declare(&spec);
        match self.publications.by_id_mut(spec.track) {
            Some(known) => known.renegotiate(spec),
            None => {
                self.publications.insert(spec.track, Publication::new(spec));
            }
        }
    }

    /// Forgets a track and every subscription to it.
    pub fn unpublish(&mut self, track: TrackId) {
        let Some(gone) = self.publications.remove(track) else { return };
        if let Some(owner) = self.participants.by_id_mut(gone.spec.owner) {
            owner.publications.retain(|&other| other != track);
            owner.unbind(track);
        }
        for key in gone.subscribers {
            if let Some(viewer) = self.subscriptions.get(key).map(|row| row.spec.viewer) {
                self.subscriptions.remove((viewer, track));
                if let Some(row) = self.participants.by_id_mut(viewer) {
                    row.subscriptions.retain(|&other| other != track);
                }
            }
        }
    }

    /// Adds or renegotiates a subscription. Ignored if the viewer or the track is unknown.
    pub fn subscribe(&mut self, now: Instant, spec: SubscriptionSpec) {
        let (viewer, track) = (spec.viewer, spec.track);
        if let Some(known) = self.subscriptions.by_id_mut((viewer, track)) {
            known.spec = spec;
            return;
        }
        let Some(publication) = self.publications.key(track) else { return };
        let Some(row) = self.participants.by_id_mut(viewer) else { return };
        if row.subscriptions.len() >= crate::limits::SUBSCRIPTIONS_PER_PARTICIPANT {
            return;
        }
        row.subscriptions.push(track);
        let rewriter = Rewriter::new(self.random.next_u32() as u16, self.random.next_u32());
        let wanted = Wanted { disabled: false, quality: Quality::High, width: 0, height: 0, fps: 0 };
        let subscription = Subscription { spec, publication, wanted, rewriter, current: None };
        let key = self.subscriptions.insert((viewer, track), subscription);
        if let Some(row) = self.publications.get_mut(publication) {
            row.subscribers.push(key);
        }
        self.request_keyframe(now, track);
    }

    /// Takes a subscription back.
    pub fn unsubscribe(&mut self, viewer: ParticipantId, track: TrackId) {
        let Some(key) = self.subscriptions.key((viewer, track)) else { return };
        self.subscriptions.remove((viewer, track));
        if let Some(row) = self.participants.by_id_mut(viewer) {
            row.subscriptions.retain(|&other| other != track);
        }
        if let Some(row) = self.publications.by_id_mut(track) {
            row.subscribers.retain(|&other| other != key);
        }
    }

    /// What the viewer shows of a track.
    pub fn tune(&mut self, now: Instant, viewer: ParticipantId, track: TrackId, wanted: Wanted) {
        let Some(subscription) = self.subscriptions.by_id_mut((viewer, track)) else { return };
        let resumed = subscription.wanted.disabled && !wanted.disabled;
        subscription.wanted = wanted;
        if resumed {
            self.request_keyframe(now, track);
        }
    }

    /// Opens or closes a track at the source: when this returns with `open` false, no packet
    /// of it reaches anybody, recorder included.
    pub fn gate(&mut self, now: Instant, track: TrackId, open: bool) {
        let Some(publication) = self.publications.by_id_mut(track) else { return };
        publication.open = open;
        if open {
            self.request_keyframe(now, track);
        }
    }

    /// What the publisher says of its own mute button.
    pub fn muted(&mut self, _now: Instant, track: TrackId, muted: bool) {
        if let Some(publication) = self.publications.by_id_mut(track) {
            publication.muted = muted;
        }
    }

    /// Attaches or detaches the recorder of a room.
    pub fn tap(&mut self, _now: Instant, room: RoomId, on: bool) {
        if on {
            self.taps.insert(room, ());
        } else {
            self.taps.remove(&room);
        }
    }

    /// Asks the publisher for a keyframe of every encoding, through the gate.
    pub fn request_keyframe(&mut self, _now: Instant, track: TrackId) {
        let Some(publication) = self.publications.by_id_mut(track) else { return };
        for encoding in &mut publication.encodings {
            encoding.gate.want();
        }
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
        inbound::rtp(self, now, from, packet, outlet);
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
        inbound::rtcp(self, now, from, link, packet, outlet);
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant, outlet: &mut impl Outlet) {
        inbound::keyframe_requests(self, now, outlet);
    }

    /// When [`Plane::handle_timeout`] is due.
    pub fn poll_timeout(&self) -> Deadline {
        inbound::keyframe_deadline(self)
    }

    /// The next piece of news.
    pub fn poll_event(&mut self) -> Option<PlaneEvent> {
        self.events.pop_front()
    }

    fn want_keyframes(&mut self, now: Instant, viewer: ParticipantId) {
        let Some(row) = self.participants.by_id(viewer) else { return };
        for track in row.subscriptions.clone() {
            self.request_keyframe(now, track);
        }
    }
}

#[cfg(test)]
mod tests;
