//! What is left after a crash, and what was lost, exactly.
//!
//! A recording whose last checkpoint is not its last word was being written when its process
//! or its machine stopped. Recovering it cuts half-written blocks off, says what it found in
//! the event log, and signs the end. It changes nothing that was whole.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::digest::{Hasher, Sha256};
use crate::event::Own;
use crate::key::{KeyError, RecordingKey, SigningKey, StorageKey};
use crate::log::chain::{Chain, ChainEnd, Place};
use crate::log::checkpoint::{Checkpoint, CheckpointFile, Head, Statement};
use crate::log::disk::Disk;
use crate::log::entry::{Entry, EntryKind};
use crate::log::folder::{EVENTS, RecordingFolder, SegmentName};
use crate::log::reader::{self, LogReader, ReadError};
use crate::log::segment::{Blocks, SegmentHeader};
use crate::spec::RecordingSpec;
use crate::time::{RecordingTime, Utc};

/// Why a folder could not be recovered.
#[derive(Debug, Error)]
pub enum RecoverError {
    /// Its description, key or checkpoints are missing or unreadable.
    #[error("expected a recording in {}: {what}", folder.display())]
    NotARecording {
        /// Where.
        folder: PathBuf,
        /// What is missing.
        what: String,
    },
    /// It was closed in good order: there is nothing to recover.
    #[error("expected an unfinished recording in {}", .0.display())]
    Closed(PathBuf),
    /// See there.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// See there.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file could not be cut, renamed or written.
    #[error("expected to write the recording's folder")]
    Disk(#[from] io::Error),
}

/// What a recovery found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Which recording.
    pub spec: RecordingSpec,
    /// The newest entry of any log.
    pub kept_until: RecordingTime,
    /// The same by the clock on the wall.
    pub kept_until_utc: Utc,
    /// Per log, the event log (0) included.
    pub logs: Vec<RecoveredLog>,
}

/// What a recovery found of one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveredLog {
    /// Which.
    pub log: u32,
    /// Its newest whole block.
    pub kept_until: RecordingTime,
    /// Half-written bytes that were cut off at its end.
    pub torn_bytes: u64,
    /// Bytes that a checkpoint signed for and that are not there: the disk lost what it had
    /// confirmed. 0 after a mere kill of the process.
    pub promised_bytes_missing: u64,
}

impl Recovered {
    /// Half-written bytes, in all.
    pub fn torn_bytes(&self) -> u64 {
        self.logs.iter().map(|log| log.torn_bytes).sum()
    }
}

/// Whether the recording in `folder` was neither closed nor recovered.
pub fn is_unfinished(folder: &Path) -> bool {
    let folder = RecordingFolder::at(folder);
    let lines = fs::read_to_string(folder.checkpoints()).unwrap_or_default();
    folder.spec().exists() && !last_checkpoint(&lines).is_some_and(|(checkpoint, _)| checkpoint.last)
}

/// Recovers the recording in `folder`, found at `utc`.
pub fn recording(
    disk: &Arc<dyn Disk>,
    folder: &Path,
    signing_key: &Arc<SigningKey>,
    storage_key: &StorageKey,
    utc: Utc,
) -> Result<Recovered, RecoverError> {
    if !is_unfinished(folder) && folder.join("recording.json").exists() {
        return Err(RecoverError::Closed(folder.to_owned()));
    }
    let remains = Remains::open(Arc::clone(disk), folder, storage_key)?;
    let logs = remains.mend()?;
    let kept_until = logs.iter().map(|log| log.found.kept_until).max().unwrap_or_default();
    let torn_bytes = logs.iter().map(|log| log.found.torn_bytes).sum();
    let events = logs.iter().find(|log| log.found.log == EVENTS).map(|log| log.end).unwrap_or_default();
    let part = remains.history()?.part;
    let event = Own::Recovered { kept_until: kept_until.0, utc, torn_bytes };
    let events = remains.append_event(events, part, kept_until, &event)?;
    let others = logs.iter().filter(|log| log.found.log != EVENTS).map(|log| log.end.head(log.found.log));
    let heads = std::iter::once(events.head(EVENTS)).chain(others).flatten().collect();
    let statement = Statement { time: kept_until, utc, heads, last: true };
    remains.checkpoints(signing_key)?.append(statement)?;
    let kept_until_utc = remains.history()?.utc_of(kept_until);
    let logs = logs.into_iter().map(|log| log.found).collect();
    Ok(Recovered { spec: remains.spec, kept_until, kept_until_utc, logs })
}

/// A recording on the disk that nobody writes.
pub(crate) struct Remains {
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) folder: RecordingFolder,
    pub(crate) spec: RecordingSpec,
    pub(crate) key: RecordingKey,
    spec_hash: Sha256,
    lines: String,
}

/// What the event log says of the parts so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct History {
    /// When the first part began.
    pub(crate) began: Utc,
    /// The newest part.
    pub(crate) part: u32,
    /// Whether the recording was closed in good order.
    pub(crate) closed: bool,
}

impl History {
    fn utc_of(&self, time: RecordingTime) -> Utc {
        self.began.plus(time.as_duration())
    }
}

struct MendedLog {
    found: RecoveredLog,
    end: ChainEnd,
}

impl Remains {
    pub(crate) fn open(
        disk: Arc<dyn Disk>,
        folder: &Path,
        storage_key: &StorageKey,
    ) -> Result<Self, RecoverError> {
        let folder = RecordingFolder::at(folder);
        let wrong = |what: String| RecoverError::NotARecording { folder: folder.path().to_owned(), what };
        let bytes = fs::read(folder.spec()).map_err(|e| wrong(format!("recording.json, {e}")))?;
        let spec: RecordingSpec = serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?;
        let key = storage_key.key_of(spec.id, &folder)?;
        let lines = fs::read_to_string(folder.checkpoints());
        let lines = lines.map_err(|e| wrong(format!("checkpoints.jsonl, {e}")))?;
        Ok(Self { disk, folder, spec, key, spec_hash: Sha256::of(&bytes), lines })
    }

    /// The file of checkpoints, cut after its last whole line, to go on with.
    pub(crate) fn checkpoints(&self, signing_key: &Arc<SigningKey>) -> Result<CheckpointFile, RecoverError> {
        let file = self.disk.open(&self.folder.checkpoints())?;
        let whole = self.lines.rfind('\n').map_or(0, |end| end + 1);
        file.truncate(whole as u64)?;
        let fresh = CheckpointFile::new(self.spec.id, file, self.spec_hash, Arc::clone(signing_key));
        let Some((last, line)) = last_checkpoint(&self.lines) else { return Ok(fresh) };
        Ok(fresh.continued(whole as u64, last.sequence, Sha256::of(line.as_bytes())))
    }

    pub(crate) fn history(&self) -> Result<History, RecoverError> {
        let mut history = History { began: Utc(0), part: 0, closed: false };
        LogReader::open(&self.folder, EVENTS, &self.key)?.for_each(|entry| {
            match serde_json::from_slice::<Own>(entry.body) {
                Ok(Own::Began { part, utc, .. }) => {
                    history.began = if history.part == 0 { utc } else { history.began };
                    history.part = part;
                }
                Ok(Own::Closed { .. }) => history.closed = true,
                _ => {}
            }
        })?;
        Ok(history)
    }

    /// The newest block of any log.
    pub(crate) fn last_time(&self) -> Result<RecordingTime, RecoverError> {
        let mut newest = RecordingTime::ZERO;
        for (name, _) in reader::list(&self.folder)?.segments {
            let bytes = reader::read_segment(&self.folder.segment(name))?;
            let last = Blocks::of(&bytes).filter_map(Result::ok).map(|block| block.newest).max();
            newest = newest.max(last.unwrap_or_default());
        }
        Ok(newest)
    }

    /// Ends of all logs, which must be whole.
    pub(crate) fn ends(&self) -> Result<BTreeMap<u32, ChainEnd>, RecoverError> {
        let mut ends: BTreeMap<u32, ChainEnd> = BTreeMap::new();
        for (name, _) in reader::list(&self.folder)?.segments {
            let bytes = reader::read_segment(&self.folder.segment(name))?;
            let (next_segment, previous) = (name.segment + 1, Sha256::of(&bytes));
            ends.insert(name.log, ChainEnd { next_segment, previous, bytes: bytes.len() as u64 });
        }
        Ok(ends)
    }

    /// Cuts every log after its last whole block and gives all segments their final names.
    fn mend(&self) -> Result<Vec<MendedLog>, RecoverError> {
        let promised = last_checkpoint(&self.lines).map(|(last, _)| last.heads).unwrap_or_default();
        let mut logs: BTreeMap<u32, MendedLog> = BTreeMap::new();
        for (name, complete) in reader::list(&self.folder)?.segments {
            let found = RecoveredLog {
                log: name.log,
                kept_until: RecordingTime::ZERO,
                torn_bytes: 0,
                promised_bytes_missing: 0,
            };
            let log = logs.entry(name.log).or_insert(MendedLog { found, end: ChainEnd::default() });
            self.mend_segment(name, complete, log)?;
        }
        self.disk.sync_folder(&self.folder.log())?;
        for log in logs.values_mut() {
            let head = promised.iter().find(|head| head.log == log.found.log);
            log.found.promised_bytes_missing = head.map_or(0, |head| log.end.missing_of(head));
        }
        Ok(logs.into_values().collect())
    }

    fn mend_segment(
        &self,
        name: SegmentName,
        complete: bool,
        log: &mut MendedLog,
    ) -> Result<(), RecoverError> {
        let path = if complete { self.folder.segment(name) } else { self.folder.open_segment(name) };
        let bytes = reader::read_segment(&path)?;
        let mut blocks = Blocks::of(&bytes);
        let newest = blocks.by_ref().filter_map(Result::ok).map(|block| block.newest).max();
        let header = SegmentHeader::decode(&bytes).is_ok();
        // A finished segment is never touched, whatever is wrong with it: that is evidence.
        let good = match (complete, header) {
            (true, _) => bytes.len(),
            (false, true) => blocks.offset(),
            (false, false) => 0,
        };
        log.found.torn_bytes += (bytes.len() - good) as u64;
        log.found.kept_until = log.found.kept_until.max(newest.unwrap_or_default());
        if !complete {
            if newest.is_none() || !header {
                return Ok(self.disk.remove(&path)?);
            }
            let file = self.disk.open(&path)?;
            file.truncate(good as u64)?;
            file.sync()?;
            self.disk.rename(&path, &self.folder.segment(name))?;
        }
        let mut hasher = Hasher::default();
        hasher.update(&bytes[..good]);
        let (next_segment, previous) = (name.segment + 1, hasher.so_far());
        log.end = ChainEnd { next_segment, previous, bytes: good as u64 };
        Ok(())
    }

    /// Appends one event in a segment of its own; gives the new end of the event log.
    fn append_event(
        &self,
        end: ChainEnd,
        part: u32,
        time: RecordingTime,
        event: &Own,
    ) -> Result<ChainEnd, RecoverError> {
        let place = Arc::new(Place {
            disk: Arc::clone(&self.disk),
            folder: self.folder.clone(),
            recording: self.spec.id,
            part,
            key: self.key.cipher(),
        });
        let mut chain = Chain::new(place, EVENTS, end);
        chain.push(Entry { kind: EntryKind::Event, time, body: &event.to_log() });
        chain.flush()?;
        chain.end_segment();
        for segment in chain.take_finished() {
            segment.file.sync()?;
            self.disk.rename(&self.folder.open_segment(segment.name), &self.folder.segment(segment.name))?;
        }
        self.disk.sync_folder(&self.folder.log())?;
        Ok(chain.end())
    }
}

fn last_checkpoint(lines: &str) -> Option<(Checkpoint, &str)> {
    let whole = &lines[..=lines.rfind('\n')?];
    let line = whole.lines().next_back()?;
    Some((Checkpoint::from_line(line, None).ok()?.0, line))
}

impl ChainEnd {
    /// The head that a checkpoint signs for; `None` for a log without a segment.
    pub(crate) fn head(&self, log: u32) -> Option<Head> {
        let segment = self.next_segment.checked_sub(1)?;
        Some(Head { log, segment, bytes: self.bytes, sha256: self.previous })
    }

    /// Bytes of `promised` that lie behind this end; whole segments count by what the last
    /// of them promised.
    fn missing_of(&self, promised: &Head) -> u64 {
        match self.next_segment.checked_sub(1) {
            Some(segment) if segment > promised.segment => 0,
            Some(segment) if segment == promised.segment => promised.bytes.saturating_sub(self.bytes),
            _ => promised.bytes,
        }
    }
}
