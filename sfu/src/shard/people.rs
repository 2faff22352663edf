//! Who is on the shard, and where each stands.

use std::time::Instant;

use rand::Rng;

use super::Shard;
use crate::id::{ParticipantId, RoomId};
use crate::node::{CloseCause, ConnectionState, DataChannel, Event, Wire};
use crate::plane::{Link, PlaneEvent};
use crate::table::IdMap;
use crate::transport::negotiation::downlink::Downlink;
use crate::transport::negotiation::receiver::Receiver;
use crate::transport::negotiation::uplink::Uplink;

/// Everybody on the shard.
pub type People = IdMap<ParticipantId, Person>;

/// One participant.
pub struct Person {
    pub wire: Wire,
    /// What they publish, as negotiated.
    pub uplink: Uplink,
    /// What they receive, as negotiated.
    pub downlink: Downlink,
}

impl Shard {
    pub(super) fn join(&mut self, now: Instant, participant: ParticipantId, room: RoomId, wire: Wire) {
        self.leave(now, participant);
        if self.plane.join(now, participant, room).is_err() {
            for link in [Link::Up, Link::Down] {
                let state = ConnectionState::Closed(CloseCause::Full);
                self.events.push_back(Event::Connection { participant, link, state });
            }
            return;
        }
        let session = self.random.next_u64();
        let person =
            Person { wire, uplink: Uplink::new(session), downlink: Downlink::new(participant, session) };
        self.people.insert(participant, person);
        if wire.is_one_connection() {
            self.receivers.insert(participant, Receiver::new(participant, wire));
        }
    }

    pub(super) fn leave(&mut self, now: Instant, participant: ParticipantId) {
        if self.people.remove(&participant).is_none() {
            return;
        }
        self.receivers.remove(&participant);
        self.speaking.remove(&participant);
        self.plane.leave(now, participant);
        self.forget_tracks_of(now, participant);
        for link in [Link::Up, Link::Down] {
            self.close(now, participant, link);
        }
    }

    fn close(&mut self, now: Instant, participant: ParticipantId, link: Link) {
        let Some(key) = self.ways.key(participant, link) else { return };
        if let Some(association) = self.ways.get_mut(key) {
            association.transport.close(now, CloseCause::Left);
        }
        if let Some(key) = self.ways.remove(participant, link) {
            self.demux.remove(key);
        }
    }

    pub(super) fn place(&mut self, now: Instant, participant: ParticipantId, room: RoomId) {
        let Some(epoch) = self.plane.place(now, participant, room) else { return };
        if let Some(association) =
            self.ways.key(participant, Link::Down).and_then(|key| self.ways.get_mut(key))
        {
            association.transport.drop_unsent_data();
        }
        self.events.push_back(Event::Placed { participant, room, epoch });
    }

    pub(super) fn send_data(
        &mut self,
        now: Instant,
        to: ParticipantId,
        channel: DataChannel,
        payload: Vec<u8>,
    ) {
        let Some(key) = self.ways.key(to, Link::Down) else { return };
        if let Some(association) = self.ways.get_mut(key) {
            association.transport.send_data(now, channel, payload);
            self.settle(now, key);
        }
    }

    /// Passes on what the plane says.
    pub(super) fn gather_news(&mut self, now: Instant) {
        while let Some(news) = self.plane.poll_event() {
            let event = match news {
                PlaneEvent::Speakers { room, levels } => {
                    self.hear(now, &levels);
                    Event::Speakers { room, levels }
                }
                PlaneEvent::Quality { participant, score } => Event::Quality { participant, score },
                PlaneEvent::StreamPaused { viewer, track, paused } => {
                    Event::StreamPaused { viewer, track, paused }
                }
                PlaneEvent::Used { track, qualities } => Event::Used { track, qualities },
                PlaneEvent::RoomSealed { room } => {
                    tracing::error!(?room, "an isolation check failed; the room is sealed");
                    continue;
                }
            };
            self.events.push_back(event);
        }
    }
}
