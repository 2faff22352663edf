//! Contact: who is fed by whom, as people come, go, move and connect. This is the only place
//! that begins or ends it.

use std::time::Instant;

use super::Plane;
use super::participant::Participant;
use crate::fault::{Fault, planted};
use crate::forward::subscription::SubscriptionKey;
use crate::id::{ParticipantId, RoomId};
use crate::room::membership::Move;
use crate::table::Key;

impl Plane {
    /// Ends and begins contact after somebody moved. Nothing that was received in the old
    /// room is kept, so nothing of it can be heard in the new one.
    pub(super) fn move_contacts(&mut self, now: Instant, participant: ParticipantId, change: &Move) {
        let Some(key) = self.participants.key(participant) else { return };
        self.leave_speakers(now, participant, change.from.room);
        if !planted(Fault::KeepPastOnMove) {
            self.forget_past(key);
        }
        if !planted(Fault::KeepViewersOnMove) {
            self.refresh_published(now, key);
        }
        if !planted(Fault::KeepViewsOnMove) {
            self.refresh_subscribed(now, key);
        }
    }

    /// Everything a participant has sent so far becomes the past.
    fn forget_past(&mut self, key: Key<Participant>) {
        let Some(participant) = self.participants.get(key) else { return };
        for &publication in &participant.publications {
            if let Some(publication) = self.publications.get_mut(publication) {
                publication.forget_past();
                if !planted(Fault::KeepRecordingOnMove) {
                    publication.recording.reset();
                }
            }
        }
    }

    /// Looks again at everybody who claims a track of this participant.
    fn refresh_published(&mut self, now: Instant, key: Key<Participant>) {
        let Some(participant) = self.participants.get(key) else { return };
        for publication in participant.publications.clone() {
            let Some(row) = self.publications.get(publication) else { continue };
            for subscriber in row.subscribers.clone() {
                self.refresh(now, subscriber);
            }
        }
    }

    /// Looks again at everything this participant claims.
    pub(super) fn refresh_subscribed(&mut self, now: Instant, key: Key<Participant>) {
        let Some(participant) = self.participants.get(key) else { return };
        for subscription in participant.subscriptions.clone() {
            self.refresh(now, subscription);
        }
    }

    /// Makes a subscription's contact what membership and connection say.
    pub(super) fn refresh(&mut self, now: Instant, key: SubscriptionKey) {
        let Some(subscription) = self.subscriptions.get_mut(key) else { return };
        let Some(viewer) = self.participants.get(subscription.viewer) else { return };
        let Some(publication) = self.publications.get_mut(subscription.publication) else { return };
        let [publisher, seat] = subscription.seats;
        let contact = self
            .membership
            .contact(publisher, seat)
            .filter(|_| viewer.downlink.is_connected || planted(Fault::ServeUnconnected));
        if contact == subscription.contact {
            return;
        }
        publication.audience.retain(|&other| other != key);
        subscription.set_contact(contact);
        if contact.is_some() {
            publication.audience.push(key);
            publication.want_keyframe(None);
        }
        let (publication, viewer) = (subscription.publication, subscription.viewer);
        self.want_attention(now, publication);
        self.want_usage(now, publication);
        self.want_allocation(now, viewer);
    }

    /// Ends all forwarding in a room in which an isolation check failed.
    pub(super) fn seal(&mut self, now: Instant, room: RoomId) {
        if self.membership.is_sealed(room) {
            return;
        }
        self.membership.seal(room);
        self.events.push_back(super::PlaneEvent::RoomSealed { room });
        for participant in self.membership.people_in(room) {
            if let Some(key) = self.participants.key(participant) {
                self.forget_past(key);
                self.refresh_published(now, key);
                self.refresh_subscribed(now, key);
            }
        }
    }
}
