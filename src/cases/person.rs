//! The people of a case.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::CasePersonId;
use crate::access::AccountId;
use crate::session::role::{Role, Side};

/// Somebody's place in a case. No `Debug`: it holds a name and addresses.
#[derive(Clone, PartialEq)]
pub struct CasePerson {
    /// Their place.
    pub id: CasePersonId,
    /// Their account, once it is linked.
    pub account: Option<AccountId>,
    /// Name, or the name of the legal person.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Their side, for parties and those who speak for them.
    pub side: Option<Side>,
    /// What they are.
    pub entity: Entity,
    /// The person they accompany or speak for.
    pub linked_to: Option<CasePersonId>,
    /// People they must never meet unsupervised (INV-S03).
    pub protected_from: Vec<CasePersonId>,
    /// 特别授权: may settle and sign for the party (INV-E06).
    pub special_authority: bool,
    /// Mobile number, for notices.
    pub mobile: Option<String>,
    /// E-mail address, for notices.
    pub email: Option<String>,
}

/// What somebody is before the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// 自然人.
    NaturalPerson,
    /// 法人.
    LegalPerson,
    /// 非法人组织.
    Unincorporated,
}
