//! Programs of whoever runs the server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signaling::token::Key;

use super::Secret;

/// Fewest bytes of an API secret: as long as the hash it keys (RFC 7518 §3.2).
const SECRET_BYTES: usize = 32;

/// `[server_api]`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerApi {
    /// API keys and their secrets. Without one there is no server API.
    pub keys: BTreeMap<String, Secret>,
}

impl ServerApi {
    /// The keys, ready to verify tokens.
    pub fn keys(&self) -> Vec<Key> {
        let key = |(id, secret): (&String, &Secret)| Key::api(id, secret.reveal().as_bytes()).ok();
        self.keys.iter().filter_map(key).collect()
    }

    pub(super) fn contradiction(&self) -> Option<String> {
        let short = |(id, secret): &(&String, &Secret)| id.is_empty() || secret.reveal().len() < SECRET_BYTES;
        self.keys.iter().find(short).map(|(id, _)| {
            format!("server_api.keys.{id} needs a name and a secret of at least {SECRET_BYTES} bytes")
        })
    }
}
