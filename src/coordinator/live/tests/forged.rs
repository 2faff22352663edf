//! Clients of the media wire that lie: about tracks that are not theirs, about what they were
//! told, and in whatever order. They change nothing for anybody but themselves.

use sfu::media::Quality;
use sfu::node::DataChannel;
use signaling::livekit::request::{Subscription, SyncState, TrackSettings};
use signaling::livekit::{Resuming, TrackSid};

use super::*;

/// One thing that a client may send. Tracks are numbered through all of the session's.
#[derive(Clone, Debug)]
enum Forged {
    Mute(usize, bool),
    Want(usize, bool),
    Show(usize),
    Resize(usize),
    Announce(Source, MediaKind),
    Remember(usize, bool),
    Data(Vec<u8>),
    Resume(Option<usize>),
    Leave,
}

fn forged() -> impl Strategy<Value = Forged> {
    let sources = vec![Source::Camera, Source::Microphone, Source::ScreenShare, Source::Unknown];
    let kinds = vec![MediaKind::Audio, MediaKind::Video];
    prop_oneof![
        4 => (any::<usize>(), any::<bool>()).prop_map(|(n, muted)| Forged::Mute(n, muted)),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(n, wanted)| Forged::Want(n, wanted)),
        1 => any::<usize>().prop_map(Forged::Show),
        1 => any::<usize>().prop_map(Forged::Resize),
        2 => (prop::sample::select(sources), prop::sample::select(kinds))
            .prop_map(|(source, kind)| Forged::Announce(source, kind)),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(n, wanted)| Forged::Remember(n, wanted)),
        2 => prop::collection::vec(any::<u8>(), 0..80).prop_map(Forged::Data),
        1 => prop::option::of(any::<usize>()).prop_map(Forged::Resume),
        1 => Just(Forged::Leave),
    ]
}

impl Court {
    /// Every published track with its owner and what is shown of it.
    pub(super) fn published(&self) -> Vec<(ParticipantId, TrackSid, bool, u32)> {
        let stays = self.live.stays.iter();
        let tracks = stays.flat_map(|(who, stay)| stay.tracks.values().map(|track| (*who, track)));
        tracks.map(|(who, track)| (who, track.sid.clone(), track.muted, track.width)).collect()
    }

    fn forges(&mut self, who: ParticipantId, act: &Forged, link: LinkId) {
        let all = self.published();
        let track = |n: usize| match all.len() {
            0 => TrackSid::parse("TR_nobodys").expect("a SID"),
            len => all[n % len].1.clone(),
        };
        let request = match act {
            Forged::Mute(n, muted) => Request::Mute { track: track(*n), muted: *muted },
            Forged::Want(n, subscribe) => {
                Request::Subscription(Subscription { tracks: vec![track(*n)], subscribe: *subscribe })
            }
            Forged::Show(n) => Request::TrackSettings(TrackSettings {
                tracks: vec![track(*n)],
                disabled: true,
                quality: Quality::High,
                width: 1,
                height: 1,
                fps: 1,
            }),
            Forged::Resize(n) => Request::UpdateVideoTrack { track: track(*n), width: 77, height: 77 },
            Forged::Announce(source, kind) => Request::AddTrack(Box::new(super::track(*source, *kind))),
            Forged::Remember(n, subscribe) => Request::SyncState(Box::new(SyncState {
                answer: None,
                offer: None,
                subscription: Some(Subscription { tracks: vec![track(*n)], subscribe: *subscribe }),
                published: vec![("cid".into(), track(*n))],
                disabled: Vec::new(),
                received: Vec::new(),
            })),
            Forged::Data(payload) => return self.sends(who, payload.clone()),
            Forged::Resume(other) => return self.resumes(who, *other, link),
            Forged::Leave => Request::Leave,
        };
        self.live.media_request(who, request);
    }

    fn sends(&mut self, who: ParticipantId, payload: Vec<u8>) {
        let Some(from) = self.live.world.seat_of(who).map(|seat| seat.node_id) else { return };
        self.live.node_says(NodeEvent::Data { from, channel: DataChannel::Reliable, payload });
    }

    /// A new socket, for one's own stay or for that of somebody else.
    fn resumes(&mut self, who: ParticipantId, other: Option<usize>, link: LinkId) {
        let stays: Vec<_> = self.live.stays.values().map(|stay| stay.sid.clone()).collect();
        let sid = other.filter(|_| !stays.is_empty()).map(|n| stays[n % stays.len()].clone());
        let reason = signaling::livekit::join::ReconnectReason::default();
        let resuming = Some(Resuming { sid, reason, sync_state: None });
        self.media.insert(link, who);
        self.live.open_media(who, link, &JoinParams { resuming, ..plain_join() });
    }

    pub(super) fn nobody_reaches_further_than_the_rules_let(&self) {
        let session = self.live.session();
        let (may, table) = (permitted(session), self.live.world.audibility(session));
        for (sender, reach) in &table.0 {
            let allowed = may.reach(*sender).cloned().unwrap_or_default();
            assert!(reach.audio.is_subset(&allowed.audio), "{sender:?} is heard by {:?}", reach.audio);
            assert!(reach.video.is_subset(&allowed.video), "{sender:?} is seen by {:?}", reach.video);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// proves: INV-S01, INV-S02
    #[test]
    fn whatever_a_client_sends_it_changes_nothing_for_others_and_widens_nothing(
        (kind, _, steps) in any_history(),
        lies in prop::collection::vec((0..EVERYBODY.len(), forged()), 1..60),
    ) {
        let mut court = Court::new(Scene::of(kind, &EVERYBODY).all_in());
        let mut steps = steps.iter();
        for ((liar, lie), n) in lies.iter().zip(20_000..) {
            let liar = EVERYBODY[*liar];
            let of_others = |court: &Court| {
                court.published().into_iter().filter(|(who, ..)| *who != liar).collect::<Vec<_>>()
            };
            let before = of_others(&court);
            court.forges(liar, lie, LinkId(n));
            court.performs();
            prop_assert_eq!(of_others(&court), before, "{:?}", lie);
            court.settles();
            court.nobody_reaches_further_than_the_rules_let();
            if let Some(step) = steps.next() {
                court.plays(step);
                court.settles();
            }
        }
    }
}
