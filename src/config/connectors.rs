//! Services of others: where notices go.

use serde::{Deserialize, Serialize};

use super::Secret;
use crate::connectors::notices::SigningKey;

/// `[connectors]`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Connectors {
    /// How notices and one-time codes reach people.
    pub notices: NoticeChannel,
    /// The address of the notice service, for `notices = "http"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices_url: Option<String>,
    /// The secret that signs requests to it: `whsec_` and 24 to 64 bytes in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices_secret: Option<Secret>,
}

/// Ways to reach people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeChannel {
    /// Kept in the database and shown to the institution's admin, who passes them on.
    #[default]
    Desk,
    /// Posted to a service that sends SMS or e-mail.
    Http,
}

impl Connectors {
    /// Whether a service sends notices, so that a one-time code reaches its owner only.
    pub fn sends_notices(&self) -> bool {
        self.notices == NoticeChannel::Http
    }

    pub(super) fn contradiction(&self) -> Option<String> {
        if !self.sends_notices() {
            return None;
        }
        let is_address = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        if !self.notices_url.as_ref().is_some_and(is_address) {
            return Some(
                "connectors.notices = \"http\" needs connectors.notices_url, an http address".into(),
            );
        }
        let key = self.notices_secret.as_ref().and_then(|secret| SigningKey::parse(secret.reveal()));
        key.is_none().then(|| {
            "connectors.notices = \"http\" needs connectors.notices_secret: whsec_ and 24 to 64 bytes in base64"
                .into()
        })
    }
}
