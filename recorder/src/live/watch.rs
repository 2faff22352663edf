//! The watch thread: raises an alarm when another thread, the disk or a microphone is silent.
//! It touches neither disk nor ring, so it speaks when they cannot.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use sfu::id::ParticipantId;
use sfu::media::Source;

use super::board::{Board, End, Facts, Fault};
use crate::status::Alarm;

/// How often the watch looks.
pub const PERIOD: Duration = Duration::from_millis(250);

/// An overflow is shown this long.
const OVERFLOW_SHOWN: Duration = Duration::from_secs(5);

/// What changed since the watch last looked.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Alarms that are new.
    pub raised: Vec<Alarm>,
    /// Alarms that are over.
    pub cleared: Vec<Alarm>,
}

/// Looks at one recording.
pub fn look(board: &Board, now: Instant) -> Changes {
    let minutes_left = board.outlook.minutes_left();
    let refused = board.gate.refused();
    let mut facts = board.facts();
    if refused > facts.refused {
        facts.refused = refused;
        facts.overflowed = Some(now);
    }
    let alarms = match facts.end {
        None => alarms(&facts, minutes_left, now),
        Some(End::Closed) => BTreeSet::new(),
        Some(End::Failed) => BTreeSet::from([Alarm::WriterDead]),
    };
    let raised = alarms.difference(&facts.alarms).cloned().collect();
    let cleared = facts.alarms.difference(&alarms).cloned().collect();
    facts.alarms = alarms;
    Changes { raised, cleared }
}

fn alarms(facts: &Facts, minutes_left: Option<u32>, now: Instant) -> BTreeSet<Alarm> {
    let older = |since: Option<Instant>, limit| since.is_some_and(|since| now.duration_since(since) >= limit);
    let mut alarms = BTreeSet::new();
    alarms.extend(older(facts.writer_seen, Alarm::STALL).then_some(Alarm::WriterDead));
    alarms.extend(older(facts.syncing_since, Alarm::STALL).then_some(Alarm::SlowDisk));
    alarms.extend(facts.fault.map(|fault| match fault {
        Fault::Full => Alarm::DiskFull,
        Fault::Broken => Alarm::DiskBroken,
    }));
    alarms.extend(facts.sync_failed.then_some(Alarm::DiskBroken));
    let overflowed = facts.overflowed.is_some() && !older(facts.overflowed, OVERFLOW_SHOWN);
    alarms.extend(overflowed.then_some(Alarm::Overflow));
    alarms.extend(minutes_left.and_then(room));
    if facts.paused.is_none() {
        alarms.extend(silent(facts, now));
    }
    alarms
}

fn room(minutes_left: u32) -> Option<Alarm> {
    match minutes_left {
        0..Alarm::SOUND_ONLY_MINUTES => Some(Alarm::SoundOnly),
        Alarm::SOUND_ONLY_MINUTES..Alarm::CRITICAL_MINUTES => Some(Alarm::DiskCritical),
        Alarm::CRITICAL_MINUTES..Alarm::LOW_MINUTES => Some(Alarm::DiskLow),
        Alarm::LOW_MINUTES.. => None,
    }
}

/// People the session has heard for a while, while no sound of theirs was kept.
fn silent(facts: &Facts, now: Instant) -> impl Iterator<Item = Alarm> {
    facts.speaking.iter().filter_map(move |(participant, since)| {
        let (heard, person) = newest_sound(facts, *participant);
        let quiet_since = heard.map_or(*since, |heard| heard.max(*since));
        let silent = now.duration_since(quiet_since) >= Alarm::STALL;
        silent.then_some(Alarm::SilentTrack { participant: *participant, person })
    })
}

/// When a sound of the participant was last kept, and who that is.
fn newest_sound(facts: &Facts, participant: ParticipantId) -> (Option<Instant>, Option<String>) {
    let theirs = || facts.tracks.values().filter(move |track| track.participant == Some(participant));
    let picture = |source| matches!(source, Some(Source::Camera | Source::ScreenShare));
    let heard = theirs().filter(|track| !picture(track.source)).filter_map(|track| track.last_instant).max();
    (heard, theirs().find_map(|track| track.person.clone()))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a board's clock starts at some instant")]
mod tests {
    use std::sync::Arc;

    use sfu::id::TrackId;

    use super::*;
    use crate::live::board::TrackFacts;
    use crate::live::tap::PartClock;
    use crate::spec::RecordingId;
    use crate::status::State;
    use crate::time::{RecordingTime, Utc};

    fn board() -> (Board, Instant) {
        let epoch = Instant::now();
        let clock = PartClock { epoch, offset: RecordingTime::ZERO };
        (Board::new(RecordingId::random(), clock, Utc(0), Arc::default()), epoch)
    }

    fn ms(time: u64) -> Duration {
        Duration::from_millis(time)
    }

    #[test]
    fn a_dead_writer_is_noticed_within_two_seconds_and_means_failed() {
        let (board, start) = board();
        board.facts().writer_seen = Some(start);
        assert_eq!(look(&board, start + ms(1400)), Changes::default());
        let noticed = look(&board, start + Alarm::STALL + PERIOD);
        assert_eq!(noticed.raised, [Alarm::WriterDead]);
        assert!(Alarm::STALL + PERIOD < Duration::from_secs(2));
        assert_eq!(board.status().state, State::Failed);
    }

    #[test]
    fn a_slow_disk_is_an_alarm_until_it_answers() {
        let (board, start) = board();
        board.facts().syncing_since = Some(start);
        assert_eq!(look(&board, start + ms(1600)).raised, [Alarm::SlowDisk]);
        assert_eq!(board.status().state, State::Degraded);
        board.facts().syncing_since = None;
        assert_eq!(look(&board, start + ms(1700)).cleared, [Alarm::SlowDisk]);
        assert_eq!(board.status().state, State::Writing);
    }

    #[test]
    fn somebody_heard_by_the_session_but_not_by_the_record_is_named() {
        let (board, start) = board();
        let participant = ParticipantId(4);
        board.facts().speaking.insert(participant, start);
        let facts = TrackFacts {
            participant: Some(participant),
            person: Some("p-4".into()),
            source: Some(Source::Microphone),
            last_instant: Some(start + ms(500)),
            ..TrackFacts::default()
        };
        board.facts().tracks.insert(TrackId(1), facts.clone());
        let camera =
            TrackFacts { source: Some(Source::Camera), last_instant: Some(start + ms(1900)), ..facts };
        board.facts().tracks.insert(TrackId(2), camera);
        assert_eq!(look(&board, start + ms(1900)), Changes::default());
        let person = Some("p-4".to_owned());
        let silent = Alarm::SilentTrack { participant, person };
        assert_eq!(look(&board, start + ms(2000)).raised, std::slice::from_ref(&silent));
        board.facts().paused = Some("recess".into());
        assert_eq!(look(&board, start + ms(2100)).cleared, [silent]);
    }

    #[test]
    fn a_closed_recording_raises_nothing_more() {
        let (board, start) = board();
        board.facts().writer_seen = Some(start);
        board.facts().end = Some(End::Closed);
        assert_eq!(look(&board, start + ms(60_000)), Changes::default());
    }

    #[test]
    fn the_room_left_is_said_in_three_steps() {
        assert_eq!(
            [1, 2, 15, 60].map(room),
            [Some(Alarm::SoundOnly), Some(Alarm::DiskCritical), Some(Alarm::DiskLow), None]
        );
    }
}
