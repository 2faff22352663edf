//! The lite side of ICE (RFC 8445 §2.5) and consent to send (RFC 7675).
//!
//! A lite agent only answers. An address becomes usable when a check from it carried our
//! password; it becomes the selected one when the peer nominates it, and the latest nomination
//! wins. Consent is the peer's continued checking of the selected address.

mod credentials;
mod message;
mod paths;

use std::time::{Duration, Instant};

use rtc_crypto::RTCCrypto;

pub use credentials::{Credentials, Ufrag};
use message::{Check, Role};
pub use message::{addressee, is_stun};
use paths::Paths;

use crate::transport::path::Path;

/// Credentials from before a restart are accepted this long: checks sent before the peer saw
/// our answer are still on the way (RFC 8445 §9).
const OLD_CREDENTIALS: Duration = Duration::from_secs(10);

/// Consent is gone this long after the last check (RFC 7675 §5.1).
pub const CONSENT: Duration = Duration::from_secs(30);

/// After this long without a check the connection counts as interrupted: two checks of the
/// slowest browser (every 4 to 6 s) are overdue.
const OVERDUE: Duration = Duration::from_secs(13);

/// How the peer's consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Nothing was ever selected.
    Never,
    /// Fresh.
    Given,
    /// Checks are overdue; sending is still allowed.
    Overdue,
    /// Sending is forbidden.
    Expired,
}

/// Why a STUN message was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not a well-formed binding request.
    #[error("expected a binding request with fingerprint")]
    Malformed,
    /// Addressed to somebody else, or from somebody else.
    #[error("expected our user name and the peer's")]
    Username,
    /// The password does not fit.
    #[error("expected a message integrity made with our password")]
    Integrity,
}

/// A check that carried our password.
pub struct Authentic {
    check: Check,
    /// The password it was made with, for the reply.
    password: String,
}

/// The lite agent of one transport.
pub struct Responder {
    current: Credentials,
    previous: Option<(Credentials, Instant)>,
    remote_ufrag: Option<String>,
    paths: Paths,
}

impl Responder {
    /// An agent that nobody has reached yet.
    pub fn new(credentials: Credentials) -> Self {
        Self { current: credentials, previous: None, remote_ufrag: None, paths: Paths::default() }
    }

    /// What we tell the peer.
    pub fn credentials(&self) -> &Credentials {
        &self.current
    }

    /// The user fragments that checks may be addressed to.
    pub fn ufrags(&self) -> impl Iterator<Item = Ufrag> {
        std::iter::once(self.current.ufrag).chain(self.previous.iter().map(|(old, _)| old.ufrag))
    }

    /// What the peer calls itself; `true` if that changed, which means it restarts ICE.
    pub fn set_remote_ufrag(&mut self, ufrag: &str) -> bool {
        let restarts = self.remote_ufrag.as_deref().is_some_and(|known| known != ufrag);
        self.remote_ufrag = Some(ufrag.to_owned());
        restarts
    }

    /// Restarts: new credentials, while the old ones stay valid for a moment and media goes on
    /// over the selected path until another is nominated.
    pub fn restart(&mut self, now: Instant, credentials: Credentials) {
        let old = std::mem::replace(&mut self.current, credentials);
        self.previous = Some((old, now + OLD_CREDENTIALS));
    }

    /// Verifies a message. Costs one HMAC; changes nothing.
    pub fn authenticate(
        &self,
        now: Instant,
        packet: &[u8],
        crypto: &dyn RTCCrypto,
    ) -> Result<Authentic, Refusal> {
        let mut check = Check::parse(packet).ok_or(Refusal::Malformed)?;
        let current = self.current.ufrag == check.addressee;
        let credentials = match &self.previous {
            _ if current => &self.current,
            Some((old, until)) if old.ufrag == check.addressee && now < *until => old,
            _ => return Err(Refusal::Username),
        };
        // A check for the old credentials names the peer's old self, which we no longer know.
        if current && self.remote_ufrag.as_deref().is_some_and(|known| known != check.sender) {
            return Err(Refusal::Username);
        }
        if !check.verify(&credentials.password, crypto) {
            return Err(Refusal::Integrity);
        }
        Ok(Authentic { check, password: credentials.password.clone() })
    }

    /// Acts on a verified check and gives the reply to send back along `path`.
    pub fn accept(
        &mut self,
        now: Instant,
        path: Path,
        authentic: &Authentic,
        crypto: &dyn RTCCrypto,
    ) -> Option<Vec<u8>> {
        let check = &authentic.check;
        if check.role == Role::Controlled {
            return check.role_conflict(&authentic.password, crypto);
        }
        self.paths.checked(now, path, check.nominates);
        check.success(path.remote, &authentic.password, crypto)
    }

    /// Notes that something authentic came along `path`, for the detection of rebinding.
    pub fn heard(&mut self, now: Instant, path: &Path) {
        self.paths.heard(now, path);
    }

    /// Whether checks from this path were verified and are recent.
    pub fn is_valid(&self, path: &Path) -> bool {
        self.paths.contains(path)
    }

    /// Where to send.
    pub fn selected(&self) -> Option<Path> {
        self.paths.selected()
    }

    /// Every usable path.
    pub fn paths(&self) -> impl Iterator<Item = Path> {
        self.paths.iter()
    }

    /// The next path that stopped being usable; the caller's index of addresses must forget it.
    pub fn poll_forgotten(&mut self) -> Option<Path> {
        self.paths.poll_forgotten()
    }

    /// How consent stands at `now`.
    pub fn consent(&self, now: Instant) -> Consent {
        let Some(last) = self.paths.consented() else { return Consent::Never };
        match now.saturating_duration_since(last) {
            silence if silence >= CONSENT => Consent::Expired,
            silence if silence >= OVERDUE => Consent::Overdue,
            _ => Consent::Given,
        }
    }

    /// Forgets what has become old.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.previous.take_if(|(_, until)| now >= *until);
        self.paths.expire(now);
    }

    /// When [`Responder::consent`] changes next or something must be forgotten.
    pub fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        let consent = self
            .paths
            .consented()
            .map(|last| if now < last + OVERDUE { last + OVERDUE } else { last + CONSENT });
        let credentials = self.previous.as_ref().map(|(_, until)| *until);
        [consent, credentials, self.paths.expiry()].into_iter().flatten().min()
    }
}

#[cfg(test)]
pub(crate) mod tests;
