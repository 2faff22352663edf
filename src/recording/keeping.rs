//! How recordings end: destroyed by somebody who may, or because their time is over.
//!
//! The row says so first, with the signed statement; then the statement is written in the
//! recording's folder; then the files go. So an interrupted destruction is always ended, and
//! never begun by accident.

use std::sync::Arc;
use std::time::Duration;

use recorder::spec::RecordingId;
use recorder::time::Utc;
use recorder::tombstone::{self, Tombstone};
use serde_json::json;
use thiserror::Error;
use tracing::{error, info};

use super::Recordings;
use crate::audit::{Action, Entry, Outcome, Subject};
use crate::session::Timestamp;
use crate::store::{Store, StoreError};
use crate::supervisor::Stop;

/// How often the end of their time is looked at.
const EVERY: Duration = Duration::from_secs(60 * 60);
const DAY_SECONDS: u32 = 24 * 60 * 60;
/// Who destroys what nobody keeps any longer, and why.
const SERVER: &str = "server";
const TIME_IS_OVER: &str = "保存期满";

/// Why a recording was not destroyed.
#[derive(Debug, Error)]
pub enum DestroyError {
    /// It is held, not closed, or destroyed already.
    #[error("expected a closed recording that is not held")]
    Kept,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its files could not be removed; it is tried again every hour.
    #[error("expected to remove the recording's files: {0}")]
    Files(#[source] std::io::Error),
}

impl Recordings {
    /// Destroys a recording and its bundle. What stays is a signed statement.
    ///
    /// # Errors
    /// [`DestroyError`]; of [`DestroyError::Files`] nobody can reach it any more.
    pub async fn destroy(
        self: &Arc<Self>,
        store: &Store,
        id: RecordingId,
        by: String,
        reason: String,
    ) -> Result<(), DestroyError> {
        let now = self.clock.now();
        let tombstone = Tombstone::new(id, &self.bundle(id), Utc(now.0), by, reason);
        let statement = tombstone.sign(&self.signing_key);
        if !store.condemn_recording(id, &statement, now).await? {
            return Err(DestroyError::Kept);
        }
        self.remove(store, id, statement).await
    }

    async fn remove(
        self: &Arc<Self>,
        store: &Store,
        id: RecordingId,
        statement: String,
    ) -> Result<(), DestroyError> {
        let this = Arc::clone(self);
        let removed = tokio::task::spawn_blocking(move || {
            let folder = this.folder.join(id.to_string());
            tombstone::destroy(&folder, &this.vault.bundle_of(id), &statement)?;
            Ok(this.vault.remove_remote(id))
        });
        let removed = removed.await.map_err(std::io::Error::other).flatten();
        match removed.map_err(DestroyError::Files)? {
            Ok(()) => store.recording_is_gone(id).await?,
            // Its key is gone, so nobody can read what is there: it is removed an hour later.
            Err(error) => error!(recording.id = %id, %error, "a store still has what nobody can open"),
        }
        info!(recording.id = %id, "a recording was destroyed");
        Ok(())
    }

    /// Ends what was being destroyed when the last run ended.
    pub(super) fn end_destructions(&self) {
        let Ok(folders) = std::fs::read_dir(&self.folder) else { return };
        for folder in folders.filter_map(|entry| Some(entry.ok()?.path())) {
            let id = folder.file_name().and_then(|name| name.to_str()?.parse::<RecordingId>().ok());
            let Some(id) = id.filter(|_| tombstone::is_destroyed(&folder)) else { continue };
            if let Err(error) = tombstone::finish(&folder, &self.vault.bundle_of(id)) {
                error!(recording.id = %id, %error, "what is left of a destroyed recording could not be removed");
            }
        }
    }

    /// Destroys what nobody keeps any longer, hour by hour, until it is time to stop. With
    /// `days` 0 recordings are kept for ever.
    pub async fn keep(self: Arc<Self>, store: Store, days: u32, mut stop: Stop) {
        loop {
            if let Err(error) = self.round(&store, days).await {
                error!(%error, "recordings whose time is over wait");
            }
            self.stamp_late().await;
            self.put_away_late().await;
            if stop.asked_within(EVERY).await {
                return;
            }
        }
    }

    /// Asks again for the time stamps that there are none of yet.
    async fn stamp_late(self: &Arc<Self>) {
        let this = Arc::clone(self);
        match tokio::task::spawn_blocking(move || this.finaliser.stamp_late()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => error!(%error, "bundles without a time stamp could not be looked up"),
            Err(error) => error!(%error, "time stamps could not be asked for"),
        }
    }

    /// Encrypts what could not be when it was sealed.
    async fn put_away_late(self: &Arc<Self>) {
        let this = Arc::clone(self);
        let put = tokio::task::spawn_blocking(move || this.vault.put_away_rest()).await;
        if let Err(error) = put.map_err(std::io::Error::other).flatten() {
            error!(%error, "bundles lie there unencrypted");
        }
    }

    /// One round of [`Self::keep`].
    ///
    /// # Errors
    /// The first that occurs; the next round goes on from there.
    pub async fn round(self: &Arc<Self>, store: &Store, days: u32) -> Result<(), DestroyError> {
        for (id, statement) in store.recordings_that_remain().await? {
            self.remove(store, id, statement).await?;
        }
        if days == 0 {
            return Ok(());
        }
        let now = self.clock.now();
        for id in store.overdue_recordings(now.minus_seconds(days.saturating_mul(DAY_SECONDS))).await? {
            store.append_audit(&overdue(id, now)).await?;
            match self.destroy(store, id, SERVER.to_owned(), TIME_IS_OVER.to_owned()).await {
                // Somebody put a hold on it in this moment.
                Ok(()) | Err(DestroyError::Kept) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn overdue(id: RecordingId, at: Timestamp) -> Entry {
    Entry {
        at,
        actor: SERVER.to_owned(),
        action: Action::ManageRecording,
        outcome: Outcome::Granted,
        subject: Subject::new("recording", id),
        detail: json!({ "destroyed": TIME_IS_OVER }),
    }
}
