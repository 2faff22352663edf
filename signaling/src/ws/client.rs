//! The other side of both wires, without a browser: for tests and load generators. It does
//! what `docs/protocol.md` and the media protocol ask of a client, and no more.

mod channel;
mod media;

use std::time::Duration;

use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

pub use channel::ChannelClient;
pub use media::MediaClient;

/// Time between pings, as both wires ask for.
const PING: Duration = Duration::from_secs(5);

/// Why a connection was not made.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The server answered the upgrade with another status.
    #[error("expected an upgrade, came the status {0}")]
    Status(u16),
    /// Anything else.
    #[error("expected a WebSocket")]
    Failed(#[source] Box<Error>),
}

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(url: &str, token: Option<&str>) -> Result<Stream, ConnectError> {
    let failed = |error| ConnectError::Failed(Box::new(error));
    let mut request = url.into_client_request().map_err(failed)?;
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse().map_err(|_| failed(Error::Utf8(String::new())))?;
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    let config = WebSocketConfig::default().read_buffer_size(8 * 1024).write_buffer_size(0);
    match connect_async_with_config(request, Some(config), true).await {
        Ok((stream, _)) => Ok(stream),
        Err(Error::Http(response)) => Err(ConnectError::Status(response.status().as_u16())),
        Err(error) => Err(failed(error)),
    }
}

/// Why a socket ended, as the server said: the code of its close frame.
fn close_code(message: Option<Result<Message, Error>>) -> Option<u16> {
    match message {
        Some(Ok(Message::Close(Some(frame)))) => Some(frame.code.into()),
        _ => None,
    }
}
