//! From a decrypted packet to everybody who may have it.

use std::time::Instant;

use super::participant::Binding;
use super::{Link, Outlet, Plane};
use crate::forward::publication::Publication;
use crate::forward::subscription::{Subscription, SubscriptionKey};
use crate::id::ParticipantId;
use crate::media::extension::{Extension, ExtensionMap};
use crate::media::payload::Picture;
use crate::media::rtp::{HeaderWriter, Packet};
use crate::media::tap::{TapContent, TapPacket};
use crate::media::{Codec, MediaKind, rtcp};
use crate::plane::spec::Format;

pub fn rtp(plane: &mut Plane, now: Instant, from: ParticipantId, wire: &mut [u8], outlet: &mut impl Outlet) {
    let Some((binding, packet)) = identify(plane, from, wire) else { return };
    if binding.is_repair || packet.payload.is_empty() {
        return;
    }
    let Some(publication) = plane.publications.by_id_mut(binding.track) else { return };
    if !publication.open {
        return;
    }
    let Some(format) = publication.format(packet.payload_type).copied() else { return };
    let is_keyframe = Picture::read(format.codec, packet.payload.of(wire), packet.marker)
        .is_some_and(|picture| picture.starts_keyframe);
    if let Some(state) = publication.encodings.get_mut(binding.encoding) {
        state.ssrc = Some(packet.ssrc);
        if is_keyframe {
            state.gate.satisfied();
        }
    }
    tap(plane, now, from, binding, wire, outlet);
    let arrival = Arrival { from, wire, packet, format, is_keyframe, encoding: binding.encoding };
    let Some(publication) = plane.publications.key(binding.track) else { return };
    let viewers = plane.publications.get(publication).map_or(0, |row| row.subscribers.len());
    for index in 0..viewers {
        let Some(row) = plane.publications.get(publication) else { return };
        forward(plane, row.subscribers[index], &arrival, outlet);
    }
    keyframe_requests(plane, now, outlet);
}

struct Arrival<'a> {
    from: ParticipantId,
    wire: &'a [u8],
    packet: Packet,
    format: Format,
    is_keyframe: bool,
    encoding: usize,
}

/// Which track of this participant a packet belongs to; learns new SSRCs from MID and RID.
fn identify(plane: &mut Plane, from: ParticipantId, wire: &[u8]) -> Option<(Binding, Packet)> {
    let participant = plane.participants.by_id_mut(from)?;
    let plain = Packet::parse(wire, &ExtensionMap::default())?;
    if let Some(binding) = participant.binding(plain.ssrc) {
        let map = &plane.publications.by_id(binding.track)?.spec.extensions;
        return Some((binding, Packet::parse(wire, map)?));
    }
    for &track in &participant.publications {
        let publication = plane.publications.by_id(track)?;
        let packet = Packet::parse(wire, &publication.spec.extensions)?;
        if packet.mid(wire) != Some(publication.spec.mid) {
            continue;
        }
        let is_repair = publication.is_rtx(packet.payload_type);
        let rid = packet.repaired_rid(wire).or_else(|| packet.rid(wire));
        let binding = Binding { track, encoding: publication.encoding(rid)?, is_repair };
        participant.bind(packet.ssrc, binding);
        return Some((binding, packet));
    }
    None
}

fn tap(
    plane: &Plane,
    now: Instant,
    from: ParticipantId,
    binding: Binding,
    wire: &[u8],
    outlet: &mut impl Outlet,
) {
    let Some(place) = plane.membership.stamp(from) else { return };
    if plane.taps.contains_key(&place.room) {
        let content = TapContent::Rtp(wire);
        outlet.tap(place.room, TapPacket { participant: from, track: binding.track, received: now, content });
    }
}

fn forward(plane: &mut Plane, key: SubscriptionKey, arrival: &Arrival<'_>, outlet: &mut impl Outlet) {
    let Some(subscription) = plane.subscriptions.get_mut(key) else { return };
    let viewer = subscription.spec.viewer;
    let rooms = [arrival.from, viewer].map(|who| plane.membership.stamp(who).map(|place| place.room));
    let is_connected = plane.participants.by_id(viewer).is_some_and(|row| row.down);
    if rooms[0].is_none() || rooms[0] != rooms[1] || viewer == arrival.from || !is_connected {
        return;
    }
    if !selected(subscription, arrival, &mut plane.publications) {
        return;
    }
    let Some(format) = subscription.format_for(&arrival.format).copied() else { return };
    let is_red = arrival.format.red == Some(arrival.packet.payload_type);
    let payload_type = if is_red { format.red } else { Some(format.payload_type) };
    let Some(payload_type) = payload_type else { return };
    let step = if format.codec.kind() == MediaKind::Audio { 960 } else { 3000 };
    let numbers = subscription.rewriter.rewrite(&arrival.packet, step);
    let mut header = HeaderWriter::new(arrival.packet.marker, payload_type, false);
    header.stamp(numbers.sequence as u16, numbers.timestamp, subscription.spec.ssrc);
    let extensions = &subscription.spec.extensions;
    if let Some(id) = extensions.id(Extension::Mid).filter(|&id| id < 15) {
        header.push(id, subscription.spec.mid.as_bytes());
    }
    if let (Some(id), Some(level)) =
        (extensions.id(Extension::AudioLevel), arrival.packet.extensions.audio_level)
    {
        header.push(id, &[level]);
    }
    let payload = arrival.packet.payload.of(arrival.wire);
    outlet.rtp(viewer, numbers.sequence, header.finish(), payload);
}

/// Whether this packet is of the encoding the viewer gets; switches at keyframes.
fn selected(
    subscription: &mut Subscription,
    arrival: &Arrival<'_>,
    publications: &mut super::Table<crate::id::TrackId, Publication>,
) -> bool {
    if subscription.wanted.disabled {
        return false;
    }
    if arrival.format.codec == Codec::Opus {
        return true;
    }
    let Some(publication) = publications.get_mut(subscription.publication) else { return false };
    let target = (0..publication.encodings.len())
        .rev()
        .find(|&index| {
            publication.spec.encodings[index].quality <= subscription.wanted.quality
                && publication.encodings[index].ssrc.is_some()
        })
        .unwrap_or(0);
    if subscription.current != Some(target) {
        if arrival.encoding == target && arrival.is_keyframe {
            subscription.current = Some(target);
        } else {
            publication.encodings[target].gate.want();
        }
    }
    subscription.current == Some(arrival.encoding)
}

pub fn rtcp(
    plane: &mut Plane,
    now: Instant,
    from: ParticipantId,
    link: Link,
    wire: &[u8],
    outlet: &mut impl Outlet,
) {
    for report in rtcp::reports(wire) {
        match (report, link) {
            (rtcp::Report::Keyframes(keyframes), Link::Down) => {
                for ssrc in keyframes.sources() {
                    viewer_wants_keyframe(plane, from, ssrc);
                }
            }
            (rtcp::Report::Sender(report, _), Link::Up) => {
                let binding = plane.participants.by_id(from).and_then(|row| row.binding(report.ssrc));
                let place = plane.membership.stamp(from);
                if let (Some(binding), Some(place)) = (binding, place)
                    && plane.taps.contains_key(&place.room)
                {
                    let content = TapContent::SenderReport(wire);
                    let track = binding.track;
                    outlet.tap(place.room, TapPacket { participant: from, track, received: now, content });
                }
            }
            _ => {}
        }
    }
    keyframe_requests(plane, now, outlet);
}

fn viewer_wants_keyframe(plane: &mut Plane, viewer: ParticipantId, ssrc: u32) {
    let Some(row) = plane.participants.by_id(viewer) else { return };
    for &track in &row.subscriptions {
        let Some(subscription) = plane.subscriptions.by_id((viewer, track)) else { continue };
        if subscription.spec.ssrc != ssrc {
            continue;
        }
        let Some(publication) = plane.publications.get_mut(subscription.publication) else { return };
        let places =
            [viewer, publication.spec.owner].map(|who| plane.membership.stamp(who).map(|at| at.room));
        if let Some(encoding) = subscription.current
            && places[0] == places[1]
        {
            publication.encodings[encoding].gate.want();
        }
    }
}

/// Sends every keyframe request whose gate is open.
pub fn keyframe_requests(plane: &mut Plane, now: Instant, outlet: &mut impl Outlet) {
    for publication in plane.publications.values_mut() {
        if publication.codec().is_none_or(|codec| codec.kind() == MediaKind::Audio) {
            continue;
        }
        for encoding in &mut publication.encodings {
            if let Some(ssrc) = encoding.ssrc
                && encoding.gate.ask(now)
            {
                let mut compound = rtcp::Compound::default();
                compound.receiver_report(1, &[]);
                compound.picture_loss(1, ssrc);
                outlet.rtcp(publication.spec.owner, Link::Up, compound.as_bytes());
            }
        }
    }
}

pub fn keyframe_deadline(plane: &Plane) -> Option<Instant> {
    let video = plane
        .publications
        .values()
        .filter(|row| row.codec().is_some_and(|codec| codec.kind() == MediaKind::Video));
    video.flat_map(|row| &row.encodings).filter_map(|encoding| encoding.gate.deadline()).min()
}
