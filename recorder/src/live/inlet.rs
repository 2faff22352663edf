//! The writer's end of a tap's ring: whole messages out of a stream of bytes.

use rtrb::Consumer;

use super::tap::{MESSAGE_HEAD_BYTES, MessageHead};

/// Reads what one tap wrote.
pub struct Inlet {
    ring: Consumer<u8>,
    buffer: Vec<u8>,
}

impl Inlet {
    /// Of a tap's ring.
    pub fn new(ring: Consumer<u8>) -> Self {
        Self { ring, buffer: Vec::new() }
    }

    /// Whether the tap is gone and nothing of it is left.
    pub fn is_done(&self) -> bool {
        self.ring.is_abandoned() && self.ring.is_empty()
    }

    /// Hands over every message that is complete by now.
    pub fn drain(&mut self, mut each: impl FnMut(MessageHead, &[u8])) {
        let waiting = self.ring.slots();
        let kept = self.buffer.len();
        self.buffer.resize(kept + waiting, 0);
        self.ring.pop_entire_slice(&mut self.buffer[kept..]).expect("that many are waiting");
        let mut rest = &self.buffer[..];
        while let Some((head, body, behind)) = message(rest) {
            each(head, body);
            rest = behind;
        }
        let done = self.buffer.len() - rest.len();
        self.buffer.drain(..done);
    }
}

fn message(bytes: &[u8]) -> Option<(MessageHead, &[u8], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<MESSAGE_HEAD_BYTES>()?;
    let (head, length) = MessageHead::decode(head);
    let (body, rest) = rest.split_at_checked(length)?;
    Some((head, body, rest))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a tap's clock starts at some instant")]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use sfu::id::{ParticipantId, TrackId};
    use sfu::media::MediaKind;
    use sfu::media::tap::{Tap, TapContent, TapPacket};

    use super::*;
    use crate::live::tap::{Gate, PartClock, RecorderTap, tap};
    use crate::log::entry::EntryKind;
    use crate::time::RecordingTime;

    const SOUND: TrackId = TrackId(1);
    const PICTURE: TrackId = TrackId(2);

    fn pair() -> (RecorderTap, Inlet, Arc<Gate>) {
        let gate = Arc::new(Gate::default());
        gate.describe(SOUND, MediaKind::Audio);
        gate.describe(PICTURE, MediaKind::Video);
        let clock = PartClock { epoch: Instant::now(), offset: RecordingTime(5) };
        let (tap, ring) = tap(Arc::clone(&gate), clock);
        (tap, Inlet::new(ring), gate)
    }

    fn push(tap: &mut RecorderTap, track: TrackId, content: TapContent<'_>) -> bool {
        let received = Instant::now();
        tap.push(TapPacket { participant: ParticipantId(9), track, received, content })
    }

    fn drained(inlet: &mut Inlet) -> Vec<(EntryKind, TrackId, Vec<u8>)> {
        let mut messages = Vec::new();
        inlet.drain(|head, body| messages.push((head.kind, head.track, body.to_vec())));
        messages
    }

    #[test]
    fn every_kind_of_content_arrives_in_order() {
        let (mut tap, mut inlet, _) = pair();
        assert!(push(&mut tap, PICTURE, TapContent::Layer { ssrc: 7, spatial: 2 }));
        assert!(push(&mut tap, PICTURE, TapContent::Rtp(b"rtp")));
        assert!(push(&mut tap, SOUND, TapContent::SenderReport(b"sr")));
        assert!(push(&mut tap, SOUND, TapContent::Silenced(true)));
        let expected = [
            (EntryKind::Layer, PICTURE, vec![7, 0, 0, 0, 2]),
            (EntryKind::Rtp, PICTURE, b"rtp".to_vec()),
            (EntryKind::SenderReport, SOUND, b"sr".to_vec()),
            (EntryKind::Silenced, SOUND, vec![1]),
        ];
        assert_eq!(drained(&mut inlet), expected);
    }

    #[test]
    fn a_full_ring_refuses_video_before_sound_and_says_how_much() {
        let (mut tap, mut inlet, gate) = pair();
        let packet = [0; 1200];
        while push(&mut tap, PICTURE, TapContent::Rtp(&packet)) {}
        assert!(push(&mut tap, SOUND, TapContent::Rtp(&packet)), "sound still finds room");
        assert!(!push(&mut tap, PICTURE, TapContent::Rtp(&packet)));
        assert_eq!(gate.refused(), 2);
        drained(&mut inlet);
        assert!(push(&mut tap, PICTURE, TapContent::Rtp(b"again")));
        let expected = [
            (EntryKind::Dropped, PICTURE, 2u32.to_le_bytes().to_vec()),
            (EntryKind::Rtp, PICTURE, b"again".to_vec()),
        ];
        assert_eq!(drained(&mut inlet), expected);
    }

    #[test]
    fn nothing_enters_while_the_gate_is_shut_and_no_keyframe_is_asked_for() {
        let (mut tap, mut inlet, gate) = pair();
        gate.set_shut(true);
        assert!(push(&mut tap, PICTURE, TapContent::Rtp(b"secret")));
        assert!(drained(&mut inlet).is_empty());
    }

    #[test]
    fn a_ring_that_wraps_around_loses_nothing() {
        let (mut tap, mut inlet, _) = pair();
        let mut sent = 0u32;
        for round in 0..4000u32 {
            let packet = vec![round as u8; 1 + round as usize % 1400];
            assert!(push(&mut tap, SOUND, TapContent::Rtp(&packet)));
            sent += 1;
            if round % 97 == 0 {
                inlet.drain(|_, body| {
                    assert!(body.iter().all(|b| *b == body[0]));
                    sent -= 1;
                });
            }
        }
        inlet.drain(|_, _| sent -= 1);
        assert_eq!(sent, 0);
    }

    #[test]
    fn the_inlet_is_done_when_the_tap_is_dropped_and_emptied() {
        let (mut tap, mut inlet, _) = pair();
        push(&mut tap, SOUND, TapContent::Rtp(b"last"));
        drop(tap);
        assert!(!inlet.is_done());
        assert_eq!(drained(&mut inlet).len(), 1);
        assert!(inlet.is_done());
    }
}
