//! The isolation invariant: who is in which room, counted by visits.
//!
//! A packet may reach somebody only if the sender and the receiver have been in one room,
//! both without a move, since it arrived. A [`Visit`] numbers one stay of one participant in
//! one room and is never used again. Everything that is buffered keeps the [`Stamp`] of its
//! sender's visit, every subscription the stamps of both sides, and [`Membership::permits`]
//! compares them with the living when a packet leaves.

use crate::fault::{Fault, planted};
use crate::id::{Epoch, ParticipantId, RoomId};
use crate::table::{IdMap, Key, Table};

/// One stay of one participant in one room, since the node began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit(u64);

impl Visit {
    /// Nobody's.
    pub const NONE: Self = Self(0);

    /// The visit with a number, for tests of what carries visits.
    #[cfg(test)]
    pub const fn numbered(number: u64) -> Self {
        Self(number)
    }
}

/// Where somebody is or was, and during which visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The room.
    pub room: RoomId,
    /// The stay.
    pub visit: Visit,
}

/// The time that a publisher and a viewer spend together: it begins when the later of them
/// comes into the room and ends when one of them leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The publisher's stay.
    pub publisher: Stamp,
    /// The viewer's stay.
    pub viewer: Stamp,
}

/// Position of a placement.
pub type Seat = Key<Placement>;

/// Where one participant is.
#[derive(Clone, Copy, Debug)]
pub struct Placement {
    participant: ParticipantId,
    stamp: Stamp,
    epoch: Epoch,
}

/// The placement of everybody on this shard.
#[derive(Default)]
pub struct Membership {
    placements: Table<ParticipantId, Placement>,
    visits: u64,
    present: IdMap<RoomId, u32>,
    sealed: Vec<RoomId>,
}

impl Membership {
    /// Entries that are held.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.placements.count() + self.present.len() + self.sealed.len()
    }

    /// Puts a newcomer into a room.
    pub fn enter(&mut self, participant: ParticipantId, room: RoomId) -> Seat {
        self.leave(participant);
        let stamp = self.visit(room);
        self.placements.insert(participant, Placement { participant, stamp, epoch: Epoch::default() })
    }

    /// Moves somebody. The same room again changes nothing.
    pub fn place(&mut self, participant: ParticipantId, room: RoomId) -> Option<Move> {
        let Placement { stamp: from, epoch, .. } = *self.placements.by_id(participant)?;
        if from.room == room {
            return Some(Move { from, to: from, epoch });
        }
        self.depart(from.room);
        let to = self.visit(room);
        let placement = self.placements.by_id_mut(participant)?;
        *placement = Placement { participant, stamp: to, epoch: Epoch(epoch.0 + 1) };
        Some(Move { from, to, epoch: placement.epoch })
    }

    /// Takes somebody out of the world.
    pub fn leave(&mut self, participant: ParticipantId) -> Option<Stamp> {
        let placement = self.placements.remove(participant)?;
        self.depart(placement.stamp.room);
        Some(placement.stamp)
    }

    /// Where somebody is now.
    pub fn stamp(&self, seat: Seat) -> Option<Stamp> {
        self.placements.get(seat).map(|placement| placement.stamp)
    }

    /// The contact of two people who are now in one room, unless it is sealed.
    pub fn contact(&self, publisher: Seat, viewer: Seat) -> Option<Contact> {
        if publisher == viewer && !planted(Fault::ServeOneself) {
            return None;
        }
        let (publisher, viewer) = (self.stamp(publisher)?, self.stamp(viewer)?);
        let is_together = publisher.room == viewer.room || planted(Fault::ServeOtherRooms);
        (is_together && !self.is_sealed(publisher.room)).then_some(Contact { publisher, viewer })
    }

    /// The last check before a packet leaves: it arrived during the visit `sent`, the contact
    /// it was forwarded in still lasts, and the room is not sealed.
    pub fn permits(&self, seats: [Seat; 2], sent: Visit, contact: Contact) -> bool {
        let [publisher, viewer] = seats;
        sent == contact.publisher.visit
            && contact.publisher.room == contact.viewer.room
            && self.stamp(publisher) == Some(contact.publisher)
            && self.stamp(viewer) == Some(contact.viewer)
            && !self.is_sealed(contact.viewer.room)
    }

    /// Ends all forwarding in a room until everybody has left it.
    pub fn seal(&mut self, room: RoomId) {
        if !self.is_sealed(room) {
            self.sealed.push(room);
        }
    }

    /// Whether a check failed in this room.
    pub fn is_sealed(&self, room: RoomId) -> bool {
        self.sealed.contains(&room)
    }

    /// Everybody in a room. Looks at everybody on the shard: for alarms, not for packets.
    pub fn people_in(&self, room: RoomId) -> Vec<ParticipantId> {
        let present = self.placements.values().filter(|placement| placement.stamp.room == room);
        present.map(|placement| placement.participant).collect()
    }

    /// Whether anybody is in a room.
    pub fn is_inhabited(&self, room: RoomId) -> bool {
        self.present.contains_key(&room)
    }

    fn visit(&mut self, room: RoomId) -> Stamp {
        self.visits += u64::from(!planted(Fault::RepeatVisits) || self.visits == 0);
        *self.present.entry(room).or_default() += 1;
        Stamp { room, visit: Visit(self.visits) }
    }

    fn depart(&mut self, room: RoomId) {
        let Some(count) = self.present.get_mut(&room) else { return };
        *count -= 1;
        if *count == 0 {
            self.present.remove(&room);
            self.sealed.retain(|&sealed| sealed != room);
        }
    }
}

/// A move that took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The stay that ended.
    pub from: Stamp,
    /// The stay that began; the same if nothing changed.
    pub to: Stamp,
    /// The participant's count of moves.
    pub epoch: Epoch,
}
