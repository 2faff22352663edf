//! Seals what the finaliser made: hashes every file, writes the manifest, signs it.
//!
//! The finaliser decodes bitstreams that strangers made, so it gets no signing key. It
//! leaves files; the server, here, vouches for them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::facts::Facts;
use super::manifest::{FORM, FileEntry, FileHasher, LogFacts, Manifest, is_safe_path};
use super::{FACTS, MANIFEST, SIGNATURE, TIMESTAMP, viewer};
use crate::key::SigningKey;
use crate::log::folder::RecordingFolder;
use crate::manifest::{canonical, jws};
use crate::spec::RecordingSpec;
use crate::time::Utc;
use crate::timestamp::{self, StampError, TimestampAuthority};
use crate::verify::{self, Trust};

/// Why a bundle could not be sealed.
#[derive(Debug, Error)]
pub enum SealError {
    /// A file could not be read or written.
    #[error("expected to read or write {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The finaliser's findings, or the recording's description, are not what they should be.
    #[error("expected {0}")]
    Form(String),
    /// Not a message, so it cannot be redacted.
    #[error("expected {0} to be the number of a chat message")]
    Message(u64),
    /// There is no time stamp.
    #[error(transparent)]
    Stamp(#[from] StampError),
}

/// Ends the name of a file that was not finished.
const PART: &str = ".part";

/// The page that plays and checks a bundle.
pub(super) const VIEWER: &str = "viewer.html";

/// Seals the files in `bundle`, made from the recording in `recording`, whose findings are
/// beside them in [`FACTS`]. Sealing again replaces the manifest.
pub fn seal(
    recording: &Path,
    bundle: &Path,
    facts: &Path,
    key: &SigningKey,
    software: &str,
    now: Utc,
) -> Result<Manifest, SealError> {
    let folder = RecordingFolder::at(recording);
    let spec: RecordingSpec = read_json(&folder.spec())?;
    let facts: Facts = read_json(facts)?;
    let log = copy_integrity(&folder, bundle)?;
    let page = viewer::page(bundle, &files_in(bundle)?, &spec, &facts, None)?;
    write(&bundle.join(VIEWER), page.as_bytes())?;
    let mut files = Vec::new();
    for path in files_in(bundle)? {
        // A stamp of the signature before is none of this one.
        if path.ends_with(PART) || path == TIMESTAMP {
            let path = bundle.join(path);
            fs::remove_file(&path).map_err(|source| SealError::File { path, source })?;
        } else if path != MANIFEST && path != SIGNATURE {
            files.push(hash_file(bundle, path)?);
        }
    }
    let software = software.to_owned();
    let form = FORM.to_owned();
    let manifest = Manifest { form, recording: spec, sealed: now, software, log, facts, copy: None, files };
    let bytes = canonical::to_bytes(&manifest).map_err(|e| SealError::Form(e.to_string()))?;
    write(&bundle.join(MANIFEST), &bytes)?;
    write(&bundle.join(SIGNATURE), jws::sign_detached(key, &bytes).as_bytes())?;
    Ok(manifest)
}

/// Has the signature of the sealed `bundle` stamped, unless it was.
///
/// # Errors
/// [`SealError`]; the bundle is as sound as before.
pub fn stamp(bundle: &Path, authority: &dyn TimestampAuthority) -> Result<(), SealError> {
    if bundle.join(TIMESTAMP).exists() {
        return Ok(());
    }
    let answer = timestamp::obtain(authority, &read(&bundle.join(SIGNATURE))?)?;
    write(&bundle.join(TIMESTAMP), &answer)
}

/// Where unfinished things of a bundle lie, beside it; the server removes it after sealing.
pub fn work_beside(bundle: &Path) -> PathBuf {
    bundle.with_extension("work")
}

/// Where the finaliser leaves its findings.
pub fn facts_beside(bundle: &Path) -> PathBuf {
    work_beside(bundle).join(FACTS)
}

/// Every file below `folder`, by relative path with `/`, sorted; links and other oddities
/// are refused.
pub(crate) fn files_in(folder: &Path) -> Result<Vec<String>, SealError> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(inside) = folders.pop() {
        let path = folder.join(&inside);
        let failed = |source| SealError::File { path: path.clone(), source };
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name =
                entry.file_name().into_string().map_err(|_| SealError::Form("names in UTF-8".into()))?;
            let name = if inside.is_empty() { name } else { format!("{inside}/{name}") };
            let kind = entry.file_type().map_err(failed)?;
            match (kind.is_dir(), kind.is_file()) {
                (true, _) => folders.push(name),
                (_, true) if is_safe_path(&name) => found.push(name),
                _ => return Err(SealError::Form(format!("plain files only, found {name}"))),
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

pub(super) fn hash_file(bundle: &Path, path: String) -> Result<FileEntry, SealError> {
    let full = bundle.join(&path);
    let failed = |source| SealError::File { path: full.clone(), source };
    let mut file = File::open(&full).map_err(failed)?;
    let mut hasher = FileHasher::default();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok(hasher.finish(path)),
            bytes => hasher.update(&buffer[..bytes]),
        }
    }
}

/// Copies what proves the log: its checkpoints and the hash of each segment.
fn copy_integrity(folder: &RecordingFolder, bundle: &Path) -> Result<LogFacts, SealError> {
    let integrity = bundle.join("integrity");
    fs::create_dir_all(&integrity).map_err(|source| SealError::File { path: integrity.clone(), source })?;
    for path in [folder.spec(), folder.checkpoints()] {
        let bytes = read(&path)?;
        write(&integrity.join(path.file_name().unwrap_or_default()), &bytes)?;
    }
    let (facts, list) = match verify::log::log(folder.path(), Trust::Any) {
        Ok(sound) => {
            let segments = sound.segments.iter();
            let line = |s: &verify::log::SoundSegment| format!("{} {} {}\n", s.sha256, s.bytes, s.name);
            let list: String = segments.map(line).collect();
            let facts = LogFacts {
                fault: None,
                segments: sound.segments.len() as u64,
                bytes: sound.bytes,
                checkpoints: sound.checkpoints,
                unsigned_bytes: sound.unsigned_bytes,
            };
            (facts, list)
        }
        // A damaged log is still evidence; the manifest says what is wrong with it.
        Err(fault) => {
            let fault = Some(fault.to_string());
            let facts = LogFacts { fault, segments: 0, bytes: 0, checkpoints: 0, unsigned_bytes: 0 };
            (facts, String::new())
        }
    };
    write(&integrity.join("segments.txt"), list.as_bytes())?;
    Ok(facts)
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, SealError> {
    let bytes = read(path)?;
    serde_json::from_slice(&bytes)
        .map_err(|e| SealError::Form(format!("{} to be whole: {e}", path.display())))
}

fn read(path: &Path) -> Result<Vec<u8>, SealError> {
    fs::read(path).map_err(|source| SealError::File { path: path.to_owned(), source })
}

/// Writes a file so that it is whole or not there.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), SealError> {
    let mut part = path.as_os_str().to_owned();
    part.push(PART);
    let part = PathBuf::from(part);
    let write = || {
        fs::write(&part, bytes)?;
        File::open(&part)?.sync_all()?;
        fs::rename(&part, path)
    };
    write().map_err(|source| SealError::File { path: path.to_owned(), source })
}
