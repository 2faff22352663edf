//! Tracks: announced, published, watched.

use std::time::Instant;

use super::Shard;
use crate::id::{ParticipantId, TrackId};
use crate::media::{Codec, Source};
use crate::node::{Announcement, Event};
use crate::table::IdMap;
use crate::transport::negotiation::downlink::Claim;
use crate::transport::negotiation::receiver::Wish;
use crate::transport::negotiation::uplink::Found;

/// Every announced track of the shard.
pub type Tracks = IdMap<TrackId, TrackState>;

/// One announced track.
pub struct TrackState {
    owner: ParticipantId,
    source: Source,
    /// How it is published, once its section was negotiated.
    codec: Option<Codec>,
    /// The newest state of its gate.
    open: bool,
}

/// What a viewer's SDP calls a track.
pub struct Msid {
    pub stream: String,
    pub name: String,
}

impl Shard {
    pub(super) fn announce(&mut self, now: Instant, announcement: Announcement) {
        let Announcement { track, participant: owner, source, open, .. } = announcement;
        let Some(person) = self.people.get_mut(&owner) else { return };
        self.tracks.insert(track, TrackState { owner, source, codec: None, open });
        match person.uplink.announce(announcement) {
            Ok(Some(found)) => self.publish(now, found),
            Ok(None) => {}
            Err(refused) => tracing::debug!(?track, %refused, "announcement not taken on"),
        }
    }

    /// A track was found in a section of its publisher's connection.
    pub(super) fn publish(&mut self, now: Instant, found: Found) {
        let Found { mut spec, payload_types, extensions } = found;
        let track = spec.track;
        let Some(known) = self.tracks.get_mut(&track) else { return };
        let codec = spec.formats.first().map_or(Codec::Opus, |format| format.codec);
        spec.open = known.open;
        let event = Event::Published {
            track,
            mid: spec.mid.as_str().to_owned(),
            codec,
            simulcast: spec.encodings.len() > 1,
            payload_types,
            extensions,
        };
        match self.plane.publish(now, spec) {
            Ok(()) if known.codec.replace(codec).is_none() => self.events.push_back(event),
            Ok(()) => {}
            Err(refused) => tracing::debug!(?track, %refused, "track not taken on"),
        }
    }

    /// Its section sends no more, or the connection is gone.
    pub(super) fn unpublish(&mut self, now: Instant, track: TrackId) {
        let codec = self.tracks.get_mut(&track).and_then(|known| known.codec.take());
        if codec.is_some() {
            self.plane.unpublish(now, track);
            self.drop_subscribers(now, track);
            self.events.push_back(Event::Unpublished { track });
        }
    }

    pub(super) fn withdraw(&mut self, now: Instant, track: TrackId) {
        self.plane.unpublish(now, track);
        self.drop_subscribers(now, track);
        let owner = self.tracks.remove(&track).map(|known| known.owner);
        if let Some(person) = owner.and_then(|owner| self.people.get_mut(&owner)) {
            person.uplink.withdraw(track);
        }
    }

    /// The connection over which somebody published is gone.
    pub(super) fn lose_tracks_of(&mut self, now: Instant, participant: ParticipantId) {
        for track in self.tracks_of(participant) {
            self.unpublish(now, track);
        }
    }

    /// Somebody is gone with everything they announced.
    pub(super) fn forget_tracks_of(&mut self, now: Instant, participant: ParticipantId) {
        for track in self.tracks_of(participant) {
            self.tracks.remove(&track);
            self.drop_subscribers(now, track);
        }
    }

    fn tracks_of(&self, participant: ParticipantId) -> Vec<TrackId> {
        let own = self.tracks.iter().filter(|(_, known)| known.owner == participant);
        own.map(|(track, _)| *track).collect()
    }

    /// Takes a track out of everybody's downward connection.
    fn drop_subscribers(&mut self, now: Instant, track: TrackId) {
        self.end_turns(now, track);
        for person in self.people.values_mut() {
            person.downlink.unsubscribe(track);
        }
    }

    pub(super) fn subscribe(&mut self, now: Instant, viewer: ParticipantId, track: TrackId, msid: Msid) {
        let Some(known) = self.tracks.get(&track) else { return };
        let (owner, source, Some(codec)) = (known.owner, known.source, known.codec) else { return };
        let Msid { stream, name } = msid;
        if self.receivers.contains_key(&viewer) {
            return self.wish(now, viewer, Wish { track, owner, source, codec, stream, name });
        }
        let Some(person) = self.people.get_mut(&viewer) else { return };
        let claim = Claim { track, codec, stream, name };
        if let Err(refused) = person.downlink.subscribe(claim, &mut self.random) {
            tracing::debug!(?viewer, ?track, %refused, "track not offered");
        }
    }

    pub(super) fn unsubscribe(&mut self, now: Instant, viewer: ParticipantId, track: TrackId) {
        self.plane.unsubscribe(now, viewer, track);
        self.unwish(now, viewer, track);
        if let Some(person) = self.people.get_mut(&viewer) {
            person.downlink.unsubscribe(track);
        }
    }

    pub(super) fn gate(&mut self, now: Instant, track: TrackId, open: bool) {
        if let Some(known) = self.tracks.get_mut(&track) {
            known.open = open;
        }
        self.plane.gate(now, track, open);
        self.events.push_back(Event::Gated { track, open });
    }
}
