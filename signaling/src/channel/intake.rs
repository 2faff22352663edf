//! What a stranger's socket says, until it is a frame: hello first and once, then commands,
//! acknowledgements and pings, and no silence. One per socket.
//!
//! ```text
//!   waiting ──hello──▶ open ──silence, garbage──▶ ended
//!      └──anything else, 5 s──▶ ended
//! ```

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::time::Instant;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::VERSION;
use super::code::{ByeCode, Sentence};
use super::frame::{ClientFrame, CommandId, Hello, Refused, Seq, ServerFrame};
use super::limits::{FRAME_BYTES, HELLO_DEADLINE, SILENCE};

/// One socket's ear. `C` is the application's command.
#[derive(Debug)]
pub struct Intake<C> {
    state: State,
    began: (Instant, i64),
    heard: Instant,
    outputs: VecDeque<Heard<C>>,
    command: PhantomData<fn() -> C>,
}

#[derive(Debug, PartialEq)]
enum State {
    Waiting,
    Open,
    Ended,
}

/// What was heard, and what follows from it.
#[derive(Debug, PartialEq)]
pub enum Heard<C> {
    /// Check the token, then open the channel.
    Hello(Hello),
    /// A command for the conversation.
    Command {
        /// The client's name for it.
        id: CommandId,
        /// What is asked.
        command: C,
    },
    /// An acknowledgement for the conversation.
    Ack(Seq),
    /// Send this at once; the conversation has no part in it.
    Reply(String),
    /// Say goodbye and close. Nothing follows.
    End(ByeCode),
    /// Nothing more until then.
    Wait(Option<Instant>),
}

impl<C: DeserializeOwned> Intake<C> {
    /// A socket that was just upgraded. `wall_ms` in milliseconds since 1970.
    pub fn new(now: Instant, wall_ms: i64) -> Self {
        Self {
            state: State::Waiting,
            began: (now, wall_ms),
            heard: now,
            outputs: VecDeque::new(),
            command: PhantomData,
        }
    }

    /// A text came. Then drain [`Intake::poll_output`].
    pub fn text(&mut self, now: Instant, text: &str) {
        if self.state == State::Ended {
            return;
        }
        self.heard = now;
        if text.len() > FRAME_BYTES {
            return self.end(ByeCode::TooLarge);
        }
        match serde_json::from_str(text) {
            Ok(frame) => self.frame(now, frame),
            Err(_) => self.end(ByeCode::Malformed),
        }
    }

    /// Bytes came, which this protocol never sends.
    pub fn binary(&mut self) {
        self.end(ByeCode::Malformed);
    }

    /// The deadline has come.
    pub fn timeout(&mut self, now: Instant) {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.end(if self.state == State::Waiting { ByeCode::NoHello } else { ByeCode::Silent });
        }
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Heard<C> {
        self.outputs.pop_front().unwrap_or_else(|| Heard::Wait(self.deadline()))
    }

    fn frame(&mut self, now: Instant, frame: ClientFrame<Value>) {
        match (&self.state, frame) {
            (State::Waiting, ClientFrame::Hello(hello)) => self.hello(hello),
            (State::Waiting, _) => self.end(ByeCode::NoHello),
            (State::Open, ClientFrame::Hello(_)) => self.end(ByeCode::Malformed),
            (State::Open, ClientFrame::Command { id, command }) => self.command(id, command),
            (State::Open, ClientFrame::Ack { seq }) => self.outputs.push_back(Heard::Ack(seq)),
            (State::Open, ClientFrame::Ping { at }) => {
                let pong = ServerFrame::Pong { at, now: self.wall_ms(now) };
                self.reply(&pong);
            }
            (State::Ended, _) => {}
        }
    }

    fn hello(&mut self, hello: Hello) {
        if hello.version != VERSION {
            return self.end(ByeCode::UnsupportedVersion);
        }
        self.state = State::Open;
        self.outputs.push_back(Heard::Hello(hello));
    }

    /// A command that the application does not know is refused, not a reason to hang up: a
    /// page may be older or newer than the server.
    fn command(&mut self, id: CommandId, command: Value) {
        match serde_json::from_value(command) {
            Ok(command) => self.outputs.push_back(Heard::Command { id, command }),
            Err(_) => self.reply(&ServerFrame::Refused(not_understood(id))),
        }
    }

    fn reply(&mut self, frame: &ServerFrame<(), ()>) {
        self.outputs.push_back(Heard::Reply(frame.to_json()));
    }

    fn end(&mut self, code: ByeCode) {
        if self.state != State::Ended {
            self.state = State::Ended;
            self.outputs.push_back(Heard::End(code));
        }
    }

    fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Waiting => Some(self.began.0 + HELLO_DEADLINE),
            State::Open => Some(self.heard + SILENCE),
            State::Ended => None,
        }
    }

    fn wall_ms(&self, now: Instant) -> i64 {
        let (since, wall_ms) = self.began;
        let passed = now.saturating_duration_since(since).as_millis();
        wall_ms.saturating_add(i64::try_from(passed).unwrap_or(i64::MAX))
    }
}

fn not_understood(id: CommandId) -> Refused {
    let sentence = Sentence {
        zh: "无法识别该操作，请刷新页面。".into(),
        en: "This request is not understood. Please reload the page.".into(),
    };
    Refused { id, code: "not_understood".into(), sentence }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
    enum Command {
        RaiseHand,
    }

    const HELLO: &str = r#"{"type":"hello","version":1,"token":"t","resume":{"epoch":5,"seq":9}}"#;

    fn start() -> (Intake<Command>, Instant) {
        #[expect(clippy::disallowed_methods, reason = "a test needs some instant to start from")]
        let now = Instant::now();
        (Intake::new(now, 1_000), now)
    }

    fn open() -> (Intake<Command>, Instant) {
        let (mut intake, now) = start();
        intake.text(now, HELLO);
        assert!(matches!(intake.poll_output(), Heard::Hello(hello) if hello.token == "t"));
        (intake, now)
    }

    fn ends_with(text: &str, mut intake: Intake<Command>, now: Instant) -> Option<ByeCode> {
        intake.text(now, text);
        match intake.poll_output() {
            Heard::End(code) => Some(code),
            _ => None,
        }
    }

    #[test]
    fn only_a_hello_of_our_version_opens() {
        let cases = [
            (r#"{"type":"ping","at":1}"#, ByeCode::NoHello),
            (r#"{"type":"hello","version":2,"token":"t"}"#, ByeCode::UnsupportedVersion),
            (r#"{"type":"hello","version":1,"token":"t","admin":true}"#, ByeCode::Malformed),
            (r#"{"type":"hello","version":1}"#, ByeCode::Malformed),
            ("", ByeCode::Malformed),
        ];
        for (text, code) in cases {
            let (intake, now) = start();
            assert_eq!(ends_with(text, intake, now), Some(code), "{text}");
        }
    }

    #[test]
    fn a_second_hello_ends_the_socket() {
        let (intake, now) = open();
        assert_eq!(ends_with(HELLO, intake, now), Some(ByeCode::Malformed));
    }

    #[test]
    fn no_hello_in_time_ends_the_socket() {
        let (mut intake, now) = start();
        assert_eq!(intake.poll_output(), Heard::Wait(Some(now + HELLO_DEADLINE)));
        intake.timeout(now + HELLO_DEADLINE);
        assert_eq!(intake.poll_output(), Heard::End(ByeCode::NoHello));
        assert_eq!(intake.poll_output(), Heard::Wait(None));
    }

    #[test]
    fn silence_ends_the_socket() {
        let (mut intake, now) = open();
        let later = now + Duration::from_secs(10);
        intake.text(later, r#"{"type":"ack","seq":3}"#);
        assert_eq!(intake.poll_output(), Heard::Ack(Seq(3)));
        intake.timeout(now + SILENCE);
        assert_eq!(intake.poll_output(), Heard::Wait(Some(later + SILENCE)));
        intake.timeout(later + SILENCE);
        assert_eq!(intake.poll_output(), Heard::End(ByeCode::Silent));
    }

    #[test]
    fn a_ping_is_answered_with_both_clocks() {
        let (mut intake, now) = open();
        intake.text(now + Duration::from_millis(5), r#"{"type":"ping","at":77}"#);
        assert_eq!(intake.poll_output(), Heard::Reply(r#"{"type":"pong","at":77,"now":1005}"#.into()));
    }

    #[test]
    fn a_command_is_passed_on_and_an_unknown_one_refused() {
        let (mut intake, now) = open();
        intake.text(now, r#"{"type":"command","id":"c1","command":{"type":"raise_hand"}}"#);
        let id = CommandId::try_from("c1".to_owned()).unwrap();
        assert_eq!(intake.poll_output(), Heard::Command { id, command: Command::RaiseHand });
        for command in [r#"{"type":"become_judge"}"#, "7", "null"] {
            intake.text(now, &format!(r#"{{"type":"command","id":"c2","command":{command}}}"#));
            let Heard::Reply(reply) = intake.poll_output() else { panic!("{command}") };
            let refused: Value = serde_json::from_str(&reply).unwrap();
            assert_eq!((&refused["id"], &refused["code"]), (&"c2".into(), &"not_understood".into()));
        }
    }

    #[test]
    fn an_odd_command_id_ends_the_socket() {
        for id in ["", "a b", "张", &"x".repeat(65)] {
            let (intake, now) = open();
            let text = format!(r#"{{"type":"command","id":"{id}","command":{{"type":"raise_hand"}}}}"#);
            assert_eq!(ends_with(&text, intake, now), Some(ByeCode::Malformed), "{id}");
        }
    }

    #[test]
    fn a_frame_of_more_than_64_kib_ends_the_socket() {
        let (intake, now) = open();
        let text = format!(r#"{{"type":"ping","at":1,"x":"{}"}}"#, "x".repeat(FRAME_BYTES));
        assert_eq!(ends_with(&text, intake, now), Some(ByeCode::TooLarge));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_lets_a_command_through_before_hello(text in "\\PC{0,200}") {
            let (mut intake, now) = start();
            intake.text(now, &text);
            let command = matches!(intake.poll_output(), Heard::Command { .. } | Heard::Ack(_));
            prop_assert!(!command);
        }

        #[test]
        fn a_mutated_frame_never_panics(at in 0..80_usize, byte in 32..127_u8) {
            let (mut intake, now) = start();
            let mut text = HELLO.as_bytes().to_vec();
            let at = at % text.len();
            text[at] = byte;
            intake.text(now, std::str::from_utf8(&text).unwrap());
        }
    }
}
