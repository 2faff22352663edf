//! Which stretches of a track are missing, and why. Gaps are said, never closed up.

use std::time::Duration;

use super::session::Span;
use crate::time::RecordingTime;

/// Shorter ones are not worth a line.
const WORTH_SAYING: Duration = Duration::from_millis(100);

/// Without a loss, this much silence is no gap: a sender of discontinuous sound sends
/// something every 400 ms, a camera several pictures a second.
const QUIET: Duration = Duration::from_secs(1);

/// Finds the gaps of one track.
#[derive(Debug, Default)]
pub struct Gaps {
    /// Stretches that explain a gap: pauses, outages, a silenced track.
    reasons: Vec<Span>,
    last_end: Option<RecordingTime>,
    found: Vec<Span>,
}

impl Gaps {
    /// With what is known to explain gaps; what comes first explains first.
    pub fn explained_by(reasons: Vec<Span>) -> Self {
        Self { reasons, ..Self::default() }
    }

    /// Takes the next frame, which lasts `length`; `lost` if something before it was lost.
    pub fn frame(&mut self, time: RecordingTime, length: Duration, lost: bool) {
        if let Some(from) = self.last_end {
            let missing = time.since(from);
            if missing >= if lost { WORTH_SAYING } else { QUIET } {
                let reason = self.reason(from, time, lost);
                self.found.push(Span { from, to: time, reason });
            }
        }
        self.last_end = Some(time.plus(length).max(self.last_end.unwrap_or_default()));
    }

    /// What was found.
    pub fn into_found(self) -> Vec<Span> {
        self.found
    }

    fn reason(&self, from: RecordingTime, to: RecordingTime, lost: bool) -> String {
        let explains = |span: &&Span| span.from < to && span.to > from;
        match self.reasons.iter().find(explains) {
            Some(span) => span.reason.clone(),
            None if lost => "packets were lost".into(),
            None => "nothing was sent".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(time: u64) -> RecordingTime {
        RecordingTime(time * 1_000_000)
    }

    fn span(from: u64, to: u64, reason: &str) -> Span {
        Span { from: ms(from), to: ms(to), reason: reason.into() }
    }

    #[test]
    fn losses_silences_and_pauses_are_told_apart() {
        let mut gaps = Gaps::explained_by(vec![span(5_000, 7_000, "recess")]);
        let length = Duration::from_millis(20);
        for (time, lost) in [(0, false), (60, true), (400, true), (800, false), (3_000, false), (8_000, true)]
        {
            gaps.frame(ms(time), length, lost);
        }
        let expected = [
            span(80, 400, "packets were lost"),
            span(820, 3_000, "nothing was sent"),
            span(3_020, 8_000, "recess"),
        ];
        assert_eq!(gaps.into_found(), expected);
    }
}
