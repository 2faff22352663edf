//! `SRTP_AEAD_AES_128_GCM` (RFC 7714).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::RTCP_HEADER_BYTES;
use super::cipher::{KEY_BYTES, Master};
use super::key_derivation::{Label, derive};

pub const TAG_BYTES: usize = 16;
pub const SALT_BYTES: usize = 12;
/// The encryption flag and the index, at the very end of an SRTCP packet.
const INDEX_BYTES: usize = 4;

/// Keys of one direction.
pub struct Gcm {
    rtp: LessSafeKey,
    rtp_salt: [u8; SALT_BYTES],
    rtcp: LessSafeKey,
    rtcp_salt: [u8; SALT_BYTES],
}

/// The last word of an SRTCP packet long enough to have one.
pub fn rtcp_index_word(packet: &[u8]) -> Option<u32> {
    if packet.len() < RTCP_HEADER_BYTES + TAG_BYTES + INDEX_BYTES {
        return None;
    }
    packet.last_chunk().map(|&word| u32::from_be_bytes(word))
}

impl Gcm {
    pub fn new(master: &Master<'_>) -> Option<Self> {
        Some(Self {
            rtp: key(&derive(master, Label::RtpKey)?)?,
            rtp_salt: derive(master, Label::RtpSalt)?,
            rtcp: key(&derive(master, Label::RtcpKey)?)?,
            rtcp_salt: derive(master, Label::RtcpSalt)?,
        })
    }

    pub fn seal_rtp(&self, index: u64, header: usize, packet: &mut [u8]) {
        let nonce = self.rtp_nonce(index, packet);
        let (header, rest) = packet.split_at_mut(header);
        let (payload, room) = rest.split_at_mut(rest.len() - TAG_BYTES);
        let tag = self.rtp.seal_in_place_separate_tag(nonce, Aad::from(&*header), payload);
        room.copy_from_slice(tag.expect("a datagram is far below the limit of GCM").as_ref());
    }

    pub fn open_rtp(&self, index: u64, header: usize, packet: &mut [u8]) -> Option<usize> {
        let nonce = self.rtp_nonce(index, packet);
        let (header, sealed) = packet.split_at_mut(header);
        let plain = self.rtp.open_in_place(nonce, Aad::from(&*header), sealed).ok()?;
        Some(header.len() + plain.len())
    }

    pub fn seal_rtcp(&self, index: u32, packet: &mut Vec<u8>) {
        let word = (index | 1 << 31).to_be_bytes();
        let (nonce, associated) = (self.rtcp_nonce(index, packet), rtcp_associated(packet, word));
        let tag = self.rtcp.seal_in_place_separate_tag(
            nonce,
            Aad::from(associated),
            &mut packet[RTCP_HEADER_BYTES..],
        );
        packet.extend_from_slice(tag.expect("a datagram is far below the limit of GCM").as_ref());
        packet.extend_from_slice(&word);
    }

    pub fn open_rtcp(&self, packet: &mut [u8]) -> Option<usize> {
        let word = rtcp_index_word(packet)?.to_be_bytes();
        let index = u32::from_be_bytes(word) & super::LAST_RTCP_INDEX;
        let (nonce, associated) = (self.rtcp_nonce(index, packet), rtcp_associated(packet, word));
        let end = packet.len() - INDEX_BYTES;
        let sealed = &mut packet[RTCP_HEADER_BYTES..end];
        let plain = self.rtcp.open_in_place(nonce, Aad::from(associated), sealed).ok()?;
        Some(RTCP_HEADER_BYTES + plain.len())
    }

    /// RFC 7714 §8.1: the source and the 48-bit index, mixed with the salt.
    fn rtp_nonce(&self, index: u64, packet: &[u8]) -> Nonce {
        let mut nonce = self.rtp_salt;
        mix(&mut nonce[2..6], &packet[8..12]);
        mix(&mut nonce[6..], &index.to_be_bytes()[2..]);
        Nonce::assume_unique_for_key(nonce)
    }

    /// RFC 7714 §9.1: the source and the 31-bit index, mixed with the salt.
    fn rtcp_nonce(&self, index: u32, packet: &[u8]) -> Nonce {
        let mut nonce = self.rtcp_salt;
        mix(&mut nonce[2..6], &packet[4..8]);
        mix(&mut nonce[8..], &index.to_be_bytes());
        Nonce::assume_unique_for_key(nonce)
    }
}

fn key(bytes: &[u8; KEY_BYTES]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_128_GCM, bytes).ok().map(LessSafeKey::new)
}

/// RFC 7714 §9.2: the header and the last word.
fn rtcp_associated(packet: &[u8], word: [u8; INDEX_BYTES]) -> [u8; RTCP_HEADER_BYTES + INDEX_BYTES] {
    let mut associated = [0; RTCP_HEADER_BYTES + INDEX_BYTES];
    associated[..RTCP_HEADER_BYTES].copy_from_slice(&packet[..RTCP_HEADER_BYTES]);
    associated[RTCP_HEADER_BYTES..].copy_from_slice(&word);
    associated
}

fn mix(target: &mut [u8], with: &[u8]) {
    for (byte, other) in target.iter_mut().zip(with) {
        *byte ^= other;
    }
}
