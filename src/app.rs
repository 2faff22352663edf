//! The composition root: builds every part, and owns the order in which they start and stop.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use thiserror::Error;
use tracing::info;

use crate::access::{Access, KeyError, ServerKey};
use crate::clock::Clock;
use crate::config::Config;
use crate::http::{self, Api, Server, ServerError};
use crate::store::{Pool, Store, StoreError};
use crate::supervisor::Supervisor;

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
    /// The web server cannot be started, or failed.
    #[error(transparent)]
    Server(#[from] ServerError),
}

/// A server that is ready to serve.
pub struct App {
    api: Api,
    server: Server,
    supervisor: Supervisor,
}

impl App {
    /// Opens the data folder and the database and binds the port. Nothing is served yet.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub async fn build(config: Config) -> Result<Self, StartError> {
        writable(&config)?;
        let server = Server::bind(&config)?;
        let store = open_store(&config).await?;
        let key = ServerKey::load_or_create(&config.storage.keys())?;
        let clock = Clock::system();
        let access = Access::new(store.clone(), clock.clone(), config.access.clone(), key);
        let api = Api { store, clock, config: Arc::new(config), access };
        Ok(Self { api, server, supervisor: Supervisor::default() })
    }

    /// What the endpoints work with.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The address to type into a browser on this machine.
    pub fn url(&self) -> String {
        self.api.config.listen.url(self.server.port())
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

    /// Serves until `stop` resolves, then ends in order: no new requests, open ones finish,
    /// background tasks end, the database is closed.
    ///
    /// # Errors
    /// If the socket fails.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), StartError> {
        let Self { api, server, supervisor } = self;
        let drain = Duration::from_secs(api.config.listen.drain_seconds);
        let stop_serving = server.stopper();
        let store = api.store.clone();
        let serving = server.serve(http::router(&api, http::Wires::default()));
        let mut serving = std::pin::pin!(serving);
        let served = tokio::select! {
            served = &mut serving => served,
            () = stop => {
                info!("stopping: open requests may finish");
                stop_serving();
                serving.await
            }
        };
        supervisor.shut_down(drain).await;
        store.close().await;
        info!("stopped");
        Ok(served?)
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
