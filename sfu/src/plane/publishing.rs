//! Tracks come, change and go.

use std::time::Instant;

use super::{Plane, PublicationSpec, Refused};
use crate::fault::{Fault, planted};
use crate::forward::publication::Publication;
use crate::forward::subscription::Subscription;
use crate::id::{ParticipantId, TrackId};
use crate::limits;

impl Plane {
    pub(super) fn add_publication(&mut self, now: Instant, spec: PublicationSpec) -> Result<(), Refused> {
        let is_well_shaped = (1..=limits::FORMATS).contains(&spec.formats.len())
            && (1..=limits::ENCODINGS).contains(&spec.encodings.len());
        if !is_well_shaped {
            return Err(Refused::Misshapen);
        }
        let owner = self.participants.key(spec.owner).ok_or(Refused::Unknown)?;
        let key = self.publications.key(spec.track);
        let participant = self.participants.get_mut(owner).ok_or(Refused::Unknown)?;
        let is_full = participant.publications.len() >= limits::PUBLICATIONS_PER_PARTICIPANT;
        if key.is_none() && is_full {
            return Err(Refused::TooMany);
        }
        let uplink = &mut participant.uplink;
        uplink.extensions = uplink.extensions.merged(&spec.extensions);
        uplink.wants_arrivals |= spec.feedback.transport_cc;
        let (track, declared) = (spec.track, spec.clone());
        let before = key.and_then(|key| self.publications.get(key)).map(|known| &known.spec);
        let are_sources_kept = before.is_some_and(|before| before.names_sources_like(&declared));
        let key = match key {
            Some(key) => {
                self.renegotiate_publication(now, track, spec);
                key
            }
            None => {
                let key = self.publications.insert(track, Publication::new(spec, owner, participant.seat));
                participant.publications.push(key);
                key
            }
        };
        if let Some(participant) = self.participants.get_mut(owner) {
            if !are_sources_kept {
                participant.uplink.sources.forget(key);
            }
            participant.uplink.sources.declare(key, &declared);
        }
        self.want_usage(now, key);
        Ok(())
    }

    fn renegotiate_publication(&mut self, now: Instant, track: TrackId, spec: PublicationSpec) {
        let Some(publication) = self.publications.by_id_mut(track) else { return };
        // A track does not change hands: whoever owns it first, owns it.
        if publication.spec.owner != spec.owner {
            return;
        }
        publication.renegotiate(spec);
        for subscriber in publication.subscribers.clone() {
            if let Some(subscription) = self.subscriptions.get_mut(subscriber) {
                subscription.forget_formats();
            }
            self.refresh(now, subscriber);
        }
    }

    pub(super) fn remove_publication(&mut self, now: Instant, track: TrackId) {
        let Some(key) = self.publications.key(track) else { return };
        let Some(gone) = self.publications.remove(track) else { return };
        if let Some(owner) = self.participants.get_mut(gone.owner) {
            owner.publications.retain(|&other| other != key);
            owner.uplink.sources.forget(key);
        }
        self.silence_speaker(now, gone.seat, track);
        for subscriber in gone.subscribers {
            if let Some(id) = self.subscriptions.get(subscriber).map(Subscription::id) {
                self.remove_subscription(now, id);
            }
        }
    }

    pub(super) fn remove_participant(&mut self, now: Instant, participant: ParticipantId) {
        let Some(row) = self.participants.by_id(participant) else { return };
        let (publications, subscriptions) = (row.publications.clone(), row.subscriptions.clone());
        for publication in publications.into_iter().filter(|_| !planted(Fault::KeepTracksOfLeavers)) {
            if let Some(track) = self.publications.get(publication).map(|row| row.spec.track) {
                self.remove_publication(now, track);
            }
        }
        for subscription in subscriptions {
            if let Some(id) = self.subscriptions.get(subscription).map(Subscription::id) {
                self.remove_subscription(now, id);
            }
        }
        self.participants.remove(participant);
    }

    pub(super) fn set_gate(&mut self, now: Instant, track: TrackId, open: bool) {
        let Some(key) = self.publications.key(track) else { return };
        let Some(publication) = self.publications.get_mut(key) else { return };
        if publication.is_open == open {
            return;
        }
        publication.is_open = open;
        // Said while closed is never heard, also not by a retransmission after opening.
        if !planted(Fault::KeepPastOnGate) {
            publication.forget_past();
            publication.recording.reset();
        }
        for &subscriber in &publication.audience {
            if let Some(subscription) = self.subscriptions.get_mut(subscriber) {
                subscription.interrupt();
            }
        }
        let seat = publication.seat;
        if open {
            publication.want_keyframe(None);
            self.want_attention(now, key);
        } else {
            self.silence_speaker(now, seat, track);
        }
        self.note_silenced(now, track);
    }

    pub(super) fn set_muted(&mut self, now: Instant, track: TrackId, muted: bool) {
        let Some(publication) = self.publications.by_id_mut(track) else { return };
        if publication.is_muted == muted {
            return;
        }
        publication.is_muted = muted;
        if !planted(Fault::KeepRecordingOnMute) {
            publication.recording.reset();
        }
        let seat = publication.seat;
        if muted {
            self.silence_speaker(now, seat, track);
        }
        self.note_silenced(now, track);
    }
}
