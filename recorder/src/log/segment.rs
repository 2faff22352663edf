//! Segments and blocks as bytes. Pure.

use aws_lc_rs::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};
use thiserror::Error;

use crate::digest::Sha256;
use crate::spec::RecordingId;
use crate::time::RecordingTime;

/// Bytes of a segment header.
pub const HEADER_BYTES: usize = 96;
/// Bytes in front of a block's ciphertext: length, block index, newest time, CRC-32.
pub const BLOCK_HEAD_BYTES: usize = 20;
/// The longest ciphertext. The writer flushes at a megabyte; twice that leaves room for one
/// event.
pub const BLOCK_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The longest segment: ten seconds at 50 Mbit/s. The writer starts a new one before it.
pub const SEGMENT_BYTES_MAX: u64 = 64 * 1024 * 1024;

const MAGIC: [u8; 8] = *b"CCREC\r\n1";
const TAG_BYTES: usize = 16;

/// Why bytes are not what a segment should hold.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SegmentError {
    /// Too short, another magic, or its CRC is wrong.
    #[error("expected a segment header")]
    Header,
    /// The file ends inside a block.
    #[error("expected a whole block, the file ends inside it")]
    Torn,
    /// A length, index or CRC is wrong.
    #[error("expected a block with the right length, number and CRC")]
    Block,
    /// Decryption failed: another key, or the bytes were altered together with their CRC.
    #[error("expected a block sealed with this recording's key")]
    Sealed,
}

/// The head of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentHeader {
    /// Of which recording.
    pub recording: RecordingId,
    /// Of which log; 0 is the event log.
    pub log: u32,
    /// Counts from 0 within the log.
    pub segment: u32,
    /// Part of the recording it was written in; a new one begins after every crash.
    pub part: u32,
    /// When it was begun.
    pub began: RecordingTime,
    /// SHA-256 of the segment before it, whole; [`Sha256::NONE`] for the first.
    pub previous: Sha256,
}

impl SegmentHeader {
    /// As it stands at the beginning of the file.
    pub fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..24].copy_from_slice(self.recording.0.as_bytes());
        bytes[24..28].copy_from_slice(&self.log.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.segment.to_le_bytes());
        bytes[32..36].copy_from_slice(&self.part.to_le_bytes());
        bytes[36..44].copy_from_slice(&self.began.0.to_le_bytes());
        bytes[44..76].copy_from_slice(&self.previous.0);
        let crc = crc32fast::hash(&bytes[..HEADER_BYTES - 4]);
        bytes[HEADER_BYTES - 4..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads one from the beginning of a file.
    pub fn decode(bytes: &[u8]) -> Result<Self, SegmentError> {
        let bytes = bytes.first_chunk::<HEADER_BYTES>().ok_or(SegmentError::Header)?;
        let crc = crc32fast::hash(&bytes[..HEADER_BYTES - 4]);
        let reserved = &bytes[76..HEADER_BYTES - 4];
        if bytes[..8] != MAGIC || u32_at(bytes, HEADER_BYTES - 4) != crc || reserved.iter().any(|b| *b != 0) {
            return Err(SegmentError::Header);
        }
        let mut id = [0; 16];
        id.copy_from_slice(&bytes[8..24]);
        let mut previous = [0; 32];
        previous.copy_from_slice(&bytes[44..76]);
        Ok(Self {
            recording: RecordingId(uuid::Uuid::from_bytes(id)),
            log: u32_at(bytes, 24),
            segment: u32_at(bytes, 28),
            part: u32_at(bytes, 32),
            began: RecordingTime(u64_at(bytes, 36)),
            previous: Sha256(previous),
        })
    }
}

/// Names a block for its nonce and its authenticated data: no two blocks of a recording have
/// the same name, because a segment's number is never used twice and a block's index grows
/// even when writing it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockName {
    /// Log.
    pub log: u32,
    /// Segment.
    pub segment: u32,
    /// Grows within the segment.
    pub index: u32,
}

impl BlockName {
    fn nonce(self) -> Nonce {
        let mut bytes = [0; NONCE_LEN];
        bytes[..4].copy_from_slice(&self.log.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.segment.to_le_bytes());
        bytes[8..].copy_from_slice(&self.index.to_le_bytes());
        Nonce::assume_unique_for_key(bytes)
    }
}

/// Seals `entries` in place into a block ready to be written. `entries` must begin with
/// [`BLOCK_HEAD_BYTES`] bytes of room for the head.
pub fn seal(key: &LessSafeKey, name: BlockName, newest: RecordingTime, entries: &mut Vec<u8>) {
    let length = u32::try_from(entries.len() - BLOCK_HEAD_BYTES + TAG_BYTES).expect("blocks are small");
    let head = block_head(length, name.index, newest);
    let tag = key
        .seal_in_place_separate_tag(name.nonce(), Aad::from(head), &mut entries[BLOCK_HEAD_BYTES..])
        .expect("AES-GCM seals anything below 64 GiB");
    entries.extend_from_slice(tag.as_ref());
    entries[..16].copy_from_slice(&head);
    let crc = block_crc(&head, &entries[BLOCK_HEAD_BYTES..]);
    entries[16..BLOCK_HEAD_BYTES].copy_from_slice(&crc.to_le_bytes());
}

/// A block found in a segment, not yet decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedBlock<'a> {
    /// Where it begins in the file.
    pub offset: usize,
    /// Grows within the segment.
    pub index: u32,
    /// Arrival of its newest entry.
    pub newest: RecordingTime,
    sealed: &'a [u8],
}

impl SealedBlock<'_> {
    /// Where the next block begins.
    pub fn end(&self) -> usize {
        self.offset + BLOCK_HEAD_BYTES + self.sealed.len()
    }

    /// Decrypts into `plain`, replacing what was there.
    pub fn open(
        &self,
        key: &LessSafeKey,
        header: &SegmentHeader,
        plain: &mut Vec<u8>,
    ) -> Result<(), SegmentError> {
        plain.clear();
        plain.extend_from_slice(self.sealed);
        let name = BlockName { log: header.log, segment: header.segment, index: self.index };
        let length = u32::try_from(self.sealed.len()).map_err(|_| SegmentError::Block)?;
        let head = block_head(length, self.index, self.newest);
        let opened = key.open_in_place(name.nonce(), Aad::from(head), plain);
        let bytes = opened.map_err(|_| SegmentError::Sealed)?.len();
        plain.truncate(bytes);
        Ok(())
    }
}

/// Walks the blocks of a segment file's bytes, header included. Yields one error and ends at
/// the first thing that is not a block; [`Blocks::offset`] then tells where.
#[derive(Clone, Debug)]
pub struct Blocks<'a> {
    bytes: &'a [u8],
    offset: usize,
    last_index: Option<u32>,
    ended: bool,
}

impl<'a> Blocks<'a> {
    /// Of a whole segment file.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: HEADER_BYTES, last_index: None, ended: bytes.len() < HEADER_BYTES }
    }

    /// End of the last good block.
    pub fn offset(&self) -> usize {
        self.offset
    }

    fn take(&mut self) -> Result<SealedBlock<'a>, SegmentError> {
        let rest = &self.bytes[self.offset..];
        let (head, rest) = rest.split_at_checked(BLOCK_HEAD_BYTES).ok_or(SegmentError::Torn)?;
        let length = u32_at(head, 0) as usize;
        if !(TAG_BYTES..=BLOCK_BYTES_MAX).contains(&length) {
            return Err(SegmentError::Block);
        }
        let sealed = rest.get(..length).ok_or(SegmentError::Torn)?;
        let index = u32_at(head, 4);
        let grows = self.last_index.is_none_or(|last| index > last);
        if !grows || block_crc(&head[..16], sealed) != u32_at(head, 16) {
            return Err(SegmentError::Block);
        }
        let newest = RecordingTime(u64_at(head, 8));
        Ok(SealedBlock { offset: self.offset, index, newest, sealed })
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<SealedBlock<'a>, SegmentError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended || self.offset == self.bytes.len() {
            return None;
        }
        let block = self.take();
        match &block {
            Ok(block) => {
                self.last_index = Some(block.index);
                self.offset = block.end();
            }
            Err(_) => self.ended = true,
        }
        Some(block)
    }
}

fn block_head(length: u32, index: u32, newest: RecordingTime) -> [u8; 16] {
    let mut head = [0; 16];
    head[..4].copy_from_slice(&length.to_le_bytes());
    head[4..8].copy_from_slice(&index.to_le_bytes());
    head[8..].copy_from_slice(&newest.0.to_le_bytes());
    head
}

fn block_crc(head: &[u8], sealed: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(head);
    crc.update(sealed);
    crc.finalize()
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::key::RecordingKey;

    fn header() -> SegmentHeader {
        SegmentHeader {
            recording: RecordingId::random(),
            log: 3,
            segment: 7,
            part: 1,
            began: RecordingTime(70_000_000_000),
            previous: Sha256::of(b"segment 6"),
        }
    }

    fn segment(key: &LessSafeKey, header: &SegmentHeader, bodies: &[&[u8]]) -> Vec<u8> {
        let mut file = header.encode().to_vec();
        for (index, body) in (0..).zip(bodies) {
            let mut block = vec![0; BLOCK_HEAD_BYTES];
            block.extend_from_slice(body);
            let name = BlockName { log: header.log, segment: header.segment, index };
            seal(key, name, RecordingTime(u64::from(index) * 1000), &mut block);
            file.extend_from_slice(&block);
        }
        file
    }

    #[test]
    fn a_header_reads_back_and_every_flipped_bit_is_noticed() {
        let bytes = header().encode();
        let read = SegmentHeader::decode(&bytes).unwrap();
        assert_eq!(read.encode(), bytes);
        for bit in 0..HEADER_BYTES * 8 {
            let mut altered = bytes;
            altered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(SegmentHeader::decode(&altered), Err(SegmentError::Header), "bit {bit}");
        }
    }

    #[test]
    fn blocks_open_with_their_key_and_their_place_only() {
        let (key, other) = (RecordingKey::generate().unwrap(), RecordingKey::generate().unwrap());
        let header = header();
        let file = segment(&key.cipher(), &header, &[b"one", b"two"]);
        let blocks: Vec<_> = Blocks::of(&file).map(Result::unwrap).collect();
        let mut plain = Vec::new();
        blocks[1].open(&key.cipher(), &header, &mut plain).unwrap();
        assert_eq!(plain, b"two");
        assert_eq!(blocks[1].open(&other.cipher(), &header, &mut plain), Err(SegmentError::Sealed));
        let elsewhere = SegmentHeader { segment: 8, ..header };
        assert_eq!(blocks[1].open(&key.cipher(), &elsewhere, &mut plain), Err(SegmentError::Sealed));
    }

    #[test]
    fn a_torn_tail_leaves_all_whole_blocks_readable() {
        let key = RecordingKey::generate().unwrap().cipher();
        let file = segment(&key, &header(), &[b"one", b"two", b"three"]);
        let ends: Vec<_> = Blocks::of(&file).map(|block| block.unwrap().end()).collect();
        for cut in HEADER_BYTES..file.len() {
            let mut blocks = Blocks::of(&file[..cut]);
            let whole = blocks.by_ref().filter(Result::is_ok).count();
            assert_eq!(whole, ends.iter().filter(|end| **end <= cut).count());
            assert!(blocks.offset() <= cut);
        }
    }

    #[test]
    fn blocks_out_of_order_are_noticed() {
        let key = RecordingKey::generate().unwrap().cipher();
        let file = segment(&key, &header(), &[b"one", b"two"]);
        let middle = Blocks::of(&file).next().unwrap().unwrap().end();
        let swapped = [&file[..HEADER_BYTES], &file[middle..], &file[HEADER_BYTES..middle]].concat();
        assert_eq!(Blocks::of(&swapped).last(), Some(Err(SegmentError::Block)));
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_walked(bytes: Vec<u8>) {
            let file = [&header().encode()[..], &bytes].concat();
            Blocks::of(&file).for_each(drop);
            Blocks::of(&bytes).for_each(drop);
        }

        #[test]
        fn any_flipped_bit_of_a_block_is_noticed(bit in 0usize..(3 + 20 + 16) * 8) {
            let key = RecordingKey::generate().unwrap().cipher();
            let mut file = segment(&key, &header(), &[b"one"]);
            file[HEADER_BYTES + bit / 8] ^= 1 << (bit % 8);
            prop_assert!(Blocks::of(&file).any(|block| block.is_err()));
        }
    }
}
