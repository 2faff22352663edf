//! The event log of each session: append-only, in order, each event bound to the one before.

use recorder::digest::Sha256;
use serde_json::{Value, json};
use sqlx::FromRow;
use thiserror::Error;

use super::value::{from_word, sql_int, word};
use super::{Store, StoreError};
use crate::audit::chain;
use crate::session::{Event, Recorded, SessionId, Timestamp};

sql! {
    CLAIM_EVENT_PLACES = "UPDATE sessions SET last_seq = $3 WHERE id = $1 AND last_seq = $2 RETURNING head";
    INSERT_EVENT = "INSERT INTO session_events (session_id, seq, at_us, kind, content, hash)
        VALUES ($1, $2, $3, $4, $5, $6)";
    SET_EVENT_HEAD = "UPDATE sessions SET head = $2 WHERE id = $1";
    SESSION_LAST_SEQ = "SELECT last_seq FROM sessions WHERE id = $1";
    SET_SESSION_PHASE = "UPDATE sessions SET phase = $2, started_us = COALESCE(started_us, $3),
        ended_us = COALESCE(ended_us, $4) WHERE id = $1";
    SESSION_EVENTS = "SELECT seq, at_us, content, hash FROM session_events
        WHERE session_id = $1 AND seq > $2 ORDER BY seq";
}

/// Why events could not be appended.
#[derive(Debug, Error)]
pub enum LogError {
    /// The log is not where the writer thought it was: somebody else has written.
    #[error("expected the log to end at {expected}, it ends at {found}")]
    Conflict {
        /// Where the writer thought it ended.
        expected: u64,
        /// Where it ends.
        found: u64,
    },
    /// There is no such session.
    #[error("expected a session that exists")]
    NoSession,
    /// Events must be numbered from `expected_seq + 1` without a gap.
    #[error("expected event {expected}, got {found}")]
    Gap {
        /// The number it should have.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// An event does not follow from the one before: the log was tampered with.
    #[error("event {0} does not follow from the one before")]
    Broken(u64),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for LogError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

#[derive(FromRow)]
struct EventRow {
    seq: i64,
    at_us: i64,
    content: String,
    hash: String,
}

/// An event ready to be written.
struct Linked {
    seq: i64,
    at: i64,
    kind: String,
    content: String,
    hash: Sha256,
}

impl Store {
    /// Appends `events`, which must be numbered from `expected_seq + 1`, if the log still ends
    /// at `expected_seq`; all of them or none. The session's phase follows in the same
    /// transaction. Returns where the log ends now.
    ///
    /// # Errors
    /// [`LogError::Conflict`] if somebody else has written since; [`LogError::Store`] if the
    /// database does not answer: then nothing was written, or nobody was told.
    pub async fn append_events(
        &self,
        session: SessionId,
        expected_seq: u64,
        events: &[Recorded],
    ) -> Result<u64, LogError> {
        let Some(last) = events.last() else { return Ok(expected_seq) };
        let id = session.to_string();
        let claimed = tx!(&self.write, |tx| {
            let head: Option<(String,)> = sqlx::query_as(CLAIM_EVENT_PLACES)
                .bind(&id)
                .bind(sql_int(expected_seq))
                .bind(sql_int(last.seq))
                .fetch_optional(&mut *tx)
                .await?;
            if let Some((head,)) = &head {
                let linked = link_all(session, expected_seq, head, events)?;
                for event in &linked {
                    sqlx::query(INSERT_EVENT)
                        .bind(&id)
                        .bind(event.seq)
                        .bind(event.at)
                        .bind(&event.kind)
                        .bind(&event.content)
                        .bind(event.hash.to_string())
                        .execute(&mut *tx)
                        .await?;
                }
                let head = linked.last().map_or(String::new(), |event| event.hash.to_string());
                sqlx::query(SET_EVENT_HEAD).bind(&id).bind(head).execute(&mut *tx).await?;
                for (phase, started, ended) in phase_changes(events) {
                    sqlx::query(SET_SESSION_PHASE)
                        .bind(&id)
                        .bind(phase)
                        .bind(started)
                        .bind(ended)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            head.is_some()
        });
        match claimed {
            true => Ok(last.seq),
            false => Err(self.why_not_claimed(&id, expected_seq).await?),
        }
    }

    async fn why_not_claimed(&self, id: &str, expected: u64) -> Result<LogError, StoreError> {
        let found: Option<(i64,)> =
            on!(&self.read, |db| sqlx::query_as(SESSION_LAST_SEQ).bind(id).fetch_optional(db).await)?;
        Ok(match found {
            Some((found,)) => LogError::Conflict { expected, found: found.unsigned_abs() },
            None => LogError::NoSession,
        })
    }

    /// The whole log of a session, oldest first, with its chain checked.
    ///
    /// # Errors
    /// [`LogError::Broken`] if an event does not follow from the one before.
    pub async fn load_events(&self, session: SessionId) -> Result<Vec<Recorded>, LogError> {
        Ok(self.load_chain(session).await?.into_iter().map(|(event, _)| event).collect())
    }

    /// The same with the hash of each event, which binds it to all before.
    ///
    /// # Errors
    /// As [`Store::load_events`].
    pub async fn load_chain(&self, session: SessionId) -> Result<Vec<(Recorded, Sha256)>, LogError> {
        let rows: Vec<EventRow> = on!(&self.read, |db| sqlx::query_as(SESSION_EVENTS)
            .bind(session.to_string())
            .bind(0_i64)
            .fetch_all(db)
            .await)?;
        let mut previous = Sha256::NONE;
        let mut events = Vec::with_capacity(rows.len());
        for (place, row) in (1..).zip(rows) {
            let (event, hash) = read(session, place, previous, &row)?;
            previous = hash;
            events.push((event, hash));
        }
        Ok(events)
    }
}

fn link_all(
    session: SessionId,
    expected_seq: u64,
    head: &str,
    events: &[Recorded],
) -> Result<Vec<Linked>, LogError> {
    let mut previous = if head.is_empty() { Sha256::NONE } else { from_word(head)? };
    let mut linked = Vec::with_capacity(events.len());
    for (expected, event) in (expected_seq + 1..).zip(events) {
        if event.seq != expected {
            return Err(LogError::Gap { expected, found: event.seq });
        }
        let content = json!({ "by": event.by, "event": event.event });
        let hash = hash_of(session, event.seq, event.at, &content, previous)?;
        previous = hash;
        linked.push(Linked {
            seq: sql_int(event.seq),
            at: event.at.0,
            kind: content["event"]["type"].as_str().unwrap_or_default().to_owned(),
            content: content.to_string(),
            hash,
        });
    }
    Ok(linked)
}

fn hash_of(
    session: SessionId,
    seq: u64,
    at: Timestamp,
    content: &Value,
    previous: Sha256,
) -> Result<Sha256, StoreError> {
    let whole = json!({ "session": session, "seq": seq, "at": at, "content": content });
    chain::link(previous, &whole).map_err(|error| StoreError::Corrupt {
        expected: "events of whole numbers",
        found: error.to_string(),
    })
}

/// The columns of `sessions` that follow from phase changes.
fn phase_changes(events: &[Recorded]) -> impl Iterator<Item = (String, Option<i64>, Option<i64>)> {
    use crate::session::phase::Phase;
    events.iter().filter_map(|recorded| match &recorded.event {
        Event::PhaseChanged { to, .. } => {
            let started = (*to == Phase::InSession).then_some(recorded.at.0);
            let ended = to.is_over().then_some(recorded.at.0);
            Some((word(to), started, ended))
        }
        _ => None,
    })
}

fn read(
    session: SessionId,
    place: u64,
    previous: Sha256,
    row: &EventRow,
) -> Result<(Recorded, Sha256), LogError> {
    let corrupt = || StoreError::Corrupt { expected: "a session event", found: row.content.clone() };
    let content: Value = serde_json::from_str(&row.content).map_err(|_| corrupt())?;
    let at = Timestamp(row.at_us);
    let hash = hash_of(session, place, at, &content, previous)?;
    if row.seq.unsigned_abs() != place || hash.to_string() != row.hash {
        return Err(LogError::Broken(place));
    }
    let by = serde_json::from_value(content["by"].clone()).map_err(|_| corrupt())?;
    let event = serde_json::from_value(content["event"].clone()).map_err(|_| corrupt())?;
    Ok((Recorded { seq: place, at, by, event }, hash))
}
