//! Recordings: how far their bundles are, who may see them, the files in them.

use recorder::spec::RecordingId;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use super::value::{from_word, parse, sql_int, word};
use super::{Store, StoreError};
use crate::access::{AccountId, InstitutionId};
use crate::cases::CaseId;
use crate::recording::{BundleFile, SealedBundle};
use crate::session::phase::SessionKind;
use crate::session::{SessionId, Timestamp};

sql! {
    INSERT_RECORDING = "INSERT INTO recordings (id, session_id, state, access, progress_percent, seconds_left, problem,
            started_us, ended_us, duration_us, bytes, legal_hold, destroyed_us, changed_us, version)
        VALUES ($1, $2, $3, $4, 0, NULL, '', $5, NULL, 0, 0, FALSE, NULL, $5, 1) ON CONFLICT (id) DO NOTHING";
    CLOSE_RECORDING = "UPDATE recordings SET ended_us = $2, duration_us = $2 - started_us, changed_us = $2,
        version = version + 1 WHERE id = $1";
    MOVE_RECORDING = "UPDATE recordings SET state = $2, progress_percent = $3, seconds_left = $4, problem = $5,
        changed_us = $6, version = version + 1 WHERE id = $1";
    SEAL_RECORDING = "UPDATE recordings SET state = $2, progress_percent = 100, seconds_left = NULL, problem = '',
        started_us = $3, ended_us = CAST($3 AS BIGINT) + CAST($4 AS BIGINT), duration_us = $4, bytes = $5, changed_us = $6, version = version + 1
        WHERE id = $1";
    UNSEALED_RECORDINGS = "SELECT id FROM recordings WHERE state NOT IN ('ready', 'failed') AND destroyed_us IS NULL";
    CLEAR_RECORDING_FILES = "DELETE FROM recording_files WHERE recording_id = $1";
    INSERT_RECORDING_FILE = "INSERT INTO recording_files (recording_id, name, kind, media_type, bytes, sha256, object)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    RECORDING_FILES = "SELECT name, bytes, sha256 FROM recording_files
        WHERE recording_id = $1 ORDER BY name";
    RECORDING_BY_ID = "SELECT r.id, r.session_id, s.case_id, c.institution_id, s.kind, s.title, c.case_no, r.state,
            r.access, r.progress_percent, r.seconds_left, r.problem, r.started_us, r.ended_us, r.duration_us, r.bytes,
            r.legal_hold, r.destroyed_us, r.version
        FROM recordings r JOIN sessions s ON s.id = r.session_id JOIN cases c ON c.id = s.case_id WHERE r.id = $1";
    /// `$1` has a place in the case, or `$2` is its institution.
    RECORDINGS_IN_REACH = "SELECT r.id, r.session_id, s.case_id, c.institution_id, s.kind, s.title, c.case_no, r.state,
            r.access, r.progress_percent, r.seconds_left, r.problem, r.started_us, r.ended_us, r.duration_us, r.bytes,
            r.legal_hold, r.destroyed_us, r.version
        FROM recordings r JOIN sessions s ON s.id = r.session_id JOIN cases c ON c.id = s.case_id
        WHERE (c.institution_id = $2 OR EXISTS (SELECT 1 FROM case_people p
                WHERE p.case_id = c.id AND p.account_id = $1 AND p.removed_us IS NULL
                  AND (p.role IN ('judge', 'presiding_judge', 'panel_member', 'lay_assessor', 'clerk', 'mediator') OR
                       (p.role IN ('party', 'agent') AND r.access <> 'staff'))))
            AND r.destroyed_us IS NULL AND (CAST($3 AS TEXT) IS NULL OR s.case_id = $3)
            AND (CAST($4 AS TEXT) IS NULL OR r.session_id = $4)
            AND (r.started_us, r.id) < ($5, $6)
        ORDER BY r.started_us DESC, r.id DESC LIMIT $7";
}

/// How far a recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingState {
    /// Being written.
    Recording,
    /// Closed; its files wait to be made.
    Waiting,
    /// Its files are being made.
    Finalising,
    /// The bundle is sealed.
    Ready,
    /// Its files could not be made; what was recorded is safe.
    Failed,
}

/// Who of the case may have a recording. The bench, the clerk and the mediator always may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingAccess {
    /// Nobody else.
    #[default]
    Staff,
    /// Parties and agents may watch it.
    PartiesView,
    /// Parties and agents may watch it and take it with them.
    PartiesDownload,
}

/// A recording as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingRecord {
    /// Its id.
    pub id: RecordingId,
    /// The session it was made of.
    pub session: SessionId,
    /// The case of the session.
    pub case: CaseId,
    /// The institution of the case.
    pub institution: InstitutionId,
    /// Mediation or hearing.
    pub kind: SessionKind,
    /// The session's heading.
    pub title: String,
    /// The case's number.
    pub case_no: String,
    /// How far it is.
    pub state: RecordingState,
    /// Who may have it.
    pub access: RecordingAccess,
    /// Of the work of making its files.
    pub percent: u32,
    /// Until its files are made, as far as can be told.
    pub seconds_left: Option<u64>,
    /// Why its files could not be made.
    pub problem: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Its length in microseconds.
    pub duration_us: u64,
    /// Of all its files.
    pub bytes: u64,
    /// Whether it must be kept beyond its time.
    pub legal_hold: bool,
    /// Whether only its tombstone is left.
    pub destroyed: bool,
    /// Counts changes, for `If-Match`.
    pub version: i64,
}

/// Which recordings to list.
#[derive(Clone, Debug)]
pub struct RecordingQuery {
    /// Those this account may see by its place in the case.
    pub account: AccountId,
    /// And all of this institution, for its administration.
    pub institution: Option<InstitutionId>,
    /// Only of this case.
    pub case: Option<CaseId>,
    /// Only of this session.
    pub session: Option<SessionId>,
    /// Only what comes after this place in the order (newest first).
    pub after: Option<(Timestamp, RecordingId)>,
    /// At most so many.
    pub limit: u32,
}

#[derive(FromRow)]
struct RecordingRow {
    id: String,
    session_id: String,
    case_id: String,
    institution_id: String,
    kind: String,
    title: String,
    case_no: String,
    state: String,
    access: String,
    progress_percent: i64,
    seconds_left: Option<i64>,
    problem: String,
    started_us: i64,
    ended_us: Option<i64>,
    duration_us: i64,
    bytes: i64,
    legal_hold: bool,
    destroyed_us: Option<i64>,
    version: i64,
}

impl RecordingRow {
    fn record(self) -> Result<RecordingRecord, StoreError> {
        Ok(RecordingRecord {
            id: parse(&self.id)?,
            session: parse(&self.session_id)?,
            case: parse(&self.case_id)?,
            institution: parse(&self.institution_id)?,
            kind: from_word(&self.kind)?,
            title: self.title,
            case_no: self.case_no,
            state: from_word(&self.state)?,
            access: from_word(&self.access)?,
            percent: u32::try_from(self.progress_percent).unwrap_or(0),
            seconds_left: self.seconds_left.map(i64::unsigned_abs),
            problem: self.problem,
            started_at: Timestamp(self.started_us),
            ended_at: self.ended_us.map(Timestamp),
            duration_us: self.duration_us.unsigned_abs(),
            bytes: self.bytes.unsigned_abs(),
            legal_hold: self.legal_hold,
            destroyed: self.destroyed_us.is_some(),
            version: self.version,
        })
    }
}

#[derive(FromRow)]
struct FileRow {
    name: String,
    bytes: i64,
    sha256: String,
}

impl Store {
    /// Notes that a recording exists; once more changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Dangling`] if its session does not exist.
    pub async fn recording_begun(
        &self,
        id: RecordingId,
        session: SessionId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(INSERT_RECORDING)
            .bind(id.to_string())
            .bind(session.to_string())
            .bind(word(&RecordingState::Recording))
            .bind(word(&RecordingAccess::default()))
            .bind(at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes that nothing more will be added to a recording.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recording_closed(&self, id: RecordingId, at: Timestamp) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(CLOSE_RECORDING)
            .bind(id.to_string())
            .bind(at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes how far the making of a recording's files is.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recording_moved(
        &self,
        id: RecordingId,
        state: RecordingState,
        percent: u32,
        seconds_left: Option<u64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(MOVE_RECORDING)
            .bind(id.to_string())
            .bind(word(&state))
            .bind(sql_int(percent))
            .bind(seconds_left.map(sql_int))
            .bind("")
            .bind(now.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes that the files of a recording could not be made, and why.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recording_failed(
        &self,
        id: RecordingId,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(MOVE_RECORDING)
            .bind(id.to_string())
            .bind(word(&RecordingState::Failed))
            .bind(0_i64)
            .bind(None::<i64>)
            .bind(reason)
            .bind(now.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes that a recording's bundle is sealed, and what is in it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recording_sealed(
        &self,
        id: RecordingId,
        bundle: &SealedBundle,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = id.to_string();
        let bytes: u64 = bundle.files.iter().map(|file| file.bytes).sum();
        tx!(&self.write, |tx| {
            sqlx::query(SEAL_RECORDING)
                .bind(&key)
                .bind(word(&RecordingState::Ready))
                .bind(bundle.began.0)
                .bind(sql_int(bundle.duration_us))
                .bind(sql_int(bytes))
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            sqlx::query(CLEAR_RECORDING_FILES).bind(&key).execute(&mut *tx).await?;
            for file in &bundle.files {
                sqlx::query(INSERT_RECORDING_FILE)
                    .bind(&key)
                    .bind(&file.path)
                    .bind(word(&file.kind()))
                    .bind(file.media_type())
                    .bind(sql_int(file.bytes))
                    .bind(&file.sha256)
                    .bind(format!("bundles/{key}/{}", file.path))
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// A recording by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recording(&self, id: RecordingId) -> Result<Option<RecordingRecord>, StoreError> {
        let row: Option<RecordingRow> = on!(&self.read, |db| sqlx::query_as(RECORDING_BY_ID)
            .bind(id.to_string())
            .fetch_optional(db)
            .await)?;
        row.map(RecordingRow::record).transpose()
    }

    /// Recordings that match, newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recordings(&self, query: &RecordingQuery) -> Result<Vec<RecordingRecord>, StoreError> {
        let (started, id) = match query.after {
            Some((started, id)) => (started.0, id.to_string()),
            None => (i64::MAX, String::new()),
        };
        let rows: Vec<RecordingRow> = on!(&self.read, |db| sqlx::query_as(RECORDINGS_IN_REACH)
            .bind(query.account.to_string())
            .bind(query.institution.map(|institution| institution.to_string()))
            .bind(query.case.map(|case| case.to_string()))
            .bind(query.session.map(|session| session.to_string()))
            .bind(started)
            .bind(&id)
            .bind(sql_int(query.limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(RecordingRow::record).collect()
    }

    /// Recordings whose bundle is not known to be sealed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unsealed_recordings(&self) -> Result<Vec<RecordingId>, StoreError> {
        let rows: Vec<(String,)> =
            on!(&self.read, |db| sqlx::query_as(UNSEALED_RECORDINGS).fetch_all(db).await)?;
        rows.into_iter().map(|(id,)| parse(&id)).collect()
    }

    /// The files of a sealed bundle, by name. None before it is sealed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recording_files(&self, id: RecordingId) -> Result<Vec<BundleFile>, StoreError> {
        let rows: Vec<FileRow> =
            on!(&self.read, |db| sqlx::query_as(RECORDING_FILES).bind(id.to_string()).fetch_all(db).await)?;
        let file =
            |row: FileRow| BundleFile { path: row.name, bytes: row.bytes.unsigned_abs(), sha256: row.sha256 };
        Ok(rows.into_iter().map(file).collect())
    }
}
