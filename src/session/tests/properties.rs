//! Properties of random histories: whatever people try in whatever order, the invariants hold.

use proptest::prelude::*;

use super::scene::*;
use crate::session::command::{Audience, ConsentStage, IdentityMethod, Outcome};
use crate::session::event::InvitationEnd;
use crate::session::floor::FloorMode;
use crate::session::ledger::permitted;
use crate::session::media::{Placement, is_recorded, placement};
use crate::session::phase::{Phase, SessionKind};
use crate::session::recording::PauseReason;
use crate::session::report::LossCause;
use crate::session::role::{Role, Roles};
use crate::session::view::chat_view;
use crate::session::{Command, Event, ParticipantId, Report, RoomId, Session, next_deadline};

pub(crate) const EVERYBODY: [ParticipantId; 12] = [
    MEDIATOR,
    APPLICANT,
    APPLICANTS_LAWYER,
    RESPONDENT,
    INTERPRETER,
    CLERK,
    JUDGE,
    WITNESS,
    OBSERVER,
    ASSESSOR,
    TECHNICIAN,
    THIRD_PARTY,
];

/// One thing that may happen.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Act(ParticipantId, Command),
    AnswerAny(bool),
    Report(Report),
    /// The server restarts and those who were here come back.
    Restart,
    Wait(u32),
}

fn anybody() -> impl Strategy<Value = ParticipantId> {
    prop::sample::select(&EVERYBODY[..])
}

/// Those who lead act more often than the others, or nothing much would happen.
fn any_actor() -> impl Strategy<Value = ParticipantId> {
    prop_oneof![
        2 => anybody(),
        1 => Just(MEDIATOR),
        1 => Just(JUDGE),
    ]
}

/// From where a history starts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    Empty,
    AllIn,
    Opened,
}

pub(crate) fn any_start() -> impl Strategy<Value = Start> {
    prop_oneof![Just(Start::Empty), Just(Start::AllIn), Just(Start::Opened)]
}

fn any_room() -> impl Strategy<Value = RoomId> {
    prop::sample::select(vec![0u16, 1, 2, 3, 10, 11, 12, 13]).prop_map(RoomId)
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => anybody().prop_map(|who| Command::Admit { who }),
        3 => anybody().prop_map(|who| Command::ConfirmIdentity { who, method: IdentityMethod::Visual }),
        1 => anybody().prop_map(|who| Command::Hold { who }),
        1 => prop::sample::select(vec![RESPONDENT, WITNESS]).prop_map(|who| Command::Remove { who, reason: "x".into() }),
        1 => anybody().prop_map(|who| Command::AllowReturn { who }),
        1 => Just(Command::StepOut),
        2 => Just(Command::Open),
        1 => prop::sample::select(&Phase::ALL[1..]).prop_filter("ends are rare", |to| !to.is_over()).prop_map(|to| Command::ChangePhase {
            to, reason: Some("x".into()), outcome: Some(Outcome::Other),
        }),
        1 => prop::bool::weighted(0.05).prop_map(|end| Command::ChangePhase {
            to: if end { Phase::Closed } else { Phase::Recess }, reason: None, outcome: Some(Outcome::Other),
        }),
        1 => anybody().prop_map(|who| Command::PrepareCaucus { name: "x".into(), side: None, members: vec![who] }),
        1 => (11..20u16).prop_map(|room| Command::DropCaucus { room: RoomId(room) }),
        5 => (any_room(), prop::collection::vec(anybody(), 1..4), prop::option::of(0..10u32)).prop_map(
            |(room, who, countdown_seconds)| Command::Gather { room, who, countdown_seconds }),
        4 => (prop::sample::select(vec![10u16, 11]), prop::sample::select(vec![APPLICANT, THIRD_PARTY, MEDIATOR]))
            .prop_map(|(room, who)| Command::Gather { room: RoomId(room), who: vec![who], countdown_seconds: None }),
        3 => any_room().prop_map(|room| Command::Enter { room }),
        1 => Just(Command::StepOut),
        1 => (any_room(), any::<bool>()).prop_map(|(room, locked)| Command::Lock { room, locked }),
        2 => Just(Command::Knock { room: SIDE_ROOM }),
        2 => anybody().prop_map(|who| Command::Invite { who }),
        2 => Just(Command::CallWitness { who: WITNESS }),
        1 => anybody().prop_map(|who| Command::ReleaseWitness { who, stays_available: true }),
        1 => Just(Command::RaiseHand),
        2 => (anybody(), prop::option::of(1..20u32)).prop_map(|(who, seconds)| Command::GiveFloor { who, seconds }),
        1 => prop::option::of(anybody()).prop_map(|who| Command::TakeFloor { who }),
        1 => any::<bool>().prop_map(|open| Command::SetFloor {
            mode: if open { FloorMode::Open } else { FloorMode::ByGrant },
        }),
        1 => (anybody(), any::<bool>()).prop_map(|(who, muted)| Command::Mute { who, muted }),
        4 => any::<bool>().prop_map(|given| Command::Consent { stage: ConsentStage::Recording, given }),
        2 => Just(Command::StartRecording),
        1 => Just(Command::PauseRecording { reason: PauseReason::Break }),
        1 => Just(Command::ResumeRecording),
        1 => Just(Command::StopRecording),
        3 => Just(Command::Say { to: Audience::Room, text: "x".into() }),
        2 => anybody().prop_map(|who| Command::Say { to: Audience::Participant(who), text: "x".into() }),
        1 => any::<bool>().prop_map(|open| Command::OpenPartyChat { open }),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (any_actor(), any_command()).prop_map(|(who, command)| Step::Act(who, command)),
        2 => any::<bool>().prop_map(Step::AnswerAny),
        3 => anybody().prop_map(|who| Step::Report(Report::Arrived { who })),
        1 => any_actor().prop_map(|who| Step::Act(who, Command::Leave)),
        1 => anybody().prop_map(|who| Step::Report(Report::Lost { who, how: LossCause::TabClosed })),
        2 => (anybody(), prop::bool::weighted(0.9))
            .prop_map(|(who, connected)| Step::Report(Report::Media { who, connected })),
        2 => Just(Step::Report(Report::RecorderReady)),
        1 => Just(Step::Restart),
        1 => Just(Step::Report(Report::RecorderFailed { reason: "x".into() })),
        2 => (0..70u32).prop_map(Step::Wait),
    ]
}

pub(crate) fn any_history() -> impl Strategy<Value = (SessionKind, Start, Vec<Step>)> {
    let kind = prop_oneof![Just(SessionKind::Mediation), Just(SessionKind::Hearing)];
    (kind, any_start(), prop::collection::vec(any_step(), 1..120))
}

pub(crate) fn play(scene: &mut Scene, step: &Step) {
    match step {
        Step::Act(who, command) => {
            let _ = scene.tries(*who, command.clone());
        }
        Step::AnswerAny(accept) => {
            if let Some(invitation) = scene.session.invitations.keys().next().copied() {
                for who in EVERYBODY {
                    let _ = scene.tries(who, Command::AnswerInvitation { invitation, accept: *accept });
                }
            }
        }
        Step::Report(report) => {
            scene.report(report);
        }
        Step::Restart => {
            let here: Vec<_> =
                scene.session.participants.values().filter(|p| p.is_here()).map(|p| p.id).collect();
            scene.report(&Report::Restarted);
            for who in here {
                scene.arrives(who);
            }
        }
        Step::Wait(seconds) => scene.seconds_pass(*seconds),
    }
}

fn played(kind: SessionKind, start: Start, steps: &[Step], check: impl Fn(&Scene)) -> Scene {
    let mut scene = Scene::of(kind, &EVERYBODY);
    scene = match start {
        Start::Empty => scene,
        Start::AllIn => scene.all_in(),
        Start::Opened => scene.opened(),
    };
    for step in steps {
        play(&mut scene, step);
        check(&scene);
    }
    scene
}

fn pairs(session: &Session) -> impl Iterator<Item = (ParticipantId, ParticipantId)> {
    let table = permitted(session);
    table.0.into_iter().flat_map(|(from, reach)| {
        let all: std::collections::BTreeSet<_> =
            reach.audio.into_iter().chain(reach.video).chain(reach.chat).collect();
        all.into_iter().map(move |to| (from, to))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// proves: INV-S01, INV-S08
    #[test]
    fn whoever_reaches_somebody_shares_exactly_one_room_with_them((kind, start, steps) in any_history()) {
        played(kind, start, &steps, |scene| {
            for (from, to) in pairs(&scene.session) {
                let (from, to) = (&scene.session.participants[&from], &scene.session.participants[&to]);
                assert_eq!(from.room, to.room);
                assert!(!matches!(from.room, RoomId::WAITING | RoomId::WITNESS));
                assert!(from.holds_place() && to.holds_place());
                assert!(Roles::TAKING_PART.has(from.role) && to.role != Role::Technician);
            }
        });
    }

    /// proves: INV-S03
    #[test]
    fn opposed_people_never_reach_each_other_without_a_neutral((kind, start, steps) in any_history()) {
        played(kind, start, &steps, |scene| {
            for (from, to) in pairs(&scene.session) {
                let (from, to) = (&scene.session.participants[&from], &scene.session.participants[&to]);
                if scene.session.opposed(from, to) {
                    assert!(scene.session.is_supervised(from.room), "{from:?} and {to:?}");
                    assert!(from.room != RoomId::JOINT || scene.session.joint_opened);
                }
            }
        });
    }

    /// proves: INV-S07
    #[test]
    fn nobody_but_the_panel_is_ever_in_deliberation((kind, start, steps) in any_history()) {
        played(kind, start, &steps, |scene| {
            for person in scene.session.members(RoomId::DELIBERATION) {
                assert!(Roles::BENCH.has(person.role) || person.role == Role::Clerk);
            }
        });
    }

    /// proves: INV-R01, INV-R02, INV-R03, INV-R04
    #[test]
    fn recording_follows_its_rules((kind, start, steps) in any_history()) {
        played(kind, start, &steps, |scene| {
            let session = &scene.session;
            for room in (0..20).map(RoomId).filter(|room| *room != RoomId::JOINT) {
                assert!(!is_recorded(session, room));
            }
            if session.phase == Phase::InSession && kind == SessionKind::Hearing {
                assert!(session.recording.is_under_way(), "in session means recorded");
            }
            if kind == SessionKind::Mediation && is_recorded(session, RoomId::JOINT) {
                assert!(session.all_consent_to_recording());
            }
        });
    }

    /// proves: INV-S01, INV-S06
    #[test]
    fn chat_is_read_only_by_those_it_was_sealed_to((kind, start, steps) in any_history()) {
        let scene = played(kind, start, &steps, |_| {});
        for message in &scene.session.chat {
            for who in EVERYBODY {
                assert_eq!(chat_view(message, who).is_some(), message.seal.opens_for(who));
            }
        }
    }

    /// proves: INV-S09
    #[test]
    fn roles_never_change((kind, start, steps) in any_history()) {
        let before = Scene::of(kind, &EVERYBODY).session;
        let after = played(kind, start, &steps, |_| {}).session;
        for (id, person) in &before.participants {
            assert_eq!(person.role, after.participants[id].role);
        }
    }

    #[test]
    fn a_session_rebuilt_from_its_log_is_the_same((kind, start, steps) in any_history()) {
        let scene = played(kind, start, &steps, |_| {});
        let json: Vec<_> =
            scene.log.iter().map(|recorded| serde_json::to_string(recorded).expect("events are JSON")).collect();
        let log: Vec<_> =
            json.iter().map(|line| serde_json::from_str(line).expect("and come back")).collect();
        assert_eq!(Session::replay(&log), Some(scene.session));
    }

    #[test]
    fn after_a_tick_nothing_is_overdue((kind, start, steps) in any_history()) {
        let mut scene = played(kind, start, &steps, |_| {});
        scene.report(&Report::Tick);
        if !scene.session.phase.is_over() {
            prop_assert!(next_deadline(&scene.session).is_none_or(|due| due > scene.now));
        }
    }

    /// proves: INV-S04
    #[test]
    fn a_view_never_places_people_the_viewer_is_not_with((kind, start, steps) in any_history()) {
        played(kind, start, &steps, |scene| {
            for viewer in EVERYBODY {
                let me = &scene.session.participants[&viewer];
                if Roles::STAFF.has(me.role) {
                    continue;
                }
                let view = scene.view(viewer);
                for person in view.people.iter().filter(|p| p.id != viewer) {
                    assert!(person.desk.is_none());
                    assert!(person.room.is_none() || person.room == Some(me.room));
                }
                for room in view.rooms.iter().filter(|room| room.id != me.room) {
                    assert!(room.members.is_none() && room.planned.is_empty());
                }
            }
        });
    }

    #[test]
    fn placements_exist_only_in_rooms_that_exist((kind, start, steps) in any_history()) {
        played(kind, start, &steps, |scene| {
            for person in scene.session.participants.values() {
                if let Placement::Room(room) = placement(&scene.session, person) {
                    assert!(scene.session.has_room(room) && !scene.session.phase.is_over());
                }
            }
        });
    }
}

#[test]
fn random_histories_do_reach_the_interesting_states() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut caucused, mut recorded, mut called, mut knocked) = (0, 0, 0, 0);
    for _ in 0..400 {
        let (kind, start, steps) = any_history().new_tree(&mut runner).expect("a history").current();
        let scene = played(kind, start, &steps, |_| {});
        let happened =
            |wanted: &dyn Fn(&Event) -> bool| scene.log.iter().any(|recorded| wanted(&recorded.event));
        caucused +=
            usize::from(happened(&|e| matches!(e, Event::Moved { to, .. } if *to >= RoomId::FIRST_CAUCUS)));
        recorded += usize::from(happened(&|e| matches!(e, Event::RecordingStarted)));
        called +=
            usize::from(happened(&|e| matches!(e, Event::Moved { who: WITNESS, to: RoomId::JOINT, .. })));
        knocked += usize::from(happened(&|e| {
            matches!(e, Event::InvitationEnded { end: InvitationEnd::Accepted, .. })
        }));
    }
    assert!(
        caucused > 40 && recorded > 20 && called > 5 && knocked > 0,
        "{caucused} {recorded} {called} {knocked}"
    );
}
