//! The log on the disk: append-only, encrypted, chained, signed; readable up to the last
//! block whatever happens to the process that writes it.
//!
//! ```text
//! <recordings>/<recording id>/
//!   recording.json           what is recorded (RecordingSpec)
//!   key.json                 this recording's key, wrapped; destroy it to destroy the recording
//!   checkpoints.jsonl        a signed statement of every log's length and hash, every 10 s
//!   log/0000-000000.seg      events: log 0, segment 0
//!   log/0001-000000.seg      first track, segment 0 … a new segment every 10 s
//!   log/0001-000001.seg.part the segment being written
//! ```
//!
//! A **segment** is a header that names the recording, the log, its own number and the
//! SHA-256 of the segment before it; then blocks. A **block** is what one log gathered in at
//! most a tenth of a second: length, newest arrival time, CRC-32, and AES-256-GCM over its
//! **entries**. The CRC finds a torn tail without any key; the tag finds everything else.
//!
//! Everything here but [`disk`] is pure or talks to [`disk::Disk`] only.

pub mod chain;
pub mod checkpoint;
pub mod disk;
pub mod entry;
pub mod folder;
pub mod reader;
pub mod segment;
