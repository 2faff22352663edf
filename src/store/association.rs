//! Association codes, and places in cases that name somebody who has an account.

use sqlx::FromRow;
use uuid::Uuid;

use super::value::{from_word, parse, parse_some};
use super::{Store, StoreError};
use crate::access::AccountId;
use crate::cases::{CaseId, CasePersonId};
use crate::session::Timestamp;
use crate::session::role::Side;

sql! {
    END_CODES = "UPDATE association_codes SET ends_us = $2 WHERE case_person_id = $1 AND ends_us > $2";
    INSERT_ASSOCIATION = "INSERT INTO association_codes (id, code_hash, case_id, case_person_id, made_by,
            created_us, ends_us, party_used_us, agent_used_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)";
    ASSOCIATION_BY_CODE = "SELECT a.id, a.case_id, a.case_person_id, a.ends_us, p.name, p.side, p.account_id,
            a.party_used_us, a.agent_used_us, n.name AS institution
        FROM association_codes a JOIN case_people p ON p.id = a.case_person_id JOIN cases c ON c.id = a.case_id
            JOIN institutions n ON n.id = c.institution_id
        WHERE a.code_hash = $1 AND a.ends_us > $2 AND p.removed_us IS NULL";
    USE_AS_PARTY = "UPDATE association_codes SET party_used_us = $2
        WHERE id = $1 AND party_used_us IS NULL AND ends_us > $2
            AND EXISTS (SELECT 1 FROM case_people p
                WHERE p.id = case_person_id AND p.account_id IS NULL AND p.removed_us IS NULL)
        RETURNING case_person_id";
    USE_AS_AGENT = "UPDATE association_codes SET agent_used_us = $2
        WHERE id = $1 AND agent_used_us IS NULL AND ends_us > $2
            AND EXISTS (SELECT 1 FROM case_people p WHERE p.id = case_person_id AND p.removed_us IS NULL)
        RETURNING case_person_id";
    BIND_FREE_PERSON = "UPDATE case_people SET account_id = $2
        WHERE id = $1 AND account_id IS NULL AND removed_us IS NULL RETURNING id";
    BIND_FREE_SEATS = "UPDATE session_people SET account_id = $2 WHERE case_person_id = $1";
    /// A case that nobody has taken yet is nobody's business but the applicant's.
    PLACES_NAMING = "SELECT p.id, p.case_id, c.case_no, c.cause, p.role, p.side, n.name AS institution
        FROM case_people p JOIN cases c ON c.id = p.case_id JOIN institutions n ON n.id = c.institution_id
        WHERE p.account_id IS NULL AND p.removed_us IS NULL AND p.role IN ('party', 'agent')
            AND (p.mobile = $1 OR p.email = $2) AND c.state NOT IN ('applied', 'declined')
            AND NOT EXISTS (SELECT 1 FROM case_people mine
                WHERE mine.case_id = p.case_id AND mine.account_id = $3 AND mine.removed_us IS NULL)
        ORDER BY c.created_us DESC, p.id LIMIT 50";
}

/// A code to be kept.
#[derive(Clone, Debug)]
pub struct NewAssociation {
    /// Keyed hash of it.
    pub code_hash: String,
    /// The case.
    pub case: CaseId,
    /// The party whose code it is.
    pub party: CasePersonId,
    /// Who made it.
    pub made_by: AccountId,
    /// When it is no longer good.
    pub ends: Timestamp,
}

/// A code that is good. No `Debug`: it holds a name.
pub struct AssociationRecord {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case: CaseId,
    /// The party whose code it is.
    pub party: CasePersonId,
    /// The name the party was entered under.
    pub name: String,
    /// The party's side.
    pub side: Option<Side>,
    /// The name of the institution.
    pub institution: String,
    /// The party can still use it.
    pub is_open_to_party: bool,
    /// An agent can still use it.
    pub is_open_to_agent: bool,
    /// When it is no longer good.
    pub ends: Timestamp,
}

/// A place in a case that names somebody by their number or address. No `Debug`: of a dispute.
pub struct PlaceRecord {
    /// The place.
    pub person: CasePersonId,
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub case_no: String,
    /// What it is about.
    pub cause: String,
    /// The role of the place.
    pub role: crate::session::role::Role,
    /// Its side.
    pub side: Option<Side>,
    /// The name of the institution.
    pub institution: String,
}

#[derive(FromRow)]
struct AssociationRow {
    id: String,
    case_id: String,
    case_person_id: String,
    ends_us: i64,
    name: String,
    side: Option<String>,
    account_id: Option<String>,
    party_used_us: Option<i64>,
    agent_used_us: Option<i64>,
    institution: String,
}

#[derive(FromRow)]
struct PlaceRow {
    id: String,
    case_id: String,
    case_no: String,
    cause: String,
    role: String,
    side: Option<String>,
    institution: String,
}

impl AssociationRow {
    fn record(self) -> Result<AssociationRecord, StoreError> {
        let account: Option<AccountId> = parse_some(self.account_id.as_deref())?;
        Ok(AssociationRecord {
            id: parse(&self.id)?,
            case: parse(&self.case_id)?,
            party: parse(&self.case_person_id)?,
            name: self.name,
            side: self.side.as_deref().map(from_word).transpose()?,
            institution: self.institution,
            is_open_to_party: self.party_used_us.is_none() && account.is_none(),
            is_open_to_agent: self.agent_used_us.is_none(),
            ends: Timestamp(self.ends_us),
        })
    }
}

impl PlaceRow {
    fn record(self) -> Result<PlaceRecord, StoreError> {
        Ok(PlaceRecord {
            person: parse(&self.id)?,
            case: parse(&self.case_id)?,
            case_no: self.case_no,
            cause: self.cause,
            role: from_word(&self.role)?,
            side: self.side.as_deref().map(from_word).transpose()?,
            institution: self.institution,
        })
    }
}

impl Store {
    /// Keeps a code; earlier ones of the same party end.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_association(&self, new: &NewAssociation, now: Timestamp) -> Result<(), StoreError> {
        let party = new.party.to_string();
        tx!(&self.write, |tx| {
            sqlx::query(END_CODES).bind(&party).bind(now.0).execute(&mut *tx).await?;
            sqlx::query(INSERT_ASSOCIATION)
                .bind(Uuid::new_v4().to_string())
                .bind(&new.code_hash)
                .bind(new.case.to_string())
                .bind(&party)
                .bind(new.made_by.to_string())
                .bind(now.0)
                .bind(new.ends.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// The code with this hash, if it is good.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn association(
        &self,
        code_hash: &str,
        now: Timestamp,
    ) -> Result<Option<AssociationRecord>, StoreError> {
        let row: Option<AssociationRow> = on!(&self.read, |db| sqlx::query_as(ASSOCIATION_BY_CODE)
            .bind(code_hash)
            .bind(now.0)
            .fetch_optional(db)
            .await)?;
        row.map(AssociationRow::record).transpose()
    }

    /// Uses a code up for the party and binds their place, in the case and in its sessions, to
    /// an account. Returns whether it was still good for them.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn associate_party(
        &self,
        code: Uuid,
        account: AccountId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let account = account.to_string();
        let used = tx!(&self.write, |tx| {
            let use_up = sqlx::query_as(USE_AS_PARTY).bind(code.to_string()).bind(now.0);
            let party: Option<(String,)> = use_up.fetch_optional(&mut *tx).await?;
            if let Some((party,)) = &party {
                sqlx::query(BIND_FREE_PERSON).bind(party).bind(&account).execute(&mut *tx).await?;
                sqlx::query(BIND_FREE_SEATS).bind(party).bind(&account).execute(&mut *tx).await?;
            }
            party.is_some()
        });
        Ok(used)
    }

    /// Uses a code up for an agent. Returns whether it was still good for one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn associate_agent(&self, code: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let used: Option<(String,)> = on!(&self.write, |db| sqlx::query_as(USE_AS_AGENT)
            .bind(code.to_string())
            .bind(now.0)
            .fetch_optional(db)
            .await)?;
        Ok(used.is_some())
    }

    /// Places in cases that name this number or address and are nobody's yet, newest case first;
    /// none of a case the account is in already.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn places_naming(
        &self,
        account: AccountId,
        mobile: Option<&str>,
        email: Option<&str>,
    ) -> Result<Vec<PlaceRecord>, StoreError> {
        let rows: Vec<PlaceRow> = on!(&self.read, |db| sqlx::query_as(PLACES_NAMING)
            .bind(mobile)
            .bind(email)
            .bind(account.to_string())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(PlaceRow::record).collect()
    }

    /// Binds a place that is nobody's, in the case and in its sessions, to an account. Returns
    /// whether it still was nobody's.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn take_place(&self, place: CasePersonId, account: AccountId) -> Result<bool, StoreError> {
        let (place, account) = (place.to_string(), account.to_string());
        let taken = tx!(&self.write, |tx| {
            let bind = sqlx::query_as(BIND_FREE_PERSON).bind(&place).bind(&account);
            let taken: Option<(String,)> = bind.fetch_optional(&mut *tx).await?;
            if taken.is_some() {
                sqlx::query(BIND_FREE_SEATS).bind(&place).bind(&account).execute(&mut *tx).await?;
            }
            taken.is_some()
        });
        Ok(taken)
    }
}
