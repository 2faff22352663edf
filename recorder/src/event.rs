//! Session events as the record keeps them: JSON objects with a `type`.
//!
//! Root may log any object; every one ends up in the bundle's `events.jsonl`, word for word.
//! The types of [`Event`] are the ones the finaliser understands: they make the list of
//! participants, the layout of the picture, the chat and the captions. The recorder adds its
//! own types, all prefixed `recorder.`, see [`Own`].

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::spec::{Format, Person, TrackDescription, source_word};
use crate::time::Utc;

/// The largest event, as JSON. A chat message is 4 KiB at most; an identity check with its
/// findings is the largest thing a session logs.
pub const EVENT_BYTES_MAX: usize = 64 * 1024;

/// Why an event was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EventError {
    /// It has to be an object with a string `type`.
    #[error("expected a JSON object with a string \"type\"")]
    NoType,
    /// Types with this prefix are the recorder's own.
    #[error("expected a type of the session, got the reserved {0:?}")]
    Reserved(String),
    /// Larger than [`EVENT_BYTES_MAX`].
    #[error("expected at most {EVENT_BYTES_MAX} bytes of JSON, got {0}")]
    TooLarge(usize),
    /// The recording was closed or has failed.
    #[error("expected an open recording, this one is closed")]
    Closed,
}

/// Session events that shape the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A person entered the recorded room.
    Joined {
        /// Who.
        person: Person,
        /// How their identity was checked, as root words it: method, result, time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<Value>,
    },
    /// A person left the recorded room.
    Left {
        /// [`Person::id`].
        person: String,
        /// Described, never judged: `pressed`, `tab_closed`, `transport_lost`, `caucus`, …
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The floor was given, or went back to the bench (`None`). Whoever has it is shown large.
    Floor {
        /// [`Person::id`].
        person: Option<String>,
    },
    /// Somebody's screen or exhibit is on stage, or nobody's: shown beside the speaker.
    Stage {
        /// [`Person::id`] of the one who shares.
        person: Option<String>,
        /// What it is, for the caption: an exhibit number, a file name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
    },
    /// A chat message of the recorded room. Sealed conversations are never logged here.
    Chat {
        /// [`Person::id`] of the author.
        from: String,
        /// [`Person::id`]s it was for; empty means everybody in the room.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        to: Vec<String>,
        /// What was written.
        text: String,
    },
    /// Something the captions should say in words: the judge opened the hearing, the
    /// consent of everybody was recorded, the discipline was read.
    Note {
        /// In the language of the session.
        text: String,
    },
}

/// What the recorder itself writes into the event log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Own {
    /// The recording, or another part of it after a crash, began.
    #[serde(rename = "recorder.began")]
    Began {
        /// Counts from 1.
        part: u32,
        /// When.
        utc: Utc,
        /// Which software wrote it.
        software: String,
    },
    /// Recording time and UTC read together, every ten seconds.
    #[serde(rename = "recorder.clock")]
    Clock {
        /// UTC at the time of this event.
        utc: Utc,
    },
    /// Packets of a track came that nobody has described yet.
    #[serde(rename = "recorder.heard")]
    Heard {
        /// Number of the track's log.
        log: u32,
        /// The node's id of the track.
        track: u64,
        /// The node's id of its publisher.
        participant: u64,
    },
    /// A track was described.
    #[serde(rename = "recorder.track")]
    Track(Described),
    /// Packets are refused from here on.
    #[serde(rename = "recorder.paused")]
    Paused {
        /// As root gave it.
        reason: String,
    },
    /// Packets are kept again.
    #[serde(rename = "recorder.resumed")]
    Resumed,
    /// An alarm was raised or is over.
    #[serde(rename = "recorder.alarm")]
    Alarm {
        /// As [`crate::status::Alarm`] serialises.
        alarm: Value,
        /// Raised or cleared.
        raised: bool,
    },
    /// Bytes were lost because a write failed; the time of this event is when writing worked
    /// again.
    #[serde(rename = "recorder.lost")]
    Lost {
        /// Log number of the track.
        log: u32,
        /// Entries that were not written.
        entries: u64,
        /// Arrival of the first of them, nanoseconds of recording time.
        since: u64,
    },
    /// The process died with the recording open; written by the next start.
    #[serde(rename = "recorder.recovered")]
    Recovered {
        /// Newest entry of any track, nanoseconds of recording time.
        kept_until: u64,
        /// When it was found.
        utc: Utc,
        /// Bytes of half-written blocks that were cut off.
        torn_bytes: u64,
    },
    /// The recording was closed.
    #[serde(rename = "recorder.closed")]
    Closed {
        /// As root gave it.
        reason: String,
        /// When.
        utc: Utc,
    },
}

impl Own {
    /// As it is logged.
    pub(crate) fn to_log(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("these events are strings and integers")
    }
}

/// A track description as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// Number of the track's log.
    pub log: u32,
    /// Whose.
    pub person: Person,
    /// See [`crate::spec::source_word`].
    pub source: String,
    /// MIME type.
    pub codec: String,
    /// See [`crate::spec::TrackDescription::formats`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<Format>,
    /// See [`crate::spec::TrackDescription::extensions`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<(u8, String)>,
}

impl Described {
    /// Of `description`, whose packets are in log `log`.
    pub(crate) fn new(log: u32, description: &TrackDescription) -> Self {
        Self {
            log,
            person: description.person.clone(),
            source: source_word(description.source).to_owned(),
            codec: description.codec.mime_type().to_owned(),
            formats: description.formats.clone(),
            extensions: description.extensions.clone(),
        }
    }
}

/// Checks an event of the session and gives the bytes to log.
pub(crate) fn to_log(event: &Value) -> Result<Vec<u8>, EventError> {
    let kind = event.get("type").and_then(Value::as_str).ok_or(EventError::NoType)?;
    if kind.starts_with("recorder.") {
        return Err(EventError::Reserved(kind.to_owned()));
    }
    let bytes = event.to_string().into_bytes();
    if bytes.len() > EVENT_BYTES_MAX {
        return Err(EventError::TooLarge(bytes.len()));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_without_a_type_is_refused() {
        assert_eq!(to_log(&json!({"text": "x"})), Err(EventError::NoType));
        assert_eq!(to_log(&json!(["type"])), Err(EventError::NoType));
    }

    #[test]
    fn the_session_cannot_speak_for_the_recorder() {
        let refused = to_log(&json!({"type": "recorder.closed", "reason": "x"}));
        assert_eq!(refused, Err(EventError::Reserved("recorder.closed".into())));
    }

    #[test]
    fn an_event_of_unknown_type_is_kept_word_for_word() {
        let event = json!({"type": "oath", "text": "我保证如实陈述"});
        let kept: Value = serde_json::from_slice(&to_log(&event).unwrap()).unwrap();
        assert_eq!(kept, event);
    }

    #[test]
    fn an_event_beyond_the_limit_is_refused() {
        let event = json!({"type": "chat", "text": "x".repeat(EVENT_BYTES_MAX)});
        assert!(matches!(to_log(&event), Err(EventError::TooLarge(_))));
    }

    #[test]
    fn the_recorders_own_events_carry_their_prefix() {
        let json = serde_json::to_value(Own::Resumed).unwrap();
        assert_eq!(json, json!({"type": "recorder.resumed"}));
    }
}
