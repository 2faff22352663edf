//! What a verified token says.

use super::grant::ApiGrant;
use super::refusal::Refusal;
use super::scope::{Scope, Wire};

/// The content of a token whose signature, times and issuer were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The key that signed it.
    pub key: String,
    /// Its own id (`jti`), for single use and revocation.
    pub id: Option<String>,
    /// When it is valid.
    pub validity: Validity,
    /// What it is good for.
    pub grant: Grant,
}

/// When a token is valid, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// Not before (`nbf`), if said.
    pub not_before: Option<u64>,
    /// Not at or after (`exp`).
    pub expires: u64,
}

/// What a token is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// One wire of one participant in one session.
    Session(Scope),
    /// What an API key's owner grants.
    Api(Box<ApiGrant>),
}

impl Validity {
    /// From `now` for `seconds`.
    pub fn from_now(now: u64, seconds: u64) -> Self {
        Self { not_before: Some(now), expires: now.saturating_add(seconds) }
    }
}

impl Claims {
    /// Whether the token opens `wire`. An API grant opens the media wire if it may join a room.
    pub fn opens(&self, wire: Wire) -> Result<(), Refusal> {
        match &self.grant {
            Grant::Session(scope) if scope.wire == wire => Ok(()),
            Grant::Session(_) => Err(Refusal::WrongAudience),
            Grant::Api(grant) if wire == Wire::Media => {
                let complete = !grant.identity.is_empty() && !grant.video.room.is_empty();
                if grant.video.room_join && complete { Ok(()) } else { Err(Refusal::NotGranted) }
            }
            Grant::Api(_) => Err(Refusal::NotGranted),
        }
    }
}
