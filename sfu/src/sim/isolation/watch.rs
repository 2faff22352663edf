//! Everything that leaves the plane, compared with the model.

use std::collections::{BTreeSet, HashMap};

use super::model::Model;
use super::verdict;
use crate::id::{ParticipantId, RoomId};
use crate::media::Codec;
use crate::media::rtcp::{Report, reports};
use crate::media::tap::{TapContent, TapPacket};
use crate::plane::{Link, Outlet};
use crate::sim::label::Label;

/// Outgoing numbers of one stream whose bytes are remembered.
const REMEMBERED: usize = 64;

/// The extended number of a packet, and a digest of its bytes.
type Numbered = (u64, u64);

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Packets, reports and records that were compared with the model.
    pub deliveries: u64,
    /// Of those, retransmissions.
    pub repeats: u64,
    /// Of those, parts of pictures.
    pub pictures: u64,
    /// Of those, records of taps.
    pub records: u64,
    /// Of those, speaker levels.
    pub levels: u64,
    /// What should never have left.
    pub leaks: u64,
    /// In what ways.
    pub verdicts: BTreeSet<&'static str>,
    /// What should have left and did not.
    pub missing: u64,
    /// One number used for two different packets.
    pub reused: u64,
    /// The first leak.
    pub first_leak: Option<String>,
    /// The first packet that did not reach everybody.
    pub first_missing: Option<String>,
    /// Which audio packet is being handed over, and to how many people it went.
    pub handed: (u32, u64),
    /// Numbers that publishers are asked to send again: who, source, number.
    pub asked: Vec<(ParticipantId, u32, u16)>,
    /// Keyframes that publishers are asked for.
    pub wanted: Vec<(ParticipantId, u32)>,
    sent: HashMap<(ParticipantId, u32), [Option<Numbered>; REMEMBERED]>,
}

/// The outlet of a plane under test.
pub struct Watch<'a> {
    pub model: &'a Model,
    pub tally: &'a mut Tally,
}

impl Tally {
    fn judge(&mut self, verdict: Result<(), &'static str>, what: impl FnOnce() -> String) {
        self.deliveries += 1;
        if let Err(reason) = verdict {
            self.leaks += 1;
            self.verdicts.insert(reason);
            self.first_leak.get_or_insert_with(|| format!("{}: {reason}", what()));
        }
    }

    /// Compares a list of speakers with who is in the room. Whoever left may be told to have
    /// fallen silent.
    pub fn speakers(&mut self, model: &Model, room: RoomId, levels: &[(ParticipantId, f32)]) {
        for &(participant, level) in levels {
            self.levels += 1;
            let is_there = model.people.get(&participant).is_some_and(|person| person.room == room);
            let verdict = if is_there || level == 0.0 { Ok(()) } else { Err(verdict::SPEAKS_ELSEWHERE) };
            self.judge(verdict, || format!("{participant:?} in {room:?}"));
        }
    }

    /// The newest number that went out on a source.
    pub fn newest(&self, to: ParticipantId, ssrc: u32) -> u16 {
        let slots = self.sent.get(&(to, ssrc));
        slots.and_then(|slots| slots.iter().flatten().map(|slot| slot.0).max()).unwrap_or(0) as u16
    }

    /// Somebody left for good.
    pub fn forget(&mut self, who: ParticipantId) {
        self.sent.retain(|(to, _), _| *to != who);
    }

    /// One nonce must never encrypt two texts.
    fn note_number(&mut self, to: ParticipantId, ssrc: u32, index: u64, parts: [&[u8]; 2]) {
        let digest = parts.iter().fold(0, |digest, part| digest_of(digest, part));
        let slots = self.sent.entry((to, ssrc)).or_insert([None; REMEMBERED]);
        let before = slots[index as usize % REMEMBERED].replace((index, digest));
        if let Some((_, digest_before)) = before.filter(|before| before.0 == index) {
            self.reused += u64::from(digest_before != digest);
            self.repeats += 1;
        }
    }
}

/// A digest good enough to tell two packets of a test apart.
fn digest_of(start: u64, bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(start, |digest, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        (digest ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    })
}

impl Outlet for Watch<'_> {
    fn rtp(&mut self, to: ParticipantId, index: u64, header: &[u8], payload: &[u8]) {
        let ssrc = header[8..12].first_chunk().map_or(0, |&bytes| u32::from_be_bytes(bytes));
        self.tally.note_number(to, ssrc, index, [header, payload]);
        let is_padded = header[0] & 0x20 != 0;
        let mut has_label = false;
        for label in Label::find_all(payload) {
            has_label = true;
            let track = self.model.tracks.get(&label.track);
            self.tally.pictures += u64::from(track.is_some_and(|track| track.codec == Codec::Vp8));
            let is_handed = label.arrival == self.model.serial && label.frame == self.tally.handed.0;
            self.tally.handed.1 += u64::from(is_handed);
            let permission = self.model.may_hear(to, label.track, label.arrival);
            let verdict = permission.and_then(|()| self.model.is_authentic(&label));
            self.tally.judge(verdict, || format!("{label:?} to {to:?}"));
        }
        let track = self.model.sources.get(&(to, ssrc));
        self.tally.repeats += u64::from(has_label && track.is_none());
        if !has_label {
            let is_empty = is_padded && payload[..payload.len() - 1].iter().all(|&byte| byte == 0);
            let is_present = self.model.people.get(&to).is_some_and(|person| person.is_connected);
            let verdict = match (is_empty, is_present) {
                (false, _) => Err(verdict::NOBODYS),
                (true, false) => Err(verdict::NOT_CONNECTED),
                (true, true) => Ok(()),
            };
            self.tally.judge(verdict, || format!("{} bytes to {to:?}", payload.len()));
        }
    }

    fn rtcp(&mut self, to: ParticipantId, link: Link, packet: &[u8]) {
        for report in reports(packet) {
            match (link, report) {
                (Link::Down, Report::Sender(report, _)) => {
                    let verdict = match self.model.sources.get(&(to, report.ssrc)) {
                        Some(&track) => self.model.may_hear(to, track, self.model.serial),
                        None => Err(verdict::FOREIGN_REPORT),
                    };
                    self.tally.judge(verdict, || format!("report to {to:?}"));
                }
                (Link::Up, Report::Lost(numbers)) => {
                    let asked = numbers.iter().map(|number| (to, numbers.ssrc, number));
                    self.tally.asked.extend(asked);
                }
                (Link::Up, Report::Keyframes(keyframes)) => {
                    self.tally.wanted.extend(keyframes.sources().map(|ssrc| (to, ssrc)));
                }
                (_, _) => {}
            }
        }
    }

    fn tap(&mut self, room: RoomId, packet: TapPacket<'_>) -> bool {
        self.tally.records += 1;
        let now = self.model.serial;
        match packet.content {
            TapContent::Rtp(wire) => {
                for label in Label::find_all(wire) {
                    let verdict = self.model.may_record(room, label.track, label.arrival);
                    self.tally.judge(verdict, || format!("{label:?} recorded in {room:?}"));
                }
            }
            TapContent::SenderReport(_) | TapContent::Layer { .. } => {
                let verdict = self.model.may_record(room, packet.track, now);
                self.tally.judge(verdict, || format!("{:?} recorded in {room:?}", packet.content));
            }
            TapContent::Silenced(_) => {
                let owner = self.model.people.get(&packet.participant);
                let is_there = owner.is_some_and(|person| person.room == room);
                let verdict = if is_there { Ok(()) } else { Err(verdict::RECORDED_ELSEWHERE) };
                self.tally.judge(verdict, || format!("{:?} in {room:?}", packet.track));
            }
        }
        true
    }
}
