//! Invitation links: one person, one case, one use.

use std::net::IpAddr;

use serde_json::json;

use super::secret::Token;
use super::sign_in::{Caller, SignedIn};
use super::{Access, AccountId, Refused, password};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::{CaseId, CasePersonId};
use crate::session::Timestamp;
use crate::store::{AccountRecord, Identity, InvitationRecord, NewAccount, NewInvitation};

/// The secret in a link.
pub type InvitationToken = Token;

/// What somebody with a link learns before they accept. Nothing of the dispute: even that
/// there is a mediation may be confidential.
#[derive(Clone)]
pub struct Invited {
    /// The name they were entered under.
    pub name: String,
    /// The institution that invites.
    pub institution: String,
    /// Whether their number or address has an account already: then they sign in instead of
    /// choosing a password.
    pub has_account: bool,
    /// When the link is no longer good.
    pub ends: Timestamp,
}

impl Access {
    /// Makes a link for a person of a case. An earlier one of the same person becomes void.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn invite(
        &self,
        by: AccountId,
        case: CaseId,
        person: CasePersonId,
    ) -> Result<InvitationToken, Refused> {
        let (token, now) = (Token::random(), self.clock.now());
        let new = NewInvitation {
            token_hash: token.hash(),
            case,
            person,
            invited_by: by,
            ends: now.plus_seconds(self.settings.invitation_hours * 3600),
        };
        let subject = Subject::new("case_person", person);
        self.audit(Some(by), Action::Invite, Outcome::Granted, subject, json!({ "case": case })).await?;
        self.store.create_invitation(&new, now).await?;
        Ok(token)
    }

    /// What a link is for.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if it is unknown, used or too old.
    pub async fn look_at_invitation(&self, token: &str, from: IpAddr) -> Result<Invited, Refused> {
        let invitation = self.invitation(token, from).await?;
        Ok(Invited {
            has_account: self.account_of_invitee(&invitation).await?.is_some(),
            name: invitation.name,
            institution: invitation.institution,
            ends: invitation.ends,
        })
    }

    /// Accepts a link without an account: makes one with the number or address the invitation
    /// went to, and signs in.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if the link is not good or an account exists already.
    pub async fn accept_with_new_account(
        &self,
        token: &str,
        password: String,
        from: IpAddr,
        device: &str,
    ) -> Result<SignedIn, Refused> {
        let invitation = self.invitation(token, from).await?;
        if self.account_of_invitee(&invitation).await?.is_some() {
            return Err(Refused::Wrong);
        }
        password::good_enough(&password, self.settings.password_characters, &[&invitation.name])?;
        let account = NewAccount {
            id: AccountId::random(),
            institution: None,
            name: invitation.name.clone(),
            mobile: invitation.mobile.clone(),
            email: invitation.email.clone(),
            password_hash: Some(self.passwords.hash(password).await),
            must_change_password: false,
            language: "zh-CN".into(),
            offices: Vec::new(),
        };
        self.store.create_account(&account, self.clock.now()).await?;
        self.bind(&invitation, account.id).await?;
        let account = self.store.account(account.id).await?.ok_or(Refused::Wrong)?;
        Ok(self.let_in(account, device, "invitation").await?)
    }

    /// Accepts a link as somebody who is signed in.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if the link is not good, or went to the number or address of another
    /// account.
    pub async fn accept_as(&self, caller: &Caller, token: &str, from: IpAddr) -> Result<CaseId, Refused> {
        let invitation = self.invitation(token, from).await?;
        let meant = self.account_of_invitee(&invitation).await?;
        if meant.is_some_and(|meant| meant.id != caller.account.id) {
            return Err(Refused::Wrong);
        }
        self.bind(&invitation, caller.account.id).await?;
        Ok(invitation.case)
    }

    async fn bind(&self, invitation: &InvitationRecord, account: AccountId) -> Result<(), Refused> {
        let subject = Subject::new("case_person", invitation.person);
        let detail = json!({ "case": invitation.case, "by": "invitation" });
        self.audit(Some(account), Action::JoinCase, Outcome::Granted, subject, detail).await?;
        match self.store.use_invitation(invitation.id, account, self.clock.now()).await? {
            true => Ok(()),
            false => Err(Refused::Wrong),
        }
    }

    async fn invitation(&self, token: &str, from: IpAddr) -> Result<InvitationRecord, Refused> {
        self.is_heard(from)?;
        let found = match Token::presented(token) {
            Some(token) => self.store.invitation(token.hash(), self.clock.now()).await?,
            None => None,
        };
        if found.is_none() {
            self.refuse(None, from, "wrong invitation").await?;
        }
        found.ok_or(Refused::Wrong)
    }

    async fn account_of_invitee(
        &self,
        invitation: &InvitationRecord,
    ) -> Result<Option<AccountRecord>, Refused> {
        for identity in [&invitation.mobile, &invitation.email].into_iter().flatten() {
            if let Some(account) = self.store.account_by_identity(&Identity::new(identity)).await? {
                return Ok(Some(account));
            }
        }
        Ok(None)
    }
}
