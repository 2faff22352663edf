//! The keys: one that signs, one that wraps, one per recording that encrypts.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use aws_lc_rs::{hkdf, hmac, rand};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::digest::Sha256;
use crate::log::folder::RecordingFolder;
use crate::spec::RecordingId;

/// Length of every symmetric key here: AES-256.
const KEY_BYTES: usize = 32;

/// Why a key could not be had.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The key file could not be read or made.
    #[error("expected a readable key file at {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file or text is not a key of the expected kind.
    #[error("expected {0}")]
    Form(&'static str),
    /// The recording's key is wrapped with another storage key, or its file was altered.
    #[error("expected a recording key wrapped with this storage key")]
    Unwrap,
    /// The key was destroyed (crypto-shredding) or the file is missing.
    #[error("expected a key file in the recording's folder")]
    Destroyed,
    /// The system's random source failed.
    #[error("expected random bytes from the system")]
    Random,
}

/// Signs checkpoints and manifests (Ed25519, RFC 8032). Never leaves the server process: the
/// worker that decodes strangers' bitstreams does not get it.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// A new key, for tests and one-off tools.
    pub fn generate() -> Result<Self, KeyError> {
        Ed25519KeyPair::generate().map(Self).map_err(|_| KeyError::Random)
    }

    /// Reads the PKCS#8 file, or makes it (mode 0600) if there is none yet.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        let fresh = || {
            let pair = Ed25519KeyPair::generate().map_err(|_| KeyError::Random)?;
            let pkcs8 = pair.to_pkcs8().map_err(|_| KeyError::Random)?;
            Ok(pkcs8.as_ref().to_vec())
        };
        let bytes = read_or_create(path, fresh)?;
        let pair = Ed25519KeyPair::from_pkcs8(&bytes)
            .map_err(|_| KeyError::Form("an Ed25519 key in PKCS#8 (RFC 8410)"))?;
        Ok(Self(pair))
    }

    /// The half that verifies.
    pub fn verifying_key(&self) -> VerifyingKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        VerifyingKey(bytes)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

/// The public half of a [`SigningKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// From its 43 characters of base64url, as [`VerifyingKey::to_text`] writes them.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let form = KeyError::Form("an Ed25519 public key of 43 base64url characters");
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(form)
    }

    /// As a JWK's `x` member (RFC 8037): what an institution publishes.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// A short name: the first 16 hexadecimal digits of the key's SHA-256.
    pub fn id(&self) -> String {
        HEXLOWER.encode(&Sha256::of(&self.0).0[..8])
    }

    /// Whether `signature` is over `message` and by the owner of this key.
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, signature).is_ok()
    }
}

/// Wraps the keys of recordings. Kept apart from them: in a file with mode 0600 here, in a
/// key management service where there is one.
pub struct StorageKey([u8; KEY_BYTES]);

impl StorageKey {
    /// The key of the recording in `folder`.
    pub fn key_of(&self, id: RecordingId, folder: &RecordingFolder) -> Result<RecordingKey, KeyError> {
        let path = folder.key();
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => KeyError::Destroyed,
            _ => KeyError::File { path, source },
        })?;
        let wrapped = serde_json::from_slice(&bytes).map_err(|_| KeyError::Form(WrappedKey::FORM))?;
        self.unwrap_key(id, &wrapped)
    }

    /// Makes the key of a new recording and leaves it, wrapped, in its folder.
    pub fn new_recording_key(
        &self,
        id: RecordingId,
        folder: &RecordingFolder,
    ) -> Result<RecordingKey, KeyError> {
        let key = RecordingKey::generate()?;
        let wrapped = self.wrap(id, &key)?;
        let bytes = serde_json::to_vec_pretty(&wrapped).expect("a wrapped key is strings");
        let path = folder.key();
        let write = || {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
            file.write_all(&bytes)?;
            file.sync_all()
        };
        write().map_err(|source| KeyError::File { path: path.clone(), source })?;
        Ok(key)
    }

    /// From 32 bytes that somebody else keeps.
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// A new key.
    pub fn generate() -> Result<Self, KeyError> {
        random().map(Self)
    }

    /// Reads the 32-byte file, or makes it (mode 0600) if there is none yet.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        let bytes = read_or_create(path, || random::<KEY_BYTES>().map(Vec::from))?;
        bytes.try_into().map(Self).map_err(|_| KeyError::Form("a storage key of 32 bytes"))
    }

    /// Reads the 32-byte file, which must be there.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let bytes = fs::read(path).map_err(|source| KeyError::File { path: path.to_owned(), source })?;
        bytes.try_into().map(Self).map_err(|_| KeyError::Form("a storage key of 32 bytes"))
    }

    fn wrap(&self, id: RecordingId, key: &RecordingKey) -> Result<WrappedKey, KeyError> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = key.0.to_vec();
        cipher(&self.0)
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(id.0.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| KeyError::Random)?;
        let form = WrappedKey::FORM.to_owned();
        Ok(WrappedKey { form, nonce: HEXLOWER.encode(&nonce), wrapped: HEXLOWER.encode(&sealed) })
    }

    fn unwrap_key(&self, id: RecordingId, wrapped: &WrappedKey) -> Result<RecordingKey, KeyError> {
        if wrapped.form != WrappedKey::FORM {
            return Err(KeyError::Form(WrappedKey::FORM));
        }
        let nonce = HEXLOWER.decode(wrapped.nonce.as_bytes()).map_err(|_| KeyError::Unwrap)?;
        let nonce = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| KeyError::Unwrap)?;
        let mut sealed = HEXLOWER.decode(wrapped.wrapped.as_bytes()).map_err(|_| KeyError::Unwrap)?;
        let opened = cipher(&self.0).open_in_place(nonce, Aad::from(id.0.as_bytes()), &mut sealed);
        let bytes = opened.map_err(|_| KeyError::Unwrap)?;
        (&*bytes).try_into().map(RecordingKey).map_err(|_| KeyError::Unwrap)
    }
}

/// Encrypts one recording. Destroying its wrapped copy destroys the recording.
#[derive(Clone)]
pub struct RecordingKey([u8; KEY_BYTES]);

impl RecordingKey {
    pub(crate) fn generate() -> Result<Self, KeyError> {
        random().map(Self)
    }

    /// From 64 hexadecimal digits, as the worker reads them from its standard input.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let form = KeyError::Form("a recording key of 64 hexadecimal digits");
        let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(form)
    }

    /// For the worker's standard input; nowhere else.
    pub fn to_hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Seals and opens blocks.
    pub fn cipher(&self) -> LessSafeKey {
        cipher(&self.0)
    }

    /// Seals and opens one object: what `info` says, with a salt of its own.
    pub(crate) fn object_cipher(&self, salt: &[u8], info: &[&[u8]]) -> LessSafeKey {
        cipher(&self.derive(salt, b"concord object/1", info))
    }

    /// What the object with this content is called where others may look: nobody without the
    /// key can tell which content it is.
    pub(crate) fn object_name(&self, content: Sha256) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(&[], b"concord object names/1", &[]));
        HEXLOWER.encode(&hmac::sign(&key, &content.0).as_ref()[..16])
    }

    /// A salt for [`RecordingKey::object_cipher`].
    pub(crate) fn salt() -> Result<[u8; 32], KeyError> {
        random()
    }

    /// RFC 5869 with SHA-256.
    fn derive(&self, salt: &[u8], label: &[u8], info: &[&[u8]]) -> [u8; KEY_BYTES] {
        let info: Vec<&[u8]> = std::iter::once(label).chain(info.iter().copied()).collect();
        let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(&self.0);
        let mut key = [0; KEY_BYTES];
        let expanded = secret.expand(&info, hkdf::HKDF_SHA256).and_then(|okm| okm.fill(&mut key));
        expanded.expect("HKDF gives up to 255 hashes");
        key
    }
}

/// A recording key as it lies on the disk.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct WrappedKey {
    form: String,
    nonce: String,
    wrapped: String,
}

impl WrappedKey {
    const FORM: &'static str = "a key wrapped as aes-256-gcm/1";
}

fn cipher(key: &[u8; KEY_BYTES]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("AES-256 keys have 32 bytes"))
}

fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| KeyError::Random)?;
    Ok(bytes)
}

fn read_or_create(
    path: &Path,
    fresh: impl FnOnce() -> Result<Vec<u8>, KeyError>,
) -> Result<Vec<u8>, KeyError> {
    let failed = |source| KeyError::File { path: path.to_owned(), source };
    match fs::read(path) {
        Ok(bytes) => return Ok(bytes),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => return Err(failed(e)),
    }
    let bytes = fresh()?;
    let create = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(&bytes)?;
        file.sync_all()
    };
    create().map_err(failed)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_signing_key_survives_on_disk_and_nobody_else_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing.p8");
        let first = SigningKey::load_or_create(&path).unwrap();
        let second = SigningKey::load_or_create(&path).unwrap();
        assert_eq!(first.verifying_key(), second.verifying_key());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_file_is_refused_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing.p8");
        fs::write(&path, b"nonsense").unwrap();
        assert!(matches!(SigningKey::load_or_create(&path), Err(KeyError::Form(_))));
        assert_eq!(fs::read(&path).unwrap(), b"nonsense");
    }

    #[test]
    fn a_verifying_key_reads_back_from_its_text_and_only_accepts_its_own() {
        let (ours, theirs) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let public = VerifyingKey::from_text(&ours.verifying_key().to_text()).unwrap();
        assert!(public.accepts(b"m", &ours.sign(b"m")));
        assert!(!public.accepts(b"m", &theirs.sign(b"m")));
        assert!(!public.accepts(b"n", &ours.sign(b"m")));
    }

    #[test]
    fn a_recording_key_opens_only_with_its_storage_key_and_its_recording() {
        let storage = StorageKey::generate().unwrap();
        let (id, key) = (RecordingId::random(), RecordingKey::generate().unwrap());
        let wrapped = storage.wrap(id, &key).unwrap();
        assert_eq!(storage.unwrap_key(id, &wrapped).unwrap().0, key.0);
        assert!(StorageKey::generate().unwrap().unwrap_key(id, &wrapped).is_err());
        assert!(storage.unwrap_key(RecordingId::random(), &wrapped).is_err());
    }
}
