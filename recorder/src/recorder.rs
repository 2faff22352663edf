//! The recorder of one server: its threads, and the way to start, continue and recover
//! recordings.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use thiserror::Error;

use crate::digest::Sha256;
use crate::event::Own;
use crate::key::{KeyError, RecordingKey, SigningKey, StorageKey};
use crate::live::board::Board;
use crate::live::control::Control;
use crate::live::outlook::{Ballast, Outlook};
use crate::live::sync::{self, SyncDisk};
use crate::live::take::{Beginning, Take};
use crate::live::tap::PartClock;
use crate::live::watch;
use crate::live::writer::Writer;
use crate::log::chain::{ChainEnd, Place};
use crate::log::checkpoint::CheckpointFile;
use crate::log::disk::{Disk, LocalDisk};
use crate::log::folder::{EVENTS, RecordingFolder};
use crate::recording::Recording;
use crate::recover::{self, RecoverError, Recovered, Remains};
use crate::spec::{RecordingId, RecordingSpec};
use crate::status::{Alarm, Notice};
use crate::time::{RecordingTime, Utc};

/// How long a start or a close may take before it counts as failed.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Room the disk must have, as a multiple of what the session is expected to need.
const ROOM: (u64, u64) = (12, 10);

/// Set aside so that recordings can be closed in good order on a full disk.
const BALLAST_BYTES: u64 = 64 * 1024 * 1024;

/// What a recorder needs.
pub struct Config {
    /// Holds a folder per recording. Made if it does not exist.
    pub folder: PathBuf,
    /// Signs checkpoints.
    pub signing_key: Arc<SigningKey>,
    /// Wraps the key of each recording.
    pub storage_key: Arc<StorageKey>,
    /// Name, version and commit of the server, for the record.
    pub software: String,
    /// Told of alarms and wanted keyframes, from the recorder's threads: must return at once
    /// and must not call the recorder.
    pub notify: Box<dyn Fn(Notice) + Send + Sync>,
}

/// Why a recorder could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder could not be made or written to.
    #[error("expected a writable folder for recordings at {}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A thread could not be started.
    #[error("expected to start the recorder's threads")]
    Thread(#[source] io::Error),
}

/// Why a recording could not begin. Whatever the reason: nothing is recorded.
#[derive(Debug, Error)]
pub enum StartError {
    /// See [`crate::spec::Expected`].
    #[error("expected {needed} bytes of free disk for this session, found {free}")]
    NoRoom {
        /// Asked for.
        needed: u64,
        /// There.
        free: u64,
    },
    /// A recording of this id exists.
    #[error("expected a new recording, {0} exists")]
    Exists(RecordingId),
    /// To continue a recording it must have been recovered, and not been closed.
    #[error("expected an unfinished, recovered recording {0}")]
    NotUnfinished(RecordingId),
    /// What was found in the folder is not a recording.
    #[error(transparent)]
    Recover(#[from] RecoverError),
    /// A file could not be written or read.
    #[error("expected to write the recording's folder")]
    Disk(#[from] io::Error),
    /// Something is wrong with a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The first bytes did not reach the disk.
    #[error("expected the writer to confirm that it writes: {0}")]
    NotConfirmed(String),
}

/// Writes the recordings of one server. Owns three threads, whatever the number of
/// recordings; dropping it flushes what was gathered and ends them, and what was not closed
/// then is unfinished.
pub struct Recorder {
    config: Arc<Settings>,
    control: Sender<Control>,
    boards: Boards,
    outlook: Arc<Outlook>,
    stop_watch: Option<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

struct Settings {
    folder: PathBuf,
    signing_key: Arc<SigningKey>,
    storage_key: Arc<StorageKey>,
    software: String,
    disk: Arc<dyn Disk>,
}

/// The recordings that the watch looks at.
type Boards = Arc<Mutex<Vec<Weak<Board>>>>;

impl Recorder {
    /// Starts the threads. Does not touch recordings that are there already.
    pub fn open(config: Config) -> Result<Self, OpenError> {
        Self::open_on(Arc::new(LocalDisk), config)
    }

    /// The same on any disk.
    pub(crate) fn open_on(disk: Arc<dyn Disk>, config: Config) -> Result<Self, OpenError> {
        let Config { folder, signing_key, storage_key, software, notify } = config;
        let failed = |source| OpenError::Folder { path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(failed)?;
        let ballast = Arc::new(Ballast::new(Arc::clone(&disk), folder.join(".ballast"), BALLAST_BYTES));
        let (control, commands) = mpsc::channel();
        let (sync, work) = mpsc::channel();
        let (stop_watch, stopped) = mpsc::channel();
        let notify: Arc<dyn Fn(Notice) + Send + Sync> = Arc::from(notify);
        let (outlook, boards) = (Arc::<Outlook>::default(), Boards::default());
        let writer = Writer::new(commands, sync, Arc::clone(&notify), Arc::clone(&ballast));
        let on = SyncDisk {
            disk: Arc::clone(&disk),
            recordings: folder.clone(),
            outlook: Arc::clone(&outlook),
            ballast,
        };
        let watch = Watch { boards: Arc::clone(&boards), notify, control: control.clone(), stopped };
        let threads = vec![
            spawn("recorder-writer", move || writer.run())?,
            spawn("recorder-sync", move || sync::run(&work, &on))?,
            spawn("recorder-watch", move || watch.run())?,
        ];
        let config = Arc::new(Settings { folder, signing_key, storage_key, software, disk });
        Ok(Self { config, control, boards, outlook, stop_watch: Some(stop_watch), threads })
    }

    /// Begins a recording. Returns when its first bytes are on the disk; waits for the disk,
    /// so call it where waiting is allowed.
    #[expect(clippy::disallowed_methods, reason = "edge: a recording begins now")]
    pub fn start(&self, spec: &RecordingSpec) -> Result<Recording, StartError> {
        self.check_room(spec)?;
        let folder = RecordingFolder::of(&self.config.folder, spec.id);
        let disk = &self.config.disk;
        disk.create_folder(folder.path()).map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => StartError::Exists(spec.id),
            _ => StartError::Disk(e),
        })?;
        let key = self.config.storage_key.new_recording_key(spec.id, &folder)?;
        let spec_json = serde_json::to_vec_pretty(spec).expect("a spec is strings and integers");
        self.write_new(&folder.spec(), &spec_json)?;
        disk.create_folder(&folder.log())?;
        let checkpoints = disk.create(&folder.checkpoints())?;
        disk.sync_folder(folder.path())?;
        disk.sync_folder(&self.config.folder)?;
        let signing_key = Arc::clone(&self.config.signing_key);
        let checkpoints = CheckpointFile::new(spec.id, checkpoints, Sha256::of(&spec_json), signing_key);
        let clock = PartClock { epoch: Instant::now(), offset: RecordingTime::ZERO };
        let part = Part { id: spec.id, folder, key, number: 1, clock, ends: BTreeMap::new() };
        self.begin(part, checkpoints, Utc::from_system(SystemTime::now()))
    }

    /// Recovers every recording that nobody writes and nobody closed: after a crash, once,
    /// before sessions go on. Each can then be finalised, or continued with
    /// [`Recorder::resume`].
    #[expect(clippy::disallowed_methods, reason = "edge: the recordings are found now")]
    pub fn recover(&self) -> io::Result<Vec<(PathBuf, Result<Recovered, RecoverError>)>> {
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.config.folder)? {
            let path = folder?.path();
            if recover::is_unfinished(&path) && !self.is_writing(&path) {
                let Settings { disk, signing_key, storage_key, .. } = &*self.config;
                let utc = Utc::from_system(SystemTime::now());
                let outcome = recover::recording(disk, &path, signing_key, storage_key, utc);
                found.push((path, outcome));
            }
        }
        Ok(found)
    }

    /// Continues a recovered recording with another part: the same folder, key and times.
    #[expect(clippy::disallowed_methods, reason = "edge: a part begins now")]
    pub fn resume(&self, id: RecordingId) -> Result<Recording, StartError> {
        let folder = self.folder_of(id);
        let Settings { disk, signing_key, storage_key, .. } = &*self.config;
        let remains = Remains::open(Arc::clone(disk), &folder, storage_key)?;
        let history = remains.history()?;
        if recover::is_unfinished(&folder) || history.closed {
            return Err(StartError::NotUnfinished(id));
        }
        let checkpoints = remains.checkpoints(signing_key)?;
        let (epoch, utc) = (Instant::now(), Utc::from_system(SystemTime::now()));
        let offset = RecordingTime::from_duration(utc.since(history.began)).max(remains.last_time()?);
        let part = Part {
            id,
            number: history.part + 1,
            clock: PartClock { epoch, offset },
            ends: remains.ends()?,
            folder: remains.folder,
            key: remains.key,
        };
        self.begin(part, checkpoints, utc)
    }

    fn is_writing(&self, folder: &Path) -> bool {
        let boards = self.boards.lock().unwrap_or_else(PoisonError::into_inner);
        let mut live = boards.iter().filter_map(Weak::upgrade).filter(|board| board.facts().end.is_none());
        live.any(|board| self.folder_of(board.recording) == folder)
    }

    /// The folder of a recording.
    pub fn folder_of(&self, id: RecordingId) -> PathBuf {
        RecordingFolder::of(&self.config.folder, id).path().to_owned()
    }

    fn check_room(&self, spec: &RecordingSpec) -> Result<(), StartError> {
        let needed = spec.expected.bytes().saturating_mul(ROOM.0) / ROOM.1;
        let free = self.config.disk.free_bytes(&self.config.folder)?;
        if free < needed { Err(StartError::NoRoom { needed, free }) } else { Ok(()) }
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let file = self.config.disk.create(path)?;
        file.append(bytes)?;
        file.sync()
    }

    fn begin(&self, part: Part, checkpoints: CheckpointFile, utc: Utc) -> Result<Recording, StartError> {
        let board = Arc::new(Board::new(part.id, part.clock, utc, Arc::clone(&self.outlook)));
        let place = Arc::new(Place {
            disk: Arc::clone(&self.config.disk),
            folder: part.folder,
            recording: part.id,
            part: part.number,
            key: part.key.cipher(),
        });
        let mut ends = part.ends;
        let beginning = Beginning {
            events: ends.remove(&EVENTS).unwrap_or_default(),
            earlier: ends.iter().filter_map(|(log, end)| end.head(*log)).collect(),
            software: self.config.software.clone(),
        };
        let take = Take::new(Arc::clone(&board), place, checkpoints, beginning);
        let (reply, answer) = mpsc::channel();
        let gone = |_| StartError::NotConfirmed("the writer is gone".into());
        self.control.send(Control::Start(Box::new(take), reply)).map_err(gone)?;
        match answer.recv_timeout(ANSWER_WITHIN) {
            Ok(Ok(())) => {}
            Ok(Err(reason)) => return Err(StartError::NotConfirmed(reason)),
            Err(_) => return Err(StartError::NotConfirmed("no answer from the disk".into())),
        }
        self.boards.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&board));
        Ok(Recording::new(board, self.control.clone()))
    }
}

/// Where a part begins.
struct Part {
    id: RecordingId,
    folder: RecordingFolder,
    key: RecordingKey,
    number: u32,
    clock: PartClock,
    ends: BTreeMap<u32, ChainEnd>,
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // The writer flushes and hangs up on the sync thread, which then ends too.
        let _ = self.control.send(Control::Stop);
        self.stop_watch = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// The watch thread.
struct Watch {
    boards: Boards,
    notify: Arc<dyn Fn(Notice) + Send + Sync>,
    control: Sender<Control>,
    stopped: mpsc::Receiver<()>,
}

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "edge: the watch runs by the clock")]
    fn run(self) {
        while self.stopped.recv_timeout(watch::PERIOD) == Err(mpsc::RecvTimeoutError::Timeout) {
            let now = Instant::now();
            let boards: Vec<Arc<Board>> = {
                let mut boards = self.boards.lock().unwrap_or_else(PoisonError::into_inner);
                boards.retain(|board| board.strong_count() > 0);
                boards.iter().filter_map(Weak::upgrade).collect()
            };
            for board in boards {
                let changes = watch::look(&board, now);
                changes.raised.into_iter().for_each(|alarm| self.tell(&board, now, alarm, true));
                changes.cleared.into_iter().for_each(|alarm| self.tell(&board, now, alarm, false));
            }
        }
    }

    fn tell(&self, board: &Board, now: Instant, alarm: Alarm, raised: bool) {
        let recording = board.recording;
        let json = serde_json::to_value(&alarm).expect("an alarm is strings");
        let event = Own::Alarm { alarm: json, raised }.to_log();
        // If the writer is gone there is no log to write to; the notice still goes out.
        let _ = self.control.send(Control::Event(recording, now, event));
        (self.notify)(match raised {
            true => Notice::Raised { recording, alarm },
            false => Notice::Cleared { recording, alarm },
        });
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    thread::Builder::new().name(name.into()).spawn(run).map_err(OpenError::Thread)
}
