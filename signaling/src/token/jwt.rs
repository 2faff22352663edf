//! The compact form: `header.payload.signature`, base64url, HMAC-SHA-256.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::payload::Payload;
use super::refusal::Refusal;

const ALGORITHM: &str = "HS256";

/// Signs a payload with the key named `key_id`.
pub fn sign(key_id: &str, payload: &Payload, secret: &[u8]) -> String {
    let header = Header { alg: ALGORITHM.into(), typ: Some("JWT".into()), kid: Some(key_id.into()) };
    let signed = format!("{}.{}", encode(&header), encode(payload));
    let signature = mac(secret, signed.as_bytes()).finalize().into_bytes();
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}

/// A token that was taken apart but is not yet believed.
pub struct Unverified<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    payload: Vec<u8>,
    key_id: String,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typ: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
}

/// All that is read of a payload before its signature is checked.
#[derive(Deserialize)]
struct Issuer {
    #[serde(default)]
    iss: Option<String>,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart. Refuses any algorithm but ours and any header we do not know.
    pub fn parse(token: &'a str) -> Result<Self, Refusal> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        let header = parse_header(&decode(header)?)?;
        let payload = decode(payload)?;
        let issuer: Issuer = serde_json::from_slice(&payload).map_err(|_| Refusal::Malformed)?;
        let key_id = header.kid.or(issuer.iss).ok_or(Refusal::UnknownKey)?;
        Ok(Self { signed, signature: decode(signature)?, payload, key_id })
    }

    /// The key that is said to have signed it: `kid`, else the issuer.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Checks the signature in constant time, then reads the payload.
    pub fn verify(self, secret: &[u8]) -> Result<Payload, Refusal> {
        mac(secret, self.signed.as_bytes())
            .verify_slice(&self.signature)
            .map_err(|_| Refusal::BadSignature)?;
        serde_json::from_slice(&self.payload).map_err(|_| Refusal::BadClaims)
    }
}

fn parse_header(json: &[u8]) -> Result<Header, Refusal> {
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(json).map_err(|_| Refusal::Malformed)?;
    if fields.get("alg").and_then(|alg| alg.as_str()) != Some(ALGORITHM) {
        return Err(Refusal::WrongAlgorithm);
    }
    if fields.keys().any(|name| !matches!(name.as_str(), "alg" | "typ" | "kid")) {
        return Err(Refusal::ForeignHeader);
    }
    serde_json::from_value(fields.into()).map_err(|_| Refusal::Malformed)
}

fn encode(part: &impl Serialize) -> String {
    let json = serde_json::to_vec(part).expect("own structs with string keys always serialise");
    BASE64URL_NOPAD.encode(&json)
}

fn decode(part: &str) -> Result<Vec<u8>, Refusal> {
    BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| Refusal::Malformed)
}

fn mac(secret: &[u8], message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(message);
    mac
}
