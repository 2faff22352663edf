//! Records the tests start from.

use concord::access::account::InstitutionKind;
use concord::access::{AccountId, InstitutionId, Office};
use concord::cases::{Case, CaseId, CaseKind, CasePerson, CasePersonId, CaseState, Entity, Facts};
use concord::session::phase::SessionKind;
use concord::session::plan::{Invitee, Rules};
use concord::session::role::{Role, Side};
use concord::session::{ParticipantId, Plan, SessionId, Timestamp};
use concord::store::{NewAccount, Store};

pub const NOW: Timestamp = Timestamp(1_790_000_000_000_000);

pub async fn institution(store: &Store) -> InstitutionId {
    let id = InstitutionId::random();
    store.create_institution(id, InstitutionKind::Court, "示范法院", NOW).await.unwrap();
    id
}

pub fn account(name: &str, mobile: &str, offices: &[Office]) -> NewAccount {
    NewAccount {
        id: AccountId::random(),
        institution: None,
        name: name.into(),
        mobile: Some(mobile.into()),
        email: None,
        password_hash: None,
        must_change_password: false,
        language: "zh-CN".into(),
        offices: offices.to_vec(),
    }
}

pub fn plan() -> Plan {
    let invitee = |name: &str, role, side| Invitee {
        id: ParticipantId::random(),
        name: name.into(),
        identity: None,
        role,
        side,
        linked_to: None,
        protected_from: Vec::new(),
        special_authority: false,
    };
    Plan {
        session: SessionId::random(),
        kind: SessionKind::Mediation,
        title: "第一次调解".into(),
        case_no: "(2026)示调1号".into(),
        scheduled_at: NOW,
        people: vec![
            invitee("李调解", Role::Mediator, None),
            invitee("王申请", Role::Party, Some(Side::Applicant)),
        ],
        rooms: Vec::new(),
        rules: Rules::default(),
    }
}

pub async fn case(store: &Store) -> CaseId {
    let case = mediation(institution(store).await, "(2026)示调1号", "买卖合同纠纷");
    store.create_case(&case, &[]).await.unwrap();
    case.id
}

pub fn mediation(institution: InstitutionId, case_no: &str, title: &str) -> Case {
    Case {
        id: CaseId::random(),
        institution,
        kind: CaseKind::Mediation,
        case_no: case_no.into(),
        title: title.into(),
        cause: "合同纠纷".into(),
        description: "货物未交付。".into(),
        state: CaseState::InMediation,
        facts: Facts::default(),
        created_at: NOW,
        changed_at: NOW,
        version: 1,
    }
}

pub fn person(name: &str, role: Role, side: Option<Side>, account: Option<AccountId>) -> CasePerson {
    CasePerson {
        id: CasePersonId::random(),
        account,
        name: name.into(),
        role,
        side,
        entity: Entity::NaturalPerson,
        linked_to: None,
        protected_from: Vec::new(),
        special_authority: false,
        mobile: None,
        email: None,
    }
}
