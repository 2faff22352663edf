//! The people of the examples.

use crate::access::{AccountId, Office};
use crate::cases::{CasePerson, CasePersonId, Entity};
use crate::session::role::{Role, Side};

use super::id;

/// Somebody who can sign in.
pub struct Example {
    /// What they are, as the list of logins says.
    pub label: &'static str,
    /// Their name.
    pub name: &'static str,
    /// What they sign in with.
    pub mobile: &'static str,
    /// What they are for the court.
    pub offices: &'static [Office],
    number: u8,
}

/// Everybody, in the order in which they are listed.
pub const CAST: [Example; 6] = [
    example("调解员", "林和", "13900000001", &[Office::Mediator], 1),
    example("申请人", "王晓梅", "13900000002", &[], 2),
    example("被申请人", "李建国", "13900000003", &[], 3),
    example("法官", "周正", "13900000004", &[Office::Judge], 4),
    example("书记员", "陈文", "13900000005", &[Office::Clerk], 5),
    example("机构管理员", "赵宁", "13900000006", &[Office::OrgAdmin], 6),
];

const fn example(
    label: &'static str,
    name: &'static str,
    mobile: &'static str,
    offices: &'static [Office],
    number: u8,
) -> Example {
    Example { label, name, mobile, offices, number }
}

impl Example {
    /// Their account.
    pub fn account(&self) -> AccountId {
        AccountId(id(self.number))
    }

    fn in_case(&self, case: u8, role: Role, side: Option<Side>) -> CasePerson {
        CasePerson {
            id: CasePersonId(id(case + self.number)),
            account: Some(self.account()),
            name: self.name.to_owned(),
            role,
            side,
            entity: Entity::NaturalPerson,
            linked_to: None,
            protected_from: Vec::new(),
            special_authority: false,
            mobile: Some(self.mobile.to_owned()),
            email: None,
        }
    }
}

/// Who takes part in the mediation.
pub fn of_mediation() -> Vec<CasePerson> {
    let [mediator, applicant, respondent, ..] = &CAST;
    vec![
        mediator.in_case(110, Role::Mediator, None),
        applicant.in_case(110, Role::Party, Some(Side::Applicant)),
        respondent.in_case(110, Role::Party, Some(Side::Respondent)),
    ]
}

/// Who takes part in the hearing.
pub fn of_lawsuit() -> Vec<CasePerson> {
    let [_, plaintiff, defendant, judge, clerk, _] = &CAST;
    vec![
        judge.in_case(120, Role::Judge, None),
        clerk.in_case(120, Role::Clerk, None),
        plaintiff.in_case(120, Role::Party, Some(Side::Applicant)),
        defendant.in_case(120, Role::Party, Some(Side::Respondent)),
    ]
}
