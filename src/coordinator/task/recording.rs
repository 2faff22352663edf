//! The recorder's side of one session: carries out what [`Record`](super::super::record) asks,
//! off the session's task wherever the disk may be slow.

use std::collections::BTreeMap;
use std::sync::Arc;

use recorder::Recording;
use recorder::spec::{RecordingId, RecordingSpec, TrackDescription};
use recorder::status::State;
use serde_json::Value;
use sfu::id::TrackId;
use sfu::node::Command;
use tokio::sync::mpsc;
use tokio::time::{Duration, Interval, MissedTickBehavior, interval};
use tracing::{error, info};

use super::super::record::RecorderAct;
use crate::session::Timestamp;
use crate::session::view::RecorderHealth;

/// How often "last second safely on disk" is read.
const HEALTH_EVERY: Duration = Duration::from_millis(500);

/// What a session needs of the recorder. Calls may wait for the disk.
pub trait RecorderPort: Send + Sync + 'static {
    /// Begins a recording; returns when its first bytes are on the disk.
    ///
    /// # Errors
    /// In words fit for the record.
    fn start(&self, spec: &RecordingSpec) -> Result<Recording, String>;

    /// A recording is closed and can be finalised.
    fn closed(&self, recording: RecordingId);
}

/// What the recorder says to the session.
#[derive(Debug)]
pub enum RecordingNews {
    /// It writes.
    Ready,
    /// It cannot write.
    Failed(String),
    /// How it is.
    Health(RecorderHealth),
}

/// The recorder's side of one session.
pub struct RecordingDesk {
    port: Arc<dyn RecorderPort>,
    state: DeskState,
    tracks: BTreeMap<TrackId, TrackDescription>,
    started: mpsc::UnboundedReceiver<Result<Recording, String>>,
    starting: mpsc::UnboundedSender<Result<Recording, String>>,
    pulse: Interval,
    failed: bool,
}

/// What is said before the recorder has answered waits for its answer.
enum DeskState {
    Idle,
    Starting(Vec<RecorderAct>),
    Running(Recording),
}

impl RecordingDesk {
    /// Nothing is recorded yet.
    pub fn new(port: Arc<dyn RecorderPort>) -> Self {
        let (starting, started) = mpsc::unbounded_channel();
        let mut pulse = interval(HEALTH_EVERY);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            port,
            state: DeskState::Idle,
            tracks: BTreeMap::new(),
            started,
            starting,
            pulse,
            failed: false,
        }
    }

    /// Carries out one act. What the node must be asked comes back.
    pub fn perform(&mut self, act: RecorderAct) -> Option<Command> {
        if let RecorderAct::Track(description) = &act {
            self.tracks.insert(description.track, (**description).clone());
        }
        match (&mut self.state, act) {
            (_, RecorderAct::Start(spec)) => {
                self.start(*spec);
                None
            }
            (DeskState::Starting(waiting), act) => {
                waiting.push(act);
                None
            }
            (DeskState::Running(_), act) => self.run(act),
            (DeskState::Idle, RecorderAct::Untap(room)) => Some(Command::Tap { room, tap: None }),
            (DeskState::Idle, _) => None,
        }
    }

    fn start(&mut self, spec: RecordingSpec) {
        self.state = DeskState::Starting(Vec::new());
        self.failed = false;
        let (port, answer) = (Arc::clone(&self.port), self.starting.clone());
        tokio::task::spawn_blocking(move || {
            let _ = answer.send(port.start(&spec));
        });
    }

    fn run(&mut self, act: RecorderAct) -> Option<Command> {
        let DeskState::Running(recording) = &self.state else { return None };
        match act {
            RecorderAct::Tap(room) => return Some(Command::Tap { room, tap: Some(recording.tap()) }),
            RecorderAct::Untap(room) => return Some(Command::Tap { room, tap: None }),
            RecorderAct::Pause(reason) => recording.pause(reason),
            RecorderAct::Resume => recording.resume(),
            RecorderAct::Track(description) => recording.track(*description),
            RecorderAct::Event(event) => log(recording, &event),
            RecorderAct::Speakers(levels) => recording.speakers(&levels),
            RecorderAct::Close(reason) => self.close(reason),
            RecorderAct::Start(_) => {}
        }
        None
    }

    fn close(&mut self, reason: &'static str) {
        let DeskState::Running(recording) = std::mem::replace(&mut self.state, DeskState::Idle) else {
            return;
        };
        let port = Arc::clone(&self.port);
        tokio::task::spawn_blocking(move || finish(&*port, &recording, reason));
    }

    /// Closes what runs, and waits for it.
    pub async fn close_for_shutdown(&mut self) {
        let DeskState::Running(recording) = std::mem::replace(&mut self.state, DeskState::Idle) else {
            return;
        };
        let port = Arc::clone(&self.port);
        let closing = tokio::task::spawn_blocking(move || finish(&*port, &recording, "服务器停止"));
        if closing.await.is_err() {
            error!("a recording could not be closed before the stop");
        }
    }

    /// The next thing the recorder says. Never ends.
    pub async fn news(&mut self) -> Option<RecordingNews> {
        loop {
            tokio::select! {
                Some(answer) = self.started.recv() => return Some(self.answered(answer)),
                _ = self.pulse.tick() => {
                    if let Some(news) = self.health() {
                        return Some(news);
                    }
                }
            }
        }
    }

    fn answered(&mut self, answer: Result<Recording, String>) -> RecordingNews {
        let DeskState::Starting(waiting) = std::mem::replace(&mut self.state, DeskState::Idle) else {
            // The session changed its mind while the disk was busy: what was begun is ended.
            if let Ok(recording) = answer {
                self.state = DeskState::Running(recording);
                self.close("未使用");
            }
            return RecordingNews::Health(RecorderHealth::default());
        };
        match answer {
            Ok(recording) => {
                for description in self.tracks.values() {
                    recording.track(description.clone());
                }
                info!(recording.id = %recording.id(), "recording");
                self.state = DeskState::Running(recording);
                for act in waiting {
                    self.run(act);
                }
                RecordingNews::Ready
            }
            Err(reason) => RecordingNews::Failed(reason),
        }
    }

    fn health(&mut self) -> Option<RecordingNews> {
        let DeskState::Running(recording) = &self.state else { return None };
        let status = recording.status();
        if status.state == State::Failed && !self.failed {
            self.failed = true;
            return Some(RecordingNews::Failed("录制写入失败".to_owned()));
        }
        let alarms = status.alarms.iter().filter_map(|alarm| serde_json::to_value(alarm).ok());
        let code = |alarm: Value| alarm.get("alarm").and_then(Value::as_str).map(str::to_owned);
        Some(RecordingNews::Health(RecorderHealth {
            safe_until: status.safe_until.map(|utc| Timestamp(utc.0)),
            alarms: alarms.filter_map(code).collect(),
        }))
    }
}

fn log(recording: &Recording, event: &Value) {
    if let Err(error) = recording.event(event) {
        error!(recording.id = %recording.id(), %error, "an event did not reach the record");
    }
}

fn finish(port: &dyn RecorderPort, recording: &Recording, reason: &str) {
    match recording.close(reason) {
        Ok(()) => port.closed(recording.id()),
        Err(error) => {
            error!(recording.id = %recording.id(), %error, "a recording could not be closed in good order");
        }
    }
}
