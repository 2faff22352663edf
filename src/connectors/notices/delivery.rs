//! Gives what lies in the outbox to the service that sends it.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use tracing::{debug, warn};

use super::NoticeContent;
use super::message::{self, SigningKey};
use crate::backoff::again;
use crate::clock::Clock;
use crate::config;
use crate::session::Timestamp;
use crate::store::{NoticeRecord, Store, StoreError};
use crate::supervisor::Stop;

/// How long the service may take to say that it took a notice.
const TAKES_WITHIN: Duration = Duration::from_secs(10);
/// How often it is looked whether a notice is due: a code is awaited at a sign-in page.
const EVERY: Duration = Duration::from_secs(1);
/// Notices that are given at once.
const AT_ONCE: u32 = 16;

/// Gives notices to a service, and again until it takes them or they have lost their sense.
pub struct Delivery {
    store: Store,
    clock: Clock,
    url: String,
    key: SigningKey,
}

impl Delivery {
    /// As `settings` say; `None` if the institution's desk passes notices on.
    pub fn new(settings: &config::Connectors, store: &Store, clock: &Clock) -> Option<Self> {
        let url = settings.notices_url.clone().filter(|_| settings.sends_notices())?;
        let key = SigningKey::parse(settings.notices_secret.as_ref()?.reveal())?;
        Some(Self { store: store.clone(), clock: clock.clone(), url, key })
    }

    /// Runs until it is time to stop. What was not taken by then is given by the next run.
    pub async fn run(self, mut stop: Stop) {
        let client = reqwest::Client::builder().timeout(TAKES_WITHIN).redirect(Policy::none()).build();
        let client = match client {
            Ok(client) => client,
            Err(error) => return warn!(%error, "notices cannot be sent"),
        };
        loop {
            match self.store.notices_due(self.clock.now(), AT_ONCE).await {
                Ok(due) => tokio::select! {
                    () = self.give_all(&client, &due) => {}
                    () = stop.asked() => return,
                },
                Err(error) => warn!(%error, "notices wait for the database"),
            }
            if stop.asked_within(EVERY).await {
                return;
            }
        }
    }

    async fn give_all(&self, client: &reqwest::Client, due: &[NoticeRecord]) {
        for outcome in join_all(due.iter().map(|notice| self.give(client, notice))).await {
            if let Err(error) = outcome {
                warn!(%error, "the outcome of a notice waits for the database");
            }
        }
    }

    async fn give(&self, client: &reqwest::Client, notice: &NoticeRecord) -> Result<(), StoreError> {
        let now = self.clock.now();
        if message::stale_at(notice) <= now {
            warn!(tries = notice.tries, "notices.given_up: nobody took it in time");
            return self.end(notice, None).await;
        }
        match self.post(client, notice, now).await {
            Ok(()) => self.end(notice, Some(now)).await,
            Err(problem) => {
                debug!(%problem, tries = notice.tries, "a notice was not taken");
                self.store.notice_failed(notice.id, again(now, notice.tries), &problem).await
            }
        }
    }

    /// A code is forgotten, whatever became of it: it lets somebody in.
    async fn end(&self, notice: &NoticeRecord, taken: Option<Timestamp>) -> Result<(), StoreError> {
        match (&notice.content, taken) {
            (NoticeContent::Code { .. }, _) => self.store.forget_notice(notice.id).await,
            (_, Some(now)) => self.store.notice_delivered(notice.id, now).await,
            (_, None) => self.store.give_up_notice(notice.id).await,
        }
    }

    /// Anything but a success is a failure: a redirection would lead to somebody else.
    async fn post(
        &self,
        client: &reqwest::Client,
        notice: &NoticeRecord,
        now: Timestamp,
    ) -> Result<(), String> {
        let (id, body, seconds) = (notice.id.to_string(), message::body(notice), now.0 / 1_000_000);
        let signature = self.key.sign(&id, seconds, &body);
        let request = client
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature);
        let answer = request.body(body).send().await.map_err(|error| error.without_url().to_string())?;
        if answer.status().is_success() { Ok(()) } else { Err(answer.status().to_string()) }
    }
}
