//! Notices on their way: an outbox, so that none is lost when the service of others is down.

use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::value::{from_json, json, parse, sql_int};
use super::{Store, StoreError};
use crate::access::InstitutionId;
use crate::connectors::notices::{NewNotice, NoticeContent};
use crate::session::Timestamp;

sql! {
    INSERT_NOTICE = "INSERT INTO notices (id, institution_id, account_id, address, content, created_us, next_try_us,
            tries, delivered_us, problem)
        VALUES ($1, $2, $3, $4, $5, $6, $6, 0, NULL, '')";
    NOTICES_DUE = "SELECT n.id, n.address, a.language, n.content, n.created_us, n.tries, n.next_try_us, n.delivered_us
        FROM notices AS n LEFT JOIN accounts AS a ON a.id = n.account_id
        WHERE n.delivered_us IS NULL AND n.next_try_us <= $1 ORDER BY n.created_us, n.id LIMIT $2";
    NOTICE_DELIVERED = "UPDATE notices SET delivered_us = $2, problem = '' WHERE id = $1";
    NOTICE_FAILED = "UPDATE notices SET tries = tries + 1, next_try_us = $2, problem = $3 WHERE id = $1";
    NOTICES_OF_INSTITUTION = "SELECT n.id, n.address, a.language, n.content, n.created_us, n.tries, n.next_try_us,
            n.delivered_us
        FROM notices AS n LEFT JOIN accounts AS a ON a.id = n.account_id
        WHERE n.institution_id = $1 AND n.created_us > $2 ORDER BY n.created_us DESC, n.id LIMIT $3";
    FORGET_NOTICE = "DELETE FROM notices WHERE id = $1";
    FORGET_NOTICES = "DELETE FROM notices WHERE created_us < $1";
}

/// When a notice that was given up is tried again.
const NEVER: Timestamp = Timestamp(i64::MAX);

/// A notice in the outbox. No `Debug`: it holds an address and may hold a code.
pub struct NoticeRecord {
    /// Its id.
    pub id: Uuid,
    /// Mobile number or e-mail address.
    pub address: String,
    /// The language of whoever gets it, if they have an account.
    pub language: Option<String>,
    /// What it says.
    pub content: NoticeContent,
    /// When it was written.
    pub created: Timestamp,
    /// How often it could not be delivered.
    pub tries: u32,
    /// When it was delivered.
    pub delivered: Option<Timestamp>,
    /// Whether it is tried no longer.
    pub is_given_up: bool,
}

#[derive(FromRow)]
struct NoticeRow {
    id: String,
    address: String,
    language: Option<String>,
    content: Value,
    created_us: i64,
    tries: i64,
    next_try_us: i64,
    delivered_us: Option<i64>,
}

impl NoticeRow {
    fn record(self) -> Result<NoticeRecord, StoreError> {
        Ok(NoticeRecord {
            id: parse(&self.id)?,
            address: self.address,
            language: self.language,
            content: from_json(self.content)?,
            created: Timestamp(self.created_us),
            tries: u32::try_from(self.tries).unwrap_or(u32::MAX),
            delivered: self.delivered_us.map(Timestamp),
            is_given_up: self.next_try_us == NEVER.0,
        })
    }
}

impl Store {
    /// Puts a notice into the outbox.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_notice(&self, notice: &NewNotice, now: Timestamp) -> Result<Uuid, StoreError> {
        let id = Uuid::new_v4();
        on!(&self.write, |db| sqlx::query(INSERT_NOTICE)
            .bind(id.to_string())
            .bind(notice.institution.map(|institution| institution.to_string()))
            .bind(notice.account.map(|account| account.to_string()))
            .bind(&notice.address)
            .bind(json(&notice.content))
            .bind(now.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(id)
    }

    /// Notices to be delivered now, oldest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn notices_due(&self, now: Timestamp, limit: u32) -> Result<Vec<NoticeRecord>, StoreError> {
        let rows: Vec<NoticeRow> = on!(&self.read, |db| sqlx::query_as(NOTICES_DUE)
            .bind(now.0)
            .bind(sql_int(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(NoticeRow::record).collect()
    }

    /// Notes that a notice was delivered.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn notice_delivered(&self, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(NOTICE_DELIVERED)
            .bind(id.to_string())
            .bind(now.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes that a notice could not be delivered, and when to try again.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn notice_failed(&self, id: Uuid, again: Timestamp, problem: &str) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(NOTICE_FAILED)
            .bind(id.to_string())
            .bind(again.0)
            .bind(problem)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notices of an institution since `since`, newest first: what its desk passes on by hand.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn notices_of(
        &self,
        institution: InstitutionId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<NoticeRecord>, StoreError> {
        let rows: Vec<NoticeRow> = on!(&self.read, |db| sqlx::query_as(NOTICES_OF_INSTITUTION)
            .bind(institution.to_string())
            .bind(since.0)
            .bind(sql_int(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(NoticeRow::record).collect()
    }

    /// Notes that a notice is tried no longer.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn give_up_notice(&self, id: Uuid) -> Result<(), StoreError> {
        self.notice_failed(id, NEVER, "given up").await
    }

    /// Removes one notice.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn forget_notice(&self, id: Uuid) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(FORGET_NOTICE).bind(id.to_string()).execute(db).await.map(drop))?;
        Ok(())
    }

    /// Removes notices written before `before`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn forget_notices(&self, before: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(FORGET_NOTICES).bind(before.0).execute(db).await.map(drop))?;
        Ok(())
    }
}
