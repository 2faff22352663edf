use proptest::prelude::*;
use sfu::media::{MediaKind, Source};

use super::super::participant::ParticipantKind;
use super::super::sid::ParticipantSid;
use super::super::track::{Encryption, TrackView};
use super::*;

fn person(name: &str, presence: u8) -> ParticipantView {
    ParticipantView {
        sid: ParticipantSid::parse(&format!("PA_{name}{presence}")).unwrap(),
        identity: Identity::parse(name).unwrap(),
        name: name.to_uppercase(),
        state: ParticipantState::Active,
        kind: ParticipantKind::Standard,
        metadata: String::new(),
        attributes: BTreeMap::from([("role".to_owned(), "party".to_owned())]),
        permission: Permission { can_subscribe: true, ..Permission::default() },
        tracks: vec![microphone(name, false)],
        joined_at_ms: 1,
        disconnect_reason: DisconnectReason::Unknown,
    }
}

fn microphone(of: &str, muted: bool) -> TrackView {
    TrackView {
        sid: TrackSid::parse(&format!("TR_{of}")).unwrap(),
        kind: MediaKind::Audio,
        source: Source::Microphone,
        name: String::new(),
        muted,
        width: 0,
        height: 0,
        codec: None,
        cid: String::new(),
        mid: String::new(),
        layers: Vec::new(),
        simulcast: false,
        stereo: false,
        dtx: true,
        red: true,
        stream: String::new(),
        encryption: Encryption::None,
    }
}

fn join(others: Vec<ParticipantView>) -> Roster {
    Roster::introduce(person("me", 0), others).0
}

/// A stock client, as far as participants go: upserts by identity, forgets the disconnected,
/// drops lower versions of the same SID.
#[derive(Default)]
struct Client {
    people: BTreeMap<Identity, (u32, ParticipantView)>,
    highest: BTreeMap<ParticipantSid, u32>,
}

impl Client {
    fn take(&mut self, updates: Vec<ParticipantUpdate>) {
        for ParticipantUpdate { version, participant } in updates {
            let highest = self.highest.entry(participant.sid.clone()).or_default();
            assert!(version > *highest, "versions of one SID only rise");
            *highest = version;
            if participant.state == ParticipantState::Disconnected {
                self.people.remove(&participant.identity);
            } else {
                self.people.insert(participant.identity.clone(), (version, participant));
            }
        }
    }

    fn sees(&self) -> Vec<ParticipantView> {
        self.people.values().map(|(_, view)| view.clone()).collect()
    }
}

/// proves: INV-S01 on the media wire's roster
#[test]
fn who_goes_into_a_caucus_vanishes_and_comes_back_under_the_same_sid() {
    let mut roster = join(vec![person("ann", 0), person("bob", 0)]);
    let gone = roster.observe(person("me", 0), vec![person("bob", 0)]);
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].participant.state, ParticipantState::Disconnected);
    assert!(!roster.knows(&Identity::parse("ann").unwrap()));

    let back = roster.observe(person("me", 0), vec![person("ann", 0), person("bob", 0)]);
    assert_eq!(back.len(), 1);
    assert_eq!(back[0].participant, person("ann", 0));
    assert_eq!(back[0].participant.sid, gone[0].participant.sid);
    assert!(back[0].version > gone[0].version);
}

#[test]
fn a_departure_tells_nothing_new() {
    let mut roster = join(vec![person("ann", 0)]);
    let gone = roster.observe(person("me", 0), Vec::new());
    let view = &gone[0].participant;
    assert!(view.tracks.is_empty() && view.attributes.is_empty() && view.metadata.is_empty());
    assert_eq!(view.permission, Permission::default());
    assert_eq!(view.disconnect_reason, DisconnectReason::Unknown);
}

#[test]
fn nothing_is_said_when_nothing_changed() {
    let mut roster = join(vec![person("ann", 0)]);
    assert_eq!(roster.observe(person("me", 0), vec![person("ann", 0)]), Vec::new());
}

#[test]
fn somebody_who_joined_afresh_departs_before_they_arrive() {
    let mut roster = join(vec![person("ann", 0)]);
    let updates = roster.observe(person("me", 0), vec![person("ann", 1)]);
    let states: Vec<_> = updates.iter().map(|update| update.participant.state).collect();
    assert_eq!(states, [ParticipantState::Disconnected, ParticipantState::Active]);
    assert_ne!(updates[0].participant.sid, updates[1].participant.sid);
}

#[test]
fn the_clients_own_info_shows_its_own_mute_button() {
    let mut roster = join(Vec::new());
    let track = microphone("me", false).sid;
    roster.own_button(track, false);
    // The floor is closed, so for everybody else the track is muted; the name changes too.
    let me = ParticipantView { tracks: vec![microphone("me", true)], name: "New".into(), ..person("me", 0) };
    let updates = roster.observe(me, Vec::new());
    assert_eq!(updates.len(), 1);
    assert!(!updates[0].participant.tracks[0].muted, "else the client corrects us for ever");
}

#[test]
fn pressing_the_own_mute_button_is_not_echoed_as_an_update() {
    let mut roster = join(Vec::new());
    roster.own_button(microphone("me", false).sid, true);
    let me = ParticipantView { tracks: vec![microphone("me", true)], ..person("me", 0) };
    assert_eq!(roster.observe(me, Vec::new()), Vec::new());
}

#[test]
fn a_resume_repeats_the_present_the_departed_and_the_viewer() {
    let mut roster = join(vec![person("ann", 0), person("bob", 0)]);
    roster.observe(person("me", 0), vec![person("bob", 0)]);
    let repeated = roster.repeat();
    let told: Vec<_> =
        repeated.iter().map(|u| (u.participant.identity.as_str(), u.participant.state)).collect();
    assert_eq!(
        told,
        [
            ("ann", ParticipantState::Disconnected),
            ("bob", ParticipantState::Active),
            ("me", ParticipantState::Active)
        ]
    );
}

fn crowd() -> impl Strategy<Value = Vec<ParticipantView>> {
    let names = ["ann", "bob", "cyd", "dan"];
    proptest::collection::vec(proptest::option::of((0..2_u8, any::<bool>())), names.len()).prop_map(
        move |who| {
            let present = who.into_iter().zip(names).filter_map(|(state, name)| Some((state?, name)));
            present
                .map(|((presence, muted), name)| ParticipantView {
                    tracks: vec![microphone(name, muted)],
                    ..person(name, presence)
                })
                .collect()
        },
    )
}

proptest! {
    /// proves: INV-S01 on the media wire's roster
    #[test]
    fn a_stock_client_always_sees_exactly_who_it_may_see(
        history in proptest::collection::vec((crowd(), any::<bool>(), any::<bool>()), 1..20),
    ) {
        let (mut roster, _, others) = Roster::introduce(person("me", 0), Vec::new());
        let mut client = Client::default();
        client.take(others);
        for (crowd, lost, resumed) in history {
            let updates = roster.observe(person("me", 0), crowd.clone());
            if !lost {
                client.take(updates);
            }
            if lost || resumed {
                client.take(roster.repeat());
                client.people.remove("me");
            }
            prop_assert_eq!(client.sees(), crowd);
        }
    }
}
