use super::*;
use crate::session::Command;
use crate::session::tests::scene::*;

/// The media plane confirms whatever the rules allow.
fn confirm(scene: &mut Scene) {
    let changes = scene.session.audibility.changes_to(&scene.table());
    scene.happens(&[Event::AudibilityChanged(changes)]);
}

fn into_caucus(scene: &mut Scene) {
    scene.does(MEDIATOR, Command::Enter { room: SIDE_ROOM });
    scene.does(
        MEDIATOR,
        Command::Gather { room: SIDE_ROOM, who: vec![APPLICANT], countdown_seconds: Some(0) },
    );
    while scene.room_of(APPLICANT) != SIDE_ROOM {
        scene.seconds_pass(1);
    }
}

fn in_caucus() -> Scene {
    let mut scene = Scene::mediation().opened();
    confirm(&mut scene);
    scene.seconds_pass(60);
    into_caucus(&mut scene);
    scene
}

fn heard_by(visit: &Visit) -> BTreeSet<ParticipantId> {
    visit.receivers.iter().filter(|(_, received)| received.audio).map(|(who, _)| *who).collect()
}

#[test]
fn a_visit_names_all_who_could_receive_from_the_confirmation_of_the_move_to_the_way_out() {
    let mut scene = in_caucus();
    let moved = scene.log.last().map(|last| last.at).unwrap();
    scene.seconds_pass(1);
    confirm(&mut scene);
    scene.seconds_pass(600);
    scene.does(MEDIATOR, Command::Enter { room: RoomId::JOINT });
    scene.does(
        MEDIATOR,
        Command::Gather { room: RoomId::JOINT, who: vec![APPLICANT], countdown_seconds: Some(0) },
    );
    while scene.room_of(APPLICANT) != RoomId::JOINT {
        scene.seconds_pass(1);
    }
    let left = scene.now;
    confirm(&mut scene);

    let visits = visits(&scene.log, APPLICANT);
    let [visit] = &visits[..] else { panic!("{visits:?}") };
    assert_eq!((visit.room, visit.name.as_str()), (SIDE_ROOM, "申请人"));
    assert!(visit.entered.at <= moved && moved < visit.from.at);
    assert_eq!(visit.until.map(|until| until.at), Some(left));
    assert!(heard_by(visit).contains(&MEDIATOR));
    assert!(!heard_by(visit).contains(&RESPONDENT) && !heard_by(visit).contains(&CLERK));
    assert!(super::visits(&scene.log, RESPONDENT).is_empty());
}

#[test]
fn somebody_outside_who_could_receive_is_named_and_not_passed_over() {
    let mut scene = in_caucus();
    confirm(&mut scene);
    scene.seconds_pass(10);
    let leak = Reach { audio: BTreeSet::from([RESPONDENT]), ..Reach::default() };
    scene.happens(&[Event::AudibilityChanged(super::super::Audibility(BTreeMap::from([(APPLICANT, leak)])))]);
    scene.seconds_pass(10);
    confirm(&mut scene);
    let visits = visits(&scene.log, APPLICANT);
    assert!(heard_by(&visits[0]).contains(&RESPONDENT));
    assert_eq!(visits[0].until, None, "it lasts");
}

#[test]
fn a_move_that_was_never_confirmed_proves_nothing_good() {
    let mut scene = in_caucus();
    scene.seconds_pass(30);
    let visits = visits(&scene.log, APPLICANT);
    assert!(heard_by(&visits[0]).contains(&RESPONDENT), "the last word is that of the joint room");
}
