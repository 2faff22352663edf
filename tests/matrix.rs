//! Every role, action and phase, each with every kind of token (reliability S1): what opens must
//! be what the table of policy says, and a bad token must open nothing for anybody.

mod acts;
mod tokens;

use concord::session::phase::{Phase, SessionKind};
use concord::session::plan::{Invitee, Rules};
use concord::session::policy::{Action, Rule, TABLE};
use concord::session::role::Role;
use concord::session::state::Presence;
use concord::session::{
    Command, Context, ParticipantId, Plan, Refusal, RoomId, Session, SessionId, Timestamp, decide,
};
use signaling::token::{Grant, Key, Keyring, Wire};
use uuid::Uuid;

use self::acts::sample;
use self::tokens::{KEY_ID, NOW_S, SECRET, tokens};

const NOW: Timestamp = Timestamp(NOW_S as i64 * 1_000_000);
const KINDS: [SessionKind; 2] = [SessionKind::Mediation, SessionKind::Hearing];

/// How a request ended: at the door, or with the session's word.
#[derive(Debug, PartialEq)]
enum Outcome {
    TurnedAway,
    Refused(Refusal),
    Granted,
}

fn person(role: Role) -> ParticipantId {
    ParticipantId(Uuid::from_u128(100 + role as u128))
}

/// A session in which everybody is in the joint room.
fn session(kind: SessionKind) -> Session {
    let invitee = |role| Invitee {
        id: person(role),
        name: format!("{role:?}"),
        identity: None,
        role,
        side: None,
        linked_to: None,
        protected_from: Vec::new(),
        special_authority: false,
    };
    let plan = Plan {
        session: SessionId(Uuid::from_u128(1)),
        kind,
        title: String::new(),
        case_no: String::new(),
        scheduled_at: NOW,
        people: Role::ALL.map(invitee).to_vec(),
        rooms: Vec::new(),
        rules: Rules::default(),
    };
    let mut session = Session::planned(&plan, NOW);
    for person in session.participants.values_mut() {
        (person.presence, person.room) = (Presence::Here { since: NOW }, RoomId::JOINT);
    }
    session
}

/// What the wires and the session do with a token and a command.
fn asks(keys: &Keyring, session: &Session, token: &str, command: &Command) -> Outcome {
    let verified = keys.verify(token, NOW_S);
    let claims = verified.and_then(|claims| claims.opens(Wire::Channel).map(|()| claims));
    let Ok(Grant::Session(scope)) = claims.map(|claims| claims.grant) else { return Outcome::TurnedAway };
    if SessionId(scope.session) != session.id {
        return Outcome::TurnedAway;
    }
    let mut context = Context { now: NOW, fresh: &mut Uuid::new_v4 };
    match decide(session, ParticipantId(scope.participant), command, &mut context) {
        Ok(_) => Outcome::Granted,
        Err(Refusal::NotAParticipant) => Outcome::TurnedAway,
        Err(refusal) => Outcome::Refused(refusal),
    }
}

/// What the table says, read from its row and not from the code that applies it.
fn table_refuses(row: &Rule, kind: SessionKind, role: Role, phase: Phase) -> Option<Refusal> {
    let roles = if kind == SessionKind::Mediation { row.mediation } else { row.hearing };
    match (roles.has(role), row.phases.has(phase)) {
        (false, _) => Some(Refusal::NotYourRole),
        (true, false) => Some(Refusal::NotInThisPhase(phase)),
        (true, true) => None,
    }
}

/// proves: S1
#[test]
fn what_opens_is_what_the_table_says_for_every_role_action_phase_and_token() {
    let keys = Keyring::new([Key::session(KEY_ID, &SECRET).unwrap()]);
    let (mut cells, mut granted) = (0_u32, 0_u32);
    for kind in KINDS {
        let mut session = session(kind);
        for role in Role::ALL {
            let tokens = tokens(session.id, person(role));
            for action in Action::ALL {
                let command = sample(*action);
                assert_eq!(Action::of(&command), *action);
                let row = TABLE.iter().find(|row| row.action == *action).unwrap();
                for phase in Phase::ALL {
                    session.phase = phase;
                    for (condition, token) in &tokens {
                        let came = asks(&keys, &session, token, &command);
                        let cell = format!("{kind:?} {role:?} {action:?} {phase:?} {condition}: {came:?}");
                        match (*condition == "good", table_refuses(row, kind, role, phase)) {
                            (false, _) => assert_eq!(came, Outcome::TurnedAway, "{cell}"),
                            (true, Some(refusal)) => assert_eq!(came, Outcome::Refused(refusal), "{cell}"),
                            // Rules that look at the state may still refuse, but never in the
                            // name of the phase.
                            (true, None) => assert!(
                                !matches!(
                                    came,
                                    Outcome::TurnedAway | Outcome::Refused(Refusal::NotInThisPhase(_))
                                ),
                                "{cell}"
                            ),
                        }
                        cells += 1;
                        granted += u32::from(came == Outcome::Granted);
                    }
                }
            }
        }
    }
    println!("token and role matrix: {cells} cells, {granted} granted");
    assert!(cells > 200_000 && granted > 1_000, "{cells} cells, {granted} granted");
}

/// proves: S1
#[test]
fn a_good_token_with_any_bit_changed_opens_nothing() {
    let keys = Keyring::new([Key::session(KEY_ID, &SECRET).unwrap()]);
    let session = session(SessionKind::Hearing);
    let (condition, good) = tokens(session.id, person(Role::Judge)).swap_remove(0);
    assert!(condition == "good" && keys.verify(&good, NOW_S).is_ok());
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let opened = String::from_utf8(bytes).is_ok_and(|changed| keys.verify(&changed, NOW_S).is_ok());
        assert!(!opened, "bit {bit}");
    }
}
