//! A simulated publisher: speech with redundancy, and a camera with three simulcast encodings
//! of two temporal layers each.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::label::{Label, NO_FRAME};
use super::packet::{FrameShape, Head, extensions, payload, redundant};
use crate::id::{ParticipantId, TrackId};
use crate::media::clock::NtpTime;
use crate::media::extension::Extension;
use crate::media::rtcp::{Compound, Report, SenderStatement, reports};
use crate::media::{Codec, Quality, Source, Token};
use crate::plane::spec::{Encoding, Format, PublicationSpec, UpFeedback};

/// Names of the encodings, smallest first.
pub const RIDS: [&str; 3] = ["q", "h", "f"];
/// What they take, in bits per second.
pub const RATES: [u32; 3] = [150_000, 500_000, 1_700_000];
/// Numbers of frames say of which encoding they are.
pub const FRAMES_PER_ENCODING: u32 = 1_000_000;

const SPEECH_TIME: Duration = Duration::from_millis(20);
const FRAME_TIME: Duration = Duration::from_micros(33_333);
const REPORT_TIME: Duration = Duration::from_secs(1);
const PACKET_BYTES: usize = 1_100;
const SPEECH_BYTES: usize = 60;
/// A keyframe is so many times as large as another frame.
const KEYFRAME_FACTOR: usize = 5;
const VOICE_FORMAT: u8 = 96;
const RED_FORMAT: u8 = 97;
const VIDEO_FORMAT: u8 = 100;
const RTX_FORMAT: u8 = 101;
/// Packets kept for requests.
const KEPT: usize = 600;

/// Somebody with a microphone and a camera.
pub struct Camera {
    /// Who.
    pub owner: ParticipantId,
    /// What is heard of them.
    pub voice: TrackId,
    /// What is seen of them.
    pub video: TrackId,
    began: Instant,
    next_speech: Instant,
    next_frame: Instant,
    next_report: Instant,
    /// Packets of speech sent.
    pub spoken: u32,
    words: VecDeque<Vec<u8>>,
    frames: u32,
    encodings: [Stream; 3],
    transport: u16,
    repairs: u16,
    kept: VecDeque<(u32, u16, Vec<u8>)>,
}

#[derive(Default)]
struct Stream {
    sequence: u16,
    wants_keyframe: bool,
    /// Last frame of the lower temporal layer.
    base: Option<u32>,
}

impl Camera {
    /// Starts at `now`; SSRCs are derived from the owner's id.
    pub fn new(owner: ParticipantId, now: Instant) -> Self {
        let id = owner.0 * 10;
        Self {
            owner,
            voice: TrackId(id + 1),
            video: TrackId(id + 2),
            began: now,
            next_speech: now,
            next_frame: now,
            next_report: now + REPORT_TIME,
            spoken: 0,
            words: VecDeque::new(),
            frames: 0,
            encodings: Default::default(),
            transport: 0,
            repairs: 0,
            kept: VecDeque::new(),
        }
    }

    /// What it publishes.
    pub fn publications(&self) -> [PublicationSpec; 2] {
        let base = PublicationSpec {
            track: self.voice,
            owner: self.owner,
            mid: Self::mid(self.voice),
            source: Source::Microphone,
            formats: vec![voice_format()],
            encodings: vec![Self::encoding(0, None)],
            extensions: extensions(),
            feedback: UpFeedback { nack: true, transport_cc: true },
            open: true,
        };
        let video = PublicationSpec {
            track: self.video,
            mid: Self::mid(self.video),
            source: Source::Camera,
            formats: vec![video_format()],
            encodings: (0..3).map(|index| Self::encoding(index, Token::new(RIDS[index]))).collect(),
            ..base.clone()
        };
        [base, video]
    }

    /// The next packet due at `now`, if any.
    pub fn send(&mut self, now: Instant, outbox: &mut Vec<Vec<u8>>) {
        while self.next_speech <= now {
            self.speak(now, outbox);
            self.next_speech += SPEECH_TIME;
        }
        while self.next_frame <= now {
            self.frames += 1;
            for encoding in 0..3 {
                self.film(now, encoding, outbox);
            }
            self.next_frame += FRAME_TIME;
        }
    }

    /// The sender reports due at `now`.
    pub fn report(&mut self, now: Instant, outbox: &mut Vec<Vec<u8>>) {
        if now < self.next_report {
            return;
        }
        self.next_report += REPORT_TIME;
        let wall = NtpTime(0xe000_0000 << 32).after(now.saturating_duration_since(self.began));
        let voice = (self.owner.0 as u32 * 100, self.spoken.wrapping_mul(960));
        let pictures = (0..3).map(|index| (self.ssrc(index), self.frames.wrapping_mul(3_000)));
        for (ssrc, media) in pictures.chain([voice]) {
            let mut compound = Compound::default();
            compound.sender_report(&SenderStatement { ssrc, wall, media, packets: 1, bytes: 1 });
            outbox.push(compound.as_bytes().to_vec());
        }
    }

    /// Takes feedback; what is asked for again is sent.
    pub fn take_rtcp(&mut self, compound: &[u8], outbox: &mut Vec<Vec<u8>>) {
        for report in reports(compound) {
            match report {
                Report::Lost(numbers) => {
                    for number in numbers.iter() {
                        self.repeat(numbers.ssrc, number, outbox);
                    }
                }
                Report::Keyframes(keyframes) => {
                    for ssrc in keyframes.sources() {
                        if let Some(index) = (0..3).find(|&index| self.ssrc(index) == ssrc) {
                            self.encodings[index].wants_keyframe = true;
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn speak(&mut self, now: Instant, outbox: &mut Vec<Vec<u8>>) {
        let label = self.label(now, self.voice, self.spoken, (0, 1), NO_FRAME);
        let words = payload(Codec::Opus, &FrameShape::default(), &label, true, SPEECH_BYTES);
        let earlier: Vec<(u32, &[u8])> = (1..=self.words.len())
            .rev()
            .map(|back| back as u32 * 960)
            .zip(self.words.iter().map(|w| &w[..]))
            .collect();
        let body = redundant(VOICE_FORMAT, &earlier, &words);
        let sequence = self.spoken as u16;
        let head = Head {
            payload_type: RED_FORMAT,
            timestamp: self.spoken.wrapping_mul(960),
            level: Some(20),
            ..self.head(self.voice, sequence, self.owner.0 as u32 * 100)
        };
        self.spoken += 1;
        self.words.push_back(words);
        if self.words.len() > 1 {
            self.words.pop_front();
        }
        self.transmit(&head, &body, outbox);
    }

    fn film(&mut self, now: Instant, index: usize, outbox: &mut Vec<Vec<u8>>) {
        let frame = self.frames + index as u32 * FRAMES_PER_ENCODING;
        let stream = &mut self.encodings[index];
        let is_keyframe = std::mem::take(&mut stream.wants_keyframe) || stream.base.is_none();
        let is_upper = !is_keyframe && self.frames % 2 == 1;
        let reference = if is_keyframe { NO_FRAME } else { stream.base.unwrap_or(NO_FRAME) };
        if !is_upper {
            stream.base = Some(frame);
        }
        let shape = FrameShape {
            is_keyframe,
            temporal: u8::from(is_upper),
            begins_layer: is_upper,
            picture_id: self.frames as u16 & 0x7fff,
            base_index: (self.frames / 2) as u8,
            ..FrameShape::default()
        };
        let factor = if is_keyframe { KEYFRAME_FACTOR } else { 1 };
        let bytes = RATES[index] as usize / 8 / 30 * factor;
        let count = bytes.div_ceil(PACKET_BYTES) as u16;
        for position in 0..count {
            let label = self.label(now, self.video, frame, (position, count), reference);
            let is_last = position + 1 == count;
            let body = payload(Codec::Vp8, &shape, &label, is_last, bytes / usize::from(count));
            let stream = &mut self.encodings[index];
            stream.sequence = stream.sequence.wrapping_add(1);
            let sequence = stream.sequence;
            let head = Head {
                marker: is_last,
                payload_type: VIDEO_FORMAT,
                timestamp: self.frames.wrapping_mul(3_000),
                rid: Token::new(RIDS[index]).map(|rid| (Extension::Rid, rid)),
                ..self.head(self.video, sequence, self.ssrc(index))
            };
            self.transmit(&head, &body, outbox);
        }
    }

    fn transmit(&mut self, head: &Head, body: &[u8], outbox: &mut Vec<Vec<u8>>) {
        self.transport = self.transport.wrapping_add(1);
        let wire = Head { transport: Some(self.transport), ..head.clone() }.packet(body);
        self.kept.push_back((head.ssrc, head.sequence, wire.clone()));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
        outbox.push(wire);
    }

    /// Sends a packet again: video as RFC 4588 says, speech as it was.
    fn repeat(&mut self, ssrc: u32, number: u16, outbox: &mut Vec<Vec<u8>>) {
        let Some((_, _, wire)) =
            self.kept.iter().find(|(of, sequence, _)| (*of, *sequence) == (ssrc, number))
        else {
            return;
        };
        let Some(index) = (0..3).find(|&index| self.ssrc(index) == ssrc) else {
            return outbox.push(wire.clone());
        };
        let Some(packet) = crate::media::rtp::Packet::parse(wire, &extensions()) else { return };
        let body = [&number.to_be_bytes()[..], packet.payload.of(wire)].concat();
        self.repairs = self.repairs.wrapping_add(1);
        let head = Head {
            marker: packet.marker,
            payload_type: RTX_FORMAT,
            timestamp: packet.timestamp,
            rid: Token::new(RIDS[index]).map(|rid| (Extension::RepairedRid, rid)),
            ..self.head(self.video, self.repairs, ssrc + 10)
        };
        outbox.push(head.packet(&body));
    }

    /// `part`: which packet of its frame, and of how many.
    fn label(&self, now: Instant, track: TrackId, frame: u32, part: (u16, u16), reference: u32) -> Label {
        let (index, count) = part;
        let arrival = now.saturating_duration_since(self.began).as_millis() as u64;
        Label {
            publisher: self.owner,
            track,
            arrival,
            frame,
            index,
            count,
            references: [reference, NO_FRAME],
        }
    }

    fn head(&self, track: TrackId, sequence: u16, ssrc: u32) -> Head {
        Head {
            marker: false,
            payload_type: VOICE_FORMAT,
            sequence,
            timestamp: 0,
            ssrc,
            mid: Self::mid(track),
            rid: None,
            level: None,
            transport: None,
            descriptor: Vec::new(),
        }
    }

    fn ssrc(&self, index: usize) -> u32 {
        self.owner.0 as u32 * 100 + 1 + index as u32
    }

    fn mid(track: TrackId) -> Token {
        Token::new(&track.0.to_string()).expect("a number is a token")
    }

    fn encoding(index: usize, rid: Option<Token>) -> Encoding {
        Encoding {
            rid,
            ssrc: None,
            rtx_ssrc: None,
            quality: [Quality::Low, Quality::Medium, Quality::High][index],
            width: 320 << index,
            height: 180 << index,
            bitrate_bps: RATES[index],
        }
    }
}

/// How speech is negotiated on both sides.
pub fn voice_format() -> Format {
    Format { payload_type: VOICE_FORMAT, codec: Codec::Opus, rtx: None, red: Some(RED_FORMAT), profile: None }
}

/// How pictures are negotiated on both sides.
pub fn video_format() -> Format {
    Format { payload_type: VIDEO_FORMAT, codec: Codec::Vp8, rtx: Some(RTX_FORMAT), red: None, profile: None }
}
