use proptest::prelude::*;

use super::*;
use crate::session::command::{Audience, ConsentStage};
use crate::session::tests::properties::{EVERYBODY, Start, any_history, play};
use crate::session::tests::scene::*;
use crate::session::{Command, Report};

/// Follows a scene from wherever it is.
struct Clerk {
    record: Record,
    read: usize,
    acts: Vec<RecorderAct>,
}

impl Clerk {
    fn new() -> Self {
        Self { record: Record::default(), read: 0, acts: Vec::new() }
    }

    fn catches_up(&mut self, scene: &Scene) {
        for recorded in &scene.log[self.read..] {
            self.acts.extend(self.record.follow(&scene.session, &recorded.event));
        }
        self.read = scene.log.len();
        self.acts.extend(self.record.listen(&scene.session, Some(NodeRoom(1)), scene.now));
    }

    fn said(&self) -> String {
        let events = self.acts.iter().filter_map(|act| match act {
            RecorderAct::Event(event) => Some(event.to_string()),
            _ => None,
        });
        events.collect()
    }
}

/// proves: C4
#[test]
fn the_banner_comes_before_the_first_sample() {
    let mut scene = Scene::hearing().all_in();
    let mut clerk = Clerk::new();
    scene.does(JUDGE, Command::Open);
    scene.report(&Report::RecorderReady);
    clerk.catches_up(&scene);
    assert!(clerk.acts.iter().any(|act| matches!(act, RecorderAct::Start(_))));
    assert!(!clerk.record.is_listening(), "people must see the banner first");
    let due = clerk.record.deadline().expect("it will listen");
    assert!(due.0 - scene.now.0 <= 500_000);
    scene.now = due;
    clerk.catches_up(&scene);
    assert!(clerk.record.is_listening());
}

#[test]
fn everybody_in_the_joint_room_is_in_the_record_from_its_start() {
    let scene = Scene::hearing().opened();
    let mut clerk = Clerk::new();
    clerk.catches_up(&scene);
    for name in ["孙法官", "周书记员", "王芳", "陈强"] {
        assert!(clerk.said().contains(name), "{name}");
    }
    assert!(!clerk.said().contains("郑证人"), "the witness has not been called");
}

#[test]
fn a_recess_stops_the_listening_at_once_and_names_itself() {
    let mut scene = Scene::hearing().opened();
    let mut clerk = Clerk::new();
    clerk.catches_up(&scene);
    scene.seconds_pass(1);
    clerk.catches_up(&scene);
    assert!(clerk.record.is_listening());
    let to = crate::session::phase::Phase::Recess;
    scene.does(JUDGE, Command::ChangePhase { to, reason: None, outcome: None });
    clerk.acts.clear();
    clerk.catches_up(&scene);
    assert!(matches!(clerk.acts[0], RecorderAct::Pause("休庭")));
    assert!(clerk.acts.iter().any(|act| matches!(act, RecorderAct::Untap(_))));
}

#[test]
fn the_end_is_the_last_thing_said() {
    let mut scene = Scene::hearing().opened();
    let mut clerk = Clerk::new();
    clerk.catches_up(&scene);
    let to = crate::session::phase::Phase::Closed;
    scene.does(JUDGE, Command::ChangePhase { to, reason: None, outcome: None });
    clerk.acts.clear();
    for recorded in &scene.log[clerk.read..] {
        clerk.acts.extend(clerk.record.follow(&scene.session, &recorded.event));
    }
    assert!(clerk.acts.iter().any(|act| matches!(act, RecorderAct::Close(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// proves: INV-R03, INV-R04, INV-S01
    #[test]
    fn nothing_said_outside_the_joint_room_reaches_the_record((kind, start, steps) in any_history()) {
        let mut scene = Scene::of(kind, &EVERYBODY);
        scene = match start {
            Start::Empty => scene,
            Start::AllIn => scene.all_in(),
            Start::Opened => scene.opened(),
        };
        let mut clerk = Clerk::new();
        for (n, step) in steps.iter().enumerate() {
            play(&mut scene, step);
            for who in EVERYBODY {
                let text = format!("message {n} of {who} to their room");
                let _ = scene.tries(who, Command::Say { to: Audience::Room, text });
                let text = format!("message {n} of {who} to one person");
                let _ = scene.tries(who, Command::Say { to: Audience::Participant(MEDIATOR), text });
            }
            clerk.catches_up(&scene);
            prop_assert!(!clerk.record.is_listening() || is_recorded(&scene.session, RoomId::JOINT));
        }
        let said = clerk.said();
        for message in scene.session.chat.iter().filter(|message| message.text.starts_with("message")) {
            let joint = matches!(message.seal, Seal::Room { room: RoomId::JOINT, .. });
            prop_assert!(joint || !said.contains(&message.text), "{message:?}");
        }
    }
}

#[test]
fn consent_withdrawn_in_the_joint_room_is_part_of_the_record() {
    let mut scene = Scene::mediation().opened();
    let mut clerk = Clerk::new();
    clerk.catches_up(&scene);
    scene.does(RESPONDENT, Command::Consent { stage: ConsentStage::Recording, given: false });
    clerk.catches_up(&scene);
    assert!(clerk.said().contains(r#""given":false"#));
    assert!(clerk.acts.iter().any(|act| matches!(act, RecorderAct::Pause("撤回录制同意"))));
}
