//! Figures for whoever watches the server.

use serde::{Deserialize, Serialize};

use super::Secret;

/// Fewest bytes of the token: what stands in front of it is one request after the other.
const TOKEN_BYTES: usize = 16;

/// `[metrics]`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// What a program sends as `Authorization: Bearer …` to read `/metrics`. Without it there
    /// are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
}

impl Metrics {
    pub(super) fn contradiction(&self) -> Option<String> {
        let short = self.token.as_ref().is_some_and(|token| token.reveal().len() < TOKEN_BYTES);
        short.then(|| format!("metrics.token needs at least {TOKEN_BYTES} characters"))
    }
}
