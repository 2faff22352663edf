//! Where recordings and uploads are kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Secret;

/// `[storage]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// The data folder: database file, keys, recordings in progress, certificate.
    pub folder: PathBuf,
    /// Objects (uploads, finished recordings): `s3://BUCKET/PREFIX`, or left out for a folder
    /// inside the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objects: Option<Secret>,
}

impl Default for Storage {
    fn default() -> Self {
        Self { folder: "data".into(), objects: None }
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

    /// Where objects are kept if no other place is set.
    pub fn local_objects(&self) -> PathBuf {
        self.folder.join("objects")
    }
}
