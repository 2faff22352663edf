//! Writes what happens to recordings into the store. The recorder's threads only put facts
//! into a queue; a task of its own waits for the database.

use std::sync::Arc;
use std::time::Duration;

use recorder::bundle::manifest::Manifest;
use recorder::bundle::{MANIFEST, SIGNATURE, TIMESTAMP};
use recorder::digest::Sha256;
use recorder::finalise::JobState;
use recorder::spec::RecordingId;
use recorder::vault::{KeptBundle, Vault};
use tokio::sync::mpsc;
use tracing::error;

use super::{BundleFile, SealedBundle, timestamp};
use crate::clock::Clock;
use crate::session::{SessionId, Timestamp};
use crate::store::{RecordingState, Store, StoreError};
use crate::supervisor::Stop;

/// How long to wait before asking a silent database again.
const AGAIN: Duration = Duration::from_secs(2);

/// What happened to a recording.
#[derive(Clone, Debug)]
pub enum Fact {
    /// It exists.
    Begun {
        /// Of which session.
        session: SessionId,
        /// Since when.
        at: Timestamp,
    },
    /// Nothing more will be added.
    Closed {
        /// Since when.
        at: Timestamp,
    },
    /// Its bundle's making moved on.
    Job(JobState),
}

/// Where facts are told.
#[derive(Clone)]
pub struct News(mpsc::UnboundedSender<(RecordingId, Fact)>);

impl News {
    /// Tells a fact. After the ledger has ended nobody listens, and the next start looks at
    /// the folders.
    pub fn tell(&self, recording: RecordingId, fact: Fact) {
        let _ = self.0.send((recording, fact));
    }
}

/// Facts on their way into the store.
pub struct Ledger {
    facts: mpsc::UnboundedReceiver<(RecordingId, Fact)>,
    vault: Arc<Vault>,
    clock: Clock,
}

/// A queue and its reader. The queue is as long as there are recordings and percents.
pub fn open(vault: Arc<Vault>, clock: Clock) -> (News, Ledger) {
    let (news, facts) = mpsc::unbounded_channel();
    (News(news), Ledger { facts, vault, clock })
}

impl Ledger {
    /// Writes facts until there can be no more, or it is time to stop and none is left.
    pub async fn run(mut self, store: Store, mut stop: Stop) {
        self.catch_up(&store, &mut stop).await;
        loop {
            let fact = tokio::select! {
                biased;
                fact = self.facts.recv() => fact,
                () = stop.asked() => None,
            };
            let Some((recording, fact)) = fact else { return };
            self.write_at_last(&store, recording, &fact, &mut stop).await;
        }
    }

    /// A bundle that was sealed while the last run was stopping has no row that says so.
    async fn catch_up(&self, store: &Store, stop: &mut Stop) {
        let unsealed = match store.unsealed_recordings().await {
            Ok(unsealed) => unsealed,
            Err(error) => {
                error!(%error, "recordings without a bundle could not be looked up");
                return;
            }
        };
        for recording in unsealed {
            if self.vault.bundle_of(recording).join(SIGNATURE).exists() {
                self.write_at_last(store, recording, &Fact::Job(JobState::Done), stop).await;
            }
        }
    }

    /// Asks a silent database again until it answers or it is time to stop.
    async fn write_at_last(&self, store: &Store, recording: RecordingId, fact: &Fact, stop: &mut Stop) {
        loop {
            match self.write(store, recording, fact).await {
                Err(StoreError::Unavailable(cause)) => {
                    error!(recording.id = %recording, %cause, "a recording's row waits for the database");
                    if stop.asked_within(AGAIN).await {
                        return;
                    }
                }
                Err(error) => {
                    error!(recording.id = %recording, %error, "a recording's row could not be written");
                    return;
                }
                Ok(()) => return,
            }
        }
    }

    async fn write(&self, store: &Store, recording: RecordingId, fact: &Fact) -> Result<(), StoreError> {
        let now = self.clock.now();
        match fact {
            Fact::Begun { session, at } => store.recording_begun(recording, *session, *at).await,
            Fact::Closed { at } => store.recording_closed(recording, *at).await,
            Fact::Job(JobState::Queued) => {
                store.recording_moved(recording, RecordingState::Waiting, 0, None, now).await
            }
            Fact::Job(JobState::Running(progress)) => {
                let left = progress.seconds_left;
                let state = RecordingState::Finalising;
                store.recording_moved(recording, state, progress.percent, left, now).await
            }
            Fact::Job(JobState::Failed { reason }) => store.recording_failed(recording, reason, now).await,
            Fact::Job(JobState::Done) => self.sealed(store, recording).await,
        }
    }

    async fn sealed(&self, store: &Store, recording: RecordingId) -> Result<(), StoreError> {
        let vault = Arc::clone(&self.vault);
        let now = self.clock.now();
        let read = tokio::task::spawn_blocking(move || read_bundle(&vault.bundle(recording))).await;
        match read.unwrap_or_else(|panic| Err(panic.to_string())) {
            Ok(bundle) => store.recording_sealed(recording, &bundle, now).await,
            Err(reason) => store.recording_failed(recording, &reason, now).await,
        }
    }
}

/// What a sealed bundle holds.
fn read_bundle(bundle: &KeptBundle) -> Result<SealedBundle, String> {
    let unreadable = |error| format!("expected to read the manifest and its signature: {error}");
    let json = bundle.manifest().map_err(unreadable)?;
    let signature = bundle.signature().map_err(unreadable)?;
    let stamp = bundle.stamp().map_err(unreadable)?;
    let manifest: Manifest =
        serde_json::from_slice(&json).map_err(|error| format!("expected a manifest: {error}"))?;
    let own = [(MANIFEST, &json), (SIGNATURE, &signature)].into_iter();
    let own = own.chain(stamp.as_ref().map(|stamp| (TIMESTAMP, stamp))).map(|(path, bytes)| BundleFile {
        path: path.to_owned(),
        bytes: bytes.len() as u64,
        sha256: Sha256::of(bytes).to_string(),
    });
    let entries = manifest.files.into_iter().map(|entry| BundleFile {
        path: entry.path,
        bytes: entry.bytes,
        sha256: entry.sha256.to_string(),
    });
    Ok(SealedBundle {
        began: timestamp(manifest.facts.began),
        duration_us: manifest.facts.length_us,
        files: own.chain(entries).collect(),
    })
}
