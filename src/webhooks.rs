//! Tells programs what happens in rooms, through an outbox in the database: what was written
//! there is told, in the order of its room, however often the receiver or this process falls.
//!
//! Sessions hand their news over and go on; they never wait for a receiver.

mod delivery;

use std::sync::Arc;
use std::time::Duration;

use signaling::livekit::webhook::Webhook;
use signaling::token::Key;
use tokio::sync::{Notify, mpsc};
use tracing::warn;

pub use self::delivery::Delivery;

use crate::clock::Clock;
use crate::config;
use crate::store::{NewWebhook, Store};
use crate::supervisor::Stop;

/// Changes of sessions that may wait for the database.
const INBOX: usize = 4_096;
/// Most news in the outbox: a receiver that is away for days must not fill the disk.
const WAITING: u64 = 100_000;
/// Between attempts to reach the database.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where sessions hand in what happened, in order.
pub type NewsPort = mpsc::Sender<Vec<Webhook>>;

/// Writes news into the outbox.
pub struct Outbox {
    urls: Vec<String>,
    inbox: mpsc::Receiver<Vec<Webhook>>,
    store: Store,
    clock: Clock,
    written: Arc<Notify>,
    last: i64,
    waiting: u64,
    lost: u64,
}

/// The way of news from sessions to programs, if anybody wants them.
pub struct Webhooks {
    /// For sessions.
    pub port: NewsPort,
    /// Writes what they hand in.
    pub outbox: Outbox,
    /// Tells what was written.
    pub delivery: Delivery,
}

impl Webhooks {
    /// As `settings` say; `None` if nobody is to be told.
    pub fn new(settings: &config::Config, store: &Store, clock: &Clock) -> Option<Self> {
        let config::Webhooks { urls, key, give_up_hours } = &settings.webhooks;
        let key = settings.server_api.keys.get(key).filter(|_| !urls.is_empty()).map(|secret| (key, secret));
        let key = key.and_then(|(id, secret)| Key::api(id, secret.reveal().as_bytes()).ok())?;
        let (port, inbox) = mpsc::channel(INBOX);
        let written = Arc::new(Notify::new());
        let outbox = Outbox {
            urls: urls.clone(),
            inbox,
            store: store.clone(),
            clock: clock.clone(),
            written: Arc::clone(&written),
            last: 0,
            waiting: 0,
            lost: 0,
        };
        let delivery = Delivery::new(store.clone(), clock.clone(), key, written, *give_up_hours);
        Some(Self { port, outbox, delivery })
    }
}

impl Outbox {
    /// Runs until it is time to stop, and writes what was handed in until then.
    pub async fn run(mut self, mut stop: Stop) {
        loop {
            let batch = tokio::select! {
                batch = self.inbox.recv() => batch,
                () = stop.asked() => break,
            };
            let Some(batch) = batch else { return };
            while !self.write(&batch).await {
                if stop.asked_within(PATIENCE).await {
                    break;
                }
            }
        }
        while let Ok(batch) = self.inbox.try_recv() {
            self.write(&batch).await;
        }
    }

    /// Whether it needs no further attempt.
    async fn write(&mut self, batch: &[Webhook]) -> bool {
        let now = self.clock.now();
        match self.store.webhooks_waiting().await {
            Ok((last, waiting)) => (self.last, self.waiting) = (self.last.max(last).max(now.0), waiting),
            Err(error) => {
                warn!(%error, "webhooks wait for the database");
                return false;
            }
        }
        if self.waiting >= WAITING {
            self.lost += batch.len() as u64;
            warn!(waiting = self.waiting, lost = self.lost, "webhooks.lost: nobody takes them");
            return true;
        }
        let rows = self.rows(batch);
        let outcome = self.store.create_webhooks(&rows, now).await;
        if let Err(error) = &outcome {
            warn!(%error, "webhooks wait for the database");
        }
        self.written.notify_one();
        outcome.is_ok()
    }

    fn rows(&mut self, batch: &[Webhook]) -> Vec<NewWebhook> {
        let mut rows = Vec::new();
        for news in batch {
            let (room, body) = (news.room.name.clone(), news.clone().body());
            for url in &self.urls {
                self.last += 1;
                let (url, room, body) = (url.clone(), room.clone(), body.clone());
                rows.push(NewWebhook { ordinal: self.last, url, room, body });
            }
        }
        rows
    }
}
