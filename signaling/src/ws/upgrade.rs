//! From an HTTP request to a stream of messages.
//!
//! Axum's own extractor would hide the byte stream below the WebSocket, and with it whether
//! a message has begun that never ends.

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use super::socket::Socket;

/// A request that may become a WebSocket (RFC 6455 §4.2.1). No extension is accepted.
pub struct Upgrade {
    response: Response,
    stream: OnUpgrade,
}

/// The stream below a WebSocket.
pub type Stream = TokioIo<Upgraded>;

impl Upgrade {
    /// Accepts, and runs `task` on the socket once the response was written.
    pub fn accept<F>(
        self,
        message_bytes: usize,
        task: impl FnOnce(Socket<Stream>) -> F + Send + 'static,
    ) -> Response
    where
        F: Future<Output = ()> + Send,
    {
        let stream = self.stream;
        tokio::spawn(async move {
            if let Ok(upgraded) = stream.await {
                task(Socket::server(TokioIo::new(upgraded), message_bytes).await).await;
            }
        });
        self.response
    }
}

impl<T: Send + Sync> FromRequestParts<T> for Upgrade {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &T) -> Result<Self, Response> {
        let no_upgrade = || StatusCode::UPGRADE_REQUIRED.into_response();
        let mut request = Request::new(());
        *request.method_mut() = parts.method.clone();
        *request.version_mut() = parts.version;
        *request.headers_mut() = parts.headers.clone();
        let response = create_response_with_body(&request, Body::empty).map_err(|_| no_upgrade())?;
        let stream = parts.extensions.remove::<OnUpgrade>().ok_or_else(no_upgrade)?;
        Ok(Self { response, stream })
    }
}
