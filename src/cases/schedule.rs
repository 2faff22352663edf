//! From a case to the plan of a session: who is expected, and by which rules.

use super::case::Case;
use super::id::{CaseKind, CasePersonId};
use super::person::CasePerson;
use crate::session::floor::FloorMode;
use crate::session::phase::SessionKind;
use crate::session::plan::{Invitee, Notice, PlannedRoom, Rules};
use crate::session::role::Side;
use crate::session::{ParticipantId, Plan, SessionId, Timestamp};

/// HE-04: entry opens three hours before.
const ENTRY_OPENS_SECONDS: u32 = 3 * 60 * 60;

/// Who sits where: the person of the case each participant is.
pub type Seating = Vec<(ParticipantId, CasePersonId)>;

/// The plan of a session of `case` with these people.
pub fn plan(
    case: &Case,
    people: &[CasePerson],
    session: SessionId,
    title: &str,
    scheduled_at: Timestamp,
) -> (Plan, Seating) {
    let seating: Seating = people.iter().map(|person| (ParticipantId::random(), person.id)).collect();
    let place_of = |person: CasePersonId| {
        seating.iter().find(|(_, seated)| *seated == person).map(|(participant, _)| *participant)
    };
    let invitees = seating.iter().zip(people).map(|((id, _), person)| invitee(person, *id, place_of));
    let people: Vec<Invitee> = invitees.collect();
    let kind = session_kind(case.kind);
    let rooms = if kind == SessionKind::Mediation { caucus_rooms(&people) } else { Vec::new() };
    let plan = Plan {
        session,
        kind,
        title: title.to_owned(),
        case_no: case.case_no.clone(),
        scheduled_at,
        people,
        rooms,
        rules: rules(kind, &case.facts.disputed_issues),
    };
    (plan, seating)
}

/// A person of the case as somebody expected in a session, where others have their places.
pub fn invitee(
    person: &CasePerson,
    id: ParticipantId,
    place_of: impl Fn(CasePersonId) -> Option<ParticipantId>,
) -> Invitee {
    Invitee {
        id,
        name: person.name.clone(),
        identity: None,
        role: person.role,
        side: person.side,
        linked_to: person.linked_to.and_then(&place_of),
        protected_from: person.protected_from.iter().filter_map(|other| place_of(*other)).collect(),
        special_authority: person.special_authority,
    }
}

fn session_kind(kind: CaseKind) -> SessionKind {
    match kind {
        CaseKind::Mediation => SessionKind::Mediation,
        CaseKind::Litigation => SessionKind::Hearing,
    }
}

/// One caucus for each side that has somebody, named by side.
fn caucus_rooms(people: &[Invitee]) -> Vec<PlannedRoom> {
    let sides = [
        (Side::Applicant, "申请人会谈室"),
        (Side::Respondent, "被申请人会谈室"),
        (Side::ThirdParty, "第三人会谈室"),
    ];
    let rooms = sides.into_iter().map(|(side, name)| {
        let members =
            people.iter().filter(|person| person.side == Some(side)).map(|person| person.id).collect();
        PlannedRoom { name: name.to_owned(), side: Some(side), members }
    });
    rooms.filter(|room: &PlannedRoom| !room.members.is_empty()).collect()
}

fn rules(kind: SessionKind, disputed_issues: &[String]) -> Rules {
    let (notices, floor, device_test_required) = match kind {
        SessionKind::Mediation => (vec![mediation_notice()], FloorMode::Open, false),
        SessionKind::Hearing => (hearing_notices(disputed_issues), FloorMode::ByGrant, true),
    };
    Rules {
        notices,
        identity_required: true,
        device_test_required,
        entry_opens_seconds: ENTRY_OPENS_SECONDS,
        floor: Some(floor),
        ..Rules::default()
    }
}

fn mediation_notice() -> Notice {
    Notice {
        id: "mediation_notice".into(),
        zh: "调解自愿、保密。您可以随时提出意见或退出。未经全体参加人同意不录音录像；擅自录制、传播的，承担相应责任。".into(),
        en: "Mediation is voluntary and confidential. You may object or leave at any time. Nothing is recorded \
             without everybody's consent; recording or passing it on without leave has consequences."
            .into(),
    }
}

fn hearing_notices(disputed_issues: &[String]) -> Vec<Notice> {
    let discipline = Notice {
        id: "court_discipline".into(),
        zh: "遵守法庭纪律：服从法庭指挥，未经许可不得发言、录音录像或传播庭审内容，不得擅自退出。".into(),
        en:
            "Keep the order of the court: follow its directions; do not speak, record or pass on the hearing \
             without leave; do not leave without leave."
                .into(),
    };
    let pretrial = Notice {
        id: "pretrial_notice".into(),
        zh: "请在安静、光线充足的场所参加庭审，保持网络畅通，备好身份证件。庭审全程录音录像。如遇网络或设备故障，请立即告知法庭。".into(),
        en: "Take part from a quiet, well-lit place with a good connection and have your identity document at \
             hand. The whole hearing is recorded. If network or equipment fails, tell the court at once."
            .into(),
    };
    let mut notices = vec![discipline, pretrial];
    if !disputed_issues.is_empty() {
        let issues = disputed_issues.join("；");
        notices.push(Notice {
            id: "disputed_issues".into(),
            zh: format!("争议焦点：{issues}"),
            en: format!("Issues in dispute: {issues}"),
        });
    }
    notices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::InstitutionId;
    use crate::cases::{CaseId, CaseState, Entity, Facts};
    use crate::session::role::Role;

    fn case(kind: CaseKind) -> Case {
        Case {
            id: CaseId::random(),
            institution: InstitutionId::random(),
            kind,
            case_no: "(2026)示调1号".into(),
            title: "买卖合同纠纷".into(),
            cause: "买卖合同纠纷".into(),
            description: String::new(),
            state: CaseState::InMediation,
            facts: Facts { disputed_issues: vec!["是否交货".into()], ..Facts::default() },
            created_at: Timestamp(0),
            changed_at: Timestamp(0),
            version: 1,
        }
    }

    fn person(role: Role, side: Option<Side>) -> CasePerson {
        CasePerson {
            id: CasePersonId::random(),
            account: None,
            name: "某某".into(),
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

    fn planned(kind: CaseKind, people: &[CasePerson]) -> (Plan, Seating) {
        plan(&case(kind), people, SessionId::random(), "第一次", Timestamp(0))
    }

    #[test]
    fn links_and_protection_between_people_hold_between_their_places() {
        let party = person(Role::Party, Some(Side::Applicant));
        let mut helper = person(Role::Supporter, None);
        helper.linked_to = Some(party.id);
        helper.protected_from = vec![party.id];
        let (plan, seating) = planned(CaseKind::Mediation, &[party.clone(), helper]);
        assert_eq!(seating[0].1, party.id);
        assert_eq!(plan.people[1].linked_to, Some(plan.people[0].id));
        assert_eq!(plan.people[1].protected_from, [plan.people[0].id]);
    }

    #[test]
    fn a_mediation_has_a_caucus_for_each_side_that_is_there() {
        let people = [person(Role::Mediator, None), person(Role::Party, Some(Side::Respondent))];
        let (plan, _) = planned(CaseKind::Mediation, &people);
        assert_eq!(plan.rooms.len(), 1);
        assert_eq!(plan.rooms[0].members, [plan.people[1].id]);
    }

    /// proves: HE-05, HE-08
    #[test]
    fn a_hearing_shows_the_issues_in_dispute_and_gives_the_floor_by_grant() {
        let (plan, _) = planned(CaseKind::Litigation, &[person(Role::Judge, None)]);
        assert!(plan.rules.notices.iter().any(|notice| notice.zh.contains("是否交货")));
        assert_eq!(plan.rules.floor, Some(FloorMode::ByGrant));
        assert!(plan.rooms.is_empty());
    }
}
