//! What can go wrong with the store.

use thiserror::Error;

/// Why the store could not do it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database cannot be opened: the sentence says what to do.
    #[error("{0}")]
    Open(String),
    /// The database did not answer, or not in time. Trying again may help.
    #[error("expected the database to answer")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Something with the same unique value exists.
    #[error("expected a value that is not taken")]
    Taken,
    /// It refers to something that does not exist.
    #[error("expected a reference to something that exists")]
    Dangling,
    /// Somebody else changed it since it was read.
    #[error("expected version {expected}, but it has been changed")]
    Changed {
        /// The version it was read at.
        expected: i64,
    },
    /// What was read does not have the form it was written in.
    #[error("expected {expected} in the database, found {found}")]
    Corrupt {
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(refusal) if refusal.is_unique_violation() => Self::Taken,
            sqlx::Error::Database(refusal) if refusal.is_foreign_key_violation() => Self::Dangling,
            sqlx::Error::ColumnDecode { index, source } => {
                Self::Corrupt { expected: "a readable column", found: format!("{index}: {source}") }
            }
            _ => Self::Unavailable(Box::new(error)),
        }
    }
}
