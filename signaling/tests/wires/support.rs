//! A server with a scripted host, and tokens for it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;
use signaling::LinkId;
use signaling::livekit::Response;
use signaling::token::{ApiGrant, Grant, Key, Keyring, Scope, Validity, VideoGrant, Wire};
use signaling::ws::{
    ChannelDown, ChannelLink, ChannelOpening, ChannelUp, Counts, Denial, Entrance, Host, Link, MediaLink,
    MediaOpening, MediaUp, Settings, routes,
};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Nothing in these tests takes longer, unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// A command of a made-up application.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    RaiseHand,
    Say { text: String },
}

/// A media socket as the host sees it.
pub struct MediaEnd {
    pub opening: MediaOpening,
    pub up: mpsc::Receiver<(LinkId, MediaUp)>,
    pub down: mpsc::Sender<Response>,
}

/// A channel socket as the host sees it.
pub struct ChannelEnd {
    pub opening: ChannelOpening,
    pub up: mpsc::Receiver<(LinkId, ChannelUp<Command>)>,
    pub down: mpsc::Sender<ChannelDown>,
}

/// A host that accepts whom it is told to, and hands the other ends to the test.
#[derive(Clone)]
pub struct Stage {
    denial: Option<Denial>,
    links: Arc<AtomicU64>,
    media: mpsc::Sender<MediaEnd>,
    channels: mpsc::Sender<ChannelEnd>,
}

impl Stage {
    fn next_id(&self) -> LinkId {
        LinkId(self.links.fetch_add(1, Ordering::Relaxed))
    }
}

impl Host for Stage {
    type Command = Command;

    async fn may_open_media(&self, _: &MediaOpening) -> Result<(), Denial> {
        self.denial.map_or(Ok(()), Err)
    }

    async fn open_media(&self, opening: MediaOpening) -> Result<MediaLink, Denial> {
        self.may_open_media(&opening).await?;
        let (report, up) = mpsc::channel(64);
        let (link, down) = Link::new(self.next_id(), report, 1_024);
        let _ = self.media.send(MediaEnd { opening, up, down }).await;
        Ok(link)
    }

    async fn open_channel(&self, opening: ChannelOpening) -> Result<ChannelLink<Command>, Denial> {
        self.denial.map_or(Ok(()), Err)?;
        let (report, up) = mpsc::channel(64);
        let (link, down) = Link::new(self.next_id(), report, 1_024);
        let _ = self.channels.send(ChannelEnd { opening, up, down }).await;
        Ok(link)
    }
}

/// A running server. Ends with its test.
pub struct Server {
    pub address: SocketAddr,
    pub counts: Arc<Counts>,
    media: mpsc::Receiver<MediaEnd>,
    channels: mpsc::Receiver<ChannelEnd>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(None, Settings::default()).await
    }

    pub async fn denying(denial: Denial) -> Self {
        Self::start_with(Some(denial), Settings::default()).await
    }

    pub async fn start_with(denial: Option<Denial>, settings: Settings) -> Self {
        let (media_ends, media) = mpsc::channel(64);
        let (channel_ends, channels) = mpsc::channel(64);
        let stage = Stage { denial, links: Arc::default(), media: media_ends, channels: channel_ends };
        let entrance = Entrance::new(stage, Keyring::new([session_key(), api_key()]), settings);
        let counts = entrance.counts();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = routes(entrance).into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { address, counts, media, channels, task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("ws://{}{path}", self.address)
    }

    /// The host's end of the next media socket.
    pub async fn media(&mut self) -> MediaEnd {
        soon(self.media.recv()).await.unwrap()
    }

    /// The host's end of the next channel socket.
    pub async fn channel(&mut self) -> ChannelEnd {
        soon(self.channels.recv()).await.unwrap()
    }

    /// Whether the host was asked for anything.
    pub fn host_heard_nothing(&mut self) -> bool {
        self.media.try_recv().is_err() && self.channels.try_recv().is_err()
    }
}

/// Waits for something that must happen soon.
pub async fn soon<F: Future>(what: F) -> F::Output {
    tokio::time::timeout(PATIENCE, what).await.expect("it takes too long")
}

fn session_key() -> Key {
    Key::session("k1", &[7; 32]).unwrap()
}

pub fn api_key() -> Key {
    Key::api("devkey", b"secret").unwrap()
}

/// A token of ours for one wire.
pub fn session_token(wire: Wire) -> String {
    let scope = Scope { wire, session: Uuid::from_u128(1), participant: Uuid::from_u128(2) };
    session_key().mint(&Grant::Session(scope), valid(), None).unwrap()
}

/// A token as the tools of the ecosystem make it.
pub fn api_token() -> String {
    let video = VideoGrant { room_join: true, room: "r".into(), ..VideoGrant::default() };
    let grant = ApiGrant { identity: "ann".into(), video, ..ApiGrant::default() };
    api_key().mint(&Grant::Api(Box::new(grant)), valid(), None).unwrap()
}

pub fn valid() -> Validity {
    #[expect(clippy::disallowed_methods, reason = "the server under test has a clock")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Validity::from_now(now, 600)
}
