//! Recordings and their files as clients see them.

use recorder::spec::RecordingId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cases::CaseId;
use crate::recording::{BundleFile, FileKind};
use crate::session::phase::SessionKind;
use crate::session::{SessionId, Timestamp};
use crate::store::{RecordingAccess, RecordingRecord, RecordingState};

/// A recording in a list.
#[derive(Serialize, ToSchema)]
pub struct RecordingCard {
    /// Its id.
    #[schema(value_type = Uuid)]
    pub id: RecordingId,
    /// The session it was made of.
    pub session: SessionId,
    /// The case of the session.
    pub case: CaseId,
    /// Mediation or hearing.
    pub kind: SessionKind,
    /// The session's heading.
    pub title: String,
    /// The case's number.
    pub case_no: String,
    /// How far it is.
    pub state: RecordingState,
    /// Of the work of making its files, from 0 to 100.
    pub percent: u32,
    /// Until its files are made, as far as can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<u64>,
    /// Why its files could not be made.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub problem: String,
    /// Who of the case may have it.
    pub access: RecordingAccess,
    /// Whether it is kept beyond its time.
    pub held: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Its length in microseconds.
    pub duration_us: u64,
    /// Of all its files.
    pub bytes: u64,
}

/// A recording with its files.
#[derive(Serialize, ToSchema)]
pub struct RecordingDetail {
    #[serde(flatten)]
    pub card: RecordingCard,
    /// The files of its bundle; none before it is sealed.
    pub files: Vec<FileCard>,
    /// Whether the caller may take it with them, not only watch it.
    pub may_download: bool,
    /// Whether the caller may say who has it.
    pub may_manage: bool,
    /// Why it is kept beyond its time, for whoever may end that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_reason: Option<String>,
    /// Where the whole bundle is, as one archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
}

/// A file of a bundle.
#[derive(Serialize, ToSchema)]
pub struct FileCard {
    /// Its name in the bundle, with `/`.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its media type.
    pub media_type: &'static str,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Where it is. With `&save=true` browsers keep it instead of showing it.
    pub href: String,
}

impl RecordingCard {
    /// As it is shown.
    pub fn of(record: RecordingRecord) -> Self {
        Self {
            id: record.id,
            session: record.session,
            case: record.case,
            kind: record.kind,
            title: record.title,
            case_no: record.case_no,
            state: record.state,
            percent: record.percent,
            seconds_left: record.seconds_left,
            problem: record.problem,
            access: record.access,
            held: record.legal_hold,
            started_at: record.started_at,
            ended_at: record.ended_at,
            duration_us: record.duration_us,
            bytes: record.bytes,
        }
    }
}

impl FileCard {
    /// As it is shown.
    pub fn of(recording: RecordingId, file: BundleFile) -> Self {
        Self {
            kind: file.kind(),
            media_type: file.media_type(),
            href: format!("/api/v1/recordings/{recording}/file?name={}", in_address(&file.path)),
            bytes: file.bytes,
            sha256: file.sha256,
            name: file.path,
        }
    }
}

/// A path as it stands in an address (RFC 3986 §2): names of people are in file names.
pub(super) fn in_address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_chinese_stands_in_an_address_as_bytes() {
        assert_eq!(in_address("tracks/1 王?.mkv"), "tracks/1%20%E7%8E%8B%3F.mkv");
    }
}
