//! The media plane's sockets.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// `[media]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// Where to listen for media. Left out: every address of this machine, for browsers do not
    /// offer 127.0.0.1, not even to a server on the same machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// First UDP port; each shard takes the next one.
    pub udp_port: u16,
    /// First TCP port, for networks that let no UDP out; each shard takes the next one. 0 is none.
    pub tcp_port: u16,
    /// Addresses given to browsers, if this machine does not know them (behind NAT).
    pub announce: Vec<IpAddr>,
    /// Media threads; 0 means one for each core.
    pub shards: u16,
    /// Offer the media wire with one peer connection too (`/rtc/v1`): new, so off by default.
    pub one_connection: bool,
}

impl Default for Media {
    fn default() -> Self {
        Self {
            address: None,
            udp_port: 7882,
            tcp_port: 7881,
            announce: Vec::new(),
            shards: 0,
            one_connection: false,
        }
    }
}

impl Media {
    pub(super) fn contradiction(&self) -> Option<String> {
        let unspecified = self.announce.iter().any(IpAddr::is_unspecified);
        unspecified
            .then(|| "media.announce must hold addresses that browsers can reach, not 0.0.0.0 or ::".into())
    }
}
