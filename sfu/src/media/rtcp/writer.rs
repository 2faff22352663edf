//! Writing compound packets.

use super::transport_feedback::{self, Arrival};
use super::{
    GENERIC_NACK, PAYLOAD_FEEDBACK, PICTURE_LOSS, RECEIVER_REPORT, ReceptionBlock, SENDER_REPORT,
    SOURCE_DESCRIPTION, TRANSPORT_CC, TRANSPORT_FEEDBACK,
};
use crate::limits;
use crate::media::clock::NtpTime;

/// The CNAME item of a source description.
const CNAME: u8 = 1;
/// Blocks one report can carry.
const MOST_BLOCKS: usize = 31;

/// A compound packet being written. What does not fit is left out and reported as such.
pub struct Compound {
    bytes: [u8; limits::RTCP_BYTES],
    length: usize,
}

/// What we state about one outgoing source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderStatement {
    /// Which source.
    pub ssrc: u32,
    /// Wall clock of the publisher, now.
    pub wall: NtpTime,
    /// Media clock of the outgoing stream, now.
    pub media: u32,
    /// Packets sent, modulo 2^32.
    pub packets: u32,
    /// Payload bytes sent, modulo 2^32.
    pub bytes: u32,
}

impl Default for Compound {
    fn default() -> Self {
        Self { bytes: [0; limits::RTCP_BYTES], length: 0 }
    }
}

impl Compound {
    /// What has been written.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Takes back everything behind the first `length` bytes.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// A receiver report, with at most 31 blocks. Every compound of feedback begins with one,
    /// if need be an empty one (RFC 3550 §6.1).
    pub fn receiver_report(&mut self, ours: u32, blocks: &[ReceptionBlock]) -> bool {
        let blocks = &blocks[..blocks.len().min(MOST_BLOCKS)];
        self.packet(RECEIVER_REPORT, blocks.len() as u8, 8 + 24 * blocks.len(), |body| {
            body[..4].copy_from_slice(&ours.to_be_bytes());
            for (block, space) in blocks.iter().zip(body[4..].chunks_exact_mut(24)) {
                write_block(block, space);
            }
        })
    }

    /// A sender report without reception blocks.
    pub fn sender_report(&mut self, statement: &SenderStatement) -> bool {
        self.packet(SENDER_REPORT, 0, 28, |body| {
            body[..4].copy_from_slice(&statement.ssrc.to_be_bytes());
            body[4..12].copy_from_slice(&statement.wall.0.to_be_bytes());
            body[12..16].copy_from_slice(&statement.media.to_be_bytes());
            body[16..20].copy_from_slice(&statement.packets.to_be_bytes());
            body[20..24].copy_from_slice(&statement.bytes.to_be_bytes());
        })
    }

    /// The canonical name of a source; at most 255 bytes of it.
    pub fn description(&mut self, ssrc: u32, cname: &str) -> bool {
        let name = &cname.as_bytes()[..cname.len().min(255)];
        // The item list ends with a zero byte and the chunk at a word boundary.
        let length = (4 + 4 + 2 + name.len() + 1).next_multiple_of(4);
        self.packet(SOURCE_DESCRIPTION, 1, length, |body| {
            body[..4].copy_from_slice(&ssrc.to_be_bytes());
            body[4..6].copy_from_slice(&[CNAME, name.len() as u8]);
            body[6..6 + name.len()].copy_from_slice(name);
            body[6 + name.len()..].fill(0);
        })
    }

    /// Asks for packets again; `lost` ascending. Gives how many numbers were written.
    pub fn lost(&mut self, ours: u32, theirs: u32, lost: &[u16]) -> usize {
        let space = (self.bytes.len() - self.length).saturating_sub(12) / 4;
        let mut entries = [(0u16, 0u16); limits::NACK_NUMBERS];
        let (count, written) = pack_lost(lost, &mut entries[..space.min(limits::NACK_NUMBERS)]);
        let fits = count > 0
            && self.packet(TRANSPORT_FEEDBACK, GENERIC_NACK, 12 + 4 * count, |body| {
                body[..4].copy_from_slice(&ours.to_be_bytes());
                body[4..8].copy_from_slice(&theirs.to_be_bytes());
                for (entry, space) in entries[..count].iter().zip(body[8..].chunks_exact_mut(4)) {
                    space[..2].copy_from_slice(&entry.0.to_be_bytes());
                    space[2..].copy_from_slice(&entry.1.to_be_bytes());
                }
            });
        if fits { written } else { 0 }
    }

    /// A picture loss indication.
    pub fn picture_loss(&mut self, ours: u32, theirs: u32) -> bool {
        self.packet(PAYLOAD_FEEDBACK, PICTURE_LOSS, 12, |body| {
            body[..4].copy_from_slice(&ours.to_be_bytes());
            body[4..8].copy_from_slice(&theirs.to_be_bytes());
        })
    }

    /// Transport-wide feedback on consecutive packets; gives how many of them fitted.
    pub fn transport_feedback(&mut self, ours: u32, theirs: u32, arrivals: &[Arrival], number: u8) -> usize {
        let start = self.length;
        let Some(space) = self.bytes.get_mut(start + 12..) else { return 0 };
        let Some((body, count)) = transport_feedback::write(space, arrivals, number) else { return 0 };
        self.packet(TRANSPORT_FEEDBACK, TRANSPORT_CC, 12 + body, |packet| {
            packet[..4].copy_from_slice(&ours.to_be_bytes());
            packet[4..8].copy_from_slice(&theirs.to_be_bytes());
        });
        count
    }

    /// Writes a header and lets `fill` write what follows its first word.
    fn packet(&mut self, kind: u8, count: u8, length: usize, fill: impl FnOnce(&mut [u8])) -> bool {
        debug_assert_eq!(length % 4, 0);
        let Some(space) = self.bytes.get_mut(self.length..self.length + length) else { return false };
        space[..2].copy_from_slice(&[0x80 | count, kind]);
        space[2..4].copy_from_slice(&((length / 4 - 1) as u16).to_be_bytes());
        fill(&mut space[4..]);
        self.length += length;
        true
    }
}

fn write_block(block: &ReceptionBlock, space: &mut [u8]) {
    let lost = (u32::from(block.fraction_lost) << 24) | (block.total_lost as u32 & 0xff_ffff);
    let fields = [block.ssrc, lost, block.highest, block.jitter, block.last_report, block.delay];
    for (field, space) in fields.iter().zip(space.chunks_exact_mut(4)) {
        space.copy_from_slice(&field.to_be_bytes());
    }
}

/// Packs ascending numbers into entries of one number and a mask of the sixteen after it.
/// How many entries, and how many numbers they hold.
fn pack_lost(lost: &[u16], entries: &mut [(u16, u16)]) -> (usize, usize) {
    let mut count = 0_usize;
    for (index, &number) in lost.iter().enumerate() {
        let behind = count.checked_sub(1).map(|last| number.wrapping_sub(entries[last].0));
        match behind {
            Some(distance @ 1..=16) => entries[count - 1].1 |= 1 << (distance - 1),
            _ => {
                let Some(entry) = entries.get_mut(count) else { return (count, index) };
                *entry = (number, 0);
                count += 1;
            }
        }
    }
    (count, lost.len())
}
