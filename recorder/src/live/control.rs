//! What the handles of recordings ask of the writer thread.

use std::sync::mpsc::Sender;
use std::time::Instant;

use super::inlet::Inlet;
use super::take::Take;
use crate::spec::{RecordingId, TrackDescription};

/// A request; each but [`Control::Start`] and [`Control::Stop`] is about one recording.
pub enum Control {
    /// Begin writing; answered when the first checkpoint is on the disk.
    Start(Box<Take>, Sender<Answer>),
    /// Listen to one more tap.
    Attach(RecordingId, Inlet),
    /// What a track is.
    Describe(RecordingId, Instant, Box<TrackDescription>),
    /// An event to log, checked before.
    Event(RecordingId, Instant, Vec<u8>),
    /// Keep nothing that arrives from here on.
    Pause(RecordingId, Instant, String),
    /// Keep again what arrives from here on.
    Resume(RecordingId, Instant),
    /// End the recording; answered when everything is on the disk.
    Close(RecordingId, Instant, String, Sender<Answer>),
    /// Flush everything and end the thread.
    Stop,
}

/// Whether what was asked is on the disk, else why not.
pub type Answer = Result<(), String>;
