//! Hearing, acted out.

use super::scene::*;
use crate::session::command::{Absence, Audience};
use crate::session::event::Event;
use crate::session::phase::Phase;
use crate::session::recording::{PauseReason, Recording};
use crate::session::{Command, Refusal, Report, RoomId};

/// proves: HE-06, INV-R01, INV-R02
#[test]
fn a_hearing_opens_only_when_the_recorder_writes() {
    let mut scene = Scene::hearing().all_in();
    scene.does(JUDGE, Command::Open);
    assert_eq!(scene.session.phase, Phase::EntryOpen);
    assert!(scene.view(APPLICANT).session.opening);
    scene.report(&Report::RecorderFailed { reason: "磁盘已满".into() });
    assert_eq!(scene.session.phase, Phase::EntryOpen);
    assert!(matches!(scene.session.recording, Recording::Failed { .. }));
    scene.does(JUDGE, Command::Open);
    scene.report(&Report::RecorderReady);
    assert_eq!(scene.session.phase, Phase::InSession);
    assert!(scene.session.recording.is_writing());
}

/// proves: INV-R01
#[test]
fn nobody_stops_the_recording_of_a_hearing_by_hand() {
    let mut scene = Scene::hearing().opened();
    assert_eq!(scene.tries(JUDGE, Command::StopRecording), Err(Refusal::RecordingFollowsTheHearing));
    let pause = |reason| Command::PauseRecording { reason };
    assert_eq!(scene.tries(JUDGE, pause(PauseReason::Break)), Err(Refusal::NotAPauseReason));
    scene.does(JUDGE, pause(PauseReason::ClosedEvidence));
    scene.does(JUDGE, Command::ResumeRecording);
    scene.does(JUDGE, Command::ChangePhase { to: Phase::Closed, reason: None, outcome: None });
    assert_eq!(scene.session.recording, Recording::Off, "it ends with the hearing");
}

/// proves: INV-R01
#[test]
fn the_recording_rests_in_a_recess_and_so_do_the_parties() {
    let mut scene = Scene::hearing().opened();
    let to = |to| Command::ChangePhase { to, reason: None, outcome: None };
    scene.does(JUDGE, Command::GiveFloor { who: APPLICANT, seconds: None });
    scene.does(JUDGE, to(Phase::Recess));
    assert!(matches!(scene.session.recording, Recording::Paused { reason: PauseReason::Recess, .. }));
    assert!(!scene.hears(JUDGE, APPLICANT) && scene.hears(CLERK, JUDGE) && scene.hears(JUDGE, CLERK));
    scene.does(JUDGE, to(Phase::InSession));
    assert!(scene.session.recording.is_writing() && scene.hears(JUDGE, APPLICANT));
}

/// proves: HE-08
#[test]
fn only_the_bench_is_heard_until_the_judge_gives_the_floor() {
    let mut scene = Scene::hearing().opened();
    assert!(scene.hears(APPLICANT, JUDGE) && scene.hears(APPLICANT, ASSESSOR));
    for silent in [APPLICANT, RESPONDENT, CLERK] {
        assert!(!scene.hears(JUDGE, silent), "{silent:?} has no floor");
        assert!(scene.sees(JUDGE, silent), "but is seen");
    }
    assert_eq!(
        scene.tries(CLERK, Command::GiveFloor { who: APPLICANT, seconds: None }),
        Err(Refusal::NotYourRole)
    );
    scene.does(APPLICANT, Command::RaiseHand);
    assert_eq!(scene.view(JUDGE).floor.queue, [APPLICANT]);
    scene.does(JUDGE, Command::GiveFloor { who: APPLICANT, seconds: None });
    assert!(scene.hears(RESPONDENT, APPLICANT) && scene.view(JUDGE).floor.queue.is_empty());
    scene.does(JUDGE, Command::TakeFloor { who: None });
    assert!(!scene.hears(RESPONDENT, APPLICANT));
}

#[test]
fn a_timed_turn_ends_by_itself() {
    let mut scene = Scene::hearing().opened();
    scene.does(JUDGE, Command::GiveFloor { who: APPLICANT, seconds: Some(180) });
    scene.seconds_pass(179);
    assert!(scene.hears(JUDGE, APPLICANT));
    scene.seconds_pass(1);
    assert!(!scene.hears(JUDGE, APPLICANT));
}

/// proves: INV-S08
#[test]
fn a_witness_receives_nothing_until_called_and_nothing_after_release() {
    let mut scene = Scene::hearing().opened();
    let cut_off = |scene: &Scene| {
        let reached = scene.table();
        let received = reached.0.values().any(|reach| {
            [&reach.audio, &reach.video, &reach.chat].into_iter().any(|set| set.contains(&WITNESS))
        });
        !received && scene.view(WITNESS).people.iter().all(|p| p.id == WITNESS || p.room.is_none())
    };
    assert_eq!(scene.room_of(WITNESS), RoomId::WITNESS);
    assert!(cut_off(&scene));
    assert_eq!(scene.tries(CLERK, Command::Admit { who: WITNESS }), Err(Refusal::WitnessMustBeCalled));
    let method = crate::session::command::IdentityMethod::Visual;
    scene.does(CLERK, Command::ConfirmIdentity { who: WITNESS, method });
    scene.does(JUDGE, Command::CallWitness { who: WITNESS });
    assert!(scene.hears(WITNESS, JUDGE) && !scene.hears(JUDGE, WITNESS), "called, but without the floor");
    scene.does(JUDGE, Command::GiveFloor { who: WITNESS, seconds: None });
    assert!(scene.hears(JUDGE, WITNESS));
    scene.does(JUDGE, Command::ReleaseWitness { who: WITNESS, stays_available: true });
    assert!(cut_off(&scene) && !scene.session.floor.holders.contains_key(&WITNESS));
}

/// proves: INV-S07
#[test]
fn only_the_panel_and_its_clerk_deliberate() {
    let mut scene = Scene::hearing().opened();
    let who = vec![JUDGE, ASSESSOR, CLERK];
    scene.does(JUDGE, Command::Gather { room: RoomId::DELIBERATION, who, countdown_seconds: None });
    assert!(scene.hears(ASSESSOR, JUDGE) && !scene.hears(APPLICANT, JUDGE));
    assert!(!scene.hears(RESPONDENT, APPLICANT), "without the judge the sides do not meet");
    let gather =
        Command::Gather { room: RoomId::DELIBERATION, who: vec![APPLICANT], countdown_seconds: None };
    assert_eq!(scene.tries(JUDGE, gather), Err(Refusal::NotOfThePanel));
    assert!(scene.view(APPLICANT).rooms.iter().all(|room| room.id != RoomId::DELIBERATION));
}

#[test]
fn observers_send_nothing_and_technicians_receive_nothing() {
    let scene = Scene::hearing().opened();
    let table = scene.table();
    assert!(table.reach(OBSERVER).is_none() && table.reach(TECHNICIAN).is_none());
    assert!(scene.hears(OBSERVER, JUDGE) && !scene.hears(TECHNICIAN, JUDGE));
}

#[test]
fn the_bench_has_no_private_word_with_a_party() {
    let mut scene = Scene::hearing().opened();
    let to = |who| Command::Say { to: Audience::Participant(who), text: "您好".into() };
    assert_eq!(scene.tries(JUDGE, to(APPLICANT)), Err(Refusal::MayNotWrite));
    assert_eq!(scene.tries(APPLICANT, to(JUDGE)), Err(Refusal::MayNotWrite));
    scene.does(CLERK, to(APPLICANT));
    scene.does(CLERK, to(JUDGE));
}

/// proves: INV-A01, HE-10
#[test]
fn walking_out_can_be_marked_only_after_a_prompt_and_a_warning() {
    let mut scene = Scene::hearing().opened();
    let mark = |kind| Command::MarkAbsence { who: RESPONDENT, kind, reason: "经警告仍退庭".into() };
    assert_eq!(scene.tries(JUDGE, mark(Absence::WalkedOut)), Err(Refusal::NothingToDo), "still here");
    scene.does(RESPONDENT, Command::Leave);
    assert_eq!(scene.tries(JUDGE, mark(Absence::WalkedOut)), Err(Refusal::WarningsFirst));
    for text in ["请返回法庭", "不返回将按中途退庭处理"] {
        scene.does(CLERK, Command::WarnOfAbsence { who: RESPONDENT, text: text.into() });
    }
    assert_eq!(scene.tries(CLERK, mark(Absence::WalkedOut)), Err(Refusal::NotYourRole));
    scene.does(JUDGE, mark(Absence::WalkedOut));
}

/// proves: INV-A04
#[test]
fn a_hearing_can_be_continued_in_the_court_house_and_keeps_its_record() {
    let mut scene = Scene::hearing().opened();
    let convert = |reason: Option<&str>| Command::ChangePhase {
        to: Phase::ConvertedOffline,
        reason: reason.map(str::to_owned),
        outcome: None,
    };
    assert_eq!(scene.tries(JUDGE, convert(None)), Err(Refusal::ReasonRequired));
    let events = scene.does(JUDGE, convert(Some("当事人不宜线上审理")));
    assert!(events.contains(&Event::RecordingStopped));
}

/// proves: INV-R02
#[test]
fn after_a_restart_a_running_recording_is_taken_up_and_a_closed_segment_stays_closed() {
    let mut scene = Scene::hearing().opened();
    scene.report(&Report::Restarted);
    assert_eq!(scene.session.recording, Recording::Armed);
    scene.report(&Report::RecorderReady);
    assert!(scene.session.recording.is_writing());

    scene.arrives(JUDGE);
    scene.does(JUDGE, Command::PauseRecording { reason: PauseReason::ClosedEvidence });
    scene.report(&Report::Restarted);
    scene.report(&Report::RecorderReady);
    assert!(!scene.session.recording.is_writing());
    scene.arrives(JUDGE);
    scene.does(JUDGE, Command::ResumeRecording);
    scene.report(&Report::RecorderReady);
    assert!(scene.session.recording.is_writing());
}
