//! Random secrets and the key of this server.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use recorder::digest::Sha256;
use thiserror::Error;

/// A secret that its bearer is known by: 256 random bits. Stored as its hash only.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn random() -> Self {
        Self(BASE64URL_NOPAD.encode(&rand::random::<[u8; 32]>()))
    }

    /// As somebody presents it. Anything of another length cannot be one.
    pub fn presented(text: &str) -> Option<Self> {
        (text.len() == 43 && text.is_ascii()).then(|| Self(text.to_owned()))
    }

    /// For its bearer; nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored. The token is random, so a plain hash cannot be turned round.
    pub fn hash(&self) -> Sha256 {
        Sha256::of(self.0.as_bytes())
    }
}

/// The secret key of this server, from which keys for each purpose are derived.
#[derive(Clone)]
pub struct ServerKey([u8; 32]);

/// Why the key cannot be had.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("the key file {} cannot be read or made: {source}; check who owns the data folder", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file does not hold a key.
    #[error("the key file {} must hold 32 bytes; restore it from a backup, or remove it to sign everybody out", .0.display())]
    Form(PathBuf),
}

impl ServerKey {
    /// A key of random bytes, for tests.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// Reads the key, or makes it (mode 0600) if there is none yet.
    pub fn load_or_create(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join("server.key");
        let failed = |source| KeyError::File { path: path.clone(), source };
        match fs::read(&path) {
            Ok(bytes) => bytes.try_into().map(Self).map_err(|_| KeyError::Form(path)),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
                let key = Self::random();
                fs::create_dir_all(folder).map_err(failed)?;
                let mut options = fs::OpenOptions::new();
                options.write(true).create_new(true).mode(0o600);
                options.open(&path).and_then(|mut file| file.write_all(&key.0)).map_err(failed)?;
                Ok(key)
            }
            Err(source) => Err(failed(source)),
        }
    }

    /// HMAC-SHA-256 of `message` for one purpose: secrets for different purposes never meet.
    pub fn seal(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = ServerKey::load_or_create(folder.path()).unwrap();
        let second = ServerKey::load_or_create(folder.path()).unwrap();
        assert_eq!(first.0, second.0);
        let mode = fs::metadata(folder.path().join("server.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_is_refused_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("server.key"), b"short").unwrap();
        assert!(matches!(ServerKey::load_or_create(folder.path()), Err(KeyError::Form(_))));
    }

    #[test]
    fn seals_for_different_purposes_differ() {
        let key = ServerKey::random();
        assert_ne!(key.seal("a", b"bc"), key.seal("ab", b"c"));
    }

    #[test]
    fn only_text_of_the_right_length_can_be_a_token() {
        assert!(Token::presented(Token::random().reveal()).is_some());
        assert!(Token::presented("short").is_none());
    }
}
