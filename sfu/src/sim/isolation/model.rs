//! Who is where and who claims what, as the test knows it: nothing here is asked of the plane.

use std::collections::BTreeMap;

use super::verdict;
use crate::id::{ParticipantId, RoomId, TrackId};
use crate::media::Codec;
use crate::sim::label::Label;

/// Hearings at the same time, on one plane.
pub const HEARINGS: u64 = 3;
/// People in each.
pub const PEOPLE: u64 = 8;

/// The world as it should be.
#[derive(Default)]
pub struct Model {
    pub people: BTreeMap<ParticipantId, Person>,
    pub tracks: BTreeMap<TrackId, Track>,
    pub claims: BTreeMap<(ParticipantId, TrackId), Claim>,
    /// Which of a viewer's sources is which claim.
    pub sources: BTreeMap<(ParticipantId, u32), TrackId>,
    /// Rooms with a recorder, and since which event.
    pub tapped: BTreeMap<RoomId, u64>,
    /// Tracks that were used lately.
    pub in_use: Vec<TrackId>,
    /// Counts everything that arrives and every change of who may hear what.
    pub serial: u64,
    pub next_id: u64,
}

/// Somebody present.
pub struct Person {
    pub hearing: u64,
    pub room: RoomId,
    /// Since which event they are in this room.
    pub since: u64,
    pub is_connected: bool,
    /// Since which event they are connected.
    pub connected_since: u64,
    /// Takes neither retransmissions on a source of their own nor redundancy.
    pub is_plain: bool,
    pub tracks: Vec<TrackId>,
}

/// A published track.
pub struct Track {
    pub owner: ParticipantId,
    pub codec: Codec,
    pub payload_type: u8,
    pub is_redundant: bool,
    pub is_open: bool,
    /// Since which event it is open.
    pub open_since: u64,
    pub is_muted: bool,
    /// Since which event it is neither closed nor muted.
    pub audible_since: u64,
    pub encodings: Vec<EncodingModel>,
    pub frame: u32,
}

/// One encoding on its way to the node.
#[derive(Default)]
pub struct EncodingModel {
    pub ssrc: u32,
    pub rtx_ssrc: u32,
    pub sequence: u64,
    pub rtx_sequence: u16,
    pub picture_id: u16,
    pub wants_keyframe: bool,
    /// Packets that have not arrived: lost, or still on their way.
    pub held: Vec<Held>,
    /// The last packets of an audio track, for redundancy.
    pub recent: Vec<Recent>,
    /// Highest number that arrived.
    pub highest: u64,
}

/// A packet that has not arrived.
pub struct Held {
    pub sequence: u64,
    pub wire: Vec<u8>,
    pub is_lost: bool,
    /// When a later packet arrived first: from then on this one belongs to that time.
    pub frozen: Option<u64>,
}

/// An audio payload that may be repeated.
pub struct Recent {
    pub sequence: u64,
    pub payload: Vec<u8>,
    /// When it arrived, or when something later did.
    pub arrival: Option<u64>,
}

/// One viewer's subscription.
pub struct Claim {
    pub ssrc: u32,
    /// The last outgoing number seen.
    pub highest: u64,
}

impl Model {
    /// The next event.
    pub fn tick(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Notes a track as being used; the longest unused of six makes room.
    pub fn use_track(&mut self, track: TrackId) {
        self.in_use.retain(|&other| other != track);
        self.in_use.push(track);
        if self.in_use.len() > 6 {
            self.in_use.remove(0);
        }
    }

    /// What arrived on a track must be its owner's words.
    pub fn is_authentic(&self, label: &Label) -> Result<(), &'static str> {
        let owner = self.tracks.get(&label.track).map(|track| track.owner);
        if owner == Some(label.publisher) { Ok(()) } else { Err(verdict::MISATTRIBUTED) }
    }

    /// An id never used before.
    pub fn fresh(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// Whether what arrived at `arrival` on a track may leave to `viewer` now. The reason if
    /// not.
    pub fn may_hear(&self, viewer: ParticipantId, track: TrackId, arrival: u64) -> Result<(), &'static str> {
        let to = self.people.get(&viewer).ok_or(verdict::ABSENT)?;
        let state = self.tracks.get(&track).ok_or(verdict::WITHDRAWN)?;
        let from = self.people.get(&state.owner).ok_or(verdict::OF_ABSENT)?;
        if viewer == state.owner {
            Err(verdict::ONESELF)
        } else if !to.is_connected {
            Err(verdict::NOT_CONNECTED)
        } else if !self.claims.contains_key(&(viewer, track)) {
            Err(verdict::NOT_SUBSCRIBED)
        } else if from.room != to.room {
            Err(verdict::OTHER_ROOM)
        } else if from.since > arrival {
            Err(verdict::PUBLISHER_ELSEWHERE)
        } else if to.since.max(to.connected_since) > arrival {
            Err(verdict::BEFORE_VIEWER)
        } else if !state.is_open || state.open_since > arrival {
            Err(verdict::GATED)
        } else {
            Ok(())
        }
    }

    /// Whether what arrived at `arrival` on a track may be recorded in a room now.
    pub fn may_record(&self, room: RoomId, track: TrackId, arrival: u64) -> Result<(), &'static str> {
        let state = self.tracks.get(&track).ok_or(verdict::WITHDRAWN)?;
        let from = self.people.get(&state.owner).ok_or(verdict::OF_ABSENT)?;
        let Some(&tapped_since) = self.tapped.get(&room) else {
            return Err(verdict::NO_RECORDER);
        };
        if tapped_since > arrival {
            Err(verdict::BEFORE_RECORDER)
        } else if from.room != room || from.since > arrival {
            Err(verdict::RECORDED_ELSEWHERE)
        } else if !state.is_open || state.is_muted || state.audible_since > arrival {
            Err(verdict::RECORDED_SILENCED)
        } else {
            Ok(())
        }
    }

    /// Everybody who must get a packet of this track now.
    pub fn audience(&self, track: TrackId) -> usize {
        let all = self.people.keys();
        all.filter(|&&viewer| self.may_hear(viewer, track, self.serial).is_ok()).count()
    }
}
