//! What earlier runs of a job finished, on the disk: a job that was killed goes on there.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Finished steps and what they found.
pub struct Steps {
    path: PathBuf,
    state: State,
}

#[derive(Default, Serialize, Deserialize)]
struct State {
    /// Which software worked; another one starts over.
    software: String,
    finished: BTreeMap<String, Value>,
}

impl Steps {
    /// Of the job whose state is at `path`; empty if there is none, or if other software or
    /// other options wrote it.
    pub fn open(path: &Path, software: &str) -> Self {
        let state: Option<State> = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let state = state.filter(|state| state.software == software);
        let fresh = || State { software: software.to_owned(), finished: BTreeMap::new() };
        Self { path: path.to_owned(), state: state.unwrap_or_else(fresh) }
    }

    /// What a step found, if it was finished.
    pub fn found<T: DeserializeOwned>(&self, step: &str) -> Option<T> {
        serde_json::from_value(self.state.finished.get(step)?.clone()).ok()
    }

    /// Notes that a step is finished; on the disk when this returns.
    pub fn finish(&mut self, step: &str, found: &impl Serialize) -> io::Result<()> {
        self.state.finished.insert(step.to_owned(), serde_json::to_value(found)?);
        let part = super::part_of(&self.path);
        fs::write(&part, serde_json::to_vec(&self.state)?)?;
        fs::File::open(&part)?.sync_all()?;
        fs::rename(&part, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finished_step_is_known_to_the_next_run_of_the_same_software_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("steps.json");
        Steps::open(&path, "a").finish("sound", &7).unwrap();
        assert_eq!(Steps::open(&path, "a").found("sound"), Some(7));
        assert_eq!(Steps::open(&path, "a").found::<u32>("picture"), None);
        assert_eq!(Steps::open(&path, "b").found::<u32>("sound"), None);
    }

    #[test]
    fn a_torn_state_file_means_starting_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("steps.json");
        fs::write(&path, b"{\"finished\": {").unwrap();
        assert_eq!(Steps::open(&path, "a").found::<u32>("sound"), None);
    }
}
