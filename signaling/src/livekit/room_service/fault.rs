//! Why a call failed, in the words of Twirp (version 7 of its wire protocol).

use serde::Serialize;

use super::super::bounded::BadMessage;

/// A failed call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", code.name())]
pub struct Fault {
    /// What kind of failure.
    pub code: FaultCode,
    /// For whoever reads the caller's log.
    pub message: String,
    /// The stable code of the rule that refused it, if a rule did.
    pub reason: Option<&'static str>,
}

/// The kinds of failure that this server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// No such method, or not by POST.
    BadRoute,
    /// The body is not what its content type says.
    Malformed,
    /// A field is not what it must be.
    InvalidArgument,
    /// The token is missing, forged, expired or not a server's.
    Unauthenticated,
    /// The token does not grant it, or the session's rules forbid it.
    PermissionDenied,
    /// No such room, participant or track.
    NotFound,
    /// Not in the state the session is in.
    FailedPrecondition,
    /// Too much or too often.
    ResourceExhausted,
    /// Part of the API, but not of this server.
    Unimplemented,
    /// The server cannot take it now.
    Unavailable,
}

impl FaultCode {
    /// As it is on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadRoute => "bad_route",
            Self::Malformed => "malformed",
            Self::InvalidArgument => "invalid_argument",
            Self::Unauthenticated => "unauthenticated",
            Self::PermissionDenied => "permission_denied",
            Self::NotFound => "not_found",
            Self::FailedPrecondition => "failed_precondition",
            Self::ResourceExhausted => "resource_exhausted",
            Self::Unimplemented => "unimplemented",
            Self::Unavailable => "unavailable",
        }
    }

    /// Its HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRoute | Self::NotFound => 404,
            Self::Malformed | Self::InvalidArgument => 400,
            Self::Unauthenticated => 401,
            Self::PermissionDenied => 403,
            Self::FailedPrecondition => 412,
            Self::ResourceExhausted => 429,
            Self::Unimplemented => 501,
            Self::Unavailable => 503,
        }
    }
}

impl Fault {
    /// A failure with a sentence.
    pub fn new(code: FaultCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), reason: None }
    }

    /// The body of the answer: always JSON.
    pub fn body(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Body<'f> {
            code: &'static str,
            msg: &'f str,
            #[serde(skip_serializing_if = "Option::is_none")]
            meta: Option<Meta>,
        }
        #[derive(Serialize)]
        struct Meta {
            reason: &'static str,
        }
        let meta = self.reason.map(|reason| Meta { reason });
        let body = Body { code: self.code.name(), msg: &self.message, meta };
        serde_json::to_vec(&body).expect("texts always serialise")
    }
}

impl From<BadMessage> for Fault {
    fn from(bad: BadMessage) -> Self {
        Self::new(FaultCode::InvalidArgument, bad.to_string())
    }
}
