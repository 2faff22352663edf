//! What people do, drawn at random.

mod speech;

use std::time::Duration;

use rand::RngExt;
use rand::seq::IndexedRandom;

use super::Trial;
use super::model::{Claim, EncodingModel, Person, Track};
use crate::id::{ParticipantId, RoomId, TrackId};
use crate::media::{Codec, Quality, Source, Token};
use crate::node::Wanted;
use crate::plane::Link;
use crate::plane::spec::{
    CongestionFeedback, DownFeedback, Encoding, Format, PublicationSpec, SubscriptionSpec, UpFeedback,
};
use crate::sim::packet::extensions;

const RIDS: [&str; 3] = ["q", "h", "f"];

impl Trial {
    /// One thing happens.
    pub fn act(&mut self) {
        match self.random.random_range(0..100u32) {
            0..30 => self.move_somebody(),
            30..70 => self.speak(),
            70..78 => self.deliver_held(),
            78..84 => self.answer_requests(),
            84..89 => self.ask_again(),
            89 => self.tell_clock(),
            90 => self.lie(),
            91..93 => self.set_gate(),
            93 => self.set_mute(),
            94 => self.toggle_tap(),
            95 => self.crash_or_resume(),
            96 => self.leave_and_replace(),
            97 => self.change_claim(),
            98 => self.renegotiate(),
            _ => self.tune(),
        }
        let time = Duration::from_micros(self.random.random_range(0..4_000));
        self.pass(time);
    }

    fn somebody(&mut self) -> ParticipantId {
        let index = self.random.random_range(0..self.model.people.len());
        *self.model.people.keys().nth(index).expect("people never die out")
    }

    /// A track: usually one of those in use, so that conversations go on between moves.
    fn some_track(&mut self) -> TrackId {
        let in_use = self.random.random_bool(0.8).then(|| self.model.in_use.choose(&mut self.random));
        if let Some(track) = in_use.flatten().filter(|track| self.model.tracks.contains_key(track)) {
            return *track;
        }
        let index = self.random.random_range(0..self.model.tracks.len());
        *self.model.tracks.keys().nth(index).expect("everybody publishes")
    }

    /// A room of a hearing: joint, one of two caucuses, or a waiting room of one's own.
    fn some_room(&mut self, hearing: u64, who: ParticipantId) -> RoomId {
        match self.random.random_range(0..10u32) {
            0..5 => RoomId(100 * hearing),
            5..7 => RoomId(100 * hearing + 1),
            7..9 => RoomId(100 * hearing + 2),
            _ => RoomId(1_000_000 + who.0),
        }
    }

    fn move_somebody(&mut self) {
        let who = self.somebody();
        let hearing = self.model.people[&who].hearing;
        let room = self.some_room(hearing, who);
        let serial = self.model.tick();
        self.plane.place(self.now, who, room);
        let person = self.model.people.get_mut(&who).expect("drawn from the model");
        if person.room != room {
            (person.room, person.since) = (room, serial);
            self.outcome.moves += 1;
        }
    }

    pub fn join(&mut self, hearing: u64) {
        let who = ParticipantId(self.model.fresh());
        let room = self.some_room(hearing, who);
        self.plane.join(self.now, who, room).expect("far from full");
        self.plane.connected(self.now, who, Link::Down, true);
        let since = self.model.tick();
        let person = Person {
            hearing,
            room,
            since,
            is_connected: true,
            connected_since: since,
            is_plain: self.random.random_bool(0.25),
            tracks: Vec::new(),
        };
        self.model.people.insert(who, person);
        self.publish(who, Codec::Opus);
        if self.random.random_bool(0.5) {
            self.publish(who, Codec::Vp8);
        }
        let others: Vec<TrackId> = self.model.tracks.keys().copied().collect();
        for track in others {
            let owner = self.model.tracks[&track].owner;
            // Also claims on oneself and on other hearings: they must never be served.
            if self.model.people[&owner].hearing == hearing || self.random.random_bool(0.1) {
                self.subscribe(who, track);
            }
        }
    }

    fn publish(&mut self, who: ParticipantId, codec: Codec) {
        let track = TrackId(self.model.fresh());
        let is_audio = codec == Codec::Opus;
        let encodings = if is_audio { 1 } else { RIDS.len() };
        let fresh = |trial: &mut Self| EncodingModel {
            ssrc: trial.random.random(),
            rtx_ssrc: trial.random.random(),
            sequence: trial.random.random_range(1 << 17..1 << 18),
            ..EncodingModel::default()
        };
        let state = Track {
            owner: who,
            codec,
            payload_type: 96,
            is_redundant: is_audio && self.random.random_bool(0.4),
            is_open: true,
            open_since: self.model.serial,
            is_muted: false,
            audible_since: self.model.serial,
            encodings: (0..encodings).map(|_| fresh(self)).collect(),
            frame: 0,
        };
        self.model.tracks.insert(track, state);
        self.model.people.get_mut(&who).expect("publishes after joining").tracks.push(track);
        self.plane.publish(self.now, self.publication(track)).expect("within the limits");
        let viewers: Vec<ParticipantId> = self.model.people.keys().copied().collect();
        for viewer in viewers {
            let hearing = self.model.people[&who].hearing;
            if self.model.people[&viewer].hearing == hearing {
                self.subscribe(viewer, track);
            }
        }
    }

    fn publication(&self, track: TrackId) -> PublicationSpec {
        let state = &self.model.tracks[&track];
        let is_audio = state.codec == Codec::Opus;
        let encodings = state.encodings.iter().enumerate().map(|(index, _)| Encoding {
            rid: if is_audio { None } else { Token::new(RIDS[index]) },
            ssrc: None,
            rtx_ssrc: None,
            quality: [Quality::Low, Quality::Medium, Quality::High][index],
            width: 320 << index,
            height: 180 << index,
            bitrate_bps: 150_000 << (2 * index),
        });
        PublicationSpec {
            track,
            owner: state.owner,
            mid: mid(track),
            source: if is_audio { Source::Microphone } else { Source::Camera },
            formats: vec![format(state.codec, state.payload_type, is_audio)],
            encodings: encodings.collect(),
            extensions: extensions(),
            feedback: UpFeedback { nack: true, transport_cc: true },
            open: state.is_open,
        }
    }

    fn subscribe(&mut self, viewer: ParticipantId, track: TrackId) {
        let ssrc = self.random.random();
        self.model.sources.insert((viewer, ssrc), track);
        self.model.claims.insert((viewer, track), Claim { ssrc, highest: 0 });
        let spec = self.subscription(viewer, track);
        self.plane.subscribe(self.now, spec).expect("within the limits");
    }

    fn subscription(&self, viewer: ParticipantId, track: TrackId) -> SubscriptionSpec {
        let ssrc = self.model.claims[&(viewer, track)].ssrc;
        let codec = self.model.tracks[&track].codec;
        let is_plain = self.model.people[&viewer].is_plain;
        SubscriptionSpec {
            viewer,
            track,
            mid: mid(track),
            ssrc,
            is_shared: false,
            rtx_ssrc: (!is_plain).then_some(!ssrc),
            cname: format!("person {}", self.model.tracks[&track].owner.0),
            formats: vec![format(codec, 100, !is_plain)],
            extensions: extensions(),
            feedback: DownFeedback { nack: true, congestion: CongestionFeedback::TransportCc },
        }
    }

    fn set_gate(&mut self) {
        let track = self.some_track();
        let serial = self.model.tick();
        let state = self.model.tracks.get_mut(&track).expect("drawn from the model");
        let open = self.random.random_bool(0.8);
        if state.is_open != open {
            (state.is_open, state.open_since, state.audible_since) = (open, serial, serial);
        }
        self.plane.gate(self.now, track, state.is_open);
    }

    fn set_mute(&mut self) {
        let track = self.some_track();
        let serial = self.model.tick();
        let state = self.model.tracks.get_mut(&track).expect("drawn from the model");
        let muted = self.random.random_bool(0.4);
        if state.is_muted != muted {
            (state.is_muted, state.audible_since) = (muted, serial);
        }
        self.plane.muted(self.now, track, state.is_muted);
    }

    fn toggle_tap(&mut self) {
        let who = self.somebody();
        let room = self.model.people[&who].room;
        let serial = self.model.tick();
        let on = self.model.tapped.remove(&room).is_none();
        if on {
            self.model.tapped.insert(room, serial);
        }
        self.plane.tap(self.now, room, on);
    }

    fn crash_or_resume(&mut self) {
        let who = self.somebody();
        let serial = self.model.tick();
        let person = self.model.people.get_mut(&who).expect("drawn from the model");
        person.is_connected = !person.is_connected;
        person.connected_since = serial;
        self.plane.connected(self.now, who, Link::Down, person.is_connected);
    }

    fn leave_and_replace(&mut self) {
        let who = self.somebody();
        self.model.tick();
        let gone = self.model.people.remove(&who).expect("drawn from the model");
        for track in gone.tracks {
            self.model.tracks.remove(&track);
            self.model.claims.retain(|(_, claimed), _| *claimed != track);
            self.model.sources.retain(|_, claimed| *claimed != track);
        }
        self.model.claims.retain(|(viewer, _), _| *viewer != who);
        self.model.sources.retain(|(viewer, _), _| *viewer != who);
        self.plane.leave(self.now, who);
        self.take_events();
        self.tally.forget(who);
        self.join(gone.hearing);
    }

    fn change_claim(&mut self) {
        let (who, track) = (self.somebody(), self.some_track());
        self.model.tick();
        if let Some(claim) = self.model.claims.remove(&(who, track)) {
            self.model.sources.remove(&(who, claim.ssrc));
            self.plane.unsubscribe(self.now, who, track);
        } else {
            self.subscribe(who, track);
        }
    }

    fn renegotiate(&mut self) {
        let track = self.some_track();
        let state = self.model.tracks.get_mut(&track).expect("drawn from the model");
        state.payload_type = if state.payload_type == 96 { 116 } else { 96 };
        self.plane.publish(self.now, self.publication(track)).expect("published before");
    }

    fn tune(&mut self) {
        let index = self.random.random_range(0..self.model.claims.len());
        let &(viewer, track) = self.model.claims.keys().nth(index).expect("there are claims");
        let quality = [Quality::Low, Quality::Medium, Quality::High][self.random.random_range(0..3)];
        let disabled = self.model.tracks[&track].codec != Codec::Opus && self.random.random_bool(0.1);
        let wanted = Wanted { disabled, quality, ..Wanted::EVERYTHING };
        self.plane.tune(self.now, viewer, track, wanted);
    }
}

fn mid(track: TrackId) -> Token {
    Token::new(&track.0.to_string()).expect("a number is a token")
}

fn format(codec: Codec, payload_type: u8, is_rich: bool) -> Format {
    let is_audio = codec == Codec::Opus;
    Format {
        payload_type,
        codec,
        red: (is_audio && is_rich).then_some(payload_type + 1),
        rtx: (!is_audio).then_some(payload_type + 2),
        profile: None,
    }
}
