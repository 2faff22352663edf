//! Who may have a recording and how long it is kept: access levels, holds, the end of its
//! time, and what is left of it when it was destroyed.

use recorder::spec::RecordingId;

use super::recordings::{RecordingAccess, RecordingState};
use super::value::{parse, sql_int, word};
use super::{Store, StoreError};
use crate::session::Timestamp;

sql! {
    SET_RECORDING_ACCESS = "UPDATE recordings SET access = $2, changed_us = $3, version = version + 1
        WHERE id = $1 AND version = $4";
    HOLD_RECORDING = "UPDATE recordings SET legal_hold = $2, hold_reason = $3, changed_us = $4, version = version + 1
        WHERE id = $1 AND version = $5 AND destroyed_us IS NULL";
    HOLD_REASON = "SELECT hold_reason FROM recordings WHERE id = $1 AND legal_hold";
    /// Only what is closed, not held and not destroyed yet.
    CONDEMN_RECORDING = "UPDATE recordings SET destroyed_us = $2, tombstone = $3, remains = TRUE, bytes = 0,
        problem = '', changed_us = $2, version = version + 1
        WHERE id = $1 AND NOT legal_hold AND destroyed_us IS NULL AND state IN ($4, $5)";
    FORGET_RECORDING_FILES = "DELETE FROM recording_files WHERE recording_id = $1";
    FORGET_RECORDING_COPIES = "DELETE FROM recording_copies WHERE recording_id = $1";
    RECORDING_IS_GONE = "UPDATE recordings SET remains = FALSE WHERE id = $1";
    RECORDINGS_THAT_REMAIN = "SELECT id, tombstone FROM recordings WHERE remains AND tombstone IS NOT NULL";
    TOMBSTONE = "SELECT tombstone FROM recordings WHERE id = $1 AND tombstone IS NOT NULL";
    OVERDUE_RECORDINGS = "SELECT id FROM recordings
        WHERE ended_us < $1 AND NOT legal_hold AND destroyed_us IS NULL AND state IN ($2, $3)
        ORDER BY ended_us LIMIT $4";
}

/// Overdue recordings found at once.
const OVERDUE_MAX: u32 = 100;

impl Store {
    /// Says who may have a recording.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if it has changed since `version`.
    pub async fn set_recording_access(
        &self,
        id: RecordingId,
        access: RecordingAccess,
        version: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let changed = on!(&self.write, |db| sqlx::query(SET_RECORDING_ACCESS)
            .bind(id.to_string())
            .bind(word(&access))
            .bind(now.0)
            .bind(version)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if changed == 0 { Err(StoreError::Changed { expected: version }) } else { Ok(()) }
    }

    /// Keeps a recording beyond its time, or no longer.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if it has changed since `version`, or was destroyed.
    pub async fn hold_recording(
        &self,
        id: RecordingId,
        reason: Option<&str>,
        version: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let changed = on!(&self.write, |db| sqlx::query(HOLD_RECORDING)
            .bind(id.to_string())
            .bind(reason.is_some())
            .bind(reason.unwrap_or_default())
            .bind(now.0)
            .bind(version)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if changed == 0 { Err(StoreError::Changed { expected: version }) } else { Ok(()) }
    }

    /// Why a recording is kept beyond its time, if it is.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn hold_reason(&self, id: RecordingId) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> =
            on!(&self.read, |db| sqlx::query_as(HOLD_REASON).bind(id.to_string()).fetch_optional(db).await)?;
        Ok(row.map(|(reason,)| reason))
    }

    /// Takes a recording out of everybody's reach, before its files go. Returns whether it was
    /// there to be destroyed: closed, not held, not destroyed before.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn condemn_recording(
        &self,
        id: RecordingId,
        tombstone: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = id.to_string();
        let condemned = tx!(&self.write, |tx| {
            let done = sqlx::query(CONDEMN_RECORDING)
                .bind(&key)
                .bind(now.0)
                .bind(tombstone)
                .bind(word(&RecordingState::Ready))
                .bind(word(&RecordingState::Failed))
                .execute(&mut *tx)
                .await?;
            if done.rows_affected() > 0 {
                sqlx::query(FORGET_RECORDING_FILES).bind(&key).execute(&mut *tx).await?;
                sqlx::query(FORGET_RECORDING_COPIES).bind(&key).execute(&mut *tx).await?;
            }
            done.rows_affected() > 0
        });
        Ok(condemned)
    }

    /// Notes that the files of a destroyed recording are gone.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recording_is_gone(&self, id: RecordingId) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(RECORDING_IS_GONE)
            .bind(id.to_string())
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Destroyed recordings whose files are not known to be gone, with their statements.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recordings_that_remain(&self) -> Result<Vec<(RecordingId, String)>, StoreError> {
        let rows: Vec<(String, String)> =
            on!(&self.read, |db| sqlx::query_as(RECORDINGS_THAT_REMAIN).fetch_all(db).await)?;
        rows.into_iter().map(|(id, tombstone)| Ok((parse(&id)?, tombstone))).collect()
    }

    /// The signed statement of a recording's destruction.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn tombstone(&self, id: RecordingId) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> =
            on!(&self.read, |db| sqlx::query_as(TOMBSTONE).bind(id.to_string()).fetch_optional(db).await)?;
        Ok(row.map(|(tombstone,)| tombstone))
    }

    /// Recordings that ended before `before` and are not held, the oldest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn overdue_recordings(&self, before: Timestamp) -> Result<Vec<RecordingId>, StoreError> {
        let rows: Vec<(String,)> = on!(&self.read, |db| sqlx::query_as(OVERDUE_RECORDINGS)
            .bind(before.0)
            .bind(word(&RecordingState::Ready))
            .bind(word(&RecordingState::Failed))
            .bind(sql_int(OVERDUE_MAX))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(|(id,)| parse(&id)).collect()
    }
}
