//! Invitation links.

use recorder::digest::Sha256;
use sqlx::FromRow;
use uuid::Uuid;

use super::value::parse;
use super::{Store, StoreError};
use crate::access::AccountId;
use crate::cases::{CaseId, CasePersonId};
use crate::session::Timestamp;

sql! {
    VOID_INVITATIONS = "UPDATE invitations SET used_us = $2 WHERE case_person_id = $1 AND used_us IS NULL";
    INSERT_INVITATION = "INSERT INTO invitations (id, token_hash, case_id, case_person_id, invited_by, created_us,
            ends_us, used_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
    INVITATION_BY_TOKEN = "SELECT i.id, i.case_id, i.case_person_id, i.ends_us, p.name, p.mobile, p.email,
            n.name AS institution
        FROM invitations i JOIN case_people p ON p.id = i.case_person_id JOIN cases c ON c.id = i.case_id
            JOIN institutions n ON n.id = c.institution_id
        WHERE i.token_hash = $1 AND i.used_us IS NULL AND i.ends_us > $2 AND p.removed_us IS NULL";
    USE_INVITATION = "UPDATE invitations SET used_us = $2 WHERE id = $1 AND used_us IS NULL AND ends_us > $2
        RETURNING case_person_id";
    BIND_PERSON = "UPDATE case_people SET account_id = $2 WHERE id = $1";
    BIND_SEATS = "UPDATE session_people SET account_id = $2 WHERE case_person_id = $1";
}

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// Hash of its token.
    pub token_hash: Sha256,
    /// The case.
    pub case: CaseId,
    /// Whose place it is for.
    pub person: CasePersonId,
    /// Who invites.
    pub invited_by: AccountId,
    /// When it is no longer good.
    pub ends: Timestamp,
}

/// A link that is good. No `Debug`: it holds a name and addresses.
pub struct InvitationRecord {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case: CaseId,
    /// Whose place it is for.
    pub person: CasePersonId,
    /// The name they were entered under.
    pub name: String,
    /// The number they were entered with.
    pub mobile: Option<String>,
    /// The address they were entered with.
    pub email: Option<String>,
    /// The name of the institution.
    pub institution: String,
    /// When it is no longer good.
    pub ends: Timestamp,
}

#[derive(FromRow)]
struct InvitationRow {
    id: String,
    case_id: String,
    case_person_id: String,
    ends_us: i64,
    name: String,
    mobile: Option<String>,
    email: Option<String>,
    institution: String,
}

impl Store {
    /// Keeps a link; earlier ones of the same person become void.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn create_invitation(&self, new: &NewInvitation, now: Timestamp) -> Result<(), StoreError> {
        let person = new.person.to_string();
        tx!(&self.write, |tx| {
            sqlx::query(VOID_INVITATIONS).bind(&person).bind(now.0).execute(&mut *tx).await?;
            sqlx::query(INSERT_INVITATION)
                .bind(Uuid::new_v4().to_string())
                .bind(new.token_hash.to_string())
                .bind(new.case.to_string())
                .bind(&person)
                .bind(new.invited_by.to_string())
                .bind(now.0)
                .bind(new.ends.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// The link with this token, if it is good.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn invitation(
        &self,
        token: Sha256,
        now: Timestamp,
    ) -> Result<Option<InvitationRecord>, StoreError> {
        let row: Option<InvitationRow> = on!(&self.read, |db| sqlx::query_as(INVITATION_BY_TOKEN)
            .bind(token.to_string())
            .bind(now.0)
            .fetch_optional(db)
            .await)?;
        row.map(|row| {
            Ok(InvitationRecord {
                id: parse(&row.id)?,
                case: parse(&row.case_id)?,
                person: parse(&row.case_person_id)?,
                name: row.name,
                mobile: row.mobile,
                email: row.email,
                institution: row.institution,
                ends: Timestamp(row.ends_us),
            })
        })
        .transpose()
    }

    /// Uses a link up and binds its place, in the case and in its sessions, to an account.
    /// Returns whether it was still good.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn use_invitation(
        &self,
        id: Uuid,
        account: AccountId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let account = account.to_string();
        let used = tx!(&self.write, |tx| {
            let person: Option<(String,)> = sqlx::query_as(USE_INVITATION)
                .bind(id.to_string())
                .bind(now.0)
                .fetch_optional(&mut *tx)
                .await?;
            if let Some((person,)) = &person {
                sqlx::query(BIND_PERSON).bind(person).bind(&account).execute(&mut *tx).await?;
                sqlx::query(BIND_SEATS).bind(person).bind(&account).execute(&mut *tx).await?;
            }
            person.is_some()
        });
        Ok(used)
    }
}
