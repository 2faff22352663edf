//! How cases move: steps, and the people who come and go with them.

use serde_json::Value;
use sqlx::FromRow;

use super::value::{from_json, json, parse_some, word};
use super::{Store, StoreError};
use crate::access::{AccountId, InstitutionId};
use crate::cases::search::terms_of_text;
use crate::cases::{CaseId, CasePerson, CasePersonId, CaseState, Facts, Step};
use crate::session::Timestamp;

sql! {
    START_NUMBERS = "INSERT INTO case_numbers (institution_id, series, last_number) VALUES ($1, $2, 0)
        ON CONFLICT (institution_id, series) DO NOTHING";
    NEXT_NUMBER = "UPDATE case_numbers SET last_number = last_number + 1
        WHERE institution_id = $1 AND series = $2 RETURNING last_number";
    MOVE_CASE = "UPDATE cases SET state = $2, facts = $3, last_step = last_step + 1, changed_us = $4,
        version = version + 1 WHERE id = $1 AND version = $5 RETURNING last_step";
    NOTE_STEP = "UPDATE cases SET last_step = last_step + 1, changed_us = $2, version = version + 1
        WHERE id = $1 RETURNING last_step";
    INSERT_STEP = "INSERT INTO case_steps (case_id, number, at_us, by_account, step) VALUES ($1, $2, $3, $4, $5)";
    STEPS_OF_CASE = "SELECT s.number, s.at_us, s.by_account, a.name, s.step
        FROM case_steps s LEFT JOIN accounts a ON a.id = s.by_account WHERE s.case_id = $1 ORDER BY s.number";
    ADD_PERSON = "INSERT INTO case_people (id, case_id, account_id, name, role, side, entity, linked_to,
            protected_from, special_authority, mobile, email, removed_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)";
    REMOVE_PERSON = "UPDATE case_people SET removed_us = $3 WHERE id = $1 AND case_id = $2 AND removed_us IS NULL";
    ADD_TERM = "INSERT INTO case_terms (term, case_id) VALUES ($1, $2) ON CONFLICT (term, case_id) DO NOTHING";
}

/// A step to be taken, and all that goes with it.
pub struct CaseChange {
    /// Which case.
    pub case: CaseId,
    /// Where it stands from now on, what belongs to that, and the version this is based on.
    /// `None` if the step only stands beside the others.
    pub to: Option<(CaseState, Facts, i64)>,
    /// Who took it; `None` for the server.
    pub by: Option<AccountId>,
    /// What the timeline says.
    pub step: Step,
    /// Who leaves the case with it.
    pub remove: Vec<CasePersonId>,
    /// Who joins the case with it.
    pub add: Vec<CasePerson>,
}

/// A step as the timeline shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRecord {
    /// Its number, from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who took it.
    pub by: Option<AccountId>,
    /// Their name.
    pub by_name: Option<String>,
    /// What happened.
    pub step: Step,
}

#[derive(FromRow)]
struct StepRow {
    number: i64,
    at_us: i64,
    by_account: Option<String>,
    name: Option<String>,
    step: Value,
}

impl StepRow {
    fn record(self) -> Result<StepRecord, StoreError> {
        Ok(StepRecord {
            number: self.number.unsigned_abs(),
            at: Timestamp(self.at_us),
            by: parse_some(self.by_account.as_deref())?,
            by_name: self.name,
            step: from_json(self.step)?,
        })
    }
}

impl Store {
    /// The next number of a series of an institution, from 1. A number is never given twice.
    ///
    /// # Errors
    /// [`StoreError::Dangling`] if there is no such institution.
    pub async fn next_case_number(
        &self,
        institution: InstitutionId,
        series: &str,
    ) -> Result<u64, StoreError> {
        let institution = institution.to_string();
        let (number,): (i64,) = tx!(&self.write, |tx| {
            sqlx::query(START_NUMBERS).bind(&institution).bind(series).execute(&mut *tx).await?;
            sqlx::query_as(NEXT_NUMBER).bind(&institution).bind(series).fetch_one(&mut *tx).await?
        });
        Ok(number.unsigned_abs())
    }

    /// Takes a step: the state, the timeline and the people change together or not at all.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if somebody else has moved the case since.
    pub async fn change_case(&self, change: &CaseChange, now: Timestamp) -> Result<(), StoreError> {
        let id = change.case.to_string();
        let names: Vec<&str> = change.add.iter().map(|person| person.name.as_str()).collect();
        let terms = terms_of_text(&names.join("\n"));
        let taken = tx!(&self.write, |tx| {
            let moved: Option<(i64,)> = match &change.to {
                Some((state, facts, version)) => {
                    let update = sqlx::query_as(MOVE_CASE).bind(&id).bind(word(state)).bind(json(facts));
                    update.bind(now.0).bind(*version).fetch_optional(&mut *tx).await?
                }
                None => sqlx::query_as(NOTE_STEP).bind(&id).bind(now.0).fetch_optional(&mut *tx).await?,
            };
            if let Some((number,)) = moved {
                sqlx::query(INSERT_STEP)
                    .bind(&id)
                    .bind(number)
                    .bind(now.0)
                    .bind(change.by.map(|by| by.to_string()))
                    .bind(json(&change.step))
                    .execute(&mut *tx)
                    .await?;
                for person in &change.remove {
                    let remove = sqlx::query(REMOVE_PERSON).bind(person.to_string()).bind(&id).bind(now.0);
                    remove.execute(&mut *tx).await?;
                }
                for person in &change.add {
                    sqlx::query(ADD_PERSON)
                        .bind(person.id.to_string())
                        .bind(&id)
                        .bind(person.account.map(|account| account.to_string()))
                        .bind(&person.name)
                        .bind(word(&person.role))
                        .bind(person.side.as_ref().map(word))
                        .bind(word(&person.entity))
                        .bind(person.linked_to.map(|other| other.to_string()))
                        .bind(json(&person.protected_from))
                        .bind(person.special_authority)
                        .bind(&person.mobile)
                        .bind(&person.email)
                        .execute(&mut *tx)
                        .await?;
                }
                for term in &terms {
                    sqlx::query(ADD_TERM).bind(term).bind(&id).execute(&mut *tx).await?;
                }
            }
            moved.is_some()
        });
        let expected = change.to.as_ref().map_or(0, |(_, _, version)| *version);
        if taken { Ok(()) } else { Err(StoreError::Changed { expected }) }
    }

    /// The progress timeline of a case, from the beginning.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn steps_of_case(&self, id: CaseId) -> Result<Vec<StepRecord>, StoreError> {
        let rows: Vec<StepRow> =
            on!(&self.read, |db| sqlx::query_as(STEPS_OF_CASE).bind(id.to_string()).fetch_all(db).await)?;
        rows.into_iter().map(StepRow::record).collect()
    }
}
