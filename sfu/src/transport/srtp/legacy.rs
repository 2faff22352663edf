//! `SRTP_AES128_CM_HMAC_SHA1_80` (RFC 3711), for peers that know nothing newer.

use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;

use super::RTCP_HEADER_BYTES;
use super::cipher::{KEY_BYTES, Master};
use super::key_derivation::{Label, derive};

pub const TAG_BYTES: usize = 10;
pub const SALT_BYTES: usize = 14;
const INDEX_BYTES: usize = 4;
const AUTHENTICATION_KEY_BYTES: usize = 20;

/// Keys of one direction.
pub struct Legacy {
    rtp: Keys,
    rtcp: Keys,
}

struct Keys {
    encryption: EncryptingKey,
    authentication: hmac::Key,
    salt: [u8; SALT_BYTES],
}

/// The word before the tag of an SRTCP packet long enough to have one.
pub fn rtcp_index_word(packet: &[u8]) -> Option<u32> {
    let (body, _tag) = packet.split_last_chunk::<TAG_BYTES>()?;
    if body.len() < RTCP_HEADER_BYTES + INDEX_BYTES {
        return None;
    }
    body.last_chunk().map(|&word| u32::from_be_bytes(word))
}

impl Legacy {
    pub fn new(master: &Master<'_>) -> Option<Self> {
        let keys = |encryption, authentication, salt| {
            let encryption: [u8; KEY_BYTES] = derive(master, encryption)?;
            let authentication: [u8; AUTHENTICATION_KEY_BYTES] = derive(master, authentication)?;
            Some(Keys {
                encryption: EncryptingKey::ctr(UnboundCipherKey::new(&AES_128, &encryption).ok()?).ok()?,
                authentication: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &authentication),
                salt: derive(master, salt)?,
            })
        };
        Some(Self {
            rtp: keys(Label::RtpKey, Label::RtpAuthentication, Label::RtpSalt)?,
            rtcp: keys(Label::RtcpKey, Label::RtcpAuthentication, Label::RtcpSalt)?,
        })
    }

    pub fn seal_rtp(&self, index: u64, header: usize, packet: &mut [u8]) {
        let (body, room) = packet.split_at_mut(packet.len() - TAG_BYTES);
        self.rtp.apply_key_stream(ssrc_at(body, 8), index, &mut body[header..]);
        room.copy_from_slice(&self.rtp.tag(&[body, &rollover(index)]));
    }

    pub fn open_rtp(&self, index: u64, header: usize, packet: &mut [u8]) -> Option<usize> {
        let (body, tag) = packet.split_last_chunk_mut::<TAG_BYTES>()?;
        verify_slices_are_equal(&self.rtp.tag(&[body, &rollover(index)]), tag).ok()?;
        let ssrc = ssrc_at(body, 8);
        self.rtp.apply_key_stream(ssrc, index, body.get_mut(header..)?);
        Some(body.len())
    }

    pub fn seal_rtcp(&self, index: u32, packet: &mut Vec<u8>) {
        let ssrc = ssrc_at(packet, 4);
        self.rtcp.apply_key_stream(ssrc, u64::from(index), &mut packet[RTCP_HEADER_BYTES..]);
        packet.extend_from_slice(&(index | 1 << 31).to_be_bytes());
        let tag = self.rtcp.tag(&[packet]);
        packet.extend_from_slice(&tag);
    }

    pub fn open_rtcp(&self, packet: &mut [u8]) -> Option<usize> {
        let index = rtcp_index_word(packet)? & super::LAST_RTCP_INDEX;
        let (body, tag) = packet.split_last_chunk_mut::<TAG_BYTES>()?;
        verify_slices_are_equal(&self.rtcp.tag(&[body]), tag).ok()?;
        let (ssrc, end) = (ssrc_at(body, 4), body.len() - INDEX_BYTES);
        self.rtcp.apply_key_stream(ssrc, u64::from(index), &mut body[RTCP_HEADER_BYTES..end]);
        Some(end)
    }
}

impl Keys {
    /// RFC 3711 §4.1.1: counter mode that starts at salt, source and index.
    fn apply_key_stream(&self, ssrc: u32, index: u64, data: &mut [u8]) {
        let start = (u128::from(ssrc) << 64) ^ (u128::from(index) << 16);
        let mut start = start.to_be_bytes();
        for (byte, salt) in start.iter_mut().zip(self.salt) {
            *byte ^= salt;
        }
        let context = EncryptionContext::Iv128(FixedLength::from(start));
        self.encryption.less_safe_encrypt(data, context).expect("counter mode takes any length");
    }

    fn tag(&self, parts: &[&[u8]]) -> [u8; TAG_BYTES] {
        let mut context = hmac::Context::with_key(&self.authentication);
        for part in parts {
            context.update(part);
        }
        *context.sign().as_ref().first_chunk().expect("SHA-1 gives twenty bytes")
    }
}

fn rollover(index: u64) -> [u8; 4] {
    ((index >> 16) as u32).to_be_bytes()
}

fn ssrc_at(packet: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([packet[at], packet[at + 1], packet[at + 2], packet[at + 3]])
}
