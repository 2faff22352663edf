//! The media wire: protobuf that was a signal once, or never.

use std::collections::btree_map::Entry;

use signaling::Closed;
use signaling::livekit::connection::{Input, Output};
use signaling::livekit::proto::signal_request::Message as Signal;
use signaling::livekit::proto::{
    AddTrackRequest, LeaveRequest, MuteTrackRequest, Ping, SessionDescription, SignalRequest, SignalResponse,
    SubscriptionPermission, SyncState, TrickleRequest, UpdateParticipantMetadata, UpdateSubscription,
    UpdateTrackSettings,
};
use signaling::livekit::{Connection, TrackSid};

use super::*;

/// One binary message that may come: a signal about one of the session's tracks, and what was done
/// to its bytes; or bytes.
#[derive(Clone, Debug)]
enum Sent {
    Signal { which: usize, track: usize, switch: bool, hurts: Vec<Hurt> },
    Any(Vec<u8>),
}

#[derive(Clone, Debug)]
enum Hurt {
    Flip(usize, u8),
    Cut(usize),
    Insert(usize, u8),
    Twice,
}

fn sent() -> impl Strategy<Value = Sent> {
    let hurt = prop_oneof![
        4 => (any::<usize>(), 1..=255_u8).prop_map(|(n, mask)| Hurt::Flip(n, mask)),
        1 => any::<usize>().prop_map(Hurt::Cut),
        2 => (any::<usize>(), any::<u8>()).prop_map(|(n, byte)| Hurt::Insert(n, byte)),
        1 => Just(Hurt::Twice),
    ];
    let signal = (any::<usize>(), any::<usize>(), any::<bool>(), prop::collection::vec(hurt, 0..4));
    prop_oneof![
        9 => signal.prop_map(|(which, track, switch, hurts)| Sent::Signal { which, track, switch, hurts }),
        1 => prop::collection::vec(any::<u8>(), 0..200).prop_map(Sent::Any),
    ]
}

/// Every kind of signal, about a track.
fn signals(track: &str, switch: bool) -> Vec<Signal> {
    let sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".to_owned();
    let description =
        |kind: &str| SessionDescription { r#type: kind.into(), sdp: sdp.clone(), ..Default::default() };
    let subscription =
        UpdateSubscription { track_sids: vec![track.into()], subscribe: switch, ..Default::default() };
    let state = SyncState { subscription: Some(subscription.clone()), ..Default::default() };
    let settings = UpdateTrackSettings {
        track_sids: vec![track.into()],
        disabled: switch,
        width: 1,
        height: 1,
        ..Default::default()
    };
    let candidate = r#"{"candidate":"candidate:1 1 udp 1 127.0.0.1 9 typ host","sdpMid":"0"}"#;
    vec![
        Signal::Offer(description("offer")),
        Signal::Answer(description("answer")),
        Signal::Trickle(TrickleRequest { candidate_init: candidate.into(), ..Default::default() }),
        Signal::AddTrack(AddTrackRequest { cid: "one more".into(), sid: track.into(), ..Default::default() }),
        Signal::Mute(MuteTrackRequest { sid: track.into(), muted: switch }),
        Signal::Subscription(subscription),
        Signal::TrackSetting(settings),
        Signal::Leave(LeaveRequest::default()),
        Signal::SubscriptionPermission(SubscriptionPermission {
            all_participants: switch,
            ..Default::default()
        }),
        Signal::SyncState(state),
        Signal::UpdateMetadata(UpdateParticipantMetadata {
            metadata: "法官".into(),
            name: "法官".into(),
            ..Default::default()
        }),
        Signal::Ping(i64::MAX),
        Signal::PingReq(Ping { timestamp: -1, rtt: i64::MIN }),
    ]
}

impl Sent {
    fn bytes(&self, tracks: &[TrackSid]) -> Vec<u8> {
        let Self::Signal { which, track, switch, hurts } = self else {
            let Self::Any(bytes) = self else { unreachable!("there are two kinds") };
            return bytes.clone();
        };
        let track = if tracks.is_empty() { "TR_nobodys" } else { tracks[track % tracks.len()].as_str() };
        let all = signals(track, *switch);
        let message = Some(all[which % all.len()].clone());
        hurts.iter().fold(SignalRequest { message }.encode_to_vec(), hurt)
    }
}

fn hurt(mut bytes: Vec<u8>, how: &Hurt) -> Vec<u8> {
    let len = bytes.len();
    match how {
        Hurt::Flip(n, mask) if len > 0 => bytes[n % len] ^= mask,
        Hurt::Flip(..) => {}
        Hurt::Cut(n) => bytes.truncate(n % (len + 1)),
        Hurt::Insert(n, byte) => bytes.insert(n % (len + 1), *byte),
        Hurt::Twice => bytes.extend_from_within(..),
    }
    bytes
}

/// The sockets of the media wire, as the edge of the server holds them.
#[derive(Default)]
struct Sockets(BTreeMap<ParticipantId, (LinkId, Connection)>);

impl Sockets {
    /// Sees to it that somebody has one.
    fn open(&mut self, court: &mut Court, who: ParticipantId, links: &mut impl Iterator<Item = LinkId>) {
        if let Entry::Vacant(place) = self.0.entry(who) {
            let link = links.next().expect("there are more");
            place.insert((link, Connection::new(court.started, 0, false)));
            court.media.insert(link, who);
            court.live.open_media(who, link, &plain_join());
            court.performs();
            court.settles();
        }
        self.told(court);
    }

    /// Tells each what the session has for it; every frame must be readable by a client.
    fn told(&mut self, court: &mut Court) {
        for (link, response) in std::mem::take(&mut court.told_on) {
            let Some((_, connection)) = self.0.values_mut().find(|(own, _)| *own == link) else { continue };
            connection.handle(court.started, Input::Tell(response));
            while let Some(frame) = connection.next_frame() {
                SignalResponse::decode(&frame[..]).expect("a frame of ours is protobuf");
            }
        }
    }

    /// Passes on what came, as the edge does. Gives why the socket ended, if it did.
    fn hear(&mut self, court: &mut Court, who: ParticipantId, frame: &[u8]) -> Option<Closed> {
        let (link, connection) = self.0.get_mut(&who)?;
        connection.handle(court.started, Input::Frame(frame));
        loop {
            match connection.poll_output() {
                Output::Request(request) => court.live.media_request(who, request),
                Output::Close(closed) => {
                    court.live.close_media(who, *link);
                    self.0.remove(&who);
                    return Some(closed);
                }
                Output::Wait(_) => return None,
            }
        }
    }
}

proptest! {
    #![proptest_config(config())]

    /// proves: F1, INV-S01, INV-S02
    #[test]
    fn whatever_comes_over_the_media_wire_changes_nothing_for_others(
        (kind, _, steps) in any_history(),
        messages in prop::collection::vec((0..EVERYBODY.len(), sent()), 1..80),
    ) {
        let mut court = Court::new(Scene::of(kind, &EVERYBODY).all_in());
        let (mut sockets, mut links) = (Sockets::default(), (40_000..).map(LinkId));
        let mut steps = steps.iter();
        for (who, sent) in &messages {
            let who = EVERYBODY[*who];
            sockets.open(&mut court, who, &mut links);
            let tracks: Vec<_> = court.published().into_iter().map(|(_, sid, ..)| sid).collect();
            let before = court.standing(who);
            let closed = sockets.hear(&mut court, who, &sent.bytes(&tracks));
            court.performs();
            sockets.told(&mut court);
            prop_assert!(court.live.take_wishes().is_empty(), "{:?} asked for something", sent);
            prop_assert_eq!(court.standing(who), before, "{:?} (closed: {:?})", sent, closed);
            court.settles();
            court.nobody_reaches_further_than_the_rules_let();
            if let Some(step) = steps.next() {
                court.plays(step);
                court.settles();
            }
        }
    }

    /// proves: F1
    #[test]
    fn nothing_but_nonsense_ends_a_socket_of_the_media_wire(
        nonsense in prop::collection::vec(prop::collection::vec(128..=255_u8, 1..40), 17..40),
    ) {
        let mut court = Court::new(Scene::mediation().all_in());
        let mut sockets = Sockets::default();
        sockets.open(&mut court, APPLICANT, &mut (50_000..).map(LinkId));
        let before = court.standing(APPLICANT);
        let ends = nonsense.iter().find_map(|bytes| sockets.hear(&mut court, APPLICANT, bytes));
        court.performs();
        prop_assert_eq!(ends, Some(Closed::Malformed));
        prop_assert_eq!(court.standing(APPLICANT), before);
    }
}
