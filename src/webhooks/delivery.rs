//! Posts what lies in the outbox.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use signaling::livekit::webhook;
use signaling::token::Key;
use tokio::sync::Notify;
use tracing::{debug, warn};

use crate::backoff::again;
use crate::clock::Clock;
use crate::store::{Store, StoreError, WebhookRecord};
use crate::supervisor::Stop;

/// How long a receiver may take to say that it took something.
const TAKES_WITHIN: Duration = Duration::from_secs(10);
/// How often it is looked whether something is due again.
const EVERY: Duration = Duration::from_secs(1);
/// Rooms that are told of at once.
const AT_ONCE: u32 = 32;

/// Tells what lies in the outbox: of each room one thing after the other.
pub struct Delivery {
    store: Store,
    clock: Clock,
    key: Key,
    written: Arc<Notify>,
    give_up_seconds: u32,
}

impl Delivery {
    pub(super) fn new(
        store: Store,
        clock: Clock,
        key: Key,
        written: Arc<Notify>,
        give_up_hours: u32,
    ) -> Self {
        Self { store, clock, key, written, give_up_seconds: give_up_hours.saturating_mul(60 * 60) }
    }

    /// Runs until it is time to stop. What was not told by then is told by the next run.
    pub async fn run(self, mut stop: Stop) {
        let client = reqwest::Client::builder().timeout(TAKES_WITHIN).redirect(Policy::none()).build();
        let client = match client {
            Ok(client) => client,
            Err(error) => return warn!(%error, "webhooks cannot be sent"),
        };
        loop {
            let told = match self.store.webhooks_due(self.clock.now(), AT_ONCE).await {
                Ok(due) => self.tell(&client, &due, &mut stop).await,
                Err(error) => {
                    warn!(%error, "webhooks wait for the database");
                    false
                }
            };
            if told {
                continue;
            }
            tokio::select! {
                () = stop.asked() => return,
                () = self.written.notified() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// Whether anything was told, so that more may be due at once.
    async fn tell(&self, client: &reqwest::Client, due: &[WebhookRecord], stop: &mut Stop) -> bool {
        let all = join_all(due.iter().map(|news| self.attempt(client, news)));
        tokio::select! {
            outcomes = all => outcomes.contains(&true),
            () = stop.asked() => false,
        }
    }

    async fn attempt(&self, client: &reqwest::Client, news: &WebhookRecord) -> bool {
        let taken = self.post(client, news).await;
        if let Err(problem) = &taken {
            debug!(%problem, tries = news.tries, "a webhook was not taken");
        }
        let outcome = match taken {
            Ok(()) => self.store.webhook_told(news.ordinal).await,
            Err(_) => self.put_off(news).await,
        };
        if let Err(error) = outcome {
            warn!(%error, "the outcome of a webhook waits for the database");
            return false;
        }
        taken.is_ok()
    }

    /// Anything but a success is a failure: a redirection would lead to somebody else.
    async fn post(&self, client: &reqwest::Client, news: &WebhookRecord) -> Result<(), String> {
        let now = u64::try_from(self.clock.now().0 / 1_000_000).unwrap_or(0);
        let signature = webhook::signature(&news.body, &self.key, now).unwrap_or_default();
        let request = client.post(&news.url).body(news.body.clone());
        let request = request.header(CONTENT_TYPE, webhook::CONTENT_TYPE).header(AUTHORIZATION, signature);
        let answer = request.send().await.map_err(|error| error.without_url().to_string())?;
        if answer.status().is_success() { Ok(()) } else { Err(answer.status().to_string()) }
    }

    async fn put_off(&self, news: &WebhookRecord) -> Result<(), StoreError> {
        let now = self.clock.now();
        if news.created.plus_seconds(self.give_up_seconds) <= now {
            warn!(tries = news.tries, "webhooks.given_up: nobody took it in time");
            return self.store.webhook_told(news.ordinal).await;
        }
        self.store.webhook_failed(news.ordinal, again(now, news.tries)).await
    }
}
