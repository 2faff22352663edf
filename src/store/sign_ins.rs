//! Sign-ins: who is signed in where, until when.

use recorder::digest::Sha256;
use sqlx::FromRow;
use uuid::Uuid;

use super::value::parse;
use super::{AccountRecord, Store, StoreError};
use crate::access::AccountId;
use crate::session::Timestamp;

sql! {
    INSERT_SIGN_IN = "INSERT INTO sign_ins (id, account_id, token_hash, device, created_us, seen_us, ends_us,
            revoked_us, confirmed_until_us) VALUES ($1, $2, $3, $4, $5, $5, $6, NULL, 0)";
    SIGN_IN_BY_TOKEN = "SELECT id, account_id, device, created_us, seen_us, ends_us, confirmed_until_us
        FROM sign_ins WHERE token_hash = $1 AND revoked_us IS NULL AND ends_us > $2";
    SEE_SIGN_IN = "UPDATE sign_ins SET seen_us = $2 WHERE id = $1 AND seen_us < $2";
    CONFIRM_SIGN_IN = "UPDATE sign_ins SET confirmed_until_us = $2 WHERE id = $1";
    REVOKE_SIGN_IN = "UPDATE sign_ins SET revoked_us = $3 WHERE id = $1 AND account_id = $2 AND revoked_us IS NULL";
    REVOKE_OTHER_SIGN_INS = "UPDATE sign_ins SET revoked_us = $3
        WHERE account_id = $1 AND revoked_us IS NULL AND id <> $2";
    SIGN_INS_OF = "SELECT id, account_id, device, created_us, seen_us, ends_us, confirmed_until_us FROM sign_ins
        WHERE account_id = $1 AND revoked_us IS NULL AND ends_us > $2 ORDER BY seen_us DESC LIMIT 100";
    FORGET_SIGN_INS = "DELETE FROM sign_ins WHERE ends_us < $1";
}

/// A sign-in to be made.
#[derive(Clone, Debug)]
pub struct NewSignIn {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// Hash of the token; the token itself is never stored.
    pub token_hash: Sha256,
    /// What browser and system it says it is, for the person's own list.
    pub device: String,
    /// When it ends at the latest.
    pub ends: Timestamp,
}

/// A sign-in that is in force.
#[derive(Clone, Debug)]
pub struct SignInRecord {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// What browser and system it said it was.
    pub device: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
    /// When it ends at the latest.
    pub ends: Timestamp,
    /// Until when a second step counts.
    pub confirmed_until: Timestamp,
}

#[derive(FromRow)]
struct SignInRow {
    id: String,
    account_id: String,
    device: String,
    created_us: i64,
    seen_us: i64,
    ends_us: i64,
    confirmed_until_us: i64,
}

impl SignInRow {
    fn record(self) -> Result<SignInRecord, StoreError> {
        Ok(SignInRecord {
            id: parse(&self.id)?,
            account: parse(&self.account_id)?,
            device: self.device,
            created: Timestamp(self.created_us),
            seen: Timestamp(self.seen_us),
            ends: Timestamp(self.ends_us),
            confirmed_until: Timestamp(self.confirmed_until_us),
        })
    }
}

impl Store {
    /// Makes a sign-in.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_sign_in(&self, new: &NewSignIn, now: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(INSERT_SIGN_IN)
            .bind(new.id.to_string())
            .bind(new.account.to_string())
            .bind(new.token_hash.to_string())
            .bind(&new.device)
            .bind(now.0)
            .bind(new.ends.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The sign-in a token stands for, and its account, if it is in force.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn signed_in(
        &self,
        token_hash: Sha256,
        now: Timestamp,
    ) -> Result<Option<(SignInRecord, AccountRecord)>, StoreError> {
        let row: Option<SignInRow> = on!(&self.read, |db| sqlx::query_as(SIGN_IN_BY_TOKEN)
            .bind(token_hash.to_string())
            .bind(now.0)
            .fetch_optional(db)
            .await)?;
        let Some(row) = row else { return Ok(None) };
        let sign_in = row.record()?;
        Ok(self.account(sign_in.account).await?.map(|account| (sign_in, account)))
    }

    /// Notes that a sign-in was used.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn see_sign_in(&self, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.touch(SEE_SIGN_IN, id, now).await
    }

    /// Notes that a second step was passed, good until `until`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn confirm_sign_in(&self, id: Uuid, until: Timestamp) -> Result<(), StoreError> {
        self.touch(CONFIRM_SIGN_IN, id, until).await
    }

    async fn touch(&self, statement: &'static str, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(statement)
            .bind(id.to_string())
            .bind(at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Ends one sign-in of an account. Returns whether there was one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke_sign_in(
        &self,
        id: Uuid,
        account: AccountId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let ended = on!(&self.write, |db| sqlx::query(REVOKE_SIGN_IN)
            .bind(id.to_string())
            .bind(account.to_string())
            .bind(now.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(ended > 0)
    }

    /// Ends all sign-ins of an account but one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke_other_sign_ins(
        &self,
        account: AccountId,
        kept: Option<Uuid>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let kept = kept.map_or(String::new(), |id| id.to_string());
        on!(&self.write, |db| sqlx::query(REVOKE_OTHER_SIGN_INS)
            .bind(account.to_string())
            .bind(&kept)
            .bind(now.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The sign-ins of an account that are in force, last used first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sign_ins_of(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Vec<SignInRecord>, StoreError> {
        let rows: Vec<SignInRow> = on!(&self.read, |db| sqlx::query_as(SIGN_INS_OF)
            .bind(account.to_string())
            .bind(now.0)
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(SignInRow::record).collect()
    }

    /// Removes sign-ins that ended before `before`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn forget_sign_ins(&self, before: Timestamp) -> Result<u64, StoreError> {
        let forgotten = on!(&self.write, |db| sqlx::query(FORGET_SIGN_INS)
            .bind(before.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(forgotten)
    }
}
