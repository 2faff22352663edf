//! Claims on tracks come, change and go.

use std::time::Instant;

use rand::Rng;

use super::{Plane, Refused, SubscriptionSpec};
use crate::fault::{Fault, planted};
use crate::forward::subscription::{Numbering, Subscription};
use crate::id::{ParticipantId, TrackId};
use crate::limits;
use crate::node::Wanted;

impl Plane {
    pub(super) fn add_subscription(&mut self, now: Instant, spec: SubscriptionSpec) -> Result<(), Refused> {
        let id = (spec.viewer, spec.track);
        if self.subscriptions.key(id).is_some() {
            self.renegotiate_subscription(id, spec);
            return Ok(());
        }
        let publication = self.publications.key(spec.track).ok_or(Refused::Unknown)?;
        let viewer = self.participants.key(spec.viewer).ok_or(Refused::Unknown)?;
        let participant = self.participants.get_mut(viewer).ok_or(Refused::Unknown)?;
        if participant.subscriptions.len() >= limits::SUBSCRIPTIONS_PER_PARTICIPANT {
            return Err(Refused::TooMany);
        }
        let row = self.publications.get_mut(publication).ok_or(Refused::Unknown)?;
        let kept = participant.downlink.take_numbering(spec.ssrc);
        let numbering = kept.unwrap_or_else(|| first_numbering(&mut self.random));
        let (ssrc, congestion) = (spec.ssrc, spec.feedback.congestion);
        let subscription = Subscription::new(spec, (publication, row), (viewer, participant.seat), numbering);
        let key = self.subscriptions.insert(id, subscription);
        row.subscribers.push(key);
        participant.subscriptions.push(key);
        participant.downlink.sources.push((ssrc, key));
        participant.downlink.estimator.expect(congestion);
        self.refresh(now, key);
        Ok(())
    }

    fn renegotiate_subscription(&mut self, id: (ParticipantId, TrackId), spec: SubscriptionSpec) {
        let Some(key) = self.subscriptions.key(id) else { return };
        let Some(subscription) = self.subscriptions.get_mut(key) else { return };
        let ssrc = spec.ssrc;
        subscription.renegotiate(spec);
        if let Some(participant) = self.participants.get_mut(subscription.viewer) {
            participant.downlink.sources.retain(|&(_, other)| other != key);
            participant.downlink.sources.push((ssrc, key));
        }
    }

    pub(super) fn remove_subscription(&mut self, now: Instant, id: (ParticipantId, TrackId)) {
        let Some(key) = self.subscriptions.key(id) else { return };
        if planted(Fault::KeepSubscriptions) {
            return;
        }
        let Some(gone) = self.subscriptions.remove(id) else { return };
        if let Some(viewer) = self.participants.get_mut(gone.viewer) {
            viewer.subscriptions.retain(|&other| other != key);
            viewer.downlink.sources.retain(|&(_, other)| other != key);
        }
        if let Some(publication) = self.publications.get_mut(gone.publication) {
            publication.subscribers.retain(|&other| other != key);
            publication.audience.retain(|&other| other != key);
        }
        self.want_usage(now, gone.publication);
        self.want_allocation(now, gone.viewer);
        if let Some(viewer) = self.participants.get_mut(gone.viewer).filter(|_| gone.spec.is_shared) {
            let unused = viewer.downlink.pacer.withdraw(key);
            viewer.downlink.keep_numbering(gone.end(unused));
        }
    }

    pub(super) fn set_wanted(&mut self, now: Instant, id: (ParticipantId, TrackId), wanted: Wanted) {
        let Some(key) = self.subscriptions.key(id) else { return };
        let Some(subscription) = self.subscriptions.get_mut(key) else { return };
        subscription.wanted = wanted;
        let (publication, viewer) = (subscription.publication, subscription.viewer);
        self.want_usage(now, publication);
        self.allocate(now, viewer);
    }
}

/// In the lower half: whoever misses the first packets still guesses the rollover counter right
/// (RFC 3711 §3.3.1).
fn first_numbering(random: &mut impl Rng) -> Numbering {
    let sequence = (random.next_u32() >> 17) as u16;
    let timestamp = random.next_u32();
    Numbering::new(sequence, timestamp, (random.next_u32() >> 17) as u16)
}
