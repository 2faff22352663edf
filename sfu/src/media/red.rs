//! Redundant audio, RFC 2198: a packet that repeats earlier ones.

use crate::limits;

/// Distance field of a redundant block, 14 bits.
const HEADER_BYTES: usize = 4;

/// One block of a redundant payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Where its header's payload type byte is.
    pub header_at: usize,
    /// Payload type of its contents.
    pub payload_type: u8,
    /// How much earlier than the packet's timestamp it was sampled, in ticks.
    pub earlier: u32,
    /// Where its contents begin.
    pub start: usize,
    /// How long they are.
    pub length: usize,
}

/// The blocks of one payload, oldest first; the last one is the primary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    blocks: [Block; limits::RED_BLOCKS],
    count: usize,
}

impl Blocks {
    /// Reads a payload. `None` if it is cut short or has more than [`limits::RED_BLOCKS`].
    pub fn read(payload: &[u8]) -> Option<Self> {
        let mut blocks = Self::default();
        let mut at = 0;
        loop {
            let first = *payload.get(at)?;
            let block = blocks.blocks.get_mut(blocks.count)?;
            blocks.count += 1;
            block.header_at = at;
            block.payload_type = first & 0x7f;
            if first & 0x80 == 0 {
                at += 1;
                break;
            }
            let header = payload.get(at..at + HEADER_BYTES)?;
            let fields = u32::from_be_bytes([0, header[1], header[2], header[3]]);
            block.earlier = fields >> 10;
            block.length = (fields & 0x3ff) as usize;
            at += HEADER_BYTES;
        }
        blocks.place(at, payload.len())?;
        Some(blocks)
    }

    /// All blocks.
    pub fn all(&self) -> &[Block] {
        &self.blocks[..self.count]
    }

    /// The newest block: what a packet without redundancy would carry.
    pub fn primary(&self) -> Block {
        self.blocks[self.count - 1]
    }

    /// Older blocks, each with how many packets before this one it was sent first, assuming
    /// that the publisher repeats consecutive packets.
    pub fn redundant(&self) -> impl Iterator<Item = (u64, Block)> {
        let older = self.count - 1;
        self.blocks[..older].iter().enumerate().map(move |(index, block)| ((older - index) as u64, *block))
    }

    fn place(&mut self, mut at: usize, end: usize) -> Option<()> {
        let (primary, redundant) = self.blocks[..self.count].split_last_mut()?;
        for block in redundant {
            block.start = at;
            at += block.length;
        }
        primary.start = at;
        primary.length = end.checked_sub(at)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_come_apart_oldest_first() {
        let payload = [0xef, 0x1e, 0x00, 0x02, 0xef, 0x0f, 0x00, 0x01, 0x6f, 1, 2, 3, 4, 5, 6];
        let blocks = Blocks::read(&payload).unwrap();
        let older: Vec<_> = blocks.redundant().collect();
        assert_eq!(older.len(), 2);
        assert_eq!((older[0].0, older[0].1.earlier), (2, 1920));
        assert_eq!(&payload[older[0].1.start..][..older[0].1.length], [1, 2]);
        assert_eq!((older[1].0, older[1].1.earlier), (1, 960));
        let primary = blocks.primary();
        assert_eq!((primary.payload_type, primary.header_at), (111, 8));
        assert_eq!(&payload[primary.start..][..primary.length], [4, 5, 6]);
    }

    #[test]
    fn lengths_beyond_the_packet_and_endless_headers_are_refused() {
        assert_eq!(Blocks::read(&[0xef, 0, 0, 9, 0x6f, 1]), None);
        assert_eq!(Blocks::read(&[0xef; 64]), None);
        assert_eq!(Blocks::read(&[]), None);
    }

    proptest! {
        #[test]
        fn no_payload_makes_blocks_point_outside(payload in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Some(blocks) = Blocks::read(&payload) {
                for block in blocks.all() {
                    prop_assert!(block.start + block.length <= payload.len());
                }
            }
        }
    }
}
