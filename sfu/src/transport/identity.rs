//! Who this process is to its peers: one certificate, made at start and kept in memory only.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_crypto::{RTCCrypto, RTCCryptoProvider};
use rtc_dtls::crypto::Certificate;

/// Name in the certificate. Peers compare the fingerprint and ignore it.
const CERTIFICATE_NAME: &str = "concord";

/// The certificate and the cryptography behind it, shared by all transports of a process.
pub struct Identity {
    provider: Arc<dyn RTCCryptoProvider>,
    certificate: Certificate,
    fingerprint: Fingerprint,
}

/// No certificate could be made: the system has no randomness.
#[derive(Debug, thiserror::Error)]
#[error("expected to make a certificate, got: {0}")]
pub struct IdentityError(String);

impl Identity {
    /// Makes a key (ECDSA P-256) and a certificate for it.
    pub fn generate() -> Result<Self, IdentityError> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let names = vec![CERTIFICATE_NAME.to_owned()];
        let certificate = Certificate::generate_self_signed(names, provider.crypto())
            .map_err(|error| IdentityError(error.to_string()))?;
        let fingerprint = Fingerprint::of(Hash::Sha256, &certificate.certificate[0]);
        Ok(Self { provider, certificate, fingerprint })
    }

    /// What SDP says about the certificate.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    pub(super) fn crypto(&self) -> &dyn RTCCrypto {
        self.provider.crypto()
    }

    pub(super) fn provider(&self) -> Arc<dyn RTCCryptoProvider> {
        self.provider.clone()
    }

    pub(super) fn certificate(&self) -> Certificate {
        self.certificate.clone()
    }
}

/// Hash functions accepted for fingerprints. SHA-1 and MD5 are not (RFC 8122 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    const ALL: [(Self, &str); 3] =
        [(Self::Sha256, "sha-256"), (Self::Sha384, "sha-384"), (Self::Sha512, "sha-512")];

    fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

/// The hash of a certificate, as SDP carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint {
    hash: Hash,
    digest: Vec<u8>,
}

impl Fingerprint {
    /// Reads the value of an `a=fingerprint` attribute: hash function and colon-separated hex.
    pub fn parse(value: &str) -> Option<Self> {
        let (name, hex) = value.trim().split_once(' ')?;
        let (hash, _) = Hash::ALL.into_iter().find(|(_, known)| name.eq_ignore_ascii_case(known))?;
        let digest: Option<Vec<u8>> = hex.trim().split(':').map(hex_byte).collect();
        let digest = digest.filter(|digest| digest.len() == hash.algorithm().output_len())?;
        Some(Self { hash, digest })
    }

    /// Whether it is the fingerprint of this certificate (DER).
    pub fn matches(&self, certificate: &[u8]) -> bool {
        Self::of(self.hash, certificate) == *self
    }

    /// The hash function as SDP writes it.
    pub fn algorithm(&self) -> &'static str {
        self.hash.name()
    }

    /// The hash as SDP writes it.
    pub fn hex(&self) -> String {
        let bytes: Vec<String> = self.digest.iter().map(|byte| format!("{byte:02X}")).collect();
        bytes.join(":")
    }

    fn of(hash: Hash, certificate: &[u8]) -> Self {
        Self { hash, digest: digest::digest(hash.algorithm(), certificate).as_ref().to_vec() }
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.algorithm(), self.hex())
    }
}

fn hex_byte(text: &str) -> Option<u8> {
    let is_hex = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex { u8::from_str_radix(text, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_process_has_its_own_certificate() {
        let (one, other) = (Identity::generate().unwrap(), Identity::generate().unwrap());
        assert_ne!(one.fingerprint(), other.fingerprint());
        assert!(one.fingerprint().matches(&one.certificate.certificate[0]));
        assert!(!one.fingerprint().matches(&other.certificate.certificate[0]));
    }

    /// proves: S3
    #[test]
    fn only_strong_and_whole_fingerprints_are_read() {
        let sha256 = format!("SHA-256 {}", ["ab"; 32].join(":"));
        assert_eq!(Fingerprint::parse(&sha256).unwrap().hex(), ["AB"; 32].join(":"));
        assert!(Fingerprint::parse(&format!("sha-512 {}", ["00"; 64].join(":"))).is_some());
        assert_eq!(Fingerprint::parse(&format!("sha-1 {}", ["ab"; 20].join(":"))), None);
        assert_eq!(Fingerprint::parse(&format!("md5 {}", ["ab"; 16].join(":"))), None);
        assert_eq!(Fingerprint::parse(&format!("sha-256 {}", ["ab"; 31].join(":"))), None);
        assert_eq!(Fingerprint::parse(&format!("sha-256 {}", ["+b"; 32].join(":"))), None);
        assert_eq!(Fingerprint::parse("sha-256"), None);
    }
}
