//! Access tokens: JWT with HS256 and nothing else (RFC 7515, RFC 7519).
//!
//! Two families share the slot. *Session tokens* are ours: bound to one session, one
//! participant and one wire, short-lived, signed with a key that is named in the header.
//! *API grants* are those of the LiveKit ecosystem, signed with an API key, for development
//! mode and for server SDKs. A key signs one family only, so that neither can pass as the other.
//!
//! Everything is pure: the time is a parameter, in seconds since 1970.

mod claims;
mod grant;
mod jwt;
mod key;
mod payload;
mod refusal;
mod scope;

pub use claims::{Claims, Grant, Validity};
pub use grant::{ApiGrant, ApiKind, VideoGrant};
pub use key::{Key, KeyError, KeyFamily, Keyring};
pub use refusal::Refusal;
pub use scope::{Scope, Wire};

/// Clocks may differ by this much, in seconds (reliability S1).
pub const LEEWAY_S: u64 = 60;

/// Longest token accepted, in bytes: the URL of a client carries it.
pub const TOKEN_BYTES: usize = 16 * 1024;
