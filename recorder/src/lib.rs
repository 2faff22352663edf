//! **recorder** turns tracks and events into a record that can be trusted in court.
//!
//! It never decides when to record: root starts, pauses and closes, and hands over the
//! events; the media plane hands over the packets.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use recorder::{Config, Recorder, key::{SigningKey, StorageKey}, spec::*, status::Notice};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::path::PathBuf::from("data/recordings");
//! let recorder = Recorder::open(Config {
//!     signing_key: Arc::new(SigningKey::load_or_create(&folder.join("signing.p8"))?),
//!     storage_key: Arc::new(StorageKey::load_or_create(&folder.join("storage.key"))?),
//!     software: "concord 0.1.0".into(),
//!     notify: Box::new(|notice: Notice| println!("{notice:?}")),
//!     folder,
//! })?;
//! let recording = recorder.start(&RecordingSpec {
//!     id: RecordingId::random(),
//!     session: "s-1".into(),
//!     case: "(2026)粤0192民初1号".into(),
//!     kind: Kind::Hearing,
//!     title: "买卖合同纠纷".into(),
//!     utc_offset_minutes: 480,
//!     expected: Expected { people: 4, minutes: 60 },
//! })?; // on the disk by now, or an error: the session refuses to open a hearing without it
//! let tap = recording.tap(); // for sfu::node::Command::Tap
//! recording.event(&serde_json::json!({"type": "note", "text": "现在开庭"}))?;
//! println!("safe until {:?}", recording.status().safe_until);
//! recording.close("闭庭")?;
//! # drop(tap); Ok(()) }
//! ```
//!
//! | module | owns |
//! |---|---|
//! | [`log`] | the format on the disk: entries, sealed blocks, chained segments, signed checkpoints |
//! | [`live`] | the threads between a media thread's packet and a synced log |
//! | [`recover`] | what is left after a crash, and what was lost, exactly |
//! | [`verify`] | proof, offline, that a log or a bundle is what was signed |
//! | [`timeline`] | what was said and shown when, from clocks that disagree; pure |
//! | [`bundle`] | the record as people get it: manifest, seal, archive |
//! | [`vault`] | where finished bundles are kept: encrypted, in a folder or elsewhere |
//! | [`tombstone`] | destruction, and what is left of it |
//! | [`finalise`] | the queue of worker processes that make bundles |
//! | [`rtp`], [`payload`] | packets back into order, and into frames; pure |
//! | [`manifest`] | canonical JSON and signatures; pure |
pub mod bundle;
pub mod digest;
pub mod event;
pub mod finalise;
pub mod key;
pub mod live;
pub mod log;
pub mod manifest;
pub mod payload;
pub mod recorder;
pub mod recording;
pub mod recover;
pub mod rtp;
pub mod spec;
pub mod status;
pub mod time;
pub mod timeline;
pub mod timestamp;
pub mod tombstone;
pub mod vault;
pub mod verify;

pub use finalise::{Finaliser, FinaliserConfig};
pub use recorder::{Config, Recorder};
pub use recording::Recording;
