//! The way in, acted out.

use super::scene::*;
use crate::session::command::IdentityMethod;
use crate::session::event::Event;
use crate::session::id::RoomId;
use crate::session::plan::Notice;
use crate::session::{Command, Refusal, Report};

/// A hearing that asks for everything that can be asked for before entry.
fn strict_hearing() -> Scene {
    let mut scene = Scene::hearing();
    let notice = |id: &str| Notice { id: id.into(), zh: id.into(), en: id.into() };
    scene.session.rules.notices = vec![notice("court_discipline"), notice("disputed_issues")];
    scene.session.rules.identity_required = true;
    scene.session.rules.device_test_required = true;
    scene
}

fn tick(notices: &[&str]) -> Command {
    Command::TickNotices { notices: notices.iter().map(|id| (*id).to_owned()).collect() }
}

/// proves: INV-E01, HE-05
#[test]
fn nobody_is_let_in_before_notices_identity_and_a_device_test() {
    let mut scene = strict_hearing();
    for who in [JUDGE, CLERK, APPLICANT] {
        scene.arrives(who);
    }
    let admit = || Command::Admit { who: APPLICANT };
    assert_eq!(scene.tries(CLERK, admit()), Err(Refusal::NoticesNotTicked));
    scene.does(APPLICANT, tick(&["court_discipline"]));
    assert_eq!(scene.tries(CLERK, admit()), Err(Refusal::NoticesNotTicked), "each is ticked by itself");
    scene.does(APPLICANT, tick(&["disputed_issues"]));
    assert_eq!(scene.tries(CLERK, admit()), Err(Refusal::IdentityNotConfirmed));
    scene.does(CLERK, Command::ConfirmIdentity { who: APPLICANT, method: IdentityMethod::Visual });
    assert_eq!(scene.tries(CLERK, admit()), Err(Refusal::DeviceNotTested));
    assert_eq!(scene.room_of(APPLICANT), RoomId::WAITING);
    assert!(!scene.hears(APPLICANT, JUDGE) && !scene.sees(JUDGE, APPLICANT), "no media until then");
    scene.does(CLERK, Command::WaiveDeviceTest { who: APPLICANT, reason: "已电话核对".into() });
    scene.does(CLERK, admit());
    assert!(scene.hears(APPLICANT, JUDGE) && scene.sees(JUDGE, APPLICANT));
}

/// proves: INV-E02, ID-08, ID-18
#[test]
fn identity_is_attested_by_staff_anew_in_each_session_and_how_is_in_its_log() {
    for method in [IdentityMethod::Visual, IdentityMethod::Counter] {
        let mut scene = strict_hearing();
        for who in [JUDGE, CLERK, APPLICANT] {
            scene.arrives(who);
        }
        let attest = || Command::ConfirmIdentity { who: APPLICANT, method };
        assert!(!scene.view(APPLICANT).me.identity_confirmed, "a session knows nothing of others");
        assert_eq!(
            scene.tries(APPLICANT, attest()),
            Err(Refusal::NotYourRole),
            "nobody vouches for themselves"
        );
        scene.does(CLERK, attest());
        let logged = scene.log.last().unwrap();
        assert_eq!(logged.event, Event::IdentityConfirmed { who: APPLICANT, method });
        assert_eq!((logged.by, logged.at), (crate::session::Actor::Participant(CLERK), scene.now));
        assert!(scene.view(APPLICANT).me.identity_confirmed);
    }
}

/// proves: INV-E01
#[test]
fn nobody_enters_before_the_window_opens() {
    let mut scene = strict_hearing();
    scene.session.phase = crate::session::phase::Phase::Scheduled;
    scene.report(&Report::Arrived { who: APPLICANT });
    let early = scene.tries(CLERK, Command::Admit { who: APPLICANT });
    assert!(matches!(early, Err(Refusal::NotInThisPhase(_))), "{early:?}");
}
