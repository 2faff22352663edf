//! The writer thread: every 80 ms it empties the rings and writes, for all recordings.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant, SystemTime};

use super::board::End;
use super::control::Control;
use super::outlook::Ballast;
use super::sync::SyncWork;
use super::take::Take;
use crate::spec::RecordingId;
use crate::status::Notice;
use crate::time::Utc;

/// Between two writes: what a kill of the process can lose.
pub const TICK: Duration = Duration::from_millis(80);

/// The writer's world.
pub struct Writer {
    takes: BTreeMap<RecordingId, Take>,
    control: Receiver<Control>,
    sync: Sender<SyncWork>,
    notify: Arc<dyn Fn(Notice) + Send + Sync>,
    ballast: Arc<Ballast>,
}

impl Writer {
    /// A writer without recordings.
    pub fn new(
        control: Receiver<Control>,
        sync: Sender<SyncWork>,
        notify: Arc<dyn Fn(Notice) + Send + Sync>,
        ballast: Arc<Ballast>,
    ) -> Self {
        Self { takes: BTreeMap::new(), control, sync, notify, ballast }
    }

    /// Runs until told to stop.
    #[expect(clippy::disallowed_methods, reason = "edge: the writer thread runs by the clock")]
    pub fn run(mut self) {
        let mut next = Instant::now() + TICK;
        loop {
            let now = Instant::now();
            if now >= next {
                next = now + TICK;
                self.tick();
            }
            match self.control.recv_timeout(next.saturating_duration_since(now)) {
                Ok(Control::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(control) => self.obey(control),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        self.tick();
    }

    fn tick(&mut self) {
        let recordings: Vec<_> = self.takes.keys().copied().collect();
        for recording in recordings {
            let (now, utc) = clocks();
            self.guarded(recording, |take, writer| {
                take.tick(now, utc).into_iter().for_each(|notice| (writer.notify)(notice));
                if take.disk_is_full() && writer.ballast.free() {
                    tracing::warn!(recording = %recording, "the disk is full, its reserve was freed");
                }
                if let Some(work) = take.sync_work(now, utc) {
                    writer.hand_over(work);
                }
                true
            });
        }
    }

    fn obey(&mut self, control: Control) {
        let (now, utc) = clocks();
        match control {
            Control::Start(take, reply) => {
                let recording = take.board().recording;
                self.takes.insert(recording, *take);
                self.guarded(recording, |take, writer| {
                    match take.begin(now, utc, reply.clone()) {
                        Ok(work) => writer.hand_over(work),
                        Err(e) => drop(reply.send(Err(e.to_string()))),
                    }
                    true
                });
            }
            Control::Attach(recording, inlet) => self.change(recording, |take| take.attach(inlet)),
            Control::Describe(recording, at, description) => {
                self.change(recording, |take| take.describe(at, &description));
            }
            Control::Event(recording, at, json) => self.change(recording, |take| take.event(at, &json)),
            Control::Pause(recording, at, reason) => self.change(recording, |take| take.pause(at, reason)),
            Control::Resume(recording, at) => self.change(recording, |take| take.resume(at)),
            Control::Close(recording, at, reason, reply) => {
                self.guarded(recording, |take, writer| {
                    let work = take.close(at, utc, reason, reply.clone());
                    let closed = work.is_ok();
                    match work {
                        Ok(work) => writer.hand_over(work),
                        Err(e) => drop(reply.send(Err(e.to_string()))),
                    }
                    !closed
                });
            }
            Control::Stop => {}
        }
    }

    fn change(&mut self, recording: RecordingId, change: impl FnOnce(&mut Take)) {
        self.guarded(recording, |take, _| {
            change(take);
            true
        });
    }

    /// Works on one recording; gives it up, and it alone, if that panics or `work` says it
    /// is over.
    fn guarded(&mut self, recording: RecordingId, work: impl FnOnce(&mut Take, &Self) -> bool) {
        let Some(mut take) = self.takes.remove(&recording) else { return };
        match catch_unwind(AssertUnwindSafe(|| work(&mut take, self))) {
            Ok(true) => {
                self.takes.insert(recording, take);
            }
            Ok(false) => {}
            Err(_) => {
                take.board().gate.set_shut(true);
                take.board().facts().end = Some(End::Failed);
                tracing::error!(recording = %recording, "the writer gave this recording up after a panic");
            }
        }
    }

    fn hand_over(&self, work: SyncWork) {
        // The sync thread ends after this one; if it is gone, the watch says so.
        let _ = self.sync.send(work);
    }
}

#[expect(clippy::disallowed_methods, reason = "edge: the writer reads both clocks")]
fn clocks() -> (Instant, Utc) {
    (Instant::now(), Utc::from_system(SystemTime::now()))
}
