//! The rows of certified and redacted copies.

use recorder::spec::RecordingId;
use sqlx::FromRow;

use super::value::{parse, sql_int};
use super::{Store, StoreError};
use crate::access::AccountId;
use crate::recording::CopyId;
use crate::session::Timestamp;

sql! {
    INSERT_COPY = "INSERT INTO recording_copies (id, recording_id, recipient, purpose, withheld, bytes, manifest_sha256,
            made_by, made_us)
        SELECT $1, r.id, $3, $4, $5, $6, $7, $8, $9 FROM recordings r WHERE r.id = $2 AND r.destroyed_us IS NULL";
    COPIES_OF_RECORDING = "SELECT id, recipient, purpose, withheld, bytes, manifest_sha256, made_by, made_us
        FROM recording_copies WHERE recording_id = $1 ORDER BY made_us DESC, id LIMIT 1000";
}

/// A copy of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyRecord {
    /// Its id.
    pub id: CopyId,
    /// For whom; empty if for nobody in particular.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// Files that it has not.
    pub withheld: u64,
    /// Of all its files.
    pub bytes: u64,
    /// Of its manifest, in hexadecimal digits.
    pub manifest: String,
    /// Who made it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
}

#[derive(FromRow)]
struct CopyRow {
    id: String,
    recipient: String,
    purpose: String,
    withheld: i64,
    bytes: i64,
    manifest_sha256: String,
    made_by: String,
    made_us: i64,
}

impl CopyRow {
    fn record(self) -> Result<CopyRecord, StoreError> {
        Ok(CopyRecord {
            id: parse(&self.id)?,
            recipient: self.recipient,
            purpose: self.purpose,
            withheld: self.withheld.unsigned_abs(),
            bytes: self.bytes.unsigned_abs(),
            manifest: self.manifest_sha256,
            made_by: parse(&self.made_by)?,
            made_at: Timestamp(self.made_us),
        })
    }
}

impl Store {
    /// Notes a copy. Returns whether its recording was still there.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_copy(&self, recording: RecordingId, copy: &CopyRecord) -> Result<bool, StoreError> {
        let added = on!(&self.write, |db| sqlx::query(INSERT_COPY)
            .bind(copy.id.to_string())
            .bind(recording.to_string())
            .bind(&copy.recipient)
            .bind(&copy.purpose)
            .bind(sql_int(copy.withheld))
            .bind(sql_int(copy.bytes))
            .bind(&copy.manifest)
            .bind(copy.made_by.to_string())
            .bind(copy.made_at.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(added > 0)
    }

    /// The copies of a recording, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn copies_of(&self, recording: RecordingId) -> Result<Vec<CopyRecord>, StoreError> {
        let rows: Vec<CopyRow> = on!(&self.read, |db| sqlx::query_as(COPIES_OF_RECORDING)
            .bind(recording.to_string())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(CopyRow::record).collect()
    }
}
