//! What a viewer says back, as libwebrtc does: transport-wide feedback ten times a second, a
//! receiver report each second, and at once what is missing.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use sfu::media::extension::{Extension, ExtensionMap};
use sfu::media::rtcp::{ARRIVAL_TICK, Arrival, Compound, ReceptionBlock};
use sfu::media::rtp::Packet;
use sfu::transport::negotiation::description::Description;

use crate::peer::Peer;

const FEEDBACK_EVERY: Duration = Duration::from_millis(100);
const REPORT_EVERY: Duration = Duration::from_secs(1);
/// Reports in one packet (RFC 3550 §6.4.1: its count has five bits).
const BLOCKS: usize = 31;
const OURS: u32 = 1;

pub struct Feedback {
    map: ExtensionMap,
    begun: Instant,
    next_feedback: Instant,
    next_report: Instant,
    /// Number of the first arrival that was not reported yet, and what came since.
    first: Option<u16>,
    arrivals: Vec<Option<i64>>,
    number: u8,
    sources: HashMap<u32, Source>,
}

/// One source: the packets up to the highest number, as RFC 3550 appendix A.3 counts them.
struct Source {
    first: u32,
    highest: u32,
    received: u32,
}

impl Feedback {
    pub fn new(now: Instant) -> Self {
        Self {
            map: ExtensionMap::default(),
            begun: now,
            next_feedback: now,
            next_report: now,
            first: None,
            arrivals: Vec::new(),
            number: 0,
            sources: HashMap::new(),
        }
    }

    /// Learns from an offer which extension carries the transport-wide number.
    pub fn learn(&mut self, offer: &Description) {
        for (id, uri) in offer.sections.iter().flat_map(|section| &section.extensions) {
            if let Some(extension) = Extension::from_uri(uri) {
                self.map = std::mem::take(&mut self.map).with(extension, *id);
            }
        }
    }

    /// Takes note of a packet, and asks for what is missing before it.
    pub fn take(&mut self, now: Instant, plain: &[u8], peer: &mut Peer) {
        let Some(packet) = Packet::parse(plain, &self.map) else { return };
        if let Some(number) = packet.extensions.transport_cc {
            self.arrived(now, number);
        }
        let number = u32::from(packet.sequence);
        let fresh = Source { first: number, highest: number, received: 0 };
        let source = self.sources.entry(packet.ssrc).or_insert(fresh);
        source.received += 1;
        let ahead = packet.sequence.wrapping_sub(source.highest as u16);
        if (1..0x8000).contains(&ahead) {
            let missing: Vec<u16> =
                (1..ahead).map(|step| (source.highest as u16).wrapping_add(step)).collect();
            source.highest += u32::from(ahead);
            if !missing.is_empty() {
                let mut compound = Compound::default();
                compound.lost(OURS, packet.ssrc, &missing);
                send(&compound, peer);
            }
        }
    }

    /// Sends what is due.
    pub fn handle_timeout(&mut self, now: Instant, peer: &mut Peer) {
        if now >= self.next_feedback {
            self.next_feedback = now + FEEDBACK_EVERY;
            self.send_arrivals(peer);
        }
        if now >= self.next_report {
            self.next_report = now + REPORT_EVERY;
            self.send_reports(peer);
        }
    }

    fn arrived(&mut self, now: Instant, number: u16) {
        let first = *self.first.get_or_insert(number);
        let index = usize::from(number.wrapping_sub(first));
        // What came before the first of this report was reported as missing.
        if index < usize::from(u16::MAX / 2) {
            self.arrivals.resize(self.arrivals.len().max(index + 1), None);
            let ticks = now.saturating_duration_since(self.begun).as_micros() / ARRIVAL_TICK.as_micros();
            self.arrivals[index] = Some(ticks as i64);
        }
    }

    fn send_arrivals(&mut self, peer: &mut Peer) {
        let Some(first) = self.first else { return };
        let numbers = (0..).map(|index| first.wrapping_add(index));
        let arrivals: Vec<Arrival> =
            numbers.zip(&self.arrivals).map(|(sequence, at)| Arrival { sequence, at: *at }).collect();
        let mut rest = &arrivals[..];
        while !rest.is_empty() {
            let mut compound = Compound::default();
            let written = compound.transport_feedback(OURS, 0, rest, self.number);
            assert!(written > 0, "feedback on consecutive packets can be written");
            send(&compound, peer);
            self.number = self.number.wrapping_add(1);
            rest = &rest[written..];
        }
        self.first = Some(first.wrapping_add(self.arrivals.len() as u16));
        self.arrivals.clear();
    }

    fn send_reports(&self, peer: &mut Peer) {
        let blocks: Vec<ReceptionBlock> =
            self.sources.iter().map(|(ssrc, source)| source.block(*ssrc)).collect();
        for blocks in blocks.chunks(BLOCKS) {
            let mut compound = Compound::default();
            compound.receiver_report(OURS, blocks);
            send(&compound, peer);
        }
    }
}

impl Source {
    fn block(&self, ssrc: u32) -> ReceptionBlock {
        let expected = self.highest - self.first + 1;
        ReceptionBlock {
            ssrc,
            fraction_lost: 0,
            total_lost: expected as i32 - self.received as i32,
            highest: self.highest,
            jitter: 0,
            last_report: 0,
            delay: 0,
        }
    }
}

fn send(compound: &Compound, peer: &mut Peer) {
    let mut packet = compound.as_bytes().to_vec();
    let Some(srtp) = &mut peer.srtp else { return };
    if srtp.seal_rtcp(&mut packet).is_some() {
        peer.send(&packet);
    }
}
