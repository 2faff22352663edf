//! The message board of a case.

use sqlx::FromRow;
use uuid::Uuid;

use super::value::{from_word, parse, sql_int, word};
use super::{Store, StoreError};
use crate::access::AccountId;
use crate::cases::CaseId;
use crate::session::Timestamp;
use crate::session::role::{Role, Side};

sql! {
    INSERT_MESSAGE = "INSERT INTO case_messages (id, case_id, at_us, by_account, by_name, by_role, side, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// `$2` sees all (NULL), or only what is for everybody and for this side.
    MESSAGES_OF_CASE = "SELECT id, at_us, by_account, by_name, by_role, side, body FROM case_messages
        WHERE case_id = $1 AND (CAST($2 AS TEXT) IS NULL OR side IS NULL OR side = $2)
          AND (at_us, id) < ($3, $4) ORDER BY at_us DESC, id DESC LIMIT $5";
}

/// A message. No `Debug`: it may say anything.
#[derive(Clone, PartialEq)]
pub struct MessageRecord {
    /// Its id.
    pub id: Uuid,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// Their name then.
    pub by_name: String,
    /// Their role then.
    pub by_role: Role,
    /// Only for this side and those who lead; `None` for everybody in the case.
    pub side: Option<Side>,
    /// What it says.
    pub body: String,
}

/// Which messages to list.
#[derive(Clone, Copy, Debug)]
pub struct MessageQuery {
    /// Of which case.
    pub case: CaseId,
    /// What this side may see; `None` for those who may see all.
    pub seen_by: Option<Side>,
    /// Only what comes after this place in the order (newest first).
    pub after: Option<(Timestamp, Uuid)>,
    /// At most so many.
    pub limit: u32,
}

#[derive(FromRow)]
struct MessageRow {
    id: String,
    at_us: i64,
    by_account: String,
    by_name: String,
    by_role: String,
    side: Option<String>,
    body: String,
}

impl MessageRow {
    fn record(self) -> Result<MessageRecord, StoreError> {
        Ok(MessageRecord {
            id: parse(&self.id)?,
            at: Timestamp(self.at_us),
            by: parse(&self.by_account)?,
            by_name: self.by_name,
            by_role: from_word(&self.by_role)?,
            side: self.side.as_deref().map(from_word).transpose()?,
            body: self.body,
        })
    }
}

impl Store {
    /// Puts a message on the board.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_message(&self, case: CaseId, message: &MessageRecord) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(INSERT_MESSAGE)
            .bind(message.id.to_string())
            .bind(case.to_string())
            .bind(message.at.0)
            .bind(message.by.to_string())
            .bind(&message.by_name)
            .bind(word(&message.by_role))
            .bind(message.side.as_ref().map(word))
            .bind(&message.body)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Messages of a case, newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn messages(&self, query: &MessageQuery) -> Result<Vec<MessageRecord>, StoreError> {
        let (at, id) = match query.after {
            Some((at, id)) => (at.0, id.to_string()),
            None => (i64::MAX, String::new()),
        };
        let rows: Vec<MessageRow> = on!(&self.read, |db| sqlx::query_as(MESSAGES_OF_CASE)
            .bind(query.case.to_string())
            .bind(query.seen_by.as_ref().map(word))
            .bind(at)
            .bind(&id)
            .bind(sql_int(query.limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(MessageRow::record).collect()
    }
}
