//! What one participant is yet to be told, and what it was told but has not acknowledged.
//!
//! Items happen once and are delivered exactly once, in order. The view is state: only its
//! newest value matters, so slices that wait are merged, and a frame with the view always goes
//! before the items that wait. An item therefore never refers to something that the client's
//! view does not have yet.
//!
//! Numbers are given on sending. After a break the client names the highest number it saw;
//! what it did not see goes back to the head of the queue and is sent under new numbers.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::frame::Seq;
use super::limits::{OUTBOX_BYTES, OUTBOX_ITEMS, WINDOW};

/// The queue of one participant within one epoch.
#[derive(Debug, Default)]
pub struct Outbox {
    view: BTreeMap<String, Value>,
    changed: BTreeSet<String>,
    waiting: VecDeque<Box<RawValue>>,
    sent: VecDeque<(Seq, Sent)>,
    last: Seq,
    /// The highest number the client is known to have seen; what came before is forgotten.
    seen: Seq,
    bytes: usize,
}

/// More was to be said than a client may leave unacknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected at most {OUTBOX_ITEMS} items and {OUTBOX_BYTES} bytes unacknowledged")]
pub struct Overflow;

#[derive(Debug)]
enum Sent {
    View(BTreeSet<String>),
    Item(Box<RawValue>),
}

impl Outbox {
    /// Replaces the view. Fields that are missing count as null.
    pub fn show(&mut self, view: BTreeMap<String, Value>) {
        let gone: Vec<_> = self.view.keys().filter(|name| !view.contains_key(*name)).cloned().collect();
        let nulls = gone.into_iter().map(|name| (name, Value::Null));
        for (name, value) in view.into_iter().chain(nulls) {
            if self.view.get(&name) != Some(&value) {
                self.changed.insert(name.clone());
                self.view.insert(name, value);
            }
        }
    }

    /// Appends an item.
    pub fn push(&mut self, item: Box<RawValue>) -> Result<(), Overflow> {
        let bytes = self.bytes + item.get().len();
        if self.items() == OUTBOX_ITEMS || bytes > OUTBOX_BYTES {
            return Err(Overflow);
        }
        self.bytes = bytes;
        self.waiting.push_back(item);
        Ok(())
    }

    /// The next frame to send, if one waits and the client has acknowledged enough.
    pub fn next(&mut self) -> Option<Box<str>> {
        if self.sent.len() == WINDOW {
            return None;
        }
        if !self.changed.is_empty() {
            return Some(self.send_view());
        }
        let item = self.waiting.pop_front()?;
        let seq = self.number();
        let text = frame(&Frame::Item { seq, item: &item });
        self.sent.push_back((seq, Sent::Item(item)));
        Some(text)
    }

    /// Everything up to `seq` has arrived. `false` if that is nothing new; numbers never sent
    /// change nothing.
    pub fn acknowledge(&mut self, seq: Seq) -> bool {
        if seq > self.last || seq <= self.seen {
            return false;
        }
        self.seen = seq;
        while self.sent.front().is_some_and(|(sent, _)| *sent <= seq) {
            if let Some((_, Sent::Item(item))) = self.sent.pop_front() {
                self.bytes -= item.get().len();
            }
        }
        true
    }

    /// The client is back and has seen everything up to `seq` and nothing after it. `false`
    /// if that cannot be: it names a number that was never sent, or one so old that what
    /// followed has been forgotten.
    #[must_use]
    pub fn rewind(&mut self, seq: Seq) -> bool {
        if seq > self.last || seq < self.seen {
            return false;
        }
        self.acknowledge(seq);
        while let Some((_, sent)) = self.sent.pop_back() {
            match sent {
                Sent::View(slices) => self.changed.extend(slices),
                Sent::Item(item) => self.waiting.push_front(item),
            }
        }
        true
    }

    /// Forgets all items and sends the whole view again: the client starts afresh.
    pub fn restart(&mut self) {
        let view = std::mem::take(&mut self.view);
        *self = Self { changed: view.keys().cloned().collect(), view, ..Self::default() };
    }

    /// Whether the client has something to acknowledge.
    pub fn is_awaiting_ack(&self) -> bool {
        !self.sent.is_empty()
    }

    fn items(&self) -> usize {
        let sent = self.sent.iter().filter(|(_, sent)| matches!(sent, Sent::Item(_))).count();
        self.waiting.len() + sent
    }

    fn send_view(&mut self) -> Box<str> {
        let changed = std::mem::take(&mut self.changed);
        let seq = self.number();
        let slices = self.view.iter().filter(|(name, _)| changed.contains(*name)).collect();
        let text = frame(&Frame::View { seq, slices });
        self.sent.push_back((seq, Sent::View(changed)));
        text
    }

    fn number(&mut self) -> Seq {
        self.last.0 += 1;
        self.last
    }
}

/// The numbered frames, borrowed. The same JSON as [`super::ServerFrame`]'s, by a test.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame<'a> {
    View { seq: Seq, slices: BTreeMap<&'a String, &'a Value> },
    Item { seq: Seq, item: &'a RawValue },
}

fn frame(frame: &Frame<'_>) -> Box<str> {
    serde_json::to_string(frame).expect("JSON values with string keys always serialise").into()
}

#[cfg(test)]
mod tests;
