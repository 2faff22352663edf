//! Where finished bundles are kept: every file encrypted with its recording's key, in a folder
//! or in a store elsewhere.
//!
//! ```text
//! bundles/ID/           manifest.json (encrypted), manifest.jws, manifest.tsr
//! bundles/ID.objects/   every other file, encrypted, under a name that tells nothing
//! bundles/ID.copies/    a folder like the first for each copy; it shares the objects
//! ```
//!
//! With a [`RemoteStore`] objects move there, one by one, and stay where they are as long as it
//! is away. So a bundle never waits for it, and can be read all the time. Destroying the
//! recording's key destroys its bundle and copies, wherever their objects are.
//!
//! What older versions left unencrypted is read as it is, and put away at the next start if
//! its recording still has a key.

mod kept;
pub mod object;

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::bundle::copy::copies_beside;
use crate::bundle::manifest::{FileEntry, Manifest};
use crate::bundle::seal::work_beside;
use crate::bundle::{MANIFEST, SIGNATURE, TIMESTAMP};
use crate::key::{KeyError, RecordingKey, StorageKey};
use crate::log::folder::RecordingFolder;
use crate::spec::RecordingId;
pub use kept::KeptBundle;
use kept::Sealed;

/// What an encrypted manifest is about: its hash cannot be known before it is read.
const MANIFEST_OBJECT: &[u8] = b"manifest";
/// Ends the name of an object that was not finished.
const PART: &str = ".part";
/// What of a bundle stays in its folder.
const STAYS: [&str; 3] = [MANIFEST, SIGNATURE, TIMESTAMP];

/// A store that may be away. Its calls may block.
pub trait RemoteStore: Send + Sync {
    /// Keeps the file at `from` as `name`: whole, or not at all. Again replaces it. Gives up
    /// when it may not `go_on`.
    ///
    /// # Errors
    /// In words.
    fn put(&self, name: &str, from: &Path, go_on: &dyn Fn() -> bool) -> Result<(), String>;

    /// These bytes of `name`; fewer only at its end.
    ///
    /// # Errors
    /// In words.
    fn read(&self, name: &str, bytes: Range<u64>) -> Result<Vec<u8>, String>;

    /// Removes everything whose name begins with `folder` and a slash.
    ///
    /// # Errors
    /// In words.
    fn remove_all(&self, folder: &str) -> Result<(), String>;
}

/// What a vault needs.
pub struct VaultConfig {
    /// The folder of all recordings, with their keys.
    pub recordings: PathBuf,
    /// The folder of all bundles; made if it does not exist.
    pub bundles: PathBuf,
    /// Opens the recordings' keys.
    pub storage_key: Arc<StorageKey>,
    /// Where objects go, if not beside the bundles.
    pub remote: Option<Arc<dyn RemoteStore>>,
}

/// All finished bundles.
pub struct Vault {
    config: VaultConfig,
    /// One bundle is put away at a time.
    putting: Mutex<()>,
}

impl Vault {
    /// Opens it.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open(config: VaultConfig) -> io::Result<Self> {
        fs::create_dir_all(&config.bundles)?;
        Ok(Self { config, putting: Mutex::default() })
    }

    /// Where a bundle is made, and its manifest stays.
    pub fn bundle_of(&self, recording: RecordingId) -> PathBuf {
        self.config.bundles.join(recording.to_string())
    }

    /// The bundle of a recording, to be read.
    pub fn bundle(&self, recording: RecordingId) -> KeptBundle {
        self.read(recording, self.bundle_of(recording))
    }

    /// A copy of it, which is called `name`.
    pub fn copy(&self, recording: RecordingId, name: &str) -> KeptBundle {
        self.read(recording, copies_beside(&self.bundle_of(recording)).join(name))
    }

    /// What has no key, or not any more, can be read as far as it is not encrypted.
    fn read(&self, recording: RecordingId, folder: PathBuf) -> KeptBundle {
        let Ok(key) = self.key_of(recording) else { return KeptBundle::plain(folder) };
        let (bundle, remote) = (self.bundle_of(recording), self.config.remote.clone());
        KeptBundle::sealed(folder, Sealed { recording, key, bundle, remote })
    }

    /// Encrypts every file in `folder`, the recording's sealed bundle or a copy of it. Whatever
    /// interrupts it, the bundle can be read, and calling it again goes on.
    ///
    /// # Errors
    /// If the disk refuses, or the recording has no key.
    pub fn put_away(&self, recording: RecordingId, folder: &Path) -> io::Result<()> {
        let _one = self.one_at_a_time();
        let key = self.key_of(recording)?;
        let bundle = self.bundle_of(recording);
        fs::create_dir_all(objects_beside(&bundle))?;
        let bytes = self.read(recording, folder.to_owned()).manifest()?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(io::Error::other)?;
        let plain = |file: &&FileEntry| folder.join(&file.path).is_file();
        for file in manifest.files.iter().filter(plain) {
            let place = object_beside(&bundle, &key.object_name(file.sha256));
            if !place.exists() {
                let mut from = BufReader::new(File::open(folder.join(&file.path))?);
                seal_into(&place, &key, &file.sha256.0, file.bytes, &mut from)?;
            }
        }
        File::open(objects_beside(&bundle))?.sync_all()?;
        seal_into(&folder.join(MANIFEST), &key, MANIFEST_OBJECT, bytes.len() as u64, &mut &*bytes)?;
        remove_plain(folder)
    }

    /// Puts away what an interruption or an older version left unencrypted.
    ///
    /// # Errors
    /// The first that occurs; others are put away all the same.
    pub fn put_away_rest(&self) -> io::Result<()> {
        let mut result = Ok(());
        for recording in self.bundles()? {
            let bundle = self.bundle_of(recording);
            let copies = fs::read_dir(copies_beside(&bundle)).into_iter().flatten();
            let copies = copies.filter_map(|entry| Some(entry.ok()?.path()));
            let copies = copies.filter(|copy| copy.extension().is_none());
            for folder in copies.chain([bundle]).filter(|folder| is_left(folder)) {
                match self.put_away(recording, &folder) {
                    // Of an older version, and its recording was taken away: it stays as it is.
                    Err(error) if is_without_key(&error) => {}
                    put => result = result.and(put),
                }
            }
        }
        result
    }

    /// Moves objects to the remote store as long as it may `go_on`. Returns how many moved.
    ///
    /// # Errors
    /// The first that occurs: what is left moves at the next call.
    pub fn send_out(&self, go_on: impl Fn() -> bool) -> io::Result<usize> {
        let mut moved = 0;
        if self.config.remote.is_none() {
            return Ok(moved);
        }
        for recording in self.bundles()? {
            let folder = objects_beside(&self.bundle_of(recording));
            for object in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let name = object.file_name().into_string().unwrap_or_default();
                if !name.ends_with(PART) && go_on() {
                    self.send_object(recording, &name, &go_on)?;
                    moved += 1;
                }
            }
        }
        Ok(moved)
    }

    fn send_object(&self, recording: RecordingId, name: &str, go_on: &dyn Fn() -> bool) -> io::Result<()> {
        let Some(remote) = &self.config.remote else { return Ok(()) };
        let place = object_beside(&self.bundle_of(recording), name);
        remote.put(&remote_name(recording, name), &place, go_on).map_err(io::Error::other)?;
        match fs::remove_file(&place) {
            // It was destroyed meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.remove_remote(recording),
            removed => removed,
        }
    }

    /// Removes what the remote store has of a recording.
    ///
    /// # Errors
    /// If it is away. Without the recording's key nobody can read what is there.
    pub fn remove_remote(&self, recording: RecordingId) -> io::Result<()> {
        let Some(remote) = &self.config.remote else { return Ok(()) };
        remote.remove_all(&recording.to_string()).map_err(io::Error::other)
    }

    /// Every recording that has a sealed bundle.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn bundles(&self) -> io::Result<Vec<RecordingId>> {
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.config.bundles)? {
            let path = folder?.path();
            let id = path.file_name().and_then(|name| name.to_str()?.parse::<RecordingId>().ok());
            found.extend(id.filter(|_| path.join(SIGNATURE).exists()));
        }
        Ok(found)
    }

    fn key_of(&self, recording: RecordingId) -> Result<RecordingKey, KeyError> {
        let folder = RecordingFolder::of(&self.config.recordings, recording);
        self.config.storage_key.key_of(recording, &folder)
    }

    fn one_at_a_time(&self) -> MutexGuard<'_, ()> {
        self.putting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the encrypted files of a bundle are, beside it; they go when it is destroyed.
pub fn objects_beside(bundle: &Path) -> PathBuf {
    bundle.with_extension("objects")
}

fn object_beside(bundle: &Path, name: &str) -> PathBuf {
    objects_beside(bundle).join(name)
}

fn remote_name(recording: RecordingId, name: &str) -> String {
    format!("{recording}/{name}")
}

/// Whether a sealed bundle lies in the folder unencrypted, and nobody is at work there.
fn is_left(folder: &Path) -> bool {
    has_plain(folder) && folder.join(SIGNATURE).exists() && !work_beside(folder).exists()
}

fn has_plain(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| !STAYS.iter().any(|stays| entry.file_name() == *stays)).count() > 0
}

fn is_without_key(error: &io::Error) -> bool {
    let key = error.get_ref().and_then(|inner| inner.downcast_ref::<KeyError>());
    matches!(key, Some(KeyError::Destroyed))
}

/// Writes a file so that it is whole or not there.
fn seal_into(
    place: &Path,
    key: &RecordingKey,
    about: &[u8],
    bytes: u64,
    plain: &mut impl io::Read,
) -> io::Result<()> {
    let part = place.with_added_extension(&PART[1..]);
    let mut sealed = BufWriter::new(File::create(&part)?);
    object::seal(key, about, bytes, plain, &mut sealed)?;
    sealed.flush()?;
    sealed.get_ref().sync_all()?;
    fs::rename(&part, place)
}

fn remove_plain(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if !STAYS.iter().any(|stays| entry.file_name() == *stays) {
            fs::remove_file(entry.path())?;
        }
    }
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests;
