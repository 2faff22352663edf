//! The session channel: texts that were commands once, or never.

use serde_json::json;
use signaling::channel::{Epoch, Heard, Intake, Resume, Seq, ServerFrame};

use super::*;
use crate::session::policy::Action;

/// One text that may come.
#[derive(Clone, Debug)]
enum Said {
    /// A command (by its place in the list), under one of few names, with what was done to it.
    Command {
        which: usize,
        about: usize,
        name: u8,
        hurts: Vec<Hurt>,
    },
    Ack(u64),
    Ping(i64),
    Hello {
        version: u32,
        resume: Option<(u64, u64)>,
    },
    Any(String),
    Bytes,
}

/// What may happen to JSON: to the n-th of its values, or to a byte of its text.
#[derive(Clone, Debug)]
enum Hurt {
    Remove(usize),
    Replace(usize, Value),
    Stray(usize),
    Flip(usize, u8),
    Cut(usize),
    Twice,
}

/// Every command as it should be, about somebody.
fn commands(who: ParticipantId) -> Vec<Value> {
    let nothing = "00000000-0000-4000-8000-000000000000";
    let digest = "ab".repeat(32);
    vec![
        json!({ "type": "tick_notices", "notices": ["court_discipline"] }),
        json!({ "type": "report_device_test", "microphone": true, "speaker": true, "camera": false, "round_trip_ms": 9 }),
        json!({ "type": "confirm_identity", "who": who, "method": "visual" }),
        json!({ "type": "waive_device_test", "who": who, "reason": "电话核实" }),
        json!({ "type": "admit", "who": who }),
        json!({ "type": "hold", "who": who }),
        json!({ "type": "remove", "who": who, "reason": "扰乱秩序" }),
        json!({ "type": "allow_return", "who": who }),
        json!({ "type": "leave" }),
        json!({ "type": "open" }),
        json!({ "type": "change_phase", "to": "recess", "reason": "休息", "outcome": "other" }),
        json!({ "type": "prepare_caucus", "name": "单独谈", "side": "applicant", "members": [who] }),
        json!({ "type": "drop_caucus", "room": 11 }),
        json!({ "type": "gather", "room": 10, "who": [who], "countdown_seconds": 0 }),
        json!({ "type": "cancel_gather", "room": 10 }),
        json!({ "type": "enter", "room": 1 }),
        json!({ "type": "step_out" }),
        json!({ "type": "lock", "room": 10, "locked": true }),
        json!({ "type": "knock", "room": 10 }),
        json!({ "type": "invite", "who": who }),
        json!({ "type": "answer_invitation", "invitation": nothing, "accept": true }),
        json!({ "type": "call_witness", "who": who }),
        json!({ "type": "release_witness", "who": who, "stays_available": true }),
        json!({ "type": "raise_hand" }),
        json!({ "type": "lower_hand", "who": who }),
        json!({ "type": "give_floor", "who": who, "seconds": 60 }),
        json!({ "type": "take_floor", "who": who }),
        json!({ "type": "set_floor", "mode": "open" }),
        json!({ "type": "mute", "who": who, "muted": true }),
        json!({ "type": "allow_share", "who": who, "allowed": true }),
        json!({ "type": "consent", "stage": "recording", "given": true }),
        json!({ "type": "start_recording" }),
        json!({ "type": "pause_recording", "reason": "break" }),
        json!({ "type": "resume_recording" }),
        json!({ "type": "stop_recording" }),
        json!({ "type": "say", "to": { "participant": who }, "text": "您好" }),
        json!({ "type": "read", "message": nothing }),
        json!({ "type": "open_party_chat", "open": true }),
        json!({ "type": "show_exhibit", "document": nothing, "title": "合同", "number": "E-07", "sha256": digest, "pages": 3 }),
        json!({ "type": "turn_page", "page": 2 }),
        json!({ "type": "hide_exhibit" }),
        json!({ "type": "ask_for_help", "text": "听不见" }),
        json!({ "type": "settle_help", "who": who }),
        json!({ "type": "warn_of_absence", "who": who, "text": "请回到镜头前" }),
        json!({ "type": "see_warning" }),
        json!({ "type": "mark_absence", "who": who, "kind": "no_show", "reason": "未到庭" }),
    ]
}

#[test]
fn every_command_is_among_those_that_are_hurt() {
    let all: Vec<Act> =
        commands(APPLICANT).into_iter().map(|one| serde_json::from_value(one).unwrap()).collect();
    let missing: Vec<_> =
        Action::ALL.iter().filter(|action| !all.iter().any(|one| Action::of(one) == **action)).collect();
    assert!(missing.is_empty(), "no {missing:?}");
}

fn junk() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        Just(Value::from("长".repeat(5_000))),
        Just(json!(NOBODY)),
        prop::sample::select(&EVERYBODY[..]).prop_map(|who| json!(who)),
        Just(json!([[[[{}]]]])),
        Just(json!(vec![NOBODY; 300])),
    ]
}

fn hurt() -> impl Strategy<Value = Hurt> {
    prop_oneof![
        2 => any::<usize>().prop_map(Hurt::Remove),
        4 => (any::<usize>(), junk()).prop_map(|(n, value)| Hurt::Replace(n, value)),
        1 => any::<usize>().prop_map(Hurt::Stray),
        1 => (any::<usize>(), 1..=255_u8).prop_map(|(n, mask)| Hurt::Flip(n, mask)),
        1 => any::<usize>().prop_map(Hurt::Cut),
        1 => Just(Hurt::Twice),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    let command = (any::<usize>(), any::<usize>(), any::<u8>(), prop::collection::vec(hurt(), 0..3));
    prop_oneof![
        12 => command.prop_map(|(which, about, name, hurts)| Said::Command { which, about, name, hurts }),
        2 => prop_oneof![0..40_u64, any::<u64>()].prop_map(Said::Ack),
        1 => any::<i64>().prop_map(Said::Ping),
        1 => (0..3_u32, prop::option::of((any::<u64>(), 0..40_u64)))
            .prop_map(|(version, resume)| Said::Hello { version, resume }),
        1 => "\\PC{0,60}".prop_map(Said::Any),
        1 => Just(Said::Bytes),
    ]
}

impl Said {
    /// As it goes over the wire; `None` for what is no text.
    fn text(&self) -> Option<String> {
        let frame = match self {
            Self::Command { which, about, name, hurts } => {
                return Some(hurt_command(*which, *about, *name, hurts));
            }
            Self::Ack(seq) => json!({ "type": "ack", "seq": seq }),
            Self::Ping(at) => json!({ "type": "ping", "at": at }),
            Self::Hello { version, resume } => {
                let resume = resume.map(|(epoch, seq)| json!({ "epoch": epoch, "seq": seq }));
                json!({ "type": "hello", "version": version, "token": "x", "resume": resume })
            }
            Self::Any(text) => return Some(text.clone()),
            Self::Bytes => return None,
        };
        Some(frame.to_string())
    }
}

fn hurt_command(which: usize, about: usize, name: u8, hurts: &[Hurt]) -> String {
    let all = commands(EVERYBODY[about % EVERYBODY.len()]);
    let mut frame =
        json!({ "type": "command", "id": format!("c-{name}"), "command": all[which % all.len()] });
    let mut text = None;
    for one in hurts {
        match one {
            Hurt::Remove(n) => remove(&mut frame, *n),
            Hurt::Replace(n, value) => *nth(&mut frame, *n) = value.clone(),
            Hurt::Stray(n) => {
                if let Value::Object(fields) = nth(&mut frame, *n) {
                    fields.insert("stray".to_owned(), json!(1));
                }
            }
            bytes => text = Some(hurt_text(text.unwrap_or_else(|| frame.to_string()), bytes)),
        }
    }
    text.unwrap_or_else(|| frame.to_string())
}

fn hurt_text(text: String, how: &Hurt) -> String {
    let mut bytes = text.into_bytes();
    match how {
        Hurt::Flip(n, mask) if !bytes.is_empty() => {
            let at = n % bytes.len();
            bytes[at] ^= mask;
        }
        Hurt::Cut(n) => bytes.truncate(n % (bytes.len() + 1)),
        Hurt::Twice => bytes.extend_from_within(..),
        _ => {}
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Where each value is, the whole first.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, one)| places(one, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, one)| places(one, &format!("{at}/{n}"), found));
        }
        _ => {}
    }
}

fn nth(frame: &mut Value, n: usize) -> &mut Value {
    let mut found = Vec::new();
    places(frame, "", &mut found);
    let place = found[n % found.len()].clone();
    frame.pointer_mut(&place).expect("it was just found")
}

fn remove(frame: &mut Value, n: usize) {
    let mut found = Vec::new();
    places(frame, "", &mut found);
    if let Some((whole, part)) = found[n % found.len()].clone().rsplit_once('/')
        && let Some(Value::Object(fields)) = frame.pointer_mut(whole)
    {
        fields.remove(part);
    }
}

/// The sockets of a session channel, as the edge of the server holds them.
struct Socket {
    who: ParticipantId,
    link: LinkId,
    intake: Intake<Act>,
}

impl Court {
    fn socket(&mut self, who: ParticipantId, link: LinkId, resume: Option<Resume>) -> Socket {
        let mut intake = Intake::new(self.started, 0);
        let hello = json!({ "type": "hello", "version": 1, "token": "x" }).to_string();
        intake.text(self.started, &hello);
        assert!(matches!(intake.poll_output(), Heard::Hello(_)), "the first frame is a good one");
        self.channels.insert(link, who);
        self.live.open_channel(who, link, resume);
        self.performs();
        Socket { who, link, intake }
    }

    /// Passes on what was heard, as the edge does. `false` when the socket has ended.
    fn hears(&mut self, socket: &mut Socket, text: Option<&str>) -> bool {
        match text {
            Some(text) => socket.intake.text(self.started, text),
            None => socket.intake.binary(),
        }
        loop {
            match socket.intake.poll_output() {
                Heard::Hello(_) => panic!("a second hello opened something"),
                Heard::Command { id, command } => {
                    self.live.channel_command(socket.who, socket.link, id, command);
                    self.grants(socket.who);
                }
                Heard::Ack(seq) => self.live.channel_ack(socket.who, socket.link, seq),
                Heard::Reply(frame) => assert!(is_frame(&frame), "{frame}"),
                Heard::End(code) => {
                    let bye = ServerFrame::<(), ()>::Bye(code.bye()).to_json();
                    assert!(is_frame(&bye), "{bye}");
                    self.live.close_channel(socket.who, socket.link);
                    return false;
                }
                Heard::Wait(_) => return true,
            }
        }
    }

    /// The session decides what was asked. A refusal has a code and sentences, changes nothing, and
    /// nobody else is told anything.
    fn grants(&mut self, liar: ParticipantId) {
        for wish in self.live.take_wishes() {
            assert_eq!(wish.who, liar, "nobody asks for somebody else");
            let before = self.standing(liar);
            let outcome = self.scene.tries(wish.who, wish.command.clone());
            match outcome {
                Ok(_) => {
                    self.live.answer(&wish, Ok(()));
                    self.follows();
                }
                Err(refusal) => {
                    let said = refusal.sentence();
                    assert!(!refusal.code().is_empty() && !said.zh.is_empty() && !said.en.is_empty());
                    self.frames.clear();
                    self.live.answer(&wish, Err(refusal));
                    self.performs();
                    assert_eq!(self.standing(liar), before, "a refusal changes nothing");
                    assert_eq!(self.scene.session, before.session, "nor in what is kept");
                    assert!(self.frames.iter().all(|(who, _)| *who == liar), "and nobody else is told");
                }
            }
        }
    }
}

fn is_frame(text: &str) -> bool {
    serde_json::from_str::<ServerFrame<Value, Value>>(text).is_ok()
}

proptest! {
    #![proptest_config(config())]

    /// proves: F1, INV-S01
    #[test]
    fn whatever_comes_over_the_session_channel_is_refused_ended_or_within_the_rules(
        (kind, start, steps) in any_history(),
        texts in prop::collection::vec((0..EVERYBODY.len(), said()), 1..80),
    ) {
        let scene = Scene::of(kind, &EVERYBODY);
        let mut court = Court::new(match start {
            Start::Empty => scene,
            Start::AllIn => scene.all_in(),
            Start::Opened => scene.opened(),
        });
        let mut links = (30_000..).map(LinkId);
        let mut sockets: BTreeMap<ParticipantId, Socket> = BTreeMap::new();
        let mut steps = steps.iter();
        for (who, said) in &texts {
            let who = EVERYBODY[*who];
            let mut socket = match sockets.remove(&who) {
                Some(socket) => socket,
                None => court.socket(who, links.next().expect("there are more"), None),
            };
            let before = court.standing(who);
            let (text, events) = (said.text(), court.scene.log.len());
            let goes_on = court.hears(&mut socket, text.as_deref());
            court.performs();
            if court.scene.log.len() == events {
                prop_assert_eq!(court.standing(who), before, "{:?} changed something without an event", said);
            }
            court.settles();
            prop_assert_eq!(court.live.session(), &court.scene.session, "what is shown is what is kept");
            court.nobody_reaches_further_than_the_rules_let();
            if goes_on {
                sockets.insert(who, socket);
            } else if let Said::Hello { resume: Some((_, seq)), .. } = said {
                // Somebody who claims to have been here before.
                let resume = Some(Resume { epoch: Epoch(7), seq: Seq(*seq) });
                let link = links.next().expect("there are more");
                sockets.insert(who, court.socket(who, link, resume));
            }
            if let Some(step) = steps.next() {
                court.plays(step);
                court.settles();
            }
        }
    }
}
