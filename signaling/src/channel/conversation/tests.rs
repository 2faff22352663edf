use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;

use super::super::limits::{OUTBOX_ITEMS, WINDOW};
use super::*;

type Talk = Conversation<u32>;

const FIRST: Epoch = Epoch(1);

/// What one socket was sent so far, and what happened to the conversation besides.
#[derive(Default)]
struct Drained {
    frames: Vec<(LinkId, Value)>,
    closed: Vec<LinkId>,
    ran: Vec<(CommandId, u32)>,
    snapshots: usize,
    deadline: Option<Instant>,
}

fn drain(talk: &mut Talk) -> Drained {
    let mut drained = Drained::default();
    loop {
        match talk.poll_output() {
            Output::Send(link, text) => drained.frames.push((link, serde_json::from_str(&text).unwrap())),
            Output::Close(link) => drained.closed.push(link),
            Output::Run { id, command } => drained.ran.push((id, command)),
            Output::Snapshot => drained.snapshots += 1,
            Output::Wait(deadline) => {
                drained.deadline = deadline;
                return drained;
            }
        }
    }
}

fn start() -> (Talk, Instant) {
    #[expect(clippy::disallowed_methods, reason = "a test needs some instant to start from")]
    let now = Instant::now();
    let mut talk = Talk::new(FIRST);
    talk.handle(now, connected(1, None));
    drain(&mut talk);
    (talk, now)
}

fn connected(link: u64, resume: Option<(Epoch, u64)>) -> Input<u32> {
    let resume = resume.map(|(epoch, seq)| Resume { epoch, seq: Seq(seq) });
    Input::Connected { link: LinkId(link), resume, fresh: Epoch(100 + link), wall_ms: 0 }
}

fn command(link: u64, name: &str) -> Input<u32> {
    Input::Command { link: LinkId(link), id: id(name), command: 7 }
}

fn id(name: &str) -> CommandId {
    CommandId::try_from(name.to_owned()).unwrap()
}

fn note(number: u64) -> Input<u32> {
    Input::Item(item(&number).unwrap())
}

fn kinds(drained: &Drained) -> Vec<&str> {
    drained.frames.iter().map(|(_, frame)| frame["type"].as_str().unwrap()).collect()
}

#[test]
fn a_first_hello_is_welcomed_and_asks_for_a_snapshot() {
    let (_, now) = start();
    let mut talk = Talk::new(FIRST);
    talk.handle(now, Input::View(slices(&json!({"me": 1})).unwrap()));
    talk.handle(now, connected(1, None));
    let drained = drain(&mut talk);
    assert_eq!(drained.snapshots, 1);
    let welcome = json!({
        "type": "welcome", "version": 1, "epoch": 101, "resumed": false,
        "ping_seconds": 5, "silence_seconds": 15, "now": 0
    });
    let view = json!({"type": "view", "seq": 1, "slices": {"me": 1}});
    assert_eq!(drained.frames, [(LinkId(1), welcome), (LinkId(1), view)]);
}

#[test]
fn a_resume_replays_what_was_missed_and_nothing_else() {
    let (mut talk, now) = start();
    (1..=3).for_each(|number| talk.handle(now, note(number)));
    drain(&mut talk);
    talk.handle(now, Input::Closed(LinkId(1)));
    talk.handle(now, note(4));
    talk.handle(now, connected(2, Some((Epoch(101), 2))));
    let drained = drain(&mut talk);
    assert_eq!(drained.snapshots, 0);
    assert_eq!(drained.frames[0].1["resumed"], true);
    let items: Vec<_> = drained.frames[1..].iter().map(|(_, frame)| frame["item"].clone()).collect();
    assert_eq!(items, [json!(3), json!(4)]);
}

#[test]
fn a_resume_from_another_epoch_starts_afresh() {
    let (mut talk, now) = start();
    talk.handle(now, note(1));
    talk.handle(now, connected(2, Some((FIRST, 1))));
    let drained = drain(&mut talk);
    let welcome = drained.frames.iter().find(|(link, _)| *link == LinkId(2)).unwrap();
    assert_eq!((welcome.1["resumed"].clone(), welcome.1["epoch"].clone()), (json!(false), json!(102)));
    assert_eq!(drained.snapshots, 1);
}

/// proves: INV-E04
#[test]
fn another_device_replaces_the_first_and_the_first_is_told() {
    let (mut talk, now) = start();
    talk.handle(now, connected(2, None));
    let drained = drain(&mut talk);
    let (link, bye) = &drained.frames[0];
    assert_eq!(
        (*link, bye["code"].clone(), bye["final"].clone()),
        (LinkId(1), json!("replaced"), json!(true))
    );
    assert_eq!(drained.closed, [LinkId(1)]);
    talk.handle(now, command(1, "late"));
    talk.handle(now, Input::Closed(LinkId(1)));
    assert!(drain(&mut talk).ran.is_empty(), "a replaced socket has no say");
    assert!(talk.is_connected());
}

#[test]
fn a_repeated_command_runs_once_and_is_answered_on_the_new_socket() {
    let (mut talk, now) = start();
    talk.handle(now, command(1, "c1"));
    assert_eq!(drain(&mut talk).ran, [(id("c1"), 7)]);
    talk.handle(now, Input::Closed(LinkId(1)));
    talk.handle(now, Input::Answer { id: id("c1"), outcome: Ok(()) });
    talk.handle(now, connected(2, Some((Epoch(101), 0))));
    talk.handle(now, command(2, "c1"));
    let drained = drain(&mut talk);
    assert!(drained.ran.is_empty());
    assert_eq!(drained.frames.last().unwrap().1, json!({"type": "done", "id": "c1"}));
}

#[test]
fn the_view_that_shows_an_effect_goes_before_the_answer() {
    let (mut talk, now) = start();
    talk.handle(now, command(1, "c1"));
    talk.handle(now, Input::View(slices(&json!({"me": 2})).unwrap()));
    talk.handle(now, Input::Answer { id: id("c1"), outcome: Ok(()) });
    assert_eq!(kinds(&drain(&mut talk)), ["view", "done"]);
}

#[test]
fn a_refusal_carries_its_code_and_both_sentences() {
    let (mut talk, now) = start();
    talk.handle(now, command(1, "c1"));
    let sentence = Sentence { zh: "房间已锁定。".into(), en: "The room is locked.".into() };
    let refusal = Refusal { code: "room_locked".into(), sentence };
    talk.handle(now, Input::Answer { id: id("c1"), outcome: Err(refusal) });
    let refused = json!({
        "type": "refused", "id": "c1", "code": "room_locked",
        "zh": "房间已锁定。", "en": "The room is locked."
    });
    assert_eq!(drain(&mut talk).frames, [(LinkId(1), refused)]);
}

#[test]
fn a_client_that_never_acknowledges_is_closed_and_may_resume() {
    let (mut talk, now) = start();
    talk.handle(now, note(1));
    let deadline = drain(&mut talk).deadline.expect("an acknowledgement is due");
    talk.handle(deadline - Duration::from_millis(1), Input::Timeout);
    assert!(talk.is_connected());
    talk.handle(deadline, Input::Timeout);
    let drained = drain(&mut talk);
    assert_eq!(drained.frames[0].1["code"], "too_slow");
    assert_eq!(drained.frames[0].1["final"], false);
    talk.handle(deadline, connected(2, Some((Epoch(101), 0))));
    assert_eq!(kinds(&drain(&mut talk)), ["welcome", "item"]);
}

#[test]
fn an_acknowledgement_moves_the_deadline() {
    let (mut talk, now) = start();
    talk.handle(now, note(1));
    let first = drain(&mut talk).deadline.unwrap();
    let later = now + Duration::from_secs(10);
    talk.handle(later, note(2));
    talk.handle(later, Input::Ack { link: LinkId(1), seq: Seq(1) });
    assert_eq!(drain(&mut talk).deadline, Some(first + Duration::from_secs(10)));
    talk.handle(later, Input::Ack { link: LinkId(1), seq: Seq(2) });
    assert_eq!(drain(&mut talk).deadline, None);
}

#[test]
fn an_overflow_closes_the_socket_and_the_client_starts_afresh() {
    let (mut talk, now) = start();
    (0..=OUTBOX_ITEMS as u64).for_each(|number| talk.handle(now, note(number)));
    let drained = drain(&mut talk);
    assert_eq!(drained.closed, [LinkId(1)]);
    assert_eq!(drained.frames.len(), WINDOW + 1, "a window of items and a goodbye");
    assert_eq!(drained.frames.last().unwrap().1["code"], "too_slow");
    talk.handle(now, connected(2, Some((Epoch(101), 3))));
    let drained = drain(&mut talk);
    assert_eq!(drained.frames[0].1["resumed"], false);
    assert_eq!(drained.snapshots, 1);
}

#[test]
fn the_end_is_told_with_its_reason() {
    let (mut talk, now) = start();
    talk.handle(now, Input::End(ByeCode::SessionOver));
    let drained = drain(&mut talk);
    assert_eq!(drained.frames[0].1["code"], "session_over");
    assert_eq!(drained.closed, [LinkId(1)]);
    assert!(!talk.is_connected());
}

/// One step of a random life of a conversation.
#[derive(Clone, Debug)]
enum Step {
    Item,
    View,
    /// The client reads this many of the frames on the wire.
    Read(usize),
    /// The client acknowledges what it has.
    Ack,
    /// The socket breaks; everything unread on it is lost.
    Break,
    /// The client comes back with what it has.
    Return,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Item),
        2 => Just(Step::View),
        4 => (0..12_usize).prop_map(Step::Read),
        3 => Just(Step::Ack),
        2 => Just(Step::Break),
        3 => Just(Step::Return),
    ]
}

/// A client as `docs/protocol.md` asks for.
#[derive(Default)]
struct Client {
    epoch: Option<u64>,
    seq: u64,
    view: Value,
    items: Vec<u64>,
    wire: VecDeque<Value>,
}

impl Client {
    fn read(&mut self, frame: &Value) {
        match frame["type"].as_str().unwrap() {
            "welcome" if frame["resumed"] == false => {
                *self = Self {
                    epoch: frame["epoch"].as_u64(),
                    wire: std::mem::take(&mut self.wire),
                    ..Self::default()
                };
            }
            "welcome" => assert_eq!(self.epoch, frame["epoch"].as_u64()),
            "view" => {
                self.number(frame);
                self.view = frame["slices"]["state"].clone();
            }
            "item" => {
                self.number(frame);
                self.items.push(frame["item"].as_u64().unwrap());
            }
            "bye" => {}
            other => panic!("{other}"),
        }
    }

    fn number(&mut self, frame: &Value) {
        let seq = frame["seq"].as_u64().unwrap();
        assert!(seq > self.seq, "numbers only rise");
        self.seq = seq;
    }
}

/// Server, client and the wire between them.
struct World {
    talk: Talk,
    client: Client,
    now: Instant,
    link: u64,
    said: Vec<u64>,
    state: u64,
    /// Items the application gave before this one are not the client's to know.
    since: usize,
}

impl World {
    fn new() -> Self {
        let (_, now) = start();
        let (talk, client) = (Talk::new(FIRST), Client::default());
        Self { talk, client, now, link: 0, said: Vec::new(), state: 0, since: 0 }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Item => {
                self.said.push(self.said.len() as u64);
                self.talk.handle(self.now, note(self.said.len() as u64 - 1));
            }
            Step::View => {
                self.state += 1;
                self.show();
            }
            Step::Read(frames) => self.read(*frames),
            Step::Ack => {
                let seq = Seq(self.client.seq);
                self.talk.handle(self.now, Input::Ack { link: LinkId(self.link), seq });
            }
            Step::Break => {
                self.client.wire.clear();
                self.talk.handle(self.now, Input::Closed(LinkId(self.link)));
            }
            Step::Return => self.return_(),
        }
        self.carry();
    }

    fn show(&mut self) {
        let view = slices(&json!({"state": self.state, "constant": 1})).unwrap();
        self.talk.handle(self.now, Input::View(view));
    }

    fn read(&mut self, frames: usize) {
        for _ in 0..frames {
            let Some(frame) = self.client.wire.pop_front() else { return };
            self.client.read(&frame);
        }
    }

    fn return_(&mut self) {
        self.link += 1;
        self.client.wire.clear();
        let left = self.client.epoch.map(|epoch| (Epoch(epoch), self.client.seq));
        self.talk.handle(self.now, connected(self.link, left));
    }

    /// The application and the socket do what the conversation asks.
    fn carry(&mut self) {
        let drained = drain(&mut self.talk);
        if drained.snapshots > 0 {
            assert_eq!(self.client.epoch, None, "whoever knows the epoch resumes");
            self.since = self.said.len();
        }
        for (link, frame) in drained.frames {
            if link == LinkId(self.link) {
                self.client.wire.push_back(frame);
            }
        }
    }

    /// The network heals: the client returns, reads and acknowledges until nothing is left.
    fn heal(&mut self) {
        self.show();
        self.step(&Step::Return);
        while !self.client.wire.is_empty() {
            self.step(&Step::Read(usize::MAX));
            self.step(&Step::Ack);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    /// proves: R3 (resume replays missed events exactly once, in order)
    #[test]
    fn every_item_arrives_exactly_once_and_in_order_however_often_the_socket_breaks(
        steps in proptest::collection::vec(step(), 1..80),
    ) {
        let mut world = World::new();
        for step in &steps {
            world.step(step);
            let items = &world.client.items;
            prop_assert!(items.windows(2).all(|pair| pair[1] == pair[0] + 1), "{items:?}");
        }
        world.heal();
        prop_assert_eq!(&world.client.items, &world.said[world.since..]);
        prop_assert_eq!(&world.client.view, &json!(world.state));
    }
}
