//! Checks a record without trusting whoever keeps it: offline, with nothing but the public
//! key that signed it.

pub mod bundle;
pub mod log;

use std::fmt;

use crate::key::VerifyingKey;

/// The first thing found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In which file, relative to the recording or the bundle.
    pub file: String,
    /// From which byte on, where that can be said.
    pub offset: Option<u64>,
    /// What was expected and what came.
    pub what: String,
}

impl Fault {
    fn new(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.into(), offset: None, what: what.into() }
    }

    fn at(self, offset: u64) -> Self {
        Self { offset: Some(offset), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(offset) = self.offset {
            write!(f, ", byte {offset}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for Fault {}

/// Whose signature will do.
#[derive(Clone, Copy, Debug, Default)]
pub enum Trust {
    /// Anybody's: the report names the key, and the reader compares it with the one the
    /// institution publishes.
    #[default]
    Any,
    /// This key's only.
    Only(VerifyingKey),
}

impl Trust {
    fn pinned(&self) -> Option<&VerifyingKey> {
        match self {
            Self::Any => None,
            Self::Only(key) => Some(key),
        }
    }
}
