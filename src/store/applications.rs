//! Applications to the judge, and device tests before a session.

use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::value::{from_json, from_word, json, parse, sql_int, word};
use super::{Store, StoreError};
use crate::access::AccountId;
use crate::cases::application::{Application, ApplicationKind, ApplicationState};
use crate::cases::{CaseId, DeviceTest};
use crate::session::{ParticipantId, SessionId, Timestamp};

sql! {
    INSERT_APPLICATION = "INSERT INTO applications (id, case_id, kind, by_account, by_name, reason, hearing_us, state,
            opinion, decided_by, created_us, decided_us, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', NULL, $9, NULL, 1)";
    DECIDE_APPLICATION = "UPDATE applications SET state = $2, opinion = $3, decided_by = $4, decided_us = $5,
        version = version + 1 WHERE id = $1 AND state = $6";
    APPLICATION_BY_ID = "SELECT id, case_id, kind, by_account, by_name, reason, hearing_us, state, opinion, created_us,
            decided_us FROM applications WHERE id = $1";
    APPLICATIONS_OF_CASE = "SELECT id, case_id, kind, by_account, by_name, reason, hearing_us, state, opinion, created_us,
            decided_us FROM applications WHERE case_id = $1 ORDER BY created_us DESC, id LIMIT 500";
    INSERT_DEVICE_TEST = "INSERT INTO device_tests (id, session_id, participant_id, account_id, result, passed, at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    DEVICE_TESTS = "SELECT participant_id, result, passed, at_us FROM device_tests
        WHERE session_id = $1 ORDER BY at_us DESC LIMIT $2";
}

#[derive(FromRow)]
struct ApplicationRow {
    id: String,
    case_id: String,
    kind: String,
    by_account: String,
    by_name: String,
    reason: String,
    hearing_us: Option<i64>,
    state: String,
    opinion: String,
    created_us: i64,
    decided_us: Option<i64>,
}

impl ApplicationRow {
    fn record(self) -> Result<Application, StoreError> {
        Ok(Application {
            id: parse(&self.id)?,
            case: parse(&self.case_id)?,
            kind: from_word::<ApplicationKind>(&self.kind)?,
            by: parse(&self.by_account)?,
            by_name: self.by_name,
            reason: self.reason,
            hearing_at: self.hearing_us.map(Timestamp),
            state: from_word(&self.state)?,
            opinion: self.opinion,
            created_at: Timestamp(self.created_us),
            decided_at: self.decided_us.map(Timestamp),
        })
    }
}

/// A device test on file.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceTestRecord {
    /// Whose.
    pub participant: ParticipantId,
    /// What was found.
    pub test: DeviceTest,
    /// Whether all of it worked.
    pub passed: bool,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Files an application.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_application(&self, new: &Application) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(INSERT_APPLICATION)
            .bind(new.id.to_string())
            .bind(new.case.to_string())
            .bind(word(&new.kind))
            .bind(new.by.to_string())
            .bind(&new.by_name)
            .bind(&new.reason)
            .bind(new.hearing_at.map(|at| at.0))
            .bind(word(&new.state))
            .bind(new.created_at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Decides a pending application. Returns whether it was pending.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn decide_application(
        &self,
        id: Uuid,
        state: ApplicationState,
        opinion: &str,
        by: AccountId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let decided = on!(&self.write, |db| sqlx::query(DECIDE_APPLICATION)
            .bind(id.to_string())
            .bind(word(&state))
            .bind(opinion)
            .bind(by.to_string())
            .bind(now.0)
            .bind(word(&ApplicationState::Pending))
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(decided > 0)
    }

    /// An application by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn application(&self, id: Uuid) -> Result<Option<Application>, StoreError> {
        let row: Option<ApplicationRow> = on!(&self.read, |db| sqlx::query_as(APPLICATION_BY_ID)
            .bind(id.to_string())
            .fetch_optional(db)
            .await)?;
        row.map(ApplicationRow::record).transpose()
    }

    /// The applications of a case, newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn applications(&self, case: CaseId) -> Result<Vec<Application>, StoreError> {
        let rows: Vec<ApplicationRow> = on!(&self.read, |db| sqlx::query_as(APPLICATIONS_OF_CASE)
            .bind(case.to_string())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(ApplicationRow::record).collect()
    }

    /// Puts a device test on file.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_device_test(
        &self,
        session: SessionId,
        account: AccountId,
        record: &DeviceTestRecord,
    ) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(INSERT_DEVICE_TEST)
            .bind(Uuid::new_v4().to_string())
            .bind(session.to_string())
            .bind(record.participant.to_string())
            .bind(account.to_string())
            .bind(json(&record.test))
            .bind(record.passed)
            .bind(record.at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The device tests of a session, newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn device_tests(&self, session: SessionId) -> Result<Vec<DeviceTestRecord>, StoreError> {
        let rows: Vec<(String, Value, bool, i64)> = on!(&self.read, |db| sqlx::query_as(DEVICE_TESTS)
            .bind(session.to_string())
            .bind(sql_int(500))
            .fetch_all(db)
            .await)?;
        let record = |(participant, result, passed, at): (String, Value, bool, i64)| {
            Ok(DeviceTestRecord {
                participant: parse(&participant)?,
                test: from_json(result)?,
                passed,
                at: Timestamp(at),
            })
        };
        rows.into_iter().map(record).collect()
    }
}
