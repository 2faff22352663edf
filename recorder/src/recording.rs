//! The handle of one recording under way.

use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::{Instant, SystemTime};

use serde_json::Value;
use sfu::id::ParticipantId;
use sfu::media::tap::Tap;
use thiserror::Error;

use crate::event::{self, EventError};
use crate::live::board::Board;
use crate::live::control::Control;
use crate::live::inlet::Inlet;
use crate::live::tap;
use crate::recorder::ANSWER_WITHIN;
use crate::spec::{RecordingId, TrackDescription};
use crate::status::Status;
use crate::time::Utc;

/// Why a recording could not be closed in good order. It is not lost: what was written is on
/// the disk, and recovering finds it.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CloseError {
    /// The writer or the disk refused; closing may be tried again.
    #[error("expected the last bytes to reach the disk: {0}")]
    Disk(String),
    /// The writer is gone or did not answer.
    #[error("expected an answer from the writer")]
    NoAnswer,
}

/// A recording under way. Clones are handles of the same recording; dropping them all does
/// not end it.
#[derive(Clone)]
pub struct Recording {
    board: Arc<Board>,
    control: Sender<Control>,
}

impl Recording {
    pub(crate) fn new(board: Arc<Board>, control: Sender<Control>) -> Self {
        Self { board, control }
    }

    /// Which.
    pub fn id(&self) -> RecordingId {
        self.board.recording
    }

    /// A tap for one room (one media thread). Make another for every room, and again after
    /// a node restarts; they all feed this recording.
    pub fn tap(&self) -> Box<dyn Tap> {
        let (tap, ring) = tap::tap(Arc::clone(&self.board.gate), self.board.clock);
        self.send(Control::Attach(self.id(), Inlet::new(ring)));
        Box::new(tap)
    }

    /// Says what a track is; best before its first packet. Again, if it changes.
    #[expect(clippy::disallowed_methods, reason = "edge: a description is of now")]
    pub fn track(&self, description: TrackDescription) {
        self.board.gate.describe(description.track, description.media());
        self.send(Control::Describe(self.id(), Instant::now(), Box::new(description)));
    }

    /// Logs a session event: a JSON object with a `type`, see [`crate::event::Event`]. Its
    /// time is now.
    #[expect(clippy::disallowed_methods, reason = "edge: an event is of now")]
    pub fn event(&self, event: &Value) -> Result<(), EventError> {
        let json = event::to_log(event)?;
        let sent = self.control.send(Control::Event(self.id(), Instant::now(), json));
        let open = self.board.facts().end.is_none();
        if open && sent.is_ok() { Ok(()) } else { Err(EventError::Closed) }
    }

    /// Who the session hears now, as the node reports speakers: level 0 means no longer. An
    /// alarm is raised if no sound of theirs is kept.
    #[expect(clippy::disallowed_methods, reason = "edge: somebody speaks now")]
    pub fn speakers(&self, levels: &[(ParticipantId, f32)]) {
        let now = Instant::now();
        let mut facts = self.board.facts();
        for (participant, level) in levels {
            if *level > 0.0 {
                facts.speaking.entry(*participant).or_insert(now);
            } else {
                facts.speaking.remove(participant);
            }
        }
    }

    /// Keeps nothing that arrives from now on: when this returns, no further packet enters
    /// the record. Events still do.
    #[expect(clippy::disallowed_methods, reason = "edge: a pause begins now")]
    pub fn pause(&self, reason: &str) {
        // The gate first: what passed it before was received before the instant read after.
        self.board.gate.set_shut(true);
        let now = Instant::now();
        self.board.facts().paused = Some(reason.to_owned());
        self.send(Control::Pause(self.id(), now, reason.to_owned()));
    }

    /// Keeps again what arrives from now on; asks for keyframes by itself.
    #[expect(clippy::disallowed_methods, reason = "edge: a pause ends now")]
    pub fn resume(&self) {
        self.send(Control::Resume(self.id(), Instant::now()));
        self.board.facts().paused = None;
        self.board.gate.set_shut(false);
    }

    /// Ends the recording. Returns when everything that arrived before is on the disk and
    /// signed for; waits for the disk. Take the taps away first, or what they bring from now
    /// on is refused.
    #[expect(clippy::disallowed_methods, reason = "edge: a recording ends now")]
    pub fn close(&self, reason: &str) -> Result<(), CloseError> {
        self.board.gate.set_shut(true);
        let (reply, answer) = mpsc::channel();
        let close = Control::Close(self.id(), Instant::now(), reason.to_owned(), reply);
        self.control.send(close).map_err(|_| CloseError::NoAnswer)?;
        match answer.recv_timeout(ANSWER_WITHIN) {
            Ok(outcome) => outcome.map_err(CloseError::Disk),
            Err(_) => Err(CloseError::NoAnswer),
        }
    }

    /// How it is doing.
    pub fn status(&self) -> Status {
        self.board.status()
    }

    /// When an instant was, by the clock reading at the recording's start.
    pub fn utc_of(&self, instant: Instant) -> SystemTime {
        self.board.utc(instant).to_system()
    }

    /// When this part began.
    pub fn began(&self) -> Utc {
        self.board.began
    }

    fn send(&self, control: Control) {
        // A writer that is gone is reported by the watch, not by every call.
        let _ = self.control.send(control);
    }
}
