//! The isolation invariant: who is in which room, counted by epochs.
//!
//! A packet may reach somebody only if the sender and the receiver have been in one room,
//! both without a move, since it arrived. Everything that is buffered therefore keeps a
//! [`Stamp`] of its sender and is checked against the live placement when it leaves.

use crate::id::{Epoch, ParticipantId, RoomId};
use crate::plane::table::IdMap;

/// Where one participant is, since which move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The room.
    pub room: RoomId,
    /// Its count of moves at that time.
    pub epoch: Epoch,
}

/// The placement of everybody on this shard.
#[derive(Default)]
pub struct Membership {
    places: IdMap<ParticipantId, Stamp>,
}

impl Membership {
    /// Puts a newcomer into a room.
    pub fn enter(&mut self, participant: ParticipantId, room: RoomId) {
        self.places.insert(participant, Stamp { room, epoch: Epoch::default() });
    }

    /// Moves somebody. The same room again changes nothing.
    pub fn place(&mut self, participant: ParticipantId, room: RoomId) -> Option<Epoch> {
        let place = self.places.get_mut(&participant)?;
        if place.room != room {
            *place = Stamp { room, epoch: Epoch(place.epoch.0 + 1) };
        }
        Some(place.epoch)
    }

    /// Takes somebody out of the world.
    pub fn leave(&mut self, participant: ParticipantId) {
        self.places.remove(&participant);
    }

    /// Where somebody is now.
    pub fn stamp(&self, participant: ParticipantId) -> Option<Stamp> {
        self.places.get(&participant).copied()
    }
}
