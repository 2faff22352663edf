//! One published track and what of it is used.

use std::time::Instant;

use crate::forward::encoding::IncomingEncoding;
use crate::forward::recording::Recording;
use crate::forward::rewriter::SourceRun;
use crate::forward::subscription::SubscriptionKey;
use crate::limits;
use crate::media::clock::ClockReading;
use crate::media::dependency::Structure;
use crate::media::rtp::Packet;
use crate::media::{MediaKind, Token};
use crate::plane::participant::Participant;
use crate::plane::spec::{Format, PublicationSpec};
use crate::room::membership::Seat;
use crate::table::Key;

/// A track on its way through this node.
pub struct Publication {
    pub spec: PublicationSpec,
    pub owner: Key<Participant>,
    pub seat: Seat,
    /// The floor: closed means that nobody gets a packet, the recorder included.
    pub is_open: bool,
    /// The publisher's own mute button.
    pub is_muted: bool,
    /// Everybody with a claim.
    pub subscribers: Vec<SubscriptionKey>,
    /// Those of them who are in contact.
    pub audience: Vec<SubscriptionKey>,
    pub encodings: Vec<IncomingEncoding>,
    pub recording: Recording,
    /// Which qualities the publisher was told to be in use, lowest first.
    pub used: [bool; 3],
    /// When to tell that this changed.
    pub usage_due: Option<Instant>,
}

impl Publication {
    pub fn new(spec: PublicationSpec, owner: Key<Participant>, seat: Seat) -> Self {
        let encodings = spec.encodings.iter().map(|_| IncomingEncoding::default()).collect();
        Self {
            is_open: spec.open,
            spec,
            owner,
            seat,
            is_muted: false,
            subscribers: Vec::new(),
            audience: Vec::new(),
            encodings,
            recording: Recording::default(),
            used: [true; 3],
            usage_due: None,
        }
    }

    /// Takes over what was negotiated anew. The gate, the subscribers and, for encodings that
    /// stay, what was received remain.
    pub fn renegotiate(&mut self, spec: PublicationSpec) {
        self.encodings.resize_with(spec.encodings.len(), IncomingEncoding::default);
        self.spec = spec;
    }

    /// Sound or pictures.
    pub fn kind(&self) -> MediaKind {
        self.spec.formats.first().map_or(MediaKind::Video, |format| format.codec.kind())
    }

    /// Hz of its media clock.
    pub fn clock_rate(&self) -> u32 {
        self.spec.formats.first().map_or(90_000, |format| format.codec.clock_rate())
    }

    /// The format that a payload type names, directly or as redundant audio.
    pub fn format(&self, payload_type: u8) -> Option<&Format> {
        let names =
            |format: &&Format| format.payload_type == payload_type || format.red == Some(payload_type);
        self.spec.formats.iter().find(names)
    }

    /// The format whose retransmissions a payload type names.
    pub fn repaired_format(&self, payload_type: u8) -> Option<&Format> {
        self.spec.formats.iter().find(|format| format.rtx == Some(payload_type))
    }

    /// The encoding that a RID names; without RIDs there is only one.
    pub fn encoding(&self, rid: Option<Token>) -> Option<usize> {
        self.spec.encodings.iter().position(|declared| declared.rid == rid)
    }

    /// Whether it may be heard, seen and recorded.
    pub fn is_silenced(&self) -> bool {
        !self.is_open || self.is_muted
    }

    /// The clock of one of its sources.
    pub fn clock(&self, source: SourceRun) -> Option<ClockReading> {
        let (run, clock) = self.encodings.get(usize::from(source.encoding))?.clock(source.encoding)?;
        (run == source).then_some(clock)
    }

    /// What dependency descriptors of an encoding are read by.
    pub fn structure(&self, encoding: u8) -> Option<&Structure> {
        self.encodings.get(usize::from(encoding))?.structure()
    }

    /// When something is to be asked of the publisher.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        let packets = self.encodings.iter().filter_map(|encoding| encoding.missing.deadline());
        packets.chain(self.keyframe_deadline(now)).chain(self.usage_due).min()
    }

    /// When a keyframe is to be asked for, if anybody waits for one that can be asked for.
    pub fn keyframe_deadline(&self, now: Instant) -> Option<Instant> {
        let known = self.encodings.iter().filter(|encoding| encoding.reception.is_some());
        known.filter_map(|encoding| encoding.gate.deadline(now)).min()
    }

    /// The encoding worth recording: the largest that is being sent and not above 720p; if
    /// all are, the smallest.
    pub fn best_recorded(&self, now: Instant) -> u8 {
        let mut live = (0..).zip(&self.encodings).filter(|(_, encoding)| encoding.is_live(now));
        let first = live.next().map_or(0, |(index, _)| index);
        live.map(|(index, _)| index).filter(|&index| self.is_recordable(index)).last().unwrap_or(first)
    }

    /// The largest encoding worth recording if all were sent.
    pub fn largest_recordable(&self) -> u8 {
        let all = 0..self.encodings.len() as u8;
        all.rev().find(|&index| self.is_recordable(index)).unwrap_or(0)
    }

    fn is_recordable(&self, index: u8) -> bool {
        let declared = &self.spec.encodings[usize::from(index)];
        declared.width.min(declared.height) <= limits::RECORDED_HEIGHT
    }

    /// The highest spatial layer inside an encoding.
    pub fn highest_spatial(&self, encoding: u8) -> u8 {
        let Some(state) = self.encodings.get(usize::from(encoding)) else { return 0 };
        state.structure().map_or_else(|| state.rates.highest(), Structure::highest).spatial
    }

    /// Everything received so far becomes the past.
    pub fn forget_past(&mut self) {
        for encoding in &mut self.encodings {
            encoding.forget_past();
        }
    }

    /// Notes that a keyframe of an encoding is needed; of all without one. Sound has none.
    pub fn want_keyframe(&mut self, encoding: Option<u8>) {
        if self.kind() == MediaKind::Audio {
            return;
        }
        for (index, state) in self.encodings.iter_mut().enumerate() {
            if encoding.is_none_or(|wanted| usize::from(wanted) == index) {
                state.gate.want();
            }
        }
    }

    /// A packet of an encoding will never come: whoever records it needs a keyframe.
    pub fn lost_for_good(&mut self, encoding: u8) {
        if self.recording.encoding() == Some(encoding) && self.kind() == MediaKind::Video {
            self.want_keyframe(Some(encoding));
        }
    }

    /// Whether `packet` could be of this track, judged by its payload type alone.
    pub fn knows(&self, packet: &Packet) -> bool {
        self.format(packet.payload_type).is_some() || self.repaired_format(packet.payload_type).is_some()
    }
}
