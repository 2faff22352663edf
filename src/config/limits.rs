//! Sizes and counts that strangers can reach.

use serde::{Deserialize, Serialize};

/// `[limits]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Largest request body that is not an upload, in bytes. Forms are far smaller.
    pub body_bytes: usize,
    /// Largest uploaded file, in bytes.
    pub upload_bytes: u64,
    /// Largest part of an upload sent at once, in bytes.
    pub upload_part_bytes: usize,
    /// All files of one case together, in bytes.
    pub case_bytes: u64,
    /// Requests to the API per second from one address (IPv6: one network of 64 bits), beyond which
    /// they are refused; ten seconds' worth may come at once. Behind a proxy this needs
    /// `listen.behind_proxy`, or everybody shares one address.
    pub requests_per_second: u32,
    /// Seconds a request may take.
    pub request_seconds: u64,
}

impl Limits {
    pub(super) fn contradiction(&self) -> Option<String> {
        (self.requests_per_second == 0)
            .then(|| "limits.requests_per_second is 0: nobody could ask anything; set at least 1".to_owned())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            upload_bytes: 512 * 1024 * 1024,
            upload_part_bytes: 8 * 1024 * 1024,
            case_bytes: 4 * 1024 * 1024 * 1024,
            requests_per_second: 100,
            request_seconds: 30,
        }
    }
}
