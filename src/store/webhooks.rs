//! News of rooms on their way to programs: an outbox, delivered in order and only then forgotten.

use sqlx::FromRow;

use super::value::sql_int;
use super::{Store, StoreError};
use crate::session::Timestamp;

sql! {
    INSERT_WEBHOOK = "INSERT INTO webhooks (ordinal, url, room, body, created_us, next_try_us, tries)
        VALUES ($1, $2, $3, $4, $5, $5, 0)";
    LAST_WEBHOOK = "SELECT COALESCE(MAX(ordinal), 0) AS last FROM webhooks";
    WEBHOOKS_WAITING = "SELECT COUNT(*) AS waiting FROM webhooks";
    WEBHOOKS_DUE = "SELECT ordinal, url, body, created_us, tries FROM webhooks AS first
        WHERE next_try_us <= $1 AND NOT EXISTS (SELECT 1 FROM webhooks AS earlier
            WHERE earlier.url = first.url AND earlier.room = first.room AND earlier.ordinal < first.ordinal)
        ORDER BY ordinal LIMIT $2";
    WEBHOOK_TOLD = "DELETE FROM webhooks WHERE ordinal = $1";
    WEBHOOK_FAILED = "UPDATE webhooks SET tries = tries + 1, next_try_us = $2 WHERE ordinal = $1";
}

/// News for one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWebhook {
    /// Its place in the order; strictly rising.
    pub ordinal: i64,
    /// Where to.
    pub url: String,
    /// Which room it is about: within a room the order is kept.
    pub room: String,
    /// The body.
    pub body: String,
}

/// News in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRecord {
    /// Its place in the order.
    pub ordinal: i64,
    /// Where to.
    pub url: String,
    /// The body.
    pub body: String,
    /// When it was written.
    pub created: Timestamp,
    /// How often it could not be delivered.
    pub tries: u32,
}

#[derive(FromRow)]
struct WebhookRow {
    ordinal: i64,
    url: String,
    body: String,
    created_us: i64,
    tries: i64,
}

impl Store {
    /// Puts news into the outbox: all or none.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_webhooks(&self, news: &[NewWebhook], now: Timestamp) -> Result<(), StoreError> {
        tx!(&self.write, |tx| {
            for one in news {
                sqlx::query(INSERT_WEBHOOK)
                    .bind(one.ordinal)
                    .bind(&one.url)
                    .bind(&one.room)
                    .bind(&one.body)
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// The highest place in the order that is taken, and how many wait.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn webhooks_waiting(&self) -> Result<(i64, u64), StoreError> {
        let last: i64 = on!(&self.read, |db| sqlx::query_scalar(LAST_WEBHOOK).fetch_one(db).await)?;
        let waiting: i64 = on!(&self.read, |db| sqlx::query_scalar(WEBHOOKS_WAITING).fetch_one(db).await)?;
        Ok((last, u64::try_from(waiting).unwrap_or(0)))
    }

    /// What may be told now: of each address and room the first that waits, if it is due.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn webhooks_due(&self, now: Timestamp, limit: u32) -> Result<Vec<WebhookRecord>, StoreError> {
        let rows: Vec<WebhookRow> = on!(&self.read, |db| sqlx::query_as(WEBHOOKS_DUE)
            .bind(now.0)
            .bind(sql_int(limit))
            .fetch_all(db)
            .await)?;
        let record = |row: WebhookRow| WebhookRecord {
            ordinal: row.ordinal,
            url: row.url,
            body: row.body,
            created: Timestamp(row.created_us),
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
        };
        Ok(rows.into_iter().map(record).collect())
    }

    /// It was told, or given up: it is forgotten.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn webhook_told(&self, ordinal: i64) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(WEBHOOK_TOLD).bind(ordinal).execute(db).await.map(drop))?;
        Ok(())
    }

    /// It could not be told; when to try again.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn webhook_failed(&self, ordinal: i64, again: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(WEBHOOK_FAILED)
            .bind(ordinal)
            .bind(again.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}
