//! What programs are told about a room.

use signaling::livekit::webhook::RoomNews;

use super::*;

impl Court {
    /// The name of each event, and whom it is about.
    fn news(&mut self) -> Vec<(&'static str, Option<ParticipantId>)> {
        let told = self.live.news(|| String::from("an id")).into_iter();
        told.map(|hook| (hook.news.name(), whose(&hook.news))).collect()
    }
}

fn whose(news: &RoomNews) -> Option<ParticipantId> {
    match news {
        RoomNews::RoomStarted | RoomNews::RoomFinished => None,
        RoomNews::ParticipantJoined(person)
        | RoomNews::ParticipantLeft(person)
        | RoomNews::TrackPublished(person, _)
        | RoomNews::TrackUnpublished(person, _) => {
            Some(ParticipantId(person.identity.as_str().parse().expect("a participant's id")))
        }
    }
}

#[test]
fn everybody_is_told_of_once_with_their_tracks_and_when_they_go() {
    let mut court = Court::new(Scene::mediation().all_in());
    let news = court.news();
    assert_eq!(news[0], ("room_started", None));
    let of_applicant: Vec<_> =
        news.iter().filter(|(_, who)| *who == Some(APPLICANT)).map(|(name, _)| *name).collect();
    assert_eq!(of_applicant, ["participant_joined", "track_published", "track_published"]);
    assert!(court.news().is_empty(), "nothing new");

    court.scene.does(MEDIATOR, Act::Remove { who: APPLICANT, reason: "扰乱秩序".into() });
    court.follows();
    let gone = ["track_unpublished", "track_unpublished", "participant_left"];
    assert_eq!(court.news(), gone.map(|name| (name, Some(APPLICANT))));
}

/// proves: I3
#[test]
fn a_move_into_a_caucus_is_nobodys_news() {
    let mut court = Court::new(Scene::mediation().all_in());
    court.news();
    let who = vec![MEDIATOR, APPLICANT];
    court.scene.does(MEDIATOR, Act::Gather { room: SIDE_ROOM, who, countdown_seconds: None });
    court.follows();
    court.settles();
    assert!(court.news().is_empty());
}

#[test]
fn a_fresh_join_is_a_going_and_a_coming_and_the_last_to_go_ends_the_room() {
    let mut court = Court::new(Scene::mediation().all_in());
    court.news();
    let link = LinkId(9_000);
    court.media.insert(link, APPLICANT);
    court.live.open_media(APPLICANT, link, &plain_join());
    court.performs();
    let names: Vec<_> = court.news().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["track_unpublished", "track_unpublished", "participant_left", "participant_joined"]);
    court.live.end_all_stays_because(DisconnectReason::RoomClosed);
    assert_eq!(court.news().last(), Some(&("room_finished", None)));
}
