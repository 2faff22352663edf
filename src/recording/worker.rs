//! The program that makes bundles: found, and asked whether it runs at all.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use recorder::finalise::worker_beside;
use thiserror::Error;

/// Why bundles could not be made later: better said before the first session.
#[derive(Debug, Error)]
pub enum WorkerError {
    /// It is not there.
    #[error(
        "the program that makes recordings' files is missing at {}; run `make build`, or name it with recording.worker",
        .0.display()
    )]
    Missing(PathBuf),
    /// It cannot be started, for example because a library is missing.
    #[error(
        "the program that makes recordings' files does not run: {what}; run `scripts/install run` to install what it needs"
    )]
    DoesNotRun {
        /// What it or the system says.
        what: String,
    },
}

/// The worker that was set, or the one beside this program.
pub fn find(set: Option<&Path>) -> Result<PathBuf, WorkerError> {
    let beside = || std::env::current_exe().map(|program| worker_beside(&program)).unwrap_or_default();
    let worker = set.map_or_else(beside, Path::to_owned);
    if !worker.is_file() {
        return Err(WorkerError::Missing(worker));
    }
    runs(&worker)?;
    Ok(worker)
}

/// Asked for nothing it prints how it is used. A loader that misses a library prints on the
/// standard error instead.
fn runs(worker: &Path) -> Result<(), WorkerError> {
    let asked = Command::new(worker).stdin(Stdio::null()).output();
    let output = asked.map_err(|error| WorkerError::DoesNotRun { what: error.to_string() })?;
    if output.stdout.starts_with(b"{\"error\":\"usage") {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let what = said.lines().next().map_or_else(|| output.status.to_string(), |line| line.trim().to_owned());
    Err(WorkerError::DoesNotRun { what })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn script(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        (folder, path)
    }

    #[test]
    fn a_missing_worker_is_one_sentence_with_its_place() {
        let error = find(Some(Path::new("/nowhere/concord-recorder"))).unwrap_err().to_string();
        assert!(error.contains("/nowhere/concord-recorder") && error.contains("make build"), "{error}");
    }

    #[test]
    fn a_missing_library_is_named() {
        let (_folder, path) =
            script("#!/bin/sh\necho 'libavcodec.so.59: cannot open shared object file' >&2\nexit 127\n");
        let error = find(Some(&path)).unwrap_err().to_string();
        assert!(error.contains("libavcodec.so.59"), "{error}");
    }

    #[test]
    fn a_worker_that_says_how_it_is_used_will_do() {
        let (_folder, path) = script("#!/bin/sh\necho '{\"error\":\"usage: …\"}'\nexit 1\n");
        assert_eq!(find(Some(&path)).unwrap(), path);
    }
}
