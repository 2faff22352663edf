//! The manifest: what is in a bundle, and what is known about it.

use serde::{Deserialize, Serialize};

use super::copy::CopyFacts;
use super::facts::Facts;
use crate::digest::{Hasher, Sha256};
use crate::spec::RecordingSpec;
use crate::time::Utc;

/// Form and version of manifests that this software writes and reads.
pub const FORM: &str = "concord record/1";

/// Files are hashed whole and in chunks of this length, so that a fault has a place and a
/// browser can check a file without holding all of it.
pub const CHUNK_BYTES: usize = 4 * 1024 * 1024;

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORM`].
    pub form: String,
    /// What was to be recorded.
    pub recording: RecordingSpec,
    /// When the bundle was sealed.
    pub sealed: Utc,
    /// Which software sealed it.
    pub software: String,
    /// Of the log it was made from.
    pub log: LogFacts,
    /// What the finaliser found.
    pub facts: Facts,
    /// Of a copy: what it is a copy of, for whom, and what was withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<CopyFacts>,
    /// Every file but the manifest and its signature, by path.
    pub files: Vec<FileEntry>,
}

/// The log a bundle was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogFacts {
    /// Whether it was sound when the bundle was made; otherwise the first fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Segments.
    pub segments: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Signed checkpoints.
    pub checkpoints: u64,
    /// Bytes that no checkpoint signs for.
    pub unsigned_bytes: u64,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Relative, with `/`.
    pub path: String,
    /// Length.
    pub bytes: u64,
    /// Of the whole file.
    pub sha256: Sha256,
    /// Of the whole file; archives need it.
    pub crc32: u32,
    /// Of each [`CHUNK_BYTES`].
    pub chunks: Vec<Sha256>,
}

/// Hashes a file's bytes, whole and in chunks.
#[derive(Default)]
pub struct FileHasher {
    bytes: u64,
    whole: Hasher,
    crc32: crc32fast::Hasher,
    chunk: Hasher,
    chunk_bytes: usize,
    chunks: Vec<Sha256>,
}

impl FileHasher {
    /// Takes more bytes.
    pub fn update(&mut self, mut bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.whole.update(bytes);
        self.crc32.update(bytes);
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(CHUNK_BYTES - self.chunk_bytes));
            self.chunk.update(part);
            self.chunk_bytes += part.len();
            if self.chunk_bytes == CHUNK_BYTES {
                self.end_chunk();
            }
            bytes = rest;
        }
    }

    /// The entry of the file.
    pub fn finish(mut self, path: String) -> FileEntry {
        if self.chunk_bytes > 0 {
            self.end_chunk();
        }
        let (bytes, sha256) = (self.bytes, self.whole.so_far());
        FileEntry { path, bytes, sha256, crc32: self.crc32.finalize(), chunks: self.chunks }
    }

    fn end_chunk(&mut self) {
        self.chunks.push(std::mem::take(&mut self.chunk).so_far());
        self.chunk_bytes = 0;
    }
}

/// Whether a path may stand in a bundle: relative, plain names, no way out.
pub fn is_safe_path(path: &str) -> bool {
    let plain = |name: &str| !name.is_empty() && name != "." && name != ".." && !name.contains(['\\', '\0']);
    path.len() <= 512 && path.split('/').all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_do_not_depend_on_how_the_bytes_came() {
        let bytes: Vec<u8> = (0..CHUNK_BYTES * 2 + 5).map(|n| (n % 251) as u8).collect();
        let mut at_once = FileHasher::default();
        at_once.update(&bytes);
        let mut in_parts = FileHasher::default();
        bytes.chunks(1_000_003).for_each(|part| in_parts.update(part));
        let entry = at_once.finish("x".into());
        assert_eq!(in_parts.finish("x".into()), entry);
        assert_eq!(entry.chunks.len(), 3);
        assert_eq!(entry.chunks[2], Sha256::of(&bytes[CHUNK_BYTES * 2..]));
        assert_eq!(entry.sha256, Sha256::of(&bytes));
    }

    #[test]
    fn paths_cannot_leave_the_bundle() {
        assert!(is_safe_path("tracks/01-审判员-王法官-camera.mkv"));
        for path in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a\\b", "."] {
            assert!(!is_safe_path(path), "{path}");
        }
    }
}
