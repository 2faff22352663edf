//! One participant's side of the session channel, over however many sockets it takes.
//!
//! ```text
//!             Connected                    Connected (another device)
//!   away ───────────────────▶ connected ─────────────────────────────┐
//!    ▲  welcome, replay or    │    ▲      old socket: bye replaced   │
//!    │  snapshot              │    └──────────────────────────────────┘
//!    └────────────────────────┘
//!      Closed, overflow, no acknowledgement in time
//! ```
//!
//! `handle(now, input)` once, then `poll_output()` until it yields [`Output::Wait`]. Inputs of a
//! socket that is not the present one change nothing.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::VERSION;
use super::answers::{Answers, Outcome, Refusal, Verdict};
use super::code::{ByeCode, Sentence};
use super::frame::{CommandId, Epoch, Refused, Resume, Seq, ServerFrame, Welcome};
use super::limits::{ACK_DEADLINE, PING_INTERVAL, SILENCE};
use super::outbox::{Outbox, Overflow};
use crate::LinkId;

/// A participant's conversation. `C` is the application's command.
#[derive(Debug)]
pub struct Conversation<C> {
    epoch: Epoch,
    outbox: Outbox,
    answers: Answers,
    link: Option<Present>,
    /// Items were dropped: the client must start afresh when it returns.
    broken: bool,
    outputs: VecDeque<Output<C>>,
}

/// The socket in use.
#[derive(Clone, Copy, Debug)]
struct Present {
    id: LinkId,
    /// Since when it has something to acknowledge.
    owes_ack_since: Option<Instant>,
}

/// What happens to a conversation.
#[derive(Debug)]
pub enum Input<C> {
    /// A socket of this participant was accepted.
    Connected {
        /// Which.
        link: LinkId,
        /// Where the client left off.
        resume: Option<Resume>,
        /// Random; names the numbering if the client has to start afresh.
        fresh: Epoch,
        /// Wall clock in milliseconds since 1970.
        wall_ms: i64,
    },
    /// A socket is gone.
    Closed(LinkId),
    /// A command came in.
    Command {
        /// On which socket.
        link: LinkId,
        /// The client's name for it.
        id: CommandId,
        /// What is asked.
        command: C,
    },
    /// Everything up to a number has arrived.
    Ack {
        /// On which socket.
        link: LinkId,
        /// The number.
        seq: Seq,
    },
    /// The view as it is now, whole; see [`slices`].
    View(BTreeMap<String, Value>),
    /// Something that happened once; see [`item`].
    Item(Box<RawValue>),
    /// A command that was to run has ended.
    Answer {
        /// Which.
        id: CommandId,
        /// How.
        outcome: Outcome,
    },
    /// The conversation is over, or the server restarts.
    End(ByeCode),
    /// The deadline has come.
    Timeout,
}

/// What a conversation wants done.
#[derive(Debug, PartialEq)]
pub enum Output<C> {
    /// Send a frame. If the socket's queue is full, say [`Input::Closed`] and drop the link.
    Send(LinkId, Arc<str>),
    /// Drop a link: it closes once everything before was written.
    Close(LinkId),
    /// Run a command, then say [`Input::Answer`]. It comes out once per id.
    Run {
        /// The client's name for it.
        id: CommandId,
        /// What is asked.
        command: C,
    },
    /// The client knows nothing: give the items it should know, as after a first connection.
    /// The view follows by itself if it was ever given.
    Snapshot,
    /// Nothing more to do until then.
    Wait(Option<Instant>),
}

/// A view's top-level fields. The view must serialise as an object.
pub fn slices(view: &impl Serialize) -> Result<BTreeMap<String, Value>, serde_json::Error> {
    serde_json::to_value(view).and_then(serde_json::from_value)
}

/// An item, serialised once for all its readers if need be.
pub fn item(item: &impl Serialize) -> Result<Box<RawValue>, serde_json::Error> {
    serde_json::value::to_raw_value(item)
}

impl<C> Conversation<C> {
    /// A conversation that has not begun. `epoch` is random.
    pub fn new(epoch: Epoch) -> Self {
        Self {
            epoch,
            outbox: Outbox::default(),
            answers: Answers::default(),
            link: None,
            broken: false,
            outputs: VecDeque::new(),
        }
    }

    /// Whether a socket is connected.
    pub fn is_connected(&self) -> bool {
        self.link.is_some()
    }

    /// One input, then drain [`Conversation::poll_output`].
    pub fn handle(&mut self, now: Instant, input: Input<C>) {
        match input {
            Input::Connected { link, resume, fresh, wall_ms } => self.connect(link, resume, fresh, wall_ms),
            Input::Closed(link) if self.is_present(link) => self.link = None,
            Input::Command { link, id, command } if self.is_present(link) => self.command(link, id, command),
            Input::Ack { link, seq } if self.is_present(link) => self.acknowledge(seq),
            Input::Closed(_) | Input::Command { .. } | Input::Ack { .. } => {}
            Input::View(view) => self.outbox.show(view),
            Input::Item(item) => self.say(item),
            Input::Answer { id, outcome } => self.answer(now, id, outcome),
            Input::End(code) => self.end(code),
            Input::Timeout => self.check_acknowledgement(now),
        }
        self.fill_window(now);
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Output<C> {
        self.outputs.pop_front().unwrap_or_else(|| Output::Wait(self.deadline()))
    }

    fn connect(&mut self, link: LinkId, resume: Option<Resume>, fresh: Epoch, wall_ms: i64) {
        if let Some(old) = self.link.take() {
            self.goodbye(old.id, ByeCode::Replaced);
        }
        self.link = Some(Present { id: link, owes_ack_since: None });
        let resumed = !self.broken
            && resume.is_some_and(|left| left.epoch == self.epoch && self.outbox.rewind(left.seq));
        if !resumed {
            self.epoch = fresh;
            self.broken = false;
            self.outbox.restart();
        }
        self.send(link, &ServerFrame::Welcome(self.welcome(resumed, wall_ms)));
        if !resumed {
            self.outputs.push_back(Output::Snapshot);
        }
    }

    fn welcome(&self, resumed: bool, wall_ms: i64) -> Welcome {
        Welcome {
            version: VERSION,
            epoch: self.epoch,
            resumed,
            ping_seconds: whole_seconds(PING_INTERVAL),
            silence_seconds: whole_seconds(SILENCE),
            now: wall_ms,
        }
    }

    fn command(&mut self, link: LinkId, id: CommandId, command: C) {
        match self.answers.admit(&id) {
            Verdict::Run => self.outputs.push_back(Output::Run { id, command }),
            Verdict::Running => {}
            Verdict::Answered(outcome) => self.send_answer(link, id, outcome),
            Verdict::TooMany => self.send_answer(link, id, Err(too_many_running())),
        }
    }

    fn acknowledge(&mut self, seq: Seq) {
        let news = self.outbox.acknowledge(seq);
        if let Some(present) = self.link.as_mut().filter(|_| news) {
            present.owes_ack_since = None;
        }
    }

    fn say(&mut self, item: Box<RawValue>) {
        if self.broken {
            return;
        }
        if let Err(Overflow) = self.outbox.push(item) {
            self.broken = true;
            self.outbox.restart();
            self.disconnect(ByeCode::TooSlow);
        }
    }

    /// The view that shows the effect goes before the answer.
    fn answer(&mut self, now: Instant, id: CommandId, outcome: Outcome) {
        if !self.answers.answer(&id, outcome.clone()) {
            return;
        }
        self.fill_window(now);
        if let Some(present) = self.link {
            self.send_answer(present.id, id, outcome);
        }
    }

    fn end(&mut self, code: ByeCode) {
        self.disconnect(code);
    }

    fn check_acknowledgement(&mut self, now: Instant) {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.disconnect(ByeCode::TooSlow);
        }
    }

    /// When the client must have acknowledged something.
    fn deadline(&self) -> Option<Instant> {
        self.link.and_then(|present| Some(present.owes_ack_since? + ACK_DEADLINE))
    }

    fn fill_window(&mut self, now: Instant) {
        let Some(mut present) = self.link else { return };
        while let Some(frame) = self.outbox.next() {
            self.outputs.push_back(Output::Send(present.id, frame.into()));
        }
        if self.outbox.is_awaiting_ack() {
            present.owes_ack_since.get_or_insert(now);
        } else {
            present.owes_ack_since = None;
        }
        self.link = Some(present);
    }

    fn disconnect(&mut self, code: ByeCode) {
        if let Some(present) = self.link.take() {
            self.goodbye(present.id, code);
        }
    }

    fn goodbye(&mut self, link: LinkId, code: ByeCode) {
        self.send(link, &ServerFrame::Bye(code.bye()));
        self.outputs.push_back(Output::Close(link));
    }

    fn send_answer(&mut self, link: LinkId, id: CommandId, outcome: Outcome) {
        let frame = match outcome {
            Ok(()) => ServerFrame::Done { id },
            Err(Refusal { code, sentence }) => ServerFrame::Refused(Refused { id, code, sentence }),
        };
        self.send(link, &frame);
    }

    fn send(&mut self, link: LinkId, frame: &ServerFrame<(), ()>) {
        self.outputs.push_back(Output::Send(link, frame.to_json().into()));
    }

    fn is_present(&self, link: LinkId) -> bool {
        self.link.is_some_and(|present| present.id == link)
    }
}

fn too_many_running() -> Refusal {
    Refusal {
        code: "too_many_running".into(),
        sentence: Sentence {
            zh: "操作过于频繁，请稍后再试。".into(),
            en: "Too many requests at once. Please slow down.".into(),
        },
    }
}

fn whole_seconds(duration: std::time::Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
