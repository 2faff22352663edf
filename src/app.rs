//! The composition root: builds every part, and owns the order in which they start and stop.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use signaling::token::Keyring;
use signaling::ws::{Counts, Entrance, Settings};
use thiserror::Error;
use tokio::sync::mpsc;
use tracing::{error, info};

use crate::access::{Access, KeyError, Readings, ServerKey};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::connectors::notices;
use crate::coordinator::registry::{Coordinator, MediaNode, Surroundings};
use crate::coordinator::task::NodeNumbers;
use crate::housekeeping;
use crate::http::{self, Api, Bell, Measured, Pace, Server, ServerError};
use crate::materials::Materials;
use crate::open_rooms::OpenRooms;
use crate::recording::{KeyframeWanted, Ledger, Opened, Recordings, RecordingsError};
use crate::relays;
use crate::room_service::RoomService;
use crate::store::{Pool, Store, StoreError};
use crate::supervisor::{Stop, Supervisor};
use crate::webhooks::Webhooks;

/// Why the server cannot start. Each is one sentence that says what to do.
#[derive(Debug, Error)]
pub enum StartError {
    /// The data folder cannot be used.
    #[error("the data folder {} cannot be written to: {source}; choose another with --data or change its owner", folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server's key cannot be had.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Recordings cannot be made.
    #[error(transparent)]
    Recordings(#[from] RecordingsError),
    /// The media node cannot be started.
    #[error(transparent)]
    Media(#[from] sfu::io::StartError),
    /// The web server cannot be started, or failed.
    #[error(transparent)]
    Server(#[from] ServerError),
}

/// A server that is ready to serve.
pub struct App {
    api: Api,
    server: Server,
    ledger: Ledger,
    keyframes: mpsc::Receiver<KeyframeWanted>,
    webhooks: Option<Webhooks>,
    open_rooms: Option<OpenRooms>,
}

impl App {
    /// Opens the data folder and the database, binds the port and starts the media node.
    /// Nothing is served yet.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub async fn build(
        config: Config,
        clock: Clock,
        media: impl FnOnce(&config::Media) -> Result<Arc<dyn MediaNode>, sfu::io::StartError>,
    ) -> Result<Self, StartError> {
        writable(&config)?;
        let server = Server::bind(&config)?;
        let store = open_store(&config).await?;
        let key = ServerKey::load_or_create(&config.storage.keys())?;
        let access = Access::new(store.clone(), clock.clone(), config.access.clone(), key);
        let Opened { recordings, ledger, keyframes } = Recordings::open(&config, clock.clone())?;
        let webhooks = Webhooks::new(&config, &store, &clock);
        let coordinator = Coordinator::new(Surroundings {
            store: store.clone(),
            clock: clock.clone(),
            node: media(&config.media)?,
            numbers: NodeNumbers::default(),
            recorder: Arc::clone(&recordings) as _,
            key: Arc::new(access.tickets().session_key()),
            relays: relays::servers(config.relays.clone()),
            news: webhooks.as_ref().map(|webhooks| webhooks.port.clone()),
        });
        let api = Api {
            materials: Materials::new(config.storage.materials(), config.storage.scanner.clone()),
            address: config.listen.url(server.port()),
            bell: Bell::default(),
            pace: Pace::new(config.limits.requests_per_second),
            readings: Readings::default(),
            config: Arc::new(config),
            store,
            clock,
            access,
            coordinator,
            recordings,
        };
        Ok(Self { api, server, ledger, keyframes, webhooks, open_rooms: None })
    }

    /// With rooms that need no case, for development: everybody may come in.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn with_open_rooms(mut self) -> Result<Self, StartError> {
        let Api { coordinator, store, clock, .. } = self.api.clone();
        self.open_rooms = Some(OpenRooms::prepare(coordinator, store, clock).await?);
        Ok(self)
    }

    /// What the endpoints work with.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The address to type into a browser on this machine.
    pub fn url(&self) -> String {
        self.api.address.clone()
    }

    /// Addresses for a phone on the same network, if the server listens there over TLS.
    pub fn phone_urls(&self) -> Vec<String> {
        let listen = &self.api.config.listen;
        if !listen.tls.self_signed || !listen.bind_address().is_unspecified() {
            return Vec::new();
        }
        let port = self.server.port();
        http::machine_addresses()
            .into_iter()
            .filter(std::net::IpAddr::is_ipv4)
            .map(|address| format!("https://{address}:{port}"))
            .collect()
    }

    /// Serves until `stop` resolves, then ends in order: no new requests, sessions close their
    /// recordings and say goodbye, open requests finish, background tasks end, the database is
    /// closed.
    ///
    /// # Errors
    /// If the socket fails.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), StartError> {
        let Self { api, server, ledger, keyframes, webhooks, open_rooms } = self;
        let coordinator = api.coordinator.clone();
        let drain = Duration::from_secs(api.config.listen.drain_seconds);
        let mut supervisor = Supervisor::default();
        supervisor.spawn("recordings' rows", ledger.run(api.store.clone(), supervisor.stop()));
        let asking = pass_on_keyframes(keyframes, coordinator.clone(), supervisor.stop());
        supervisor.spawn("keyframes for the record", asking);
        let keep_days = api.config.retention.housekeeping_days;
        let keeping = housekeeping::run(api.store.clone(), api.clock.clone(), keep_days, supervisor.stop());
        supervisor.spawn("housekeeping", keeping);
        if let Some(delivery) = notices::Delivery::new(&api.config.connectors, &api.store, &api.clock) {
            supervisor.spawn("notices' delivery", delivery.run(supervisor.stop()));
        }
        if let Some(Webhooks { outbox, delivery, port: _ }) = webhooks {
            supervisor.spawn("webhooks' outbox", outbox.run(supervisor.stop()));
            supervisor.spawn("webhooks' delivery", delivery.run(supervisor.stop()));
        }
        take_stock(&api.recordings).await;
        let days = api.config.retention.recording_days;
        let keeping = Arc::clone(&api.recordings).keep(api.store.clone(), days, supervisor.stop());
        supervisor.spawn("retention", keeping);
        let sending = Arc::clone(&api.recordings).send_out(supervisor.stop());
        supervisor.spawn("sending of recordings", sending);
        coordinator.wake_sessions_under_way().await;

        let stop_serving = server.stopper();
        let serving = server.serve(http::router(&api, wires(&api, open_rooms)));
        let mut serving = std::pin::pin!(serving);
        let served = tokio::select! {
            served = &mut serving => served,
            () = stop => {
                info!("stopping: recordings are closed and open requests may finish");
                stop_serving();
                tokio::join!(coordinator.stop(drain), &mut serving).1
            }
        };
        supervisor.shut_down(drain).await;
        let store = api.store.clone();
        end_recorder(api, coordinator).await;
        store.close().await;
        info!("stopped");
        Ok(served?)
    }
}

/// The sockets of session and media, the server API, and the figures of what happens at their
/// doors. Rooms without a case have a key of their own beside that of all others.
fn wires(api: &Api, open_rooms: Option<OpenRooms>) -> http::Wires {
    let tickets = api.access.tickets();
    let settings = Settings { one_connection: api.config.media.one_connection };
    let (server_api, programs) = server_api(api, open_rooms.clone());
    let (media, people) = match open_rooms {
        None => media_wires(Entrance::new(api.coordinator.clone(), tickets.keyring(), settings)),
        Some(rooms) => {
            let keys = Keyring::new([tickets.session_key(), OpenRooms::key()]);
            media_wires(Entrance::new(rooms, keys, settings))
        }
    };
    let measured = Measured { coordinator: api.coordinator.clone(), doors: vec![people, programs] };
    media.merge(server_api).merge(http::metrics(measured, api.config.metrics.token.as_ref()))
}

fn media_wires(entrance: Entrance<impl signaling::ws::Host>) -> (http::Wires, Arc<Counts>) {
    let counts = entrance.counts();
    (signaling::ws::one_request(entrance.clone()).merge(signaling::ws::routes(entrance)), counts)
}

/// The server API has an entrance of its own: its keys open neither media nor a session.
fn server_api(api: &Api, open_rooms: Option<OpenRooms>) -> (http::Wires, Arc<Counts>) {
    let development = open_rooms.as_ref().map(|_| OpenRooms::key());
    let keys = Keyring::new(api.config.server_api.keys().into_iter().chain(development));
    let service = RoomService::new(api.coordinator.clone(), open_rooms);
    let entrance = Entrance::new(service, keys, Settings::default());
    let counts = entrance.counts();
    (signaling::ws::server_api(entrance), counts)
}

/// Waits for the disk, away from the threads that serve.
async fn take_stock(recordings: &Arc<Recordings>) {
    let recordings = Arc::clone(recordings);
    if let Err(panic) = tokio::task::spawn_blocking(move || recordings.take_stock()).await {
        error!(%panic, "what the last run left behind could not be put right");
    }
}

/// Whoever holds the recorder last ends its threads and workers, which waits for the disk.
async fn end_recorder(api: Api, coordinator: Coordinator) {
    if let Err(panic) = tokio::task::spawn_blocking(move || drop((api, coordinator))).await {
        error!(%panic, "the recorder did not end in good order");
    }
}

async fn pass_on_keyframes(
    mut wanted: mpsc::Receiver<KeyframeWanted>,
    coordinator: Coordinator,
    mut stop: Stop,
) {
    loop {
        tokio::select! {
            Some(KeyframeWanted { session, track }) = wanted.recv() => {
                coordinator.request_keyframe(session, track).await;
            }
            () = stop.asked() => return,
        }
    }
}

/// Opens the database of `config` and brings its schema up to date.
///
/// # Errors
/// With a sentence that says what to do.
pub async fn open_store(config: &Config) -> Result<Store, StoreError> {
    let wait = Duration::from_millis(config.database.wait_ms);
    let pool = Pool { connections_max: config.database.connections_max, wait };
    let store = Store::open(&config.database_url(), &pool).await?;
    store.migrate().await?;
    Ok(store)
}

/// Makes the data folder and sees that it can be written to.
fn writable(config: &Config) -> Result<(), StartError> {
    let folder = &config.storage.folder;
    let probe = folder.join(".writable");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&probe, b""))
        .and_then(|()| fs::remove_file(&probe))
        .map_err(|source| StartError::Folder { folder: folder.clone(), source })
}
