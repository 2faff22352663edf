//! Bringing the schema up to date.

use sqlx::migrate::{MigrateError, Migrator};

use super::engine::Db;
use super::{Store, StoreError};

static PORTABLE: Migrator = sqlx::migrate!("./migrations");
static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

impl Store {
    /// Applies the migrations that are missing.
    ///
    /// # Errors
    /// If the database was made by a later version, or a migration cannot be applied.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let own = match self.write {
            Db::Sqlite(_) => &SQLITE,
            Db::Postgres(_) => &POSTGRES,
        };
        let all = PORTABLE.iter().chain(own.iter()).cloned().collect();
        let migrator = Migrator::with_migrations(all);
        on!(&self.write, |db| migrator.run(db).await).map_err(sentence)
    }
}

fn sentence(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(version) => StoreError::Open(format!(
            "the database was made by a later version of Concord (migration {version} is unknown here); \
             run that version, or restore a backup"
        )),
        MigrateError::VersionMismatch(version) => StoreError::Open(format!(
            "migration {version} in the database differs from the one in this version; a released migration \
             must never be edited"
        )),
        other => StoreError::Unavailable(Box::new(other)),
    }
}
