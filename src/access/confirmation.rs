//! The second step before something grave: a signature, an admin act, a download.

use std::net::IpAddr;

use serde_json::json;

use super::sign_in::Caller;
use super::{Access, CodePurpose, Refused};
use crate::audit::{Action, Outcome, Subject};
use crate::session::Timestamp;

/// Seconds a second step counts.
const GOOD_FOR_SECONDS: u32 = 10 * 60;

impl Access {
    /// Confirms with the password.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if it is wrong.
    pub async fn confirm_with_password(
        &self,
        caller: &Caller,
        password: String,
        from: IpAddr,
    ) -> Result<Timestamp, Refused> {
        self.is_heard(from)?;
        let right = self.passwords.verify(password, caller.account.password_hash.as_deref()).await;
        self.confirmed(caller, right, "password", from).await
    }

    /// Confirms with a one-time code.
    ///
    /// # Errors
    /// [`Refused::Wrong`] if it is wrong, used or too old.
    pub async fn confirm_with_code(
        &self,
        caller: &Caller,
        code: &str,
        from: IpAddr,
    ) -> Result<Timestamp, Refused> {
        self.is_heard(from)?;
        let right = self.use_code(caller.account.id, CodePurpose::Confirm, code).await?;
        self.confirmed(caller, right, "code", from).await
    }

    async fn confirmed(
        &self,
        caller: &Caller,
        right: bool,
        method: &str,
        from: IpAddr,
    ) -> Result<Timestamp, Refused> {
        let account = caller.account.id;
        let outcome = if right { Outcome::Granted } else { Outcome::Refused };
        let subject = Subject::new("account", account);
        self.audit(Some(account), Action::Confirm, outcome, subject, json!({ "method": method })).await?;
        if !right {
            self.failed(from);
            return Err(Refused::Wrong);
        }
        let until = self.clock.now().plus_seconds(GOOD_FOR_SECONDS);
        self.store.confirm_sign_in(caller.sign_in.id, until).await?;
        Ok(until)
    }

    /// Whether the caller has taken the second step lately.
    pub fn is_confirmed(&self, caller: &Caller) -> bool {
        caller.sign_in.confirmed_until > self.clock.now()
    }
}
