//! Who may come in: accounts, sign-ins, one-time codes, invitation links, tickets.
//!
//! Secrets are random, at least 128 bits, and stored as hashes only; one-time and association
//! codes, which are short, are stored keyed. Every refusal looks the same from outside; inside it is audited and
//! slows its source down.

pub mod account;
mod association;
mod codes;
mod confirmation;
mod invitations;
mod password;
mod readings;
mod secret;
mod sign_in;
mod tickets;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde_json::Value;
use signaling::throttle::Failures;
use thiserror::Error;

use crate::audit::{Action, Entry, Outcome, Subject};
use crate::clock::Clock;
use crate::config;
use crate::session::Timestamp;
use crate::store::{Store, StoreError};

pub use account::{AccountId, InstitutionId, Office};
pub use association::AssociateAs;
pub use codes::CodePurpose;
pub use invitations::{InvitationToken, Invited};
pub use password::{PasswordRefusal, Passwords};
pub use readings::{Reader, Readings};
pub use secret::{KeyError, ServerKey, Token};
pub use sign_in::{Caller, SignedIn};
pub use tickets::{Ticket, Tickets};

/// Sources remembered for having failed. More than a court's network has.
const SOURCES_MAX: usize = 50_000;

/// Lets people in. Cheap to clone.
#[derive(Clone)]
pub struct Access {
    store: Store,
    clock: Clock,
    settings: config::Access,
    passwords: Passwords,
    key: ServerKey,
    failures: Arc<Mutex<Failures>>,
}

/// Why somebody was not let in.
#[derive(Debug, Error)]
pub enum Refused {
    /// Wrong name or secret; which of them is not said.
    #[error("expected credentials that belong together")]
    Wrong,
    /// This source failed too often of late.
    #[error("expected fewer failures from this source")]
    TooMany,
    /// Too many wrong passwords in a row: nobody gets in for a while.
    #[error("expected an account that is not locked")]
    Locked {
        /// Until when.
        until: Timestamp,
    },
    /// The new password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordRefusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Access {
    /// Lets people into `store`, by these rules.
    pub fn new(store: Store, clock: Clock, settings: config::Access, key: ServerKey) -> Self {
        let failures = Arc::new(Mutex::new(Failures::new(SOURCES_MAX)));
        Self { store, clock, settings, passwords: Passwords::default(), key, failures }
    }

    /// Passwords, for making accounts.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// The key that tickets are signed with.
    pub fn tickets(&self) -> Tickets {
        Tickets::new(&self.key, self.settings.entry_seconds, self.settings.download_seconds)
    }

    /// Refuses a source that failed too often.
    fn is_heard(&self, from: IpAddr) -> Result<(), Refused> {
        match self.failures().is_shut_out(from, moment()) {
            true => Err(Refused::TooMany),
            false => Ok(()),
        }
    }

    fn failed(&self, from: IpAddr) {
        self.failures().failed(from, moment());
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the audit before the answer leaves.
    async fn audit(
        &self,
        actor: Option<AccountId>,
        action: Action,
        outcome: Outcome,
        subject: Subject,
        detail: Value,
    ) -> Result<(), StoreError> {
        let actor = actor.map_or_else(|| "stranger".to_owned(), |account| account.to_string());
        let entry = Entry { at: self.clock.now(), actor, action, outcome, subject, detail };
        self.store.append_audit(&entry).await.map(drop)
    }
}

#[expect(clippy::disallowed_methods, reason = "edge: how fast a source fails is measured here")]
fn moment() -> Instant {
    Instant::now()
}
