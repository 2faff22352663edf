//! Listening: HTTP or HTTPS, and coming to an end without cutting anybody off.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use thiserror::Error;

use super::tls::{self, TlsError};
use crate::config::Config;

/// A client that has not finished its TLS handshake or its first request head by then is cut
/// off.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the server cannot listen.
#[derive(Debug, Error)]
pub enum ServerError {
    /// Somebody else listens there.
    #[error("port {0} is taken by another program; stop that program, or choose another port with --port")]
    PortTaken(u16),
    /// Ports below 1024 need a privilege.
    #[error(
        "port {0} needs a privilege; choose a port above 1023 with --port, or give the program CAP_NET_BIND_SERVICE"
    )]
    PortPrivileged(u16),
    /// The machine does not have that address.
    #[error("cannot listen on {address}: {source}; check listen.address")]
    Address {
        /// Where it was to listen.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Serving failed.
    #[error("the web server failed: {0}")]
    Serve(#[source] io::Error),
}

/// A bound socket, not yet serving.
pub struct Server {
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    port: u16,
    handle: Handle<SocketAddr>,
    drain: Duration,
}

impl Server {
    /// Binds the socket and reads or makes the certificate.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub fn bind(config: &Config) -> Result<Self, ServerError> {
        let address = SocketAddr::new(config.listen.bind_address(), config.listen.port);
        let tls = tls::server_config(&config.listen.tls, &config.storage.keys())?;
        let listener = TcpListener::bind(address).map_err(|source| sentence(address, source))?;
        let failed = |source| ServerError::Address { address, source };
        listener.set_nonblocking(true).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let tls = tls.map(RustlsConfig::from_config);
        let drain = Duration::from_secs(config.listen.drain_seconds);
        Ok(Self { listener, tls, port, handle: Handle::new(), drain })
    }

    /// The port it is bound to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes [`Server::serve`] return after open requests have ended.
    pub fn stopper(&self) -> impl FnOnce() + Send + 'static {
        let (handle, drain) = (self.handle.clone(), self.drain);
        move || handle.graceful_shutdown(Some(drain))
    }

    /// Serves until it is stopped.
    ///
    /// # Errors
    /// If the socket fails.
    pub async fn serve(self, router: Router) -> Result<(), ServerError> {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let served = match self.tls {
            None => {
                let server = axum_server::from_tcp(self.listener).map_err(ServerError::Serve)?;
                server.first_request_timeout(PATIENCE).handle(self.handle).serve(service).await
            }
            Some(tls) => {
                let server = axum_server::from_tcp_rustls(self.listener, tls).map_err(ServerError::Serve)?;
                server.first_request_timeout(PATIENCE).handle(self.handle).serve(service).await
            }
        };
        served.map_err(ServerError::Serve)
    }
}

fn sentence(address: SocketAddr, source: io::Error) -> ServerError {
    match source.kind() {
        io::ErrorKind::AddrInUse => ServerError::PortTaken(address.port()),
        io::ErrorKind::PermissionDenied => ServerError::PortPrivileged(address.port()),
        _ => ServerError::Address { address, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_one_clear_sentence() {
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut config = Config::default();
        config.listen.port = holder.local_addr().unwrap().port();
        let Err(error) = Server::bind(&config) else { panic!("bound a taken port") };
        assert!(error.to_string().contains("--port"), "{error}");
    }
}
