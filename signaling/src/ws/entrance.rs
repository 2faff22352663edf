//! What every attempt passes before the host is asked: the source's record and the token.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::ConnectInfo;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};

use super::clock;
use super::counts::Counts;
use super::host::Denial;
use crate::throttle::Failures;
use crate::token::{ApiGrant, Claims, Grant, Keyring, Refusal, Wire};

/// Sources whose failures are remembered.
const SOURCES: usize = 10_000;

/// The shared state of both wires. Cheap to clone.
pub struct Entrance<H> {
    pub(super) host: H,
    pub(super) settings: Settings,
    keyring: Arc<Keyring>,
    failures: Arc<Mutex<Failures>>,
    counts: Arc<Counts>,
}

/// What may be switched.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Offer the media wire with one peer connection (`/rtc/v1`). Off, everybody uses two.
    pub one_connection: bool,
}

/// Where a request comes from, as a proxy in front says. The HTTP server puts it into the
/// request's extensions; without it the address of the connection counts.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

impl<H> Entrance<H> {
    /// An entrance to `host` for tokens signed with keys of `keyring`.
    pub fn new(host: H, keyring: Keyring, settings: Settings) -> Self {
        Self {
            host,
            settings,
            keyring: Arc::new(keyring),
            failures: Arc::new(Mutex::new(Failures::new(SOURCES))),
            counts: Arc::default(),
        }
    }

    /// What was refused and how sockets ended, for metrics.
    pub fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    /// Checks a token for a wire, and whether its bearer's address may try at all.
    pub(super) fn check(&self, token: &str, wire: Wire, address: IpAddr) -> Result<Claims, Denial> {
        self.admit(token, address, |claims| claims.opens(wire).map(|()| claims))
    }

    /// Checks a token of the server API: the key it was signed with, and what it grants.
    pub(super) fn check_api(&self, token: &str, address: IpAddr) -> Result<(String, ApiGrant), Denial> {
        self.admit(token, address, |claims| match claims.grant {
            Grant::Api(grant) => Ok((claims.key, *grant)),
            Grant::Session(_) => Err(Refusal::NotGranted),
        })
    }

    fn admit<T>(
        &self,
        token: &str,
        address: IpAddr,
        good_for: impl FnOnce(Claims) -> Result<T, Refusal>,
    ) -> Result<T, Denial> {
        if self.failures().is_shut_out(address, clock::now()) {
            return Err(self.denied(Denial::TooMany));
        }
        self.keyring.verify(token, clock::wall_s()).and_then(good_for).map_err(|refusal| {
            self.counts.add(Counts::TOKEN_REFUSED, refusal.code());
            self.failures().failed(address, clock::now());
            self.denied(Denial::TokenRefused)
        })
    }

    /// Takes note of what the host decided.
    pub(super) fn decided<T>(&self, decision: Result<T, Denial>, address: IpAddr) -> Result<T, Denial> {
        decision.map_err(|denial| {
            if matches!(denial, Denial::TokenRefused | Denial::NotAllowed) {
                self.failures().failed(address, clock::now());
            }
            self.denied(denial)
        })
    }

    fn denied(&self, denial: Denial) -> Denial {
        self.counts.add(Counts::DENIED, denial.code());
        denial
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<H: Clone> Clone for Entrance<H> {
    fn clone(&self) -> Self {
        Self {
            host: self.host.clone(),
            settings: self.settings,
            keyring: Arc::clone(&self.keyring),
            failures: Arc::clone(&self.failures),
            counts: Arc::clone(&self.counts),
        }
    }
}

impl Denial {
    /// Stable name for metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::TokenRefused => "token_refused",
            Self::NotAllowed => "not_allowed",
            Self::TooMany => "too_many",
            Self::Busy => "busy",
        }
    }

    /// As an HTTP status. Clients take 401 and 403 as final.
    pub fn status(self) -> StatusCode {
        match self {
            Self::TokenRefused => StatusCode::UNAUTHORIZED,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// The token of a request: the header of native clients, else the query of browsers.
pub fn token_of(parts: &Parts) -> Result<String, Refusal> {
    if let Some(token) = bearer(&parts.headers) {
        return Ok(token.to_owned());
    }
    let query = parts.uri.query().unwrap_or_default();
    let mut fields = form_urlencoded::parse(query.as_bytes());
    let token = fields.find(|(name, _)| name == "access_token");
    token.map(|(_, token)| token.into_owned()).ok_or(Refusal::Missing)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Where a request comes from.
pub fn address_of(parts: &Parts) -> IpAddr {
    let proxied = parts.extensions.get::<ClientAddress>().map(|address| address.0);
    let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    proxied.or(connected).unwrap_or(Ipv4Addr::UNSPECIFIED.into())
}
