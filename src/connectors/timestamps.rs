//! Time stamps by HTTP (RFC 3161 §3.4): a request is posted as `application/timestamp-query`,
//! the answer comes as `application/timestamp-reply`. The RFC is the contract; many public and
//! most national authorities speak it. Nothing but a hash is sent.

use std::time::Duration;

use recorder::timestamp::{ANSWER_BYTES_MAX, TimestampAuthority};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use thiserror::Error;
use tokio::runtime::Handle;

/// The whole exchange.
const TAKES_WITHIN: Duration = Duration::from_secs(10);
const QUERY: &str = "application/timestamp-query";
const REPLY: &str = "application/timestamp-reply";

/// There is no client: this system's certificates cannot be read.
#[derive(Debug, Error)]
#[error("expected the certificates of this system: {0}")]
pub struct ClientError(#[from] reqwest::Error);

/// The authority at an address.
pub struct HttpAuthority {
    url: String,
    client: reqwest::Client,
    runtime: Handle,
}

impl HttpAuthority {
    /// Must be called, and is later used, while a runtime runs.
    ///
    /// # Errors
    /// If this system's certificates cannot be read.
    pub fn new(url: String) -> Result<Self, ClientError> {
        let client = reqwest::Client::builder().timeout(TAKES_WITHIN).redirect(Policy::none()).build()?;
        Ok(Self { url, client, runtime: Handle::current() })
    }

    async fn post(&self, request: Vec<u8>) -> Result<Vec<u8>, String> {
        let sent = self.client.post(&self.url).header(CONTENT_TYPE, QUERY).body(request).send().await;
        let mut answer = sent.and_then(reqwest::Response::error_for_status).map_err(words)?;
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some(REPLY) {
            return Err(format!("it answered with {kind:?} instead of {REPLY:?}"));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(words)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > ANSWER_BYTES_MAX {
                return Err(format!("it answered with more than {ANSWER_BYTES_MAX} bytes"));
            }
        }
        Ok(bytes)
    }
}

impl TimestampAuthority for HttpAuthority {
    fn ask(&self, request: Vec<u8>) -> Result<Vec<u8>, String> {
        self.runtime.block_on(self.post(request))
    }
}

/// Without the address: it may hold a password.
fn words(error: reqwest::Error) -> String {
    error.without_url().to_string()
}
