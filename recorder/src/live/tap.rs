//! The end of the recorder that media threads touch: one wait-free copy per packet.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use rtrb::{Consumer, Producer, RingBuffer};
use sfu::id::{ParticipantId, TrackId};
use sfu::media::MediaKind;
use sfu::media::tap::{Tap, TapContent, TapPacket};

use crate::log::entry::EntryKind;
use crate::time::RecordingTime;

/// Bytes of a ring between one media thread and the writer: six seconds of eight people at
/// 600 kbit/s each, while the writer needs it emptied every 80 ms.
pub const RING_BYTES: usize = 4 * 1024 * 1024;

/// The longest packet a tap takes: anything a UDP datagram holds.
const PACKET_BYTES_MAX: usize = 65_535;

/// Bytes in front of a body in the ring.
pub const MESSAGE_HEAD_BYTES: usize = 4 + 1 + 8 + 8 + 8;

/// Above this fill video is refused, so that sound still finds room.
const SHED_VIDEO_ABOVE: usize = RING_BYTES / 4 * 3;
/// Below this fill video is taken again.
const TAKE_VIDEO_BELOW: usize = RING_BYTES / 2;

/// What the taps of one recording and the rest of the recorder share.
#[derive(Default)]
pub struct Gate {
    /// Set while packets must not be kept.
    shut: AtomicBool,
    /// Packets refused because a ring was full.
    refused: AtomicU64,
    kinds: Mutex<HashMap<TrackId, MediaKind>>,
}

impl Gate {
    /// Opens or shuts. A packet that a media thread is copying at this very moment may still
    /// enter the ring; the writer refuses it by its time of arrival.
    pub fn set_shut(&self, shut: bool) {
        self.shut.store(shut, Ordering::SeqCst);
    }

    /// Whether packets are refused on purpose.
    pub fn is_shut(&self) -> bool {
        self.shut.load(Ordering::SeqCst)
    }

    /// Packets refused for want of room, ever.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Tells the taps which tracks are video: those are refused first.
    pub fn describe(&self, track: TrackId, kind: MediaKind) {
        self.kinds.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(track, kind);
    }

    fn kind(&self, track: TrackId) -> Option<MediaKind> {
        self.kinds.try_lock().ok()?.get(&track).copied()
    }
}

/// Where in recording time an instant lies.
#[derive(Clone, Copy, Debug)]
pub struct PartClock {
    /// When this part began.
    pub epoch: Instant,
    /// Recording time then.
    pub offset: RecordingTime,
}

impl PartClock {
    /// Recording time of `instant`.
    pub fn at(&self, instant: Instant) -> RecordingTime {
        self.offset.plus(instant.saturating_duration_since(self.epoch))
    }
}

/// A [`Tap`] that feeds one recording.
pub struct RecorderTap {
    ring: Producer<u8>,
    gate: Arc<Gate>,
    clock: PartClock,
    kinds: HashMap<TrackId, MediaKind>,
    refused: HashMap<TrackId, u32>,
    shedding: bool,
}

/// Makes a tap and the end of its ring that the writer reads.
pub fn tap(gate: Arc<Gate>, clock: PartClock) -> (RecorderTap, Consumer<u8>) {
    let (ring, consumer) = RingBuffer::new(RING_BYTES);
    let (kinds, refused) = (HashMap::new(), HashMap::new());
    (RecorderTap { ring, gate, clock, kinds, refused, shedding: false }, consumer)
}

impl RecorderTap {
    fn kind(&mut self, track: TrackId) -> MediaKind {
        if let Some(kind) = self.kinds.get(&track) {
            return *kind;
        }
        // A track that nobody described yet is protected like sound.
        let known = self.gate.kind(track);
        if let Some(kind) = known {
            self.kinds.insert(track, kind);
        }
        known.unwrap_or(MediaKind::Audio)
    }

    fn has_room(&mut self, track: TrackId, bytes: usize) -> bool {
        let free = self.ring.slots();
        if RING_BYTES - free > SHED_VIDEO_ABOVE {
            self.shedding = true;
        } else if RING_BYTES - free < TAKE_VIDEO_BELOW {
            self.shedding = false;
        }
        let shed = self.shedding && self.kind(track) == MediaKind::Video;
        !shed && free >= bytes
    }

    fn refuse(&mut self, track: TrackId) -> bool {
        self.gate.refused.fetch_add(1, Ordering::Relaxed);
        *self.refused.entry(track).or_default() += 1;
        false
    }

    fn put(&mut self, head: MessageHead, body: &[u8]) {
        let fits = "room for head and body was checked before";
        self.ring.push_entire_slice(&head.encode(body.len())).expect(fits);
        self.ring.push_entire_slice(body).expect(fits);
    }
}

impl Tap for RecorderTap {
    fn push(&mut self, packet: TapPacket<'_>) -> bool {
        if self.gate.is_shut() {
            return true;
        }
        let mut small = [0; 8];
        let (kind, body) = content(&packet.content, &mut small);
        if body.len() > PACKET_BYTES_MAX {
            return true;
        }
        let track = packet.track;
        let notice = MESSAGE_HEAD_BYTES + size_of::<u32>();
        if !self.has_room(track, notice + MESSAGE_HEAD_BYTES + body.len()) {
            return self.refuse(track);
        }
        let head = MessageHead {
            kind,
            track,
            participant: packet.participant,
            time: self.clock.at(packet.received),
        };
        if let Some(refused) = self.refused.remove(&track) {
            self.put(MessageHead { kind: EntryKind::Dropped, ..head }, &refused.to_le_bytes());
        }
        self.put(head, body);
        true
    }
}

fn content<'a>(content: &TapContent<'a>, small: &'a mut [u8; 8]) -> (EntryKind, &'a [u8]) {
    match *content {
        TapContent::Rtp(packet) => (EntryKind::Rtp, packet),
        TapContent::SenderReport(packet) => (EntryKind::SenderReport, packet),
        TapContent::Layer { ssrc, spatial } => {
            small[..4].copy_from_slice(&ssrc.to_le_bytes());
            small[4] = spatial;
            (EntryKind::Layer, &small[..5])
        }
        TapContent::Silenced(silenced) => {
            small[0] = u8::from(silenced);
            (EntryKind::Silenced, &small[..1])
        }
    }
}

/// What stands in front of a body in the ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageHead {
    /// Of the entry.
    pub kind: EntryKind,
    /// Which track.
    pub track: TrackId,
    /// Its publisher.
    pub participant: ParticipantId,
    /// When it arrived.
    pub time: RecordingTime,
}

impl MessageHead {
    fn encode(&self, body: usize) -> [u8; MESSAGE_HEAD_BYTES] {
        let body = u32::try_from(body).expect("bodies are at most PACKET_BYTES_MAX");
        let mut bytes = [0; MESSAGE_HEAD_BYTES];
        bytes[..4].copy_from_slice(&body.to_le_bytes());
        bytes[4] = self.kind as u8;
        bytes[5..13].copy_from_slice(&self.track.0.to_le_bytes());
        bytes[13..21].copy_from_slice(&self.participant.0.to_le_bytes());
        bytes[21..].copy_from_slice(&self.time.0.to_le_bytes());
        bytes
    }

    /// Reads one, with the length of its body.
    pub fn decode(bytes: &[u8; MESSAGE_HEAD_BYTES]) -> (Self, usize) {
        let word = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        let body = u32::from_le_bytes(bytes[..4].try_into().expect("four bytes")) as usize;
        let kind = EntryKind::from_byte(bytes[4]).expect("the tap writes known kinds");
        let (track, participant) = (TrackId(word(5)), ParticipantId(word(13)));
        (Self { kind, track, participant, time: RecordingTime(word(21)) }, body)
    }
}
