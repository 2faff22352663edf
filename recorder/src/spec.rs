//! What root says about a recording before and while it is made: which session, who, which
//! tracks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sfu::id::{ParticipantId, TrackId};
use sfu::media::{Codec, MediaKind, Source};
use uuid::Uuid;

/// Names one recording, and the folder it lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordingId(pub Uuid);

impl RecordingId {
    /// A new random id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for RecordingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordingId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What is recorded. Written once, before the first packet, and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingSpec {
    /// New for every recording.
    pub id: RecordingId,
    /// Root's id of the session.
    pub session: String,
    /// The case reference people know (案号), shown in the picture.
    pub case: String,
    /// Mediation or hearing.
    pub kind: Kind,
    /// Shown in the picture and the viewer, for example the cause of action.
    pub title: String,
    /// The clock burnt into the picture shows UTC plus this; 480 for China.
    pub utc_offset_minutes: i32,
    /// How much room to ask of the disk before saying yes.
    pub expected: Expected,
}

/// The kind of session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 调解.
    Mediation,
    /// 庭审.
    Hearing,
}

/// The size of a session as planned, to refuse a recording that the disk cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// People with camera and microphone.
    pub people: u32,
    /// Planned length.
    pub minutes: u32,
}

impl Expected {
    /// Bytes per person and hour at 605 kbit/s of video and 51 kbit/s of sound, as measured.
    pub const BYTES_PER_PERSON_HOUR: u64 = 310_000_000;

    /// Bytes the recording will need, as far as anyone can tell.
    pub fn bytes(self) -> u64 {
        let person_minutes = u64::from(self.people) * u64::from(self.minutes);
        person_minutes.saturating_mul(Self::BYTES_PER_PERSON_HOUR / 60)
    }
}

/// A person as the record names them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// Root's id of this person in this session; the same over reconnections.
    pub id: String,
    /// As in the case file.
    pub name: String,
    /// The role's identifier: `judge`, `applicant`, …
    pub role: String,
    /// The role as it is shown: 审判员, 申请人, …
    pub role_label: String,
    /// Side in the dispute, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
}

/// What a track is. Given before its first packet if at all possible: packets of a track that
/// nobody has described are kept all the same, and the description may follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackDescription {
    /// Which.
    pub track: TrackId,
    /// Its publisher on this node, to compare with who is heard speaking.
    pub participant: ParticipantId,
    /// Who that is.
    pub person: Person,
    /// Camera, microphone or screen.
    pub source: Source,
    /// How its packets are coded.
    pub codec: Codec,
    /// Payload types that need telling apart. Empty means: all packets are `codec`.
    pub formats: Vec<Format>,
    /// Negotiated header extensions, id and URI. Audio level, video orientation and the
    /// dependency descriptor are used.
    pub extensions: Vec<(u8, String)>,
}

impl TrackDescription {
    /// Audio or video.
    pub fn media(&self) -> MediaKind {
        self.codec.kind()
    }
}

/// What a payload type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// RTP payload type.
    pub payload_type: u8,
    /// What it carries.
    pub packing: Packing,
}

/// How a payload is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// The track's codec as its own payload format says.
    Plain,
    /// Redundant audio, RFC 2198: the newest block and copies of earlier ones.
    Red,
    /// Nothing to hear or see: comfort noise, telephone events, FEC. Kept in the log only.
    Other,
}

/// `camera`, `microphone`, `screen`, `screen-sound` or `other`: the word used in file names
/// and in the log.
pub fn source_word(source: Source) -> &'static str {
    match source {
        Source::Camera => "camera",
        Source::Microphone => "microphone",
        Source::ScreenShare => "screen",
        Source::ScreenShareAudio => "screen-sound",
        Source::Unknown => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_id_reads_back_from_what_it_prints() {
        let id = RecordingId::random();
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn the_expected_size_follows_people_and_time() {
        let hour_of_two = Expected { people: 2, minutes: 60 };
        assert_eq!(hour_of_two.bytes() / 1_000_000, 619);
        assert_eq!(Expected { people: u32::MAX, minutes: u32::MAX }.bytes(), u64::MAX);
    }
}
