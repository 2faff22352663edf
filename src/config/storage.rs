//! Where recordings and uploads are kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[storage]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// The data folder: database file, keys, recordings in progress, certificate.
    pub folder: PathBuf,
    /// A program that looks at every uploaded file: it gets the path and ends with 0 if the
    /// file may be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scanner: Option<PathBuf>,
}

impl Default for Storage {
    fn default() -> Self {
        Self { folder: "data".into(), scanner: None }
    }
}

impl Storage {
    /// Where recordings are written while a session runs.
    pub fn recordings(&self) -> PathBuf {
        self.folder.join("recordings")
    }

    /// Where the finished files of recordings are kept.
    pub fn bundles(&self) -> PathBuf {
        self.folder.join("bundles")
    }

    /// Where keys and the self-signed certificate are kept.
    pub fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    /// Where the files of cases are kept.
    pub fn materials(&self) -> PathBuf {
        self.folder.join("materials")
    }
}
