//! Answers kept under idempotency keys, so that a repeated request makes nothing twice.

use recorder::digest::Sha256;
use sqlx::FromRow;

use super::value::parse;
use super::{Store, StoreError};
use crate::access::AccountId;
use crate::session::Timestamp;

/// Stands where the status will be while the first request is under way.
const UNDER_WAY: i64 = 0;

sql! {
    TAKE_KEY = "INSERT INTO idempotency_keys (account_id, idempotency_key, request_hash, status, body, created_us)
        VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT DO NOTHING";
    EARLIER_REQUEST = "SELECT request_hash, status, body FROM idempotency_keys
        WHERE account_id = $1 AND idempotency_key = $2";
    KEEP_ANSWER = "UPDATE idempotency_keys SET status = $3, body = $4 WHERE account_id = $1 AND idempotency_key = $2";
    RELEASE_KEY = "DELETE FROM idempotency_keys WHERE account_id = $1 AND idempotency_key = $2";
    FORGET_KEYS = "DELETE FROM idempotency_keys WHERE created_us < $1";
}

/// What came before under the same key of the same account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing: the key is now taken for this request.
    Nothing,
    /// The same request, which has no answer (yet): it may have been done.
    UnderWay,
    /// The same request, and what it was answered.
    Answered(KeptAnswer),
    /// Another request.
    Another,
}

/// The answer to a request that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// HTTP status.
    pub status: u16,
    /// The rest of it, in the words of whoever keeps it.
    pub answer: String,
}

#[derive(FromRow)]
struct EarlierRow {
    request_hash: String,
    status: i64,
    body: String,
}

impl EarlierRow {
    fn compared(self, request: Sha256) -> Result<Earlier, StoreError> {
        if self.request_hash != request.to_string() {
            return Ok(Earlier::Another);
        }
        if self.status == UNDER_WAY {
            return Ok(Earlier::UnderWay);
        }
        let status = parse(&self.status.to_string())?;
        Ok(Earlier::Answered(KeptAnswer { status, answer: self.body }))
    }
}

impl Store {
    /// Takes a key for a request, unless it is taken; then says for what.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn take_key(
        &self,
        account: AccountId,
        key: &str,
        request: Sha256,
        now: Timestamp,
    ) -> Result<Earlier, StoreError> {
        let taken = on!(&self.write, |db| sqlx::query(TAKE_KEY)
            .bind(account.to_string())
            .bind(key)
            .bind(request.to_string())
            .bind(UNDER_WAY)
            .bind(now.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if taken > 0 {
            return Ok(Earlier::Nothing);
        }
        let row: Option<EarlierRow> = on!(&self.write, |db| sqlx::query_as(EARLIER_REQUEST)
            .bind(account.to_string())
            .bind(key)
            .fetch_optional(db)
            .await)?;
        // Released in between: whoever repeats once more gets the key.
        row.map_or(Ok(Earlier::UnderWay), |row| row.compared(request))
    }

    /// Keeps the answer to the request that took the key.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn keep_answer(
        &self,
        account: AccountId,
        key: &str,
        kept: &KeptAnswer,
    ) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(KEEP_ANSWER)
            .bind(account.to_string())
            .bind(key)
            .bind(i64::from(kept.status))
            .bind(&kept.answer)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Gives a key back after a request that changed nothing.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn release_key(&self, account: AccountId, key: &str) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(RELEASE_KEY)
            .bind(account.to_string())
            .bind(key)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Forgets keys taken before a moment.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn forget_keys(&self, before: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(FORGET_KEYS).bind(before.0).execute(db).await.map(drop))?;
        Ok(())
    }
}
