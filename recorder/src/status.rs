//! What a recording says about itself while it runs.

use std::time::Duration;

use serde::Serialize;
use sfu::id::{ParticipantId, TrackId};

use crate::spec::RecordingId;
use crate::time::Utc;

/// How a recording is doing. The session's own words for it are `off` and `armed` before
/// there is a recording, and these while there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Everything that arrives is kept.
    Writing,
    /// Something is not kept, or not known to be on the disk: see the alarms.
    Degraded,
    /// Nothing is kept any more and nothing will be: the writer died.
    Failed,
    /// Closed in good order.
    Closed,
}

/// A snapshot, cheap to take.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// In one word.
    pub state: State,
    /// Why packets are refused at the moment, if they are.
    pub paused: Option<String>,
    /// Everything that arrived before this moment is on the disk, not only in its cache.
    /// `None` until the first second is.
    pub safe_until: Option<Utc>,
    /// Written so far.
    pub bytes: u64,
    /// How long the disk will last at the present rate, if that is known yet.
    pub disk_minutes_left: Option<u32>,
    /// One for each track that was described or heard.
    pub tracks: Vec<TrackStatus>,
    /// What somebody must know now, worst first.
    pub alarms: Vec<Alarm>,
}

/// One track in a [`Status`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackStatus {
    /// Which.
    pub track: TrackId,
    /// Whether anybody said what it is.
    pub described: bool,
    /// When its newest kept packet arrived.
    pub last_packet: Option<Utc>,
    /// Kept.
    pub packets: u64,
    /// Refused because the queue to the writer was full, or lost to a full disk.
    pub dropped: u64,
}

/// Something that a judge, mediator or clerk must know within two seconds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "alarm", rename_all = "snake_case")]
pub enum Alarm {
    /// The writer thread ended or has not moved for [`Alarm::STALL`]: nothing is kept.
    WriterDead,
    /// A write failed because the disk is full: what arrives now is lost.
    DiskFull,
    /// A write failed for another reason: what arrives now is lost.
    DiskBroken,
    /// Only sound is kept, to make the disk last: less than [`Alarm::SOUND_ONLY_MINUTES`].
    SoundOnly,
    /// The disk will be full within [`Alarm::CRITICAL_MINUTES`].
    DiskCritical,
    /// The disk does not confirm within [`Alarm::STALL`] what it was given.
    SlowDisk,
    /// The session hears this person, but no sound of theirs reaches the record.
    SilentTrack {
        /// Who.
        #[serde(skip)]
        participant: ParticipantId,
        /// Root's id of the person, if a track of theirs was described.
        person: Option<String>,
    },
    /// The queue to the writer overflowed; video was dropped first.
    Overflow,
    /// The disk will be full within [`Alarm::LOW_MINUTES`].
    DiskLow,
}

impl Alarm {
    /// From here on [`Alarm::DiskLow`].
    pub const LOW_MINUTES: u32 = 60;
    /// From here on [`Alarm::DiskCritical`].
    pub const CRITICAL_MINUTES: u32 = 15;
    /// From here on [`Alarm::SoundOnly`]: sound is 8 % of the bytes, so two minutes become
    /// enough to close a hearing properly.
    pub const SOUND_ONLY_MINUTES: u32 = 2;
    /// How long a thread or the disk may be silent before it counts as dead or slow. With
    /// the watch's own period of 250 ms the alarm is out within two seconds.
    pub const STALL: Duration = Duration::from_millis(1500);

    /// Whether something is lost, or not known to be safe, while this lasts.
    pub(crate) fn means_degraded(&self) -> bool {
        match self {
            Self::DiskFull | Self::DiskBroken | Self::SoundOnly | Self::SlowDisk => true,
            Self::SilentTrack { .. } | Self::Overflow => true,
            Self::WriterDead | Self::DiskCritical | Self::DiskLow => false,
        }
    }
}

/// What a recorder tells root unasked, on a thread of its own; see `Config::notify`.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// An alarm was raised.
    Raised {
        /// Of which recording.
        recording: RecordingId,
        /// What.
        alarm: Alarm,
    },
    /// An alarm is over.
    Cleared {
        /// Of which recording.
        recording: RecordingId,
        /// What.
        alarm: Alarm,
    },
    /// The record of a video track needs a keyframe: it began, went on after a pause, lost a
    /// packet for good, or has had none for five seconds. Root asks the node for it.
    KeyframeWanted {
        /// Of which recording.
        recording: RecordingId,
        /// Of which track.
        track: TrackId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alarms_sort_worst_first() {
        let mut alarms = vec![Alarm::DiskLow, Alarm::Overflow, Alarm::WriterDead, Alarm::DiskFull];
        alarms.sort();
        assert_eq!(alarms, [Alarm::WriterDead, Alarm::DiskFull, Alarm::Overflow, Alarm::DiskLow]);
    }

    #[test]
    fn an_alarm_is_one_flat_object_on_the_wire() {
        let alarm = Alarm::SilentTrack { participant: ParticipantId(7), person: Some("p-7".into()) };
        let json = serde_json::to_string(&alarm).unwrap();
        assert_eq!(json, r#"{"alarm":"silent_track","person":"p-7"}"#);
    }
}
