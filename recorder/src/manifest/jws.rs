//! JSON Web Signatures with Ed25519, in compact form and with a detached payload.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::key::{SigningKey, VerifyingKey};

/// Why a signature does not hold.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum JwsError {
    /// Not three parts of strict base64url, or a header that is not ours.
    #[error("expected a compact JWS with EdDSA and the signer's public key in its header")]
    Form,
    /// Signed by somebody else than the key that was asked for.
    #[error("expected a signature by key {expected}, got one by {found}")]
    OtherKey {
        /// [`VerifyingKey::id`] of the pinned key.
        expected: String,
        /// [`VerifyingKey::id`] of the key in the header.
        found: String,
    },
    /// The signature does not match header and payload.
    #[error("expected a signature that matches the signed bytes")]
    Mismatch,
}

/// Signs `payload`: `header.payload.signature`.
pub fn sign(key: &SigningKey, payload: &[u8]) -> String {
    let (header, signature) = parts(key, payload);
    format!("{header}.{}.{signature}", BASE64URL_NOPAD.encode(payload))
}

/// Signs `payload` that travels in a file of its own: `header..signature` (RFC 7515 appendix F).
pub fn sign_detached(key: &SigningKey, payload: &[u8]) -> String {
    let (header, signature) = parts(key, payload);
    format!("{header}..{signature}")
}

/// Checks a compact JWS and gives its payload and signer. With `pinned`, only that key will do.
pub fn verify(jws: &str, pinned: Option<&VerifyingKey>) -> Result<(Vec<u8>, VerifyingKey), JwsError> {
    let [_, payload, _] = split(jws)?;
    let bytes = decode(payload)?;
    let key = verify_parts(jws, &bytes, pinned)?;
    Ok((bytes, key))
}

/// Checks a detached JWS over `payload` and gives its signer.
pub fn verify_detached(
    jws: &str,
    payload: &[u8],
    pinned: Option<&VerifyingKey>,
) -> Result<VerifyingKey, JwsError> {
    let [_, "", _] = split(jws)? else { return Err(JwsError::Form) };
    verify_parts(jws, payload, pinned)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    jwk: Jwk,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Jwk {
    crv: String,
    kty: String,
    x: String,
}

fn parts(key: &SigningKey, payload: &[u8]) -> (String, String) {
    let jwk = Jwk { crv: "Ed25519".into(), kty: "OKP".into(), x: key.verifying_key().to_text() };
    let header = serde_json::to_vec(&Header { alg: "EdDSA".into(), jwk }).expect("strings serialise");
    let header = BASE64URL_NOPAD.encode(&header);
    let signature = BASE64URL_NOPAD.encode(&key.sign(&signing_input(&header, payload)));
    (header, signature)
}

fn verify_parts(jws: &str, payload: &[u8], pinned: Option<&VerifyingKey>) -> Result<VerifyingKey, JwsError> {
    let [header, _, signature] = split(jws)?;
    let read: Header = serde_json::from_slice(&decode(header)?).map_err(|_| JwsError::Form)?;
    if (read.alg.as_str(), read.jwk.crv.as_str(), read.jwk.kty.as_str()) != ("EdDSA", "Ed25519", "OKP") {
        return Err(JwsError::Form);
    }
    let key = VerifyingKey::from_text(&read.jwk.x).map_err(|_| JwsError::Form)?;
    if let Some(pinned) = pinned.filter(|pinned| **pinned != key) {
        return Err(JwsError::OtherKey { expected: pinned.id(), found: key.id() });
    }
    let matches = key.accepts(&signing_input(header, payload), &decode(signature)?);
    if matches { Ok(key) } else { Err(JwsError::Mismatch) }
}

fn signing_input(header: &str, payload: &[u8]) -> Vec<u8> {
    format!("{header}.{}", BASE64URL_NOPAD.encode(payload)).into_bytes()
}

fn split(jws: &str) -> Result<[&str; 3], JwsError> {
    let parts: Vec<&str> = jws.splitn(4, '.').collect();
    parts.try_into().map_err(|_| JwsError::Form)
}

fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| JwsError::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_payload_comes_back_with_its_signer() {
        let key = SigningKey::generate().unwrap();
        let (payload, signer) = verify(&sign(&key, b"{}"), None).unwrap();
        assert_eq!((payload.as_slice(), signer), (&b"{}"[..], key.verifying_key()));
    }

    #[test]
    fn another_signer_than_the_pinned_one_is_named() {
        let (ours, theirs) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let pinned = ours.verifying_key();
        let found = theirs.verifying_key().id();
        let expected = JwsError::OtherKey { expected: pinned.id(), found };
        assert_eq!(verify(&sign(&theirs, b"{}"), Some(&pinned)), Err(expected));
    }

    #[test]
    fn every_altered_character_is_noticed() {
        let key = SigningKey::generate().unwrap();
        let jws = sign_detached(&key, b"payload");
        assert!(verify_detached(&jws, b"payload", None).is_ok());
        assert_eq!(verify_detached(&jws, b"paylaod", None), Err(JwsError::Mismatch));
        for at in 0..jws.len() {
            for bit in 0..7 {
                let mut altered = jws.clone().into_bytes();
                altered[at] ^= 1 << bit;
                let altered = String::from_utf8(altered).unwrap();
                let pinned = key.verifying_key();
                assert!(verify_detached(&altered, b"payload", Some(&pinned)).is_err(), "{at}.{bit}");
            }
        }
    }

    #[test]
    fn nonsense_is_refused_without_panicking() {
        for text in ["", ".", "..", "...", "a.b.c", "e30.e30.e30", "é.é.é"] {
            assert_eq!(verify(text, None), Err(JwsError::Form), "{text}");
        }
    }
}
