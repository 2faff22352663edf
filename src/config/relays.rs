//! STUN and TURN servers that people's browsers are told of.

use serde::{Deserialize, Serialize};

use super::Secret;

/// Fewest minutes a credential is good: a relay asks for it again while it is used (RFC 8656 §7).
const FEWEST_MINUTES: u32 = 10;
/// Most: a day, so that what leaks is soon worth nothing.
const MOST_MINUTES: u32 = 24 * 60;

/// `[relays]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Relays {
    /// `stun:`, `turn:` and `turns:` addresses (RFC 7064, RFC 7065). Without one, people reach
    /// the media ports themselves.
    pub urls: Vec<String>,
    /// What the relay knows as `static-auth-secret`. Needed for `turn:` and `turns:`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// How long a credential is good. A relay refuses to go on after that, so that it must
    /// outlast a hearing; who reconnects gets a new one.
    pub minutes: u32,
}

impl Default for Relays {
    fn default() -> Self {
        Self { urls: Vec::new(), secret: None, minutes: 8 * 60 }
    }
}

impl Relays {
    pub(super) fn contradiction(&self) -> Option<String> {
        let known = |url: &&String| ["stun:", "turn:", "turns:"].iter().any(|scheme| url.starts_with(scheme));
        if let Some(url) = self.urls.iter().find(|url| !known(url)) {
            return Some(format!("relays.urls must begin with stun:, turn: or turns:, came {url}"));
        }
        let relay = self.urls.iter().any(|url| url.starts_with("turn"));
        if relay && self.secret.as_ref().is_none_or(|secret| secret.reveal().is_empty()) {
            return Some("relays.urls needs relays.secret, the relay's static-auth-secret".into());
        }
        let minutes = FEWEST_MINUTES..=MOST_MINUTES;
        let odd = !minutes.contains(&self.minutes);
        odd.then(|| {
            format!("relays.minutes must be {FEWEST_MINUTES} to {MOST_MINUTES}, came {}", self.minutes)
        })
    }
}
