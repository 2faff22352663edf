//! Signed checkpoints: a statement of how long every log is and what it hashes to, every ten
//! seconds and at the end. A hash chain alone cannot tell that its last link was taken away;
//! a signed statement of its length can.

use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::disk::DiskFile;
use crate::digest::Sha256;
use crate::key::{SigningKey, VerifyingKey};
use crate::manifest::{canonical, jws};
use crate::spec::RecordingId;
use crate::time::{RecordingTime, Utc};

/// How far one log had got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Which log.
    pub log: u32,
    /// Its newest segment.
    pub segment: u32,
    /// Bytes of that segment that were on the disk.
    pub bytes: u64,
    /// SHA-256 of those bytes.
    pub sha256: Sha256,
}

/// The statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Of which recording.
    pub recording: RecordingId,
    /// Counts from 0 without a hole.
    pub sequence: u64,
    /// SHA-256 of the line before this one, without its line feed; of `recording.json` for
    /// the first.
    pub previous: Sha256,
    /// When, in the time of the recording: microseconds, so that JSON can say it exactly.
    pub time_us: u64,
    /// When, as the server's clock said.
    pub utc: Utc,
    /// One for each log, in order.
    pub heads: Vec<Head>,
    /// Nothing comes after it: the recording was closed, or recovered after a crash.
    pub last: bool,
}

impl Checkpoint {
    /// When, in the time of the recording.
    pub fn time(&self) -> RecordingTime {
        RecordingTime(self.time_us.saturating_mul(1000))
    }

    /// As a line of `checkpoints.jsonl`, without the line feed.
    pub fn to_line(&self, key: &SigningKey) -> String {
        let payload = canonical::to_bytes(self).expect("a checkpoint is integers and strings");
        jws::sign(key, &payload)
    }

    /// Reads and checks a line.
    pub fn from_line(
        line: &str,
        pinned: Option<&VerifyingKey>,
    ) -> Result<(Self, VerifyingKey), CheckpointError> {
        let (payload, key) = jws::verify(line, pinned)?;
        let checkpoint: Self = serde_json::from_slice(&payload).map_err(|_| CheckpointError::Form)?;
        let canonical = canonical::to_bytes(&checkpoint).map_err(|_| CheckpointError::Form)?;
        if canonical != payload {
            return Err(CheckpointError::Form);
        }
        Ok((checkpoint, key))
    }
}

/// What a new checkpoint says; number and predecessor follow from the file.
#[derive(Clone, Debug)]
pub struct Statement {
    /// See [`Checkpoint::time_us`].
    pub time: RecordingTime,
    /// See there.
    pub utc: Utc,
    /// See there.
    pub heads: Vec<Head>,
    /// See there.
    pub last: bool,
}

/// The file of checkpoints being written.
pub struct CheckpointFile {
    recording: RecordingId,
    file: Arc<dyn DiskFile>,
    bytes: u64,
    sequence: u64,
    previous: Sha256,
    key: Arc<SigningKey>,
}

impl CheckpointFile {
    /// An empty file of a recording whose `recording.json` has this hash.
    pub fn new(recording: RecordingId, file: Arc<dyn DiskFile>, spec: Sha256, key: Arc<SigningKey>) -> Self {
        Self { recording, file, bytes: 0, sequence: 0, previous: spec, key }
    }

    /// A file that has `bytes` of lines, the last of them `sequence`, hashing to `previous`.
    pub fn continued(self, bytes: u64, sequence: u64, previous: Sha256) -> Self {
        Self { bytes, sequence: sequence + 1, previous, ..self }
    }

    /// Signs and appends a statement and waits for the disk. After an error the file is as
    /// before.
    pub fn append(&mut self, statement: Statement) -> io::Result<()> {
        let Statement { time, utc, heads, last } = statement;
        let checkpoint = Checkpoint {
            recording: self.recording,
            sequence: self.sequence,
            previous: self.previous,
            time_us: time.0 / 1000,
            utc,
            heads,
            last,
        };
        let line = checkpoint.to_line(&self.key);
        let written = self.file.append(format!("{line}\n").as_bytes()).and_then(|()| self.file.sync());
        if let Err(e) = written {
            self.file.truncate(self.bytes)?;
            return Err(e);
        }
        self.bytes += line.len() as u64 + 1;
        self.sequence += 1;
        self.previous = Sha256::of(line.as_bytes());
        Ok(())
    }
}

/// Why a line is not a checkpoint.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CheckpointError {
    /// See there.
    #[error(transparent)]
    Signature(#[from] jws::JwsError),
    /// The payload is not a checkpoint in canonical form.
    #[error("expected a checkpoint in canonical JSON")]
    Form,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_reads_back_from_its_line() {
        let key = SigningKey::generate().unwrap();
        let checkpoint = Checkpoint {
            recording: RecordingId::random(),
            sequence: 3,
            previous: Sha256::of(b"line 2"),
            time_us: 30_000_000,
            utc: Utc(1_795_397_400_000_000),
            heads: vec![Head { log: 0, segment: 3, bytes: 96, sha256: Sha256::of(b"head") }],
            last: false,
        };
        let line = checkpoint.to_line(&key);
        assert_eq!(Checkpoint::from_line(&line, None), Ok((checkpoint, key.verifying_key())));
    }

    #[test]
    fn a_signed_line_that_says_something_else_is_refused() {
        let key = SigningKey::generate().unwrap();
        let line = jws::sign(&key, b"{\"recording\":1}");
        assert_eq!(Checkpoint::from_line(&line, None), Err(CheckpointError::Form));
    }
}
