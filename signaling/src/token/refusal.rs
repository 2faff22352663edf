//! Why a token was refused.

/// A closed list, for counters and audit. The person who sent the token only learns that it
/// was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Refusal {
    /// No token at all.
    #[error("expected a token, came none")]
    Missing,
    /// Longer than [`super::TOKEN_BYTES`].
    #[error("expected at most {} bytes", super::TOKEN_BYTES)]
    TooLong,
    /// Not three base64url parts with JSON in them.
    #[error("expected a signed JWT in compact form")]
    Malformed,
    /// Any algorithm but HS256.
    #[error("expected the algorithm HS256")]
    WrongAlgorithm,
    /// A header we do not know, such as `jku`, `jwk`, `x5u` or `crit`.
    #[error("expected only alg, typ and kid in the header")]
    ForeignHeader,
    /// No such key here.
    #[error("expected a key of this server")]
    UnknownKey,
    /// The signature does not match.
    #[error("expected a valid signature")]
    BadSignature,
    /// Past `exp` and leeway.
    #[error("expected a token that has not expired")]
    Expired,
    /// Before `nbf` and leeway.
    #[error("expected a token that is already valid")]
    NotYetValid,
    /// The issuer is not the one its key belongs to.
    #[error("expected the issuer its key belongs to")]
    WrongIssuer,
    /// The audience is not one of ours, or not for this wire.
    #[error("expected the audience of this wire")]
    WrongAudience,
    /// A claim is missing or is not what it must be.
    #[error("expected the claims of a session token or an API grant")]
    BadClaims,
    /// A grant that does not permit this.
    #[error("expected a grant that permits this")]
    NotGranted,
}

impl Refusal {
    /// Stable name for metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::WrongAlgorithm => "wrong_algorithm",
            Self::ForeignHeader => "foreign_header",
            Self::UnknownKey => "unknown_key",
            Self::BadSignature => "bad_signature",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::WrongIssuer => "wrong_issuer",
            Self::WrongAudience => "wrong_audience",
            Self::BadClaims => "bad_claims",
            Self::NotGranted => "not_granted",
        }
    }
}
