//! Sessions: their plans, who sits in them, and where they stand.

use serde_json::Value;
use sqlx::FromRow;

use super::value::{from_json, from_word, json, parse, parse_some, sql_int, word};
use super::{Store, StoreError};
use crate::access::AccountId;
use crate::cases::{CaseId, CasePersonId};
use crate::session::phase::{Phase, SessionKind};
use crate::session::{ParticipantId, Plan, SessionId, Timestamp};

sql! {
    INSERT_SESSION = "INSERT INTO sessions (id, case_id, kind, title, scheduled_us, phase, plan, started_us,
            ended_us, last_seq, head, created_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, 0, '', $8)";
    INSERT_SEAT = "INSERT INTO session_people (session_id, participant_id, case_person_id, account_id)
        VALUES ($1, $2, $3, $4)";
    SESSION_BY_ID = "SELECT id, case_id, kind, title, scheduled_us, phase, started_us, ended_us, last_seq
        FROM sessions WHERE id = $1";
    SESSION_PLAN = "SELECT plan FROM sessions WHERE id = $1";
    SEATS_OF_SESSION = "SELECT participant_id, case_person_id, account_id FROM session_people
        WHERE session_id = $1 ORDER BY participant_id";
    SEAT_OF_ACCOUNT = "SELECT participant_id, case_person_id, account_id FROM session_people
        WHERE session_id = $1 AND account_id = $2";
    SESSIONS_OF_CASE = "SELECT id, case_id, kind, title, scheduled_us, phase, started_us, ended_us, last_seq
        FROM sessions WHERE case_id = $1 ORDER BY scheduled_us, id";
    SESSIONS_OF_ACCOUNT = "SELECT s.id, s.case_id, s.kind, s.title, s.scheduled_us, s.phase, s.started_us,
            s.ended_us, s.last_seq
        FROM sessions s JOIN session_people p ON p.session_id = s.id
        WHERE p.account_id = $1 AND (s.scheduled_us, s.id) > ($2, $3) AND s.scheduled_us < $4
        ORDER BY s.scheduled_us, s.id LIMIT $5";
    SESSIONS_NOT_OVER = "SELECT id, case_id, kind, title, scheduled_us, phase, started_us, ended_us, last_seq
        FROM sessions WHERE last_seq > 0
          AND phase NOT IN ('closed', 'archived', 'cancelled', 'postponed', 'converted_offline')
        ORDER BY scheduled_us, id";
}

/// A session as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRecord {
    /// Its id.
    pub id: SessionId,
    /// The case it belongs to.
    pub case: CaseId,
    /// Mediation or hearing.
    pub kind: SessionKind,
    /// Its heading.
    pub title: String,
    /// When it is to begin.
    pub scheduled_at: Timestamp,
    /// Where it stands.
    pub phase: Phase,
    /// When it first was in session.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// How many events its log holds.
    pub last_seq: u64,
}

/// Somebody's place in a session, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The place.
    pub participant: ParticipantId,
    /// Which person of the case.
    pub person: Option<CasePersonId>,
    /// The account that may take it, once it is linked.
    pub account: Option<AccountId>,
}

#[derive(FromRow)]
struct SessionRow {
    id: String,
    case_id: String,
    kind: String,
    title: String,
    scheduled_us: i64,
    phase: String,
    started_us: Option<i64>,
    ended_us: Option<i64>,
    last_seq: i64,
}

impl SessionRow {
    fn record(self) -> Result<SessionRecord, StoreError> {
        Ok(SessionRecord {
            id: parse(&self.id)?,
            case: parse(&self.case_id)?,
            kind: from_word(&self.kind)?,
            title: self.title,
            scheduled_at: Timestamp(self.scheduled_us),
            phase: from_word(&self.phase)?,
            started_at: self.started_us.map(Timestamp),
            ended_at: self.ended_us.map(Timestamp),
            last_seq: self.last_seq.unsigned_abs(),
        })
    }
}

#[derive(FromRow)]
struct SeatRow {
    participant_id: String,
    case_person_id: Option<String>,
    account_id: Option<String>,
}

impl SeatRow {
    fn seat(self) -> Result<Seat, StoreError> {
        Ok(Seat {
            participant: parse(&self.participant_id)?,
            person: parse_some(self.case_person_id.as_deref())?,
            account: parse_some(self.account_id.as_deref())?,
        })
    }
}

impl Store {
    /// Makes a session from its plan.
    ///
    /// # Errors
    /// [`StoreError::Dangling`] if its case does not exist.
    pub async fn create_session(
        &self,
        case: CaseId,
        plan: &Plan,
        seats: &[Seat],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = plan.session.to_string();
        tx!(&self.write, |tx| {
            sqlx::query(INSERT_SESSION)
                .bind(&id)
                .bind(case.to_string())
                .bind(word(&plan.kind))
                .bind(&plan.title)
                .bind(plan.scheduled_at.0)
                .bind(word(&Phase::Scheduled))
                .bind(json(plan))
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            for seat in seats {
                sqlx::query(INSERT_SEAT)
                    .bind(&id)
                    .bind(seat.participant.to_string())
                    .bind(seat.person.map(|person| person.to_string()))
                    .bind(seat.account.map(|account| account.to_string()))
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// Gives somebody a place in a session that was made before.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_seat(&self, session: SessionId, seat: Seat) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(INSERT_SEAT)
            .bind(session.to_string())
            .bind(seat.participant.to_string())
            .bind(seat.person.map(|person| person.to_string()))
            .bind(seat.account.map(|account| account.to_string()))
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// A session by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn session(&self, id: SessionId) -> Result<Option<SessionRecord>, StoreError> {
        let row: Option<SessionRow> = on!(&self.read, |db| sqlx::query_as(SESSION_BY_ID)
            .bind(id.to_string())
            .fetch_optional(db)
            .await)?;
        row.map(SessionRow::record).transpose()
    }

    /// The plan a session was made from.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn session_plan(&self, id: SessionId) -> Result<Option<Plan>, StoreError> {
        let row: Option<(Value,)> =
            on!(&self.read, |db| sqlx::query_as(SESSION_PLAN).bind(id.to_string()).fetch_optional(db).await)?;
        row.map(|(plan,)| from_json(plan)).transpose()
    }

    /// Everybody's place in a session.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn seats(&self, session: SessionId) -> Result<Vec<Seat>, StoreError> {
        let rows: Vec<SeatRow> = on!(&self.read, |db| sqlx::query_as(SEATS_OF_SESSION)
            .bind(session.to_string())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(SeatRow::seat).collect()
    }

    /// The place an account may take in a session, if any.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn seat_of(&self, session: SessionId, account: AccountId) -> Result<Option<Seat>, StoreError> {
        let row: Option<SeatRow> = on!(&self.read, |db| sqlx::query_as(SEAT_OF_ACCOUNT)
            .bind(session.to_string())
            .bind(account.to_string())
            .fetch_optional(db)
            .await)?;
        row.map(SeatRow::seat).transpose()
    }

    /// The sessions of a case, earliest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sessions_of_case(&self, case: CaseId) -> Result<Vec<SessionRecord>, StoreError> {
        let rows: Vec<SessionRow> = on!(&self.read, |db| sqlx::query_as(SESSIONS_OF_CASE)
            .bind(case.to_string())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(SessionRow::record).collect()
    }

    /// The sessions an account has a place in, earliest first, after the given place in that
    /// order and before `until`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sessions_of_account(
        &self,
        account: AccountId,
        after: (Timestamp, &str),
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let rows: Vec<SessionRow> = on!(&self.read, |db| sqlx::query_as(SESSIONS_OF_ACCOUNT)
            .bind(account.to_string())
            .bind(after.0.0)
            .bind(after.1)
            .bind(until.0)
            .bind(sql_int(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(SessionRow::record).collect()
    }

    /// Sessions that have begun to be logged and are not over: what to rebuild after a crash.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sessions_under_way(&self) -> Result<Vec<SessionRecord>, StoreError> {
        let rows: Vec<SessionRow> =
            on!(&self.read, |db| sqlx::query_as(SESSIONS_NOT_OVER).fetch_all(db).await)?;
        rows.into_iter().map(SessionRow::record).collect()
    }
}
