//! A file as it lies where others may look: sealed, in pieces, so that any part of it can be
//! read without the rest.
//!
//! All integers are little endian.
//!
//! | bytes | field |
//! |---|---|
//! | 8 | `CCOBJ\r\n1` |
//! | 8 | length of the plain file |
//! | 32 | salt |
//!
//! Then come pieces: 64 KiB of the file and a tag of 16 bytes (AES-256-GCM). The nonce is the
//! piece's number. The key is of this file only: HKDF-SHA-256 (RFC 5869) of the recording's key
//! and the salt, for the header's first 16 bytes and what the file is. So no piece can stand in
//! another place, and no file for another or for a shorter one.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;

use aws_lc_rs::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};

use crate::key::{KeyError, RecordingKey};

/// Bytes in front of the first piece.
pub const HEADER_BYTES: usize = HEAD_BYTES + SALT_BYTES;
/// Plain bytes of every piece but the last.
pub const PIECE_BYTES: usize = 64 * 1024;
/// What sealing adds to a piece.
pub const TAG_BYTES: usize = 16;

const MAGIC: [u8; 8] = *b"CCOBJ\r\n1";
const HEAD_BYTES: usize = 16;
const SALT_BYTES: usize = 32;
const SEALED_PIECE_BYTES: usize = PIECE_BYTES + TAG_BYTES;

/// What can be read at any place.
pub trait ReadAt: Send {
    /// Fills the buffer from `offset`, as far as there are bytes; 0 only at the end.
    ///
    /// # Errors
    /// If the bytes cannot be had.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl ReadAt for File {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        FileExt::read_at(self, buffer, offset)
    }
}

impl ReadAt for Box<dyn ReadAt> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buffer)
    }
}

/// Whether these are the first bytes of a sealed file.
pub fn is_sealed(first: &[u8]) -> bool {
    first.starts_with(&MAGIC)
}

/// Seals the `bytes` bytes that `plain` holds, which are `about`.
///
/// # Errors
/// If `plain` holds fewer or cannot be read, or `sealed` cannot be written.
pub fn seal(
    key: &RecordingKey,
    about: &[u8],
    bytes: u64,
    plain: &mut impl Read,
    sealed: &mut impl Write,
) -> io::Result<()> {
    let salt = RecordingKey::salt().map_err(io::Error::other)?;
    let head = head(bytes);
    sealed.write_all(&head)?;
    sealed.write_all(&salt)?;
    let cipher = key.object_cipher(&salt, &[&head, about]);
    let mut piece = Vec::with_capacity(SEALED_PIECE_BYTES);
    let mut left = bytes;
    for number in 0.. {
        if left == 0 {
            break;
        }
        let length = left.min(PIECE_BYTES as u64);
        piece.resize(usize::try_from(length).expect("a piece is small"), 0);
        plain.read_exact(&mut piece)?;
        cipher
            .seal_in_place_append_tag(nonce(number), Aad::empty(), &mut piece)
            .expect("AES-GCM seals anything below 64 GiB");
        sealed.write_all(&piece)?;
        left -= length;
    }
    Ok(())
}

/// A sealed file, opened: reads like the plain one.
pub struct Opened<S> {
    sealed: S,
    cipher: LessSafeKey,
    bytes: u64,
    buffer: Vec<u8>,
}

impl<S: ReadAt> Opened<S> {
    /// The sealed file that is `about`.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] if it has no such header. Another key or another file
    /// shows when it is read.
    pub fn new(mut sealed: S, key: &RecordingKey, about: &[u8]) -> io::Result<Self> {
        let mut header = [0; HEADER_BYTES];
        let read = read_fully(&mut sealed, 0, &mut header)?;
        let (head, salt) = header.split_at(HEAD_BYTES);
        let length = head.last_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes));
        let (Some(bytes), true) = (length, read == HEADER_BYTES && is_sealed(head)) else {
            return Err(altered());
        };
        let cipher = key.object_cipher(salt, &[head, about]);
        Ok(Self { sealed, cipher, bytes, buffer: Vec::new() })
    }

    /// Length of the plain file.
    pub fn len(&self) -> u64 {
        self.bytes
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }
}

impl<S: ReadAt> ReadAt for Opened<S> {
    /// Reads the pieces that hold these bytes at once, and nothing else.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.bytes.min(offset.saturating_add(buffer.len() as u64));
        if offset >= end {
            return Ok(0);
        }
        let piece = PIECE_BYTES as u64;
        let (first, last) = (offset / piece, (end - 1) / piece);
        let plain = self.bytes.min((last + 1) * piece) - first * piece;
        let sealed = plain + (last - first + 1) * TAG_BYTES as u64;
        self.buffer.resize(usize::try_from(sealed).map_err(io::Error::other)?, 0);
        let place = HEADER_BYTES as u64 + first * SEALED_PIECE_BYTES as u64;
        if read_fully(&mut self.sealed, place, &mut self.buffer)? < self.buffer.len() {
            return Err(altered());
        }
        let mut skip = usize::try_from(offset - first * piece).expect("within a piece");
        let mut filled = 0;
        for (number, bytes) in (first..).zip(self.buffer.chunks_mut(SEALED_PIECE_BYTES)) {
            let opened = self.cipher.open_in_place(nonce(number), Aad::empty(), bytes);
            let plain = &opened.map_err(|_| altered())?[skip..];
            let wanted = plain.len().min(buffer.len() - filled);
            buffer[filled..filled + wanted].copy_from_slice(&plain[..wanted]);
            filled += wanted;
            skip = 0;
        }
        Ok(filled)
    }
}

/// Fills the buffer, unless there is less.
///
/// # Errors
/// If the bytes cannot be had.
pub fn read_fully(from: &mut impl ReadAt, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read_at(offset + filled as u64, &mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn head(bytes: u64) -> [u8; HEAD_BYTES] {
    let mut head = [0; HEAD_BYTES];
    head[..8].copy_from_slice(&MAGIC);
    head[8..].copy_from_slice(&bytes.to_le_bytes());
    head
}

fn nonce(piece: u64) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[..8].copy_from_slice(&piece.to_le_bytes());
    Nonce::assume_unique_for_key(bytes)
}

fn altered() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "expected a file sealed with this recording's key")
}

impl From<KeyError> for io::Error {
    fn from(error: KeyError) -> Self {
        Self::other(error)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl ReadAt for Vec<u8> {
        fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
            let from = self.len().min(offset as usize);
            let read = buffer.len().min(self.len() - from);
            buffer[..read].copy_from_slice(&self[from..from + read]);
            Ok(read)
        }
    }

    fn plain(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|n| (n % 251) as u8).collect()
    }

    fn sealed(key: &RecordingKey, plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::new();
        seal(key, b"what it is", plain.len() as u64, &mut &*plain, &mut sealed).unwrap();
        sealed
    }

    fn read(key: &RecordingKey, sealed: &[u8], about: &[u8]) -> io::Result<Vec<u8>> {
        let mut opened = Opened::new(sealed.to_vec(), key, about)?;
        let mut bytes = vec![0; opened.len() as usize];
        let read = read_fully(&mut opened, 0, &mut bytes)?;
        bytes.truncate(read);
        Ok(bytes)
    }

    proptest! {
        #[test]
        fn any_range_of_a_sealed_file_is_that_of_the_plain_one(
            bytes in 0..3 * PIECE_BYTES + 2, from in 0..4 * PIECE_BYTES, wanted in 0..3 * PIECE_BYTES,
        ) {
            let (key, plain) = (RecordingKey::generate().unwrap(), plain(bytes));
            let mut opened = Opened::new(sealed(&key, &plain), &key, b"what it is").unwrap();
            let mut buffer = vec![0; wanted];
            let read = opened.read_at(from as u64, &mut buffer).unwrap();
            let from = from.min(bytes);
            prop_assert_eq!(&buffer[..read], &plain[from..bytes.min(from + wanted)]);
        }

        #[test]
        fn a_changed_bit_is_noticed_wherever_it_is(place in 0usize..HEADER_BYTES + 2 * SEALED_PIECE_BYTES, bit in 0u8..8) {
            let key = RecordingKey::generate().unwrap();
            let mut sealed = sealed(&key, &plain(2 * PIECE_BYTES));
            sealed[place] ^= 1 << bit;
            prop_assert!(read(&key, &sealed, b"what it is").is_err());
        }
    }

    #[test]
    fn pieces_cannot_change_places_and_none_can_go() {
        let key = RecordingKey::generate().unwrap();
        let whole = sealed(&key, &plain(2 * PIECE_BYTES));
        let mut swapped = whole.clone();
        let (first, second) = swapped[HEADER_BYTES..].split_at_mut(SEALED_PIECE_BYTES);
        first.swap_with_slice(second);
        assert!(read(&key, &swapped, b"what it is").is_err());
        assert!(read(&key, &whole[..HEADER_BYTES + SEALED_PIECE_BYTES], b"what it is").is_err());
        let mut shorter = whole[..HEADER_BYTES + SEALED_PIECE_BYTES].to_vec();
        shorter[8..16].copy_from_slice(&(PIECE_BYTES as u64).to_le_bytes());
        assert!(read(&key, &shorter, b"what it is").is_err());
    }

    #[test]
    fn a_file_opens_only_with_its_recordings_key_and_as_what_it_is() {
        let key = RecordingKey::generate().unwrap();
        let sealed = sealed(&key, b"words of a party");
        assert_eq!(read(&key, &sealed, b"what it is").unwrap(), b"words of a party");
        assert!(read(&key, &sealed, b"something else").is_err());
        assert!(read(&RecordingKey::generate().unwrap(), &sealed, b"what it is").is_err());
        assert!(!sealed.windows(5).any(|bytes| bytes == b"words"));
    }
}
