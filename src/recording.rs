//! The recordings of this server: makes them for sessions, has bundles made of them, and keeps
//! their rows in the store.
//!
//! The folders are the truth and the rows follow: what a crash or a silent database left
//! behind is put right at the next start.

mod bundle;
mod copies;
mod keeping;
mod ledger;
mod right;
mod sending;
mod worker;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use recorder::finalise::queue::Priority;
use recorder::finalise::{JobState, Notify as Listener};
use recorder::key::{KeyError, SigningKey, StorageKey};
use recorder::manifest::jws;
use recorder::recorder::{OpenError, StartError};
use recorder::spec::{RecordingId, RecordingSpec};
use recorder::status::Notice;
use recorder::timestamp::TimestampAuthority;
use recorder::vault::{KeptBundle, RemoteStore, Vault, VaultConfig};
use recorder::{Config as RecorderConfig, Finaliser, FinaliserConfig, Recorder, Recording};
use sfu::id::TrackId;
use thiserror::Error;
use tokio::sync::{Notify, mpsc};
use tracing::{error, info, warn};

use crate::clock::Clock;
use crate::config::Config;
use crate::connectors::objects::{AddressError, S3};
use crate::connectors::timestamps::{ClientError, HttpAuthority};
use crate::coordinator::task::RecorderPort;
use crate::session::{SessionId, Timestamp};

pub use bundle::{BundleFile, FileKind, SealedBundle};
pub use copies::CopyId;
pub use keeping::DestroyError;
pub use ledger::Ledger;
use ledger::{Fact, News};
pub use right::RecordingRight;
pub use worker::WorkerError;

/// Name and version of this software, for the record.
const SOFTWARE: &str = concat!("concord ", env!("CARGO_PKG_VERSION"));

/// Keyframes that wait to be asked for. More are dropped: the recorder asks again.
const KEYFRAMES: usize = 256;

/// Why recordings cannot be made. Each is one sentence that says what to do.
#[derive(Debug, Error)]
pub enum RecordingsError {
    /// The folder of recordings or the recorder's threads.
    #[error("recordings cannot be made: {0}; check who owns the data folder")]
    Recorder(#[from] OpenError),
    /// The folder of bundles or the finaliser's threads.
    #[error("bundles cannot be made: {0}; check who owns the data folder")]
    Finaliser(#[source] std::io::Error),
    /// A key.
    #[error("a key of the recorder cannot be used: {0}; restore the folder keys/ from a backup")]
    Key(#[from] KeyError),
    /// The program that makes bundles.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// The store that finished recordings go to.
    #[error("recording.store cannot be used: {0}")]
    Store(#[from] AddressError),
    /// The client that asks for time stamps.
    #[error("time stamps cannot be asked for: {0}; check this system's certificates")]
    Timestamps(#[from] ClientError),
}

/// A video track whose record needs a keyframe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyframeWanted {
    /// In which session.
    pub session: SessionId,
    /// Of which track.
    pub track: TrackId,
}

/// All recordings of this server.
pub struct Recordings {
    recorder: Recorder,
    finaliser: Finaliser,
    vault: Arc<Vault>,
    finished: Arc<Notify>,
    folder: PathBuf,
    signing_key: Arc<SigningKey>,
    sessions: Arc<Sessions>,
    news: News,
    clock: Clock,
}

/// What [`Recordings::open`] gives: the recordings, and what they say.
pub struct Opened {
    /// The recordings.
    pub recordings: Arc<Recordings>,
    /// What is to be written to the store.
    pub ledger: Ledger,
    /// What is to be asked of the media node.
    pub keyframes: mpsc::Receiver<KeyframeWanted>,
}

/// Which session each recording under way belongs to.
#[derive(Default)]
struct Sessions(Mutex<HashMap<RecordingId, SessionId>>);

impl Sessions {
    fn of(&self, recording: RecordingId) -> Option<SessionId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&recording).copied()
    }

    fn begins(&self, recording: RecordingId, session: SessionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(recording, session);
    }

    fn ends(&self, recording: RecordingId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&recording);
    }
}

impl Recordings {
    /// Opens the recorder and the finaliser.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub fn open(config: &Config, clock: Clock) -> Result<Opened, RecordingsError> {
        let worker = worker::find(config.recording.worker.as_deref())?;
        let keys = config.storage.keys();
        let signing_key = Arc::new(SigningKey::load_or_create(&keys.join("signing.p8"))?);
        let storage_key = Arc::new(StorageKey::load_or_create(&keys.join("storage.key"))?);
        let (wanted, keyframes) = mpsc::channel(KEYFRAMES);
        let (sessions, folder) = (Arc::<Sessions>::default(), config.storage.recordings());
        let vault = Arc::new(vault(config, &storage_key)?);
        let (news, ledger) = ledger::open(Arc::clone(&vault), clock.clone());
        let finished = Arc::<Notify>::default();
        let recorder = Recorder::open(RecorderConfig {
            folder: folder.clone(),
            signing_key: Arc::clone(&signing_key),
            storage_key: Arc::clone(&storage_key),
            software: SOFTWARE.to_owned(),
            notify: listener(Arc::clone(&sessions), wanted),
        })?;
        let finaliser = Finaliser::open(FinaliserConfig {
            worker,
            recordings: folder.clone(),
            vault: Arc::clone(&vault),
            slots: usize::from(config.recording.workers),
            signing_key: Arc::clone(&signing_key),
            storage_key,
            software: SOFTWARE.to_owned(),
            timestamps: timestamps(config.recording.timestamp_url.clone())?,
            notify: job_listener(news.clone(), Arc::clone(&finished)),
        })
        .map_err(RecordingsError::Finaliser)?;
        let recordings =
            Self { recorder, finaliser, vault, finished, folder, signing_key, sessions, news, clock };
        Ok(Opened { recordings: Arc::new(recordings), ledger, keyframes })
    }

    /// Signs a statement of this server with the key that signs its records: a compact JWS.
    pub fn sign(&self, statement: &[u8]) -> String {
        jws::sign(&self.signing_key, statement)
    }

    /// Puts right what the last run left behind: recovers recordings that nobody closed, and
    /// has every bundle made that is not sealed. Call it before sessions go on; waits for the
    /// disk.
    pub fn take_stock(&self) {
        self.end_destructions();
        match self.recorder.recover() {
            Ok(found) => {
                for (folder, outcome) in found {
                    match outcome {
                        Ok(_) => info!(folder = %folder.display(), "a recording was recovered"),
                        Err(error) => {
                            error!(folder = %folder.display(), %error, "a recording could not be recovered");
                        }
                    }
                }
            }
            Err(error) => error!(%error, "recordings could not be looked through"),
        }
        if let Err(error) = self.vault.put_away_rest() {
            error!(%error, "bundles lie there unencrypted");
        }
        match self.finaliser.unfinished() {
            Ok(unfinished) => unfinished.into_iter().for_each(|recording| self.finish(recording)),
            Err(error) => error!(%error, "unfinished recordings could not be looked up"),
        }
    }

    fn finish(&self, recording: RecordingId) {
        let path = self.folder.join(recording.to_string()).join("recording.json");
        let spec = std::fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let Some(spec): Option<RecordingSpec> = spec else {
            error!(recording.id = %recording, "a recording's description cannot be read");
            return;
        };
        if let Ok(session) = spec.session.parse() {
            self.news.tell(recording, Fact::Begun { session, at: self.clock.now() });
        }
        self.finaliser.submit(recording, Priority::Normal);
    }

    /// The sealed bundle of a recording.
    pub fn bundle(&self, recording: RecordingId) -> KeptBundle {
        self.vault.bundle(recording)
    }

    /// Has a bundle made again whose making failed.
    pub fn make_again(&self, recording: RecordingId) {
        self.finaliser.submit(recording, Priority::High);
    }
}

impl RecorderPort for Recordings {
    fn start(&self, spec: &RecordingSpec) -> Result<Recording, String> {
        let session: SessionId =
            spec.session.parse().map_err(|_| "录制未能开始：庭次编号无法识别".to_owned())?;
        // Before the first packet: a keyframe may be wanted at once.
        self.sessions.begins(spec.id, session);
        match self.recorder.start(spec) {
            Ok(recording) => {
                self.news.tell(spec.id, Fact::Begun { session, at: self.clock.now() });
                Ok(recording)
            }
            Err(error) => {
                self.sessions.ends(spec.id);
                warn!(session.id = ?session, %error, "a recording could not begin");
                Err(words(&error))
            }
        }
    }

    fn closed(&self, recording: RecordingId) {
        self.sessions.ends(recording);
        self.news.tell(recording, Fact::Closed { at: self.clock.now() });
        self.finaliser.submit(recording, Priority::Normal);
    }
}

/// For the record, which is in Chinese.
fn words(error: &StartError) -> String {
    const MEBIBYTE: u64 = 1024 * 1024;
    match error {
        StartError::NoRoom { needed, free } => format!(
            "录制未能开始：磁盘空间不足，需要 {} MB，剩余 {} MB",
            needed.div_ceil(MEBIBYTE),
            free / MEBIBYTE
        ),
        other => format!("录制未能开始：{other}"),
    }
}

/// Hears the recorder's threads: passes on wanted keyframes and notes alarms.
fn listener(
    sessions: Arc<Sessions>,
    wanted: mpsc::Sender<KeyframeWanted>,
) -> Box<dyn Fn(Notice) + Send + Sync> {
    Box::new(move |notice| match notice {
        Notice::KeyframeWanted { recording, track } => {
            if let Some(session) = sessions.of(recording) {
                // Full: the recorder asks again within seconds.
                let _ = wanted.try_send(KeyframeWanted { session, track });
            }
        }
        Notice::Raised { recording, alarm } => warn!(recording.id = %recording, ?alarm, "recording alarm"),
        Notice::Cleared { recording, alarm } => info!(recording.id = %recording, ?alarm, "alarm is over"),
    })
}

fn timestamps(url: Option<String>) -> Result<Option<Box<dyn TimestampAuthority>>, RecordingsError> {
    let Some(url) = url else { return Ok(None) };
    Ok(Some(Box::new(HttpAuthority::new(url)?)))
}

fn job_listener(news: News, finished: Arc<Notify>) -> Listener {
    Box::new(move |recording, state| {
        news.tell(recording, Fact::Job(state.clone()));
        if *state == JobState::Done {
            finished.notify_one();
        }
    })
}

/// What finished recordings are kept in.
///
/// # Errors
/// With a sentence that says what to do.
pub fn vault(config: &Config, storage_key: &Arc<StorageKey>) -> Result<Vault, RecordingsError> {
    let remote = config.recording.store.as_deref().map(S3::new).transpose()?;
    Vault::open(VaultConfig {
        recordings: config.storage.recordings(),
        bundles: config.storage.bundles(),
        storage_key: Arc::clone(storage_key),
        remote: remote.map(|store| Arc::new(store) as Arc<dyn RemoteStore>),
    })
    .map_err(RecordingsError::Finaliser)
}

/// The time of a record, as the store keeps it.
fn timestamp(utc: recorder::time::Utc) -> Timestamp {
    Timestamp(utc.0)
}
