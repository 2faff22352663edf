//! What the server API sees and directs.

use signaling::livekit::room_service::Data;

use super::*;

fn data(nonce: u8) -> Direction {
    Direction::Send(Data {
        room: "court".into(),
        payload: b"from the server".to_vec(),
        topic: None,
        lossy: false,
        to: Vec::new(),
        nonce: Some([nonce; 16]),
    })
}

fn open_door() -> Court {
    let mut scene = Scene::mediation().all_in();
    scene.session.rules.open_door = true;
    Court::new(scene)
}

#[test]
fn in_a_session_of_a_case_nothing_is_directed_past_its_rules() {
    let mut court = Court::new(Scene::mediation().all_in());
    let token = String::new();
    for direction in [data(1), Direction::Dismiss, Direction::SendAway { who: APPLICANT, token }] {
        assert!(!court.live.direct(direction));
    }
    court.performs();
    assert!(court.data.is_empty());
    assert!(court.live.overview().people.iter().all(|person| person.seen.is_some()), "all are still here");
}

#[test]
fn data_under_one_name_is_sent_once() {
    let mut court = open_door();
    for nonce in [1, 1, 2, 1] {
        assert!(court.live.direct(data(nonce)));
    }
    court.performs();
    let received = court.data.iter().filter(|(reader, _)| *reader == APPLICANT);
    assert_eq!(received.clone().count(), 2);
    assert!(received.clone().all(|(_, packet)| packet.participant_identity.is_empty()));
}

#[test]
fn who_is_sent_away_gets_the_token_first_and_is_gone_from_the_room() {
    let mut court = open_door();
    court.told.clear();
    court.live.direct(Direction::SendAway { who: APPLICANT, token: "elsewhere".into() });
    court.performs();
    let told = court.told.iter().filter(|(who, _)| *who == APPLICANT).map(|(_, response)| response);
    assert!(matches!(told.collect::<Vec<_>>()[..], [Response::RefreshToken(_), Response::Leave(_), ..]));
    assert!(court.live.world.seat_of(APPLICANT).is_none());
}
