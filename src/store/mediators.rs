//! Mediators of an institution, and how they have done: for choosing one and for statistics.

use sqlx::FromRow;

use super::value::parse;
use super::{Store, StoreError};
use crate::access::{AccountId, InstitutionId};
use crate::session::Timestamp;

sql! {
    MEDIATORS = "SELECT a.id, a.name FROM accounts a JOIN account_offices o ON o.account_id = a.id
        WHERE a.institution_id = $1 AND o.office = 'mediator' AND a.disabled_us IS NULL ORDER BY a.name, a.id";
    MEDIATED_CASES = "SELECT p.account_id, c.cause, c.state, c.facts FROM cases c
        JOIN case_people p ON p.case_id = c.id AND p.role = 'mediator' AND p.removed_us IS NULL
        WHERE c.institution_id = $1 AND c.kind = 'mediation' AND p.account_id IS NOT NULL
          AND c.created_us >= $2 AND c.created_us < $3";
}

/// A mediator who can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediatorRecord {
    /// Their account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
}

/// A case somebody mediated.
#[derive(Clone, Debug, PartialEq)]
pub struct MediatedCase {
    /// Who.
    pub mediator: AccountId,
    /// 案由.
    pub cause: String,
    /// Where it stands.
    pub state: crate::cases::CaseState,
    /// What belongs to that.
    pub facts: crate::cases::Facts,
}

#[derive(FromRow)]
struct MediatedRow {
    account_id: String,
    cause: String,
    state: String,
    facts: serde_json::Value,
}

impl Store {
    /// The mediators of an institution, by name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn mediators(&self, institution: InstitutionId) -> Result<Vec<MediatorRecord>, StoreError> {
        let rows: Vec<(String, String)> = on!(&self.read, |db| sqlx::query_as(MEDIATORS)
            .bind(institution.to_string())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(|(id, name)| Ok(MediatorRecord { account: parse(&id)?, name })).collect()
    }

    /// The mediations of an institution that came in between two times, with their mediators.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn mediated_cases(
        &self,
        institution: InstitutionId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<MediatedCase>, StoreError> {
        let rows: Vec<MediatedRow> = on!(&self.read, |db| sqlx::query_as(MEDIATED_CASES)
            .bind(institution.to_string())
            .bind(from.0)
            .bind(until.0)
            .fetch_all(db)
            .await)?;
        let case = |row: MediatedRow| {
            Ok(MediatedCase {
                mediator: parse(&row.account_id)?,
                cause: row.cause,
                state: super::value::from_word(&row.state)?,
                facts: super::value::from_json(row.facts)?,
            })
        };
        rows.into_iter().map(case).collect()
    }
}
