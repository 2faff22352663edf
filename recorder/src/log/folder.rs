//! Where the files of a recording lie and what they are called.

use std::path::{Path, PathBuf};

use crate::spec::RecordingId;

/// The log of events.
pub const EVENTS: u32 = 0;

/// Ends the name of a segment that is still being written.
const PART: &str = ".part";

/// The folder of one recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingFolder(PathBuf);

impl RecordingFolder {
    /// The folder of `id` among all recordings.
    pub fn of(recordings: &Path, id: RecordingId) -> Self {
        Self(recordings.join(id.to_string()))
    }

    /// A folder whose path is known.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What is recorded.
    pub fn spec(&self) -> PathBuf {
        self.0.join("recording.json")
    }

    /// The wrapped key.
    pub fn key(&self) -> PathBuf {
        self.0.join("key.json")
    }

    /// The signed checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.0.join("checkpoints.jsonl")
    }

    /// Where the segments are.
    pub fn log(&self) -> PathBuf {
        self.0.join("log")
    }

    /// A segment that is complete.
    pub fn segment(&self, name: SegmentName) -> PathBuf {
        self.log().join(name.to_string())
    }

    /// A segment that is being written.
    pub fn open_segment(&self, name: SegmentName) -> PathBuf {
        self.log().join(format!("{name}{PART}"))
    }
}

/// Names a segment: log and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SegmentName {
    /// Of which log.
    pub log: u32,
    /// Counts from 0.
    pub segment: u32,
}

impl std::fmt::Display for SegmentName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:06}.seg", self.log, self.segment)
    }
}

impl SegmentName {
    /// Reads a file name; `true` if the segment is complete, `false` while it is being
    /// written. `None` for every name that this software would not have given.
    pub fn parse(file_name: &str) -> Option<(Self, bool)> {
        let complete = !file_name.ends_with(PART);
        let stem = file_name.strip_suffix(PART).unwrap_or(file_name).strip_suffix(".seg")?;
        let (log, segment) = stem.split_once('-')?;
        let name = Self { log: log.parse().ok()?, segment: segment.parse().ok()? };
        let canonical = name.to_string() == format!("{stem}.seg");
        canonical.then_some((name, complete))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_name_reads_back_whether_complete_or_not() {
        let name = SegmentName { log: 12, segment: 345 };
        assert_eq!(name.to_string(), "0012-000345.seg");
        assert_eq!(SegmentName::parse("0012-000345.seg"), Some((name, true)));
        assert_eq!(SegmentName::parse("0012-000345.seg.part"), Some((name, false)));
    }

    #[test]
    fn foreign_names_are_not_segments() {
        for foreign in ["", "12-345.seg", "0012-000345", "0012-000345.seg.part.part", "+012-000345.seg"] {
            assert_eq!(SegmentName::parse(foreign), None, "{foreign}");
        }
    }
}
