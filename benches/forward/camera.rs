//! What a publisher sends: 720p as a camera makes it, in bursts of a frame, and speech.

use std::time::{Duration, Instant};

use sfu::transport::srtp::Srtp;

use crate::peer::Peer;

/// Between two frames, and between two packets of speech.
pub const FRAME: Duration = Duration::from_nanos(33_333_333);
pub const SPEECH: Duration = Duration::from_millis(20);
/// Packets of a frame, eight to ten in turn, and their payload in bytes.
const FRAME_PACKETS: std::ops::RangeInclusive<u64> = 8..=10;
const VIDEO_BYTES: usize = 1_080;
const SPEECH_BYTES: usize = 100;
/// A frame in so many can be decoded by itself.
const KEYFRAMES_EVERY: u64 = 60;
/// Ends every payload, before the time at which it was sent.
const MARK: [u8; 8] = *b"Concord!";
const STAMP_BYTES: usize = MARK.len() + 8;

pub struct Camera {
    microphone: Stream,
    camera: Stream,
    next_frame: Instant,
    next_speech: Instant,
    /// Transport-wide number.
    number: u16,
    frames: u64,
}

struct Stream {
    ssrc: u32,
    payload_type: u8,
    index: u64,
    timestamp: u32,
}

impl Camera {
    pub fn new(publisher: u64, starts: Instant) -> Self {
        let stream = |ssrc, payload_type| Stream { ssrc, payload_type, index: 1_000, timestamp: 5 };
        let [audio, video] = ssrcs(publisher);
        Self {
            microphone: stream(audio, 111),
            camera: stream(video, 96),
            next_frame: starts,
            next_speech: starts,
            number: 0,
            frames: 0,
        }
    }

    pub fn due(&self) -> Instant {
        self.next_frame.min(self.next_speech)
    }

    /// Sends what is due, stamped with the time since `begun`; how many packets that were.
    pub fn send(&mut self, begun: Instant, now: Instant, peer: &Peer) -> u64 {
        let stamp = now.saturating_duration_since(begun).as_nanos() as u64;
        let srtp = peer.srtp.as_ref().unwrap();
        let mut sent = 0;
        if now >= self.next_speech {
            self.next_speech += SPEECH;
            self.number = self.number.wrapping_add(1);
            let [high, low] = self.number.to_be_bytes();
            let extensions = [0xBE, 0xDE, 0, 2, 0x10, 30, 0x31, high, low, 0, 0, 0];
            let payload = vec![0x78; SPEECH_BYTES];
            peer.send(&self.microphone.packet(srtp, false, &extensions, payload, stamp));
            self.microphone.timestamp = self.microphone.timestamp.wrapping_add(960);
            sent += 1;
        }
        if now >= self.next_frame {
            self.next_frame += FRAME;
            sent += self.send_frame(stamp, srtp, peer);
        }
        sent
    }

    fn send_frame(&mut self, stamp: u64, srtp: &Srtp, peer: &Peer) -> u64 {
        let variants = FRAME_PACKETS.end() - FRAME_PACKETS.start() + 1;
        let count = FRAME_PACKETS.start() + self.frames % variants;
        for position in 0..count {
            self.number = self.number.wrapping_add(1);
            let [high, low] = self.number.to_be_bytes();
            let extensions = [0xBE, 0xDE, 0, 1, 0x31, high, low, 0];
            let payload = self.vp8(position == 0);
            peer.send(&self.camera.packet(srtp, position + 1 == count, &extensions, payload, stamp));
        }
        self.frames += 1;
        self.camera.timestamp = self.camera.timestamp.wrapping_add(3_000);
        count
    }

    /// A VP8 payload descriptor with a picture id (RFC 7741 §4.2) and a frame header (§4.3).
    fn vp8(&self, starts: bool) -> Vec<u8> {
        let mut payload = vec![0; VIDEO_BYTES];
        let [high, low] = (self.frames as u16 & 0x7FFF | 0x8000).to_be_bytes();
        payload[..4].copy_from_slice(&[if starts { 0x90 } else { 0x80 }, 0x80, high, low]);
        if starts {
            let is_key = self.frames.is_multiple_of(KEYFRAMES_EVERY);
            // 1280 × 720, little endian, after the start code.
            let head = [0x10 | u8::from(!is_key), 0, 0, 0x9D, 0x01, 0x2A, 0x00, 0x05, 0xD0, 0x02];
            payload[4..14].copy_from_slice(&head);
        }
        payload
    }
}

impl Stream {
    fn packet(
        &mut self,
        srtp: &Srtp,
        marker: bool,
        extensions: &[u8],
        payload: Vec<u8>,
        stamp: u64,
    ) -> Vec<u8> {
        self.index += 1;
        let mut packet = vec![0x90, self.payload_type | u8::from(marker) << 7];
        packet.extend((self.index as u16).to_be_bytes());
        packet.extend(self.timestamp.to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        packet.extend(extensions);
        let header = packet.len();
        packet.extend(payload);
        let end = packet.len();
        packet[end - STAMP_BYTES..end - 8].copy_from_slice(&MARK);
        packet[end - 8..].copy_from_slice(&stamp.to_be_bytes());
        packet.resize(end + srtp.rtp_overhead(), 0);
        srtp.seal_rtp(self.index, header, &mut packet);
        packet
    }
}

/// When a packet that arrived was sent, since the beginning; `None` if no camera made it.
pub fn stamp(plain: &[u8]) -> Option<Duration> {
    let (rest, nanos) = plain.split_last_chunk::<8>()?;
    rest.ends_with(&MARK).then(|| Duration::from_nanos(u64::from_be_bytes(*nanos)))
}

fn ssrcs(publisher: u64) -> [u32; 2] {
    [1_000 + publisher as u32 * 2, 1_001 + publisher as u32 * 2]
}

/// An offer to send both.
pub fn offer(publisher: u64, transport: &str) -> String {
    let [audio, video] = ssrcs(publisher);
    let section = |media: &str, mid: u8, cid: &str, lines: &str, ssrc: u32| {
        format!(
            "m={media}\r\nc=IN IP4 0.0.0.0\r\n{transport}a=mid:{mid}\r\n\
             a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n{lines}\
             a=sendonly\r\na=msid:stream {cid}\r\na=rtcp-mux\r\na=ssrc:{ssrc} cname:bench\r\n"
        )
    };
    let speech = "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=rtpmap:111 opus/48000/2\r\n\
                  a=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n";
    let picture = "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 nack\r\n\
                   a=rtcp-fb:96 nack pli\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n";
    let head =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=extmap-allow-mixed\r\n";
    let audio = section("audio 9 UDP/TLS/RTP/SAVPF 111", 0, "microphone", speech, audio);
    let video = section("video 9 UDP/TLS/RTP/SAVPF 96 97", 1, "camera", picture, video);
    format!("{head}{audio}{video}")
}

/// The answer of a viewer that takes whatever is offered.
pub fn answer(offer: &str, transport: &str) -> String {
    let replaced = ["a=ice-", "a=fingerprint:", "a=candidate:", "a=end-of-", "a=ssrc", "a=msid:"];
    let mut answer = String::new();
    for line in offer.lines().filter(|line| !replaced.iter().any(|start| line.starts_with(start))) {
        match line {
            "a=setup:actpass" => answer.push_str(transport),
            "a=sendonly" => answer.push_str("a=recvonly\r\n"),
            _ => answer.extend([line, "\r\n"]),
        }
    }
    answer
}
