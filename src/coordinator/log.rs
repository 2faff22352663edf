//! The session's log on its way to the store.
//!
//! An act becomes true only when it is saved. Facts (connections, the clock, the node's
//! acknowledgements) and acts that only take away are true at once: if the store is out of
//! reach they wait here, in order, and are saved before anything else (reliability R4).

use std::time::Duration;

use tracing::{error, warn};

use crate::session::{Event, Recorded, Refusal, SessionId};
use crate::store::{LogError, Store};

/// How long an act waits for the store before it is refused.
const PATIENCE: Duration = Duration::from_secs(2);
/// Most events that wait for the store. A session makes a few a minute.
const WAITING: usize = 50_000;

/// A session's log.
#[derive(Debug)]
pub struct SessionLog {
    store: Store,
    session: SessionId,
    saved: u64,
    waiting: Vec<Recorded>,
}

impl SessionLog {
    /// A log of which the first `saved` events are in the store.
    pub fn new(store: Store, session: SessionId, saved: u64) -> Self {
        Self { store, session, saved, waiting: Vec::new() }
    }

    /// Saves an act, or refuses it. An act that only takes away is never refused for want of
    /// a store.
    ///
    /// # Errors
    /// [`Refusal::CannotSave`].
    pub async fn append_act(&mut self, events: &[Recorded]) -> Result<(), Refusal> {
        match self.save(events).await {
            Ok(()) => Ok(()),
            Err(()) if events.iter().all(|one| only_takes_away(&one.event)) => {
                self.wait(events);
                Ok(())
            }
            Err(()) => Err(Refusal::CannotSave),
        }
    }

    /// Saves facts now or later.
    pub async fn append_facts(&mut self, events: &[Recorded]) {
        if self.save(events).await.is_err() {
            self.wait(events);
        }
    }

    /// Saves what waits.
    ///
    /// # Errors
    /// How many events are still not saved.
    pub async fn flush(&mut self) -> Result<(), usize> {
        self.save(&[]).await.map_err(|()| self.waiting.len())
    }

    async fn save(&mut self, events: &[Recorded]) -> Result<(), ()> {
        let mut all = std::mem::take(&mut self.waiting);
        let old = all.len();
        all.extend_from_slice(events);
        let Some(last) = all.last().map(|last| last.seq) else { return Ok(()) };
        let append = self.store.append_events(self.session, self.saved, &all);
        let outcome = tokio::time::timeout(PATIENCE, append).await;
        match outcome {
            Ok(Ok(_)) => {
                self.saved = last;
                return Ok(());
            }
            Ok(Err(LogError::Conflict { found, .. })) if found == last => {
                // The last attempt was cut off after the store had taken it.
                self.saved = last;
                return Ok(());
            }
            Ok(Err(error)) => warn!(session.id = ?self.session, %error, "the log could not be saved"),
            Err(_) => warn!(session.id = ?self.session, "the store did not answer in time"),
        }
        all.truncate(old);
        self.waiting = all;
        Err(())
    }

    fn wait(&mut self, events: &[Recorded]) {
        if self.waiting.len() + events.len() > WAITING {
            error!(session.id = ?self.session, "too many events wait for the store");
        }
        self.waiting.extend_from_slice(events);
    }
}

/// Whether an event can only take rights or reach away from people.
fn only_takes_away(event: &Event) -> bool {
    match event {
        Event::Removed { .. }
        | Event::Left { .. }
        | Event::FloorTaken { .. }
        | Event::Muted { muted: true, .. }
        | Event::ShareAllowed { allowed: false, .. }
        | Event::RecordingPaused { .. }
        | Event::RecordingStopped
        | Event::HandLowered { .. }
        | Event::ExhibitHidden { .. }
        | Event::RoomLocked { locked: true, .. }
        | Event::Consented { given: false, .. }
        | Event::PartyChatOpened { open: false } => true,
        Event::Moved { to, .. } => {
            matches!(*to, crate::session::RoomId::WAITING | crate::session::RoomId::WITNESS)
        }
        Event::FloorSet { mode } => *mode == crate::session::floor::FloorMode::ByGrant,
        _ => false,
    }
}
