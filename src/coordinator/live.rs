//! One live session in memory: its state, its people's wires, its share of the media node.
//! Pure: it is told what happened and says what to do ([`Effect`]); the session's task does it.
//!
//! Nothing here decides. Decisions are the session's ([`crate::session`]); this turns them
//! into what each wire must be told.

mod access;
mod answers;
mod channel;
mod data;
mod media;
mod news;
mod node;
mod overview;
mod people;
mod stay;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use rand::CryptoRng;
use sfu::node::Command;
use signaling::LinkId;
use signaling::channel::ByeCode;
use signaling::livekit::{DisconnectReason, Leave, Response, RoomSid};
use signaling::ws::ChannelDown;

pub use access::{MediaAccess, MediaDoor};
pub use channel::{ClientView, Item, Wish};
pub use data::Dropped;
pub use overview::{Attendee, Direction, Overview};

use self::answers::Granted;
use self::channel::ChannelSide;
use self::news::Told;
use self::stay::Stay;
use super::placement::{MediaWorld, Numbers};
use super::record::{Record, RecorderAct};
use crate::session::view::RecorderHealth;
use crate::session::{Event, ParticipantId, Recorded, RoomId, Session, Timestamp, next_deadline};

/// One thing to do in the world.
pub enum Effect {
    /// Ask the media node.
    Node(Command),
    /// Tell a client of the session channel.
    Channel(LinkId, ChannelDown),
    /// Close a socket of the session channel.
    EndChannel(LinkId),
    /// Tell a client of the media wire.
    Media(LinkId, Response),
    /// Close a socket of the media wire.
    EndMedia(LinkId),
    /// Ask the recorder.
    Recorder(RecorderAct),
}

/// What a live session needs from outside: random numbers, numbers for the node, and the door
/// to media.
pub struct Supplies<R, N> {
    /// For SIDs and the channel's numbering.
    pub random: R,
    /// For the node.
    pub numbers: N,
    /// Tokens and relays.
    pub door: MediaDoor,
}

/// A moment on both clocks: the session and its log run on the wall's, wires on the monotonic.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Wall clock.
    pub wall: Timestamp,
    /// Monotonic clock.
    pub instant: Instant,
}

impl Moment {
    /// When the wall clock will show `due`, going on from here.
    fn instant_of(self, due: Timestamp) -> Instant {
        let micros = u64::try_from(due.0.saturating_sub(self.wall.0)).unwrap_or(0);
        self.instant + Duration::from_micros(micros)
    }
}

/// A live session.
pub struct Live<R, N> {
    session: Session,
    now: Moment,
    world: MediaWorld,
    record: Record,
    health: RecorderHealth,
    channels: BTreeMap<ParticipantId, ChannelSide>,
    stays: BTreeMap<ParticipantId, Stay>,
    room_sid: RoomSid,
    dropped_data: BTreeMap<Dropped, u64>,
    nonces: VecDeque<[u8; 16]>,
    told: Told,
    supplies: Supplies<R, N>,
    effects: Vec<Effect>,
    wishes: Vec<Wish>,
    granted: Vec<Granted>,
}

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// A session as its log says it is, with nobody connected.
    pub fn new(session: Session, now: Moment, mut supplies: Supplies<R, N>) -> Self {
        Self {
            session,
            now,
            world: MediaWorld::default(),
            record: Record::default(),
            health: RecorderHealth::default(),
            channels: BTreeMap::new(),
            stays: BTreeMap::new(),
            room_sid: RoomSid::mint(&mut supplies.random),
            dropped_data: BTreeMap::new(),
            nonces: VecDeque::new(),
            told: Told::default(),
            supplies,
            effects: Vec::new(),
            wishes: Vec::new(),
            granted: Vec::new(),
        }
    }

    /// It is later now. Say so before anything else that happens.
    pub fn at(&mut self, now: Moment) {
        self.now = now;
    }

    /// The session's state.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What is to be done, in order. Taking it empties it.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Takes in events that are in the log now, and makes the world follow.
    pub fn take_in(&mut self, recorded: &[Recorded]) {
        for one in recorded {
            self.tell_invitation_end(&one.event);
            self.session.evolve(one);
            let acts = self.record.follow(&self.session, &one.event);
            self.effects.extend(acts.into_iter().map(Effect::Recorder));
            self.follow(&one.event);
        }
        self.settle();
    }

    /// Time passed. The session's own deadlines are reports; these are the wires'.
    pub fn tick(&mut self) {
        self.conversations_wake();
        self.renew_access();
        self.settle();
    }

    /// When [`Self::tick`], and a report of time to the session, are due next.
    pub fn deadline(&self) -> Option<Instant> {
        let wall = [next_deadline(&self.session), self.record.deadline(), self.access_expires()];
        let from_wall = wall.into_iter().flatten().map(|due| self.now.instant_of(due));
        from_wall.chain(self.conversations_due()).min()
    }

    /// The recorder's word about itself.
    pub fn recorder_says(&mut self, health: RecorderHealth) {
        if self.health != health {
            self.health = health;
            self.send_views();
        }
    }

    /// The change of the audibility ledger that is not in the log yet, if there is one.
    pub fn ledger_change(&self) -> Option<Event> {
        let changes = self.session.audibility.changes_to(&self.world.audibility(&self.session));
        (!changes.0.is_empty()).then_some(Event::AudibilityChanged(changes))
    }

    /// What one event means for the wires, beyond the state it leads to.
    fn follow(&mut self, event: &Event) {
        match event {
            Event::Said(message) => {
                self.deliver(message);
                self.deliver_streams(message);
            }
            Event::Moved { who, .. } => self.fall_silent(*who),
            Event::Removed { who, .. } => self.expel(*who),
            Event::Left { who } | Event::GraceOver { who } => {
                self.end_stay(*who, DisconnectReason::ClientInitiated);
            }
            Event::PhaseChanged { to, .. } if to.is_over() => {
                self.end_all_stays_because(DisconnectReason::RoomClosed);
            }
            _ => {}
        }
        self.tell(event);
    }

    /// Makes media, rosters, rooms and views equal to the session. Restricting comes first:
    /// the node is asked before anybody is told.
    fn settle(&mut self) {
        let commands = self.world.reconcile(&self.session, &mut self.supplies.numbers);
        self.effects.extend(commands.into_iter().map(Effect::Node));
        let joint = self.world.node_room(RoomId::JOINT);
        let acts = self.record.listen(&self.session, joint, self.now.wall);
        self.effects.extend(acts.into_iter().map(Effect::Recorder));
        self.echo_floor();
        self.send_rosters();
        self.send_rooms();
        self.send_views();
        self.answer_granted();
    }

    /// The server stops: no stay outlives it, and nobody is told to stay away.
    pub fn end_media(&mut self) {
        self.stays.clear();
    }

    /// A removed person is out at once, on every wire.
    fn expel(&mut self, who: ParticipantId) {
        self.end_stay(who, DisconnectReason::ParticipantRemoved);
        self.end_channel(who, ByeCode::Removed);
    }

    fn end_all_stays_because(&mut self, reason: DisconnectReason) {
        let everybody: Vec<_> = self.stays.keys().copied().collect();
        for who in everybody {
            self.end_stay(who, reason);
        }
    }

    fn end_stay(&mut self, who: ParticipantId, reason: DisconnectReason) {
        let Some(stay) = self.stays.remove(&who) else { return };
        self.effects.extend(self.world.unseat(who).into_iter().map(Effect::Node));
        if let Some(link) = stay.link {
            self.effects.push(Effect::Media(link, Response::Leave(Leave::final_because(reason))));
            self.effects.push(Effect::EndMedia(link));
        }
    }
}

#[cfg(test)]
mod tests;
