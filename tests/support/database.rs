//! A fresh database of either engine.

use std::time::Duration;

use concord::store::{Pool, Store};
use tempfile::TempDir;

use super::postgres::Postgres;

/// A store of its own, with what keeps it alive.
pub struct TestStore {
    /// The store, migrated.
    pub store: Store,
    /// Its address.
    pub url: String,
    _folder: Option<TempDir>,
}

pub async fn sqlite() -> TestStore {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    TestStore { store: open(&url).await, url, _folder: Some(folder) }
}

pub async fn postgres() -> TestStore {
    let url = Postgres::new_database().await;
    TestStore { store: open(&url).await, url, _folder: None }
}

async fn open(url: &str) -> Store {
    let pool = Pool { connections_max: 6, wait: Duration::from_secs(20) };
    let store = Store::open(url, &pool).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// Each test twice: once on SQLite, once on PostgreSQL.
macro_rules! on_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($store:ident: &Store) $body:block)*) => {
        $(
            $(#[$doc])*
            mod $name {
                use super::*;

                async fn check($store: &concord::store::Store) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    check(&$crate::support::database::sqlite().await.store).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    check(&$crate::support::database::postgres().await.store).await;
                }
            }
        )*
    };
}
