//! Association codes (ID-20, ID-21): a party's code is good once for the party and once for their
//! agent, whoever of them comes first.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::sign_in::Caller;
use super::{Access, AccountId, Refused};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::{CaseId, CasePersonId};
use crate::session::Timestamp;
use crate::store::{AssociationRecord, NewAssociation};

/// Read aloud and typed by hand: nothing that looks like something else. 32 of them.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Fifty bits: with ten guesses a minute from one source, nobody lives to see one guessed.
const LENGTH: usize = 10;

/// As whom somebody uses a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssociateAs {
    /// The party themselves.
    Party,
    /// Somebody who speaks for the party.
    Agent,
}

impl Access {
    /// Makes a code for a party of a case. An earlier one of the same party ends.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn make_association_code(
        &self,
        by: AccountId,
        case: CaseId,
        party: CasePersonId,
    ) -> Result<(String, Timestamp), Refused> {
        let letter = |_| char::from(LETTERS[rand::random_range(0..LETTERS.len())]);
        let code: String = (0..LENGTH).map(letter).collect();
        let now = self.clock.now();
        let ends = now.plus_seconds(self.settings.association_days * 24 * 3600);
        let code_hash = self.association_hash(&code);
        let subject = Subject::new("case_person", party);
        let detail = json!({ "case": case, "by": "association code" });
        self.audit(Some(by), Action::Invite, Outcome::Granted, subject, detail).await?;
        self.store
            .create_association(&NewAssociation { code_hash, case, party, made_by: by, ends }, now)
            .await?;
        Ok((code, ends))
    }

    /// What a code is for.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if it is unknown, too old or used by both; that is audited, and slows its
    /// source down.
    pub async fn look_at_association(
        &self,
        caller: &Caller,
        code: &str,
        from: IpAddr,
    ) -> Result<AssociationRecord, Refused> {
        self.is_heard(from)?;
        let found = match normal(code) {
            Some(code) => self.store.association(&self.association_hash(&code), self.clock.now()).await?,
            None => None,
        };
        match found.filter(|found| found.is_open_to_party || found.is_open_to_agent) {
            Some(found) => Ok(found),
            None => {
                self.refuse(Some(caller.account.id), from, "wrong association code").await?;
                Err(Refused::Wrong)
            }
        }
    }

    /// Uses a code up: a party has their place from then on; an agent may be given one.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if it is not good, or no longer for somebody like that.
    pub async fn associate(
        &self,
        caller: &Caller,
        code: &AssociationRecord,
        who: AssociateAs,
    ) -> Result<(), Refused> {
        let (account, now) = (caller.account.id, self.clock.now());
        let subject = Subject::new("case_person", code.party);
        let detail = json!({ "case": code.case, "by": "association code", "as": who });
        self.audit(Some(account), Action::JoinCase, Outcome::Granted, subject, detail).await?;
        let used = match who {
            AssociateAs::Party => self.store.associate_party(code.id, account, now).await?,
            AssociateAs::Agent => self.store.associate_agent(code.id, now).await?,
        };
        if used { Ok(()) } else { Err(Refused::Wrong) }
    }

    /// Takes places that name the caller by the number or address of their account (ID-19).
    ///
    /// # Errors
    /// [`Refused::Wrong`] if one of them does not.
    pub async fn take_places(&self, caller: &Caller, places: &[CasePersonId]) -> Result<(), Refused> {
        let account = &caller.account;
        let (mobile, email) = (account.mobile.as_deref(), account.email.as_deref());
        let named = self.store.places_naming(account.id, mobile, email).await?;
        let is_named = |place: &CasePersonId| named.iter().any(|one| one.person == *place);
        if !places.iter().all(is_named) {
            return Err(Refused::Wrong);
        }
        for place in places {
            let subject = Subject::new("case_person", place);
            let detail = json!({ "by": "notice taken" });
            self.audit(Some(account.id), Action::JoinCase, Outcome::Granted, subject, detail).await?;
            self.store.take_place(*place, account.id).await?;
        }
        Ok(())
    }

    /// Keyed, so that a stolen database gives no codes away.
    fn association_hash(&self, code: &str) -> String {
        HEXLOWER.encode(&self.key.seal("association code", code.as_bytes()))
    }
}

/// As it was made, however it was typed: in small letters, with spaces or dashes.
fn normal(typed: &str) -> Option<String> {
    let kept = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—'));
    let code: String = kept.take(LENGTH + 1).map(|c| c.to_ascii_uppercase()).collect();
    (code.len() == LENGTH && code.bytes().all(|c| LETTERS.contains(&c))).then_some(code)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(normal(" abcde-23456 ").as_deref(), Some("ABCDE23456"));
        assert_eq!(normal("ABCDE 23456").as_deref(), Some("ABCDE23456"));
        for wrong in ["", "ABCDE2345", "ABCDE234567", "ABCDE2345O", "关联码关联码关联码关"] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_panics(typed in "\\PC*") {
            if let Some(code) = normal(&typed) {
                prop_assert_eq!(code.len(), LENGTH);
            }
        }
    }
}
