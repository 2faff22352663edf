//! One shard as a state machine: commands and datagrams in, datagrams and events out.
//!
//! It puts together what the layers below do by themselves: [`crate::demux`] finds the
//! transport of a datagram, the transport opens it, the [`Plane`] decides who receives what,
//! and every packet that leaves passes [`ways`], where it is sealed and queued. After any
//! call the driver asks, in this order, [`Shard::depart`] for datagrams, [`Shard::poll_event`]
//! for news and [`Shard::poll_timeout`] for the next deadline.

mod association;
mod counters;
mod negotiating;
mod outbox;
mod people;
mod receiving;
mod tracks;
mod ways;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

pub use counters::{Counters, Reading};

use crate::demux::{Demux, Kind};
use crate::id::ParticipantId;
use crate::load::Load;
use crate::node::{CloseCause, Command, ConnectionState, Event};
use crate::plane::{Link, Plane, PlaneConfig};
use crate::table::IdMap;
use crate::transport::TransportEvent;
use crate::transport::identity::Identity;
use crate::transport::negotiation::receiver::Receiver;
use crate::transport::path::Path;
use association::{Association, AssociationKey};
use people::People;
use tracks::{Msid, Tracks};
use ways::Ways;

/// What a shard is built of.
pub struct ShardConfig {
    /// Limits and first guesses of the plane.
    pub plane: PlaneConfig,
    /// The certificate of the process.
    pub identity: Arc<Identity>,
    /// Where peers reach this shard, as candidate attributes.
    pub candidates: Vec<String>,
    /// Unpredictable in production, fixed in a simulation.
    pub seed: [u8; 32],
}

/// The state of one shard.
pub struct Shard {
    identity: Arc<Identity>,
    candidates: Vec<String>,
    random: ChaCha20Rng,
    plane: Plane,
    people: People,
    tracks: Tracks,
    /// Those with one connection, and what stands in their sections.
    receivers: IdMap<ParticipantId, Receiver>,
    /// Whoever is heard to speak now.
    speaking: BTreeSet<ParticipantId>,
    ways: Ways,
    demux: Demux<AssociationKey>,
    events: VecDeque<Event>,
    counters: Counters,
    load: Load,
}

impl Shard {
    /// A shard with nobody on it.
    pub fn new(config: ShardConfig) -> Self {
        let seed = u64::from_be_bytes(config.seed[..8].try_into().expect("32 bytes have 8"));
        Self {
            identity: config.identity,
            candidates: config.candidates,
            random: ChaCha20Rng::from_seed(config.seed),
            plane: Plane::new(config.plane, seed),
            people: People::default(),
            tracks: Tracks::default(),
            receivers: IdMap::default(),
            speaking: BTreeSet::new(),
            ways: Ways::default(),
            demux: Demux::default(),
            events: VecDeque::new(),
            counters: Counters::default(),
            load: Load::default(),
        }
    }

    /// Takes one datagram, which is opened in place.
    pub fn handle_datagram(&mut self, now: Instant, path: Path, datagram: &mut [u8]) {
        match Kind::of(datagram) {
            Some(Kind::Rtp) => self.take_rtp(now, path, datagram),
            Some(Kind::Rtcp) => self.take_rtcp(now, path, datagram),
            Some(Kind::Stun) => self.take_stun(now, path, datagram),
            Some(Kind::Dtls) => self.take_dtls(now, path, datagram),
            None => self.counters.unknown_kind += 1,
        }
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.plane.poll_timeout().is_some_and(|due| due <= now) {
            self.plane.handle_timeout(now, &mut self.ways);
        }
        while let Some(key) = self.ways.take_due(now) {
            if let Some(association) = self.ways.get_mut(key) {
                association.transport.handle_timeout(now);
            }
            self.settle(now, key);
        }
        self.gather_news(now);
    }

    /// After a round of the driver's loop: whether datagrams still waited for it.
    pub fn note_backlog(&mut self, now: Instant, waiting: bool) {
        let Some(relief) = self.load.note(now, waiting) else { return };
        tracing::warn!(?relief, "how far the media shard keeps up has changed: viewers do without this");
        self.plane.relieve(now, relief);
        self.gather_news(now);
    }

    /// When [`Shard::handle_timeout`] is due; a time that has passed means at once.
    pub fn poll_timeout(&self) -> Option<Instant> {
        [self.plane.poll_timeout(), self.ways.next_due()].into_iter().flatten().min()
    }

    /// Gives every datagram that waits to `send`: the path, the bytes of one or several
    /// datagrams to the same peer, and the size at which to cut them.
    pub fn depart(&mut self, send: impl FnMut(&Path, &[u8], usize)) {
        self.ways.drain(send);
    }

    /// The next piece of news.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What was dropped and why, since the beginning.
    pub fn counters(&self) -> Counters {
        Counters { plane: *self.plane.counters(), unsent: self.ways.unsent(), ..self.counters }
    }

    /// How it is now.
    pub fn reading(&self) -> Reading {
        Reading {
            people: self.people.len(),
            tracks: self.plane.tracks(),
            relief: self.load.relief(),
            counters: self.counters(),
        }
    }

    /// Carries out commands in their order. What they change on a downward connection is
    /// offered once, at the end.
    pub fn handle_commands(&mut self, now: Instant, commands: impl IntoIterator<Item = Command>) {
        for command in commands {
            self.handle_command(now, command);
        }
        self.offer_changes();
        self.gather_news(now);
    }

    fn handle_command(&mut self, now: Instant, command: Command) {
        match command {
            Command::Join { participant, room, wire } => self.join(now, participant, room, wire),
            Command::Leave { participant } => self.leave(now, participant),
            Command::Place { participant, room } => self.place(now, participant, room),
            Command::Offer { participant, offer_id, sdp } => {
                self.take_offer(now, participant, offer_id, &sdp);
            }
            Command::OpenDown { participant } => self.open_down(participant),
            Command::Answer { participant, offer_id, sdp } => {
                self.take_answer(now, participant, offer_id, &sdp);
            }
            // A lite agent only answers checks (RFC 8445 §2.5).
            Command::Candidate { .. } => {}
            Command::RestartIce { participant } => self.restart_ice(now, participant),
            Command::Announce(announcement) => self.announce(now, announcement),
            Command::Withdraw { track } => self.withdraw(now, track),
            Command::Subscribe { viewer, track, stream_id, track_name } => {
                self.subscribe(now, viewer, track, Msid { stream: stream_id, name: track_name });
            }
            Command::Unsubscribe { viewer, track } => self.unsubscribe(now, viewer, track),
            Command::Tune { viewer, track, wanted } => self.plane.tune(now, viewer, track, wanted),
            Command::Gate { track, open } => self.gate(now, track, open),
            Command::Muted { track, muted } => self.plane.muted(now, track, muted),
            Command::Tap { room, tap } => {
                let on = tap.is_some();
                self.ways.set_tap(room, tap);
                self.plane.tap(now, room, on);
                self.events.push_back(Event::Tapped { room, on });
            }
            Command::SendData { to, channel, payload } => self.send_data(now, to, channel, payload),
            Command::RequestKeyframe { track } => self.plane.request_keyframe(now, track),
        }
    }

    fn take_rtp(&mut self, now: Instant, path: Path, datagram: &mut [u8]) {
        let Some((owner, association)) = self.known(&path) else { return self.counters.strangers += 1 };
        match association.transport.open_rtp(now, &path, datagram) {
            Ok(length) => self.plane.handle_rtp(now, owner, &mut datagram[..length], &mut self.ways),
            Err(_) => self.counters.rejected += 1,
        }
        self.gather_news(now);
    }

    fn take_rtcp(&mut self, now: Instant, path: Path, datagram: &mut [u8]) {
        let Some((owner, association)) = self.known(&path) else { return self.counters.strangers += 1 };
        let link = association.hears_of();
        match association.transport.open_rtcp(now, &path, datagram) {
            Ok(length) => self.plane.handle_rtcp(now, owner, link, &datagram[..length], &mut self.ways),
            Err(_) => self.counters.rejected += 1,
        }
        self.gather_news(now);
    }

    fn known(&mut self, path: &Path) -> Option<(ParticipantId, &mut Association)> {
        let association = self.ways.get_mut(self.demux.by_path(path)?)?;
        Some((association.owner, association))
    }

    fn take_stun(&mut self, now: Instant, path: Path, datagram: &[u8]) {
        let addressee = self.demux.by_addressee(datagram);
        let Some(key) = addressee else { return self.counters.strangers += 1 };
        let Some(association) = self.ways.get_mut(key) else { return };
        match association.transport.authenticate(now, datagram) {
            Ok(check) => {
                association.transport.handle_check(now, path, &check);
                if association.transport.ice().is_valid(&path) {
                    self.demux.learn(path, key);
                }
                self.settle(now, key);
            }
            Err(_) => self.counters.rejected += 1,
        }
    }

    fn take_dtls(&mut self, now: Instant, path: Path, datagram: &[u8]) {
        let Some(key) = self.demux.by_path(&path) else { return self.counters.strangers += 1 };
        let Some(association) = self.ways.get_mut(key) else { return };
        let is_taken = association.transport.handle_dtls(now, path, datagram);
        self.counters.rejected += u64::from(!is_taken);
        self.settle(now, key);
    }

    /// After anything but media: what the transport wants sent, says, forgets and waits for.
    fn settle(&mut self, now: Instant, key: AssociationKey) {
        self.ways.collect(key);
        let Some(association) = self.ways.get_mut(key) else { return };
        while let Some(path) = association.transport.ice_mut().poll_forgotten() {
            self.demux.forget(&path, key);
        }
        self.ways.reschedule(now, key);
        while let Some(event) = self.ways.get_mut(key).and_then(|one| one.transport.poll_event()) {
            self.transport_says(now, key, event);
        }
        self.gather_news(now);
    }

    fn transport_says(&mut self, now: Instant, key: AssociationKey, event: TransportEvent) {
        let Some(association) = self.ways.get_mut(key) else { return };
        let (participant, links) = (association.owner, association.links());
        match event {
            TransportEvent::Data(channel, payload) => {
                self.events.push_back(Event::Data { from: participant, channel, payload });
            }
            TransportEvent::State(state) => {
                for &link in links {
                    self.connection_is(now, participant, link, state);
                }
            }
        }
    }

    fn connection_is(
        &mut self,
        now: Instant,
        participant: ParticipantId,
        link: Link,
        state: ConnectionState,
    ) {
        match state {
            ConnectionState::Connected => self.plane.connected(now, participant, link, true),
            ConnectionState::Closed(cause) => {
                self.plane.connected(now, participant, link, false);
                if link == Link::Up && cause != CloseCause::Left {
                    self.lose_tracks_of(now, participant);
                }
            }
            ConnectionState::Connecting | ConnectionState::Interrupted => {}
        }
        self.events.push_back(Event::Connection { participant, link, state });
    }
}

#[cfg(test)]
mod tests;
