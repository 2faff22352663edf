//! The security log: who was let in, who was refused, who changed rights, who read a record.
//!
//! Append-only, and each entry carries the hash of the one before: a changed, removed or
//! swapped entry breaks the chain at that place (reliability S12). The audit is written before
//! the answer leaves; if it cannot be written, the act is refused.

pub mod chain;

use std::fmt;

use recorder::digest::Sha256;
use recorder::manifest::canonical::CanonicalError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::session::Timestamp;

/// One entry to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// An account's id, `server`, or `stranger`.
    pub actor: String,
    /// What was attempted.
    pub action: Action,
    /// Whether it was done.
    pub outcome: Outcome,
    /// What it was done to: `kind:id`.
    pub subject: Subject,
    /// Further facts; never names, addresses or secrets.
    pub detail: Value,
}

/// An entry as it stands in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// Its number, from 1.
    pub seq: u64,
    /// What it says.
    pub entry: Entry,
    /// Over this entry and the one before.
    pub hash: Sha256,
}

/// What is audited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Password, code, link or outside sign-in.
    SignIn,
    /// Signed out, or signed out from elsewhere.
    SignOut,
    /// A second step before something grave.
    Confirm,
    /// A password was set.
    SetPassword,
    /// An account was made, changed, disabled or given an office.
    ManageAccount,
    /// An identity was attested.
    AttestIdentity,
    /// A link or code that lets somebody in was made.
    Invite,
    /// Somebody was bound to a case.
    JoinCase,
    /// A case was changed by its workflow.
    StepCase,
    /// A ticket into a session was asked for.
    EnterSession,
    /// A recording was watched.
    ViewRecording,
    /// A recording or a part of it was downloaded.
    DownloadRecording,
    /// A recording's access level, hold or existence was changed.
    ManageRecording,
    /// A material was uploaded.
    UploadMaterial,
    /// A material was read.
    ReadMaterial,
    /// A material was removed.
    RemoveMaterial,
    /// Settings of an institution were changed.
    ManageInstitution,
    /// A list was taken out of the system.
    Export,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Granted,
    /// Not permitted, or the wrong secret.
    Refused,
}

/// What an act is about: a kind and an id, as in `case:…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(pub String);

impl Subject {
    /// Names a subject.
    pub fn new(kind: &str, id: impl fmt::Display) -> Self {
        Self(format!("{kind}:{id}"))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Entry {
    /// The hash of this entry at place `seq`, after the entry with the hash `previous`.
    ///
    /// # Errors
    /// If the detail holds a fraction.
    pub fn hash(&self, seq: u64, previous: Sha256) -> Result<Sha256, CanonicalError> {
        let Self { at, actor, action, outcome, subject, detail } = self;
        let content = json!({
            "seq": seq, "at": at, "actor": actor, "action": action, "outcome": outcome,
            "subject": subject.0, "detail": detail,
        });
        chain::link(previous, &content)
    }
}

/// The first entry that does not follow from the one before, given all of them from the first.
pub fn first_break(log: &[Logged]) -> Option<u64> {
    let mut previous = Sha256::NONE;
    for (place, logged) in (1..).zip(log) {
        let follows = logged.seq == place && logged.entry.hash(place, previous) == Ok(logged.hash);
        if !follows {
            return Some(place);
        }
        previous = logged.hash;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(n: i64) -> Entry {
        Entry {
            at: Timestamp(n),
            actor: format!("account-{n}"),
            action: Action::SignIn,
            outcome: Outcome::Granted,
            subject: Subject::new("account", n),
            detail: json!({"n": n}),
        }
    }

    fn log(length: u64) -> Vec<Logged> {
        let mut previous = Sha256::NONE;
        let entries = (1..=length).map(|seq| {
            let entry = entry(i64::try_from(seq).unwrap());
            let hash = entry.hash(seq, previous).unwrap();
            previous = hash;
            Logged { seq, entry, hash }
        });
        entries.collect()
    }

    #[test]
    fn an_untouched_log_has_no_break() {
        assert_eq!(first_break(&log(20)), None);
    }

    proptest! {
        /// proves: S12
        #[test]
        fn an_edited_removed_or_swapped_entry_is_found(at in 0usize..18, how in 0u8..4) {
            let mut log = log(20);
            match how {
                0 => log[at].entry.actor.push('x'),
                1 => { log.remove(at); }
                2 => log.swap(at, at + 1),
                _ => log[at].entry.outcome = Outcome::Refused,
            }
            prop_assert_eq!(first_break(&log), Some(at as u64 + 1));
        }
    }
}
