//! Files that people bring to a case: received in parts, known by their content, looked at by
//! a scanner if there is one, and kept under names of our own.

mod kind;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use recorder::digest::{Hasher, Sha256};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::session::id::random_id;

pub use kind::MediaKind;

random_id!(
    /// One file of a case.
    MaterialId
);

/// Bytes at the beginning of a file that tell what it is.
const HEAD: usize = 512;

/// The classes of case materials (MC-06).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaterialClass {
    /// 身份证明.
    Identity,
    /// 证据.
    Evidence,
    /// 文书.
    Document,
    /// 其他.
    Other,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaterialState {
    /// Parts are still missing.
    Receiving,
    /// Complete, known and scanned.
    Ready,
}

/// Why a file is not taken.
#[derive(Debug, Error)]
pub enum MaterialError {
    /// A part does not follow the one before.
    #[error("expected the part that begins at {expected}, came {came}")]
    Gap {
        /// Bytes that are there.
        expected: u64,
        /// Where the part begins.
        came: u64,
    },
    /// The content is not of a kind that is taken.
    #[error("expected a document, picture, sound or film")]
    Kind,
    /// The scanner refuses it.
    #[error("expected a file that the scanner lets through")]
    Unclean,
    /// The disk.
    #[error("expected to write or read the file")]
    Disk(#[from] io::Error),
}

/// What a complete file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its media type, by its content.
    pub kind: MediaKind,
    /// Its digest.
    pub sha256: Sha256,
}

/// Where materials are kept. Calls wait for the disk.
#[derive(Clone, Debug)]
pub struct Materials {
    folder: PathBuf,
    scanner: Option<PathBuf>,
}

impl Materials {
    /// In a folder, looked at by a scanner: a program that gets the file's path and ends with
    /// 0 if it may be kept.
    pub fn new(folder: PathBuf, scanner: Option<PathBuf>) -> Self {
        Self { folder, scanner }
    }

    /// Where a file is kept: never under a name that a stranger chose.
    pub fn path(&self, id: MaterialId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Adds a part. The same part again is taken again, so that a lost answer does no harm.
    ///
    /// # Errors
    /// [`MaterialError::Gap`] if a part before it is missing.
    pub fn add(&self, id: MaterialId, at: u64, part: &[u8]) -> Result<u64, MaterialError> {
        fs::create_dir_all(&self.folder)?;
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(self.path(id))?;
        let there = file.metadata()?.len();
        if at > there {
            return Err(MaterialError::Gap { expected: there, came: at });
        }
        file.write_all_at(part, at)?;
        file.sync_data()?;
        Ok(there.max(at + part.len() as u64))
    }

    /// Looks at a complete file.
    ///
    /// # Errors
    /// If it is of no kind that is taken, or the scanner refuses it: then it is removed.
    pub fn complete(&self, id: MaterialId) -> Result<Known, MaterialError> {
        let path = self.path(id);
        let known = look(&path).and_then(|known| self.scan(&path).map(|()| known));
        if known.is_err() {
            self.remove(id)?;
        }
        known
    }

    /// Removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn remove(&self, id: MaterialId) -> Result<(), MaterialError> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn scan(&self, path: &Path) -> Result<(), MaterialError> {
        let Some(scanner) = &self.scanner else { return Ok(()) };
        let status = Command::new(scanner)
            .arg(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if status.success() { Ok(()) } else { Err(MaterialError::Unclean) }
    }
}

fn look(path: &Path) -> Result<Known, MaterialError> {
    let mut file = File::open(path)?;
    let (mut hasher, mut head) = (Hasher::default(), Vec::new());
    let mut buffer = vec![0; 256 * 1024];
    let mut text = kind::Text::default();
    loop {
        let read = io::Read::read(&mut file, &mut buffer)?;
        if read == 0 {
            break;
        }
        let piece = &buffer[..read];
        if head.len() < HEAD {
            head.extend_from_slice(&piece[..read.min(HEAD - head.len())]);
        }
        text.take(piece);
        hasher.update(piece);
    }
    let kind = MediaKind::of(&head, text.is_text()).ok_or(MaterialError::Kind)?;
    Ok(Known { kind, sha256: hasher.so_far() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n0000";

    fn materials(scanner: Option<&str>) -> (tempfile::TempDir, Materials) {
        let folder = tempfile::tempdir().unwrap();
        let materials = Materials::new(folder.path().join("materials"), scanner.map(Into::into));
        (folder, materials)
    }

    /// proves: MC-06
    #[test]
    fn a_file_in_parts_is_whole_and_known_by_its_content() {
        let (_folder, materials) = materials(None);
        let id = MaterialId::random();
        assert_eq!(materials.add(id, 0, &PNG[..5]).unwrap(), 5);
        assert_eq!(materials.add(id, 0, &PNG[..5]).unwrap(), 5, "a part may come twice");
        assert_eq!(materials.add(id, 5, &PNG[5..]).unwrap(), 12);
        let known = materials.complete(id).unwrap();
        assert_eq!((known.kind, known.sha256), (MediaKind::Png, Sha256::of(PNG)));
    }

    #[test]
    fn a_part_after_a_gap_is_refused() {
        let (_folder, materials) = materials(None);
        let gap = materials.add(MaterialId::random(), 7, b"late").unwrap_err();
        assert!(matches!(gap, MaterialError::Gap { expected: 0, came: 7 }));
    }

    #[test]
    fn what_is_no_document_or_is_refused_by_the_scanner_is_not_kept() {
        for (scanner, content) in [(None, &b"\x7fELF\x02\x01\x01\0"[..]), (Some("/bin/false"), PNG)] {
            let (_folder, materials) = materials(scanner);
            let id = MaterialId::random();
            materials.add(id, 0, content).unwrap();
            assert!(materials.complete(id).is_err());
            assert!(!materials.path(id).exists());
        }
    }
}
