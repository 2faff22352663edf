//! The sync thread: makes what the writer wrote survive a power cut, and signs for it.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::board::{Board, End};
use super::control::Answer;
use super::outlook::{Ballast, Forecast, Outlook};
use crate::log::chain::{Finished, Place};
use crate::log::checkpoint::{CheckpointFile, Statement};
use crate::log::disk::{Disk, DiskFile};
use crate::spec::RecordingId;
use crate::time::Utc;

/// How often the disk is measured.
const MEASURE_EVERY: Duration = Duration::from_secs(1);

/// What the writer hands over once a second for each recording.
pub struct SyncWork {
    /// Told of the outcome.
    pub board: Arc<Board>,
    /// Where.
    pub place: Arc<Place>,
    /// Where statements go.
    pub checkpoints: Arc<Mutex<CheckpointFile>>,
    /// Segments that ended: sync, then rename.
    pub finished: Vec<Finished>,
    /// Segments that go on: sync.
    pub open: Vec<Arc<dyn DiskFile>>,
    /// Everything that arrived before is in these files.
    pub up_to: Utc,
    /// To sign once the files are synced.
    pub statement: Option<Statement>,
    /// Who waits for it.
    pub reply: Option<Sender<Answer>>,
}

/// What the sync thread needs to know of the disk.
pub struct SyncDisk {
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// The folder of all recordings.
    pub recordings: std::path::PathBuf,
    /// To work out.
    pub outlook: Arc<Outlook>,
    /// To take up again when there is room.
    pub ballast: Arc<Ballast>,
}

/// Runs until the writer hangs up.
#[expect(clippy::disallowed_methods, reason = "edge: the sync thread measures the disk by the clock")]
pub fn run(work: &Receiver<SyncWork>, on: &SyncDisk) {
    let mut forecast = Forecast::default();
    let mut measured = Instant::now();
    let mut backlog = Backlog::new();
    loop {
        match work.recv_timeout(MEASURE_EVERY) {
            Ok(work) => work.finish(&mut backlog),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let elapsed = measured.elapsed();
        if elapsed >= MEASURE_EVERY {
            measured = Instant::now();
            if let Ok(free) = on.disk.free_bytes(&on.recordings) {
                forecast.measure(&on.outlook, elapsed, free);
            }
            on.ballast.take_up();
        }
    }
}

/// Segments that could not be finished yet, to be tried again.
type Backlog = BTreeMap<RecordingId, Vec<Finished>>;

impl SyncWork {
    fn finish(mut self, backlog: &mut Backlog) {
        let recording = self.board.recording;
        let earlier = backlog.remove(&recording).unwrap_or_default();
        self.finished.splice(..0, earlier);
        let outcome = self.sync();
        if !self.finished.is_empty() {
            backlog.insert(recording, std::mem::take(&mut self.finished));
        }
        self.tell(outcome);
    }

    fn tell(self, outcome: io::Result<()>) {
        let closes = self.statement.as_ref().is_some_and(|statement| statement.last);
        let mut facts = self.board.facts();
        facts.syncing_since = None;
        facts.sync_failed = outcome.is_err();
        if outcome.is_ok() {
            facts.safe_until = Some(self.up_to);
        }
        if closes {
            facts.end = Some(if outcome.is_ok() { End::Closed } else { End::Failed });
        }
        drop(facts);
        if let Some(reply) = &self.reply {
            // Nobody waiting any more is no reason to fail.
            let _ = reply.send(outcome.map_err(|e| e.to_string()));
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        let Place { disk, folder, .. } = &*self.place;
        while let Some(segment) = self.finished.first() {
            segment.file.sync()?;
            disk.rename(&folder.open_segment(segment.name), &folder.segment(segment.name))?;
            self.finished.remove(0);
        }
        for file in &self.open {
            file.sync()?;
        }
        disk.sync_folder(&folder.log())?;
        let Some(statement) = self.statement.clone() else { return Ok(()) };
        self.checkpoints.lock().unwrap_or_else(PoisonError::into_inner).append(statement)
    }
}
