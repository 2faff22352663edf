//! Notices: what is sent to people outside the sessions, and in which words.
//!
//! A notice never says what the dispute is about: that there is a mediation at all may be
//! confidential, and phones lie on tables.

mod delivery;
mod message;
mod words;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{AccountId, InstitutionId};
use crate::session::Timestamp;

pub use delivery::Delivery;
pub use message::SigningKey;

/// A notice to be sent.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// In whose name.
    pub institution: Option<InstitutionId>,
    /// To whom, if they have an account.
    pub account: Option<AccountId>,
    /// Mobile number or e-mail address.
    pub address: String,
    /// What it says.
    pub content: NoticeContent,
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum NoticeContent {
    /// A one-time code.
    Code {
        /// Six digits.
        code: String,
        /// How long it is good for.
        minutes: u32,
    },
    /// An invitation to take part in a case.
    Invitation {
        /// The link.
        link: String,
        /// When it is no longer good.
        ends: Timestamp,
    },
    /// A session was set for a time, or moved to another.
    SessionSet {
        /// When.
        at: Timestamp,
        /// Where to enter.
        link: String,
    },
    /// A session was called off.
    SessionCancelled {
        /// When it would have been.
        at: Timestamp,
    },
    /// Somebody waits for you in a session right now (MV-02).
    ComeNow {
        /// Where to enter.
        link: String,
    },
}
