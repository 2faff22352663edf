//! Turns closed recordings into sealed bundles, by worker processes of their own.
//!
//! The worker decodes what strangers sent, so it is another program: without network, with
//! limits, without the signing key. It may die; it is started once more, and goes on where it
//! was, without what killed it. If that does not help either, the job ends with a reason that
//! can be read, and whatever files were made stay. What was sealed goes into the [`Vault`].

pub mod process;
pub mod queue;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::bundle::manifest::Manifest;
use crate::bundle::{SIGNATURE, TIMESTAMP, seal};
use crate::key::{SigningKey, StorageKey};
use crate::log::folder::RecordingFolder;
use crate::recover;
use crate::spec::RecordingId;
use crate::time::Utc;
use crate::timestamp::TimestampAuthority;
use crate::vault::Vault;
use process::{Outcome, Progress, Work};
use queue::{Priority, Queue};

/// A job is tried so often.
const ATTEMPTS: u32 = 2;

/// What a finaliser needs.
pub struct FinaliserConfig {
    /// The program `concord-recorder`.
    pub worker: PathBuf,
    /// The folder of all recordings.
    pub recordings: PathBuf,
    /// Where bundles are made and kept.
    pub vault: Arc<Vault>,
    /// Workers at the same time. One per core at most: each can fill one.
    pub slots: usize,
    /// Signs manifests.
    pub signing_key: Arc<SigningKey>,
    /// Opens the recordings' keys.
    pub storage_key: Arc<StorageKey>,
    /// Name, version and commit of the server, for the record.
    pub software: String,
    /// Stamps signatures, if anybody does.
    pub timestamps: Option<Box<dyn TimestampAuthority>>,
    /// Told of every change of a job, from the finaliser's threads: must return at once.
    pub notify: Notify,
}

/// Told of every change of a job.
pub type Notify = Box<dyn Fn(RecordingId, &JobState) + Send + Sync>;

/// How a job is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JobState {
    /// Waits for a free slot.
    Queued,
    /// Is being worked on.
    Running(Progress),
    /// The bundle is sealed.
    Done,
    /// Given up; what could be made lies in the bundle's folder, unsealed.
    Failed {
        /// In words.
        reason: String,
    },
}

/// Works off jobs. Dropping it ends its workers; their jobs go on at the next
/// [`Finaliser::submit`].
pub struct Finaliser {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    config: FinaliserConfig,
    jobs: Mutex<Jobs>,
    changed: Condvar,
}

#[derive(Default)]
struct Jobs {
    queue: Queue,
    states: BTreeMap<RecordingId, JobState>,
    stopping: bool,
}

impl Finaliser {
    /// Starts a thread per slot. No job is taken up by itself, see [`Finaliser::unfinished`].
    pub fn open(config: FinaliserConfig) -> io::Result<Self> {
        let slots = config.slots.max(1);
        let shared = Arc::new(Shared { config, jobs: Mutex::default(), changed: Condvar::new() });
        let run = |n| {
            let shared = Arc::clone(&shared);
            thread::Builder::new().name(format!("finaliser-{n}")).spawn(move || shared.run())
        };
        let threads = (0..slots).map(run).collect::<io::Result<_>>()?;
        Ok(Self { shared, threads })
    }

    /// Queues a closed or recovered recording; does nothing if it is queued or running. A
    /// failed or finished one starts anew.
    pub fn submit(&self, recording: RecordingId, priority: Priority) {
        let mut jobs = self.shared.jobs();
        if matches!(jobs.states.get(&recording), Some(JobState::Queued | JobState::Running(_))) {
            return;
        }
        jobs.queue.push(recording, priority);
        jobs.states.insert(recording, JobState::Queued);
        drop(jobs);
        (self.shared.config.notify)(recording, &JobState::Queued);
        self.shared.changed.notify_one();
    }

    /// How a job is doing; of one that this process has not heard of, what its folder says.
    pub fn state(&self, recording: RecordingId) -> Option<JobState> {
        let known = self.shared.jobs().states.get(&recording).cloned();
        known.or_else(|| self.bundle_of(recording).join(SIGNATURE).exists().then_some(JobState::Done))
    }

    /// Recordings that are closed and have no sealed bundle: to be submitted after a start.
    pub fn unfinished(&self) -> io::Result<Vec<RecordingId>> {
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.shared.config.recordings)? {
            let path = folder?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let Ok(id) = name.parse::<RecordingId>() else { continue };
            let recorded = path.join("recording.json").exists() && !recover::is_unfinished(&path);
            if recorded && !self.bundle_of(id).join(SIGNATURE).exists() {
                found.push(id);
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Has those sealed bundles stamped that could not be when they were sealed. Blocks while
    /// the authority is asked.
    ///
    /// # Errors
    /// If the folder of bundles cannot be read.
    pub fn stamp_late(&self) -> io::Result<()> {
        let Shared { config, .. } = &*self.shared;
        if config.timestamps.is_none() {
            return Ok(());
        }
        for id in config.vault.bundles()? {
            let stamp = config.vault.bundle_of(id).join(TIMESTAMP);
            if stamp.exists() {
                continue;
            }
            self.shared.stamp(id);
            if stamp.exists() {
                (config.notify)(id, &JobState::Done);
            }
        }
        Ok(())
    }

    /// The folder of a bundle.
    pub fn bundle_of(&self, recording: RecordingId) -> PathBuf {
        self.shared.bundle_of(recording)
    }
}

impl Drop for Finaliser {
    fn drop(&mut self) {
        self.shared.jobs().stopping = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bundle_of(&self, recording: RecordingId) -> PathBuf {
        self.config.vault.bundle_of(recording)
    }

    /// One slot: job after job.
    fn run(&self) {
        while let Some(recording) = self.next_job() {
            let state = match self.work_off(recording) {
                Ok(_) => JobState::Done,
                Err(_) if self.jobs().stopping => return,
                Err(reason) => JobState::Failed { reason },
            };
            self.set(recording, state);
        }
    }

    fn next_job(&self) -> Option<RecordingId> {
        let mut jobs = self.jobs();
        loop {
            if jobs.stopping {
                return None;
            }
            if let Some(recording) = jobs.queue.pop() {
                return Some(recording);
            }
            jobs = self.changed.wait(jobs).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn set(&self, recording: RecordingId, state: JobState) {
        (self.config.notify)(recording, &state);
        self.jobs().states.insert(recording, state);
    }

    fn work_off(&self, recording: RecordingId) -> Result<Manifest, String> {
        let mut reasons = Vec::new();
        for attempt in 1..=ATTEMPTS {
            match self.attempt(recording) {
                Ok(()) => return self.seal(recording),
                Err(reason) if self.jobs().stopping => {
                    tracing::info!(recording = %recording, "finalising goes on at the next start");
                    return Err(reason);
                }
                Err(reason) => {
                    tracing::warn!(recording = %recording, attempt, reason, "finalising failed");
                    reasons.push(reason);
                }
            }
        }
        reasons.dedup();
        Err(reasons.join("; then: "))
    }

    fn attempt(&self, recording: RecordingId) -> Result<(), String> {
        let folder = RecordingFolder::of(&self.config.recordings, recording);
        let key = self.config.storage_key.key_of(recording, &folder).map_err(|e| e.to_string())?;
        let work = Work {
            worker: &self.config.worker,
            recording: folder.path(),
            out: &self.bundle_of(recording),
            key: &key,
        };
        let stopping = || self.jobs().stopping;
        match work.run(|progress| self.set(recording, JobState::Running(progress)), stopping) {
            Outcome::Done => Ok(()),
            Outcome::Failed(reason) => Err(reason),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "edge: a bundle is sealed now")]
    fn seal(&self, recording: RecordingId) -> Result<Manifest, String> {
        let folder = RecordingFolder::of(&self.config.recordings, recording);
        let (bundle, now) = (self.bundle_of(recording), Utc::from_system(SystemTime::now()));
        let FinaliserConfig { signing_key, software, .. } = &self.config;
        let facts = seal::facts_beside(&bundle);
        let manifest = seal::seal(folder.path(), &bundle, &facts, signing_key, software, now);
        let manifest = manifest.map_err(|e| with_causes(&e))?;
        fs::remove_dir_all(seal::work_beside(&bundle)).map_err(|e| with_causes(&e))?;
        self.stamp(recording);
        self.put_away(recording);
        Ok(manifest)
    }

    /// A bundle that lies there unencrypted can be had all the same: it is tried again.
    fn put_away(&self, recording: RecordingId) {
        let vault = &self.config.vault;
        if let Err(error) = vault.put_away(recording, &vault.bundle_of(recording)) {
            tracing::error!(recording = %recording, error = with_causes(&error), "a bundle is not encrypted yet");
        }
    }

    /// A bundle without its stamp is good all the same: it is asked for again.
    fn stamp(&self, recording: RecordingId) {
        let Some(authority) = &self.config.timestamps else { return };
        if let Err(error) = seal::stamp(&self.bundle_of(recording), &**authority) {
            tracing::warn!(recording = %recording, error = with_causes(&error), "no time stamp yet");
        }
    }
}

/// An error and what caused it, in one sentence.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}

/// Where the worker lies if it was installed beside the running program.
pub fn worker_beside(program: &Path) -> PathBuf {
    program.with_file_name("concord-recorder")
}
