//! What leaves later than it came: packets of pictures that waited, and padding of probes.

use std::time::Instant;

use super::exit::Exit;
use super::participant::Participant;
use super::{Outlet, Plane};
use crate::forward::outgoing::Outgoing;
use crate::forward::subscription::{Subscription, SubscriptionKey};
use crate::forward::writer::Original;
use crate::limits;
use crate::media::MediaKind;
use crate::media::payload::{Picture, PictureNumbers};
use crate::media::rtp::Packet;
use crate::table::Key;

/// A packet read again from the history of its encoding, into the plane's scratch space.
pub(super) struct Stored {
    packet: Packet,
    pictures: PictureNumbers,
    /// Its length in bytes.
    pub length: usize,
}

impl Stored {
    /// The packet with its bytes.
    pub fn original(self, scratch: &mut [u8]) -> Original<'_> {
        Original { packet: self.packet, pictures: self.pictures, wire: &mut scratch[..self.length] }
    }
}

impl Plane {
    /// Lets leave what may leave now, and sees when to go on.
    pub(super) fn pace(&mut self, now: Instant, viewer: Key<Participant>, outlet: &mut impl Outlet) {
        while self.send_waiting(now, viewer, outlet) {}
        self.pad(now, viewer, outlet);
        self.seal_breached(now);
        let Some(participant) = self.participants.get_mut(viewer) else { return };
        let downlink = &mut participant.downlink;
        let goes_on = downlink.pacer.is_waiting() || downlink.estimator.is_probing(now);
        downlink.pace_due = goes_on.then(|| now + limits::PACING_TICK);
    }

    /// Reads a packet again that came during a visit that lasts.
    pub(super) fn reread(&mut self, key: SubscriptionKey, outgoing: &Outgoing) -> Option<Stored> {
        let subscription = self.subscriptions.get(key)?;
        let publication = self.publications.get(subscription.publication)?;
        let map = self.participants.get(publication.owner)?.uplink.extensions;
        let encoding = publication.encodings.get(usize::from(outgoing.source.encoding))?;
        let stored = encoding.history.packet(outgoing.original, outgoing.visit)?;
        let wire = self.scratch.get_mut(..stored.len())?;
        wire.copy_from_slice(stored);
        let packet = Packet::parse(wire, &map)?;
        let picture = Picture::read(outgoing.format.codec, packet.payload.of(wire), packet.marker);
        let pictures = picture.map(|picture| picture.numbers).unwrap_or_default();
        Some(Stored { packet, pictures, length: wire.len() })
    }

    /// Sends the packet that has waited longest; `false` if none may leave.
    fn send_waiting(&mut self, now: Instant, viewer: Key<Participant>, outlet: &mut impl Outlet) -> bool {
        let Some(participant) = self.participants.get_mut(viewer) else { return false };
        let downlink = &mut participant.downlink;
        let Some(waiting) = downlink.pacer.pop(now, downlink.estimator.pacing_bps()) else { return false };
        let key = waiting.subscription;
        let is_current = |subscription: &Subscription| subscription.interruptions == waiting.interruptions;
        if !self.subscriptions.get(key).is_some_and(is_current) {
            return true;
        }
        let Some(stored) = self.reread(key, &waiting.outgoing) else { return true };
        let Some(participant) = self.participants.get_mut(viewer) else { return false };
        let Some(subscription) = self.subscriptions.get_mut(key) else { return true };
        let (membership, header) = (&self.membership, &mut self.header);
        let (agenda, breached) = (&mut self.agenda, &mut self.breached);
        let mut exit = Exit { now, membership, header, agenda, breached, outlet };
        let original = stored.original(&mut self.scratch[..]);
        exit.send(subscription, &mut participant.downlink, &waiting.outgoing, original);
        true
    }

    /// Sends padding where a probe needs it.
    fn pad(&mut self, now: Instant, viewer: Key<Participant>, outlet: &mut impl Outlet) {
        let Some(participant) = self.participants.get_mut(viewer) else { return };
        let downlink = &mut participant.downlink;
        let mut due = downlink.estimator.padding_due(now, downlink.wanted_bps);
        let carries =
            |key: &SubscriptionKey| self.subscriptions.get(*key).is_some_and(Subscription::carries_padding);
        let carrier = participant.subscriptions.iter().copied().find(carries);
        let Some(subscription) = carrier.and_then(|key| self.subscriptions.get_mut(key)) else { return };
        let (membership, header) = (&self.membership, &mut self.header);
        let (agenda, breached) = (&mut self.agenda, &mut self.breached);
        let mut exit = Exit { now, membership, header, agenda, breached, outlet };
        while due > 0 {
            let sent = exit.pad(subscription, downlink);
            due = if sent == 0 { 0 } else { due.saturating_sub(sent as u64) };
        }
    }
}

impl Subscription {
    /// Whether padding can be sent along with it: it is in contact, flowing or paused, and has
    /// a stream for repairs.
    fn carries_padding(&self) -> bool {
        let has_repairs = self.spec.rtx_ssrc.is_some() && self.kind == MediaKind::Video;
        has_repairs && self.contact.is_some()
    }
}
