//! Keys, and what is done with them: minting and verifying.

use std::fmt;

use super::claims::{Claims, Grant, Validity};
use super::jwt;
use super::payload::Payload;
use super::refusal::Refusal;
use super::{LEEWAY_S, TOKEN_BYTES};

/// Shortest secret of a session key, in bytes: as long as the hash it keys (RFC 7518 §3.2).
const SESSION_SECRET_BYTES: usize = 32;

/// A signing key. Its secret is never printed.
#[derive(Clone)]
pub struct Key {
    id: String,
    secret: Vec<u8>,
    family: KeyFamily,
}

/// Which family of tokens a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyFamily {
    /// Session tokens: ours.
    Session,
    /// API grants: those of the LiveKit ecosystem.
    Api,
}

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Shorter than the hash it keys.
    #[error("expected a secret of at least {SESSION_SECRET_BYTES} bytes, came {came}")]
    Short {
        /// Bytes that came.
        came: usize,
    },
    /// No id or no secret at all.
    #[error("expected a key with an id and a secret")]
    Empty,
}

/// The keys of a server, by id.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    keys: Vec<Key>,
}

impl Key {
    /// A key for session tokens.
    pub fn session(id: &str, secret: &[u8]) -> Result<Self, KeyError> {
        if secret.len() < SESSION_SECRET_BYTES {
            return Err(KeyError::Short { came: secret.len() });
        }
        Self::new(id, secret, KeyFamily::Session)
    }

    /// An API key. The secrets in use there can be as short as those of a development server,
    /// so only emptiness is refused here; configuration asks for more outside development.
    pub fn api(id: &str, secret: &[u8]) -> Result<Self, KeyError> {
        Self::new(id, secret, KeyFamily::Api)
    }

    fn new(id: &str, secret: &[u8], family: KeyFamily) -> Result<Self, KeyError> {
        if id.is_empty() || secret.is_empty() {
            return Err(KeyError::Empty);
        }
        Ok(Self { id: id.to_owned(), secret: secret.to_owned(), family })
    }

    /// Its name: the header's `kid`, and the issuer of API grants.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Signs a token. `None` if this key does not sign such grants.
    pub fn mint(&self, grant: &Grant, validity: Validity, id: Option<&str>) -> Option<String> {
        let family = match grant {
            Grant::Session(_) => KeyFamily::Session,
            Grant::Api(_) => KeyFamily::Api,
        };
        let payload = Payload::of(grant, validity, id, &self.id);
        (family == self.family).then(|| jwt::sign(&self.id, &payload, &self.secret))
    }
}

impl Keyring {
    /// These keys. A later key with the id of an earlier one replaces it.
    pub fn new(keys: impl IntoIterator<Item = Key>) -> Self {
        let mut ring = Self::default();
        for key in keys {
            ring.keys.retain(|other| other.id != key.id);
            ring.keys.push(key);
        }
        ring
    }

    /// The key with this id.
    pub fn key(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// Checks a token at `now`, in seconds since 1970. Nothing in it is believed before its
    /// signature was checked, except the name of the key.
    pub fn verify(&self, token: &str, now: u64) -> Result<Claims, Refusal> {
        if token.is_empty() {
            return Err(Refusal::Missing);
        }
        if token.len() > TOKEN_BYTES {
            return Err(Refusal::TooLong);
        }
        let unverified = jwt::Unverified::parse(token)?;
        let key = self.key(unverified.key_id()).ok_or(Refusal::UnknownKey)?;
        let payload = unverified.verify(&key.secret)?;
        let validity = payload.validity().ok_or(Refusal::BadClaims)?;
        within(validity, now)?;
        let id = payload.token_id();
        let grant = payload.grant(key.family, &key.id)?;
        Ok(Claims { key: key.id.clone(), id, validity, grant })
    }
}

fn within(validity: Validity, now: u64) -> Result<(), Refusal> {
    if now >= validity.expires.saturating_add(LEEWAY_S) {
        return Err(Refusal::Expired);
    }
    if validity.not_before.is_some_and(|from| now.saturating_add(LEEWAY_S) < from) {
        return Err(Refusal::NotYetValid);
    }
    Ok(())
}

impl fmt::Debug for Key {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, {:?})", self.id, self.family)
    }
}
