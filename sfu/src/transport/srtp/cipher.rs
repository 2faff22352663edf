//! The protection profiles of RFC 5764 and RFC 7714 that we speak.

use super::gcm::Gcm;
use super::legacy::Legacy;

/// AES-128 keys, in both profiles.
pub const KEY_BYTES: usize = 16;

/// How packets are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// `SRTP_AEAD_AES_128_GCM`, RFC 7714. Preferred: five times cheaper.
    Aes128Gcm,
    /// `SRTP_AES128_CM_HMAC_SHA1_80`, RFC 5764. For peers without the other.
    Aes128CmSha1,
}

/// Key and salt of one direction, as exported.
pub struct Master<'a> {
    pub key: &'a [u8],
    pub salt: &'a [u8],
}

impl Profile {
    /// How much keying material DTLS must export for both directions.
    pub fn material_bytes(self) -> usize {
        2 * (KEY_BYTES + self.salt_bytes())
    }

    /// Bytes that sealing adds to an RTP packet.
    pub fn rtp_overhead(self) -> usize {
        match self {
            Self::Aes128Gcm => super::gcm::TAG_BYTES,
            Self::Aes128CmSha1 => super::legacy::TAG_BYTES,
        }
    }

    /// The client's and the server's share of the keying material (RFC 5764 §4.2).
    pub fn split(self, material: &[u8]) -> Option<(Master<'_>, Master<'_>)> {
        if material.len() != self.material_bytes() {
            return None;
        }
        let (keys, salts) = material.split_at(2 * KEY_BYTES);
        let (client_key, server_key) = keys.split_at(KEY_BYTES);
        let (client_salt, server_salt) = salts.split_at(self.salt_bytes());
        Some((Master { key: client_key, salt: client_salt }, Master { key: server_key, salt: server_salt }))
    }

    fn salt_bytes(self) -> usize {
        match self {
            Self::Aes128Gcm => super::gcm::SALT_BYTES,
            Self::Aes128CmSha1 => super::legacy::SALT_BYTES,
        }
    }
}

/// One direction of one association.
// Boxing would cost a cache miss per packet; there are two of these per association.
#[expect(clippy::large_enum_variant, reason = "on the hot path, and the large one is the common one")]
pub enum Cipher {
    Gcm(Gcm),
    Legacy(Legacy),
}

impl Cipher {
    pub fn new(profile: Profile, master: &Master<'_>) -> Option<Self> {
        Some(match profile {
            Profile::Aes128Gcm => Self::Gcm(Gcm::new(master)?),
            Profile::Aes128CmSha1 => Self::Legacy(Legacy::new(master)?),
        })
    }

    pub fn profile(&self) -> Profile {
        match self {
            Self::Gcm(_) => Profile::Aes128Gcm,
            Self::Legacy(_) => Profile::Aes128CmSha1,
        }
    }

    pub fn seal_rtp(&self, index: u64, header: usize, packet: &mut [u8]) {
        match self {
            Self::Gcm(cipher) => cipher.seal_rtp(index, header, packet),
            Self::Legacy(cipher) => cipher.seal_rtp(index, header, packet),
        }
    }

    pub fn open_rtp(&self, index: u64, header: usize, packet: &mut [u8]) -> Option<usize> {
        match self {
            Self::Gcm(cipher) => cipher.open_rtp(index, header, packet),
            Self::Legacy(cipher) => cipher.open_rtp(index, header, packet),
        }
    }

    pub fn seal_rtcp(&self, index: u32, packet: &mut Vec<u8>) {
        match self {
            Self::Gcm(cipher) => cipher.seal_rtcp(index, packet),
            Self::Legacy(cipher) => cipher.seal_rtcp(index, packet),
        }
    }

    /// The index a packet claims; `None` if it is too short or not encrypted.
    pub fn rtcp_index(&self, packet: &[u8]) -> Option<u32> {
        let word = match self {
            Self::Gcm(_) => super::gcm::rtcp_index_word(packet),
            Self::Legacy(_) => super::legacy::rtcp_index_word(packet),
        }?;
        let is_encrypted = word >> 31 == 1;
        is_encrypted.then_some(word & super::LAST_RTCP_INDEX)
    }

    pub fn open_rtcp(&self, packet: &mut [u8]) -> Option<usize> {
        match self {
            Self::Gcm(cipher) => cipher.open_rtcp(packet),
            Self::Legacy(cipher) => cipher.open_rtcp(packet),
        }
    }
}
