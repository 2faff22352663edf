//! The server's side: its recorder and its queue of workers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use recorder::finalise::JobState;
use recorder::key::{SigningKey, StorageKey};
use recorder::spec::RecordingId;
use recorder::vault::{Vault, VaultConfig};
use recorder::{Config, Finaliser, FinaliserConfig, Recorder};

/// Every state that a finaliser told of.
pub type Seen = Arc<Mutex<Vec<JobState>>>;

const STORAGE_KEY: [u8; 32] = [7; 32];

/// A recorder that writes below `folder`.
pub fn recorder(folder: &Path, key: &Arc<SigningKey>) -> Recorder {
    let config = Config {
        folder: folder.join("recordings"),
        signing_key: Arc::clone(key),
        storage_key: Arc::new(StorageKey::new(STORAGE_KEY)),
        software: "test".into(),
        notify: Box::new(|_| {}),
    };
    Recorder::open(config).unwrap()
}

/// Where the bundles below `folder` are kept.
pub fn vault(folder: &Path) -> Vault {
    let config = VaultConfig {
        recordings: folder.join("recordings"),
        bundles: folder.join("bundles"),
        storage_key: Arc::new(StorageKey::new(STORAGE_KEY)),
        remote: None,
    };
    Vault::open(config).unwrap()
}

/// The folder of a bundle that was taken out of the vault.
pub fn unpacked(folder: &Path, id: RecordingId) -> PathBuf {
    let out = folder.join("unpacked").join(id.to_string());
    vault(folder).bundle(id).unpack(&out).unwrap();
    out
}

/// A queue for the recordings below `folder`.
pub fn finaliser(folder: &Path, key: &Arc<SigningKey>) -> (Finaliser, Seen) {
    let seen = Seen::default();
    let tell = Arc::clone(&seen);
    let finaliser = Finaliser::open(FinaliserConfig {
        worker: env!("CARGO_BIN_EXE_concord-recorder").into(),
        recordings: folder.join("recordings"),
        vault: Arc::new(vault(folder)),
        slots: 1,
        signing_key: Arc::clone(key),
        storage_key: Arc::new(StorageKey::new(STORAGE_KEY)),
        software: "test".into(),
        timestamps: None,
        notify: Box::new(move |_, state| tell.lock().unwrap().push(state.clone())),
    });
    (finaliser.unwrap(), seen)
}

/// Waits for the end of a job.
pub fn ended(finaliser: &Finaliser, id: RecordingId) -> JobState {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        match finaliser.state(id) {
            Some(state @ (JobState::Done | JobState::Failed { .. })) => return state,
            _ => assert!(Instant::now() < deadline, "the job did not end"),
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
