//! Writing packets for viewers: their numbers, their extension ids, their clocks.

use crate::forward::outgoing::{Content, Outgoing};
use crate::forward::retransmit::Transport;
use crate::limits;
use crate::media::dependency;
use crate::media::extension::{Extension, ExtensionMap};
use crate::media::payload::PictureNumbers;
use crate::media::rtp::{HeaderWriter, Packet};
use crate::plane::spec::SubscriptionSpec;

/// One byte of padding, which is how a packet says that it carries nothing.
const PADDING: &[u8] = &[1];
/// As much padding as a packet can have; the last byte tells how much.
static FULL_PADDING: [u8; limits::PADDING_BYTES] = {
    let mut padding = [0; limits::PADDING_BYTES];
    padding[limits::PADDING_BYTES - 1] = limits::PADDING_BYTES as u8;
    padding
};
/// Length of the sequence number before a repeated payload (RFC 4588 §4).
const ORIGINAL_NUMBER_BYTES: usize = 2;

/// The packet that goes out, as it came in. Its bytes are used up.
pub struct Original<'a> {
    pub packet: Packet,
    pub pictures: PictureNumbers,
    pub wire: &'a mut [u8],
}

/// The stream that retransmissions and padding go out on.
#[derive(Clone, Copy, Debug)]
pub struct RepairStream {
    pub ssrc: u32,
    pub payload_type: u8,
    /// Extended sequence number.
    pub sequence: u64,
}

/// Writes header and payload of a packet; as a retransmission if `repair` is given.
pub fn write<'a>(
    header: &'a mut HeaderWriter,
    spec: &SubscriptionSpec,
    outgoing: &Outgoing,
    transport: Transport,
    repair: Option<RepairStream>,
    original: Original<'a>,
) -> (&'a [u8], &'a [u8]) {
    let Original { packet, pictures, wire } = original;
    let numbers = &outgoing.numbers;
    let stream = repair.unwrap_or(RepairStream {
        ssrc: spec.ssrc,
        payload_type: outgoing.payload_type(),
        sequence: numbers.sequence,
    });
    let descriptor = packet.extensions.dependency.len();
    header.begin(outgoing.marker, stream.payload_type, is_wide(&spec.extensions, descriptor));
    header.stamp(stream.sequence as u16, numbers.timestamp, stream.ssrc);
    push_transport(header, spec, transport);
    push_media(header, spec, outgoing, &packet, wire);
    if outgoing.content == Content::Nothing {
        header.set_padding();
        return (header.finish(), PADDING);
    }
    let payload = packet.payload;
    let mut range = outgoing.edit(&pictures, wire, payload.start()..payload.end());
    if repair.is_some() {
        // The header has been written, so the bytes before the payload are free.
        let at = range.start - ORIGINAL_NUMBER_BYTES;
        wire[at..range.start].copy_from_slice(&(numbers.sequence as u16).to_be_bytes());
        range.start = at;
    }
    (header.finish(), &wire[range])
}

/// Writes header and payload of a packet of padding.
pub fn write_padding<'a>(
    header: &'a mut HeaderWriter,
    spec: &SubscriptionSpec,
    transport: Transport,
    repair: RepairStream,
    timestamp: u32,
) -> (&'a [u8], &'static [u8]) {
    header.begin(false, repair.payload_type, is_wide(&spec.extensions, 0));
    header.stamp(repair.sequence as u16, timestamp, repair.ssrc);
    header.set_padding();
    push_transport(header, spec, transport);
    (header.finish(), &FULL_PADDING)
}

/// Whether any extension needs two-byte headers.
fn is_wide(map: &ExtensionMap, descriptor: usize) -> bool {
    map.has_wide_ids()
        || (descriptor > 0
            && map
                .id(Extension::DependencyDescriptor)
                .is_some_and(|id| HeaderWriter::needs_two_bytes(id, descriptor)))
}

fn push_transport(header: &mut HeaderWriter, spec: &SubscriptionSpec, transport: Transport) {
    if let Some(id) = spec.extensions.id(Extension::TransportCc) {
        header.push(id, &transport.sequence.to_be_bytes());
    }
    if let Some(id) = spec.extensions.id(Extension::AbsSendTime) {
        header.push(id, &transport.send_time.to_be_bytes()[1..]);
    }
    if let Some(id) = spec.extensions.id(Extension::Mid) {
        header.push(id, spec.mid.as_bytes());
    }
}

/// What the publisher says and the viewer may know.
fn push_media(
    header: &mut HeaderWriter,
    spec: &SubscriptionSpec,
    outgoing: &Outgoing,
    packet: &Packet,
    wire: &[u8],
) {
    let said = &packet.extensions;
    let id = |extension| spec.extensions.id(extension);
    if let (Some(id), Some(level)) = (id(Extension::AudioLevel), said.audio_level) {
        header.push(id, &[level]);
    }
    if let (Some(id), Some(orientation)) = (id(Extension::VideoOrientation), said.orientation) {
        header.push(id, &[orientation]);
    }
    for (extension, span) in
        [(Extension::PlayoutDelay, said.playout_delay), (Extension::AbsCaptureTime, said.capture_time)]
    {
        if let (Some(id), false) = (id(extension), span.is_empty()) {
            header.push(id, span.of(wire));
        }
    }
    if let (Some(id), false) = (id(Extension::DependencyDescriptor), said.dependency.is_empty()) {
        let written = header.push(id, said.dependency.of(wire));
        if let (Some(descriptor), Some(frame)) = (written, outgoing.numbers.frame) {
            let at = dependency::FRAME_NUMBER_AT;
            descriptor[at..at + 2].copy_from_slice(&frame.to_be_bytes());
        }
    }
}
