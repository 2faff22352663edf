//! State that outlives the process: SQLite by default, PostgreSQL by address. The only place
//! that names `sqlx`.
//!
//! One SQL text and one set of migrations serve both engines; every statement stands in a
//! registry ([`statements`]) that the tests prepare on both. Logs (session events, audit, case
//! steps) are append-only: the engines' triggers refuse anything else, and each entry carries
//! the hash of the one before.

#[macro_use]
mod engine;
mod accounts;
mod administration;
mod applications;
mod association;
mod audit_log;
mod case_work;
mod cases;
mod codes;
mod copies;
mod error;
mod idempotency;
mod invitations;
mod keeping;
mod materials;
mod mediators;
mod messages;
mod migration;
mod notices;
mod open;
mod recordings;
mod session_log;
mod sessions;
mod sign_ins;
mod value;
mod webhooks;

pub use accounts::{AccountRecord, Identity, InstitutionRecord, NewAccount};
pub use administration::LiveSession;
pub use applications::DeviceTestRecord;
pub use association::{AssociationRecord, NewAssociation, PlaceRecord};
pub use audit_log::AuditQuery;
pub use case_work::{CaseChange, StepRecord};
pub use cases::CaseQuery;
pub use codes::NewCode;
pub use copies::CopyRecord;
pub use error::StoreError;
pub use idempotency::{Earlier, KeptAnswer};
pub use invitations::{InvitationRecord, NewInvitation};
pub use materials::MaterialRecord;
pub use mediators::{MediatedCase, MediatorRecord};
pub use messages::{MessageQuery, MessageRecord};
pub use notices::NoticeRecord;
pub use open::Pool;
pub use recordings::{RecordingAccess, RecordingQuery, RecordingRecord, RecordingState};
pub use session_log::LogError;
pub use sessions::{Seat, SessionRecord};
pub use sign_ins::{NewSignIn, SignInRecord};
pub use webhooks::{NewWebhook, WebhookRecord};

use engine::Db;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    /// For looking. On SQLite these connections cannot write.
    read: Db,
    /// For changing. On SQLite there is one, so that writers queue instead of colliding.
    write: Db,
}

sql! {
    PING = "SELECT 1";
}

impl Store {
    /// Whether the database answers.
    ///
    /// # Errors
    /// If it does not within the time a request waits for a connection.
    pub async fn ping(&self) -> Result<(), StoreError> {
        on!(&self.read, |db| sqlx::query(PING).execute(db).await.map(drop))?;
        Ok(())
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        match self.read {
            Db::Sqlite(_) => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// Waits for what is under way and closes the connections.
    pub async fn close(&self) {
        on!(&self.write, |db| db.close().await);
        on!(&self.read, |db| db.close().await);
    }

    /// Prepares every statement, which fails for one that this engine does not understand.
    ///
    /// # Errors
    /// The name of the first such statement and what the engine says.
    pub async fn prepare_all(&self) -> Result<usize, (&'static str, StoreError)> {
        let mut prepared = 0;
        for (name, text) in statements() {
            let outcome = on!(&self.write, |db| engine::prepare(db, text).await);
            outcome.map_err(|error| (name, error.into()))?;
            prepared += 1;
        }
        Ok(prepared)
    }
}

/// Every SQL statement of the product with its name.
pub fn statements() -> impl Iterator<Item = (&'static str, &'static str)> {
    let groups = [
        STATEMENTS,
        accounts::STATEMENTS,
        administration::STATEMENTS,
        applications::STATEMENTS,
        association::STATEMENTS,
        audit_log::STATEMENTS,
        case_work::STATEMENTS,
        cases::STATEMENTS,
        codes::STATEMENTS,
        copies::STATEMENTS,
        idempotency::STATEMENTS,
        invitations::STATEMENTS,
        keeping::STATEMENTS,
        materials::STATEMENTS,
        mediators::STATEMENTS,
        messages::STATEMENTS,
        notices::STATEMENTS,
        recordings::STATEMENTS,
        session_log::STATEMENTS,
        sessions::STATEMENTS,
        sign_ins::STATEMENTS,
        webhooks::STATEMENTS,
    ];
    groups.into_iter().flatten().copied()
}
