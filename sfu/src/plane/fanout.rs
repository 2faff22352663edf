//! From a received packet to everybody who may have it: viewers and the recorder.

use std::time::Instant;

use super::exit::Exit;
use super::{Outlet, Plane};
use crate::fault::{Fault, planted};
use crate::forward::publication::Publication;
use crate::forward::received::Received;
use crate::forward::rewriter::{Incoming, SourceRun};
use crate::forward::writer::Original;
use crate::id::RoomId;
use crate::media::payload::PictureNumbers;
use crate::media::tap::{TapContent, TapPacket};
use crate::table::Key;

impl Plane {
    /// Offers a packet to everybody in contact with its publisher.
    pub(super) fn fan_out(
        &mut self,
        key: Key<Publication>,
        received: &Received,
        wire: &mut [u8],
        outlet: &mut impl Outlet,
    ) {
        let Some(publication) = self.publications.get(key) else { return };
        let pictures = received.picture.map(|picture| picture.numbers).unwrap_or_default();
        let (membership, header) = (&self.membership, &mut self.header);
        let (agenda, breached) = (&mut self.agenda, &mut self.breached);
        let mut exit = Exit { now: received.now, membership, header, agenda, breached, outlet };
        let mut wants_keyframe = false;
        for &subscriber in &publication.audience {
            let Some(subscription) = self.subscriptions.get_mut(subscriber) else { continue };
            let Some(outgoing) = subscription.offer(received, publication) else {
                wants_keyframe |= subscription.is_stuck_at(received);
                continue;
            };
            let Some(viewer) = self.participants.get_mut(subscription.viewer) else { continue };
            let original = Original { packet: received.packet, pictures, wire: &mut *wire };
            let downlink = &mut viewer.downlink;
            if !exit.send_paced((subscriber, subscription), downlink, &outgoing, original) {
                wants_keyframe = true;
            }
        }
        if wants_keyframe && let Some(publication) = self.publications.get_mut(key) {
            publication.want_keyframe(Some(received.source.encoding));
        }
        self.seal_breached(received.now);
    }

    /// Leaves out a number that carried nothing.
    pub(super) fn skip(&mut self, key: Key<Publication>, source: SourceRun, sequence: u64, timestamp: u32) {
        let Some(publication) = self.publications.get(key) else { return };
        let nothing =
            Incoming { source, sequence, timestamp, pictures: PictureNumbers::default(), frame: None };
        for &subscriber in &publication.audience {
            if let Some(subscription) = self.subscriptions.get_mut(subscriber) {
                subscription.skip(&nothing);
            }
        }
    }

    /// Hands a packet to the recorder of a room, if there is one and it wants it.
    pub(super) fn record(
        &mut self,
        room: RoomId,
        key: Key<Publication>,
        received: &Received,
        wire: &[u8],
        outlet: &mut impl Outlet,
    ) {
        if !self.is_recorded(room) {
            return;
        }
        let Some(publication) = self.publications.get_mut(key) else { return };
        if publication.is_silenced() && !planted(Fault::RecordSilenced) {
            return;
        }
        let best = publication.best_recorded(received.now);
        let highest = publication.highest_spatial(received.source.encoding);
        let kept = publication.recording.offer(received, best, highest);
        let packet = |content| TapPacket {
            participant: publication.spec.owner,
            track: publication.spec.track,
            received: received.now,
            content,
        };
        let mut is_kept = true;
        if let Some(kept) = kept {
            if let Some(notice) = kept.notice {
                is_kept &= outlet.tap(room, packet(notice));
            }
            let wire = if kept.only_primary { received.primary(wire, &mut self.scratch[..]) } else { wire };
            is_kept &= outlet.tap(room, packet(TapContent::Rtp(wire)));
        }
        let is_video = received.picture.is_some();
        if is_video && (!is_kept || publication.recording.wants_keyframe(received.now, best)) {
            publication.want_keyframe(Some(best));
        }
    }

    /// Seals rooms in which the last check had to refuse a packet.
    pub(super) fn seal_breached(&mut self, now: Instant) {
        while let Some(room) = self.breached.pop() {
            self.seal(now, room);
        }
    }

    /// Asks the publisher for keyframes that somebody waits for, as far as the gates allow,
    /// and schedules the others.
    pub(super) fn want_attention(&mut self, now: Instant, key: Key<Publication>) {
        let Some(publication) = self.publications.get(key) else { return };
        let Some(deadline) = publication.keyframe_deadline(now) else { return };
        if let Some(owner) = self.participants.get_mut(publication.owner) {
            let job = super::agenda::Job::Uplink(publication.owner);
            self.agenda.schedule(&mut owner.uplink.due, job, deadline);
        }
    }
}
