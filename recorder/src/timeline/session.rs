//! The session as its event log tells it: parts, pauses, tracks, and everything people did.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::event::{Described, Event, Own};
use crate::time::{RecordingTime, Utc};

/// A stretch of recording time and why it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// First moment.
    pub from: RecordingTime,
    /// The moment after the last.
    pub to: RecordingTime,
    /// Why.
    pub reason: String,
}

/// A part of the recording, between two starts of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPart {
    /// Counts from 1.
    pub number: u32,
    /// When it began.
    pub from: RecordingTime,
    /// By the clock.
    pub utc: Utc,
    /// Which software wrote it.
    pub software: String,
    /// Its end, if a crash ended it: the newest thing kept.
    pub crashed: Option<RecordingTime>,
}

/// What happened.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// In order.
    pub parts: Vec<SessionPart>,
    /// Packets were refused.
    pub pauses: Vec<Span>,
    /// Track descriptions by log; the newest counts.
    pub tracks: BTreeMap<u32, Described>,
    /// Logs whose track nobody described, with the node's ids of track and publisher.
    pub undescribed: BTreeMap<u32, (u64, u64)>,
    /// Readings of recording time and UTC.
    pub clock: Vec<(RecordingTime, Utc)>,
    /// Everything, word for word, in order.
    pub all: Vec<(RecordingTime, Value)>,
    /// Those that shape the record.
    pub events: Vec<(RecordingTime, Event)>,
    /// Why it was closed, if it was.
    pub closed: Option<String>,
    /// The newest event.
    pub end: RecordingTime,
    /// Entries of the event log that are no events.
    pub malformed: u64,
}

impl Session {
    /// Takes the next entry of the event log.
    pub fn add(&mut self, time: RecordingTime, json: &[u8]) {
        let Ok(value) = serde_json::from_slice::<Value>(json) else {
            self.malformed += 1;
            return;
        };
        self.end = self.end.max(time);
        if let Ok(own) = serde_json::from_value::<Own>(value.clone()) {
            self.add_own(time, own);
        } else if let Ok(event) = serde_json::from_value::<Event>(value.clone()) {
            self.events.push((time, event));
        }
        self.all.push((time, value));
    }

    /// When a moment was, by the reading of the clock nearest before it.
    pub fn utc_of(&self, time: RecordingTime) -> Utc {
        let after = self.clock.partition_point(|(at, _)| *at <= time);
        match self.clock.get(after.saturating_sub(1)) {
            Some((at, utc)) => utc.plus(time.since(*at)),
            None => Utc(0),
        }
    }

    /// The stretches in which nothing was kept although no pause was on: between a crash and
    /// the next part.
    pub fn outages(&self) -> Vec<Span> {
        let gap = |pair: &[SessionPart]| {
            let from = pair[0].crashed?;
            Some(Span { from, to: pair[1].from, reason: "the server stopped".into() })
        };
        self.parts.windows(2).filter_map(gap).collect()
    }

    fn add_own(&mut self, time: RecordingTime, own: Own) {
        match own {
            Own::Began { part, utc, software } => {
                self.clock.push((time, utc));
                self.parts.push(SessionPart { number: part, from: time, utc, software, crashed: None });
                // A pause does not outlast the process that made it.
                self.end_pause(time);
            }
            Own::Clock { utc } => self.clock.push((time, utc)),
            Own::Heard { log, track, participant } => {
                if !self.tracks.contains_key(&log) {
                    self.undescribed.insert(log, (track, participant));
                }
            }
            Own::Track(described) => {
                self.undescribed.remove(&described.log);
                self.tracks.insert(described.log, described);
            }
            Own::Paused { reason } => {
                self.pauses.push(Span { from: time, to: RecordingTime(u64::MAX), reason });
            }
            Own::Resumed => self.end_pause(time),
            Own::Recovered { kept_until, .. } => {
                let kept_until = RecordingTime(kept_until);
                self.end_pause(kept_until);
                if let Some(part) = self.parts.last_mut() {
                    part.crashed = Some(kept_until);
                }
            }
            Own::Closed { reason, .. } => {
                self.end_pause(time);
                self.closed = Some(reason);
            }
            Own::Alarm { .. } | Own::Lost { .. } => {}
        }
    }

    fn end_pause(&mut self, at: RecordingTime) {
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.to.0 == u64::MAX) {
            pause.to = at.max(pause.from);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn s(seconds: u64) -> RecordingTime {
        RecordingTime(seconds * 1_000_000_000)
    }

    fn session(events: &[(u64, Value)]) -> Session {
        let mut session = Session::default();
        for (at, event) in events {
            session.add(s(*at), event.to_string().as_bytes());
        }
        session
    }

    fn began(part: u32, utc: i64) -> Value {
        json!({"type": "recorder.began", "part": part, "utc": utc, "software": "x"})
    }

    #[test]
    fn a_pause_ends_at_the_resumption_or_with_its_part() {
        let session = session(&[
            (0, began(1, 0)),
            (5, json!({"type": "recorder.paused", "reason": "a"})),
            (7, json!({"type": "recorder.resumed"})),
            (9, json!({"type": "recorder.paused", "reason": "b"})),
            (11, json!({"type": "recorder.recovered", "kept_until": s(10).0, "utc": 0, "torn_bytes": 0})),
            (20, began(2, 20_000_000)),
        ]);
        let span = |from, to, reason: &str| Span { from: s(from), to: s(to), reason: reason.into() };
        assert_eq!(session.pauses, [span(5, 7, "a"), span(9, 10, "b")]);
        assert_eq!(session.outages(), [span(10, 20, "the server stopped")]);
    }

    #[test]
    fn utc_follows_the_nearest_reading_before() {
        let clock = json!({"type": "recorder.clock", "utc": 1_010_500_000});
        let session = session(&[(0, began(1, 1_000_000_000)), (10, clock)]);
        assert_eq!(session.utc_of(s(4)), Utc(1_004_000_000));
        assert_eq!(session.utc_of(s(12)), Utc(1_012_500_000));
    }

    #[test]
    fn nonsense_in_the_log_is_counted_and_unknown_events_are_kept() {
        let mut session = session(&[(0, began(1, 0)), (1, json!({"type": "oath"}))]);
        session.add(s(2), b"{not json");
        assert_eq!((session.malformed, session.all.len(), session.events.len()), (1, 2, 0));
    }
}
