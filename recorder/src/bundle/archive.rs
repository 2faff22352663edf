//! A bundle as one file: a ZIP archive with one possible form.
//!
//! Files are stored as they are (media does not compress), in the order of the manifest, with
//! fixed dates and no extra fields but ZIP64's where a size needs them. So the archive is a
//! function of its files: it need not be made before it is sent, any range of it can be
//! computed, and a verifier can tell whether a single bit of it differs.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

use thiserror::Error;

use super::manifest::{FileEntry, Manifest};
use super::{MANIFEST, SIGNATURE, TIMESTAMP};
use crate::digest::Sha256;
use crate::vault::KeptBundle;
use crate::vault::object::ReadAt;

/// Why a bundle cannot be sent as an archive.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// Manifest, signature or stamp are missing or unreadable.
    #[error("expected the manifest and its signature in {}", folder.display())]
    File {
        /// Where.
        folder: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The manifest is not one.
    #[error("expected a manifest in {}", .0.display())]
    Manifest(PathBuf),
}

/// What a member begins with; the directory begins with another.
pub const MEMBER_MARK: [u8; MARK_BYTES] = *b"PK\x03\x04";
/// Length of such a mark.
pub const MARK_BYTES: usize = 4;

/// What an archive holds of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Relative path.
    pub path: String,
    /// Length.
    pub bytes: u64,
    /// CRC-32.
    pub crc32: u32,
}

impl From<&FileEntry> for Member {
    fn from(entry: &FileEntry) -> Self {
        Self { path: entry.path.clone(), bytes: entry.bytes, crc32: entry.crc32 }
    }
}

impl Member {
    /// Of a file whose bytes are at hand.
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        Self { path: path.into(), bytes: bytes.len() as u64, crc32: crc32fast::hash(bytes) }
    }
}

/// The members of a bundle's archive, in order. The time stamp is the last: it may come late.
pub fn members(
    manifest_bytes: &[u8],
    signature: &[u8],
    manifest: &Manifest,
    stamp: Option<&[u8]>,
) -> Vec<Member> {
    let signed = [Member::of(MANIFEST, manifest_bytes), Member::of(SIGNATURE, signature)];
    let stamp = stamp.map(|stamp| Member::of(TIMESTAMP, stamp));
    signed.into_iter().chain(manifest.files.iter().map(Member::from)).chain(stamp).collect()
}

/// Part of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a member.
    Member(Member),
}

impl Piece {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Member(member) => member.bytes,
        }
    }
}

/// All pieces of the archive of `members`, in order.
pub fn pieces(members: &[Member]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(members.len() * 2 + 1);
    let mut directory = Vec::new();
    let mut offset = 0;
    for member in members {
        let header = local_header(member);
        directory.extend(directory_entry(member, offset));
        offset += header.len() as u64 + member.bytes;
        pieces.push(Piece::Bytes(header));
        pieces.push(Piece::Member(member.clone()));
    }
    let end = directory_end(members.len() as u64, directory.len() as u64, offset);
    directory.extend(end);
    pieces.push(Piece::Bytes(directory));
    pieces
}

/// The archive of a bundle, to be read like a file without being one.
pub struct Archive {
    bundle: KeptBundle,
    contents: HashMap<String, Sha256>,
    /// Where each piece begins.
    pieces: Vec<(u64, Piece)>,
    len: u64,
    open: Option<(String, Box<dyn ReadAt>)>,
    position: u64,
}

impl Archive {
    /// Of a sealed bundle.
    pub fn open(bundle: KeptBundle) -> Result<Self, ArchiveError> {
        let failed = |source| ArchiveError::File { folder: bundle.folder().to_owned(), source };
        let (manifest_bytes, signature) =
            (bundle.manifest().map_err(failed)?, bundle.signature().map_err(failed)?);
        let stamp = bundle.stamp().map_err(failed)?;
        let manifest: Manifest = serde_json::from_slice(&manifest_bytes)
            .map_err(|_| ArchiveError::Manifest(bundle.folder().to_owned()))?;
        let mut len = 0;
        let members = members(&manifest_bytes, &signature, &manifest, stamp.as_deref());
        let placed = pieces(&members).into_iter().map(|piece| {
            let at = len;
            len += piece.len();
            (at, piece)
        });
        let pieces = placed.collect();
        let contents = manifest.files.into_iter().map(|file| (file.path, file.sha256)).collect();
        Ok(Self { bundle, contents, pieces, len, open: None, position: 0 })
    }

    /// Its length.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Never: there is always a manifest in it.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Fills `buffer` from `offset` on; gives how much, 0 only at the end.
    pub fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let after = self.pieces.partition_point(|(at, _)| *at <= offset);
        // Empty files share their beginning with what follows; the last piece is meant.
        let Some((at, piece)) = after.checked_sub(1).and_then(|n| self.pieces.get(n)) else { return Ok(0) };
        let within = offset - at;
        let wanted =
            usize::try_from(piece.len().saturating_sub(within)).unwrap_or(usize::MAX).min(buffer.len());
        match piece {
            Piece::Bytes(bytes) => {
                let from = usize::try_from(within).unwrap_or(usize::MAX).min(bytes.len());
                buffer[..wanted].copy_from_slice(&bytes[from..from + wanted]);
                Ok(wanted)
            }
            Piece::Member(member) => {
                let path = member.path.clone();
                self.read_member(&path, within, &mut buffer[..wanted])
            }
        }
    }

    fn read_member(&mut self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if self.open.as_ref().is_none_or(|(open, _)| open != path) {
            // Manifest, signature and stamp are in no manifest, and are known by their names.
            let content = self.contents.get(path).copied().unwrap_or(Sha256::NONE);
            self.open = Some((path.to_owned(), self.bundle.file(path, content)?));
        }
        let Some((_, file)) = &mut self.open else { return Ok(0) };
        let bytes = file.read_at(offset, buffer)?;
        if bytes == 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a file of the bundle was cut"));
        }
        Ok(bytes)
    }
}

impl Read for Archive {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.read_at(self.position, buffer)?;
        self.position += bytes as u64;
        Ok(bytes)
    }
}

impl Seek for Archive {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        let beyond = || io::Error::new(io::ErrorKind::InvalidInput, "expected a position in the archive");
        self.position = position.ok_or_else(beyond)?;
        Ok(self.position)
    }
}

const UTF8_NAMES: u16 = 1 << 11;
/// 1980-01-01, the beginning of the format's time.
const DATE: u16 = 1 << 5 | 1;
const ZIP64: u64 = 0xffff_ffff;
const VERSION: u16 = 20;
const VERSION_ZIP64: u16 = 45;
const MADE_ON_UNIX: u16 = 3 << 8;
const PLAIN_FILE: u32 = 0o100_644 << 16;

/// APPNOTE.TXT 4.3.7.
pub fn local_header(member: &Member) -> Vec<u8> {
    let large = member.bytes >= ZIP64;
    let mut header = MEMBER_MARK.to_vec();
    put_common(&mut header, member, 20 * u16::from(large));
    header.extend(member.path.as_bytes());
    if large {
        put16(&mut header, 1);
        put16(&mut header, 16);
        header.extend(member.bytes.to_le_bytes());
        header.extend(member.bytes.to_le_bytes());
    }
    header
}

/// APPNOTE.TXT 4.3.12.
fn directory_entry(member: &Member, offset: u64) -> Vec<u8> {
    let (large, far) = (member.bytes >= ZIP64, offset >= ZIP64);
    let mut entry = b"PK\x01\x02".to_vec();
    put16(&mut entry, MADE_ON_UNIX | VERSION_ZIP64);
    let extra = 16 * u16::from(large) + 8 * u16::from(far);
    put_common(&mut entry, member, if extra == 0 { 0 } else { 4 + extra });
    // Before the name: comment, disk, internal attributes, external attributes, offset.
    entry.extend([0; 6]);
    entry.extend(PLAIN_FILE.to_le_bytes());
    entry.extend((offset.min(ZIP64) as u32).to_le_bytes());
    entry.extend(member.path.as_bytes());
    if extra > 0 {
        put16(&mut entry, 1);
        put16(&mut entry, extra);
        if large {
            entry.extend(member.bytes.to_le_bytes());
            entry.extend(member.bytes.to_le_bytes());
        }
        if far {
            entry.extend(offset.to_le_bytes());
        }
    }
    entry
}

/// What local headers and directory entries share; `extra` is the length of ZIP64's field.
fn put_common(out: &mut Vec<u8>, member: &Member, extra: u16) {
    put16(out, if extra > 0 { VERSION_ZIP64 } else { VERSION });
    put16(out, UTF8_NAMES);
    put16(out, 0);
    put16(out, 0);
    put16(out, DATE);
    out.extend(member.crc32.to_le_bytes());
    out.extend((member.bytes.min(ZIP64) as u32).to_le_bytes());
    out.extend((member.bytes.min(ZIP64) as u32).to_le_bytes());
    put16(out, member.path.len() as u16);
    put16(out, extra);
}

/// APPNOTE.TXT 4.3.14 to 4.3.16; ZIP64's records always, so that there is one form.
fn directory_end(count: u64, bytes: u64, offset: u64) -> Vec<u8> {
    let mut end = b"PK\x06\x06".to_vec();
    end.extend(44u64.to_le_bytes());
    put16(&mut end, MADE_ON_UNIX | VERSION_ZIP64);
    put16(&mut end, VERSION_ZIP64);
    end.extend([0; 8]);
    for value in [count, count, bytes, offset] {
        end.extend(value.to_le_bytes());
    }
    end.extend(b"PK\x06\x07\0\0\0\0");
    end.extend((offset + bytes).to_le_bytes());
    end.extend(1u32.to_le_bytes());
    end.extend(b"PK\x05\x06\0\0\0\0");
    put16(&mut end, count.min(0xffff) as u16);
    put16(&mut end, count.min(0xffff) as u16);
    end.extend((bytes.min(ZIP64) as u32).to_le_bytes());
    end.extend((offset.min(ZIP64) as u32).to_le_bytes());
    put16(&mut end, 0);
    end
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend(value.to_le_bytes());
}
