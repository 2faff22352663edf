//! Which session hears which event.

use crate::id::{ParticipantId, RoomId, TrackId};
use crate::io::Listener;
use crate::node::{Command, Event};
use crate::table::IdMap;

/// One session on this node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShareId(pub u64);

/// Sessions with what belongs to each.
#[derive(Default)]
pub struct Shares {
    listeners: IdMap<u64, Listener>,
    participants: IdMap<ParticipantId, ShareId>,
    rooms: IdMap<RoomId, ShareId>,
    tracks: IdMap<TrackId, ShareId>,
}

impl Shares {
    /// A session arrives.
    pub fn attach(&mut self, share: ShareId, listener: Listener) {
        self.listeners.insert(share.0, listener);
    }

    /// A session is over. Everybody of it who is still here must leave.
    pub fn detach(&mut self, share: ShareId) -> Vec<ParticipantId> {
        self.listeners.remove(&share.0);
        self.rooms.retain(|_, owner| *owner != share);
        self.tracks.retain(|_, owner| *owner != share);
        let left = self.participants.extract_if(|_, owner| *owner == share);
        left.map(|(participant, _)| participant).collect()
    }

    /// Notes to whom the things that a command names belong.
    pub fn note(&mut self, share: ShareId, command: &Command) {
        match command {
            Command::Join { participant, room, .. } => {
                self.participants.insert(*participant, share);
                self.rooms.insert(*room, share);
            }
            Command::Place { room, .. } | Command::Tap { room, .. } => {
                self.rooms.insert(*room, share);
            }
            Command::Announce(announcement) => {
                self.tracks.insert(announcement.track, share);
            }
            _ => {}
        }
    }

    /// Tells the session whose event it is.
    pub fn tell(&mut self, event: Event) {
        if let Some(listener) = self.owner(&event).and_then(|share| self.listeners.get(&share.0)) {
            listener(event);
        }
    }

    fn owner(&self, event: &Event) -> Option<ShareId> {
        let owner = match event {
            Event::Placed { participant, .. }
            | Event::Answer { participant, .. }
            | Event::Offer { participant, .. }
            | Event::SectionsLacking { participant, .. }
            | Event::NegotiationFailed { participant, .. }
            | Event::Connection { participant, .. }
            | Event::Data { from: participant, .. }
            | Event::Quality { participant, .. }
            | Event::StreamPaused { viewer: participant, .. } => self.participants.get(participant),
            Event::Gated { track, .. }
            | Event::Published { track, .. }
            | Event::Unpublished { track }
            | Event::Used { track, .. } => self.tracks.get(track),
            Event::Tapped { room, .. } | Event::Speakers { room, .. } => self.rooms.get(room),
        };
        owner.copied()
    }
}
