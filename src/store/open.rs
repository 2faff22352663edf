//! Opening the database, with one clear sentence if it cannot be.

use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::engine::Db;
use super::{Store, StoreError};

/// How long a writer of another process (a backup, `concord user`) may hold the SQLite file.
const BUSY: Duration = Duration::from_secs(5);

/// How to open the database.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Most connections at once.
    pub connections_max: u32,
    /// How long a request waits for one.
    pub wait: Duration,
}

impl Store {
    /// Connects to `url`: `sqlite:PATH` or `postgres://…`. Creates the SQLite file if missing.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub async fn open(url: &str, pool: &Pool) -> Result<Self, StoreError> {
        match url.starts_with("sqlite:") {
            true => open_sqlite(url, pool).await,
            false => open_postgres(url, pool).await,
        }
    }
}

async fn open_sqlite(url: &str, pool: &Pool) -> Result<Store, StoreError> {
    let unusable = |why: &dyn std::fmt::Display| {
        StoreError::Open(format!(
            "the database file of {url} cannot be opened or made: {why}; check database.url and who may write there"
        ))
    };
    let options = SqliteConnectOptions::from_str(url).map_err(|error| unusable(&error))?;
    if let Some(folder) = options.get_filename().parent().filter(|folder| *folder != Path::new("")) {
        fs::create_dir_all(folder).map_err(|error| unusable(&error))?;
    }
    // FULL: what has been acknowledged survives a power cut, at the price of one sync a commit.
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY);
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(pool.wait)
        .connect_with(options.clone())
        .await
        .map_err(|error| unusable(&error))?;
    let read = SqlitePoolOptions::new()
        .max_connections(pool.connections_max)
        .acquire_timeout(pool.wait)
        .connect_with(options.pragma("query_only", "ON"))
        .await
        .map_err(|error| unusable(&error))?;
    Ok(Store { read: Db::Sqlite(read), write: Db::Sqlite(write) })
}

async fn open_postgres(url: &str, pool: &Pool) -> Result<Store, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| {
        StoreError::Open(format!(
            "database.url is not an address like postgres://user:password@host/database: {error}"
        ))
    })?;
    let place = format!("{}:{}", options.get_host(), options.get_port());
    let pool = PgPoolOptions::new()
        .max_connections(pool.connections_max)
        .acquire_timeout(pool.wait)
        .connect_with(options)
        .await
        .map_err(|error| {
            StoreError::Open(format!(
                "PostgreSQL at {place} does not let us in: {error}; check database.url and that it is running"
            ))
        })?;
    Ok(Store { read: Db::Postgres(pool.clone()), write: Db::Postgres(pool) })
}
