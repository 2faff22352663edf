//! Addresses, ports and certificates of the web server.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[listen]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listen {
    /// Where to listen. Left out: this machine only without certificates, everywhere with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// TCP port of HTTP, WebSocket and the pages.
    pub port: u16,
    /// The address people type, if it is not the one above: scheme, host and port only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// A proxy in front of this server speaks TLS and sets `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Certificates.
    pub tls: Tls,
    /// Seconds that open requests are given to end when the server stops.
    pub drain_seconds: u64,
}

/// `[listen.tls]`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// PEM file with the certificate chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PathBuf>,
    /// PEM file with its private key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
    /// Make and keep a certificate for this machine's addresses, so that a phone on the same
    /// network can be tried: browsers give the camera to secure pages only.
    pub self_signed: bool,
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            address: None,
            port: 8080,
            public_url: None,
            behind_proxy: false,
            tls: Tls::default(),
            drain_seconds: 10,
        }
    }
}

impl Listen {
    /// Whether this server speaks TLS itself.
    pub fn is_tls(&self) -> bool {
        self.tls.self_signed || self.tls.certificate.is_some()
    }

    /// Whether people reach it over TLS, by itself or by a proxy.
    pub fn is_secure(&self) -> bool {
        self.is_tls() || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Where to listen.
    pub fn bind_address(&self) -> IpAddr {
        let nowhere_else = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let everywhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        self.address.unwrap_or(if self.is_tls() { everywhere } else { nowhere_else })
    }

    /// The address to print and to put into links, with the port that was really bound.
    pub fn url(&self, port: u16) -> String {
        if let Some(url) = &self.public_url {
            return url.trim_end_matches('/').to_owned();
        }
        let scheme = if self.is_tls() { "https" } else { "http" };
        let host = match self.bind_address() {
            address if address.is_unspecified() || address.is_loopback() => "localhost".to_owned(),
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        format!("{scheme}://{host}:{port}")
    }

    pub(super) fn contradiction(&self) -> Option<String> {
        let Tls { certificate, key, self_signed } = &self.tls;
        if certificate.is_some() != key.is_some() {
            return Some("listen.tls.certificate and listen.tls.key must be set together".into());
        }
        if *self_signed && certificate.is_some() {
            return Some(
                "listen.tls.self_signed makes a certificate, so listen.tls.certificate must not be set"
                    .into(),
            );
        }
        if !self.is_tls() && !self.behind_proxy && !self.bind_address().is_loopback() {
            return Some(format!(
                "listen.address {} is reachable by others, but browsers give camera and microphone to secure \
                 pages only: set listen.tls, or listen.behind_proxy if a proxy speaks TLS",
                self.bind_address()
            ));
        }
        self.public_url.as_deref().and_then(malformed_origin)
    }
}

/// An origin is scheme, host and port, and nothing after.
fn malformed_origin(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_origin = rest.is_some_and(|host| {
        let host = host.trim_end_matches('/');
        !host.is_empty() && !host.contains(['/', '?', '#', ' ', '@'])
    });
    (!is_origin)
        .then(|| format!("listen.public_url must be like https://host or https://host:port, got {url}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        let listen = Listen::default();
        assert!(listen.bind_address().is_loopback());
        assert_eq!(listen.url(8080), "http://localhost:8080");
        let open = Listen { address: Some("0.0.0.0".parse().unwrap()), ..Listen::default() };
        assert!(open.contradiction().unwrap().contains("listen.tls"));
    }

    #[test]
    fn half_a_certificate_is_refused() {
        let tls = Tls { certificate: Some("cert.pem".into()), ..Tls::default() };
        assert!(Listen { tls, ..Listen::default() }.contradiction().is_some());
    }

    #[test]
    fn a_public_address_is_an_origin_and_nothing_more() {
        for wrong in ["court.example", "https://", "https://court.example/path", "ftp://court.example"] {
            assert!(malformed_origin(wrong).is_some(), "{wrong}");
        }
        assert_eq!(malformed_origin("https://court.example:8443"), None);
    }
}
