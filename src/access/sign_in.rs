//! Signing in with a password, staying signed in, and ending it.

use std::net::IpAddr;

use serde_json::json;
use uuid::Uuid;

use super::secret::Token;
use super::{Access, AccountId, PasswordRefusal, Refused, password};
use crate::audit::{Action, Outcome, Subject};
use crate::session::Timestamp;
use crate::store::{AccountRecord, Identity, NewSignIn, SignInRecord, StoreError};

/// A sign-in is marked as used at most this often: one write a minute, not one a request.
const SEEN_EVERY_SECONDS: u32 = 60;
/// Longest description of a device that is kept, in characters.
const DEVICE_CHARACTERS: usize = 200;

/// Somebody just signed in.
pub struct SignedIn {
    /// What they present from now on.
    pub token: Token,
    /// Who they are.
    pub account: AccountRecord,
    /// When it ends at the latest.
    pub ends: Timestamp,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Caller {
    /// Who.
    pub account: AccountRecord,
    /// By which sign-in.
    pub sign_in: SignInRecord,
}

impl Access {
    /// Signs in with a mobile number or e-mail address and a password.
    ///
    /// # Errors
    /// [`Refused::Wrong`] whatever of the two is wrong, after the same work either way.
    pub async fn sign_in(
        &self,
        identity: &str,
        password: String,
        from: IpAddr,
        device: &str,
    ) -> Result<SignedIn, Refused> {
        self.is_heard(from)?;
        let account = self.store.account_by_identity(&Identity::new(identity)).await?;
        let hash = account.as_ref().and_then(|account| account.password_hash.clone());
        let verified = self.passwords.verify(password, hash.as_deref()).await;
        let Some(account) = account else {
            self.refuse(None, from, "unknown").await?;
            return Err(Refused::Wrong);
        };
        let locked = account.locked_until > self.clock.now();
        if !verified || account.disabled_since.is_some() {
            return self.wrong_password(account.id, from, locked).await;
        }
        if locked {
            // Only whoever knows the password learns that the account exists and is locked.
            self.refuse(Some(account.id), from, "locked").await?;
            return Err(Refused::Locked { until: account.locked_until });
        }
        self.store.clear_failures(account.id).await?;
        Ok(self.let_in(account, device, "password").await?)
    }

    async fn wrong_password(
        &self,
        account: AccountId,
        from: IpAddr,
        locked: bool,
    ) -> Result<SignedIn, Refused> {
        let until = self.clock.now().plus_seconds(self.settings.lock_minutes * 60);
        // Guessing on does not prolong a lock: else anybody could keep anybody out for ever.
        let locked_now =
            !locked && self.store.count_failure(account, self.settings.failures_before_lock, until).await?;
        self.refuse(Some(account), from, if locked_now { "locked now" } else { "wrong" }).await?;
        Err(Refused::Wrong)
    }

    /// Audits a refusal and slows its source down.
    pub(super) async fn refuse(
        &self,
        account: Option<AccountId>,
        from: IpAddr,
        why: &str,
    ) -> Result<(), StoreError> {
        self.failed(from);
        let subject = account.map_or("unknown".to_owned(), |account| account.to_string());
        let subject = Subject::new("account", subject);
        self.audit(None, Action::SignIn, Outcome::Refused, subject, json!({ "why": why })).await
    }

    /// Makes a sign-in for somebody whose secret was right.
    pub(super) async fn let_in(
        &self,
        account: AccountRecord,
        device: &str,
        method: &str,
    ) -> Result<SignedIn, StoreError> {
        let now = self.clock.now();
        let token = Token::random();
        let ends = now.plus_seconds(self.settings.longest_hours * 3600);
        let sign_in = NewSignIn {
            id: Uuid::new_v4(),
            account: account.id,
            token_hash: token.hash(),
            device: device.chars().filter(|c| !c.is_control()).take(DEVICE_CHARACTERS).collect(),
            ends,
        };
        let subject = Subject::new("account", account.id);
        self.audit(Some(account.id), Action::SignIn, Outcome::Granted, subject, json!({ "method": method }))
            .await?;
        self.store.create_sign_in(&sign_in, now).await?;
        Ok(SignedIn { token, account, ends })
    }

    /// Who presents this token, if it is in force.
    ///
    /// # Errors
    /// If the database does not answer: then nobody is let in.
    pub async fn caller(&self, presented: &str) -> Result<Option<Caller>, StoreError> {
        let Some(token) = Token::presented(presented) else { return Ok(None) };
        let now = self.clock.now();
        let Some((sign_in, account)) = self.store.signed_in(token.hash(), now).await? else {
            return Ok(None);
        };
        let idle_since = sign_in.seen.plus_seconds(self.settings.idle_hours * 3600);
        if account.disabled_since.is_some() || idle_since <= now {
            return Ok(None);
        }
        if sign_in.seen.plus_seconds(SEEN_EVERY_SECONDS) <= now {
            self.store.see_sign_in(sign_in.id, now).await?;
        }
        Ok(Some(Caller { account, sign_in }))
    }

    /// Ends this sign-in.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sign_out(&self, caller: &Caller) -> Result<(), StoreError> {
        self.end_sign_in(caller, caller.sign_in.id).await.map(drop)
    }

    /// Ends one of the caller's sign-ins. Returns whether there was one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn end_sign_in(&self, caller: &Caller, sign_in: Uuid) -> Result<bool, StoreError> {
        let account = caller.account.id;
        let ended = self.store.revoke_sign_in(sign_in, account, self.clock.now()).await?;
        if ended {
            let subject = Subject::new("sign_in", sign_in);
            self.audit(Some(account), Action::SignOut, Outcome::Granted, subject, json!({})).await?;
        }
        Ok(ended)
    }

    /// Ends all of the caller's sign-ins but this one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn end_other_sign_ins(&self, caller: &Caller) -> Result<(), StoreError> {
        let account = caller.account.id;
        self.store.revoke_other_sign_ins(account, Some(caller.sign_in.id), self.clock.now()).await?;
        let subject = Subject::new("account", account);
        self.audit(Some(account), Action::SignOut, Outcome::Granted, subject, json!({ "which": "others" }))
            .await
    }

    /// The caller's sign-ins that are in force.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sign_ins(&self, caller: &Caller) -> Result<Vec<SignInRecord>, StoreError> {
        self.store.sign_ins_of(caller.account.id, self.clock.now()).await
    }

    /// Changes the caller's password and ends their other sign-ins.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if the present one is wrong, [`Refused::Password`] if the new one is
    /// not good enough.
    pub async fn change_password(
        &self,
        caller: &Caller,
        present: String,
        new: String,
        from: IpAddr,
    ) -> Result<(), Refused> {
        self.is_heard(from)?;
        let account = &caller.account;
        if !self.passwords.verify(present, account.password_hash.as_deref()).await {
            self.refuse(Some(account.id), from, "wrong present password").await?;
            return Err(Refused::Wrong);
        }
        let hash = self.new_password_hash(new, account).await?;
        let subject = Subject::new("account", account.id);
        self.audit(Some(account.id), Action::SetPassword, Outcome::Granted, subject, json!({})).await?;
        self.store.set_password(account.id, &hash, false).await?;
        Ok(self.store.revoke_other_sign_ins(account.id, Some(caller.sign_in.id), self.clock.now()).await?)
    }

    async fn new_password_hash(
        &self,
        new: String,
        account: &AccountRecord,
    ) -> Result<String, PasswordRefusal> {
        let names = [
            account.name.as_str(),
            account.mobile.as_deref().unwrap_or_default(),
            account.email.as_deref().unwrap_or_default(),
        ];
        password::good_enough(&new, self.settings.password_characters, &names)?;
        Ok(self.passwords.hash(new).await)
    }
}
