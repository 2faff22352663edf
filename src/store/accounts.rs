//! Institutions and accounts.

use sqlx::FromRow;

use super::value::{from_word, parse, parse_some, word};
use super::{Store, StoreError};
use crate::access::account::InstitutionKind;
use crate::access::{AccountId, InstitutionId, Office};
use crate::session::Timestamp;

sql! {
    INSERT_INSTITUTION = "INSERT INTO institutions (id, kind, name, created_us) VALUES ($1, $2, $3, $4)";
    INSTITUTION_BY_ID = "SELECT id, kind, name FROM institutions WHERE id = $1";
    INSTITUTION_COUNT = "SELECT COUNT(*) FROM institutions";
    INSERT_ACCOUNT = "INSERT INTO accounts (id, institution_id, name, mobile, email, password_hash,
            must_change_password, language, failures, locked_until_us, disabled_us, created_us, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, NULL, $9, 1)";
    INSERT_OFFICE = "INSERT INTO account_offices (account_id, office) VALUES ($1, $2)";
    ACCOUNT_BY_ID = "SELECT a.id, a.institution_id, a.name, a.mobile, a.email, a.password_hash,
            a.must_change_password, a.language, a.failures, a.locked_until_us, a.disabled_us, a.version, o.office
        FROM accounts a LEFT JOIN account_offices o ON o.account_id = a.id WHERE a.id = $1 ORDER BY o.office";
    ACCOUNT_BY_IDENTITY = "SELECT a.id, a.institution_id, a.name, a.mobile, a.email, a.password_hash,
            a.must_change_password, a.language, a.failures, a.locked_until_us, a.disabled_us, a.version, o.office
        FROM accounts a LEFT JOIN account_offices o ON o.account_id = a.id
        WHERE a.mobile = $1 OR a.email = $1 ORDER BY o.office";
    SET_PASSWORD = "UPDATE accounts SET password_hash = $2, must_change_password = $3, version = version + 1
        WHERE id = $1";
    COUNT_FAILURE = "UPDATE accounts SET failures = failures + 1 WHERE id = $1 RETURNING failures";
    LOCK_ACCOUNT = "UPDATE accounts SET failures = 0, locked_until_us = $2 WHERE id = $1";
    CLEAR_FAILURES = "UPDATE accounts SET failures = 0 WHERE id = $1 AND failures > 0";
}

/// What somebody signs in with: a mobile number or an e-mail address, in its one spelling.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity(String);

impl Identity {
    /// Trimmed and in lower case; spaces and hyphens of a number left out.
    pub fn new(typed: &str) -> Self {
        let typed = typed.trim().to_lowercase();
        match typed.contains('@') {
            true => Self(typed),
            false => Self(typed.chars().filter(|c| !matches!(c, ' ' | '-')).collect()),
        }
    }

    /// The spelling that is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A court or mediation organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstitutionRecord {
    /// Its id.
    pub id: InstitutionId,
    /// Which of the two.
    pub kind: InstitutionKind,
    /// Its name.
    pub name: String,
}

/// An account to be made.
pub struct NewAccount {
    /// Its id.
    pub id: AccountId,
    /// The institution it belongs to, if any.
    pub institution: Option<InstitutionId>,
    /// The person's name.
    pub name: String,
    /// Mobile number.
    pub mobile: Option<String>,
    /// E-mail address, in lower case.
    pub email: Option<String>,
    /// Argon2id hash (PHC string); `None` if another way in is used.
    pub password_hash: Option<String>,
    /// The password was chosen by somebody else.
    pub must_change_password: bool,
    /// `zh-CN` or `en`.
    pub language: String,
    /// Offices held.
    pub offices: Vec<Office>,
}

/// An account. No `Debug`: it holds a name and addresses.
#[derive(Clone)]
pub struct AccountRecord {
    /// Its id.
    pub id: AccountId,
    /// The institution it belongs to, if any.
    pub institution: Option<InstitutionId>,
    /// The person's name.
    pub name: String,
    /// Mobile number.
    pub mobile: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Argon2id hash (PHC string).
    pub password_hash: Option<String>,
    /// The next thing they must do is choose a password.
    pub must_change_password: bool,
    /// `zh-CN` or `en`.
    pub language: String,
    /// Nobody gets in before then.
    pub locked_until: Timestamp,
    /// Since when nobody gets in any more.
    pub disabled_since: Option<Timestamp>,
    /// Offices held.
    pub offices: Vec<Office>,
    /// Counts changes, for `If-Match`.
    pub version: i64,
}

/// One row for each office, or one without.
#[derive(FromRow)]
struct AccountRow {
    id: String,
    institution_id: Option<String>,
    name: String,
    mobile: Option<String>,
    email: Option<String>,
    password_hash: Option<String>,
    must_change_password: bool,
    language: String,
    locked_until_us: i64,
    disabled_us: Option<i64>,
    version: i64,
    office: Option<String>,
}

impl AccountRow {
    /// The account that `rows` describe, if there are any.
    fn account(rows: Vec<Self>) -> Result<Option<AccountRecord>, StoreError> {
        let offices =
            rows.iter().filter_map(|row| row.office.as_deref()).map(from_word).collect::<Result<_, _>>()?;
        let Some(row) = rows.into_iter().next() else { return Ok(None) };
        Ok(Some(AccountRecord {
            id: parse(&row.id)?,
            institution: parse_some(row.institution_id.as_deref())?,
            name: row.name,
            mobile: row.mobile,
            email: row.email,
            password_hash: row.password_hash,
            must_change_password: row.must_change_password,
            language: row.language,
            locked_until: Timestamp(row.locked_until_us),
            disabled_since: row.disabled_us.map(Timestamp),
            offices,
            version: row.version,
        }))
    }
}

impl Store {
    /// Makes an institution.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_institution(
        &self,
        id: InstitutionId,
        kind: InstitutionKind,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(INSERT_INSTITUTION)
            .bind(id.to_string())
            .bind(word(&kind))
            .bind(name)
            .bind(now.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// An institution by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn institution(&self, id: InstitutionId) -> Result<Option<InstitutionRecord>, StoreError> {
        let row: Option<(String, String, String)> = on!(&self.read, |db| sqlx::query_as(INSTITUTION_BY_ID)
            .bind(id.to_string())
            .fetch_optional(db)
            .await)?;
        row.map(|(id, kind, name)| Ok(InstitutionRecord { id: parse(&id)?, kind: from_word(&kind)?, name }))
            .transpose()
    }

    /// Whether nothing has been set up yet.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let (count,): (i64,) = on!(&self.read, |db| sqlx::query_as(INSTITUTION_COUNT).fetch_one(db).await)?;
        Ok(count == 0)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if its mobile number or e-mail address has an account already.
    pub async fn create_account(&self, new: &NewAccount, now: Timestamp) -> Result<(), StoreError> {
        let id = new.id.to_string();
        tx!(&self.write, |tx| {
            sqlx::query(INSERT_ACCOUNT)
                .bind(&id)
                .bind(new.institution.map(|institution| institution.to_string()))
                .bind(&new.name)
                .bind(&new.mobile)
                .bind(&new.email)
                .bind(&new.password_hash)
                .bind(new.must_change_password)
                .bind(&new.language)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            for office in &new.offices {
                sqlx::query(INSERT_OFFICE).bind(&id).bind(word(office)).execute(&mut *tx).await?;
            }
        });
        Ok(())
    }

    /// An account by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn account(&self, id: AccountId) -> Result<Option<AccountRecord>, StoreError> {
        let rows: Vec<AccountRow> =
            on!(&self.read, |db| sqlx::query_as(ACCOUNT_BY_ID).bind(id.to_string()).fetch_all(db).await)?;
        AccountRow::account(rows)
    }

    /// An account by what somebody signs in with.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn account_by_identity(
        &self,
        identity: &Identity,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let rows: Vec<AccountRow> = on!(&self.read, |db| sqlx::query_as(ACCOUNT_BY_IDENTITY)
            .bind(identity.as_str())
            .fetch_all(db)
            .await)?;
        AccountRow::account(rows)
    }

    /// Sets a password.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn set_password(&self, id: AccountId, hash: &str, must_change: bool) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(SET_PASSWORD)
            .bind(id.to_string())
            .bind(hash)
            .bind(must_change)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Counts a wrong password; at `limit` in a row the account is locked until `until`.
    /// Returns whether it is locked now.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_failure(
        &self,
        id: AccountId,
        limit: u32,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = id.to_string();
        let locked = tx!(&self.write, |tx| {
            let (failures,): (i64,) = sqlx::query_as(COUNT_FAILURE).bind(&id).fetch_one(&mut *tx).await?;
            let locked = failures >= i64::from(limit);
            if locked {
                sqlx::query(LOCK_ACCOUNT).bind(&id).bind(until.0).execute(&mut *tx).await?;
            }
            locked
        });
        Ok(locked)
    }

    /// Forgets wrong passwords after a right one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn clear_failures(&self, id: AccountId) -> Result<(), StoreError> {
        on!(&self.write, |db| sqlx::query(CLEAR_FAILURES).bind(id.to_string()).execute(db).await.map(drop))?;
        Ok(())
    }
}
