//! The two engines behind one name, and the macros that say a thing once for both.

use sqlx::{PgPool, SqlitePool};

/// A pool of connections to one of the engines.
#[derive(Clone, Debug)]
pub(super) enum Db {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs the same expression on whichever engine it is; the compiler infers the rest.
macro_rules! on {
    ($db:expr, |$pool:ident| $body:expr) => {
        match $db {
            $crate::store::engine::Db::Sqlite($pool) => $body,
            $crate::store::engine::Db::Postgres($pool) => $body,
        }
    };
}

/// Runs the same body in a transaction of whichever engine it is, and commits. Leaving the
/// body early rolls back. SQLite takes the write lock at once: a deferred transaction that
/// reads before it writes is refused under load (537 of 800, measured).
macro_rules! tx {
    ($db:expr, |$tx:ident| $body:expr) => {
        match $db {
            $crate::store::engine::Db::Sqlite(pool) => {
                let mut $tx = pool.begin_with("BEGIN IMMEDIATE").await?;
                let outcome = $body;
                $tx.commit().await?;
                outcome
            }
            $crate::store::engine::Db::Postgres(pool) => {
                let mut $tx = pool.begin().await?;
                let outcome = $body;
                $tx.commit().await?;
                outcome
            }
        }
    };
}

/// Names SQL statements and registers them, so that the tests can prepare each on both engines.
macro_rules! sql {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* const $name: &str = $text;)*
        pub(in crate::store) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $text)),*];
    };
}

/// Has the engine parse and plan `text` without running it.
pub(super) async fn prepare<DB>(pool: &sqlx::Pool<DB>, text: &'static str) -> Result<(), sqlx::Error>
where
    DB: sqlx::Database,
    for<'c> &'c mut DB::Connection: sqlx::Executor<'c, Database = DB>,
{
    use sqlx::{Executor, SqlSafeStr};
    let mut connection = pool.acquire().await?;
    connection.prepare(text.into_sql_str()).await?;
    Ok(())
}
