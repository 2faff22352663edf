//! Copies of a sealed bundle: certified for a recipient, redacted, or both.
//!
//! A copy is a bundle of its own, signed like the first. Its manifest names the manifest it
//! was made from, and for every file that was withheld keeps path, length and hash: so it
//! proves what was cut, and whoever sees the original can tell that nothing else was changed.
//! Single messages can be taken out too: see [`redact`](super::redact).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::manifest::{FileEntry, Manifest};
use super::redact::{RedactedMessage, Written};
use super::seal::{SealError, VIEWER, hash_file, write};
use super::{MANIFEST, SIGNATURE, redact, viewer};
use crate::digest::Sha256;
use crate::key::SigningKey;
use crate::manifest::{canonical, jws};
use crate::time::Utc;
use crate::vault::KeptBundle;

/// Why a file is another than the original's.
const MESSAGES_TAKEN_OUT: &str = "部分消息已隐去";

/// How a copy is to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopyOrder {
    /// For whom, and what for; shown over the picture by the viewer page.
    pub recipient: Option<Recipient>,
    /// What is withheld, by path, and why.
    pub withheld: BTreeMap<String, String>,
    /// Messages whose text is withheld, by their number among the events, and why.
    pub redacted: BTreeMap<u64, String>,
}

/// Whose copy it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Their name.
    pub name: String,
    /// What they asked for it for.
    pub purpose: String,
}

/// What the manifest of a copy says about that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyFacts {
    /// Hash of the manifest that it is a copy of.
    pub of: Sha256,
    /// Whose it is, if it was certified for somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
    /// What the original has and the copy has not.
    pub withheld: Vec<Stub>,
    /// Messages whose text the original has and the copy has not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<RedactedMessage>,
    /// Of the files that are other ones because of that, what the original has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Stub>,
}

/// What is left of a file that was withheld or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stub {
    /// Where it was.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Of the whole file.
    pub sha256: Sha256,
    /// Why.
    pub reason: String,
}

/// Makes a copy of the sealed bundle `original` in the new folder `copy`. Its files are the
/// original's own, but for the viewer page, which knows only what the copy has. Those that are
/// in the vault stay there: a copy is to be put away beside its original.
///
/// # Errors
/// [`SealError::Form`] if the original is not a sealed bundle, is a copy itself, or a file to
/// be withheld is not in it.
pub fn copy(
    original: &KeptBundle,
    copy: &Path,
    order: &CopyOrder,
    key: &SigningKey,
    software: &str,
    now: Utc,
) -> Result<Manifest, SealError> {
    let failed = |source| SealError::File { path: original.folder().to_owned(), source };
    let (bytes, signature) = (original.manifest().map_err(failed)?, original.signature().map_err(failed)?);
    let form = |what: &str| SealError::Form(what.to_owned());
    std::str::from_utf8(&signature)
        .ok()
        .and_then(|jws| jws::verify_detached(jws, &bytes, Some(&key.verifying_key())).ok())
        .ok_or_else(|| form("a bundle that was signed with our key"))?;
    let from: Manifest = serde_json::from_slice(&bytes).map_err(|_| form("a manifest"))?;
    if from.copy.is_some() {
        return Err(form("an original, not a copy"));
    }
    let written = written(original, &from.files, order).transpose()?;
    let (stubs, mut files) = divide(from.files, &order.withheld)?;
    fs::create_dir_all(copy).map_err(|source| SealError::File { path: copy.to_owned(), source })?;
    for file in &files {
        take_over(original, file, copy).map_err(failed)?;
    }
    let (of, recipient) = (Sha256::of(&bytes), order.recipient.clone());
    let mut facts = CopyFacts { of, recipient, withheld: stubs, redacted: Vec::new(), changed: Vec::new() };
    if let Some((written, redacted)) = written {
        facts.redacted = redacted;
        facts.changed = replace(&written, &mut files, copy)?;
    }
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let page = viewer::page(copy, &paths, &from.recording, &from.facts, Some(&facts))?;
    write(&copy.join(VIEWER), page.as_bytes())?;
    files.push(hash_file(copy, VIEWER.to_owned())?);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let software = software.to_owned();
    let manifest = Manifest { sealed: now, software, files, copy: Some(facts), ..from };
    let bytes = canonical::to_bytes(&manifest).map_err(|e| SealError::Form(e.to_string()))?;
    write(&copy.join(MANIFEST), &bytes)?;
    write(&copy.join(SIGNATURE), jws::sign_detached(key, &bytes).as_bytes())?;
    Ok(manifest)
}

/// Where the copies of a bundle are, beside it; they go when it is destroyed.
pub fn copies_beside(bundle: &Path) -> PathBuf {
    bundle.with_extension("copies")
}

/// What was written, without what is redacted; nothing if nothing is.
fn written(
    original: &KeptBundle,
    files: &[FileEntry],
    order: &CopyOrder,
) -> Option<Result<(Written, Vec<RedactedMessage>), SealError>> {
    let read = |path: &str| {
        let entry = files.iter().find(|file| file.path == path);
        let entry = entry.ok_or_else(|| SealError::Form(format!("{path} to be in the bundle")))?;
        let failed = |source| SealError::File { path: original.folder().join(path), source };
        original.read_file(entry).map_err(failed)
    };
    let written = || {
        let [events, chat, captions] = [redact::EVENTS, redact::CHAT, redact::CAPTIONS].map(read);
        Written { events: events?, chat: chat?, captions: captions? }.without(&order.redacted)
    };
    (!order.redacted.is_empty()).then(written)
}

/// Puts what was written, as it is now, in the place of the original's files, and tells what
/// those were. A file that is withheld anyway is not made.
fn replace(written: &Written, files: &mut [FileEntry], copy: &Path) -> Result<Vec<Stub>, SealError> {
    let Written { events, chat, captions } = written;
    let mut changed = Vec::new();
    for (path, bytes) in [(redact::CHAT, chat), (redact::CAPTIONS, captions), (redact::EVENTS, events)] {
        let Some(file) = files.iter_mut().find(|file| file.path == path) else { continue };
        write(&copy.join(path), bytes)?;
        let FileEntry { path, bytes, sha256, .. } =
            std::mem::replace(file, hash_file(copy, path.to_owned())?);
        changed.push(Stub { path, bytes, sha256, reason: MESSAGES_TAKEN_OUT.to_owned() });
    }
    Ok(changed)
}

/// What is withheld, and what is not. The viewer page is made anew, so it is neither.
fn divide(
    files: Vec<FileEntry>,
    withheld: &BTreeMap<String, String>,
) -> Result<(Vec<Stub>, Vec<FileEntry>), SealError> {
    if let Some(path) = withheld.keys().find(|path| !files.iter().any(|file| file.path == **path)) {
        return Err(SealError::Form(format!("{path} to be in the bundle")));
    }
    let (mut stubs, mut kept) = (Vec::new(), Vec::new());
    for file in files.into_iter().filter(|file| file.path != VIEWER) {
        match withheld.get(&file.path) {
            Some(reason) => {
                let FileEntry { path, bytes, sha256, .. } = file;
                stubs.push(Stub { path, bytes, sha256, reason: reason.clone() });
            }
            None => kept.push(file),
        }
    }
    Ok((stubs, kept))
}

/// As links where the disk has them. Of what is in the vault only what the viewer page is made
/// of is taken out.
fn take_over(original: &KeptBundle, file: &FileEntry, copy: &Path) -> io::Result<()> {
    let (from, to) = (original.folder().join(&file.path), copy.join(&file.path));
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap_or(copy))?;
        return fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop));
    }
    match viewer::SOURCES.contains(&file.path.as_str()) {
        true => original.unpack_file(file, copy),
        false => Ok(()),
    }
}
