//! Copies of a sealed bundle: certified for a recipient, redacted, or both.
//!
//! A copy is a bundle of its own, signed like the first. Its manifest names the manifest it
//! was made from, and for every file that was withheld keeps path, length and hash: so it
//! proves what was cut, and whoever sees the original can tell that nothing else was changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::manifest::{FileEntry, Manifest};
use super::seal::{SealError, VIEWER, hash_file, write};
use super::{MANIFEST, SIGNATURE, viewer};
use crate::digest::Sha256;
use crate::key::SigningKey;
use crate::manifest::{canonical, jws};
use crate::time::Utc;
use crate::vault::KeptBundle;

/// How a copy is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyOrder {
    /// For whom, and what for; shown over the picture by the viewer page.
    pub recipient: Option<Recipient>,
    /// What is withheld, by path, and why.
    pub withheld: BTreeMap<String, String>,
}

/// Whose copy it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// What is left of a file that was withheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stub {
    /// Where it was.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Of the whole file.
    pub sha256: Sha256,
    /// Why it was withheld.
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
    let (stubs, mut files) = divide(from.files, &order.withheld)?;
    fs::create_dir_all(copy).map_err(|source| SealError::File { path: copy.to_owned(), source })?;
    for file in &files {
        take_over(original, file, copy).map_err(failed)?;
    }
    let facts = CopyFacts { of: Sha256::of(&bytes), recipient: order.recipient.clone(), withheld: stubs };
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
