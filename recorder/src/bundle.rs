//! The record as people get it: a folder, or the same folder as one archive.
//!
//! ```text
//! manifest.json              every file with its hashes, the facts, the log's chain; RFC 8785
//! manifest.jws               its signature, a detached JWS
//! manifest.tsr               somebody else's time stamp of the signature, if asked for
//! composite.mp4              everybody in one picture, wall clock burnt in
//! thumbnails.jpg .vtt        for a player's seek bar
//! audio/mix.m4a              everybody in one sound
//! audio/NN-role-name.webm    one person, silent where they said nothing: all files line up
//! audio/people.mka           the same as streams of one file
//! audio/levels.json          loudness per person, ten times a second
//! tracks/NN-role-name-camera.mkv   what that camera sent, byte for byte
//! chat.json chat.vtt  events.jsonl events.vtt  participants.json
//! integrity/                 the log's signed checkpoints and segment hashes
//! viewer.html                plays and checks all of it without a network
//! ```
//!
//! Second 0 of every file is the beginning of the recording.

pub mod archive;
pub mod copy;
pub mod facts;
pub mod levels;
pub mod manifest;
pub mod redact;
pub mod seal;
pub mod viewer;

/// The manifest's name.
pub const MANIFEST: &str = "manifest.json";
/// Its signature's name.
pub const SIGNATURE: &str = "manifest.jws";
/// The name of a time stamp authority's answer (RFC 3161) for the signature, if there is one.
pub const TIMESTAMP: &str = "manifest.tsr";
/// What the finaliser found, beside the bundle until the manifest takes it up.
pub const FACTS: &str = "facts.json";
