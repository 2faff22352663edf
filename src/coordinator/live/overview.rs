//! What the server API is shown of a session, and what it may do that nobody in it could.

use rand::CryptoRng;
use sfu::node::{Command as NodeCommand, DataChannel};
use signaling::livekit::data::from_server;
use signaling::livekit::request::Subscription;
use signaling::livekit::room_service::Data;
use signaling::livekit::{
    DisconnectReason, Identity, Leave, LeaveAction, ParticipantView, Response, RoomView,
};

use super::people::identity_of;
use super::{Effect, Live};
use crate::coordinator::placement::Numbers;
use crate::session::role::Role;
use crate::session::{ParticipantId, RoomId};

/// Names of data that was sent already, by the server API; the newest are remembered.
const NONCES: usize = 256;

/// A session as whoever runs the server sees it: who is here, not what is said.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The room of the media wire.
    pub room: RoomView,
    /// It has no case: the server API may do there what whoever leads may do.
    pub open_door: bool,
    /// Everybody planned.
    pub people: Vec<Attendee>,
    /// Caucuses and their names.
    pub caucuses: Vec<(RoomId, String)>,
}

/// One person of an [`Overview`].
#[derive(Clone, Debug)]
pub struct Attendee {
    /// Their place in the session.
    pub id: ParticipantId,
    /// Their identity on the media wire.
    pub identity: Identity,
    /// Their role.
    pub role: Role,
    /// Which of our rooms they are in.
    pub room: RoomId,
    /// As the media wire shows them; `None` while they are not on it.
    pub seen: Option<ParticipantView>,
}

/// What the server API does to a room without a case, beside the session's own commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Ends everybody's stay. Whoever joins next finds the room as it was.
    Dismiss,
    /// Has somebody join again elsewhere, with this token.
    SendAway {
        /// Whom.
        who: ParticipantId,
        /// For the other room.
        token: String,
    },
    /// Chooses what somebody receives.
    Subscribe {
        /// Who.
        who: ParticipantId,
        /// What.
        subscription: Subscription,
    },
    /// Sends data as the server, to everybody or to those named.
    Send(Data),
}

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// What the server API is shown.
    pub fn overview(&self) -> Overview {
        let attendee = |person: &crate::session::Participant| {
            let (id, role, room) = (person.id, person.role, person.room);
            Some(Attendee { id, identity: identity_of(person)?, role, room, seen: self.person(id) })
        };
        let caucuses = self.session.caucuses.iter();
        Overview {
            room: self.whole_room(),
            open_door: self.session.rules.open_door,
            people: self.session.participants.values().filter_map(attendee).collect(),
            caucuses: caucuses.map(|(room, caucus)| (*room, caucus.name.clone())).collect(),
        }
    }

    /// Does what the server API directs, in a room without a case. `false` in any other: there
    /// the session's rules are the only way.
    pub fn direct(&mut self, direction: Direction) -> bool {
        if !self.session.rules.open_door {
            return false;
        }
        match direction {
            Direction::Dismiss => self.end_all_stays_because(DisconnectReason::RoomDeleted),
            Direction::SendAway { who, token } => self.send_away(who, token),
            Direction::Subscribe { who, subscription } => self.subscribe(who, &subscription),
            Direction::Send(data) => self.send_from_server(data),
        }
        true
    }

    fn send_away(&mut self, who: ParticipantId, token: String) {
        let Some(stay) = self.stays.remove(&who) else { return };
        self.effects.extend(self.world.unseat(who).into_iter().map(Effect::Node));
        if let Some(link) = stay.link {
            let leave = Leave { reason: DisconnectReason::Migration, action: LeaveAction::Reconnect };
            self.effects.push(Effect::Media(link, Response::RefreshToken(token)));
            // The client closes the socket. If the server did, the client could take that for a
            // lost connection, and resume what is over.
            self.effects.push(Effect::Media(link, Response::Leave(leave)));
        }
        self.settle();
    }

    fn send_from_server(&mut self, data: Data) {
        if let Some(nonce) = data.nonce {
            if self.nonces.contains(&nonce) {
                return;
            }
            self.nonces.truncate(NONCES - 1);
            self.nonces.push_front(nonce);
        }
        let channel = if data.lossy { DataChannel::Lossy } else { DataChannel::Reliable };
        let is_meant = |who: &ParticipantId| {
            let identity = self.session.participant(*who).and_then(identity_of);
            data.to.is_empty() || identity.is_some_and(|identity| data.to.contains(&identity))
        };
        let seats = self.world.seats().filter(|(who, _)| is_meant(who)).map(|(_, seat)| seat.node_id);
        let seats: Vec<_> = seats.collect();
        let payload = from_server(data.payload, data.topic, data.lossy);
        for to in seats {
            let payload = payload.clone();
            self.effects.push(Effect::Node(NodeCommand::SendData { to, channel, payload }));
        }
    }
}
