//! One log being written: entries gather, a flush seals them into a block, blocks fill a
//! segment, and every segment names the one before it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::aead::LessSafeKey;

use super::checkpoint::Head;
use super::disk::{Disk, DiskFile};
use super::entry::{self, Entry};
use super::folder::{RecordingFolder, SegmentName};
use super::segment::{
    BLOCK_BYTES_MAX, BLOCK_HEAD_BYTES, BlockName, HEADER_BYTES, SEGMENT_BYTES_MAX, SegmentHeader, seal,
};
use crate::digest::{Hasher, Sha256};
use crate::spec::RecordingId;
use crate::time::RecordingTime;

/// A new segment this often: what a verifier can name as damaged, and what is uploaded.
pub const SEGMENT_LENGTH: Duration = Duration::from_secs(10);

/// What one log may hold back while the disk refuses writes: 13 s of video at 600 kbit/s,
/// two minutes of sound. Half a block's limit, so that one flush takes it all.
const PENDING_BYTES_MAX: usize = BLOCK_BYTES_MAX / 2;

/// What all logs of one recording share.
pub struct Place {
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// The recording's folder on it.
    pub folder: RecordingFolder,
    /// Whose.
    pub recording: RecordingId,
    /// Which part, see [`SegmentHeader::part`].
    pub part: u32,
    /// The recording's key.
    pub key: LessSafeKey,
}

/// A segment that got its last block: to be synced, then renamed to its final name.
#[derive(Clone)]
pub struct Finished {
    /// Which.
    pub name: SegmentName,
    /// Its file.
    pub file: Arc<dyn DiskFile>,
}

/// The end of a chain, from which it can be continued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainEnd {
    /// Number of the next segment.
    pub next_segment: u32,
    /// Hash of the last one.
    pub previous: Sha256,
    /// Length of the last one.
    pub bytes: u64,
}

impl Default for ChainEnd {
    fn default() -> Self {
        Self { next_segment: 0, previous: Sha256::NONE, bytes: 0 }
    }
}

/// One log being written.
pub struct Chain {
    place: Arc<Place>,
    log: u32,
    end: ChainEnd,
    open: Option<Open>,
    pending: Pending,
    /// A segment whose last write failed and could not be cut back yet.
    damaged: Option<Open>,
    finished: Vec<Finished>,
}

struct Open {
    name: SegmentName,
    file: Arc<dyn DiskFile>,
    began: RecordingTime,
    hasher: Hasher,
    bytes: u64,
    next_block: u32,
}

#[derive(Default)]
struct Pending {
    entries: Vec<u8>,
    newest: RecordingTime,
    lost: Lost,
}

/// Entries that did not fit while the disk refused writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// How many.
    pub entries: u64,
    /// Arrival of the first.
    pub since: RecordingTime,
}

impl Chain {
    /// A log that begins at `end`.
    pub fn new(place: Arc<Place>, log: u32, end: ChainEnd) -> Self {
        Self { place, log, end, open: None, pending: Pending::default(), damaged: None, finished: Vec::new() }
    }

    /// Its number.
    pub fn log(&self) -> u32 {
        self.log
    }

    /// Gathers an entry for the next flush; `false` if it is lost because too much is
    /// waiting already.
    pub fn push(&mut self, entry: Entry<'_>) -> bool {
        let pending = &mut self.pending;
        let too_much = pending.entries.len() + entry::HEAD_BYTES + entry.body.len() > PENDING_BYTES_MAX;
        if too_much || entry.body.len() > entry::BODY_BYTES_MAX {
            if pending.lost.entries == 0 {
                pending.lost.since = entry.time;
            }
            pending.lost.entries += 1;
            return false;
        }
        entry::put(&mut pending.entries, entry);
        pending.newest = pending.newest.max(entry.time);
        true
    }

    /// Whether a flush is due before the next entry of the usual size.
    pub fn is_filling_up(&self) -> bool {
        self.pending.entries.len() > PENDING_BYTES_MAX / 2
    }

    /// Writes what was gathered as one block; gives the bytes written. After an error
    /// everything is still gathered, the segment is closed at its last whole block, and the
    /// next flush begins another.
    pub fn flush(&mut self) -> io::Result<u64> {
        self.mend()?;
        if self.pending.entries.is_empty() {
            return Ok(0);
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin_segment()?,
        };
        match self.write_block(&mut open) {
            Ok(bytes) => {
                self.open = Some(open);
                self.pending.entries.clear();
                Ok(bytes)
            }
            Err(e) => {
                self.damaged = Some(open);
                self.mend()?;
                Err(e)
            }
        }
    }

    /// Ends the open segment if it is old or large enough.
    pub fn rotate(&mut self, now: RecordingTime) {
        let full = SEGMENT_BYTES_MAX - 2 * BLOCK_BYTES_MAX as u64;
        let due = |open: &Open| now.since(open.began) >= SEGMENT_LENGTH || open.bytes >= full;
        if self.open.as_ref().is_some_and(due) {
            self.end_segment();
        }
    }

    /// Ends the open segment whatever its age.
    pub fn end_segment(&mut self) {
        if let Some(open) = self.open.take() {
            let (next_segment, previous) = (open.name.segment + 1, open.hasher.so_far());
            self.end = ChainEnd { next_segment, previous, bytes: open.bytes };
            self.finished.push(Finished { name: open.name, file: open.file });
        }
    }

    /// Takes the segments that ended since the last call.
    pub fn take_finished(&mut self) -> Vec<Finished> {
        std::mem::take(&mut self.finished)
    }

    /// Takes the count of entries that were lost; only once writing works again.
    pub fn take_lost(&mut self) -> Option<Lost> {
        let lost = std::mem::take(&mut self.pending.lost);
        (lost.entries > 0).then_some(lost)
    }

    /// The file to sync, if a segment is open.
    pub fn open_file(&self) -> Option<Arc<dyn DiskFile>> {
        self.open.as_ref().map(|open| Arc::clone(&open.file))
    }

    /// The end of its last ended segment.
    pub fn end(&self) -> ChainEnd {
        self.end
    }

    /// How far this log has got; `None` before its first block.
    pub fn head(&self) -> Option<Head> {
        let open = self.open.as_ref().or(self.damaged.as_ref());
        if let Some(Open { name, bytes, hasher, .. }) = open {
            let (segment, bytes) = (name.segment, *bytes);
            return Some(Head { log: self.log, segment, bytes, sha256: hasher.so_far() });
        }
        self.end.head(self.log)
    }

    fn begin_segment(&mut self) -> io::Result<Open> {
        let place = &self.place;
        let name = SegmentName { log: self.log, segment: self.end.next_segment };
        let path = place.folder.open_segment(name);
        let file = match place.disk.create(&path) {
            // Only one of ours that got no whole header can have that name.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                place.disk.remove(&path)?;
                place.disk.create(&path)?
            }
            created => created?,
        };
        let began = self.pending.newest;
        let header = SegmentHeader {
            recording: place.recording,
            log: self.log,
            segment: name.segment,
            part: place.part,
            began,
            previous: self.end.previous,
        };
        file.append(&header.encode())?;
        let mut hasher = Hasher::default();
        hasher.update(&header.encode());
        Ok(Open { name, file, began, hasher, bytes: HEADER_BYTES as u64, next_block: 0 })
    }

    fn write_block(&self, open: &mut Open) -> io::Result<u64> {
        let mut block = vec![0; BLOCK_HEAD_BYTES];
        block.extend_from_slice(&self.pending.entries);
        let name = BlockName { log: self.log, segment: open.name.segment, index: open.next_block };
        seal(&self.place.key, name, self.pending.newest, &mut block);
        open.file.append(&block)?;
        open.next_block += 1;
        open.hasher.update(&block);
        open.bytes += block.len() as u64;
        Ok(block.len() as u64)
    }

    /// Cuts a damaged segment back to its last whole block and ends it.
    fn mend(&mut self) -> io::Result<()> {
        if let Some(damaged) = self.damaged.take() {
            if let Err(e) = damaged.file.truncate(damaged.bytes) {
                self.damaged = Some(damaged);
                return Err(e);
            }
            self.open = Some(damaged);
            self.end_segment();
        }
        Ok(())
    }
}
