//! What a recorder keeps of one publication: one encoding at a time, entered at keyframes,
//! with keyframes often enough to survive a loss.

use std::time::Instant;

use crate::fault::{Fault, planted};
use crate::forward::received::Received;
use crate::limits;
use crate::media::tap::TapContent;

/// A recorder's view of one publication.
#[derive(Debug, Default)]
pub struct Recording {
    /// The source being kept: encoding and run.
    source: Option<(u8, u32)>,
    /// The first packet of it.
    first: u64,
    keyframe: Option<Instant>,
}

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// To be written before it: another source begins.
    pub notice: Option<TapContent<'static>>,
    /// It repeats what was said before recording began: only its newest block may be kept.
    pub only_primary: bool,
}

impl Recording {
    /// Forgets where it was: the next packet kept begins anew.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether to keep a packet when `best` is the encoding worth recording and `highest`
    /// the highest spatial layer inside it. Sound is always kept.
    pub fn offer(&mut self, packet: &Received, best: u8, highest: u8) -> Option<Keep> {
        let source = (packet.source.encoding, packet.source.run);
        if self.source == Some(source) {
            self.keyframe = if packet.is_entry() { Some(packet.now) } else { self.keyframe };
            return (packet.sequence >= self.first).then_some(self.keep(packet, None));
        }
        let continues = self.encoding().is_none_or(|present| present == source.0);
        if !packet.is_entry() || !(source.0 == best || continues) {
            return None;
        }
        self.source = Some(source);
        self.keyframe = Some(packet.now);
        self.first = packet.sequence;
        let layer = TapContent::Layer { ssrc: packet.packet.ssrc, spatial: highest.max(source.0) };
        Some(self.keep(packet, packet.picture.map(|_| layer)))
    }

    fn keep(&self, packet: &Received, notice: Option<TapContent<'static>>) -> Keep {
        Keep {
            notice,
            only_primary: packet.reaches_back_to() < self.first && !planted(Fault::RecordOldSpeech),
        }
    }

    /// The encoding being kept.
    pub fn encoding(&self) -> Option<u8> {
        self.source.map(|(encoding, _)| encoding)
    }

    /// Whether a keyframe is due, by the cadence or because `best` is not being kept yet.
    pub fn wants_keyframe(&self, now: Instant, best: u8) -> bool {
        let is_stale =
            |keyframe: Instant| now.saturating_duration_since(keyframe) >= limits::RECORDED_KEYFRAME_INTERVAL;
        self.encoding() != Some(best) || self.keyframe.is_none_or(is_stale)
    }
}
