//! What concerns a whole room: its recorder and its speakers.

use std::time::Instant;

use super::agenda::Job;
use super::{Outlet, Plane, PlaneEvent};
use crate::fault::{Fault, planted};
use crate::forward::publication::Publication;
use crate::id::{ParticipantId, RoomId, TrackId};
use crate::limits;
use crate::media::rtp::Packet;
use crate::media::tap::{TapContent, TapPacket};
use crate::room::membership::Seat;
use crate::table::Key;

impl Plane {
    pub(super) fn set_tap(&mut self, now: Instant, room: RoomId, on: bool) {
        let state = self.rooms.entry(room).or_default();
        if state.is_tapped == on {
            return;
        }
        state.is_tapped = on;
        for participant in self.membership.people_in(room) {
            let Some(row) = self.participants.by_id(participant) else { continue };
            for key in row.publications.clone() {
                self.want_usage(now, key);
                let Some(publication) = self.publications.get_mut(key) else { continue };
                if !planted(Fault::KeepRecordingOnTap) {
                    publication.recording.reset();
                }
                let (track, is_silenced) = (publication.spec.track, publication.is_silenced());
                if on && is_silenced {
                    self.note_silenced(now, track);
                }
            }
        }
        self.forget_room_if_empty(room);
    }

    /// Whether a recorder listens in a room.
    pub(super) fn is_recorded(&self, room: RoomId) -> bool {
        let is_tapped = self.rooms.get(&room).is_some_and(|room| room.is_tapped);
        (is_tapped || planted(Fault::RecordEverywhere)) && !self.membership.is_sealed(room)
    }

    /// A recorder has to be told that a track fell silent or may be heard again.
    pub(super) fn note_silenced(&mut self, now: Instant, track: TrackId) {
        let Some(publication) = self.publications.by_id(track) else { return };
        let Some(stamp) = self.membership.stamp(publication.seat) else { return };
        if self.is_recorded(stamp.room) {
            self.silenced.push((stamp.room, track));
            let owner = publication.owner;
            if let Some(row) = self.participants.get_mut(owner) {
                self.agenda.schedule(&mut row.uplink.due, Job::Uplink(owner), now);
            }
        }
    }

    /// Tells recorders what they have to be told.
    pub(super) fn tell_silenced(&mut self, now: Instant, outlet: &mut impl Outlet) {
        for (room, track) in std::mem::take(&mut self.silenced) {
            let Some(publication) = self.publications.by_id(track) else { continue };
            let is_there = self.membership.stamp(publication.seat).is_some_and(|stamp| stamp.room == room);
            if is_there && self.is_recorded(room) {
                let content = TapContent::Silenced(publication.is_silenced());
                let participant = publication.spec.owner;
                outlet.tap(room, TapPacket { participant, track, received: now, content });
            }
        }
    }

    /// Takes note of the audio level of a packet.
    pub(super) fn hear(&mut self, now: Instant, key: Key<Publication>, packet: &Packet) {
        let Some(level) = packet.extensions.audio_level else { return };
        let Some(publication) = self.publications.get(key).filter(|row| !row.is_silenced()) else { return };
        let Some(stamp) = self.membership.stamp(publication.seat) else { return };
        let room = self.rooms.entry(stamp.room).or_default();
        if room.speakers.hear(publication.spec.owner, publication.spec.track, level) {
            let at = now + limits::SPEAKERS_INTERVAL;
            self.agenda.schedule(&mut room.due, Job::Room(stamp.room), at);
        }
    }

    pub(super) fn run_room(&mut self, now: Instant, at: Instant, room: RoomId) {
        let Some(state) = self.rooms.get_mut(&room).filter(|state| state.due == Some(at)) else { return };
        state.due = None;
        if let Some(levels) = state.speakers.conclude() {
            self.events.push_back(PlaneEvent::Speakers { room, levels });
        }
        if !state.speakers.is_quiet() {
            self.agenda.schedule(&mut state.due, Job::Room(room), now + limits::SPEAKERS_INTERVAL);
        }
    }

    pub(super) fn leave_speakers(&mut self, _now: Instant, participant: ParticipantId, room: RoomId) {
        if planted(Fault::KeepSpeakers) {
            return;
        }
        let levels = self.rooms.get_mut(&room).and_then(|state| state.speakers.leave(participant));
        if let Some(levels) = levels {
            self.events.push_back(PlaneEvent::Speakers { room, levels });
        }
    }

    pub(super) fn silence_speaker(&mut self, _now: Instant, seat: Seat, track: TrackId) {
        let Some(stamp) = self.membership.stamp(seat) else { return };
        if let Some(state) = self.rooms.get_mut(&stamp.room) {
            state.speakers.silence(track);
        }
    }

    /// A room is forgotten when nobody is in it and nobody records it.
    pub(super) fn forget_room_if_empty(&mut self, room: RoomId) {
        let is_tapped = self.rooms.get(&room).is_some_and(|state| state.is_tapped);
        if !is_tapped && !self.membership.is_inhabited(room) {
            self.rooms.remove(&room);
        }
    }
}
