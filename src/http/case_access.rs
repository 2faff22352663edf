//! The way to a case: whoever may not see it is told that it does not exist.

use super::{Api, Code, Problem};
use crate::access::Caller;
use crate::cases::relation::person_of;
use crate::cases::{Case, CaseAction, CaseId, CasePerson, Relation};

/// A case, its people, and how the caller stands to it.
pub struct CaseInView {
    /// The case.
    pub case: Case,
    /// Its people.
    pub people: Vec<CasePerson>,
    /// How the caller stands to it.
    pub relation: Relation,
    /// Their place in it, unless they administer it.
    pub me: Option<CasePerson>,
}

impl CaseInView {
    /// Whether the caller may do that here.
    pub fn may(&self, action: CaseAction) -> bool {
        self.relation.may(action)
    }
}

/// The case, if the caller may do that with it.
///
/// # Errors
/// `not_found` if they may not see it, `forbidden` if they see it but may not do that.
pub async fn case_for(
    api: &Api,
    caller: &Caller,
    id: CaseId,
    action: CaseAction,
) -> Result<CaseInView, Problem> {
    let case = api.store.case(id).await?.ok_or(Code::NotFound)?;
    let people = api.store.people_of_case(id).await?;
    let account = &caller.account;
    let me = person_of(&people, account.id).cloned();
    let relation = Relation::of(me.as_ref(), &account.offices, account.institution, case.institution);
    let relation = relation.filter(|relation| relation.may(CaseAction::See)).ok_or(Code::NotFound)?;
    match relation.may(action) {
        true => Ok(CaseInView { case, people, relation, me }),
        false => Err(Code::Forbidden.into()),
    }
}
