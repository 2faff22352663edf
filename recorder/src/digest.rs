//! SHA-256 as every hash of a record: of segments, of files, of the chain.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{Context, SHA256, digest};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A SHA-256 value (FIPS 180-4); 64 lower-case hexadecimal digits as text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// What stands where there is no predecessor.
    pub const NONE: Self = Self([0; 32]);

    /// Of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_aws(&digest(&SHA256, bytes))
    }

    fn from_aws(value: &aws_lc_rs::digest::Digest) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(value.as_ref());
        Self(bytes)
    }
}

/// A SHA-256 under way; can be asked at any point without ending it.
#[derive(Clone)]
pub struct Hasher(Context);

impl Default for Hasher {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

impl Hasher {
    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Of everything taken so far.
    pub fn so_far(&self) -> Sha256 {
        Sha256::from_aws(&self.0.clone().finish())
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Not the text of a hash.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected 64 lower-case hexadecimal digits")]
pub struct DigestError;

impl FromStr for Sha256 {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(DigestError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_message_hashes_as_the_standard_says() {
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Sha256::of(b"").to_string(), expected);
    }

    #[test]
    fn a_hash_under_way_can_be_asked_and_goes_on() {
        let mut hasher = Hasher::default();
        hasher.update(b"ab");
        assert_eq!(hasher.so_far(), Sha256::of(b"ab"));
        hasher.update(b"c");
        assert_eq!(hasher.so_far(), Sha256::of(b"abc"));
    }

    #[test]
    fn only_the_canonical_text_reads_as_a_hash() {
        let text = serde_json::to_string(&Sha256::of(b"x")).unwrap();
        assert_eq!(serde_json::from_str::<Sha256>(&text).unwrap(), Sha256::of(b"x"));
        assert!(serde_json::from_str::<Sha256>(&text.to_uppercase()).is_err());
        assert!(serde_json::from_str::<Sha256>("\"00\"").is_err());
    }
}
