//! The token in an answer: what was stamped, when, and by whom.

use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey,
};
use cms::cert::CertificateChoices;
use cms::cert::x509::Certificate;
use cms::cert::x509::ext::pkix::SubjectKeyIdentifier;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{AnyRef, Int, OctetString};
use der::{Decode, Encode, Reader, Tag, Tagged};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use spki::ObjectIdentifier;

use super::{Imprint, Stamp, StampError};
use crate::time::Utc;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

const SHA_256: ObjectIdentifier = super::SHA_256;
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Checks the token against `data`, and against the request's nonce if there was one.
pub(super) fn check(token: &ContentInfo, data: &[u8], nonce: Option<u64>) -> Result<Stamp, StampError> {
    if token.content_type != SIGNED_DATA {
        return Err(StampError::Form("signed data".into()));
    }
    let signed: SignedData = token.content.decode_as()?;
    let content = signed.encap_content_info.econtent.as_ref();
    let content = content.filter(|_| signed.encap_content_info.econtent_type == TIME_STAMP);
    let content: OctetString = content.ok_or_else(|| StampError::Form("a token".into()))?.decode_as()?;
    let info = Info::from_der(content.as_bytes())?;
    if info.imprint.algorithm.oid != SHA_256 || info.imprint.hash != Imprint::of(data)?.hash {
        return Err(StampError::Imprint);
    }
    if nonce.is_some_and(|nonce| info.nonce != Some(nonce)) {
        return Err(StampError::Nonce);
    }
    Ok(Stamp { time: info.time, signer: signer(&signed, content.as_bytes())? })
}

/// Of a `TSTInfo`, what is asked for here.
struct Info {
    imprint: Imprint,
    time: Utc,
    nonce: Option<u64>,
}

impl Info {
    fn from_der(bytes: &[u8]) -> Result<Self, StampError> {
        let (imprint, time, nonce) = AnyRef::from_der(bytes)?.sequence(|fields| {
            let _version: u8 = fields.decode()?;
            let _policy: ObjectIdentifier = fields.decode()?;
            let imprint: Imprint = fields.decode()?;
            let _serial: Int = fields.decode()?;
            let time: AnyRef<'_> = fields.decode()?;
            let mut nonce = None;
            while !fields.is_finished() {
                let field: AnyRef<'_> = fields.decode()?;
                if field.tag() == Tag::Integer {
                    // Ours fits; another's that does not is not ours.
                    nonce = field.decode_as::<u64>().ok();
                }
            }
            Ok((imprint, time, nonce))
        })?;
        Ok(Self { imprint, time: time_of(time)?, nonce })
    }
}

/// A `GeneralizedTime` in UTC, fractions of a second allowed (RFC 3161 §2.4.2).
fn time_of(value: AnyRef<'_>) -> Result<Utc, StampError> {
    let wrong = || StampError::Form("a time in UTC".into());
    let text = std::str::from_utf8(value.value()).map_err(|_| wrong())?;
    let civil = text.strip_suffix('Z').filter(|_| value.tag() == Tag::GeneralizedTime).ok_or_else(wrong)?;
    let time = DateTime::strptime("%Y%m%d%H%M%S%.f", civil).map_err(|_| wrong())?;
    let zoned = time.to_zoned(TimeZone::UTC).map_err(|_| wrong())?;
    Ok(Utc(zoned.timestamp().as_microsecond()))
}

/// Who signed it, if the kind of signature is known here.
fn signer(signed: &SignedData, content: &[u8]) -> Result<Option<String>, StampError> {
    let form = |what: &str| StampError::Form(what.to_owned());
    let [info] = signed.signer_infos.0.as_slice() else { return Err(form("one signer")) };
    let certificates = signed.certificates.iter().flat_map(|set| set.0.iter());
    let certificate = certificates
        .filter_map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => Some(certificate),
            CertificateChoices::Other(_) => None,
        })
        .find(|certificate| is_of(certificate, &info.sid))
        .ok_or_else(|| form("the signer's certificate"))?;
    let Some((hash, algorithm)) = algorithms(info, certificate) else { return Ok(None) };
    let attributes = info.signed_attrs.as_ref().ok_or_else(|| form("signed attributes"))?;
    let digest = attributes.iter().find(|attribute| attribute.oid == MESSAGE_DIGEST);
    let digest = digest.and_then(|attribute| attribute.values.get(0)).ok_or_else(|| form("a digest"))?;
    let digest: OctetString = digest.decode_as()?;
    if digest.as_bytes() != digest::digest(hash, content).as_ref() {
        return Err(StampError::Signature);
    }
    let key = certificate.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
    UnparsedPublicKey::new(algorithm, key)
        .verify(&attributes.to_der()?, info.signature.as_bytes())
        .map_err(|_| StampError::Signature)?;
    Ok(Some(certificate.tbs_certificate.subject.to_string()))
}

fn is_of(certificate: &Certificate, id: &SignerIdentifier) -> bool {
    let certificate = &certificate.tbs_certificate;
    match id {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            id.issuer == certificate.issuer && id.serial_number == certificate.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            certificate.get::<SubjectKeyIdentifier>().ok().flatten().is_some_and(|(_, own)| own == *id)
        }
    }
}

type Algorithms = (&'static digest::Algorithm, &'static dyn signature::VerificationAlgorithm);

fn algorithms(info: &SignerInfo, certificate: &Certificate) -> Option<Algorithms> {
    let key = certificate.tbs_certificate.subject_public_key_info.algorithm.oid;
    Some(match (key, info.digest_alg.oid) {
        (RSA, SHA_256) => (&SHA256, &RSA_PKCS1_2048_8192_SHA256),
        (RSA, SHA_384) => (&SHA384, &RSA_PKCS1_2048_8192_SHA384),
        (RSA, SHA_512) => (&SHA512, &RSA_PKCS1_2048_8192_SHA512),
        (EC, SHA_256) => (&SHA256, &ECDSA_P256_SHA256_ASN1),
        (EC, SHA_384) => (&SHA384, &ECDSA_P384_SHA384_ASN1),
        _ => return None,
    })
}
