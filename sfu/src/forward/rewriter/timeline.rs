//! Timestamps over several sources.

use std::time::Instant;

use super::{Alignment, SourceRun};
use crate::media::sequence::ticks_between;

/// How far a timestamp may be from where the clock on the wall would put it, in seconds.
/// Beyond it, the publisher's clock was not running (or lies), and ours is taken.
const TOLERANCE: i64 = 2;

/// The outgoing media clock.
#[derive(Debug)]
pub struct Timeline {
    newest: u32,
    sent: Option<Instant>,
    shift: Option<(SourceRun, u32)>,
}

impl Timeline {
    pub fn new(first: u32) -> Self {
        Self { newest: first, sent: None, shift: None }
    }

    pub fn source(&self) -> Option<SourceRun> {
        self.shift.map(|(source, _)| source)
    }

    pub fn forget_source(&mut self) {
        self.shift = None;
    }

    pub fn newest(&self) -> u32 {
        self.newest
    }

    pub fn advance(&mut self, now: Instant, timestamp: u32) {
        if self.sent.is_none() || ticks_between(self.newest, timestamp) >= 0 {
            self.newest = timestamp;
            self.sent = Some(now);
        }
    }

    pub fn map(&self, source: SourceRun, media: u32) -> Option<u32> {
        let (ours, shift) = self.shift?;
        (ours == source).then(|| media.wrapping_add(shift))
    }

    /// The shift for a source that begins with `timestamp`: continuous with what was sent,
    /// in step with the publisher's clocks where they are known, else with ours.
    pub fn align(&mut self, source: SourceRun, timestamp: u32, alignment: &Alignment) -> u32 {
        let first = self.first(source, timestamp, alignment);
        let shift = first.wrapping_sub(timestamp);
        self.shift = Some((source, shift));
        shift
    }

    fn first(&self, source: SourceRun, timestamp: u32, alignment: &Alignment) -> u32 {
        let Some(sent) = self.sent else { return self.newest };
        let rate = i64::from(alignment.clock_rate);
        let waited = alignment.now.saturating_duration_since(sent).as_micros() as i64;
        let elapsed = waited * rate / 1_000_000;
        let step = match self.true_step(source, timestamp, alignment) {
            Some(step) if (step - elapsed).abs() <= TOLERANCE * rate => step,
            _ => elapsed,
        };
        self.newest.wrapping_add(step.max(1) as u32)
    }

    /// By how much the publisher's clocks say that time advanced since the newest packet.
    fn true_step(&self, source: SourceRun, timestamp: u32, alignment: &Alignment) -> Option<i64> {
        let (before, shift) = self.shift?;
        let media = if before == source {
            timestamp
        } else {
            let (old, new) = alignment.readings?;
            old.media_at(new.wall_at(timestamp, alignment.clock_rate), alignment.clock_rate)
        };
        Some(i64::from(ticks_between(self.newest, media.wrapping_add(shift))))
    }
}
