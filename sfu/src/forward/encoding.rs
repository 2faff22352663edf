//! One encoding of a publication as it comes in.

use std::time::Instant;

use crate::fault::{Fault, planted};
use crate::forward::history::History;
use crate::forward::keyframe_gate::KeyframeGate;
use crate::forward::missing::Missing;
use crate::forward::rates::LayerRates;
use crate::forward::reception::{Order, Reception};
use crate::forward::rewriter::SourceRun;
use crate::limits;
use crate::media::clock::ClockReading;
use crate::media::dependency::{Frame, Structure};
use crate::media::rtp::Packet;

/// The receiving side of one encoding.
#[derive(Default)]
pub struct IncomingEncoding {
    pub reception: Option<Reception>,
    pub missing: Missing,
    pub history: History,
    pub gate: KeyframeGate,
    pub rates: LayerRates,
    structure: Option<Box<Structure>>,
    runs: u32,
    heard: Option<Instant>,
}

/// A packet that is new, in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub run: u32,
    pub sequence: u64,
    /// How many packets are missing right before it.
    pub missing: u64,
    /// It came out of order.
    pub is_late: bool,
}

impl IncomingEncoding {
    /// Places a packet that came on the encoding's own SSRC. `None`: not to be used.
    pub fn receive(&mut self, now: Instant, packet: &Packet, clock_rate: u32) -> Option<Placed> {
        let known = self.reception.as_mut().filter(|reception| reception.ssrc == packet.ssrc);
        let order = known.map_or(Order::Restart, |reception| reception.place(packet.sequence));
        if order == Order::Restart {
            return Some(self.restart(now, packet, clock_rate));
        }
        let reception = self.reception.as_mut()?;
        reception.count(now, packet.timestamp, clock_rate);
        self.heard = Some(now);
        self.placed(now, order)
    }

    /// Places a packet that came as a retransmission or inside another one. A retransmission
    /// cannot begin anything.
    pub fn recover(&mut self, now: Instant, packet: &Packet) -> Option<Placed> {
        let reception = self.reception.as_mut().filter(|reception| reception.ssrc == packet.ssrc)?;
        let order = reception.place(packet.sequence);
        self.placed(now, order)
    }

    fn restart(&mut self, now: Instant, packet: &Packet, clock_rate: u32) -> Placed {
        self.runs += 1;
        let mut reception = Reception::new(packet.ssrc, self.runs, packet.sequence);
        reception.count(now, packet.timestamp, clock_rate);
        let placed = Placed { run: self.runs, sequence: reception.highest(), missing: 0, is_late: false };
        self.reception = Some(reception);
        self.missing.clear();
        self.history.clear();
        self.heard = Some(now);
        placed
    }

    fn placed(&mut self, now: Instant, order: Order) -> Option<Placed> {
        let run = self.runs;
        match order {
            Order::Newest { sequence, missing } => Some(Placed { run, sequence, missing, is_late: false }),
            Order::Late { sequence } => {
                self.missing.arrived(now, sequence);
                Some(Placed { run, sequence, missing: 0, is_late: true })
            }
            Order::Stale | Order::Suspect | Order::Restart => None,
        }
    }

    /// Reads a dependency descriptor; `None` if the structure it needs is missing.
    pub fn describe(&mut self, descriptor: &[u8]) -> Option<Frame> {
        Frame::read(descriptor, self.structure.get_or_insert_default())
    }

    /// The structure that descriptors are read by.
    pub fn structure(&self) -> Option<&Structure> {
        self.structure.as_deref()
    }

    /// A keyframe began.
    pub fn keyframe_came(&mut self) {
        self.gate.satisfied();
    }

    /// Whether packets came lately.
    pub fn is_live(&self, now: Instant) -> bool {
        self.heard.is_some_and(|heard| now.saturating_duration_since(heard) < limits::LIVE_TIME)
    }

    /// Everything received so far becomes the past: nothing of it is kept, repaired or let in.
    pub fn forget_past(&mut self) {
        if !planted(Fault::KeepHistory) {
            self.history.clear();
        }
        self.missing.clear();
        if let Some(reception) = self.reception.as_mut().filter(|_| !planted(Fault::KeepOldNumbers)) {
            reception.forget_past();
        }
    }

    /// Its clock, if a sender report told it.
    pub fn clock(&self, encoding: u8) -> Option<(SourceRun, ClockReading)> {
        let reception = self.reception.as_ref()?;
        Some((SourceRun { encoding, run: reception.run }, reception.clock?))
    }
}
