//! Placements and gates: what the media node has been asked for, what it has acknowledged,
//! and what it must be asked for next so that it equals the session.
//!
//! The safe order (INV-S02): close gates, take subscriptions back, isolate, move; and only
//! when the node has acknowledged a person's place, subscribe them and let them be seen.

use std::collections::{BTreeMap, BTreeSet};

use sfu::id::{ParticipantId as NodeId, RoomId as NodeRoom, TrackId};
use sfu::media::{MediaKind, Source};
use sfu::node::{Command, Event, Wire};

use crate::session::ledger::{Audibility, Reach};
use crate::session::media::{Placement, Rights, placement, rights};
use crate::session::role::Roles;
use crate::session::{ParticipantId, RoomId, Session};

/// The media world of one session.
#[derive(Debug, Default)]
pub struct MediaWorld {
    rooms: BTreeMap<RoomId, NodeRoom>,
    seats: BTreeMap<ParticipantId, Seat>,
}

/// One person's presence on the media node.
#[derive(Debug)]
pub struct Seat {
    /// Their id there.
    pub node_id: NodeId,
    /// Their SID on the media wire.
    pub sid: String,
    /// Whether new tracks are subscribed without asking.
    pub auto_subscribe: bool,
    /// How many connections they have.
    pub wire: Wire,
    /// Tracks they publish.
    pub tracks: BTreeMap<TrackId, Track>,
    alone: NodeRoom,
    asked: NodeRoom,
    placed: Option<NodeRoom>,
    subscribed: BTreeSet<TrackId>,
    declined: BTreeSet<TrackId>,
}

/// A published track as the coordinator knows it.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its SID on the media wire.
    pub sid: String,
    /// What it shows.
    pub source: Source,
    /// Audio or video.
    pub kind: MediaKind,
    /// Media has been negotiated.
    pub live: bool,
    asked_open: bool,
    open: bool,
    hush: Hush,
}

/// Whether a microphone waits to be switched on by its owner (INV-S02).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hush {
    /// It may be heard as far as the rights go.
    #[default]
    Over,
    /// The owner's device was told to switch it off, and has not said that it did: a switching
    /// on that comes now was meant for the room before.
    Told,
    /// It is off on both sides.
    Obeyed,
}

/// Something the node takes away when asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Restriction {
    /// Somebody leaves the room they were in.
    Place(NodeId),
    /// A track is no longer passed on.
    Gate(TrackId),
}

/// Where new ids come from: numbers never used before in this process.
pub trait Numbers {
    /// The next one.
    fn next(&mut self) -> u64;
}

impl MediaWorld {
    /// A person's media connection begins: a place of their own, from which [`Self::reconcile`]
    /// moves them on.
    pub fn seat(
        &mut self,
        who: ParticipantId,
        sid: String,
        auto_subscribe: bool,
        wire: Wire,
        numbers: &mut impl Numbers,
    ) -> Vec<Command> {
        let mut commands = self.unseat(who);
        let (node_id, alone) = (NodeId(numbers.next()), NodeRoom(numbers.next()));
        let seat = Seat {
            node_id,
            sid,
            auto_subscribe,
            wire,
            tracks: BTreeMap::new(),
            alone,
            asked: alone,
            placed: Some(alone),
            subscribed: BTreeSet::new(),
            declined: BTreeSet::new(),
        };
        self.seats.insert(who, seat);
        commands.push(Command::Join { participant: node_id, room: alone, wire });
        commands
    }

    /// A person's media connection is over.
    pub fn unseat(&mut self, who: ParticipantId) -> Vec<Command> {
        let Some(seat) = self.seats.remove(&who) else { return Vec::new() };
        for other in self.seats.values_mut() {
            for track in seat.tracks.keys() {
                other.subscribed.remove(track);
                other.declined.remove(track);
            }
        }
        vec![Command::Leave { participant: seat.node_id }]
    }

    /// The seat of a person.
    pub fn seat_of(&self, who: ParticipantId) -> Option<&Seat> {
        self.seats.get(&who)
    }

    /// The seat of a person, to be changed.
    pub fn seat_of_mut(&mut self, who: ParticipantId) -> Option<&mut Seat> {
        self.seats.get_mut(&who)
    }

    /// Everybody with a seat.
    pub fn seats(&self) -> impl Iterator<Item = (ParticipantId, &Seat)> {
        self.seats.iter().map(|(who, seat)| (*who, seat))
    }

    /// Whose seat it is.
    pub fn who_is(&self, node_id: NodeId) -> Option<ParticipantId> {
        self.seats.iter().find(|(_, seat)| seat.node_id == node_id).map(|(who, _)| *who)
    }

    /// Whose track it is.
    pub fn publisher_of(&self, track: TrackId) -> Option<ParticipantId> {
        self.seats.iter().find(|(_, seat)| seat.tracks.contains_key(&track)).map(|(who, _)| *who)
    }

    /// The node's number for a room of the session, if anybody has been placed there.
    pub fn node_room(&self, room: RoomId) -> Option<NodeRoom> {
        self.rooms.get(&room).copied()
    }

    /// The people whose place the node has acknowledged to be the same shared room as `who`'s.
    pub fn together_with(&self, who: ParticipantId) -> Vec<ParticipantId> {
        let Some(room) = self.seats.get(&who).and_then(Seat::shared_room) else { return Vec::new() };
        let others =
            self.seats.iter().filter(|(other, seat)| **other != who && seat.shared_room() == Some(room));
        others.map(|(other, _)| *other).collect()
    }

    /// Takes in what the node acknowledged. Anything else is not its concern.
    pub fn acknowledge(&mut self, event: &Event) {
        match event {
            Event::Placed { participant, room, .. } => {
                if let Some(seat) = self.seats.values_mut().find(|seat| seat.node_id == *participant) {
                    seat.placed = Some(*room);
                }
            }
            Event::Gated { track, open } => self.change_track(*track, |track| track.open = *open),
            Event::Published { track, .. } => self.change_track(*track, |track| track.live = true),
            Event::Unpublished { track } => self.change_track(*track, |track| track.live = false),
            _ => {}
        }
    }

    fn change_track(&mut self, id: TrackId, change: impl FnOnce(&mut Track)) {
        if let Some(track) = self.seats.values_mut().find_map(|seat| seat.tracks.get_mut(&id)) {
            change(track);
        }
    }

    /// What the node was asked to take away, and has not said to be gone.
    pub fn unconfirmed(&self) -> BTreeSet<Restriction> {
        let places = self.seats.values().filter(|seat| !seat.is_settled());
        let tracks = self.seats.values().flat_map(|seat| &seat.tracks);
        let closing = tracks.filter(|(_, track)| track.open && !track.asked_open);
        let places = places.map(|seat| Restriction::Place(seat.node_id));
        places.chain(closing.map(|(id, _)| Restriction::Gate(*id))).collect()
    }

    /// What the node must be asked for so that it equals `session`, in the safe order. Asking
    /// again without a change asks for nothing.
    pub fn reconcile(&mut self, session: &Session, numbers: &mut impl Numbers) -> Vec<Command> {
        let moves = self.moves(session, numbers);
        let gates = self.gates(session);
        let (opening, mut commands): (Vec<_>, Vec<_>) = gates.into_iter().partition(opens);
        let (subscribing, unsubscribing) = self.subscriptions();
        commands.extend(unsubscribing);
        commands.extend(moves);
        commands.extend(opening);
        commands.extend(subscribing);
        commands
    }

    /// Moves in two steps: everybody who moves is first isolated, those who supervise last;
    /// then they enter, those who supervise first. So no order of arrival ever leaves opposed
    /// people together without a neutral, not even between two commands.
    fn moves(&mut self, session: &Session, numbers: &mut impl Numbers) -> Vec<Command> {
        let (mut out, mut into) = (Vec::new(), Vec::new());
        for person in session.participants.values() {
            let Some(seat) = self.seats.get_mut(&person.id) else { continue };
            let wanted = match placement(session, person) {
                Placement::Alone => seat.alone,
                Placement::Room(room) => *self.rooms.entry(room).or_insert_with(|| NodeRoom(numbers.next())),
            };
            if wanted == seat.asked {
                continue;
            }
            let supervises = Roles::SUPERVISING.has(person.role);
            let place = |room| Command::Place { participant: seat.node_id, room };
            if seat.asked != seat.alone {
                out.push((supervises, place(seat.alone)));
            }
            if wanted != seat.alone {
                into.push((!supervises, place(wanted)));
            }
            seat.asked = wanted;
            seat.placed = None;
        }
        out.sort_by_key(|(last, _)| *last);
        into.sort_by_key(|(last, _)| *last);
        out.into_iter().chain(into).map(|(_, command)| command).collect()
    }

    /// Gates that differ from the rights. A gate opens only for somebody whose place is
    /// acknowledged; it closes at once.
    fn gates(&mut self, session: &Session) -> Vec<Command> {
        let mut commands = Vec::new();
        for person in session.participants.values() {
            let Some(seat) = self.seats.get_mut(&person.id) else { continue };
            let settled = seat.is_settled();
            let may = rights(session, person);
            for (id, track) in &mut seat.tracks {
                let open = allows(may, track.source) && settled && track.hush == Hush::Over;
                if open != track.asked_open {
                    track.asked_open = open;
                    commands.push(Command::Gate { track: *id, open });
                }
            }
        }
        commands
    }

    /// Subscriptions to add and to take back, from acknowledged places alone.
    fn subscriptions(&mut self) -> (Vec<Command>, Vec<Command>) {
        let wanted: BTreeMap<_, _> =
            self.seats.keys().map(|viewer| (*viewer, self.wanted_by(*viewer))).collect();
        let (mut adding, mut taking_back) = (Vec::new(), Vec::new());
        for (viewer, wanted) in wanted {
            let Some(seat) = self.seats.get_mut(&viewer) else { continue };
            let viewer = seat.node_id;
            for track in seat.subscribed.iter().filter(|track| !wanted.contains_key(track)) {
                taking_back.push(Command::Unsubscribe { viewer, track: *track });
            }
            for (track, (stream_id, track_name)) in &wanted {
                if !seat.subscribed.contains(track) {
                    let (stream_id, track_name) = (stream_id.clone(), track_name.clone());
                    adding.push(Command::Subscribe { viewer, track: *track, stream_id, track_name });
                }
            }
            seat.subscribed = wanted.into_keys().collect();
        }
        (adding, taking_back)
    }

    fn wanted_by(&self, viewer: ParticipantId) -> BTreeMap<TrackId, (String, String)> {
        let Some(seat) = self.seats.get(&viewer) else { return BTreeMap::new() };
        let publishers = self.together_with(viewer).into_iter().filter_map(|who| self.seats.get(&who));
        let tracks = publishers.flat_map(|publisher| {
            let live = publisher.tracks.iter().filter(|(_, track)| track.live);
            live.map(|(id, track)| (*id, (format!("{}|{}", publisher.sid, track.sid), track.sid.clone())))
        });
        tracks.filter(|(id, _)| seat.auto_subscribe != seat.declined.contains(id)).collect()
    }

    /// Who can receive whom, from the node's acknowledgements alone (the audibility ledger).
    /// Chat follows the session's rules, since the session channel carries it.
    pub fn audibility(&self, session: &Session) -> Audibility {
        let permitted = crate::session::ledger::permitted(session);
        let mut table = Audibility::default();
        let senders: BTreeSet<_> = self.seats.keys().chain(permitted.0.keys()).copied().collect();
        for sender in senders {
            let receivers: BTreeSet<_> = self.together_with(sender).into_iter().collect();
            let flows = |kind| {
                self.seats.get(&sender).is_some_and(|seat| {
                    seat.tracks.values().any(|track| track.kind == kind && track.open && track.live)
                })
            };
            let if_flowing = |kind| if flows(kind) { receivers.clone() } else { BTreeSet::new() };
            let chat = permitted.reach(sender).map(|reach| reach.chat.clone()).unwrap_or_default();
            let reach =
                Reach { audio: if_flowing(MediaKind::Audio), video: if_flowing(MediaKind::Video), chat };
            if !reach.is_empty() {
                table.0.insert(sender, reach);
            }
        }
        table
    }
}

fn opens(command: &Command) -> bool {
    matches!(command, Command::Gate { open: true, .. })
}

impl Track {
    /// The node has acknowledged that it flows.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Its owner's device was told to switch it off, and has not said that it did.
    pub fn waits_to_be_switched_off(&self) -> bool {
        self.hush == Hush::Told
    }
}

impl Seat {
    /// A track is announced. It is shut until [`MediaWorld::reconcile`] opens it.
    pub fn announce(&mut self, id: TrackId, sid: String, source: Source, kind: MediaKind) {
        let track =
            Track { sid, source, kind, live: false, asked_open: false, open: false, hush: Hush::Over };
        self.tracks.insert(id, track);
    }

    /// A track is no longer published.
    pub fn withdraw(&mut self, id: TrackId) -> Option<Command> {
        self.tracks.remove(&id).map(|_| Command::Withdraw { track: id })
    }

    /// A microphone is shut until its owner switches it off and on again.
    pub fn hush(&mut self, id: TrackId) {
        if let Some(track) = self.tracks.get_mut(&id) {
            track.hush = Hush::Told;
        }
    }

    /// The owner's own button. `false`: it was pressed before they could know that they were
    /// hushed, and counts for nothing.
    pub fn press_button(&mut self, id: TrackId, muted: bool) -> bool {
        let Some(track) = self.tracks.get_mut(&id) else { return true };
        track.hush = match (track.hush, muted) {
            (Hush::Told, false) => return false,
            (Hush::Told, true) => Hush::Obeyed,
            (Hush::Obeyed, false) => Hush::Over,
            (hush, _) => hush,
        };
        true
    }

    /// The viewer asks for a track, or no longer wants it.
    pub fn want(&mut self, track: TrackId, wanted: bool) {
        if self.auto_subscribe == wanted {
            self.declined.remove(&track);
        } else {
            self.declined.insert(track);
        }
    }

    /// The node has acknowledged the place that was asked for.
    pub fn is_settled(&self) -> bool {
        self.placed == Some(self.asked)
    }

    /// The acknowledged room, if it is one that others can be in too.
    fn shared_room(&self) -> Option<NodeRoom> {
        self.placed.filter(|room| *room == self.asked && *room != self.alone)
    }
}

fn allows(may: Rights, source: Source) -> bool {
    match source {
        Source::Microphone => may.microphone,
        Source::Camera => may.camera,
        Source::ScreenShare | Source::ScreenShareAudio => may.screen,
        Source::Unknown => false,
    }
}

#[cfg(test)]
pub(crate) mod tests;
