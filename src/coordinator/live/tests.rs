//! What each wire is told, checked against what each person may know (I3).

mod contract;
mod data;
mod forged;
mod fuzzed;
mod news;
mod overview;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use prost::Message;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use sfu::id::ParticipantId as NodeId;
use sfu::media::{Codec, MediaKind, Source};
use sfu::node::{ConnectionState, Event as NodeEvent};
use sfu::plane::Link;
use signaling::livekit::proto::DataPacket;
use signaling::livekit::request::AddTrack;
use signaling::livekit::{Encryption, JoinParams, ParticipantState, Request, Topology};

use super::*;
use crate::coordinator::placement::tests::{Counter, Node};
use crate::session::command::Audience;
use crate::session::ledger::permitted;
use crate::session::tests::properties::{EVERYBODY, Start, Step, any_history, play};
use crate::session::tests::scene::*;
use crate::session::{Actor, Command as Act, Report, observe};

/// A live session with everybody's wires, over a node that does as it is told.
struct Court {
    scene: Scene,
    live: Live<StdRng, Counter>,
    node: Node,
    taken_in: usize,
    started: Instant,
    media: BTreeMap<LinkId, ParticipantId>,
    channels: BTreeMap<LinkId, ParticipantId>,
    told: Vec<(ParticipantId, Response)>,
    told_on: Vec<(LinkId, Response)>,
    frames: Vec<(ParticipantId, Value)>,
    data: Vec<(ParticipantId, DataPacket)>,
}

impl Court {
    #[expect(clippy::disallowed_methods, reason = "a starting point for the monotonic clock")]
    fn new(scene: Scene) -> Self {
        let started = Instant::now();
        let now = Moment { wall: scene.now, instant: started };
        let door = MediaDoor {
            mint: Box::new(|scope, _, _| format!("token of {}", scope.participant)),
            relays: Box::new(|_, _| Vec::new()),
        };
        let supplies = Supplies { random: StdRng::seed_from_u64(7), numbers: Counter::default(), door };
        let live = Live::new(scene.session.clone(), now, supplies);
        let taken_in = scene.log.len();
        let mut court = Self {
            scene,
            live,
            node: Node::default(),
            taken_in,
            started,
            media: BTreeMap::new(),
            channels: BTreeMap::new(),
            told: Vec::new(),
            told_on: Vec::new(),
            frames: Vec::new(),
            data: Vec::new(),
        };
        let here: Vec<_> = court.scene.session.participants.keys().copied().collect();
        for (n, who) in (1..).zip(here) {
            court.connects(who, LinkId(n));
        }
        court.settles();
        court
    }

    fn connects(&mut self, who: ParticipantId, link: LinkId) {
        self.channels.insert(link, who);
        self.live.open_channel(who, link, None);
        let media = LinkId(link.0 + 1_000);
        self.media.insert(media, who);
        self.live.open_media(who, media, &plain_join());
        self.performs();
        for (source, kind) in [(Source::Microphone, MediaKind::Audio), (Source::Camera, MediaKind::Video)] {
            self.live.media_request(who, Request::AddTrack(Box::new(track(source, kind))));
        }
        let seat = self.live.world.seat_of(who).expect("just joined");
        let (owner, tracks) =
            (seat.node_id, seat.tracks.iter().map(|(id, t)| (*id, t.kind)).collect::<Vec<_>>());
        for (track, kind) in tracks {
            self.node.owners.insert(track, (owner, kind));
            self.node.acknowledgements.push_back(NodeEvent::Published {
                track,
                mid: "1".into(),
                codec: if kind == MediaKind::Audio { Codec::Opus } else { Codec::Vp8 },
                simulcast: false,
                payload_types: Vec::new(),
                extensions: Vec::new(),
            });
        }
        let state = ConnectionState::Connected;
        self.node.acknowledgements.push_back(NodeEvent::Connection {
            participant: owner,
            link: Link::Down,
            state,
        });
    }

    /// Takes in what the scene has logged since.
    fn follows(&mut self) {
        let fresh: Vec<_> = self.scene.log[self.taken_in..].to_vec();
        self.taken_in = self.scene.log.len();
        self.at_now();
        self.live.take_in(&fresh);
        self.performs();
    }

    fn at_now(&mut self) {
        let since = u64::try_from(self.scene.now.0 - self.scene.log[0].at.0).unwrap_or(0);
        let instant = self.started + Duration::from_micros(since);
        self.live.at(Moment { wall: self.scene.now, instant });
    }

    fn performs(&mut self) {
        for effect in self.live.take_effects() {
            match effect {
                Effect::Node(Command::SendData { to, payload, .. }) => self.receives(to, &payload),
                Effect::Node(command) => self.node.apply(&command),
                Effect::Channel(link, frame) => {
                    let who = self.channels[&link];
                    let frame: Value = serde_json::from_str(&frame).expect("frames are JSON");
                    self.checks_frame(who, &frame);
                    self.frames.push((who, frame));
                }
                Effect::Media(link, response) => {
                    let who = self.media[&link];
                    self.checks_response(who, &response);
                    self.told_on.push((link, response.clone()));
                    self.told.push((who, response));
                }
                Effect::EndChannel(_) | Effect::EndMedia(_) | Effect::Recorder(_) => {}
            }
        }
    }

    /// Chat on the data channels is held to the same rule as on the session channel.
    fn receives(&mut self, to: NodeId, payload: &[u8]) {
        use signaling::livekit::proto::data_packet::Value as Packed;
        let reader = self.live.world.who_is(to).expect("a seat");
        let packet = DataPacket::decode(payload).expect("protobuf");
        if let Some(Packed::StreamChunk(chunk)) = &packet.value {
            self.checks_text(reader, str::from_utf8(&chunk.content).expect("chat is text"));
        }
        self.data.push((reader, packet));
    }

    fn settles(&mut self) {
        while let Some(event) = self.node.acknowledgements.pop_front() {
            self.at_now();
            for report in self.live.node_says(event) {
                self.scene.report(&report);
            }
            self.performs();
            self.follows();
        }
        self.at_now();
        if let Some(change) = self.live.ledger_change() {
            let seq = self.scene.session.seq + 1;
            let recorded = Recorded { seq, at: self.scene.now, by: Actor::Server, event: change };
            self.scene.session.evolve(&recorded);
            self.scene.log.push(recorded);
            self.follows();
        }
    }

    fn plays(&mut self, step: &Step) {
        play(&mut self.scene, step);
        self.follows();
    }

    /// Nobody is shown a participant, speaker or level from a room that is not theirs.
    fn checks_response(&self, viewer: ParticipantId, response: &Response) {
        let shown: Vec<&str> = match response {
            Response::Participants(updates) => {
                let present =
                    updates.iter().filter(|u| u.participant.state != ParticipantState::Disconnected);
                present.map(|u| u.participant.identity.as_str()).collect()
            }
            Response::Join(join) => join.others.iter().map(|u| u.participant.identity.as_str()).collect(),
            Response::Speakers(speakers) => {
                let sids: BTreeSet<_> = speakers.iter().map(|s| s.participant.as_str()).collect();
                let of = |who: &ParticipantId| {
                    self.live.stays.get(who).is_some_and(|s| sids.contains(s.sid.as_str()))
                };
                let known: Vec<_> = self.may_know(viewer);
                assert!(sids.len() <= known.iter().filter(|who| of(who)).count(), "an unknown speaker");
                return;
            }
            _ => return,
        };
        let known: Vec<_> = self.may_know(viewer).iter().map(ToString::to_string).collect();
        for identity in shown {
            assert!(known.iter().any(|known| known == identity), "{viewer:?} is shown {identity}");
        }
    }

    fn may_know(&self, viewer: ParticipantId) -> Vec<ParticipantId> {
        let session = self.live.session();
        let room = session.participants[&viewer].room;
        session.members(room).map(|p| p.id).chain([viewer]).collect()
    }

    /// Chat carries its own address in these tests.
    fn checks_frame(&self, reader: ParticipantId, frame: &Value) {
        let item = &frame["item"];
        if let (Some("chat"), Some(text)) = (item["item"].as_str(), item["text"].as_str()) {
            self.checks_text(reader, text);
        }
    }

    fn checks_text(&self, reader: ParticipantId, text: &str) {
        if let Some(readers) = text.strip_prefix("for ") {
            assert!(readers.contains(&reader.to_string()), "{reader:?} reads {text}");
        }
    }

    fn says(&mut self, who: ParticipantId, to: Audience) {
        let readers: Vec<_> = match to {
            Audience::Room => {
                let reach = permitted(&self.scene.session).reach(who).cloned().unwrap_or_default();
                reach.chat.into_iter().chain([who]).map(|id| id.to_string()).collect()
            }
            Audience::Participant(other) => vec![who.to_string(), other.to_string()],
        };
        let _ = self.scene.tries(who, Act::Say { to, text: format!("for {}", readers.join(" ")) });
        self.follows();
    }
}

fn plain_join() -> JoinParams {
    JoinParams {
        topology: Topology::TwoConnections,
        client: Default::default(),
        auto_subscribe: true,
        adaptive_stream: false,
        may_pause: false,
        no_ice_lite: false,
        resuming: None,
        metadata: String::new(),
        attributes: BTreeMap::new(),
        add_tracks: Vec::new(),
        offer: None,
    }
}

fn track(source: Source, kind: MediaKind) -> AddTrack {
    AddTrack {
        cid: format!("{source:?}"),
        kind,
        source,
        name: String::new(),
        muted: false,
        width: 0,
        height: 0,
        layers: Vec::new(),
        codecs: Vec::new(),
        sid: None,
        stereo: false,
        dtx: true,
        red: true,
        stream: String::new(),
        encryption: Encryption::None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    /// proves: INV-S01, INV-S04
    #[test]
    fn no_wire_tells_anybody_what_they_may_not_know((kind, start, steps) in any_history()) {
        let scene = Scene::of(kind, &EVERYBODY);
        let mut court = Court::new(if matches!(start, Start::Empty) { scene } else { scene.all_in() });
        // Every other person has a client of the media wire alone.
        let native: Vec<_> = court.channels.iter().map(|(link, who)| (*link, *who)).step_by(2).collect();
        for (link, who) in native {
            court.live.close_channel(who, link);
        }
        for (n, step) in steps.iter().enumerate() {
            court.plays(step);
            court.says(EVERYBODY[n % EVERYBODY.len()], Audience::Room);
            court.says(EVERYBODY[n % EVERYBODY.len()], Audience::Participant(MEDIATOR));
            let everybody: Vec<NodeId> = court.node.rooms.keys().copied().collect();
            let room = court.node.rooms.values().next().copied();
            if let Some(room) = room {
                let levels = everybody.iter().filter(|id| court.node.rooms[id] == room).map(|id| (*id, 0.5));
                let event = NodeEvent::Speakers { room, levels: levels.collect() };
                court.live.node_says(event);
                court.performs();
            }
            court.settles();
        }
    }
}

#[test]
fn a_caucus_vanishes_from_the_other_sides_screen_and_comes_back() {
    let mut court = Court::new(Scene::mediation().all_in());
    court.told.clear();
    let who = vec![MEDIATOR, APPLICANT];
    court.scene.does(MEDIATOR, Act::Gather { room: SIDE_ROOM, who, countdown_seconds: None });
    court.follows();
    court.settles();
    let gone: BTreeSet<_> = court
        .told
        .iter()
        .filter(|(viewer, _)| *viewer == RESPONDENT)
        .filter_map(|(_, response)| match response {
            Response::Participants(updates) => Some(updates),
            _ => None,
        })
        .flatten()
        .filter(|update| update.participant.state == ParticipantState::Disconnected)
        .map(|update| update.participant.identity.as_str().to_owned())
        .collect();
    let expected: BTreeSet<_> =
        [MEDIATOR, APPLICANT, APPLICANTS_LAWYER].iter().map(ToString::to_string).collect();
    assert_eq!(gone, expected);
}

/// proves: HE-08
#[test]
fn a_microphone_without_the_floor_is_told_to_be_silent_again_and_again() {
    let mut court = Court::new(Scene::hearing().opened());
    let muted = |court: &Court| {
        let told = court.told.iter().filter(|(who, _)| *who == APPLICANT);
        told.filter(|(_, response)| matches!(response, Response::Mute { muted: true, .. })).count()
    };
    let before = muted(&court);
    assert!(before > 0, "the applicant has no floor");
    let stay = &court.live.stays[&APPLICANT];
    let microphone = stay.tracks.values().find(|track| track.source == Source::Microphone);
    let track = microphone.expect("published").sid.clone();
    for muted in [true, false] {
        court.live.media_request(APPLICANT, Request::Mute { track: track.clone(), muted });
    }
    court.performs();
    assert_eq!(muted(&court), before + 1);
}

/// proves: INV-S02
#[test]
fn a_microphone_arrives_off_and_what_was_pressed_before_does_not_switch_it_on() {
    let mut court = Court::new(Scene::mediation().all_in());
    let who = vec![APPLICANT];
    court.scene.does(MEDIATOR, Act::Enter { room: SIDE_ROOM });
    court.scene.does(MEDIATOR, Act::Gather { room: SIDE_ROOM, who, countdown_seconds: None });
    court.follows();
    let is_heard = |court: &Court| {
        let table = court.live.world.audibility(&court.live.session);
        table.reach(MEDIATOR).is_some_and(|reach| reach.audio.contains(&APPLICANT))
    };
    let stay = &court.live.stays[&MEDIATOR];
    let microphone = stay.tracks.values().find(|track| track.source == Source::Microphone);
    let track = microphone.expect("published").sid.clone();
    let press = |court: &mut Court, muted| {
        court.live.media_request(MEDIATOR, Request::Mute { track: track.clone(), muted });
        court.performs();
        court.settles();
    };
    assert!(!is_heard(&court), "whatever the device does");
    press(&mut court, false);
    assert!(!is_heard(&court), "pressed before the device knew");
    press(&mut court, true);
    press(&mut court, false);
    assert!(is_heard(&court));
}

/// proves: INV-E04
#[test]
fn a_second_device_takes_the_first_ones_place() {
    let mut court = Court::new(Scene::mediation().all_in());
    let link = LinkId(77);
    court.channels.insert(link, APPLICANT);
    court.frames.clear();
    court.live.open_channel(APPLICANT, link, None);
    court.performs();
    let bye = court.frames.iter().find(|(_, frame)| frame["type"] == "bye").expect("the first is told");
    assert_eq!(bye.1["code"], "replaced");
}

#[test]
fn a_wish_is_answered_once_with_the_sessions_word() {
    let mut court = Court::new(Scene::mediation().all_in());
    let link = *court.channels.iter().find(|(_, who)| **who == RESPONDENT).expect("connected").0;
    let id = signaling::channel::CommandId::try_from("c1".to_owned()).expect("a good id");
    court.live.channel_command(RESPONDENT, link, id, Act::StartRecording);
    let wishes = court.live.take_wishes();
    assert_eq!(wishes.len(), 1);
    let refused = court.scene.tries(RESPONDENT, wishes[0].command.clone()).map(drop);
    court.live.answer(&wishes[0], refused);
    court.frames.clear();
    court.performs();
    let answer = &court.frames.iter().find(|(_, frame)| frame["type"] == "refused").expect("an answer").1;
    assert_eq!((answer["id"].as_str(), answer["code"].as_str()), (Some("c1"), Some("not_your_role")));
    assert!(answer["zh"].as_str().is_some_and(|zh| zh.contains("身份")));
}

/// proves: INV-S02
#[test]
fn a_move_is_said_to_be_done_only_when_the_old_room_is_silent() {
    let mut court = Court::new(Scene::mediation().all_in());
    let link = *court.channels.iter().find(|(_, who)| **who == MEDIATOR).expect("connected").0;
    let id = signaling::channel::CommandId::try_from("c1".to_owned()).expect("a good id");
    let act = Act::Gather { room: SIDE_ROOM, who: vec![MEDIATOR, APPLICANT], countdown_seconds: None };
    court.live.channel_command(MEDIATOR, link, id, act);
    let wishes = court.live.take_wishes();
    court.scene.does(MEDIATOR, wishes[0].command.clone());
    let is_done = |court: &Court| court.frames.iter().any(|(_, frame)| frame["type"] == "done");
    court.follows();
    court.live.answer(&wishes[0], Ok(()));
    court.performs();
    while let Some(event) = court.node.acknowledgements.pop_front() {
        let silent = court.live.world.unconfirmed().is_empty();
        assert_eq!(is_done(&court), silent, "done when it is so, neither before nor after");
        court.live.node_says(event);
        court.performs();
    }
    assert!(is_done(&court) && court.live.world.unconfirmed().is_empty());
}

#[test]
fn reports_of_the_node_become_facts_of_the_session() {
    let mut court = Court::new(Scene::mediation().all_in());
    let participant = court.live.world.seat_of(MEDIATOR).expect("joined").node_id;
    let state = ConnectionState::Interrupted;
    let reports = court.live.node_says(NodeEvent::Connection { participant, link: Link::Down, state });
    assert_eq!(reports, [Report::Media { who: MEDIATOR, connected: false }]);
    let events = observe(&court.scene.session, &reports[0], court.scene.now);
    assert_eq!(events, [Event::MediaChanged { who: MEDIATOR, connected: false }]);
}

#[test]
fn who_only_publishes_is_gone_with_that_connection_and_who_receives_is_not() {
    let mut court = Court::new(Scene::mediation().all_in());
    let state = ConnectionState::Closed(sfu::node::CloseCause::ConsentExpired);
    let closed = |participant| NodeEvent::Connection { participant, link: Link::Up, state };
    let seat = |court: &Court, who| court.live.world.seat_of(who).map(|seat| seat.node_id);
    let receiver = seat(&court, APPLICANT).expect("joined");
    court.live.node_says(closed(receiver));
    assert!(seat(&court, APPLICANT).is_some());

    court.live.open_media(RESPONDENT, LinkId(8_000), &plain_join());
    court.media.insert(LinkId(8_000), RESPONDENT);
    let camera = seat(&court, RESPONDENT).expect("joined afresh, and not connected downwards");
    court.live.node_says(closed(camera));
    court.performs();
    assert!(seat(&court, RESPONDENT).is_none());
    assert!(court.told.iter().any(|(who, told)| *who == RESPONDENT && matches!(told, Response::Leave(_))));
}

#[test]
fn who_says_goodbye_is_gone_for_the_others_at_once() {
    let mut court = Court::new(Scene::mediation().all_in());
    court.performs();
    court.told.clear();
    court.live.media_request(RESPONDENT, Request::Leave);
    court.performs();
    let (others, own): (Vec<_>, Vec<_>) = court.told.iter().partition(|(who, _)| *who != RESPONDENT);
    assert!(own.is_empty(), "a farewell needs none in return: {own:?}");
    let gone = |told: &Response| match told {
        Response::Participants(people) => {
            people.iter().any(|person| person.participant.state == ParticipantState::Disconnected)
        }
        _ => false,
    };
    for who in [MEDIATOR, APPLICANT] {
        assert!(others.iter().any(|(viewer, told)| *viewer == who && gone(told)), "{who:?}: {others:?}");
    }
}

/// proves: R12
#[test]
fn whom_the_node_does_not_take_is_told_so_and_keeps_the_session() {
    let mut court = Court::new(Scene::mediation().all_in());
    let participant = court.live.world.seat_of(RESPONDENT).expect("joined").node_id;
    let state = ConnectionState::Closed(sfu::node::CloseCause::Full);
    for link in [Link::Up, Link::Down] {
        court.live.node_says(NodeEvent::Connection { participant, link, state });
    }
    court.performs();
    assert!(court.live.world.seat_of(RESPONDENT).is_none());
    let told = court.told.iter().filter(|(who, _)| *who == RESPONDENT).map(|(_, told)| told);
    let leaves: Vec<_> = told
        .filter_map(|told| if let Response::Leave(leave) = told { Some(leave.reason) } else { None })
        .collect();
    assert_eq!(leaves, [DisconnectReason::JoinFailure]);
    assert!(
        court.scene.session.participant(RESPONDENT).is_some_and(crate::session::state::Participant::is_here)
    );
}

#[test]
fn who_has_one_connection_is_gone_with_it() {
    let mut court = Court::new(Scene::mediation().all_in());
    let params = JoinParams { topology: Topology::OneOffer, ..plain_join() };
    court.live.open_media(RESPONDENT, LinkId(8_000), &params);
    court.media.insert(LinkId(8_000), RESPONDENT);
    let participant = court.live.world.seat_of(RESPONDENT).expect("joined").node_id;
    for state in [ConnectionState::Connected, ConnectionState::Closed(sfu::node::CloseCause::PeerClosed)] {
        for link in [Link::Up, Link::Down] {
            court.live.node_says(NodeEvent::Connection { participant, link, state });
        }
        let stays = court.live.world.seat_of(RESPONDENT).is_some();
        assert_eq!(stays, state == ConnectionState::Connected);
    }
}
