//! The claims as JSON, before and after they mean something.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::claims::{Grant, Validity};
use super::grant::{ApiGrant, ApiKind, VideoGrant};
use super::key::KeyFamily;
use super::refusal::Refusal;
use super::scope::{Scope, Wire};

/// Issuer of session tokens.
const ISSUER: &str = "concord";

/// Both families in one shape: what belongs to the other family must be absent or is refused.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Payload {
    iss: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
    exp: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Uuid>,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    metadata: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<ApiKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<VideoGrant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

impl Payload {
    /// The claims of a grant, signed by the key named `key_id`.
    pub fn of(grant: &Grant, validity: Validity, id: Option<&str>, key_id: &str) -> Self {
        let times = Self {
            exp: Some(validity.expires),
            nbf: validity.not_before,
            jti: id.map(str::to_owned),
            ..Self::default()
        };
        match grant {
            Grant::Session(scope) => Self {
                iss: ISSUER.into(),
                sub: scope.participant.to_string(),
                aud: Some(scope.wire.audience().into()),
                session: Some(scope.session),
                ..times
            },
            Grant::Api(grant) => Self {
                iss: key_id.into(),
                sub: grant.identity.clone(),
                name: grant.name.clone(),
                metadata: grant.metadata.clone(),
                attributes: grant.attributes.clone(),
                kind: Some(grant.kind).filter(|kind| *kind != ApiKind::Standard),
                video: Some(grant.video.clone()),
                sha256: grant.sha256.clone(),
                ..times
            },
        }
    }

    /// When it is valid. Without an end it is no token.
    pub fn validity(&self) -> Option<Validity> {
        Some(Validity { not_before: self.nbf, expires: self.exp? })
    }

    /// Its own id.
    pub fn token_id(&self) -> Option<String> {
        self.jti.clone().filter(|id| !id.is_empty())
    }

    /// What it is good for, given the family of the key that signed it.
    pub fn grant(self, family: KeyFamily, key_id: &str) -> Result<Grant, Refusal> {
        match family {
            KeyFamily::Session => self.scope().map(Grant::Session),
            KeyFamily::Api => self.api_grant(key_id).map(|grant| Grant::Api(Box::new(grant))),
        }
    }

    fn scope(self) -> Result<Scope, Refusal> {
        if self.iss != ISSUER {
            return Err(Refusal::WrongIssuer);
        }
        let audience = self.aud.ok_or(Refusal::WrongAudience)?;
        let wire = Wire::of_audience(&audience).ok_or(Refusal::WrongAudience)?;
        let session = self.session.ok_or(Refusal::BadClaims)?;
        let participant = Uuid::parse_str(&self.sub).map_err(|_| Refusal::BadClaims)?;
        if self.video.is_some() {
            return Err(Refusal::BadClaims);
        }
        Ok(Scope { wire, session, participant })
    }

    fn api_grant(self, key_id: &str) -> Result<ApiGrant, Refusal> {
        if self.iss != key_id {
            return Err(Refusal::WrongIssuer);
        }
        if self.aud.is_some() {
            return Err(Refusal::WrongAudience);
        }
        if self.session.is_some() {
            return Err(Refusal::BadClaims);
        }
        // Older token tools put the identity into `jti`.
        let identity = if self.sub.is_empty() { self.jti.unwrap_or_default() } else { self.sub };
        Ok(ApiGrant {
            identity,
            name: self.name,
            metadata: self.metadata,
            attributes: self.attributes,
            kind: self.kind.unwrap_or_default(),
            video: self.video.unwrap_or_default(),
            sha256: self.sha256,
        })
    }
}
