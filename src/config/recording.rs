//! Making the files of a recording.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[recording]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recording {
    /// The program that makes the files. Left out: `concord-recorder` beside this program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker: Option<PathBuf>,
    /// Recordings whose files are made at the same time. Each can fill a core.
    pub workers: u16,
    /// A time stamp authority (RFC 3161) that says when a bundle's signature existed. Left out:
    /// nobody says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp_url: Option<String>,
    /// Where the files of finished recordings go: `s3://BUCKET/PREFIX?endpoint=URL&region=NAME`.
    /// Left out: they stay in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
}

impl Default for Recording {
    fn default() -> Self {
        Self { worker: None, workers: 1, timestamp_url: None, store: None }
    }
}

impl Recording {
    pub(super) fn contradiction(&self) -> Option<String> {
        let strange = |url: &String| !url.starts_with("http://") && !url.starts_with("https://");
        self.timestamp_url
            .as_ref()
            .filter(|url| strange(url))
            .map(|_| "recording.timestamp_url must begin with http:// or https://".into())
    }
}
