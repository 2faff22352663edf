//! From a decrypted packet to its place in a publication.

use std::time::Instant;

use super::agenda::Job;
use super::participant::Participant;
use super::sources::Binding;
use super::{Outlet, Plane};
use crate::forward::received::{Arrived, Received};
use crate::id::ParticipantId;
use crate::limits;
use crate::media::red::Blocks;
use crate::media::rtp::Packet;
use crate::table::Key;

/// A packet of a known track.
#[derive(Clone, Copy)]
struct Inbound {
    owner: Key<Participant>,
    binding: Binding,
    packet: Packet,
}

impl Plane {
    pub(super) fn receive_rtp(
        &mut self,
        now: Instant,
        from: ParticipantId,
        wire: &mut [u8],
        outlet: &mut impl Outlet,
    ) {
        let Some(inbound) = self.identify(now, from, wire) else { return };
        if inbound.packet.payload.is_empty() {
            return self.receive_padding(now, &inbound);
        }
        if !inbound.binding.is_repair {
            return self.receive_media(now, &inbound, wire, outlet);
        }
        if let Some((repaired, skipped)) = self.unwrap_repair(&inbound, wire) {
            self.receive_media(now, &repaired, &mut wire[skipped..], outlet);
        }
    }

    /// Finds out which track of this participant a packet belongs to, and learns new sources.
    fn identify(&mut self, now: Instant, from: ParticipantId, wire: &[u8]) -> Option<Inbound> {
        let owner = self.participants.key(from)?;
        let participant = self.participants.get_mut(owner)?;
        let uplink = &mut participant.uplink;
        let Some(packet) = Packet::parse(wire, &uplink.extensions) else {
            self.counters.malformed_rtp += 1;
            return None;
        };
        if let Some(at) = uplink.note(now, &packet) {
            self.agenda.schedule(&mut uplink.due, Job::Uplink(owner), at);
        }
        let binding = match uplink.sources.binding(packet.ssrc) {
            Some(binding) => Some(binding),
            None => self.learn(owner, &packet, wire),
        };
        if binding.is_none() {
            self.counters.unknown_source += 1;
        }
        binding.map(|binding| Inbound { owner, binding, packet })
    }

    /// Binds an unknown source by MID and RID, or by payload type if only one track of this
    /// participant has it (RFC 9143 §9.2).
    fn learn(&mut self, owner: Key<Participant>, packet: &Packet, wire: &[u8]) -> Option<Binding> {
        let participant = self.participants.get_mut(owner)?;
        let mid = packet.mid(wire);
        let mut candidates = participant.publications.iter().filter_map(|&key| {
            let publication = self.publications.get(key)?;
            let fits = match mid {
                Some(mid) => publication.spec.mid == mid,
                None => publication.spec.encodings.len() == 1,
            };
            (fits && publication.knows(packet)).then_some((key, publication))
        });
        let (key, publication) = candidates.next()?;
        if candidates.next().is_some() {
            return None;
        }
        let repaired_rid = packet.repaired_rid(wire);
        let is_repair = repaired_rid.is_some() || publication.repaired_format(packet.payload_type).is_some();
        let encoding = publication.encoding(repaired_rid.or_else(|| packet.rid(wire)))? as u8;
        let binding = Binding { publication: key, encoding, is_repair };
        participant.uplink.sources.bind(packet.ssrc, binding);
        Some(binding)
    }

    /// Turns a retransmission into the packet it repeats (RFC 4588 §4), in place: the header
    /// moves up over the original sequence number. Gives how many bytes to skip.
    fn unwrap_repair(&mut self, inbound: &Inbound, wire: &mut [u8]) -> Option<(Inbound, usize)> {
        let Inbound { owner, binding, packet } = *inbound;
        let publication = self.publications.get(binding.publication)?;
        let encoding = publication.encodings.get(usize::from(binding.encoding))?;
        let ssrc = encoding.reception.as_ref()?.ssrc;
        let payload_type = publication.repaired_format(packet.payload_type)?.payload_type;
        let original: [u8; 2] = *packet.payload.of(wire).first_chunk()?;
        let skipped = original.len();
        wire.copy_within(..packet.payload.start(), skipped);
        let header = &mut wire[skipped..];
        header[1] = (header[1] & 0x80) | payload_type;
        header[2..4].copy_from_slice(&original);
        header[8..12].copy_from_slice(&ssrc.to_be_bytes());
        let extensions = &self.participants.get(owner)?.uplink.extensions;
        let packet = Packet::parse(header, extensions)?;
        Some((Inbound { owner, binding, packet }, skipped))
    }

    /// Padding keeps the numbering of its source whole, and that is all.
    fn receive_padding(&mut self, now: Instant, inbound: &Inbound) {
        let Inbound { binding, packet, .. } = inbound;
        let Some(publication) = self.publications.get_mut(binding.publication) else { return };
        let placed = publication.receive_padding(now, binding.encoding, packet, binding.is_repair);
        if let Some((source, sequence)) = placed {
            self.skip(binding.publication, source, sequence, packet.timestamp);
        }
    }

    fn receive_media(&mut self, now: Instant, inbound: &Inbound, wire: &mut [u8], outlet: &mut impl Outlet) {
        let Inbound { owner, binding, packet } = inbound;
        let Some(publication) = self.publications.get_mut(binding.publication) else { return };
        let Some(stamp) = self.membership.stamp(publication.seat) else { return };
        let arrived = Arrived { now, visit: stamp.visit, packet: *packet, is_repair: binding.is_repair };
        let received = match publication.receive(&arrived, binding.encoding, wire) {
            Ok(received) => received,
            Err(dropped) => return self.counters.count(dropped),
        };
        if received.missing > 0 && publication.spec.feedback.nack {
            self.note_missing(now, *owner, binding, &received);
        }
        self.hear(now, binding.publication, packet);
        self.record(stamp.room, binding.publication, &received, wire, outlet);
        self.fan_out(binding.publication, &received, wire, outlet);
        if received.is_redundant() {
            self.recover_from_redundancy(binding, &received, wire, outlet);
        }
        self.want_attention(now, binding.publication);
    }

    /// Schedules the request for packets that were skipped.
    fn note_missing(
        &mut self,
        now: Instant,
        owner: Key<Participant>,
        binding: &Binding,
        received: &Received,
    ) {
        let Some(publication) = self.publications.get_mut(binding.publication) else { return };
        let encoding = &mut publication.encodings[usize::from(binding.encoding)];
        if encoding.missing.skip(now, received.sequence, received.missing) {
            publication.lost_for_good(binding.encoding);
        }
        if let Some(participant) = self.participants.get_mut(owner) {
            let at = now + limits::REORDER_TIME;
            self.agenda.schedule(&mut participant.uplink.due, Job::Uplink(owner), at);
        }
    }

    /// Takes packets that never came out of the redundancy of one that did.
    fn recover_from_redundancy(
        &mut self,
        binding: &Binding,
        received: &Received,
        wire: &mut [u8],
        outlet: &mut impl Outlet,
    ) {
        let Some(blocks) = Blocks::read(received.packet.payload.of(wire)) else { return };
        for (distance, block) in blocks.redundant() {
            let Some(publication) = self.publications.get_mut(binding.publication) else { return };
            if let Some(recovered) = publication.recover(received, distance, &block) {
                self.fan_out(binding.publication, &recovered, wire, outlet);
            }
        }
    }
}
