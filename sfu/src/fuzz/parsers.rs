//! One datagram or one text, read by whoever reads it first.

use std::net::{Ipv4Addr, SocketAddr};

use super::Kinds;
use crate::demux::{Demux, Kind};
use crate::media::Codec;
use crate::media::extension::{Extension, ExtensionMap};
use crate::media::payload::Picture;
use crate::media::red::Blocks as RedBlocks;
use crate::media::rtcp::{Report, reports};
use crate::media::rtp::Packet;
use crate::transport::ice;
use crate::transport::negotiation::description::Description;
use crate::transport::path::{Carrier, Path};

const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const STUN_HEADER_BYTES: usize = 20;
/// What the checksum of RFC 8489 §14.7 is combined with (exclusive or).
const FINGERPRINT_XOR: u32 = 0x5354_554e;

/// Read as it came, and again with the header and the checksum repaired: else hardly any
/// mutation would pass the checksum and reach the attributes.
pub fn stun(input: &[u8]) -> u64 {
    let mut kinds = Kinds::default();
    kinds.add(u64::from(ice::is_stun(input)));
    kinds.add(u64::from(ice::addressee(input).is_some()));
    let whole = repaired(input);
    kinds.add(u64::from(ice::addressee(&whole).is_some()));
    kinds.add((whole.len() / 4).min(32) as u64);
    kinds.0
}

fn repaired(input: &[u8]) -> Vec<u8> {
    let attributes = input.get(STUN_HEADER_BYTES..).unwrap_or_default();
    let attributes = &attributes[..attributes.len() / 4 * 4];
    let mut whole = vec![0, 1];
    whole.extend(((attributes.len() + 8) as u16).to_be_bytes());
    whole.extend(MAGIC_COOKIE);
    whole.extend([7; 12]);
    whole.extend(attributes);
    let checksum = crc32(&whole) ^ FINGERPRINT_XOR;
    whole.extend([0x80, 0x28, 0, 4]);
    whole.extend(checksum.to_be_bytes());
    whole
}

/// CRC-32 of ISO 3309, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
    !bytes.iter().fold(u32::MAX, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

/// The header with narrow and with wide extension numbers, then the payload as every codec.
pub fn rtp(input: &[u8]) -> u64 {
    let mut kinds = Kinds::default();
    for first_id in [1, 14] {
        let numbered = Extension::ALL.into_iter().zip(first_id..);
        let map = numbered.fold(ExtensionMap::default(), |map, (extension, id)| map.with(extension, id));
        let Some(packet) = Packet::parse(input, &map) else { continue };
        assert!(packet.payload.end() <= input.len(), "the payload is inside the packet");
        for token in [packet.mid(input), packet.rid(input), packet.repaired_rid(input)] {
            kinds.add(u64::from(token.is_some()));
        }
        let payload = packet.payload.of(input);
        for codec in [Codec::Opus, Codec::Vp8, Codec::H264, Codec::Vp9, Codec::Av1] {
            kinds.add(u64::from(Picture::read(codec, payload, packet.marker).is_some()));
        }
        kinds.add(RedBlocks::read(payload).map_or(0, |blocks| blocks.all().len() as u64));
    }
    kinds.0
}

/// Every report, with all that it iterates over.
pub fn rtcp(input: &[u8]) -> u64 {
    let mut kinds = Kinds::default();
    for report in reports(input).take(8) {
        kinds.add(match &report {
            Report::Sender(_, blocks) | Report::Receiver(blocks) => 1 + blocks.iter().count() as u64,
            Report::Lost(lost) => 100 + lost.iter().count().min(20) as u64,
            Report::Keyframes(keyframes) => 200 + keyframes.sources().count().min(5) as u64,
            Report::Transport(feedback) => 300 + arrivals(feedback),
            Report::Bitrate(bps) => 400 + u64::from(bps.leading_zeros()) / 8,
        });
    }
    kinds.0
}

fn arrivals(feedback: &crate::media::rtcp::TransportFeedback<'_>) -> u64 {
    let mut count = 0_u64;
    let is_whole = feedback.arrivals(|_| count += 1);
    assert!(count <= u64::from(u16::MAX), "a feedback names at most 65,535 packets");
    count.min(8) * 2 + u64::from(is_whole)
}

/// A text, whether or not it is UTF-8.
pub fn sdp(input: &[u8]) -> u64 {
    let mut kinds = Kinds::default();
    match Description::parse(&String::from_utf8_lossy(input)) {
        Ok(description) => {
            for section in description.sections.iter().take(8) {
                kinds.add(section.formats.len().min(4) as u64);
                kinds.add(section.rids.len().min(4) as u64);
                kinds.add(section.ssrcs.len().min(4) as u64);
                kinds.add(u64::from(section.is_rejected));
            }
        }
        Err(error) => kinds.add(format!("{error:?}").len() as u64),
    }
    kinds.0
}

/// A datagram from a stranger, who owns nothing.
pub fn demux(input: &[u8]) -> u64 {
    let mut demux: Demux<u8> = Demux::default();
    let remote = SocketAddr::from((Ipv4Addr::LOCALHOST, 5_000));
    let path = Path { carrier: Carrier::Udp(0), remote, local: None };
    assert_eq!(demux.by_addressee(input), None, "nobody listens");
    if let Some(addressee) = ice::addressee(input) {
        demux.listen(addressee, 1);
        assert_eq!(demux.by_addressee(input), Some(1));
    }
    assert_eq!(demux.by_path(&path), None, "an address is known by its proof alone");
    Kind::of(input).map_or(0, |kind| 1 + kind as u64)
}
