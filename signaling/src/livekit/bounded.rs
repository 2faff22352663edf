//! How fields from strangers become values: checked for length and shape, or refused.

use std::collections::BTreeMap;

use super::limits::{ATTRIBUTES, LABEL_LETTERS, METADATA_BYTES, NAME_BYTES, PIXELS, TRACKS_PER_REQUEST};
use super::sid::{ParticipantSid, TrackSid};

/// Why a message was refused. Whoever sent it is not told more than that it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMessage {
    /// Longer than any legal message.
    #[error("expected at most {limit} bytes, came {came}")]
    TooLong {
        /// Most bytes.
        limit: usize,
        /// Bytes that came.
        came: usize,
    },
    /// Not what the protocol says it is.
    #[error("expected a protobuf message of the protocol")]
    NotTheProtocol,
    /// A field is not what it must be.
    #[error("{field}: expected {expected}")]
    Field {
        /// Which field.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

/// Shorthand for the functions of this module.
pub type Checked<T> = Result<T, BadMessage>;

pub fn bad<T>(field: &'static str, expected: &'static str) -> Checked<T> {
    Err(BadMessage::Field { field, expected })
}

/// A message no longer than `limit`.
pub fn frame(bytes: &[u8], limit: usize) -> Checked<&[u8]> {
    if bytes.len() > limit {
        return Err(BadMessage::TooLong { limit, came: bytes.len() });
    }
    Ok(bytes)
}

/// Free text of at most `limit` bytes.
pub fn text(field: &'static str, value: String, limit: usize) -> Checked<String> {
    if value.len() > limit { bad(field, "a shorter text") } else { Ok(value) }
}

/// Text for display: short, without control characters.
pub fn name(field: &'static str, value: String) -> Checked<String> {
    if value.chars().any(char::is_control) {
        return bad(field, "a text without control characters");
    }
    text(field, value, NAME_BYTES)
}

/// Text for statistics: clipped and cleaned, never a reason to refuse somebody.
pub fn label(value: &str) -> String {
    value.chars().filter(|letter| !letter.is_control()).take(LABEL_LETTERS).collect()
}

/// Text that goes into a line of SDP: printable ASCII without spaces at most `limit` long.
pub fn word(field: &'static str, value: String, limit: usize) -> Checked<String> {
    if value.bytes().all(|byte| byte.is_ascii_graphic()) {
        text(field, value, limit)
    } else {
        bad(field, "printable ASCII without spaces")
    }
}

/// At most `limit` of something.
pub fn list<T>(field: &'static str, values: Vec<T>, limit: usize) -> Checked<Vec<T>> {
    if values.len() > limit { bad(field, "fewer entries") } else { Ok(values) }
}

/// Key and value pairs, bounded in number and in bytes.
pub fn attributes(
    field: &'static str,
    values: BTreeMap<String, String>,
) -> Checked<BTreeMap<String, String>> {
    let bytes: usize = values.iter().map(|(key, value)| key.len() + value.len()).sum();
    if values.len() > ATTRIBUTES || bytes > METADATA_BYTES {
        return bad(field, "fewer and shorter attributes");
    }
    Ok(values)
}

/// A width or height.
pub fn pixels(field: &'static str, value: u32) -> Checked<u32> {
    if value > PIXELS { bad(field, "a size of at most 8192 pixels") } else { Ok(value) }
}

/// One track.
pub fn track(field: &'static str, sid: &str) -> Checked<TrackSid> {
    TrackSid::parse(sid).or(bad(field, "a track SID"))
}

/// One participant.
pub fn participant(field: &'static str, sid: &str) -> Checked<ParticipantSid> {
    ParticipantSid::parse(sid).or(bad(field, "a participant SID"))
}

/// Several tracks.
pub fn tracks(field: &'static str, sids: Vec<String>) -> Checked<Vec<TrackSid>> {
    list(field, sids, TRACKS_PER_REQUEST)?.iter().map(|sid| track(field, sid)).collect()
}
