//! Media on its way: what publishers send, what the network does with it, and what viewers
//! ask for again.

use rand::RngExt;
use rand::seq::IndexedRandom;

use super::{RIDS, Trial, mid};
use crate::id::{ParticipantId, TrackId};
use crate::media::clock::NtpTime;
use crate::media::extension::Extension;
use crate::media::rtcp::{Compound, SenderStatement};
use crate::media::{Codec, Token};
use crate::plane::Link;
use crate::sim::isolation::model::{EncodingModel, Held, Recent};
use crate::sim::isolation::watch::Watch;
use crate::sim::label::{self, Label, NO_FRAME};
use crate::sim::packet::{FrameShape, Head, extensions, payload, redundant};

impl Trial {
    /// Somebody's track goes on: the next frame of one encoding, or of each.
    pub(super) fn speak(&mut self) {
        let track = self.some_track();
        self.model.use_track(track);
        let encoding = self.random.random_range(0..self.model.tracks[&track].encodings.len());
        for _ in 0..self.random.random_range(1..6u32) {
            if self.model.tracks[&track].codec == Codec::Opus {
                self.speak_audio(track);
            } else {
                self.show(track, encoding);
            }
        }
    }

    fn speak_audio(&mut self, track: TrackId) {
        let state = self.model.tracks.get_mut(&track).expect("drawn from the model");
        let encoding = &mut state.encodings[0];
        encoding.sequence += 1;
        let sequence = encoding.sequence;
        let words =
            payload(Codec::Opus, &FrameShape::default(), &label_of(state.owner, track, sequence), true, 60);
        let is_redundant = state.is_redundant;
        let encoding = &mut state.encodings[0];
        let earlier: Vec<(u32, Vec<u8>)> = encoding
            .recent
            .iter()
            .filter(|recent| is_redundant && sequence - recent.sequence <= 2)
            .map(|recent| ((sequence - recent.sequence) as u32 * 960, recent.payload.clone()))
            .collect();
        let blocks: Vec<(u32, &[u8])> = earlier.iter().map(|(ticks, block)| (*ticks, &block[..])).collect();
        let body =
            if blocks.is_empty() { words.clone() } else { redundant(state.payload_type, &blocks, &words) };
        let payload_type = state.payload_type + u8::from(!blocks.is_empty());
        encoding.recent.push(Recent { sequence, payload: words, arrival: None });
        let excess = encoding.recent.len().saturating_sub(3);
        encoding.recent.drain(..excess);
        let level = self.random.random_range(5..90u8);
        let head = self.head(track, 0, payload_type, sequence, true);
        let wire = Head { level: Some(level), timestamp: sequence as u32 * 960, ..head }.packet(&body);
        self.transmit(track, 0, sequence, wire);
    }

    fn show(&mut self, track: TrackId, index: usize) {
        let is_keyframe_due = self.random.random_bool(0.05);
        let state = self.model.tracks.get_mut(&track).expect("drawn from the model");
        state.frame += 1;
        let (owner, frame, codec, payload_type) = (state.owner, state.frame, state.codec, state.payload_type);
        let encoding = &mut state.encodings[index];
        encoding.picture_id = encoding.picture_id.wrapping_add(1);
        let is_keyframe = std::mem::take(&mut encoding.wants_keyframe) || is_keyframe_due;
        // Keyframes are large, so that some of their packets wait for their turn.
        let (packets, bytes) = if is_keyframe { (10, 500) } else { (self.random.random_range(1..3u16), 80) };
        let shape = FrameShape { is_keyframe, picture_id: encoding.picture_id, ..FrameShape::default() };
        for position in 0..packets {
            let encoding = &mut self.model.tracks.get_mut(&track).expect("still there").encodings[index];
            encoding.sequence += 1;
            let sequence = encoding.sequence;
            let label = Label { frame, index: position, count: packets, ..label_of(owner, track, sequence) };
            let is_last = position + 1 == packets;
            let body = payload(codec, &shape, &label, is_last, bytes);
            let head = self.head(track, index, payload_type, sequence, is_last);
            let wire = Head { timestamp: frame * 3_000, ..head }.packet(&body);
            self.transmit(track, index, sequence, wire);
        }
    }

    fn head(&self, track: TrackId, index: usize, payload_type: u8, sequence: u64, marker: bool) -> Head {
        let state = &self.model.tracks[&track];
        let is_simulcast = state.encodings.len() > 1;
        let rid = Token::new(RIDS[index]).filter(|_| is_simulcast);
        Head {
            marker,
            payload_type,
            sequence: sequence as u16,
            timestamp: 0,
            ssrc: state.encodings[index].ssrc,
            mid: mid(track),
            rid: rid.map(|rid| (Extension::Rid, rid)),
            level: None,
            transport: Some(self.model.serial as u16),
            descriptor: Vec::new(),
        }
    }

    /// The network takes a packet: it arrives, arrives twice, late, or never.
    fn transmit(&mut self, track: TrackId, index: usize, sequence: u64, wire: Vec<u8>) {
        let fate = self.random.random_range(0..100u32);
        if fate < 10 {
            let held = Held { sequence, wire, is_lost: fate < 5, frozen: None };
            self.model.tracks.get_mut(&track).expect("still there").encodings[index].held.push(held);
            return;
        }
        if fate < 12 {
            self.hand_over(track, index, sequence, wire.clone(), None);
        }
        self.hand_over(track, index, sequence, wire, None);
    }

    /// A packet arrives at the node.
    fn hand_over(
        &mut self,
        track: TrackId,
        index: usize,
        sequence: u64,
        mut wire: Vec<u8>,
        frozen: Option<u64>,
    ) {
        let serial = self.model.tick();
        let Some(state) = self.model.tracks.get_mut(&track) else { return };
        let (owner, is_audio) = (state.owner, state.codec == Codec::Opus);
        let is_negotiated = (state.payload_type..state.payload_type + 2).contains(&(wire[1] & 0x7f));
        let encoding = &mut state.encodings[index];
        let is_newest = sequence > encoding.highest;
        stamp(&mut wire, encoding, sequence, frozen.unwrap_or(serial));
        if is_newest {
            encoding.highest = sequence;
            for held in encoding.held.iter_mut().filter(|held| held.sequence < sequence) {
                held.frozen.get_or_insert(serial);
            }
            for recent in encoding.recent.iter_mut().filter(|recent| recent.sequence <= sequence) {
                recent.arrival.get_or_insert(serial);
            }
        }
        let expected = if is_newest && is_audio { self.model.audience(track) } else { 0 };
        self.tally.handed = (sequence as u32, 0);
        let mut watch = Watch { model: &self.model, tally: &mut self.tally };
        self.plane.handle_rtp(self.now, owner, &mut wire, &mut watch);
        let copies = self.tally.handed.1;
        if is_newest && is_audio && is_negotiated && copies != expected as u64 {
            self.tally.missing += 1;
            self.tally.first_missing.get_or_insert_with(|| {
                format!("{track:?} number {sequence} went to {copies} of {expected} people")
            });
        }
    }

    /// A packet that was on its way arrives.
    pub(super) fn deliver_held(&mut self) {
        let track = self.some_track();
        let state = self.model.tracks.get_mut(&track).expect("drawn from the model");
        for index in 0..state.encodings.len() {
            let held = &mut state.encodings[index].held;
            if let Some(position) = held.iter().position(|held| !held.is_lost) {
                let Held { sequence, wire, frozen, .. } = held.remove(position);
                return self.hand_over(track, index, sequence, wire, frozen);
            }
        }
    }

    /// Publishers send again what they are asked for, and keyframes.
    pub(super) fn answer_requests(&mut self) {
        for (_, ssrc) in std::mem::take(&mut self.tally.wanted) {
            let mut encodings = self.model.tracks.values_mut().flat_map(|track| &mut track.encodings);
            if let Some(encoding) = encodings.find(|encoding| encoding.ssrc == ssrc) {
                encoding.wants_keyframe = true;
            }
        }
        for (who, ssrc, number) in std::mem::take(&mut self.tally.asked) {
            if self.random.random_bool(0.8) {
                self.retransmit(who, ssrc, number);
            }
        }
    }

    fn retransmit(&mut self, who: ParticipantId, ssrc: u32, number: u16) {
        let mut tracks = self.model.tracks.iter_mut().filter(|(_, track)| track.owner == who);
        let found = tracks.find_map(|(&track, state)| {
            let index = state.encodings.iter().position(|encoding| encoding.ssrc == ssrc)?;
            let encoding = &mut state.encodings[index];
            let position = encoding.held.iter().position(|held| held.sequence as u16 == number)?;
            encoding.rtx_sequence = encoding.rtx_sequence.wrapping_add(1);
            Some((track, index, encoding.held.remove(position)))
        });
        let Some((track, index, held)) = found else { return };
        let state = &self.model.tracks[&track];
        if state.codec == Codec::Opus {
            return self.hand_over(track, index, held.sequence, held.wire, held.frozen);
        }
        let parsed = crate::media::rtp::Packet::parse(&held.wire, &extensions()).expect("our own packet");
        let body = [&number.to_be_bytes()[..], parsed.payload.of(&held.wire)].concat();
        let encoding = &state.encodings[index];
        let head =
            self.head(track, index, state.payload_type + 2, u64::from(encoding.rtx_sequence), parsed.marker);
        let rid = Token::new(RIDS[index]).map(|rid| (Extension::RepairedRid, rid));
        let wire = Head { ssrc: encoding.rtx_ssrc, rid, timestamp: parsed.timestamp, ..head }.packet(&body);
        self.hand_over(track, index, held.sequence, wire, held.frozen);
    }

    /// A publisher reports the clock of one encoding.
    pub(super) fn tell_clock(&mut self) {
        let track = self.some_track();
        let state = &self.model.tracks[&track];
        let encoding = state.encodings.choose(&mut self.random).expect("there is one");
        let media = encoding.sequence as u32 * 960;
        let wall = NtpTime(encoding.sequence << 26);
        let statement = SenderStatement { ssrc: encoding.ssrc, wall, media, packets: 1, bytes: 1 };
        let mut compound = Compound::default();
        compound.sender_report(&statement);
        let mut watch = Watch { model: &self.model, tally: &mut self.tally };
        self.plane.handle_rtcp(self.now, state.owner, Link::Up, compound.as_bytes(), &mut watch);
    }

    /// Somebody claims to be the source of another's track.
    pub(super) fn lie(&mut self) {
        let (liar, track) = (self.somebody(), self.some_track());
        let state = &self.model.tracks[&track];
        if state.owner == liar {
            return;
        }
        let sequence = state.encodings[0].sequence + 1;
        let label = label_of(liar, track, sequence);
        let body = payload(state.codec, &FrameShape::default(), &label, true, 60);
        let mut wire = self.head(track, 0, state.payload_type, sequence, true).packet(&body);
        let mut watch = Watch { model: &self.model, tally: &mut self.tally };
        self.plane.handle_rtp(self.now, liar, &mut wire, &mut watch);
    }

    /// A viewer asks for packets again, whether or not they were lost, or for a keyframe.
    pub(super) fn ask_again(&mut self) {
        let track = self.some_track();
        let claims: Vec<_> = self.model.claims.iter().filter(|((_, claimed), _)| *claimed == track).collect();
        let Some(&(&(viewer, _), claim)) = claims.choose(&mut self.random) else { return };
        let (ssrc, newest) = (claim.ssrc, self.tally.newest(viewer, claim.ssrc));
        let mut compound = Compound::default();
        compound.receiver_report(5, &[]);
        if self.random.random_bool(0.1) {
            compound.picture_loss(5, ssrc);
        } else {
            let back = self.random.random_range(0..12u16);
            let numbers: Vec<u16> =
                (0..6).map(|step| newest.wrapping_sub(back).wrapping_sub(5 - step)).collect();
            compound.lost(5, ssrc, &numbers);
        }
        let mut watch = Watch { model: &self.model, tally: &mut self.tally };
        self.plane.handle_rtcp(self.now, viewer, Link::Down, compound.as_bytes(), &mut watch);
    }
}

fn label_of(publisher: ParticipantId, track: TrackId, sequence: u64) -> Label {
    Label {
        publisher,
        track,
        arrival: 0,
        frame: sequence as u32,
        index: 0,
        count: 1,
        references: [NO_FRAME; 2],
    }
}

/// Stamps a packet with its arrival, and what it repeats with the arrival of that.
fn stamp(wire: &mut [u8], encoding: &EncodingModel, sequence: u64, arrival: u64) {
    label::stamp_each(wire, |label| {
        let distance = (sequence as u32).wrapping_sub(label.frame);
        let is_repeated = label.count == 1 && (1..=2).contains(&distance) && !encoding.recent.is_empty();
        let earlier = encoding.recent.iter().find(|recent| recent.sequence as u32 == label.frame);
        match earlier {
            Some(recent) if is_repeated => recent.arrival.unwrap_or(arrival),
            _ => arrival,
        }
    });
}
