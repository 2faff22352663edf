//! The way out: every RTP packet that leaves the plane passes here.

use std::time::Instant;

use super::Outlet;
use super::agenda::{Agenda, Job};
use super::downlink::Downlink;
use crate::bandwidth::pacer::Waiting;
use crate::fault::{Fault, planted};
use crate::forward::outgoing::{Content, Outgoing};
use crate::forward::retransmit::Sent;
use crate::forward::subscription::{Subscription, SubscriptionKey};
use crate::forward::writer::{self, Original};
use crate::id::RoomId;
use crate::limits;
use crate::media::MediaKind;
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
    /// Sends a packet for the first time, or lets it wait until the viewer's path takes it.
    /// `false` if so many wait that none does any more.
    pub fn send_paced(
        &mut self,
        (key, subscription): (SubscriptionKey, &mut Subscription),
        downlink: &mut Downlink,
        outgoing: &Outgoing,
        original: Original<'_>,
    ) -> bool {
        let may_leave = subscription.kind == MediaKind::Audio
            || downlink.pacer.admits(self.now, downlink.estimator.pacing_bps());
        if may_leave {
            self.send(subscription, downlink, outgoing, original);
            return true;
        }
        if downlink.pace_due.is_none() {
            let at = self.now + limits::PACING_TICK;
            downlink.pace_due = Some(at);
            self.agenda.schedule(&mut downlink.due, Job::Downlink(subscription.viewer), at);
        }
        let interruptions = subscription.interruptions;
        downlink.pacer.push(Waiting { subscription: key, interruptions, outgoing: *outgoing })
    }

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
        downlink.sent(self.now, header.len() + payload.len());
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
        if repair.is_some() {
            downlink.sent(self.now, header.len() + payload.len());
        }
        self.outlet.rtp(subscription.spec.viewer, index - FIRST_CYCLE, header, payload);
    }

    /// Sends a packet of padding on a subscription's stream for repairs; its size, 0 if there
    /// is no such stream.
    pub fn pad(&mut self, subscription: &mut Subscription, downlink: &mut Downlink) -> usize {
        let Some(contact) = subscription.contact else { return 0 };
        let Some(repair) = subscription.next_padding() else { return 0 };
        if !self.permits(subscription, contact.publisher.visit) {
            return 0;
        }
        let timestamp = subscription.rewriter.newest_timestamp();
        let transport = downlink.next_transport(self.now);
        let (header, payload) =
            writer::write_padding(self.header, &subscription.spec, transport, repair, timestamp);
        let bytes = header.len() + payload.len();
        downlink.sent(self.now, bytes);
        self.outlet.rtp(subscription.spec.viewer, repair.sequence - FIRST_CYCLE, header, payload);
        bytes
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
