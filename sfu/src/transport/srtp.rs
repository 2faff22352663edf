//! SRTP and SRTCP (RFC 3711) in place: one call per packet, no allocation, no copy.

mod cipher;
mod gcm;
mod key_derivation;
mod legacy;
mod replay;
mod sources;

use std::time::Instant;

use cipher::Cipher;
pub use cipher::Profile;
use sources::Sources;

use crate::media::rtp::FIXED_HEADER_BYTES;

/// Packets of RTP behind the newest one whose replay is still detected.
pub const RTP_REPLAY_WINDOW: u64 = 1024;

/// As [`RTP_REPLAY_WINDOW`], for RTCP.
pub const RTCP_REPLAY_WINDOW: u64 = 128;

/// The fixed part of an RTCP packet that stays readable.
const RTCP_HEADER_BYTES: usize = 8;

/// SRTCP indices have 31 bits (RFC 3711 §3.4).
const LAST_RTCP_INDEX: u32 = (1 << 31) - 1;

/// Why a packet was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Too short or inconsistent.
    #[error("expected a whole SRTP packet")]
    Malformed,
    /// Seen before, or too old to tell.
    #[error("expected a new packet index")]
    Replayed,
    /// Forged, damaged or of another session.
    #[error("expected an authentication tag made with the peer's key")]
    Forged,
    /// Authentic, but the peer uses more sources than it may.
    #[error("expected no more new sources for now")]
    TooManySources,
}

/// Both directions of one association.
pub struct Srtp {
    ours: Cipher,
    theirs: Cipher,
    rtp: Sources<{ RTP_REPLAY_WINDOW as usize / 64 }>,
    rtcp: Sources<{ RTCP_REPLAY_WINDOW as usize / 64 }>,
    rtcp_sent: u32,
}

impl Srtp {
    /// Derives the session keys from what DTLS exported (RFC 5764 §4.2).
    ///
    /// `None` unless `material` has [`Profile::material_bytes`].
    pub fn new(now: Instant, profile: Profile, material: &[u8], is_dtls_client: bool) -> Option<Self> {
        let (client, server) = profile.split(material)?;
        let (ours, theirs) = if is_dtls_client { (client, server) } else { (server, client) };
        Some(Self {
            ours: Cipher::new(profile, &ours)?,
            theirs: Cipher::new(profile, &theirs)?,
            rtp: Sources::new(now),
            rtcp: Sources::new(now),
            rtcp_sent: 0,
        })
    }

    /// Bytes that sealing adds to an RTP packet.
    pub fn rtp_overhead(&self) -> usize {
        self.ours.profile().rtp_overhead()
    }

    /// Seals one RTP packet in place. The last [`Srtp::rtp_overhead`] bytes of `packet` are
    /// room for the tag; `index` is the extended sequence number.
    pub fn seal_rtp(&self, index: u64, header: usize, packet: &mut [u8]) {
        self.ours.seal_rtp(index, header, packet);
    }

    /// Opens one RTP packet in place and gives its plain length.
    pub fn open_rtp(&mut self, now: Instant, packet: &mut [u8]) -> Result<usize, Rejected> {
        let header = header_bytes(packet).ok_or(Rejected::Malformed)?;
        let sequence = u16::from_be_bytes([packet[2], packet[3]]);
        let ssrc = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
        let index = self.rtp.extend(ssrc, sequence);
        if !self.rtp.is_new(ssrc, index) {
            return Err(Rejected::Replayed);
        }
        let length = self.theirs.open_rtp(index, header, packet).ok_or(Rejected::Forged)?;
        if self.rtp.accept(now, ssrc, index) { Ok(length) } else { Err(Rejected::TooManySources) }
    }

    /// Seals one compound RTCP packet in place. `None` if it is too short, or if every index
    /// was used: 2^31 packets, after which the association must end.
    pub fn seal_rtcp(&mut self, packet: &mut Vec<u8>) -> Option<()> {
        if packet.len() < RTCP_HEADER_BYTES || self.rtcp_sent >= LAST_RTCP_INDEX {
            return None;
        }
        self.rtcp_sent += 1;
        self.ours.seal_rtcp(self.rtcp_sent, packet);
        Some(())
    }

    /// Opens one compound RTCP packet in place and gives its plain length.
    pub fn open_rtcp(&mut self, now: Instant, packet: &mut [u8]) -> Result<usize, Rejected> {
        let index = self.theirs.rtcp_index(packet).ok_or(Rejected::Malformed)?;
        let ssrc = u32::from_be_bytes([packet[4], packet[5], packet[6], packet[7]]);
        let index = u64::from(index);
        if !self.rtcp.is_new(ssrc, index) {
            return Err(Rejected::Replayed);
        }
        let length = self.theirs.open_rtcp(packet).ok_or(Rejected::Forged)?;
        if self.rtcp.accept(now, ssrc, index) { Ok(length) } else { Err(Rejected::TooManySources) }
    }
}

/// Length of the header with its contributing sources and extensions (RFC 3550 §5.1).
fn header_bytes(packet: &[u8]) -> Option<usize> {
    let first = *packet.first()?;
    let mut header = FIXED_HEADER_BYTES + 4 * usize::from(first & 0x0f);
    if first & 0x10 != 0 {
        let words = packet.get(header + 2..header + 4)?;
        header += 4 + 4 * usize::from(u16::from_be_bytes([words[0], words[1]]));
    }
    (first >> 6 == 2 && header <= packet.len()).then_some(header)
}

#[cfg(test)]
mod tests;
