//! A byte stream that knows since when a message is unfinished.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::clock;

/// Wraps the stream below a WebSocket. Bytes that arrive open a message, and
/// [`Metered::finished`] closes it: what is open for too long is somebody who sends a byte a
/// second.
#[derive(Debug)]
pub struct Metered<S> {
    inner: S,
    unfinished_since: Option<Instant>,
}

impl<S> Metered<S> {
    /// A stream on which nothing has arrived.
    pub fn new(inner: S) -> Self {
        Self { inner, unfinished_since: None }
    }

    /// A whole message was read.
    pub fn finished(&mut self) {
        self.unfinished_since = None;
    }

    /// Since when bytes have arrived that are no message yet.
    pub fn unfinished_since(&self) -> Option<Instant> {
        self.unfinished_since
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let poll = Pin::new(&mut self.inner).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.unfinished_since.get_or_insert_with(clock::now);
        }
        poll
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
