//! The way from a participant to us.

use std::time::Instant;

use super::sources::Sources;
use crate::bandwidth::arrivals::Arrivals;
use crate::limits;
use crate::media::extension::ExtensionMap;
use crate::media::rtcp::{Letter, OURS};
use crate::media::rtp::Packet;

/// Receiving side of one participant.
#[derive(Default)]
pub struct Uplink {
    /// Extension numbers, the same for all media sections of a connection.
    pub extensions: ExtensionMap,
    pub sources: Sources,
    pub arrivals: Arrivals,
    /// Whether they want transport-wide feedback.
    pub wants_arrivals: bool,
    /// A source of theirs, named in feedback that concerns all.
    pub any_ssrc: u32,
    /// When [`super::agenda::Job::Uplink`] is due.
    pub due: Option<Instant>,
    /// When arrivals are to be reported; none have come since the last time without.
    pub arrivals_due: Option<Instant>,
    /// When reception is to be reported.
    pub report_due: Option<Instant>,
}

impl Uplink {
    /// Notes a packet's arrival. When feedback is to be brought forward, the time for it.
    pub fn note(&mut self, now: Instant, packet: &Packet) -> Option<Instant> {
        if self.report_due.is_none() {
            self.report_due = Some(now + limits::REPORT_INTERVAL);
        }
        let number = packet.extensions.transport_cc.filter(|_| self.wants_arrivals);
        if number.is_some_and(|number| self.arrivals.record(now, number)) {
            self.any_ssrc = packet.ssrc;
            self.arrivals_due = Some(now + limits::ARRIVALS_INTERVAL);
        }
        self.arrivals_due.into_iter().chain(self.report_due).min()
    }

    /// Reports arrivals if that is due.
    pub fn tell_arrivals(&mut self, now: Instant, letter: &mut Letter<impl FnMut(&[u8])>) {
        if self.arrivals_due.is_none_or(|due| due > now) {
            return;
        }
        self.arrivals_due = None;
        letter.write_all(|compound| self.arrivals.report(compound, OURS, self.any_ssrc));
    }
}
