//! Viewers with one connection: which tracks have their turn in the sections they offered.

use std::time::Instant;

use super::Shard;
use crate::id::{ParticipantId, TrackId};
use crate::transport::negotiation::description::Description;
use crate::transport::negotiation::receiver::{Turn, Wish};

impl Shard {
    /// The viewer offered sections in which to receive.
    pub(super) fn take_sections(&mut self, now: Instant, viewer: ParticipantId, offer: &Description) {
        let Some(receiver) = self.receivers.get_mut(&viewer) else { return };
        let turns = receiver.take(offer, &mut self.random);
        self.carry_out(now, viewer, turns);
        self.give_turns(now, viewer);
    }

    /// The viewer shall receive a track when a section is free for it.
    pub(super) fn wish(&mut self, now: Instant, viewer: ParticipantId, wish: Wish) {
        let Some(receiver) = self.receivers.get_mut(&viewer) else { return };
        let turn = receiver.wish(wish);
        self.carry_out(now, viewer, turn);
        self.give_turns(now, viewer);
    }

    /// The viewer shall no longer receive a track; its section is free for another.
    pub(super) fn unwish(&mut self, now: Instant, viewer: ParticipantId, track: TrackId) {
        let Some(receiver) = self.receivers.get_mut(&viewer) else { return };
        let turn = receiver.unwish(track);
        self.carry_out(now, viewer, turn);
        self.give_turns(now, viewer);
    }

    /// A track is gone for everybody.
    pub(super) fn end_turns(&mut self, now: Instant, track: TrackId) {
        for viewer in self.receivers.keys().copied().collect::<Vec<_>>() {
            self.unwish(now, viewer, track);
        }
    }

    /// Who speaks changed: those who began are heard and seen, where a section is not enough for
    /// everybody.
    pub(super) fn hear(&mut self, now: Instant, levels: &[(ParticipantId, f32)]) {
        for &(who, level) in levels {
            if level > 0.0 {
                self.speaking.insert(who);
            } else {
                self.speaking.remove(&who);
            }
        }
        for viewer in self.receivers.keys().copied().collect::<Vec<_>>() {
            self.give_turns(now, viewer);
        }
    }

    fn give_turns(&mut self, now: Instant, viewer: ParticipantId) {
        let Some(receiver) = self.receivers.get_mut(&viewer) else { return };
        let turns = receiver.turns(&self.speaking);
        self.carry_out(now, viewer, turns);
    }

    fn carry_out(&mut self, now: Instant, viewer: ParticipantId, turns: impl IntoIterator<Item = Turn>) {
        for turn in turns {
            match turn {
                Turn::End(track) => self.plane.unsubscribe(now, viewer, track),
                Turn::Begin(spec) => {
                    let track = spec.track;
                    if let Err(refused) = self.plane.subscribe(now, spec) {
                        tracing::debug!(?viewer, ?track, %refused, "subscription not taken on");
                    }
                }
            }
        }
    }
}
