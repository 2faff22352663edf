//! What a recorder keeps of one publication: one encoding at a time, entered at keyframes,
//! with keyframes often enough to survive a loss.

use std::time::Instant;

use crate::forward::received::Received;
use crate::limits;
use crate::media::tap::TapContent;

/// A recorder's view of one publication.
#[derive(Debug, Default)]
pub struct Recording {
    /// The source being kept: encoding, run and SSRC.
    source: Option<(u8, u32)>,
    keyframe: Option<Instant>,
}

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// To be written before it: another source begins.
    pub notice: Option<TapContent<'static>>,
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
        if packet.picture.is_none() {
            self.source = Some(source);
            return Some(Keep { notice: None });
        }
        if self.source == Some(source) {
            self.keyframe = if packet.is_entry() { Some(packet.now) } else { self.keyframe };
            return Some(Keep { notice: None });
        }
        let continues = self.encoding().is_none_or(|present| present == source.0);
        if !packet.is_entry() || !(source.0 == best || continues) {
            return None;
        }
        self.source = Some(source);
        self.keyframe = Some(packet.now);
        let spatial = highest.max(source.0);
        Some(Keep { notice: Some(TapContent::Layer { ssrc: packet.packet.ssrc, spatial }) })
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
