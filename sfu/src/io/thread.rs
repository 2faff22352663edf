//! The loop of one shard.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token, Waker};

use super::Listener;
use super::shares::{ShareId, Shares};
use super::sockets::{Batch, Sockets};
use super::streams::Streams;
use crate::node::Command;
use crate::shard::{Reading, Shard};
use crate::transport::path::Carrier;

/// Wakes the thread for messages; sockets have the numbers below it.
const MESSAGES: Token = Token(usize::MAX);

/// Batches taken from one socket before others and deadlines get their turn.
const BATCHES_AT_ONCE: usize = 8;

/// What a shard's thread is told.
pub enum Message {
    Attach(ShareId, Listener),
    Detach(ShareId),
    Commands(ShareId, Vec<Command>),
    Read(Sender<Reading>),
    Stop,
}

/// Starts the thread of one shard.
pub fn spawn(
    number: u16,
    shard: Shard,
    mut sockets: Sockets,
    mut streams: Streams,
    inbox: Receiver<Message>,
) -> io::Result<(JoinHandle<()>, Arc<Waker>)> {
    let poll = Poll::new()?;
    let waker = Arc::new(Waker::new(poll.registry(), MESSAGES)?);
    sockets.register(poll.registry())?;
    streams.register(poll.registry())?;
    let batch = sockets.batch();
    tracing::info!(shard = number, segments_per_send = sockets.segments_per_send(), "media shard listens");
    let driver = Driver { shard, shares: Shares::default(), sockets, streams, batch, inbox, lost: 0 };
    let thread =
        std::thread::Builder::new().name(format!("media-{number}")).spawn(move || driver.run(poll))?;
    Ok((thread, waker))
}

struct Driver {
    shard: Shard,
    shares: Shares,
    sockets: Sockets,
    streams: Streams,
    batch: Batch,
    inbox: Receiver<Message>,
    /// Runs that the kernel did not take.
    lost: u64,
}

impl Driver {
    fn run(mut self, mut poll: Poll) {
        let mut ready = Events::with_capacity(64);
        let mut unread = vec![false; self.sockets.count()];
        loop {
            let more = unread.contains(&true) || self.streams.has_unread();
            let timeout = if more { Some(Duration::ZERO) } else { self.timeout() };
            if let Err(error) = poll.poll(&mut ready, timeout)
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "media shard cannot wait for its sockets");
                return;
            }
            let now = now();
            for event in &ready {
                match unread.get_mut(event.token().0) {
                    Some(unread) => *unread = true,
                    None => self.streams.ready(poll.registry(), event, now),
                }
            }
            if self.turn(now, &mut unread).is_break() {
                return;
            }
        }
    }

    /// One round: datagrams, messages, deadlines; then everything that follows from them.
    fn turn(&mut self, now: Instant, unread: &mut [bool]) -> std::ops::ControlFlow<()> {
        for (number, unread) in unread.iter_mut().enumerate().filter(|(_, unread)| **unread) {
            *unread = self.receive(now, number);
        }
        self.receive_streams(now);
        self.shard.note_backlog(now, unread.contains(&true));
        while let Ok(message) = self.inbox.try_recv() {
            if matches!(message, Message::Stop) {
                return std::ops::ControlFlow::Break(());
            }
            self.obey(now, message);
        }
        if self.shard.poll_timeout().is_some_and(|due| due <= now) {
            self.shard.handle_timeout(now);
        }
        self.send();
        while let Some(event) = self.shard.poll_event() {
            self.shares.tell(event);
        }
        std::ops::ControlFlow::Continue(())
    }

    /// Whether more may be waiting.
    fn receive(&mut self, now: Instant, number: usize) -> bool {
        for _ in 0..BATCHES_AT_ONCE {
            let shard = &mut self.shard;
            let take = |path, datagram: &mut [u8]| shard.handle_datagram(now, path, datagram);
            match self.sockets.receive(number, &mut self.batch, take) {
                Ok(true) => self.send(),
                Ok(false) => return false,
                Err(error) => {
                    tracing::debug!(%error, "receiving");
                    return false;
                }
            }
        }
        true
    }

    fn receive_streams(&mut self, now: Instant) {
        let shard = &mut self.shard;
        self.streams.receive(now, |path, datagram| shard.handle_datagram(now, path, datagram));
        if self.streams.next_sweep().is_some_and(|due| due <= now) {
            self.streams.sweep(now);
        }
    }

    fn send(&mut self) {
        let (sockets, streams, lost) = (&self.sockets, &mut self.streams, &mut self.lost);
        self.shard.depart(|path, contents, segment| {
            let sent = match path.carrier {
                Carrier::Udp(number) => sockets.send(number, path, contents, segment),
                Carrier::Tcp(id) => streams.send(id, contents, segment),
            };
            *lost += u64::from(sent.is_err());
        });
    }

    fn obey(&mut self, now: Instant, message: Message) {
        match message {
            Message::Attach(share, listener) => self.shares.attach(share, listener),
            Message::Detach(share) => {
                let leaving = self.shares.detach(share).into_iter();
                self.shard.handle_commands(now, leaving.map(|participant| Command::Leave { participant }));
            }
            Message::Commands(share, commands) => {
                commands.iter().for_each(|command| self.shares.note(share, command));
                self.shard.handle_commands(now, commands);
            }
            Message::Read(answer) => {
                let mut reading = self.shard.reading();
                reading.counters.lost = self.lost;
                reading.counters.refused = self.streams.refused();
                let _ = answer.send(reading);
            }
            Message::Stop => {}
        }
    }

    fn timeout(&self) -> Option<Duration> {
        let due = [self.shard.poll_timeout(), self.streams.next_sweep()].into_iter().flatten().min();
        due.map(|due| due.saturating_duration_since(now()))
    }
}

#[expect(clippy::disallowed_methods, reason = "edge: the clock of the media thread")]
fn now() -> Instant {
    Instant::now()
}
