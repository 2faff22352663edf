//! The rows of case materials.

use recorder::digest::Sha256;
use sqlx::FromRow;

use super::value::{from_word, parse, sql_int, word};
use super::{Store, StoreError};
use crate::access::AccountId;
use crate::cases::CaseId;
use crate::materials::{MaterialClass, MaterialId, MaterialState};
use crate::session::Timestamp;
use crate::session::role::Side;

sql! {
    INSERT_MATERIAL = "INSERT INTO materials (id, case_id, class, name, media_type, bytes, received, sha256, state, side,
            by_account, by_name, created_us, removed_us)
        VALUES ($1, $2, $3, $4, '', $5, 0, '', $6, $7, $8, $9, $10, NULL)";
    CASE_BYTES = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM materials
        WHERE case_id = $1 AND removed_us IS NULL";
    MATERIAL_RECEIVED = "UPDATE materials SET received = $2 WHERE id = $1 AND received < $2";
    MATERIAL_READY = "UPDATE materials SET received = bytes, media_type = $2, sha256 = $3, state = $4 WHERE id = $1";
    REMOVE_MATERIAL = "UPDATE materials SET removed_us = $2 WHERE id = $1 AND removed_us IS NULL";
    MATERIAL_BY_ID = "SELECT id, case_id, class, name, media_type, bytes, received, sha256, state, side, by_account,
            by_name, created_us FROM materials WHERE id = $1 AND removed_us IS NULL";
    MATERIALS_OF_CASE = "SELECT id, case_id, class, name, media_type, bytes, received, sha256, state, side, by_account,
            by_name, created_us FROM materials
        WHERE case_id = $1 AND removed_us IS NULL ORDER BY created_us DESC, id LIMIT 1000";
}

/// A file of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct MaterialRecord {
    /// Its id.
    pub id: MaterialId,
    /// The case.
    pub case: CaseId,
    /// What it is for.
    pub class: MaterialClass,
    /// What its sender calls it.
    pub name: String,
    /// What it is, by its content; empty until it is complete.
    pub media_type: String,
    /// Its length.
    pub bytes: u64,
    /// Of that, how much is there.
    pub received: u64,
    /// Its digest in hexadecimal digits; empty until it is complete.
    pub sha256: String,
    /// How far it is.
    pub state: MaterialState,
    /// Only for this side and those who lead; `None` for everybody in the case.
    pub side: Option<Side>,
    /// Who brought it.
    pub by: AccountId,
    /// Their name then.
    pub by_name: String,
    /// When they began.
    pub created_at: Timestamp,
}

#[derive(FromRow)]
struct MaterialRow {
    id: String,
    case_id: String,
    class: String,
    name: String,
    media_type: String,
    bytes: i64,
    received: i64,
    sha256: String,
    state: String,
    side: Option<String>,
    by_account: String,
    by_name: String,
    created_us: i64,
}

impl MaterialRow {
    fn record(self) -> Result<MaterialRecord, StoreError> {
        Ok(MaterialRecord {
            id: parse(&self.id)?,
            case: parse(&self.case_id)?,
            class: from_word(&self.class)?,
            name: self.name,
            media_type: self.media_type,
            bytes: self.bytes.unsigned_abs(),
            received: self.received.unsigned_abs(),
            sha256: self.sha256,
            state: from_word(&self.state)?,
            side: self.side.as_deref().map(from_word).transpose()?,
            by: parse(&self.by_account)?,
            by_name: self.by_name,
            created_at: Timestamp(self.created_us),
        })
    }
}

impl Store {
    /// Notes a file that is going to be received, unless all files of its case together would
    /// have more than `bytes_max`. Returns whether there is room.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_material(&self, new: &MaterialRecord, bytes_max: u64) -> Result<bool, StoreError> {
        let case = new.case.to_string();
        let fits = tx!(&self.write, |tx| {
            let (there,): (i64,) = sqlx::query_as(CASE_BYTES).bind(&case).fetch_one(&mut *tx).await?;
            let fits = there.unsigned_abs().saturating_add(new.bytes) <= bytes_max;
            if fits {
                sqlx::query(INSERT_MATERIAL)
                    .bind(new.id.to_string())
                    .bind(&case)
                    .bind(word(&new.class))
                    .bind(&new.name)
                    .bind(sql_int(new.bytes))
                    .bind(word(&new.state))
                    .bind(new.side.as_ref().map(word))
                    .bind(new.by.to_string())
                    .bind(&new.by_name)
                    .bind(new.created_at.0)
                    .execute(&mut *tx)
                    .await?;
            }
            fits
        });
        Ok(fits)
    }

    /// Notes how much of a file is there.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn material_received(&self, id: MaterialId, received: u64) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(MATERIAL_RECEIVED)
            .bind(id.to_string())
            .bind(sql_int(received))
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes that a file is complete, and what it is.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn material_ready(
        &self,
        id: MaterialId,
        media_type: &str,
        sha256: Sha256,
    ) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(MATERIAL_READY)
            .bind(id.to_string())
            .bind(media_type)
            .bind(sha256.to_string())
            .bind(word(&MaterialState::Ready))
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Takes a file off the list.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn remove_material(&self, id: MaterialId, now: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(REMOVE_MATERIAL)
            .bind(id.to_string())
            .bind(now.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// A file by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn material(&self, id: MaterialId) -> Result<Option<MaterialRecord>, StoreError> {
        let row: Option<MaterialRow> = on!(&self.read, |db| sqlx::query_as(MATERIAL_BY_ID)
            .bind(id.to_string())
            .fetch_optional(db)
            .await)?;
        row.map(MaterialRow::record).transpose()
    }

    /// The files of a case, newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn materials(&self, case: CaseId) -> Result<Vec<MaterialRecord>, StoreError> {
        let rows: Vec<MaterialRow> = on!(&self.read, |db| sqlx::query_as(MATERIALS_OF_CASE)
            .bind(case.to_string())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(MaterialRow::record).collect()
    }
}
