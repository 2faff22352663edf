//! Which encodings of a track anybody uses, so that publishers need not make the others.

use std::time::Instant;

use super::agenda::Job;
use super::{Plane, PlaneEvent};
use crate::forward::publication::Publication;
use crate::limits;
use crate::load::Relief;
use crate::media::{MediaKind, Quality};
use crate::table::Key;

const ALL: [Quality; 3] = [Quality::Low, Quality::Medium, Quality::High];

impl Plane {
    /// Who shows how much of a track may have changed. More is told at once, less after a
    /// while: people scroll, pin and unpin.
    pub(super) fn want_usage(&mut self, now: Instant, key: Key<Publication>) {
        let used = self.usage(key);
        let Some(publication) = self.publications.get_mut(key) else { return };
        let grows = ALL.iter().zip(used).zip(publication.used).any(|((_, new), old)| new && !old);
        publication.usage_due = match (used == publication.used, grows) {
            (true, _) => None,
            (false, true) => Some(now),
            (false, false) => publication.usage_due.or(Some(now + limits::USAGE_FALL_TIME)),
        };
        let (owner, due) = (publication.owner, publication.usage_due);
        if let Some((row, at)) = self.participants.get_mut(owner).zip(due) {
            self.agenda.schedule(&mut row.uplink.due, Job::Uplink(owner), at);
        }
    }

    /// Tells what is used if that is due and news.
    pub(super) fn tell_usage(&mut self, now: Instant, key: Key<Publication>) {
        let used = self.usage(key);
        let Some(publication) = self.publications.get_mut(key) else { return };
        if publication.usage_due.is_none_or(|due| due > now) {
            return;
        }
        publication.usage_due = None;
        if used != publication.used {
            publication.used = used;
            let track = publication.spec.track;
            let qualities = [0, 1, 2].map(|index| (ALL[index], used[index]));
            self.events.push_back(PlaneEvent::Used { track, qualities });
        }
    }

    /// Whether anybody shows or records each quality, lowest first.
    fn usage(&self, key: Key<Publication>) -> [bool; 3] {
        let Some(publication) = self.publications.get(key) else { return [true; 3] };
        if publication.kind() == MediaKind::Audio {
            return [true; 3];
        }
        let viewers = publication.audience.iter().filter_map(|&key| self.subscriptions.get(key));
        let shown = viewers.filter(|viewer| !viewer.wanted.disabled);
        let shown = shown.map(|viewer| publication.best_encoding(&viewer.wanted)).max();
        let shown = match self.relief {
            Relief::None => shown,
            Relief::LargePictures => shown.map(|_| 0),
            Relief::Pictures => None,
        };
        let room = self.membership.stamp(publication.seat).map(|stamp| stamp.room);
        let is_recorded = room.is_some_and(|room| self.is_recorded(room));
        let recorded = is_recorded.then(|| publication.largest_recordable());
        let highest = shown.max(recorded).map(|index| publication.spec.encodings[usize::from(index)].quality);
        ALL.map(|quality| Some(quality) <= highest)
    }
}
