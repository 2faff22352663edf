//! When the record of a video track needs a keyframe. Pure.
//!
//! A recording heals only at a keyframe: one VP8 frame lost without one left 600 of the next
//! 601 frames different from the original. So the recorder asks when a loss has become
//! final, and at least every five seconds, which also bounds how far a player must seek.

use std::collections::BTreeMap;
use std::time::Duration;

use sfu::media::Codec;

use crate::payload;
use crate::rtp::extend::SequenceExtender;
use crate::rtp::packet::RtpPacket;
use crate::time::RecordingTime;

/// A packet that is missing for so long will not come: several retransmissions at 200 ms.
const FINAL_LOSS: Duration = Duration::from_millis(600);
/// Asked for early enough that the keyframe comes within five seconds of the last.
const CADENCE: Duration = Duration::from_millis(4500);
/// Asked for again if it does not come.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// A track that sent nothing for so long is muted or gone: nothing to ask for.
const QUIET: Duration = Duration::from_secs(2);
/// More missing packets than this are one loss.
const MISSING_MAX: usize = 256;

/// Follows one video track.
#[derive(Debug)]
pub struct Reception {
    codec: Codec,
    ssrc: Option<u32>,
    sequence: SequenceExtender,
    newest: Option<u64>,
    missing: BTreeMap<u64, RecordingTime>,
    last_packet: RecordingTime,
    last_keyframe: Option<RecordingTime>,
    /// Something was lost for good since the last keyframe, or there was none yet.
    broken: bool,
    asked: Option<RecordingTime>,
}

impl Reception {
    /// Of a track of `codec`.
    pub fn new(codec: Codec) -> Self {
        Self {
            codec,
            ssrc: None,
            sequence: SequenceExtender::default(),
            newest: None,
            missing: BTreeMap::new(),
            last_packet: RecordingTime::ZERO,
            last_keyframe: None,
            broken: true,
            asked: None,
        }
    }

    /// Takes a packet that was kept.
    pub fn packet(&mut self, packet: &RtpPacket<'_>, received: RecordingTime) {
        if self.ssrc != Some(packet.ssrc) {
            // Another encoding starts at a keyframe and counts for itself.
            *self = Self { ssrc: Some(packet.ssrc), asked: self.asked, ..Self::new(self.codec) };
        }
        self.last_packet = received;
        let sequence = self.sequence.extend(packet.sequence);
        self.missing.remove(&sequence);
        let newest = self.newest.unwrap_or(sequence);
        if sequence > newest + 1 {
            self.miss(newest + 1..sequence, received);
        }
        self.newest = Some(newest.max(sequence));
        if payload::begins_keyframe(self.codec, packet.payload) {
            self.last_keyframe = Some(received);
            self.broken = false;
            self.asked = None;
            self.missing = self.missing.split_off(&sequence);
        }
    }

    /// Says that packets were refused or are refused no longer: what follows needs a keyframe.
    pub fn interrupted(&mut self) {
        self.broken = true;
        self.missing.clear();
        self.newest = None;
    }

    /// Whether a keyframe should be asked for now; says so at most once a second.
    pub fn wants_keyframe(&mut self, now: RecordingTime) -> bool {
        let lost = self.missing.values().any(|since| now.since(*since) >= FINAL_LOSS);
        if lost {
            self.interrupted();
        }
        let old = self.last_keyframe.is_none_or(|last| now.since(last) >= CADENCE);
        let quiet = self.ssrc.is_none() || now.since(self.last_packet) >= QUIET;
        let again = self.asked.is_none_or(|asked| now.since(asked) >= ASK_AGAIN);
        let wants = (self.broken || old) && !quiet && again;
        if wants {
            self.asked = Some(now);
        }
        wants
    }

    fn miss(&mut self, numbers: std::ops::Range<u64>, now: RecordingTime) {
        if numbers.end - numbers.start > MISSING_MAX as u64 || self.missing.len() > MISSING_MAX {
            self.interrupted();
        } else {
            self.missing.extend(numbers.map(|number| (number, now)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(time: u64) -> RecordingTime {
        RecordingTime(time * 1_000_000)
    }

    fn packet(sequence: u16, keyframe: bool) -> Vec<u8> {
        let mut bytes = vec![0x80, 0xe0];
        bytes.extend(sequence.to_be_bytes());
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 7]);
        bytes.extend([0x10, u8::from(!keyframe), 0, 0]);
        bytes
    }

    fn take(reception: &mut Reception, sequence: u16, keyframe: bool, at: u64) {
        let bytes = packet(sequence, keyframe);
        reception.packet(&RtpPacket::parse(&bytes).unwrap(), ms(at));
    }

    #[test]
    fn a_track_that_begins_in_the_middle_wants_a_keyframe_until_one_comes() {
        let mut reception = Reception::new(Codec::Vp8);
        assert!(!reception.wants_keyframe(ms(0)), "nothing came yet");
        take(&mut reception, 65_535, false, 0);
        assert!(reception.wants_keyframe(ms(10)));
        assert!(!reception.wants_keyframe(ms(500)), "not asked twice within a second");
        assert!(reception.wants_keyframe(ms(1010)));
        take(&mut reception, 0, true, 1100);
        assert!(!reception.wants_keyframe(ms(1200)));
    }

    #[test]
    fn a_retransmitted_packet_is_no_loss_but_one_that_stays_away_is() {
        let mut reception = Reception::new(Codec::Vp8);
        take(&mut reception, 1, true, 0);
        take(&mut reception, 3, false, 40);
        take(&mut reception, 2, false, 400);
        assert!(!reception.wants_keyframe(ms(700)));
        take(&mut reception, 5, false, 720);
        assert!(!reception.wants_keyframe(ms(1300)));
        assert!(reception.wants_keyframe(ms(1320)));
    }

    #[test]
    fn a_keyframe_is_wanted_every_five_seconds_but_not_of_a_muted_camera() {
        let mut reception = Reception::new(Codec::Vp8);
        take(&mut reception, 1, true, 0);
        (1..150).for_each(|n| take(&mut reception, n + 1, false, u64::from(n) * 33));
        assert!(reception.wants_keyframe(ms(4_917)));
        assert!(!reception.wants_keyframe(ms(60_000)), "no packet for a minute");
    }

    #[test]
    fn after_an_interruption_a_keyframe_is_wanted_at_once() {
        let mut reception = Reception::new(Codec::Vp8);
        take(&mut reception, 1, true, 0);
        reception.interrupted();
        take(&mut reception, 900, false, 100);
        assert!(reception.wants_keyframe(ms(110)));
    }
}
