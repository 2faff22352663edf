//! Services of others: where notices go.

use serde::{Deserialize, Serialize};

use super::Secret;

/// `[connectors]`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Connectors {
    /// How notices and one-time codes reach people.
    pub notices: NoticeChannel,
    /// The address of the notice service, for `notices = "http"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices_url: Option<String>,
    /// The shared secret that signs requests to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices_secret: Option<Secret>,
    /// The mail server, for `notices = "mail"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<Mail>,
}

/// Ways to reach people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeChannel {
    /// Kept in the database and shown to the institution's admin, who passes them on.
    #[default]
    Desk,
    /// Posted to a service that sends SMS or mail.
    Http,
    /// Sent as mail.
    Mail,
}

/// `[connectors.mail]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `smtps://USER:PASSWORD@HOST` or `smtp://HOST` for a relay on this machine.
    pub server: Secret,
    /// Who it comes from.
    pub from: String,
}

impl Connectors {
    pub(super) fn contradiction(&self) -> Option<String> {
        match self.notices {
            NoticeChannel::Http if self.notices_url.is_none() || self.notices_secret.is_none() => Some(
                "connectors.notices = \"http\" needs connectors.notices_url and connectors.notices_secret"
                    .into(),
            ),
            NoticeChannel::Mail if self.mail.is_none() => {
                Some("connectors.notices = \"mail\" needs [connectors.mail]".into())
            }
            _ => None,
        }
    }
}
