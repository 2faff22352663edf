//! Headers as each receiver must see them.

use super::{FIXED_HEADER_BYTES, ONE_BYTE_PROFILE, TWO_BYTE_PROFILE};
use crate::limits;

/// Longest data of a one-byte extension element (RFC 8285 §4.2).
const ONE_BYTE_LONGEST: usize = 16;
/// Highest usable id of a one-byte extension element.
const ONE_BYTE_HIGHEST: u8 = 14;

/// Writes RTP headers, one after the other, into one buffer.
///
/// Elements that one-byte headers cannot carry turn the block into two-byte headers, which
/// is why their presence is announced first.
pub struct HeaderWriter {
    bytes: [u8; limits::HEADER_BYTES],
    length: usize,
    two_bytes: bool,
}

impl Default for HeaderWriter {
    fn default() -> Self {
        Self { bytes: [0; limits::HEADER_BYTES], length: FIXED_HEADER_BYTES, two_bytes: false }
    }
}

impl HeaderWriter {
    /// Starts a header. `two_bytes` if any element to come needs a two-byte extension header.
    pub fn begin(&mut self, marker: bool, payload_type: u8, two_bytes: bool) -> &mut Self {
        self.bytes[0] = 0x80;
        self.bytes[1] = (u8::from(marker) << 7) | (payload_type & 0x7f);
        self.length = FIXED_HEADER_BYTES;
        self.two_bytes = two_bytes;
        self
    }

    /// Whether an element fits only a two-byte extension header.
    pub fn needs_two_bytes(id: u8, length: usize) -> bool {
        id > ONE_BYTE_HIGHEST || length > ONE_BYTE_LONGEST || length == 0
    }

    /// Says that the payload ends with padding.
    pub fn set_padding(&mut self) {
        self.bytes[0] |= 0x20;
    }

    /// Writes sequence number, timestamp and source.
    pub fn stamp(&mut self, sequence: u16, timestamp: u32, ssrc: u32) -> &mut Self {
        self.bytes[2..4].copy_from_slice(&sequence.to_be_bytes());
        self.bytes[4..8].copy_from_slice(&timestamp.to_be_bytes());
        self.bytes[8..12].copy_from_slice(&ssrc.to_be_bytes());
        self
    }

    /// Adds one extension element and gives its data for changes. One that does not fit any
    /// more is left out.
    pub fn push(&mut self, id: u8, data: &[u8]) -> Option<&mut [u8]> {
        let opening = if self.length == FIXED_HEADER_BYTES { 4 } else { 0 };
        let element = data.len() + if self.two_bytes { 2 } else { 1 };
        let longest = if self.two_bytes { usize::from(u8::MAX) } else { ONE_BYTE_LONGEST };
        if data.len() > longest || self.length + opening + element + 3 > self.bytes.len() {
            return None;
        }
        self.length += opening;
        if self.two_bytes {
            self.append(&[id, data.len() as u8]);
        } else {
            self.append(&[(id << 4) | (data.len() as u8).wrapping_sub(1) & 0x0f]);
        }
        self.append(data);
        Some(&mut self.bytes[self.length - data.len()..self.length])
    }

    /// Closes the extension block and gives the header.
    pub fn finish(&mut self) -> &[u8] {
        if self.length > FIXED_HEADER_BYTES {
            while !self.length.is_multiple_of(4) {
                self.append(&[0]);
            }
            let profile = if self.two_bytes { TWO_BYTE_PROFILE } else { ONE_BYTE_PROFILE };
            let words = (self.length - FIXED_HEADER_BYTES - 4) / 4;
            self.bytes[0] |= 0x10;
            self.bytes[12..14].copy_from_slice(&profile.to_be_bytes());
            self.bytes[14..16].copy_from_slice(&(words as u16).to_be_bytes());
        }
        &self.bytes[..self.length]
    }

    fn append(&mut self, data: &[u8]) {
        self.bytes[self.length..self.length + data.len()].copy_from_slice(data);
        self.length += data.len();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::media::extension::{Extension, ExtensionMap};
    use crate::media::rtp::Packet;

    #[test]
    fn a_header_without_extensions_is_twelve_bytes() {
        let wire = HeaderWriter::default().begin(true, 111, false).stamp(7, 8, 9).finish().to_vec();
        let packet = Packet::parse(&wire, &ExtensionMap::default()).unwrap();
        assert_eq!(wire.len(), 12);
        assert!(packet.marker);
        assert_eq!((packet.payload_type, packet.sequence, packet.timestamp, packet.ssrc), (111, 7, 8, 9));
    }

    #[test]
    fn an_element_too_long_for_any_header_is_left_out() {
        let mut writer = HeaderWriter::default();
        writer.begin(false, 0, true);
        assert!(writer.push(3, &[1; 256]).is_none());
        assert!(writer.push(4, &[1; 250]).is_some());
        assert!(writer.push(4, &[1; 250]).is_none());
        let wire = writer.finish().to_vec();
        assert_eq!(wire.len(), 268);
        assert!(Packet::parse(&wire, &ExtensionMap::default()).is_some());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            mid in "[a-z]{1,16}", level in any::<u8>(), number in any::<u16>(),
            descriptor in prop::collection::vec(any::<u8>(), 1..120), high in any::<bool>(),
        ) {
            let descriptor_id = if high { 40 } else { 4 };
            let map = ExtensionMap::default()
                .with(Extension::Mid, 1)
                .with(Extension::AudioLevel, 2)
                .with(Extension::TransportCc, 14)
                .with(Extension::DependencyDescriptor, descriptor_id);
            let two_bytes = HeaderWriter::needs_two_bytes(descriptor_id, descriptor.len());
            let mut writer = HeaderWriter::default();
            writer.begin(true, 1, true).push(9, &[0xff; 200]);
            writer.finish();
            writer.begin(false, 96, two_bytes);
            writer.push(1, mid.as_bytes());
            writer.push(2, &[level]);
            writer.push(14, &number.to_be_bytes());
            writer.push(descriptor_id, &descriptor);
            let wire = writer.finish().to_vec();
            let packet = Packet::parse(&wire, &map).unwrap();
            prop_assert_eq!(packet.extensions.mid.of(&wire), mid.as_bytes());
            prop_assert_eq!(packet.extensions.audio_level, Some(level));
            prop_assert_eq!(packet.extensions.transport_cc, Some(number));
            prop_assert_eq!(packet.extensions.dependency.of(&wire), &descriptor[..]);
        }
    }
}
