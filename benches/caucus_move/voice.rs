//! A microphone that never stops: a packet each 20 ms that says who sent it and when.

use std::time::{Duration, Instant};

use sfu::transport::srtp::Srtp;

use crate::peer::Peer;

const EVERY: Duration = Duration::from_millis(20);
const TICKS: u32 = 960;
const PAYLOAD_BYTES: usize = 100;
const PAYLOAD_TYPE: u8 = 111;
const SSRC: u32 = 7_001;
/// Ends every payload, before the speaker and the time.
const MARK: [u8; 8] = *b"Concord?";
const STAMP_BYTES: usize = MARK.len() + 1 + 8;
/// What the client calls its track.
pub const CID: &str = "microphone";

pub struct Voice {
    speaker: u8,
    begun: Instant,
    due: Instant,
    index: u64,
    timestamp: u32,
}

/// Who was heard, and when they said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub from: usize,
    pub sent: Instant,
}

impl Voice {
    pub fn new(speaker: usize, begun: Instant) -> Self {
        let speaker = u8::try_from(speaker).unwrap();
        Self { speaker, begun, due: begun, index: 1_000, timestamp: 5 }
    }

    /// Sends what is due.
    pub fn speak(&mut self, now: Instant, peer: &Peer) {
        let Some(srtp) = &peer.srtp else { return };
        if now < self.due {
            return;
        }
        self.due = now.max(self.due + EVERY);
        peer.send(&self.packet(now, srtp));
    }

    fn packet(&mut self, now: Instant, srtp: &Srtp) -> Vec<u8> {
        self.index += 1;
        self.timestamp = self.timestamp.wrapping_add(TICKS);
        let mut packet = vec![0x90, PAYLOAD_TYPE];
        packet.extend((self.index as u16).to_be_bytes());
        packet.extend(self.timestamp.to_be_bytes());
        packet.extend(SSRC.to_be_bytes());
        // Its level, as extension 1 (RFC 6464).
        packet.extend([0xBE, 0xDE, 0, 1, 0x10, 30, 0, 0]);
        let header = packet.len();
        packet.resize(header + PAYLOAD_BYTES - STAMP_BYTES, 0x78);
        packet.extend(MARK);
        packet.push(self.speaker);
        packet.extend((now.saturating_duration_since(self.begun).as_nanos() as u64).to_be_bytes());
        packet.resize(packet.len() + srtp.rtp_overhead(), 0);
        srtp.seal_rtp(self.index, header, &mut packet);
        packet
    }
}

/// Reads what a microphone of this benchmark wrote; `None` for anything else.
pub fn heard(plain: &[u8], begun: Instant) -> Option<Heard> {
    let (rest, nanos) = plain.split_last_chunk::<8>()?;
    let (from, rest) = rest.split_last()?;
    let sent = begun + Duration::from_nanos(u64::from_be_bytes(*nanos));
    rest.ends_with(&MARK).then_some(Heard { from: usize::from(*from), sent })
}

/// An offer to send it.
pub fn offer(transport: &str) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=extmap-allow-mixed\r\n\
         m=audio 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPE}\r\nc=IN IP4 0.0.0.0\r\n{transport}a=mid:0\r\n\
         a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=rtpmap:{PAYLOAD_TYPE} opus/48000/2\r\n\
         a=fmtp:{PAYLOAD_TYPE} minptime=10;useinbandfec=1\r\na=sendonly\r\na=msid:stream {CID}\r\n\
         a=rtcp-mux\r\na=ssrc:{SSRC} cname:bench\r\n"
    )
}
