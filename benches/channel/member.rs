//! One person's session channel: acknowledges and pings as `docs/protocol.md` asks, writes when it
//! is time to, and notes how long what others wrote was on its way.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use signaling::channel::{CommandId, ServerFrame};
use signaling::ws::client::ChannelClient;
use tokio::sync::{mpsc, watch};

use crate::court::Entry;

/// One command in so many is a hand; the others are chat.
const HANDS_EVERY: u64 = 4;
/// As long as a short answer in a chat.
const WORDS: &str = "好的，我同意这个方案，请调解员写进协议。";

/// What everybody does.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// Only listens.
    Rest,
    /// Writes, from then on.
    Write { from: Instant, until: Instant, every: Duration },
    /// Hands in what was noted since the last time.
    Report,
}

/// What was noted.
#[derive(Debug, Default)]
pub struct Noted {
    pub said: u64,
    pub commands: u64,
    pub refused: u64,
    /// Between the moment at which something was to be written and its arrival, at each reader.
    pub delivered: Vec<Duration>,
    /// The same until the writer was told that it is done.
    pub done: Vec<Duration>,
    /// How much too late the benchmark itself wrote.
    pub late: Vec<Duration>,
}

impl Noted {
    pub fn add(&mut self, other: Self) {
        self.said += other.said;
        self.commands += other.commands;
        self.refused += other.refused;
        self.delivered.extend(other.delivered);
        self.done.extend(other.done);
        self.late.extend(other.late);
    }
}

pub struct Member {
    pub id: String,
    pub view: Map<String, Value>,
    client: ChannelClient,
    begun: Instant,
    count: u64,
    hand_is_up: bool,
    /// The server ended the channel: what is written then gets no answer.
    is_cut_off: bool,
    /// Commands that are not answered yet, and when they were to be written.
    waiting: Vec<(CommandId, Instant)>,
    noted: Noted,
}

/// The next thing to write.
#[derive(Clone, Copy)]
struct Turn {
    at: Instant,
    until: Instant,
    every: Duration,
}

impl Member {
    pub async fn arrive(entry: Entry, server: SocketAddr, begun: Instant) -> Self {
        let url = format!("ws://{server}{}", entry.channel);
        let client = ChannelClient::connect(&url, &entry.token, None);
        let mut member = Self {
            id: entry.participant,
            view: Map::new(),
            client: client.await.unwrap(),
            begun,
            count: 0,
            hand_is_up: false,
            is_cut_off: false,
            waiting: Vec::new(),
            noted: Noted::default(),
        };
        member.until(|view| view.contains_key("me") && view.contains_key("session")).await;
        member
    }

    /// Asks, and waits until it is done.
    pub async fn does(&mut self, command: Value) {
        self.ask(&command, Instant::now()).await;
        while !self.waiting.is_empty() {
            self.hear().await;
        }
        assert_eq!(self.noted.refused, 0, "{command} was refused");
    }

    pub async fn until(&mut self, holds: impl Fn(&Map<String, Value>) -> bool) {
        while !holds(&self.view) {
            self.hear().await;
        }
    }

    /// Follows the orders until there are no more. `share` (0 to 1) is when in each interval.
    pub async fn follow(
        mut self,
        share: f64,
        mut orders: watch::Receiver<Order>,
        reports: mpsc::UnboundedSender<Noted>,
    ) {
        self.noted = Noted::default();
        let mut turn: Option<Turn> = None;
        loop {
            let due = turn.filter(|turn| turn.at < turn.until).map(|turn| turn.at.into());
            tokio::select! {
                frame = self.client.next(), if !self.is_cut_off => match frame {
                    Some(frame) => self.take(frame),
                    None => self.is_cut_off = true,
                },
                () = tokio::time::sleep_until(due.unwrap_or_else(tokio::time::Instant::now)), if due.is_some() => {
                    let Some(turn) = &mut turn else { continue };
                    self.write(turn.at).await;
                    turn.at += turn.every;
                }
                changed = orders.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    match *orders.borrow_and_update() {
                        Order::Rest => {}
                        Order::Write { from, until, every } => {
                            turn = Some(Turn { at: from + every.mul_f64(share), until, every });
                        }
                        // The director may have heard enough.
                        Order::Report => drop(reports.send(std::mem::take(&mut self.noted))),
                    }
                }
            }
        }
    }

    async fn write(&mut self, at: Instant) {
        self.noted.late.push(at.elapsed());
        let command = if self.count % HANDS_EVERY == HANDS_EVERY - 1 {
            self.hand_is_up = !self.hand_is_up;
            json!({ "type": if self.hand_is_up { "raise_hand" } else { "lower_hand" } })
        } else {
            self.noted.said += 1;
            let stamp = at.saturating_duration_since(self.begun).as_nanos();
            json!({ "type": "say", "to": "room", "text": format!("{stamp} {WORDS}") })
        };
        self.ask(&command, at).await;
    }

    async fn ask(&mut self, command: &Value, at: Instant) {
        self.count += 1;
        self.noted.commands += 1;
        let id: CommandId = serde_json::from_value(json!(format!("c-{}", self.count))).unwrap();
        self.waiting.push((id.clone(), at));
        self.client.command(id, command).await;
    }

    async fn hear(&mut self) {
        let frame = self.client.next().await;
        self.take(frame.expect("the server keeps the channel"));
    }

    fn take(&mut self, frame: ServerFrame<Value, Value>) {
        match frame {
            ServerFrame::View { slices, .. } => {
                if let Value::Object(slices) = serde_json::to_value(slices).unwrap() {
                    self.view.extend(slices);
                }
            }
            ServerFrame::Item { item, .. } if item["item"] == "chat" => {
                let stamp = item["text"].as_str().and_then(|text| text.split(' ').next()?.parse().ok());
                let written = self.begun + Duration::from_nanos(stamp.unwrap());
                self.noted.delivered.push(written.elapsed());
            }
            ServerFrame::Done { id } => {
                let asked = self.answered(&id);
                self.noted.done.push(asked.elapsed());
            }
            ServerFrame::Refused(refused) => {
                self.answered(&refused.id);
                self.noted.refused += 1;
            }
            _ => {}
        }
    }

    fn answered(&mut self, id: &CommandId) -> Instant {
        let at = self.waiting.iter().position(|(name, _)| name == id).unwrap();
        self.waiting.swap_remove(at).1
    }
}
