//! Bandwidth: what a viewer can get of what they show.

use std::cmp::Ordering;
use std::time::Instant;

use super::agenda::Job;
use super::participant::Participant;
use super::{Plane, PlaneEvent};
use crate::bandwidth::allocation::{Demand, Step, allocate};
use crate::forward::publication::Publication;
use crate::forward::subscription::{Subscription, SubscriptionKey};
use crate::limits;
use crate::load::Relief;
use crate::media::MediaKind;
use crate::table::Key;

impl Plane {
    /// What a viewer shows, or who they are with, changed.
    pub(super) fn want_allocation(&mut self, now: Instant, viewer: Key<Participant>) {
        let Some(participant) = self.participants.get_mut(viewer) else { return };
        let downlink = &mut participant.downlink;
        downlink.allocation_due = Some(now);
        self.agenda.schedule(&mut downlink.due, Job::Downlink(viewer), now);
    }

    /// Everybody gets less, or more, than before.
    pub(super) fn set_relief(&mut self, now: Instant, relief: Relief) {
        self.relief = relief;
        let people: Vec<_> = self.participants.values().map(|row| row.id).collect();
        for viewer in people.into_iter().filter_map(|id| self.participants.key(id)).collect::<Vec<_>>() {
            self.want_allocation(now, viewer);
        }
        let tracks: Vec<_> = self.publications.values().map(|row| row.spec.track).collect();
        for track in tracks.into_iter().filter_map(|id| self.publications.key(id)).collect::<Vec<_>>() {
            self.want_usage(now, track);
        }
    }

    /// Gives a viewer of everything they show what their downlink can take.
    pub(super) fn allocate(&mut self, now: Instant, viewer: Key<Participant>) {
        let Some(participant) = self.participants.get_mut(viewer) else { return };
        let (mut sound_bps, mut shown, mut demands) = (0, Vec::new(), Vec::new());
        for &key in &participant.subscriptions {
            let Some(subscription) = self.subscriptions.get(key) else { continue };
            let Some(publication) = self.publications.get(subscription.publication) else { continue };
            if subscription.contact.is_none() {
                continue;
            }
            match subscription.kind {
                MediaKind::Audio => sound_bps += publication.sound_bps(now),
                MediaKind::Video => {
                    shown.push(key);
                    demands.push(subscription.demand(now, publication));
                }
            }
        }
        let downlink = &mut participant.downlink;
        let estimate = downlink.estimator.bitrate_bps();
        let full_bps = sound_bps + demands.iter().map(Demand::full_bps).sum::<u64>();
        // Enough to also pass the headroom that a step up asks for; who has no time for pictures has
        // none for probing.
        downlink.wanted_bps = if self.relief == Relief::None { full_bps * 5 / 4 } else { 0 };
        downlink.allocated_bps = estimate;
        downlink.allocation_due = (!shown.is_empty()).then(|| now + limits::ALLOCATION_INTERVAL);
        let is_limited = downlink.estimator.is_limited();
        let budget = estimate.saturating_sub(sound_bps);
        let is_queued = downlink.estimator.is_queued();
        let levels = allocate(budget, &demands);
        let most = self.relief.steps();
        for ((key, demand), level) in shown.into_iter().zip(&demands).zip(levels) {
            // Until the path has shown a limit, nobody is left without a picture for a guess.
            let level = if is_limited { level } else { level.max(1) }.min(most);
            if let Some(subscription) = self.subscriptions.get_mut(key) {
                subscription.is_resting &= is_queued;
            }
            self.give(now, key, demand, (level, budget));
        }
    }

    /// Gives a viewer so many steps of a track.
    fn give(&mut self, now: Instant, key: SubscriptionKey, demand: &Demand, (level, budget): (usize, u64)) {
        let Some(subscription) = self.subscriptions.get_mut(key) else { return };
        let step = level.checked_sub(1).and_then(|index| demand.steps.get(index).copied().flatten());
        match level.cmp(&demand.present) {
            Ordering::Less => subscription.held.lower(now),
            Ordering::Greater => subscription.held.raise(now),
            Ordering::Equal => {}
        }
        let present = demand.present.checked_sub(1).and_then(|index| demand.steps[index]);
        let is_unbearable = present.is_some_and(|present| present.bitrate_bps > budget);
        let target = step.map(|step| step.target);
        subscription.aim(target, is_unbearable);
        let is_paused = target.is_none() && !subscription.wanted.disabled;
        if is_paused != subscription.is_paused {
            subscription.is_paused = is_paused;
            let (viewer, track) = subscription.id();
            self.events.push_back(PlaneEvent::StreamPaused { viewer, track, paused: is_paused });
        }
        let (waits_for, publication) = (subscription.waits_for(), subscription.publication);
        if waits_for.is_some() {
            if let Some(publication) = self.publications.get_mut(publication) {
                publication.want_keyframe(waits_for);
            }
            self.want_attention(now, publication);
        }
    }
}

impl Subscription {
    /// What it asks of the viewer's bandwidth.
    fn demand(&self, now: Instant, publication: &Publication) -> Demand {
        let steps =
            if self.wanted.disabled { Default::default() } else { publication.steps(now, &self.wanted) };
        let target = self.selector.target();
        let is_taken = |step: &&Step| target.is_some_and(|target| step.target <= target);
        Demand {
            present: steps.iter().flatten().filter(is_taken).count(),
            steps,
            is_held_down: self.held.holds(now),
            priority: (publication.is_shared(), self.wanted.width.saturating_mul(self.wanted.height)),
        }
    }
}
