//! RTCP from participants: what publishers say of their clocks, what viewers say of what
//! they got.

use std::time::{Duration, Instant};

use super::exit::Exit;
use super::participant::Participant;
use super::{Link, Outlet, Plane};
use crate::forward::subscription::SubscriptionKey;
use crate::id::ParticipantId;
use crate::limits;
use crate::media::MediaKind;
use crate::media::clock::{ClockReading, from_short_seconds};
use crate::media::rtcp::{Blocks, Keyframes, LostNumbers, Report, SenderReport, TransportFeedback, reports};
use crate::media::tap::{TapContent, TapPacket};
use crate::table::Key;

impl Plane {
    /// Takes a compound packet. What concerns a source that is not the sender's own, or not
    /// sent to them, concerns nobody.
    pub(super) fn receive_rtcp(
        &mut self,
        now: Instant,
        from: ParticipantId,
        link: Link,
        wire: &[u8],
        outlet: &mut impl Outlet,
    ) {
        let Some(key) = self.participants.key(from) else { return };
        for report in reports(wire) {
            match report {
                Report::Sender(report, blocks) => {
                    self.take_clock(now, key, &report, wire, outlet);
                    self.take_reception(now, key, blocks);
                }
                Report::Receiver(blocks) => self.take_reception(now, key, blocks),
                Report::Lost(numbers) if link == Link::Down => self.send_again(now, key, &numbers, outlet),
                Report::Keyframes(keyframes) if link == Link::Down => {
                    self.take_keyframes(now, key, &keyframes);
                }
                Report::Lost(_) | Report::Keyframes(_) => self.counters.misplaced_rtcp += 1,
                Report::Transport(feedback) if link == Link::Down => self.take_arrivals(now, key, &feedback),
                Report::Bitrate(bps) if link == Link::Down => self.take_estimate(now, key, bps),
                Report::Transport(_) | Report::Bitrate(_) => self.counters.misplaced_rtcp += 1,
            }
        }
    }

    fn take_clock(
        &mut self,
        now: Instant,
        key: Key<Participant>,
        report: &SenderReport,
        wire: &[u8],
        outlet: &mut impl Outlet,
    ) {
        let Some(participant) = self.participants.get(key) else { return };
        let Some(binding) = participant.uplink.sources.binding(report.ssrc) else { return };
        let Some(publication) = self.publications.get_mut(binding.publication) else { return };
        let encoding = publication.encodings.get_mut(usize::from(binding.encoding));
        let Some(reception) = encoding.and_then(|encoding| encoding.reception.as_mut()) else { return };
        if binding.is_repair || reception.ssrc != report.ssrc {
            return;
        }
        reception.clock = Some(ClockReading { wall: report.wall, media: report.media, received: now });
        let is_kept =
            publication.recording.encoding() == Some(binding.encoding) && !publication.is_silenced();
        let (participant, track, seat) = (publication.spec.owner, publication.spec.track, publication.seat);
        let room = self.membership.stamp(seat).map(|stamp| stamp.room);
        if let Some(room) = room.filter(|&room| is_kept && self.is_recorded(room)) {
            let content = TapContent::SenderReport(wire);
            outlet.tap(room, TapPacket { participant, track, received: now, content });
        }
    }

    fn take_arrivals(&mut self, now: Instant, key: Key<Participant>, feedback: &TransportFeedback<'_>) {
        let Some(participant) = self.participants.get_mut(key) else { return };
        let downlink = &mut participant.downlink;
        let round_trip = downlink.round_trip();
        if let Some(took) = downlink.estimator.feedback(now, feedback, round_trip) {
            downlink.measure_feedback(took);
        }
        if downlink.has_shrunk() {
            self.want_allocation(now, key);
        }
    }

    fn take_estimate(&mut self, now: Instant, key: Key<Participant>, bps: u64) {
        let Some(participant) = self.participants.get_mut(key) else { return };
        participant.downlink.estimator.receiver_estimate(bps);
        if participant.downlink.has_shrunk() {
            self.want_allocation(now, key);
        }
    }

    fn take_reception(&mut self, now: Instant, key: Key<Participant>, blocks: Blocks<'_>) {
        let Some(participant) = self.participants.get_mut(key) else { return };
        for block in blocks.iter() {
            let Some(subscription) = participant.downlink.subscription(block.ssrc) else { continue };
            let Some(subscription) = self.subscriptions.get_mut(subscription) else { continue };
            if let Some(sent) = subscription.reports.sent_at(block.last_report) {
                let elapsed = now.saturating_duration_since(sent);
                let away = from_short_seconds(block.delay);
                participant.downlink.measure(elapsed.saturating_sub(away));
            }
            let is_queued = participant.downlink.is_queued();
            let loss = f32::from(block.fraction_lost) / 256.0;
            participant.downlink.estimator.reception(now, loss, is_queued);
        }
    }

    fn take_keyframes(&mut self, now: Instant, key: Key<Participant>, keyframes: &Keyframes<'_>) {
        for ssrc in keyframes.sources().take(limits::SUBSCRIPTIONS_PER_PARTICIPANT) {
            let Some(participant) = self.participants.get(key) else { return };
            let Some(subscription) = participant.downlink.subscription(ssrc) else { continue };
            let Some(subscription) = self.subscriptions.get(subscription) else { continue };
            let (publication, present) = (subscription.publication, subscription.present());
            if subscription.contact.is_none() || present.is_none() {
                continue;
            }
            if let Some(row) = self.publications.get_mut(publication) {
                row.want_keyframe(present);
            }
            self.want_attention(now, publication);
        }
    }

    fn send_again(
        &mut self,
        now: Instant,
        key: Key<Participant>,
        numbers: &LostNumbers<'_>,
        outlet: &mut impl Outlet,
    ) {
        let Some(participant) = self.participants.get_mut(key) else { return };
        let Some(subscription) = participant.downlink.subscription(numbers.ssrc) else {
            self.counters.misplaced_rtcp += 1;
            return;
        };
        let interval = participant.downlink.round_trip().max(limits::REPEAT_INTERVAL_MIN);
        let rounds = participant.downlink.estimator.repetitions();
        for interval in [interval, Duration::ZERO].into_iter().take(rounds) {
            for number in numbers.iter().take(limits::REPEATS_PER_REQUEST) {
                self.send_one_again(now, key, subscription, (number, interval), outlet);
            }
        }
        self.seal_breached(now);
    }

    fn send_one_again(
        &mut self,
        now: Instant,
        viewer: Key<Participant>,
        key: SubscriptionKey,
        asked: (u16, Duration),
        outlet: &mut impl Outlet,
    ) -> Option<()> {
        let sent = self.subscriptions.get_mut(key)?.sent.repeat(now, asked.0, asked.1)?;
        let stored = self.reread(key, &sent.outgoing)?;
        let downlink = &mut self.participants.get_mut(viewer)?.downlink;
        let subscription = self.subscriptions.get_mut(key)?;
        let length = stored.length;
        if subscription.kind == MediaKind::Video && !downlink.estimator.may_repeat(now, length) {
            return None;
        }
        let (membership, header) = (&self.membership, &mut self.header);
        let (agenda, breached) = (&mut self.agenda, &mut self.breached);
        let mut exit = Exit { now, membership, header, agenda, breached, outlet };
        exit.repeat(subscription, downlink, &sent, stored.original(&mut self.scratch[..]));
        Some(())
    }
}
