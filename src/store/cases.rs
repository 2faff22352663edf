//! Cases and the people in them.

use serde_json::Value;
use sqlx::FromRow;

use super::value::{from_json, from_word, json, parse, parse_some, sql_int, word};
use super::{Store, StoreError};
use crate::access::{AccountId, InstitutionId};
use crate::cases::search::{QUESTION_TERMS, terms_of_question, terms_of_text};
use crate::cases::{Case, CaseId, CaseKind, CasePerson, CaseState};
use crate::session::Timestamp;

sql! {
    INSERT_CASE = "INSERT INTO cases (id, institution_id, kind, case_no, title, cause, description, state, facts,
            last_step, created_us, changed_us, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10, 1)";
    CASE_BY_ID = "SELECT id, institution_id, kind, case_no, title, cause, description, state, facts, created_us,
            changed_us, version
        FROM cases WHERE id = $1";
    /// Terms beyond those asked for are empty, which no case has; `$13` is how many are asked for.
    CASES_OF_ACCOUNT = "SELECT id, institution_id, kind, case_no, title, cause, description, state, facts,
            created_us, changed_us, version
        FROM cases c
        WHERE (EXISTS (SELECT 1 FROM case_people p
                    WHERE p.case_id = c.id AND p.account_id = $1 AND p.removed_us IS NULL)
                OR c.institution_id = $2)
            AND (c.changed_us, c.id) < ($3, $4)
            AND (CAST($14 AS TEXT) IS NULL OR c.kind = $14)
            AND (CAST($15 AS TEXT) IS NULL OR c.state = $15)
            AND ($13 = 0 OR c.id IN (SELECT t.case_id FROM case_terms t
                    WHERE t.term IN ($5, $6, $7, $8, $9, $10, $11, $12)
                    GROUP BY t.case_id HAVING COUNT(*) = $13))
        ORDER BY c.changed_us DESC, c.id DESC LIMIT $16";
    INSERT_PERSON = "INSERT INTO case_people (id, case_id, account_id, name, role, side, entity, linked_to,
            protected_from, special_authority, mobile, email, removed_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)";
    PEOPLE_OF_CASE = "SELECT id, account_id, name, role, side, entity, linked_to, protected_from,
            special_authority, mobile, email
        FROM case_people WHERE case_id = $1 AND removed_us IS NULL ORDER BY role, side, name, id";
    INSERT_TERM = "INSERT INTO case_terms (term, case_id) VALUES ($1, $2)";
}

/// Which cases to list.
#[derive(Clone, Debug)]
pub struct CaseQuery {
    /// Those this account has a place in.
    pub account: AccountId,
    /// And all of this institution, for its administration.
    pub institution: Option<InstitutionId>,
    /// What was typed into the search field.
    pub question: String,
    /// Only this kind.
    pub kind: Option<CaseKind>,
    /// Only in this state.
    pub state: Option<CaseState>,
    /// Only what comes after this place in the order (last moved first).
    pub after: Option<(Timestamp, CaseId)>,
    /// At most so many.
    pub limit: u32,
}

#[derive(FromRow)]
struct CaseRow {
    id: String,
    institution_id: String,
    kind: String,
    case_no: String,
    title: String,
    cause: String,
    description: String,
    state: String,
    facts: Value,
    created_us: i64,
    changed_us: i64,
    version: i64,
}

impl CaseRow {
    fn case(self) -> Result<Case, StoreError> {
        Ok(Case {
            id: parse(&self.id)?,
            institution: parse(&self.institution_id)?,
            kind: from_word(&self.kind)?,
            case_no: self.case_no,
            title: self.title,
            cause: self.cause,
            description: self.description,
            state: from_word(&self.state)?,
            facts: from_json(self.facts)?,
            created_at: Timestamp(self.created_us),
            changed_at: Timestamp(self.changed_us),
            version: self.version,
        })
    }
}

#[derive(FromRow)]
struct PersonRow {
    id: String,
    account_id: Option<String>,
    name: String,
    role: String,
    side: Option<String>,
    entity: String,
    linked_to: Option<String>,
    protected_from: Value,
    special_authority: bool,
    mobile: Option<String>,
    email: Option<String>,
}

impl PersonRow {
    fn person(self) -> Result<CasePerson, StoreError> {
        Ok(CasePerson {
            id: parse(&self.id)?,
            account: parse_some(self.account_id.as_deref())?,
            name: self.name,
            role: from_word(&self.role)?,
            side: self.side.as_deref().map(from_word).transpose()?,
            entity: from_word(&self.entity)?,
            linked_to: parse_some(self.linked_to.as_deref())?,
            protected_from: from_json(self.protected_from)?,
            special_authority: self.special_authority,
            mobile: self.mobile,
            email: self.email,
        })
    }
}

/// Inserts a person of a case within a transaction of either engine.
macro_rules! insert_person {
    ($tx:ident, $case:expr, $person:expr) => {
        sqlx::query(INSERT_PERSON)
            .bind($person.id.to_string())
            .bind($case)
            .bind($person.account.map(|account| account.to_string()))
            .bind(&$person.name)
            .bind(word(&$person.role))
            .bind($person.side.as_ref().map(word))
            .bind(word(&$person.entity))
            .bind($person.linked_to.map(|other| other.to_string()))
            .bind(json(&$person.protected_from))
            .bind($person.special_authority)
            .bind(&$person.mobile)
            .bind(&$person.email)
            .execute(&mut *$tx)
            .await?
    };
}

impl Store {
    /// Opens a case with the people in it. Whoever is linked to must come before who links.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the institution has a case with that number.
    pub async fn create_case(&self, case: &Case, people: &[CasePerson]) -> Result<(), StoreError> {
        let id = case.id.to_string();
        let terms = terms(case, people);
        tx!(&self.write, |tx| {
            sqlx::query(INSERT_CASE)
                .bind(&id)
                .bind(case.institution.to_string())
                .bind(word(&case.kind))
                .bind(&case.case_no)
                .bind(&case.title)
                .bind(&case.cause)
                .bind(&case.description)
                .bind(word(&case.state))
                .bind(json(&case.facts))
                .bind(case.created_at.0)
                .execute(&mut *tx)
                .await?;
            for person in people {
                insert_person!(tx, &id, person);
            }
            for term in &terms {
                sqlx::query(INSERT_TERM).bind(term).bind(&id).execute(&mut *tx).await?;
            }
        });
        Ok(())
    }

    /// A case by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let row: Option<CaseRow> =
            on!(&self.read, |db| sqlx::query_as(CASE_BY_ID).bind(id.to_string()).fetch_optional(db).await)?;
        row.map(CaseRow::case).transpose()
    }

    /// The people of a case.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn people_of_case(&self, id: CaseId) -> Result<Vec<CasePerson>, StoreError> {
        let rows: Vec<PersonRow> =
            on!(&self.read, |db| sqlx::query_as(PEOPLE_OF_CASE).bind(id.to_string()).fetch_all(db).await)?;
        rows.into_iter().map(PersonRow::person).collect()
    }

    /// Cases that match, last moved first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn cases(&self, query: &CaseQuery) -> Result<Vec<Case>, StoreError> {
        let asked = terms_of_question(&query.question);
        let term = |n: usize| asked.get(n).cloned().unwrap_or_default();
        let terms: [String; QUESTION_TERMS] = std::array::from_fn(term);
        let (changed, id) = match query.after {
            Some((changed, id)) => (changed.0, id.to_string()),
            None => (i64::MAX, String::new()),
        };
        let rows: Vec<CaseRow> = on!(&self.read, |db| {
            let select = sqlx::query_as(CASES_OF_ACCOUNT)
                .bind(query.account.to_string())
                .bind(query.institution.map(|institution| institution.to_string()))
                .bind(changed)
                .bind(&id);
            let select = terms.iter().fold(select, sqlx::query::QueryAs::bind);
            select
                .bind(sql_int(asked.len()))
                .bind(query.kind.as_ref().map(word))
                .bind(query.state.as_ref().map(word))
                .bind(sql_int(query.limit))
                .fetch_all(db)
                .await
        })?;
        rows.into_iter().map(CaseRow::case).collect()
    }
}

/// What a case is found by.
fn terms(case: &Case, people: &[CasePerson]) -> Vec<String> {
    let names = people.iter().map(|person| person.name.as_str());
    let texts = [case.case_no.as_str(), &case.title, &case.cause].into_iter().chain(names);
    let text: Vec<&str> = texts.collect();
    terms_of_text(&text.join("\n")).into_iter().collect()
}
