//! One-time codes, sent through the notice connector.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::sign_in::{Caller, SignedIn};
use super::{Access, AccountId, Refused};
use crate::connectors::notices::{NewNotice, NoticeContent};
use crate::store::{AccountRecord, Identity, NewCode};

/// Wrong guesses before a code is void: 1 in 200,000 to guess one of six digits.
const TRIES: u32 = 5;
const CODES: u32 = 1_000_000;
/// Nobody is sent another code so soon after one.
const PAUSE_SECONDS: u32 = 60;
/// Codes for one person in an hour: with their tries, 1 in 20,000 to guess one of them.
const CODES_PER_HOUR: u64 = 10;

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodePurpose {
    /// Signing in.
    SignIn,
    /// A second step before something grave, for example a signature.
    Confirm,
}

impl Access {
    /// Sends a code to whoever has this mobile number or e-mail address, if anybody has.
    ///
    /// # Errors
    /// If the source is shut out or the database does not answer; never because nobody has it.
    pub async fn send_sign_in_code(&self, identity: &str, from: IpAddr) -> Result<(), Refused> {
        self.is_heard(from)?;
        // Asking counts like a failure: else one source could send codes to the whole town.
        self.failed(from);
        let account = self.store.account_by_identity(&Identity::new(identity)).await?;
        match account.filter(|account| account.disabled_since.is_none()) {
            // Whether one was sent a moment ago is not told either: it would say that somebody has it.
            Some(account) => self.send_code(&account, CodePurpose::SignIn, Some(identity)).await.map(drop),
            None => Ok(()),
        }
    }

    /// Sends a code to somebody signed in, for a second step.
    ///
    /// # Errors
    /// [`Refused::TooMany`] if one was sent a moment ago, or many in the last hour.
    pub async fn send_confirmation_code(&self, caller: &Caller, from: IpAddr) -> Result<(), Refused> {
        self.is_heard(from)?;
        self.failed(from);
        match self.send_code(&caller.account, CodePurpose::Confirm, None).await? {
            true => Ok(()),
            false => Err(Refused::TooMany),
        }
    }

    /// Whether it was sent, or there have been enough of late.
    async fn send_code(
        &self,
        account: &AccountRecord,
        purpose: CodePurpose,
        typed: Option<&str>,
    ) -> Result<bool, Refused> {
        if self.has_enough_codes(account.id, purpose).await? {
            return Ok(false);
        }
        let address = match typed {
            Some(typed) => Some(Identity::new(typed).as_str().to_owned()),
            None => account.mobile.clone().or_else(|| account.email.clone()),
        };
        let Some(address) = address else { return Ok(false) };
        let code = format!("{:06}", rand::random_range(0..CODES));
        let now = self.clock.now();
        let id = Uuid::new_v4();
        let new = NewCode {
            id,
            account: account.id,
            purpose,
            code_hash: self.code_hash(account.id, purpose, &code),
            tries: TRIES,
            ends: now.plus_seconds(self.settings.code_minutes * 60),
        };
        self.store.create_code(&new).await?;
        let notice = NewNotice {
            institution: account.institution,
            account: Some(account.id),
            address,
            content: NoticeContent::Code { code, minutes: self.settings.code_minutes },
        };
        self.store.create_notice(&notice, now).await?;
        Ok(true)
    }

    async fn has_enough_codes(&self, account: AccountId, purpose: CodePurpose) -> Result<bool, Refused> {
        let ends = self.clock.now().plus_seconds(self.settings.code_minutes * 60);
        let in_last = |seconds| self.store.codes_ending_after(account, purpose, ends.minus_seconds(seconds));
        Ok(in_last(PAUSE_SECONDS).await? > 0 || in_last(60 * 60).await? >= CODES_PER_HOUR)
    }

    /// Signs in with a code.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if the code is wrong, used or too old.
    pub async fn sign_in_with_code(
        &self,
        identity: &str,
        code: &str,
        from: IpAddr,
        device: &str,
    ) -> Result<SignedIn, Refused> {
        self.is_heard(from)?;
        let account = self.store.account_by_identity(&Identity::new(identity)).await?;
        let Some(account) = account.filter(|account| account.disabled_since.is_none()) else {
            self.refuse(None, from, "unknown").await?;
            return Err(Refused::Wrong);
        };
        if !self.use_code(account.id, CodePurpose::SignIn, code).await? {
            self.refuse(Some(account.id), from, "wrong code").await?;
            return Err(Refused::Wrong);
        }
        Ok(self.let_in(account, device, "code").await?)
    }

    /// Whether the code is right; it is used up then, and a wrong guess is counted.
    pub(super) async fn use_code(
        &self,
        account: AccountId,
        purpose: CodePurpose,
        code: &str,
    ) -> Result<bool, Refused> {
        let hash = self.code_hash(account, purpose, code.trim());
        Ok(self.store.use_code(account, purpose, &hash, self.clock.now()).await?)
    }

    /// Keyed, because a million codes are hashed in no time.
    fn code_hash(&self, account: AccountId, purpose: CodePurpose, code: &str) -> String {
        let message = json!([account, purpose, code]).to_string();
        HEXLOWER.encode(&self.key.seal("one-time code", message.as_bytes()))
    }
}
