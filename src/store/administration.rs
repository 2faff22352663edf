//! What the administration of an institution looks at: its people, its sessions under way.

use sqlx::FromRow;

use super::value::{from_word, parse, sql_int, word};
use super::{AccountRecord, InstitutionRecord, Store, StoreError};
use crate::access::{AccountId, InstitutionId, Office};
use crate::session::phase::{Phase, SessionKind};
use crate::session::{SessionId, Timestamp};

sql! {
    INSTITUTIONS = "SELECT id, kind, name FROM institutions ORDER BY name, id LIMIT 1000";
    /// `$2` is a part of the name or number, `%` on both sides.
    ACCOUNTS_OF_INSTITUTION = "SELECT a.id FROM accounts a
        WHERE a.institution_id = $1 AND (a.name LIKE $2 OR a.mobile LIKE $2 OR a.email LIKE $2)
          AND (a.name, a.id) > ($3, $4) ORDER BY a.name, a.id LIMIT $5";
    /// Whoever is disabled again was disabled the first time.
    SET_DISABLED = "UPDATE accounts SET version = version + 1, disabled_us =
            CASE WHEN CAST($2 AS BIGINT) IS NULL THEN NULL ELSE COALESCE(disabled_us, $2) END
        WHERE id = $1 AND version = $3";
    CLEAR_OFFICES = "DELETE FROM account_offices WHERE account_id = $1";
    ADD_OFFICE = "INSERT INTO account_offices (account_id, office) VALUES ($1, $2)";
    LIVE_SESSIONS = "SELECT s.id, s.kind, s.title, c.case_no, s.phase, s.scheduled_us, s.started_us,
            (SELECT COUNT(*) FROM recordings r WHERE r.session_id = s.id AND r.state = 'recording') AS recording
        FROM sessions s JOIN cases c ON c.id = s.case_id
        WHERE c.institution_id = $1 AND s.last_seq > 0
          AND s.phase NOT IN ('scheduled', 'closed', 'archived', 'cancelled', 'postponed', 'converted_offline')
        ORDER BY s.scheduled_us, s.id LIMIT 500";
    CANCEL_UNOPENED = "UPDATE sessions SET phase = 'cancelled', ended_us = $2
        WHERE id = $1 AND last_seq = 0 AND phase = 'scheduled'";
}

/// A session under way.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveSession {
    /// Its id.
    pub id: SessionId,
    /// Mediation or hearing.
    pub kind: SessionKind,
    /// Its heading.
    pub title: String,
    /// The case's number.
    pub case_no: String,
    /// Where it stands.
    pub phase: Phase,
    /// When it was to begin.
    pub scheduled_at: Timestamp,
    /// When it first was in session.
    pub started_at: Option<Timestamp>,
    /// Whether it is being recorded.
    pub is_recorded: bool,
}

#[derive(FromRow)]
struct LiveRow {
    id: String,
    kind: String,
    title: String,
    case_no: String,
    phase: String,
    scheduled_us: i64,
    started_us: Option<i64>,
    recording: i64,
}

impl LiveRow {
    fn record(self) -> Result<LiveSession, StoreError> {
        Ok(LiveSession {
            id: parse(&self.id)?,
            kind: from_word(&self.kind)?,
            title: self.title,
            case_no: self.case_no,
            phase: from_word(&self.phase)?,
            scheduled_at: Timestamp(self.scheduled_us),
            started_at: self.started_us.map(Timestamp),
            is_recorded: self.recording > 0,
        })
    }
}

impl Store {
    /// All institutions, by name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn institutions(&self) -> Result<Vec<InstitutionRecord>, StoreError> {
        let rows: Vec<(String, String, String)> =
            on!(&self.read, |db| sqlx::query_as(INSTITUTIONS).fetch_all(db).await)?;
        let record = |(id, kind, name): (String, String, String)| {
            Ok(InstitutionRecord { id: parse(&id)?, kind: from_word(&kind)?, name })
        };
        rows.into_iter().map(record).collect()
    }

    /// The accounts of an institution whose name or number has `part` in it, by name, after
    /// the given place in that order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn accounts_of(
        &self,
        institution: InstitutionId,
        part: &str,
        after: (&str, &str),
        limit: u32,
    ) -> Result<Vec<AccountRecord>, StoreError> {
        let pattern = format!("%{}%", part.replace(['%', '_'], ""));
        let ids: Vec<(String,)> = on!(&self.read, |db| sqlx::query_as(ACCOUNTS_OF_INSTITUTION)
            .bind(institution.to_string())
            .bind(&pattern)
            .bind(after.0)
            .bind(after.1)
            .bind(sql_int(limit))
            .fetch_all(db)
            .await)?;
        let mut accounts = Vec::with_capacity(ids.len());
        for (id,) in ids {
            accounts.extend(self.account(parse(&id)?).await?);
        }
        Ok(accounts)
    }

    /// Changes what somebody may do for an institution.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if the account has changed since `version`.
    pub async fn change_account(
        &self,
        id: AccountId,
        version: i64,
        disabled_since: Option<Timestamp>,
        offices: &[Office],
    ) -> Result<(), StoreError> {
        let key = id.to_string();
        let changed = tx!(&self.write, |tx| {
            let set = sqlx::query(SET_DISABLED).bind(&key).bind(disabled_since.map(|at| at.0)).bind(version);
            let changed = set.execute(&mut *tx).await?.rows_affected() > 0;
            if changed {
                sqlx::query(CLEAR_OFFICES).bind(&key).execute(&mut *tx).await?;
                for office in offices {
                    sqlx::query(ADD_OFFICE).bind(&key).bind(word(office)).execute(&mut *tx).await?;
                }
            }
            changed
        });
        if changed { Ok(()) } else { Err(StoreError::Changed { expected: version }) }
    }

    /// The sessions of an institution that are under way.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn live_sessions(&self, institution: InstitutionId) -> Result<Vec<LiveSession>, StoreError> {
        let rows: Vec<LiveRow> = on!(&self.read, |db| sqlx::query_as(LIVE_SESSIONS)
            .bind(institution.to_string())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(LiveRow::record).collect()
    }

    /// Calls off a session that nobody has entered yet. Returns whether it was one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn cancel_unopened(&self, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let cancelled = on!(&self.write, |db| sqlx::query(CANCEL_UNOPENED)
            .bind(id.to_string())
            .bind(now.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(cancelled > 0)
    }
}
