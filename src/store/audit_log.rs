//! The security log on disk.

use recorder::digest::Sha256;
use serde_json::Value;
use sqlx::FromRow;

use super::value::{from_word, sql_int, word};
use super::{Store, StoreError};
use crate::audit::{Entry, Logged, Subject};
use crate::cases::CaseId;
use crate::session::Timestamp;

sql! {
    CLAIM_AUDIT_PLACE = "UPDATE chain_heads SET last_seq = last_seq + 1 WHERE name = 'audit'
        RETURNING last_seq, head";
    INSERT_AUDIT = "INSERT INTO audit (seq, at_us, actor, action, outcome, subject, detail, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SET_AUDIT_HEAD = "UPDATE chain_heads SET head = $1 WHERE name = 'audit'";
    AUDIT_BACKWARDS = "SELECT seq, at_us, actor, action, outcome, subject, detail, hash FROM audit
        WHERE (CAST($1 AS TEXT) IS NULL OR subject = $1) AND (CAST($2 AS TEXT) IS NULL OR actor = $2)
          AND seq < $3 ORDER BY seq DESC LIMIT $4";
    /// Of the case `$1` and whatever belongs or belonged to it.
    ACCESS_TO_CASE = "SELECT a.seq, a.at_us, a.actor, a.action, a.outcome, a.subject, a.detail, a.hash, p.name AS actor_name
        FROM audit a LEFT JOIN accounts p ON p.id = a.actor
        WHERE a.seq < $2 AND a.subject IN (
            SELECT 'case:' || c.id FROM cases c WHERE c.id = $1
            UNION ALL SELECT 'case_person:' || id FROM case_people WHERE case_id = $1
            UNION ALL SELECT 'session:' || id FROM sessions WHERE case_id = $1
            UNION ALL SELECT 'recording:' || r.id FROM recordings r JOIN sessions s ON s.id = r.session_id WHERE s.case_id = $1
            UNION ALL SELECT 'material:' || id FROM materials WHERE case_id = $1
            UNION ALL SELECT 'application:' || id FROM applications WHERE case_id = $1)
        ORDER BY a.seq DESC LIMIT $3";
    AUDIT_FORWARDS = "SELECT seq, at_us, actor, action, outcome, subject, detail, hash FROM audit
        WHERE seq > $1 ORDER BY seq LIMIT $2";
}

/// Which entries to look at.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Only those about this subject.
    pub subject: Option<Subject>,
    /// Only those of this actor.
    pub actor: Option<String>,
    /// Only those before this number.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

#[derive(FromRow)]
struct AuditRow {
    seq: i64,
    at_us: i64,
    actor: String,
    action: String,
    outcome: String,
    subject: String,
    detail: String,
    hash: String,
}

#[derive(FromRow)]
struct AccessRow {
    #[sqlx(flatten)]
    audit: AuditRow,
    actor_name: Option<String>,
}

impl Store {
    /// Appends an entry. Returns its number.
    ///
    /// # Errors
    /// If it could not be written: then the act it speaks of must not happen.
    pub async fn append_audit(&self, entry: &Entry) -> Result<u64, StoreError> {
        let place = tx!(&self.write, |tx| {
            let (place, head): (i64, String) = sqlx::query_as(CLAIM_AUDIT_PLACE).fetch_one(&mut *tx).await?;
            let hash = hash(entry, place, &head)?.to_string();
            sqlx::query(INSERT_AUDIT)
                .bind(place)
                .bind(entry.at.0)
                .bind(&entry.actor)
                .bind(word(&entry.action))
                .bind(word(&entry.outcome))
                .bind(&entry.subject.0)
                .bind(entry.detail.to_string())
                .bind(&hash)
                .execute(&mut *tx)
                .await?;
            sqlx::query(SET_AUDIT_HEAD).bind(&hash).execute(&mut *tx).await?;
            place
        });
        Ok(place.unsigned_abs())
    }

    /// Entries that match, newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn audit(&self, query: &AuditQuery) -> Result<Vec<Logged>, StoreError> {
        let before = query.before.map_or(i64::MAX, sql_int);
        let subject = query.subject.as_ref().map(|subject| subject.0.clone());
        let rows: Vec<AuditRow> = on!(&self.read, |db| sqlx::query_as(AUDIT_BACKWARDS)
            .bind(&subject)
            .bind(&query.actor)
            .bind(before)
            .bind(sql_int(query.limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(logged).collect()
    }

    /// Entries about a case and everything of it before number `before`, newest first, with the
    /// names of those who did it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn access_to_case(
        &self,
        case: CaseId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(Logged, Option<String>)>, StoreError> {
        let rows: Vec<AccessRow> = on!(&self.read, |db| sqlx::query_as(ACCESS_TO_CASE)
            .bind(case.to_string())
            .bind(before.map_or(i64::MAX, sql_int))
            .bind(sql_int(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(|row| Ok((logged(row.audit)?, row.actor_name))).collect()
    }

    /// Entries after number `after`, oldest first: for checking the chain.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn audit_after(&self, after: u64, limit: u32) -> Result<Vec<Logged>, StoreError> {
        let rows: Vec<AuditRow> = on!(&self.read, |db| sqlx::query_as(AUDIT_FORWARDS)
            .bind(sql_int(after))
            .bind(sql_int(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(logged).collect()
    }
}

fn hash(entry: &Entry, place: i64, head: &str) -> Result<Sha256, StoreError> {
    let previous = if head.is_empty() { Sha256::NONE } else { from_word(head)? };
    entry.hash(place.unsigned_abs(), previous).map_err(|error| StoreError::Corrupt {
        expected: "an audit entry of whole numbers",
        found: error.to_string(),
    })
}

fn logged(row: AuditRow) -> Result<Logged, StoreError> {
    let detail: Value = serde_json::from_str(&row.detail)
        .map_err(|_| StoreError::Corrupt { expected: "JSON", found: row.detail.clone() })?;
    Ok(Logged {
        seq: row.seq.unsigned_abs(),
        entry: Entry {
            at: Timestamp(row.at_us),
            actor: row.actor,
            action: from_word(&row.action)?,
            outcome: from_word(&row.outcome)?,
            subject: Subject(row.subject),
            detail,
        },
        hash: from_word(&row.hash)?,
    })
}
