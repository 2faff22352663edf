//! One-time codes.

use uuid::Uuid;

use super::value::word;
use super::{Store, StoreError};
use crate::access::{AccountId, CodePurpose};
use crate::session::Timestamp;

sql! {
    VOID_CODES = "UPDATE one_time_codes SET tries_left = 0 WHERE account_id = $1 AND purpose = $2";
    INSERT_CODE = "INSERT INTO one_time_codes (id, account_id, purpose, code_hash, tries_left, ends_us, used_us)
        VALUES ($1, $2, $3, $4, $5, $6, NULL)";
    CODES_ENDING_AFTER = "SELECT COUNT(*) AS codes FROM one_time_codes
        WHERE account_id = $1 AND purpose = $2 AND ends_us > $3";
    TRY_CODE = "UPDATE one_time_codes SET tries_left = tries_left - 1
        WHERE account_id = $1 AND purpose = $2 AND tries_left > 0 AND used_us IS NULL AND ends_us > $3
        RETURNING id, code_hash";
    USE_CODE = "UPDATE one_time_codes SET used_us = $2 WHERE id = $1";
    FORGET_CODES = "DELETE FROM one_time_codes WHERE ends_us < $1";
}

/// A code to be kept.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// What it is good for.
    pub purpose: CodePurpose,
    /// Keyed hash of it.
    pub code_hash: String,
    /// Wrong guesses before it is void.
    pub tries: u32,
    /// When it is no longer good.
    pub ends: Timestamp,
}

impl Store {
    /// Keeps a code; earlier ones for the same purpose become void.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_code(&self, new: &NewCode) -> Result<(), StoreError> {
        let (account, purpose) = (new.account.to_string(), word(&new.purpose));
        tx!(&self.write, |tx| {
            sqlx::query(VOID_CODES).bind(&account).bind(&purpose).execute(&mut *tx).await?;
            sqlx::query(INSERT_CODE)
                .bind(new.id.to_string())
                .bind(&account)
                .bind(&purpose)
                .bind(&new.code_hash)
                .bind(i64::from(new.tries))
                .bind(new.ends.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// How many codes of this kind end after `at`: those made since `at` less their lifetime.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn codes_ending_after(
        &self,
        account: AccountId,
        purpose: CodePurpose,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let codes: i64 = on!(&self.read, |db| sqlx::query_scalar(CODES_ENDING_AFTER)
            .bind(account.to_string())
            .bind(word(&purpose))
            .bind(at.0)
            .fetch_one(db)
            .await)?;
        Ok(u64::try_from(codes).unwrap_or(0))
    }

    /// Uses up the code with this hash. Returns whether it was right; if not, a try is gone.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn use_code(
        &self,
        account: AccountId,
        purpose: CodePurpose,
        code_hash: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let right = tx!(&self.write, |tx| {
            let tried: Vec<(String, String)> = sqlx::query_as(TRY_CODE)
                .bind(account.to_string())
                .bind(word(&purpose))
                .bind(now.0)
                .fetch_all(&mut *tx)
                .await?;
            let right = tried.into_iter().find(|(_, hash)| hash == code_hash);
            if let Some((id, _)) = &right {
                sqlx::query(USE_CODE).bind(id).bind(now.0).execute(&mut *tx).await?;
            }
            right.is_some()
        });
        Ok(right)
    }

    /// Removes codes that ended before `before`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn forget_codes(&self, before: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(FORGET_CODES).bind(before.0).execute(db).await.map(drop))?;
        Ok(())
    }
}
