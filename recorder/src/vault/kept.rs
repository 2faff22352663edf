//! A sealed bundle, or a copy of one, to be read: wherever its files lie, and whether they are
//! encrypted or not.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::object::{self, Opened, ReadAt, read_fully};
use super::{MANIFEST_OBJECT, RemoteStore, has_plain, object_beside, remote_name};
use crate::bundle::manifest::{FileEntry, Manifest};
use crate::bundle::{MANIFEST, SIGNATURE, TIMESTAMP};
use crate::digest::Sha256;
use crate::key::RecordingKey;
use crate::spec::RecordingId;

/// A sealed bundle, or a copy of one.
pub struct KeptBundle {
    /// What is not encrypted lies here, and the manifest.
    folder: PathBuf,
    sealed: Option<Sealed>,
}

/// Where the rest is.
pub(super) struct Sealed {
    pub recording: RecordingId,
    pub key: RecordingKey,
    /// The recording's own bundle, whose objects its copies share.
    pub bundle: PathBuf,
    pub remote: Option<Arc<dyn RemoteStore>>,
}

impl KeptBundle {
    /// One that lies in a folder as it is.
    pub fn plain(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), sealed: None }
    }

    pub(super) fn sealed(folder: PathBuf, sealed: Sealed) -> Self {
        Self { folder, sealed: Some(sealed) }
    }

    /// The folder that it was made in. There may be no more than the manifest, encrypted.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether nothing but its signature and stamp can be read without the recording's key.
    pub fn is_encrypted(&self) -> bool {
        let sealed = |bytes: Vec<u8>| object::is_sealed(&bytes);
        !has_plain(&self.folder) && fs::read(self.folder.join(MANIFEST)).is_ok_and(sealed)
    }

    /// The bytes that were signed.
    ///
    /// # Errors
    /// If there are none, or the key is gone.
    pub fn manifest(&self) -> io::Result<Vec<u8>> {
        let bytes = fs::read(self.folder.join(MANIFEST))?;
        let Some(sealed) = self.sealed.as_ref().filter(|_| object::is_sealed(&bytes)) else {
            return Ok(bytes);
        };
        let mut opened = Opened::new(Bytes(bytes), &sealed.key, MANIFEST_OBJECT)?;
        let mut plain = vec![0; usize::try_from(opened.len()).map_err(io::Error::other)?];
        read_fully(&mut opened, 0, &mut plain)?;
        Ok(plain)
    }

    /// Their signature.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn signature(&self) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(SIGNATURE))
    }

    /// Somebody else's time stamp of the signature, if there is one.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn stamp(&self) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.folder.join(TIMESTAMP)) {
            Ok(stamp) => Ok(Some(stamp)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// One of its files; the manifest and its signature too.
    ///
    /// # Errors
    /// If it is nowhere, or the store that has it is away.
    pub fn file(&self, path: &str, content: Sha256) -> io::Result<Box<dyn ReadAt>> {
        if path == MANIFEST {
            return Ok(Box::new(Bytes(self.manifest()?)));
        }
        let missing = match File::open(self.folder.join(path)) {
            Ok(file) => return Ok(Box::new(file)),
            Err(error) => error,
        };
        let Some(sealed) = self.sealed.as_ref().filter(|_| missing.kind() == io::ErrorKind::NotFound) else {
            return Err(missing);
        };
        let name = sealed.key.object_name(content);
        let opened = match File::open(object_beside(&sealed.bundle, &name)) {
            Ok(file) => Opened::new(Box::new(file) as Box<dyn ReadAt>, &sealed.key, &content.0),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let remote = sealed.remote.clone().ok_or(error)?;
                let object = RemoteObject { remote, name: remote_name(sealed.recording, &name) };
                Opened::new(Box::new(object) as Box<dyn ReadAt>, &sealed.key, &content.0)
            }
            Err(error) => Err(error),
        };
        Ok(Box::new(opened?))
    }

    /// Writes the whole bundle, as it was sealed, into the folder `to`.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn unpack(&self, to: &Path) -> io::Result<()> {
        let bytes = self.manifest()?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(io::Error::other)?;
        fs::create_dir_all(to)?;
        fs::write(to.join(MANIFEST), bytes)?;
        fs::write(to.join(SIGNATURE), self.signature()?)?;
        if let Some(stamp) = self.stamp()? {
            fs::write(to.join(TIMESTAMP), stamp)?;
        }
        manifest.files.iter().try_for_each(|file| self.unpack_file(file, to))
    }

    /// Writes one file of the bundle to its place below the folder `to`.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn unpack_file(&self, entry: &FileEntry, to: &Path) -> io::Result<()> {
        let place = to.join(&entry.path);
        fs::create_dir_all(place.parent().unwrap_or(to))?;
        self.write_file(entry, &mut File::create(&place)?)
    }

    /// The bytes of one file of the bundle, which is small.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read_file(&self, entry: &FileEntry) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write_file(entry, &mut bytes)?;
        Ok(bytes)
    }

    fn write_file(&self, entry: &FileEntry, to: &mut impl Write) -> io::Result<()> {
        let from = self.file(&entry.path, entry.sha256)?;
        let copied = io::copy(&mut Through { from, offset: 0 }, to)?;
        match copied == entry.bytes {
            true => Ok(()),
            false => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a file of the bundle was cut")),
        }
    }
}

/// From the beginning to the end.
struct Through {
    from: Box<dyn ReadAt>,
    offset: u64,
}

impl Read for Through {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read_at(self.offset, buffer)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// What is at hand.
struct Bytes(Vec<u8>);

impl ReadAt for Bytes {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(self.0.len());
        let read = buffer.len().min(self.0.len() - from);
        buffer[..read].copy_from_slice(&self.0[from..from + read]);
        Ok(read)
    }
}

/// An object somewhere else.
struct RemoteObject {
    remote: Arc<dyn RemoteStore>,
    name: String,
}

impl ReadAt for RemoteObject {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = offset..offset + buffer.len() as u64;
        let bytes = self.remote.read(&self.name, wanted).map_err(io::Error::other)?;
        let read = bytes.len().min(buffer.len());
        buffer[..read].copy_from_slice(&bytes[..read]);
        Ok(read)
    }
}
