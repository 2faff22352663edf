//! The coordinator against a node that does exactly what it is told, one command at a time,
//! and acknowledges whenever it likes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proptest::prelude::*;
use sfu::id::Epoch;

use super::*;
use crate::session::Report;
use crate::session::ledger::permitted;
use crate::session::tests::properties::{EVERYBODY, Start, Step, any_history, play};
use crate::session::tests::scene::*;

#[derive(Default)]
pub(crate) struct Counter(u64);

impl Numbers for Counter {
    fn next(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }
}

/// A media node reduced to its tables.
#[derive(Default)]
pub(crate) struct Node {
    pub(crate) rooms: BTreeMap<NodeId, NodeRoom>,
    pub(crate) owners: BTreeMap<TrackId, (NodeId, MediaKind)>,
    open: BTreeSet<TrackId>,
    subscribed: BTreeSet<(NodeId, TrackId)>,
    pub(crate) acknowledgements: VecDeque<Event>,
}

impl Node {
    pub(crate) fn apply(&mut self, command: &Command) {
        match command {
            Command::Join { participant, room, .. } => {
                self.rooms.insert(*participant, *room);
            }
            Command::Leave { participant } => {
                self.rooms.remove(participant);
                self.owners.retain(|_, (owner, _)| owner != participant);
                self.subscribed.retain(|(viewer, _)| viewer != participant);
            }
            Command::Place { participant, room } => {
                self.rooms.insert(*participant, *room);
                let placed = Event::Placed { participant: *participant, room: *room, epoch: Epoch(0) };
                self.acknowledgements.push_back(placed);
            }
            Command::Gate { track, open } => {
                if *open {
                    self.open.insert(*track);
                } else {
                    self.open.remove(track);
                }
                self.acknowledgements.push_back(Event::Gated { track: *track, open: *open });
            }
            Command::Subscribe { viewer, track, .. } => {
                self.subscribed.insert((*viewer, *track));
            }
            Command::Unsubscribe { viewer, track } => {
                self.subscribed.remove(&(*viewer, *track));
            }
            _ => {}
        }
    }

    /// Who receives whom: a subscription, an open gate and one shared room.
    pub(crate) fn reach(&self, kind: MediaKind) -> BTreeSet<(NodeId, NodeId)> {
        let flows = self.subscribed.iter().filter_map(|(viewer, track)| {
            let (owner, of) = self.owners.get(track)?;
            let together = self.rooms.get(owner).is_some_and(|room| self.rooms.get(viewer) == Some(room));
            (together && *of == kind && self.open.contains(track)).then_some((*owner, *viewer))
        });
        flows.collect()
    }
}

/// A session, its media world and the node.
struct Stage {
    scene: Scene,
    world: MediaWorld,
    node: Node,
    numbers: Counter,
}

impl Stage {
    fn new(scene: Scene) -> Self {
        let mut stage =
            Self { scene, world: MediaWorld::default(), node: Node::default(), numbers: Counter::default() };
        for who in EVERYBODY {
            if stage.scene.session.participants.contains_key(&who) {
                stage.joins(who);
            }
        }
        stage.settles();
        stage
    }

    fn joins(&mut self, who: ParticipantId) {
        for command in
            self.world.seat(who, format!("PA_{who}"), true, Wire::TwoConnections, &mut self.numbers)
        {
            self.node.apply(&command);
        }
        for (source, kind) in [(Source::Microphone, MediaKind::Audio), (Source::Camera, MediaKind::Video)] {
            let id = TrackId(self.numbers.next());
            let seat = self.world.seat_of_mut(who).expect("just seated");
            seat.announce(id, format!("TR_{id:?}"), source, kind);
            let owner = seat.node_id;
            self.node.owners.insert(id, (owner, kind));
            self.node.acknowledgements.push_back(Event::Published {
                track: id,
                mid: "0".into(),
                codec: sfu::media::Codec::Opus,
                simulcast: false,
                payload_types: Vec::new(),
                extensions: Vec::new(),
            });
        }
    }

    /// Asks the node for what differs, checking after every single command.
    fn reconciles(&mut self, before: &Audibility) {
        let after = permitted(&self.scene.session);
        for command in self.world.reconcile(&self.scene.session, &mut self.numbers) {
            self.node.apply(&command);
            self.leaks_nothing(before, &after);
        }
    }

    fn leaks_nothing(&self, before: &Audibility, after: &Audibility) {
        for kind in [MediaKind::Audio, MediaKind::Video] {
            for (from, to) in self.node.reach(kind) {
                let person = |node_id| self.world.who_is(node_id).expect("seated");
                let (from_person, to_person) = (person(from), person(to));
                let allowed =
                    [before, after].into_iter().filter_map(|table| table.reach(from_person)).any(|reach| {
                        let set = if kind == MediaKind::Audio { &reach.audio } else { &reach.video };
                        set.contains(&to_person)
                    });
                assert!(allowed, "{from_person:?} reaches {to_person:?} by {kind:?}");
            }
        }
        for (a, room) in &self.node.rooms {
            for (b, _) in self.node.rooms.iter().filter(|(b, at)| a < b && *at == room) {
                self.has_a_neutral(*a, *b, *room);
            }
        }
    }

    /// Even before anything flows, opposed people share no room of the node unsupervised.
    fn has_a_neutral(&self, a: NodeId, b: NodeId, room: NodeRoom) {
        let session = &self.scene.session;
        let person = |id| &session.participants[&self.world.who_is(id).expect("seated")];
        let mut inside = self.node.rooms.iter().filter(|(_, at)| **at == room).map(|(id, _)| person(*id));
        let neutral = inside.any(|p| Roles::SUPERVISING.has(p.role));
        let (a, b) = (person(a), person(b));
        assert!(!session.opposed(a, b) || neutral, "{:?} and {:?} without a neutral", a.id, b.id);
    }

    fn acknowledges(&mut self, how_many: usize) {
        for _ in 0..how_many {
            let Some(event) = self.node.acknowledgements.pop_front() else { break };
            self.world.acknowledge(&event);
        }
    }

    fn settles(&mut self) {
        loop {
            let now = permitted(&self.scene.session);
            self.reconciles(&now);
            if self.node.acknowledgements.is_empty() {
                break;
            }
            self.acknowledges(usize::MAX);
        }
    }

    fn plays(&mut self, step: &Step) {
        let before = permitted(&self.scene.session);
        play(&mut self.scene, step);
        self.reconciles(&before);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// proves: INV-S01, INV-S02, INV-S03
    #[test]
    fn between_any_two_commands_nobody_reaches_whom_they_may_not(
        (kind, start, steps) in any_history(),
        acks in prop::collection::vec(0..4usize, 120),
    ) {
        let mut scene = Scene::of(kind, &EVERYBODY);
        if !matches!(start, Start::Empty) {
            scene = scene.all_in();
        }
        let mut stage = Stage::new(scene);
        for (step, acks) in steps.iter().zip(acks) {
            stage.plays(step);
            stage.acknowledges(acks);
            let now = permitted(&stage.scene.session);
            stage.reconciles(&now);
            let table = stage.world.audibility(&stage.scene.session);
            for (sender, reach) in &table.0 {
                let may = now.reach(*sender).cloned().unwrap_or_default();
                prop_assert!(reach.audio.is_subset(&may.audio) || !stage.node.acknowledgements.is_empty());
            }
        }
    }

    #[test]
    fn once_the_node_has_caught_up_everybody_receives_exactly_whom_they_may(
        (kind, start, steps) in any_history(),
    ) {
        let mut scene = Scene::of(kind, &EVERYBODY);
        if !matches!(start, Start::Empty) {
            scene = scene.all_in();
        }
        let mut stage = Stage::new(scene);
        for step in &steps {
            stage.plays(step);
        }
        stage.settles();
        let expected = permitted(&stage.scene.session);
        let table = stage.world.audibility(&stage.scene.session);
        prop_assert_eq!(&table, &expected);
        for (viewer, track) in &stage.node.subscribed {
            let (owner, _) = stage.node.owners[track];
            prop_assert_eq!(stage.node.rooms[viewer], stage.node.rooms[&owner], "a subscription left behind");
        }
        for (from, to) in stage.node.reach(MediaKind::Audio) {
            let (from, to) = (stage.world.who_is(from), stage.world.who_is(to));
            let (Some(from), Some(to)) = (from, to) else { panic!("unknown people") };
            prop_assert!(expected.reach(from).is_some_and(|reach| reach.audio.contains(&to)));
        }
    }
}

#[test]
fn a_caucus_move_isolates_before_it_joins_and_subscribes_only_after_acknowledgement() {
    let mut stage = Stage::new(Scene::mediation().all_in());
    let gather = crate::session::Command::Gather {
        room: SIDE_ROOM,
        who: vec![MEDIATOR, APPLICANT],
        countdown_seconds: None,
    };
    stage.scene.does(MEDIATOR, gather);
    let commands = stage.world.reconcile(&stage.scene.session, &mut stage.numbers);
    assert!(!commands.iter().any(|command| matches!(command, Command::Subscribe { .. })));
    for command in &commands {
        stage.node.apply(command);
    }
    stage.settles();
    assert_eq!(stage.world.together_with(RESPONDENT), [INTERPRETER, CLERK]);
    assert_eq!(stage.world.together_with(MEDIATOR), [APPLICANT, APPLICANTS_LAWYER]);
}

#[test]
fn asking_again_without_a_change_asks_for_nothing() {
    let mut stage = Stage::new(Scene::hearing().opened());
    assert!(stage.world.reconcile(&stage.scene.session, &mut stage.numbers).is_empty());
    stage.scene.report(&Report::Tick);
    assert!(stage.world.reconcile(&stage.scene.session, &mut stage.numbers).is_empty());
}
