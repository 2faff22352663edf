//! Reads a log back, segment by segment, and goes on behind whatever is damaged.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::LessSafeKey;
use thiserror::Error;

use super::entry::{Entries, Entry};
use super::folder::{RecordingFolder, SegmentName};
use super::segment::{Blocks, SEGMENT_BYTES_MAX, SegmentError, SegmentHeader};
use crate::key::RecordingKey;

/// Why part of a log could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The folder or a file could not be opened.
    #[error("expected to read {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Longer than any segment this software writes.
    #[error("expected at most {SEGMENT_BYTES_MAX} bytes in {}", .0.display())]
    TooLong(PathBuf),
}

/// Something damaged that the reader passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// In which segment.
    pub segment: SegmentName,
    /// From where in its file.
    pub offset: u64,
    /// What.
    pub error: SegmentError,
}

/// What the log folder of a recording holds, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The segments; `true` for those that are complete.
    pub segments: Vec<(SegmentName, bool)>,
    /// Names that are no segments.
    pub foreign: Vec<String>,
}

/// Lists the log folder of a recording.
pub fn list(folder: &RecordingFolder) -> Result<Listing, ReadError> {
    let path = folder.log();
    let failed = |source| ReadError::File { path: path.clone(), source };
    let mut listing = Listing::default();
    for file in fs::read_dir(&path).map_err(failed)? {
        let name = file.map_err(failed)?.file_name().to_string_lossy().into_owned();
        match SegmentName::parse(&name) {
            Some(segment) => listing.segments.push(segment),
            None => listing.foreign.push(name),
        }
    }
    listing.segments.sort_unstable();
    listing.foreign.sort_unstable();
    Ok(listing)
}

/// The bytes of a segment, at most [`SEGMENT_BYTES_MAX`].
pub fn read_segment(path: &Path) -> Result<Vec<u8>, ReadError> {
    let failed = |source| ReadError::File { path: path.to_owned(), source };
    if fs::metadata(path).map_err(failed)?.len() > SEGMENT_BYTES_MAX {
        return Err(ReadError::TooLong(path.to_owned()));
    }
    fs::read(path).map_err(failed)
}

/// Reads one log from its beginning.
pub struct LogReader {
    folder: RecordingFolder,
    segments: std::vec::IntoIter<(SegmentName, bool)>,
    key: LessSafeKey,
    damage: Vec<Damage>,
    plain: Vec<u8>,
}

impl LogReader {
    /// Of log `log` in `folder`.
    pub fn open(folder: &RecordingFolder, log: u32, key: &RecordingKey) -> Result<Self, ReadError> {
        let mut found = list(folder)?.segments;
        found.retain(|(name, _)| name.log == log);
        let (folder, segments) = (folder.clone(), found.into_iter());
        Ok(Self { folder, segments, key: key.cipher(), damage: Vec::new(), plain: Vec::new() })
    }

    /// Hands every entry of the next segment to `each`; `false` after the last segment.
    pub fn next_segment(&mut self, mut each: impl FnMut(Entry<'_>)) -> Result<bool, ReadError> {
        let Some((name, complete)) = self.segments.next() else { return Ok(false) };
        let folder = &self.folder;
        let path = if complete { folder.segment(name) } else { folder.open_segment(name) };
        let bytes = read_segment(&path)?;
        match SegmentHeader::decode(&bytes) {
            Ok(header) => self.read_blocks(name, &header, &bytes, &mut each),
            Err(error) => self.damage.push(Damage { segment: name, offset: 0, error }),
        }
        Ok(true)
    }

    /// Everything to the end.
    pub fn for_each(&mut self, mut each: impl FnMut(Entry<'_>)) -> Result<(), ReadError> {
        while self.next_segment(&mut each)? {}
        Ok(())
    }

    /// What was passed over so far.
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    fn read_blocks(
        &mut self,
        name: SegmentName,
        header: &SegmentHeader,
        bytes: &[u8],
        each: &mut impl FnMut(Entry<'_>),
    ) {
        let mut blocks = Blocks::of(bytes);
        loop {
            let offset = blocks.offset() as u64;
            let Some(block) = blocks.next() else { break };
            let opened = block.and_then(|block| block.open(&self.key, header, &mut self.plain));
            if let Err(error) = opened {
                self.damage.push(Damage { segment: name, offset, error });
                continue;
            }
            let mut entries = Entries::of(&self.plain);
            entries.by_ref().for_each(&mut *each);
            if entries.malformed() {
                self.damage.push(Damage { segment: name, offset, error: SegmentError::Block });
            }
        }
    }
}
