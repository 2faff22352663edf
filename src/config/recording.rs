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
}

impl Default for Recording {
    fn default() -> Self {
        Self { worker: None, workers: 1 }
    }
}
