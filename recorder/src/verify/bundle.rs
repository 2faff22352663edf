//! Checks a bundle, folder or archive: the manifest's signature, then that exactly the files
//! it names are there, bit for bit. Of an archive every other bit is checked too, because it
//! has only one possible form.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::{Fault, Trust};
use crate::bundle::archive::{self, Member, Piece};
use crate::bundle::manifest::{CHUNK_BYTES, FORM, FileEntry, Manifest, is_safe_path};
use crate::bundle::seal;
use crate::bundle::{MANIFEST, SIGNATURE, TIMESTAMP};
use crate::digest::{Hasher, Sha256};
use crate::key::VerifyingKey;
use crate::manifest::jws;
use crate::timestamp::{self, Stamp};

/// The largest manifest: a day of 30 people has a few megabytes.
const MANIFEST_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The largest signature; ours has 230 bytes.
const SIGNATURE_BYTES_MAX: u64 = 4096;

/// What an archive ends with.
const DIRECTORY: &str = "archive directory";

/// A bundle in which nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundBundle {
    /// What it says.
    pub manifest: Manifest,
    /// Who signed it.
    pub signer: VerifyingKey,
    /// When the signature existed, by the word of somebody else.
    pub stamp: Option<Stamp>,
}

/// Checks the bundle at `path`.
pub fn bundle(path: &Path, trust: Trust) -> Result<SoundBundle, Fault> {
    let unreadable = |e: io::Error| Fault::new(path.display().to_string(), format!("expected a bundle: {e}"));
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        folder(path, trust)
    } else {
        archive(BufReader::with_capacity(1 << 20, File::open(path).map_err(unreadable)?), trust)
    }
}

fn folder(path: &Path, trust: Trust) -> Result<SoundBundle, Fault> {
    let manifest = read_limited(&path.join(MANIFEST), MANIFEST, MANIFEST_BYTES_MAX)?;
    let signature = read_limited(&path.join(SIGNATURE), SIGNATURE, SIGNATURE_BYTES_MAX)?;
    let mut sound = signed_manifest(&manifest, &signature, trust)?;
    check_names(path, &sound.manifest)?;
    if path.join(TIMESTAMP).exists() {
        let stamp = read_limited(&path.join(TIMESTAMP), TIMESTAMP, timestamp::ANSWER_BYTES_MAX as u64)?;
        sound.stamp = Some(check_stamp(&stamp, &signature)?);
    }
    for entry in &sound.manifest.files {
        let file = File::open(path.join(&entry.path)).map_err(|e| unreadable(&entry.path, &e))?;
        check_content(entry, &mut BufReader::with_capacity(1 << 20, file), true)?;
    }
    Ok(sound)
}

/// Checks an archive as it comes, without seeking.
pub fn archive(mut bytes: impl Read, trust: Trust) -> Result<SoundBundle, Fault> {
    let manifest = first_member(&mut bytes, MANIFEST, MANIFEST_BYTES_MAX)?;
    let signature = first_member(&mut bytes, SIGNATURE, SIGNATURE_BYTES_MAX)?;
    let mut sound = signed_manifest(&manifest, &signature, trust)?;
    let pieces = archive::pieces(&archive::members(&manifest, &signature, &sound.manifest, None));
    // The two signed members, each a header and a body, were read above; the directory is last.
    let (directory, members) = pieces.split_last().expect("an archive has a directory");
    let mut entries = sound.manifest.files.iter();
    for piece in &members[4..] {
        match piece {
            Piece::Bytes(expected) => {
                let name = entries.as_slice().first().map_or(DIRECTORY, |entry| &entry.path);
                check_bytes(&mut bytes, expected, name)?;
            }
            Piece::Member(_) => {
                let entry = entries.next().expect("the archive has a member for each file");
                check_content(entry, &mut bytes, false)?;
            }
        }
    }
    let mut directory = directory.clone();
    let mut mark = [0; archive::MARK_BYTES];
    let read = read_up_to(&mut bytes, &mut mark).map_err(|e| unreadable(DIRECTORY, &e))?;
    let mut rest = mark[..read].chain(bytes);
    if mark == archive::MEMBER_MARK {
        let stamp = first_member(&mut rest, TIMESTAMP, timestamp::ANSWER_BYTES_MAX as u64)?;
        sound.stamp = Some(check_stamp(&stamp, &signature)?);
        let members = archive::members(&manifest, &signature, &sound.manifest, Some(&stamp));
        directory = archive::pieces(&members).pop().expect("an archive has a directory");
    }
    if let Piece::Bytes(expected) = &directory {
        check_bytes(&mut rest, expected, DIRECTORY)?;
    }
    check_end(&mut rest, DIRECTORY)?;
    Ok(sound)
}

fn check_stamp(stamp: &[u8], signature: &[u8]) -> Result<Stamp, Fault> {
    timestamp::check(stamp, signature).map_err(|e| Fault::new(TIMESTAMP, e.to_string()))
}

fn signed_manifest(manifest: &[u8], signature: &[u8], trust: Trust) -> Result<SoundBundle, Fault> {
    let jws = std::str::from_utf8(signature).map_err(|_| Fault::new(SIGNATURE, "expected a JWS"))?;
    let signer = jws::verify_detached(jws, manifest, trust.pinned()).map_err(|e| match e {
        jws::JwsError::Mismatch => {
            Fault::new(MANIFEST, format!("expected the signature in {SIGNATURE} to match"))
        }
        e => Fault::new(SIGNATURE, e.to_string()),
    })?;
    let manifest: Manifest = serde_json::from_slice(manifest)
        .map_err(|e| Fault::new(MANIFEST, format!("expected a manifest: {e}")))?;
    if manifest.form != FORM {
        return Err(Fault::new(MANIFEST, format!("expected {FORM:?}, got {:?}", manifest.form)));
    }
    let paths = manifest.files.iter().map(|entry| &entry.path);
    let orderly = paths.clone().is_sorted_by(|a, b| a < b) && paths.clone().all(|path| is_safe_path(path));
    let chunked = |entry: &FileEntry| entry.chunks.len() as u64 == entry.bytes.div_ceil(CHUNK_BYTES as u64);
    if !orderly || !manifest.files.iter().all(chunked) {
        return Err(Fault::new(MANIFEST, "expected an orderly list of files"));
    }
    Ok(SoundBundle { manifest, signer, stamp: None })
}

fn check_names(path: &Path, manifest: &Manifest) -> Result<(), Fault> {
    let found = seal::files_in(path).map_err(|e| Fault::new(path.display().to_string(), e.to_string()))?;
    let named = |name: &str| manifest.files.binary_search_by(|entry| entry.path.as_str().cmp(name)).is_ok();
    let own = |name: &String| [MANIFEST, SIGNATURE, TIMESTAMP].contains(&name.as_str());
    let extra = found.iter().find(|name| !own(name) && !named(name));
    if let Some(extra) = extra {
        return Err(Fault::new(extra, "expected no file of this name, the manifest does not list it"));
    }
    let missing = manifest.files.iter().find(|entry| found.binary_search(&entry.path).is_err());
    match missing {
        Some(entry) => Err(Fault::new(&entry.path, "expected this file, it is missing")),
        None => Ok(()),
    }
}

/// Reads a member's bytes and compares every chunk; with `to_end`, nothing may follow.
fn check_content(entry: &FileEntry, bytes: &mut impl Read, to_end: bool) -> Result<(), Fault> {
    let mut whole = Hasher::default();
    let mut offset = 0;
    let mut buffer = vec![0; CHUNK_BYTES];
    for expected in &entry.chunks {
        let wanted = usize::try_from(entry.bytes - offset).unwrap_or(usize::MAX).min(CHUNK_BYTES);
        let read = read_up_to(bytes, &mut buffer[..wanted]).map_err(|e| unreadable(&entry.path, &e))?;
        if read < wanted {
            let what = format!("expected {} bytes, found {}", entry.bytes, offset + read as u64);
            return Err(Fault::new(&entry.path, what).at(offset + read as u64));
        }
        if Sha256::of(&buffer[..wanted]) != *expected {
            let what = format!("expected other bytes among the next {wanted}");
            return Err(Fault::new(&entry.path, what).at(offset));
        }
        whole.update(&buffer[..wanted]);
        offset += wanted as u64;
    }
    if whole.so_far() != entry.sha256 {
        return Err(Fault::new(&entry.path, "expected the hash in the manifest"));
    }
    if to_end { check_end(bytes, &entry.path) } else { Ok(()) }
}

fn check_bytes(bytes: &mut impl Read, expected: &[u8], name: &str) -> Result<(), Fault> {
    let mut found = vec![0; expected.len()];
    let read = read_up_to(bytes, &mut found).map_err(|e| unreadable(name, &e))?;
    if found[..read] != *expected {
        return Err(Fault::new(name, "expected the one possible archive header for this file"));
    }
    Ok(())
}

fn check_end(bytes: &mut impl Read, name: &str) -> Result<(), Fault> {
    match read_up_to(bytes, &mut [0]) {
        Ok(0) => Ok(()),
        Ok(_) => Err(Fault::new(name, "expected the end, found more bytes")),
        Err(e) => Err(unreadable(name, &e)),
    }
}

/// Reads the next member of an archive, which must have this name and nothing unusual.
fn first_member(bytes: &mut impl Read, name: &str, limit: u64) -> Result<Vec<u8>, Fault> {
    let fault = || Fault::new(name, "expected an archive that begins with this file");
    let mut header = vec![0; archive::local_header(&Member::of(name, b"")).len()];
    if read_up_to(bytes, &mut header).map_err(|e| unreadable(name, &e))? < header.len() {
        return Err(fault());
    }
    let length = u32::from_le_bytes([header[22], header[23], header[24], header[25]]);
    if u64::from(length) > limit {
        return Err(fault());
    }
    let mut body = vec![0; length as usize];
    let read = read_up_to(bytes, &mut body).map_err(|e| unreadable(name, &e))?;
    if read < body.len() || archive::local_header(&Member::of(name, &body)) != header {
        return Err(fault());
    }
    Ok(body)
}

fn read_limited(path: &Path, name: &str, limit: u64) -> Result<Vec<u8>, Fault> {
    let file = File::open(path).map_err(|e| unreadable(name, &e))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| unreadable(name, &e))?;
    if bytes.len() as u64 > limit {
        return Err(Fault::new(name, format!("expected at most {limit} bytes")));
    }
    Ok(bytes)
}

fn read_up_to(bytes: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match bytes.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

fn unreadable(name: &str, e: &io::Error) -> Fault {
    Fault::new(name, format!("expected a readable file: {e}"))
}
