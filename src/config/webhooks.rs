//! Programs that want to be told what happens in rooms.

use serde::{Deserialize, Serialize};

use super::ServerApi;

/// `[webhooks]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhooks {
    /// Addresses to post to. Without one nothing is told.
    pub urls: Vec<String>,
    /// Which of `server_api.keys` signs.
    pub key: String,
    /// Hours after which news that nobody takes is given up.
    pub give_up_hours: u32,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self { urls: Vec::new(), key: String::new(), give_up_hours: 72 }
    }
}

impl Webhooks {
    pub(super) fn contradiction(&self, api: &ServerApi) -> Option<String> {
        let odd = |url: &&String| !url.starts_with("http://") && !url.starts_with("https://");
        if let Some(url) = self.urls.iter().find(odd) {
            return Some(format!("webhooks.urls must be http or https addresses, came {url}"));
        }
        let unsigned = !self.urls.is_empty() && !api.keys.contains_key(&self.key);
        unsigned.then(|| "webhooks.urls needs webhooks.key, the name of one of server_api.keys".into())
    }
}
