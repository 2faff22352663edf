//! The way out: every RTP packet that leaves the plane passes here.

use std::time::Instant;

use super::Outlet;
use super::agenda::{Agenda, Job};
use super::downlink::Downlink;
use crate::fault::{Fault, planted};
use crate::forward::outgoing::{Content, Outgoing};
use crate::forward::retransmit::Sent;
use crate::forward::subscription::Subscription;
use crate::forward::writer::{self, Original};
use crate::id::RoomId;
use crate::limits;
use crate::media::rtp::HeaderWriter;
use crate::room::membership::{Membership, Visit};

/// Our extended sequence numbers start one cycle up, so that arithmetic on them cannot go below
/// zero; the rollover counter of SRTP starts at zero (RFC 3711 §3.3.1).
const FIRST_CYCLE: u64 = 1 << 16;

/// What is needed to let packets out.
pub struct Exit<'a, O> {
    pub now: Instant,
    pub membership: &'a Membership,
    pub header: &'a mut HeaderWriter,
    pub agenda: &'a mut Agenda,
    /// Rooms in which a check failed.
    pub breached: &'a mut Vec<RoomId>,
    pub outlet: &'a mut O,
}

impl<O: Outlet> Exit<'_, O> {
    /// Sends a packet for the first time.
    pub fn send(
        &mut self,
        subscription: &mut Subscription,
        downlink: &mut Downlink,
        outgoing: &Outgoing,
        original: Original<'_>,
    ) {
        if !self.permits(subscription, outgoing.visit) {
            return;
        }
        let transport = downlink.next_transport(self.now);
        if subscription.spec.feedback.nack && outgoing.content != Content::Nothing {
            subscription.sent.record(outgoing, transport);
        }
        let (header, payload) =
            writer::write(self.header, &subscription.spec, outgoing, transport, None, original);
        subscription.totals.count(payload.len());
        if downlink.report_due.is_none() {
            let at = self.now + limits::FIRST_REPORT_DELAY;
            downlink.report_due = Some(at);
            self.agenda.schedule(&mut downlink.due, Job::Downlink(subscription.viewer), at);
        }
        downlink.sent(self.now, transport, header.len() + payload.len());
        let index = outgoing.numbers.sequence - FIRST_CYCLE;
        self.outlet.rtp(subscription.spec.viewer, index, header, payload);
    }

    /// Sends a packet again: as a retransmission (RFC 4588) or, where that was not
    /// negotiated, byte for byte as it was.
    pub fn repeat(
        &mut self,
        subscription: &mut Subscription,
        downlink: &mut Downlink,
        sent: &Sent,
        original: Original<'_>,
    ) {
        let outgoing = &sent.outgoing;
        if !self.permits(subscription, outgoing.visit) {
            return;
        }
        let repair = subscription.next_repair(&outgoing.format);
        let transport = repair.map_or(sent.transport, |_| downlink.next_transport(self.now));
        let index = repair.map_or(outgoing.numbers.sequence, |repair| repair.sequence);
        let (header, payload) =
            writer::write(self.header, &subscription.spec, outgoing, transport, repair, original);
        downlink.sent(self.now, transport, header.len() + payload.len());
        self.outlet.rtp(subscription.spec.viewer, index - FIRST_CYCLE, header, payload);
    }

    /// The isolation check: whether a packet that came during a visit of its publisher may
    /// leave to a viewer now. A refusal is a defect of ours, so the room is sealed rather
    /// than trusted.
    fn permits(&mut self, subscription: &Subscription, visit: Visit) -> bool {
        let Some(contact) = subscription.contact else { return false };
        let is_permitted = self.membership.permits(subscription.seats, visit, contact);
        if is_permitted || planted(Fault::NoExitCheck) {
            return true;
        }
        self.breached.push(contact.viewer.room);
        false
    }
}
