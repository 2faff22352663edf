//! Time stamps of others (RFC 3161): somebody with a clock of their own signs that a bundle's
//! signature existed at a time. It proves that nobody made the record later, the keeper of the
//! signing key included.
//!
//! The stamp is over `manifest.jws`, which signs the manifest, which names every file. It is
//! kept as the authority sent it, so that `openssl ts -verify` takes it.

mod token;

use aws_lc_rs::rand;
use cms::content_info::ContentInfo;
use der::asn1::{Any, BitString, OctetString};
use der::{Decode, Encode, Sequence};
use serde::Serialize;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};
use thiserror::Error;

use crate::digest::Sha256;
use crate::time::Utc;

/// The largest answer: a token with a chain of certificates has some kilobytes.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;

const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// `granted`, `grantedWithMods` (RFC 3161 §2.4.2).
const GRANTED: [u8; 2] = [0, 1];

/// Whom to ask.
pub trait TimestampAuthority: Send + Sync {
    /// Sends a `TimeStampReq` and gives the `TimeStampResp`, both DER (RFC 3161 §3.4). May block.
    ///
    /// # Errors
    /// In words.
    fn ask(&self, request: Vec<u8>) -> Result<Vec<u8>, String>;
}

/// What a stamp says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// When what was stamped existed, by the authority's clock.
    pub time: Utc,
    /// Subject of the certificate in the stamp with which its signature was checked; `None` if
    /// the signature is of a kind that is not known here (SM2, for one).
    pub signer: Option<String>,
}

/// Why there is no stamp, or a wrong one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StampError {
    /// Nobody answered.
    #[error("expected an answer of the time stamp authority: {0}")]
    Authority(String),
    /// The authority said no, with this status.
    #[error("expected the time stamp to be granted, got status {0}")]
    Refused(u8),
    /// Not the DER that RFC 3161 and RFC 5652 ask for.
    #[error("expected a time stamp: {0}")]
    Form(String),
    /// It is the stamp of something else.
    #[error("expected a time stamp of these bytes, got one of others")]
    Imprint,
    /// It answers another question.
    #[error("expected an answer to this request, got one to another")]
    Nonce,
    /// Somebody changed it.
    #[error("expected the time stamp's signature to match")]
    Signature,
}

impl From<der::Error> for StampError {
    fn from(error: der::Error) -> Self {
        Self::Form(error.to_string())
    }
}

#[derive(Sequence)]
struct Request {
    version: u8,
    imprint: Imprint,
    nonce: u64,
    certificates: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct Imprint {
    algorithm: AlgorithmIdentifierOwned,
    hash: OctetString,
}

impl Imprint {
    fn of(data: &[u8]) -> Result<Self, StampError> {
        let algorithm = AlgorithmIdentifierOwned { oid: SHA_256, parameters: None };
        Ok(Self { algorithm, hash: OctetString::new(Sha256::of(data).0)? })
    }
}

#[derive(Sequence)]
struct Answer {
    status: Status,
    #[asn1(optional = "true")]
    token: Option<ContentInfo>,
}

#[derive(Sequence)]
struct Status {
    status: u8,
    #[asn1(optional = "true")]
    text: Option<Vec<Any>>,
    #[asn1(optional = "true")]
    failure: Option<BitString>,
}

/// Has `data` stamped. The answer is good: it was checked.
///
/// # Errors
/// [`StampError`]
pub fn obtain(authority: &dyn TimestampAuthority, data: &[u8]) -> Result<Vec<u8>, StampError> {
    let mut random = [0; 8];
    rand::fill(&mut random).map_err(|_| StampError::Authority("no randomness".into()))?;
    let nonce = u64::from_be_bytes(random);
    let request = Request { version: 1, imprint: Imprint::of(data)?, nonce, certificates: true };
    let answer = authority.ask(request.to_der()?).map_err(StampError::Authority)?;
    match token::check(&granted(&answer)?, data, Some(nonce)) {
        Ok(_) => Ok(answer),
        Err(error) => Err(error),
    }
}

/// Checks the `answer` that was kept for `data`: that it is of these bytes, and unchanged.
/// Whether its signer is an authority is for the reader to say.
///
/// # Errors
/// [`StampError`]
pub fn check(answer: &[u8], data: &[u8]) -> Result<Stamp, StampError> {
    token::check(&granted(answer)?, data, None)
}

fn granted(answer: &[u8]) -> Result<ContentInfo, StampError> {
    if answer.len() > ANSWER_BYTES_MAX {
        return Err(StampError::Form(format!("at most {ANSWER_BYTES_MAX} bytes")));
    }
    let Answer { status, token } = Answer::from_der(answer)?;
    match token {
        Some(token) if GRANTED.contains(&status.status) => Ok(token),
        _ => Err(StampError::Refused(status.status)),
    }
}

#[cfg(test)]
mod tests;
