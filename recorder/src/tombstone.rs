//! Destroys a recording and leaves a signed statement in its place.
//!
//! The statement is on the disk before the first byte goes. So whatever a crash interrupts,
//! the next start knows that it was to be destroyed, and ends it.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::bundle::copy::copies_beside;
use crate::bundle::seal::work_beside;
use crate::digest::Sha256;
use crate::key::SigningKey;
use crate::log::folder::RecordingFolder;
use crate::manifest::{canonical, jws};
use crate::spec::RecordingId;
use crate::time::Utc;
use crate::vault::{KeptBundle, objects_beside};

/// The statement's file, in the recording's folder.
pub const TOMBSTONE: &str = "tombstone.jws";
/// Form and version of statements.
const FORM: &str = "concord tombstone/1";

/// Who destroyed what, when and why. It has no names of people in it, and no content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// What this is.
    pub form: String,
    /// What was destroyed.
    pub recording: RecordingId,
    /// When.
    pub destroyed: Utc,
    /// By which account, or `server` when its time was over.
    pub by: String,
    /// Why, in the words of whoever did it.
    pub reason: String,
    /// Of the manifest, if the bundle was sealed: a copy that somebody has can still be
    /// recognised as the one that was destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Sha256>,
    /// Whether log and bundle were kept encrypted only, so that destroying the key destroyed
    /// whatever a backup or a store elsewhere still has of them.
    #[serde(default)]
    pub key_destroyed: bool,
}

impl Tombstone {
    /// Of a recording with this bundle.
    pub fn new(
        recording: RecordingId,
        bundle: &KeptBundle,
        destroyed: Utc,
        by: String,
        reason: String,
    ) -> Self {
        let manifest = bundle.manifest().ok().map(|bytes| Sha256::of(&bytes));
        let key_destroyed = bundle.is_encrypted();
        Self { form: FORM.into(), recording, destroyed, by, reason, manifest, key_destroyed }
    }

    /// The statement, as a compact JSON Web Signature.
    pub fn sign(&self, key: &SigningKey) -> String {
        let bytes = canonical::to_bytes(self).expect("a statement is strings and integers");
        jws::sign(key, &bytes)
    }
}

/// Destroys the recording in `recording` and the bundle in `bundle`; `statement` stays. Once
/// more changes nothing: the first statement stands.
///
/// # Errors
/// If the disk refuses. Then call it again, or [`finish`] after a start.
pub fn destroy(recording: &Path, bundle: &Path, statement: &str) -> io::Result<()> {
    if !is_destroyed(recording) {
        fs::create_dir_all(recording)?;
        let part = recording.join("tombstone.part");
        fs::write(&part, statement)?;
        File::open(&part)?.sync_all()?;
        fs::rename(&part, recording.join(TOMBSTONE))?;
        File::open(recording)?.sync_all()?;
    }
    finish(recording, bundle)
}

/// Whether a recording was destroyed, or is to be.
pub fn is_destroyed(recording: &Path) -> bool {
    recording.join(TOMBSTONE).exists()
}

/// Removes all that is left of a recording but its statement. The key goes first: without it
/// neither log nor bundle can be read, whatever else the disk, or a store elsewhere, keeps.
///
/// # Errors
/// If the disk refuses.
pub fn finish(recording: &Path, bundle: &Path) -> io::Result<()> {
    let folder = RecordingFolder::at(recording);
    gone(fs::remove_file(folder.key()))?;
    File::open(recording)?.sync_all()?;
    for entry in fs::read_dir(recording)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            gone(fs::remove_dir_all(entry.path()))?;
        } else if entry.file_name() != TOMBSTONE {
            gone(fs::remove_file(entry.path()))?;
        }
    }
    for beside in [work_beside(bundle), copies_beside(bundle), objects_beside(bundle)] {
        gone(fs::remove_dir_all(beside))?;
    }
    gone(fs::remove_dir_all(bundle))
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::bundle::MANIFEST;

    struct Kept {
        _folder: tempfile::TempDir,
        recording: PathBuf,
        bundle: PathBuf,
        key: SigningKey,
    }

    /// A recording with a bundle, as far as this module looks at it.
    fn kept() -> Kept {
        let folder = tempfile::tempdir().unwrap();
        let (recording, bundle) = (folder.path().join("r"), folder.path().join("b"));
        for path in ["key.json", "recording.json", "checkpoints.jsonl", "log/0000-000000.seg"] {
            write(&recording.join(path));
        }
        for path in [MANIFEST, "audio/mix.m4a"] {
            write(&bundle.join(path));
        }
        Kept { _folder: folder, recording, bundle, key: SigningKey::generate().unwrap() }
    }

    fn write(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"words of a party").unwrap();
    }

    fn tombstone(kept: &Kept) -> Tombstone {
        let bundle = KeptBundle::plain(&kept.bundle);
        Tombstone::new(RecordingId::random(), &bundle, Utc(7), "account".into(), "保存期满".into())
    }

    #[test]
    fn nothing_is_left_but_a_statement_that_verifies_and_knows_the_manifest() {
        let kept = kept();
        let said = tombstone(&kept);
        let statement = said.sign(&kept.key);
        destroy(&kept.recording, &kept.bundle, &statement).unwrap();
        assert_eq!(fs::read_to_string(kept.recording.join(TOMBSTONE)).unwrap(), statement);
        let left: Vec<_> = fs::read_dir(&kept.recording).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, [TOMBSTONE]);
        assert!(!kept.bundle.exists());
        let (bytes, _) = jws::verify(&statement, Some(&kept.key.verifying_key())).unwrap();
        assert_eq!(serde_json::from_slice::<Tombstone>(&bytes).unwrap(), said);
        assert_eq!(said.manifest, Some(Sha256::of(b"words of a party")));
        assert!(!said.key_destroyed, "it lay there unencrypted");
    }

    #[test]
    fn the_first_statement_stands_and_an_interrupted_destruction_is_ended() {
        let kept = kept();
        destroy(&kept.recording, &kept.bundle, "one").unwrap();
        write(&kept.recording.join("log/0001-000000.seg"));
        write(&kept.bundle.join("composite.mp4"));
        assert!(is_destroyed(&kept.recording));
        destroy(&kept.recording, &kept.bundle, "two").unwrap();
        assert_eq!(fs::read_to_string(kept.recording.join(TOMBSTONE)).unwrap(), "one");
        assert!(!kept.bundle.exists() && !kept.recording.join("log").exists());
    }
}
