//! Mediation, acted out.

use super::scene::*;
use crate::session::command::{Audience, ConsentStage, Outcome};
use crate::session::event::{Event, Seal};
use crate::session::phase::Phase;
use crate::session::recording::{PauseReason, Recording};
use crate::session::view::PresenceView;
use crate::session::{Command, Refusal, Report, RoomId};

fn caucus_with_applicant() -> Scene {
    let mut scene = Scene::mediation().all_in();
    let who = vec![MEDIATOR, APPLICANT];
    scene.does(MEDIATOR, Command::Gather { room: SIDE_ROOM, who, countdown_seconds: None });
    scene
}

#[test]
fn everybody_waits_alone_until_admitted() {
    let mut scene = Scene::mediation();
    for who in [MEDIATOR, APPLICANT, RESPONDENT] {
        scene.arrives(who);
    }
    assert_eq!(scene.room_of(APPLICANT), RoomId::WAITING);
    assert!(scene.table().0.is_empty(), "nobody reaches anybody: {:?}", scene.table());
    assert_eq!(scene.tries(MEDIATOR, Command::Admit { who: APPLICANT }), Err(Refusal::IdentityNotConfirmed));
}

#[test]
fn in_the_joint_room_everybody_hears_and_sees_everybody() {
    let scene = Scene::mediation().all_in();
    for a in [MEDIATOR, APPLICANT, APPLICANTS_LAWYER, RESPONDENT, INTERPRETER] {
        for b in [MEDIATOR, APPLICANT, APPLICANTS_LAWYER, RESPONDENT, INTERPRETER] {
            assert_eq!(scene.hears(a, b), a != b);
            assert_eq!(scene.sees(a, b), a != b);
        }
    }
}

/// proves: MV-03, INV-S01, INV-S04
#[test]
fn a_party_outside_learns_only_that_a_caucus_exists() {
    let scene = caucus_with_applicant();
    assert!(scene.hears(APPLICANT, MEDIATOR) && scene.hears(APPLICANTS_LAWYER, APPLICANT));
    for inside in [MEDIATOR, APPLICANT, APPLICANTS_LAWYER] {
        assert!(!scene.hears(RESPONDENT, inside) && !scene.sees(RESPONDENT, inside));
        assert!(!scene.hears(inside, RESPONDENT) && !scene.sees(inside, RESPONDENT));
    }
    let view = scene.view(RESPONDENT);
    let caucus = view.rooms.iter().find(|room| room.id == SIDE_ROOM).expect("its existence may be known");
    assert!(caucus.name.is_empty() && caucus.side.is_none() && caucus.members.is_none());
    let applicant = view.people.iter().find(|p| p.id == APPLICANT).expect("a party of the case");
    assert_eq!((applicant.presence, applicant.room, applicant.rights), (PresenceView::Elsewhere, None, None));
}

/// proves: INV-S04, I3
#[test]
fn nothing_that_happens_in_a_caucus_changes_what_the_other_side_sees() {
    let mut scene = caucus_with_applicant();
    let before = scene.view(RESPONDENT);
    scene.does(APPLICANT, Command::Say { to: Audience::Room, text: "我们最低接受八万元".into() });
    scene.does(APPLICANTS_LAWYER, Command::Lock { room: SIDE_ROOM, locked: true });
    scene.vanishes(APPLICANTS_LAWYER);
    scene.arrives(APPLICANTS_LAWYER);
    scene.does(MEDIATOR, Command::Mute { who: APPLICANTS_LAWYER, muted: true });
    assert_eq!(before, scene.view(RESPONDENT));
}

#[test]
fn the_lawyer_follows_the_applicant_into_the_caucus_and_back() {
    let mut scene = caucus_with_applicant();
    assert_eq!(scene.room_of(APPLICANTS_LAWYER), SIDE_ROOM);
    scene.does(MEDIATOR, Command::Enter { room: RoomId::JOINT });
    scene.does(
        MEDIATOR,
        Command::Gather { room: RoomId::JOINT, who: vec![APPLICANT], countdown_seconds: Some(5) },
    );
    assert_eq!(scene.room_of(APPLICANT), SIDE_ROOM, "people in a caucus are warned first");
    scene.seconds_pass(4);
    assert_eq!(scene.room_of(APPLICANT), SIDE_ROOM);
    scene.seconds_pass(1);
    assert_eq!((scene.room_of(APPLICANT), scene.room_of(APPLICANTS_LAWYER)), (RoomId::JOINT, RoomId::JOINT));
}

/// proves: INV-S03
#[test]
fn everybody_returns_at_once_from_two_caucuses_with_the_mediator_among_them() {
    let mut scene = caucus_with_applicant();
    scene.does(MEDIATOR, Command::PrepareCaucus { name: "被申请人".into(), side: None, members: vec![] });
    let other = RoomId(SIDE_ROOM.0 + 1);
    scene.does(MEDIATOR, Command::Enter { room: other });
    scene.does(MEDIATOR, Command::Gather { room: other, who: vec![RESPONDENT], countdown_seconds: None });
    let who = vec![APPLICANT, RESPONDENT, MEDIATOR];
    scene.does(MEDIATOR, Command::Gather { room: RoomId::JOINT, who, countdown_seconds: Some(5) });
    assert_eq!(scene.room_of(MEDIATOR), other, "nobody is left alone during the countdown");
    scene.seconds_pass(5);
    for who in [MEDIATOR, APPLICANT, RESPONDENT] {
        assert_eq!(scene.room_of(who), RoomId::JOINT);
    }
    assert!(scene.hears(RESPONDENT, APPLICANT));
}

/// proves: INV-S03
#[test]
fn the_joint_room_pauses_when_the_neutral_is_lost_and_caucuses_go_on() {
    let mut scene = Scene::mediation().all_in();
    scene.does(MEDIATOR, Command::PrepareCaucus { name: "被申请人".into(), side: None, members: vec![] });
    scene.vanishes(MEDIATOR);
    assert!(scene.session.is_paused(RoomId::JOINT));
    assert!(!scene.hears(RESPONDENT, APPLICANT) && !scene.sees(APPLICANT, RESPONDENT));
    assert!(scene.view(RESPONDENT).me.room_paused);
    scene.arrives(MEDIATOR);
    assert!(scene.hears(RESPONDENT, APPLICANT), "a neutral who returns takes the room up again");

    let mut scene = caucus_with_applicant();
    scene.vanishes(MEDIATOR);
    assert!(scene.hears(APPLICANT, APPLICANTS_LAWYER), "one side alone needs no neutral");
}

/// proves: INV-S03
#[test]
fn opposing_parties_cannot_be_brought_together_without_a_neutral() {
    let mut scene = Scene::mediation();
    for who in [CLERK, APPLICANT, RESPONDENT] {
        scene.arrives(who);
    }
    for who in [APPLICANT, RESPONDENT] {
        let method = crate::session::command::IdentityMethod::Visual;
        scene.does(CLERK, Command::ConfirmIdentity { who, method });
    }
    scene.does(CLERK, Command::Admit { who: APPLICANT });
    assert_eq!(scene.tries(CLERK, Command::Admit { who: RESPONDENT }), Err(Refusal::MayNotMeet));

    let mut scene = caucus_with_applicant();
    let gather = Command::Gather { room: SIDE_ROOM, who: vec![RESPONDENT], countdown_seconds: None };
    assert_eq!(scene.tries(MEDIATOR, gather), Err(Refusal::MayNotMeet), "that caucus is the applicant's");
}

/// proves: INV-S05
#[test]
fn a_locked_caucus_is_entered_only_by_an_accepted_knock() {
    let mut scene = caucus_with_applicant();
    scene.does(MEDIATOR, Command::Enter { room: RoomId::JOINT });
    scene.does(APPLICANT, Command::Lock { room: SIDE_ROOM, locked: true });
    assert_eq!(scene.tries(MEDIATOR, Command::Enter { room: SIDE_ROOM }), Err(Refusal::RoomLocked));
    scene.does(MEDIATOR, Command::Knock { room: SIDE_ROOM });
    let asked = scene.view(APPLICANT).invitations;
    assert!(asked[0].mine_to_answer && scene.view(RESPONDENT).invitations.is_empty());
    scene.does(APPLICANT, Command::AnswerInvitation { invitation: asked[0].id, accept: true });
    assert_eq!(scene.room_of(MEDIATOR), SIDE_ROOM);
}

#[test]
fn an_unanswered_knock_lapses() {
    let mut scene = caucus_with_applicant();
    scene.does(MEDIATOR, Command::Enter { room: RoomId::JOINT });
    scene.does(MEDIATOR, Command::Knock { room: SIDE_ROOM });
    scene.seconds_pass(60);
    assert!(scene.session.invitations.is_empty());
    assert_eq!(scene.room_of(MEDIATOR), RoomId::JOINT);
}

/// proves: MV-06, INV-S06
#[test]
fn private_chat_is_between_party_and_mediator_only() {
    let mut scene = Scene::mediation().all_in();
    let to = |who| Audience::Participant(who);
    let said = scene.does(APPLICANT, Command::Say { to: to(MEDIATOR), text: "私下说一句".into() });
    let Event::Said(message) = &said[0] else { panic!("a message") };
    assert_eq!(scene.readers(message), [MEDIATOR, APPLICANT]);
    let refused = scene.tries(APPLICANT, Command::Say { to: to(RESPONDENT), text: "你好".into() });
    assert_eq!(refused, Err(Refusal::MayNotWrite));
    scene.does(MEDIATOR, Command::OpenPartyChat { open: true });
    scene.does(APPLICANT, Command::Say { to: to(RESPONDENT), text: "你好".into() });
}

/// proves: INV-S01
#[test]
fn room_chat_is_sealed_to_those_who_were_there() {
    let mut scene = caucus_with_applicant();
    let said = scene.does(APPLICANT, Command::Say { to: Audience::Room, text: "底线".into() });
    let Event::Said(message) = &said[0] else { panic!("a message") };
    assert!(matches!(message.seal, Seal::Room { room: SIDE_ROOM, .. }));
    assert_eq!(scene.readers(message), [MEDIATOR, APPLICANT, APPLICANTS_LAWYER]);
    scene.does(MEDIATOR, Command::Enter { room: RoomId::JOINT });
    let said = scene.does(RESPONDENT, Command::Say { to: Audience::Room, text: "请回".into() });
    let Event::Said(message) = &said[0] else { panic!("a message") };
    assert!(!scene.readers(message).contains(&APPLICANT));
}

fn consents(scene: &mut Scene, who: crate::session::ParticipantId, given: bool) {
    scene.does(who, Command::Consent { stage: ConsentStage::Recording, given });
}

/// proves: INV-R03
#[test]
fn recording_waits_for_everybodys_consent_and_pauses_when_one_withdraws() {
    let mut scene = Scene::mediation().all_in();
    consents(&mut scene, APPLICANT, true);
    assert_eq!(scene.tries(MEDIATOR, Command::StartRecording), Err(Refusal::ConsentMissing));
    for who in [APPLICANTS_LAWYER, RESPONDENT, INTERPRETER] {
        consents(&mut scene, who, true);
    }
    scene.does(MEDIATOR, Command::StartRecording);
    assert!(!scene.session.recording.is_writing(), "not before the recorder confirms");
    scene.report(&Report::RecorderReady);
    assert!(scene.session.recording.is_writing());
    consents(&mut scene, RESPONDENT, false);
    assert!(matches!(
        scene.session.recording,
        Recording::Paused { reason: PauseReason::ConsentWithdrawn, .. }
    ));
    assert_eq!(scene.tries(MEDIATOR, Command::ResumeRecording), Err(Refusal::ConsentMissing));
}

/// proves: INV-R03
#[test]
fn a_late_joiner_consents_before_entering_a_recorded_room() {
    let mut scene = Scene::mediation().all_in();
    scene.does(MEDIATOR, Command::Hold { who: RESPONDENT });
    for who in [APPLICANT, APPLICANTS_LAWYER] {
        consents(&mut scene, who, true);
    }
    scene.does(MEDIATOR, Command::StartRecording);
    scene.report(&Report::RecorderReady);
    assert_eq!(scene.tries(MEDIATOR, Command::Admit { who: RESPONDENT }), Err(Refusal::ConsentMissing));
    consents(&mut scene, RESPONDENT, true);
    scene.does(MEDIATOR, Command::Admit { who: RESPONDENT });
}

#[test]
fn a_mediation_closes_only_with_one_of_the_eight_outcomes() {
    let mut scene = Scene::mediation().all_in();
    scene.does(MEDIATOR, Command::Open);
    let close = |outcome| Command::ChangePhase { to: Phase::Closed, reason: None, outcome };
    assert_eq!(scene.tries(MEDIATOR, close(None)), Err(Refusal::ReasonRequired));
    scene.does(MEDIATOR, close(Some(Outcome::Settled)));
    assert!(scene.table().0.is_empty(), "after the end nobody reaches anybody");
    assert_eq!(scene.tries(MEDIATOR, Command::Open), Err(Refusal::NotInThisPhase(Phase::Closed)));
}

#[test]
fn somebody_who_drops_out_returns_to_the_same_room_and_after_the_grace_to_the_waiting_room() {
    let mut scene = caucus_with_applicant();
    scene.vanishes(APPLICANT);
    scene.seconds_pass(59);
    scene.arrives(APPLICANT);
    assert_eq!(scene.room_of(APPLICANT), SIDE_ROOM);
    scene.vanishes(APPLICANT);
    scene.seconds_pass(60);
    scene.arrives(APPLICANT);
    assert_eq!(scene.room_of(APPLICANT), RoomId::WAITING);
}

#[test]
fn a_lost_signal_alone_neither_moves_nor_silences_anybody() {
    let mut scene = Scene::mediation().all_in();
    let how = crate::session::report::LossCause::TransportLost;
    scene.report(&Report::Lost { who: MEDIATOR, how });
    scene.seconds_pass(600);
    assert!(scene.hears(RESPONDENT, MEDIATOR) && scene.hears(RESPONDENT, APPLICANT));
}

#[test]
fn a_removed_person_stays_out_until_allowed_back() {
    let mut scene = Scene::mediation().all_in();
    scene.does(MEDIATOR, Command::Remove { who: RESPONDENT, reason: "辱骂他人".into() });
    assert!(!scene.hears(APPLICANT, RESPONDENT) && !scene.hears(RESPONDENT, APPLICANT));
    assert_eq!(crate::session::may_connect(&scene.session, RESPONDENT), Err(Refusal::Removed));
    scene.arrives(RESPONDENT);
    assert_eq!(scene.tries(RESPONDENT, Command::RaiseHand), Err(Refusal::Removed));
    scene.does(MEDIATOR, Command::AllowReturn { who: RESPONDENT });
    scene.arrives(RESPONDENT);
    assert_eq!(scene.room_of(RESPONDENT), RoomId::WAITING);
}
