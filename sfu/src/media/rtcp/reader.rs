//! Reading compound packets.

use super::{
    APPLICATION_LAYER, FULL_INTRA_REQUEST, GENERIC_NACK, PAYLOAD_FEEDBACK, PICTURE_LOSS, RECEIVER_REPORT,
    SENDER_REPORT, TRANSPORT_CC, TRANSPORT_FEEDBACK,
};
use crate::media::clock::NtpTime;

/// Size of one reception report block.
const BLOCK_BYTES: usize = 24;
/// Feedback messages: header, sender, media source.
const FEEDBACK_HEADER_BYTES: usize = 12;

/// One packet of a compound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report<'a> {
    /// A source's statement of its clocks, with what it received itself.
    Sender(SenderReport, Blocks<'a>),
    /// What somebody received.
    Receiver(Blocks<'a>),
    /// Packets to be sent again.
    Lost(LostNumbers<'a>),
    /// Keyframes are needed (PLI or FIR).
    Keyframes(Keyframes<'a>),
    /// Arrival times of everything sent over one transport.
    Transport(TransportFeedback<'a>),
    /// Receiver estimated maximum bitrate, bits per second.
    Bitrate(u64),
}

/// A sender report without its blocks (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderReport {
    /// Whose clock.
    pub ssrc: u32,
    /// The wall clock.
    pub wall: NtpTime,
    /// The media clock at that time.
    pub media: u32,
}

/// Reception report blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks<'a>(&'a [u8]);

/// How one source was received (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceptionBlock {
    /// Which source.
    pub ssrc: u32,
    /// Share lost since the last report, in 1/256.
    pub fraction_lost: u8,
    /// Lost since the beginning, 24 bits; negative with duplicates.
    pub total_lost: i32,
    /// Extended highest sequence number, modulo 2^32.
    pub highest: u32,
    /// Interarrival jitter in ticks of the media clock.
    pub jitter: u32,
    /// Middle of the last sender report's wall clock; 0 if none came.
    pub last_report: u32,
    /// Time since that report came, in 1/65536 s.
    pub delay: u32,
}

/// A generic NACK (RFC 4585 §6.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostNumbers<'a> {
    /// Which source.
    pub ssrc: u32,
    entries: &'a [u8],
}

/// Sources a keyframe is wanted of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyframes<'a> {
    entries: &'a [u8],
    stride: usize,
}

/// Transport-wide congestion control feedback, unparsed; see
/// [`TransportFeedback::arrivals`](super::transport_feedback).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportFeedback<'a> {
    pub(super) body: &'a [u8],
}

/// Goes through a compound packet. A malformed packet ends it; unknown kinds are left out.
pub fn reports(mut rest: &[u8]) -> impl Iterator<Item = Report<'_>> {
    std::iter::from_fn(move || {
        loop {
            let head = rest.first_chunk::<4>()?;
            let length = 4 * (usize::from(u16::from_be_bytes([head[2], head[3]])) + 1);
            if head[0] >> 6 != 2 || rest.len() < length {
                return None;
            }
            let (packet, after) = rest.split_at(length);
            rest = after;
            if let Some(report) = report(packet) {
                return Some(report);
            }
        }
    })
}

fn report(packet: &[u8]) -> Option<Report<'_>> {
    let count = packet[0] & 0x1f;
    match (packet[1], count) {
        (SENDER_REPORT, _) => {
            let wall = NtpTime((u64::from(word(packet, 8)?) << 32) | u64::from(word(packet, 12)?));
            let report = SenderReport { ssrc: word(packet, 4)?, wall, media: word(packet, 16)? };
            Some(Report::Sender(report, blocks(packet, 28, count)?))
        }
        (RECEIVER_REPORT, _) => Some(Report::Receiver(blocks(packet, 8, count)?)),
        (TRANSPORT_FEEDBACK, GENERIC_NACK) => {
            let entries = packet.get(FEEDBACK_HEADER_BYTES..)?;
            Some(Report::Lost(LostNumbers { ssrc: word(packet, 8)?, entries }))
        }
        (TRANSPORT_FEEDBACK, TRANSPORT_CC) => {
            Some(Report::Transport(TransportFeedback { body: packet.get(FEEDBACK_HEADER_BYTES..)? }))
        }
        (PAYLOAD_FEEDBACK, PICTURE_LOSS) => {
            Some(Report::Keyframes(Keyframes { entries: packet.get(8..12)?, stride: 4 }))
        }
        (PAYLOAD_FEEDBACK, FULL_INTRA_REQUEST) => {
            Some(Report::Keyframes(Keyframes { entries: packet.get(FEEDBACK_HEADER_BYTES..)?, stride: 8 }))
        }
        (PAYLOAD_FEEDBACK, APPLICATION_LAYER) => estimated_bitrate(packet).map(Report::Bitrate),
        _ => None,
    }
}

fn word(packet: &[u8], at: usize) -> Option<u32> {
    packet.get(at..)?.first_chunk().map(|&bytes| u32::from_be_bytes(bytes))
}

fn blocks(packet: &[u8], at: usize, count: u8) -> Option<Blocks<'_>> {
    packet.get(at..at + BLOCK_BYTES * usize::from(count)).map(Blocks)
}

/// draft-alvestrand-rmcat-remb-03 §2.2: 6 bits of exponent, 18 of mantissa.
fn estimated_bitrate(packet: &[u8]) -> Option<u64> {
    if packet.get(FEEDBACK_HEADER_BYTES..)?.first_chunk::<4>()? != b"REMB" {
        return None;
    }
    let fields = word(packet, FEEDBACK_HEADER_BYTES + 4)?;
    let (exponent, mantissa) = ((fields >> 18) & 0x3f, u64::from(fields & 0x3_ffff));
    Some(mantissa.checked_shl(exponent).unwrap_or(u64::MAX))
}

impl Blocks<'_> {
    /// Each block.
    pub fn iter(&self) -> impl Iterator<Item = ReceptionBlock> {
        self.0.chunks_exact(BLOCK_BYTES).map(|block| {
            let field = |index: usize| word(block, 4 * index).unwrap_or_default();
            ReceptionBlock {
                ssrc: field(0),
                fraction_lost: (field(1) >> 24) as u8,
                total_lost: ((field(1) << 8) as i32) >> 8,
                highest: field(2),
                jitter: field(3),
                last_report: field(4),
                delay: field(5),
            }
        })
    }
}

impl LostNumbers<'_> {
    /// Each lost sequence number: an entry names one and, by bits, the sixteen after it.
    pub fn iter(&self) -> impl Iterator<Item = u16> {
        self.entries.chunks_exact(4).flat_map(|entry| {
            let first = u16::from_be_bytes([entry[0], entry[1]]);
            let following = u16::from_be_bytes([entry[2], entry[3]]);
            let marked = (0..16u16).filter(move |bit| following & (1 << bit) != 0);
            std::iter::once(first).chain(marked.map(move |bit| first.wrapping_add(bit + 1)))
        })
    }
}

impl Keyframes<'_> {
    /// Each source.
    pub fn sources(&self) -> impl Iterator<Item = u32> {
        self.entries.chunks_exact(self.stride).filter_map(|entry| word(entry, 0))
    }
}
