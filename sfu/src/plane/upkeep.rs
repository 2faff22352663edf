//! What is due: feedback to publishers, reports to viewers.

use std::time::Instant;

use super::agenda::Job;
use super::participant::Participant;
use super::{Link, Outlet, Plane};
use crate::fault::{Fault, planted};
use crate::forward::publication::Publication;
use crate::limits;
use crate::media::rtcp::ReceptionBlock;
use crate::media::rtcp::{Letter, OURS};
use crate::table::Key;

impl Plane {
    pub(super) fn run_due(&mut self, now: Instant, outlet: &mut impl Outlet) {
        while let Some((at, job)) = self.agenda.take_due(now) {
            match job {
                Job::Uplink(key) => self.run_uplink(now, at, key, outlet),
                Job::Downlink(key) => self.run_downlink(now, at, key, outlet),
                Job::Room(room) => self.run_room(now, at, room),
            }
        }
    }

    /// Everything a publisher has to hear, in as few packets as it takes.
    fn run_uplink(&mut self, now: Instant, at: Instant, key: Key<Participant>, outlet: &mut impl Outlet) {
        let Some(participant) = self.participants.get_mut(key) else { return };
        let uplink = &mut participant.uplink;
        if uplink.due != Some(at) {
            return;
        }
        uplink.due = None;
        let to = participant.id;
        let mut letter = Letter::of_feedback(|packet: &[u8]| outlet.rtcp(to, Link::Up, packet));
        uplink.tell_arrivals(now, &mut letter);
        let is_report_due = uplink.report_due.is_some_and(|due| due <= now);
        let mut next = uplink.arrivals_due;
        let mut used = Vec::new();
        let mut has_news = false;
        for &key_of in &participant.publications {
            let Some(publication) = self.publications.get_mut(key_of) else { continue };
            publication.ask(now, &mut letter);
            if publication.usage_due.is_some_and(|due| due <= now) {
                used.push(key_of);
            }
            if is_report_due {
                has_news |= publication.tell_reception(now, &mut letter);
            }
            next = next.into_iter().chain(publication.deadline(now)).min();
        }
        letter.flush();
        if is_report_due {
            uplink.report_due = has_news.then(|| now + limits::REPORT_INTERVAL);
        }
        let next = next.into_iter().chain(uplink.report_due).min();
        if let Some(next) = next {
            let next = next.max(now + limits::TICK);
            self.agenda.schedule(&mut uplink.due, Job::Uplink(key), next);
        }
        for publication in used {
            self.tell_usage(now, publication);
        }
    }

    /// Everything that is due towards a viewer.
    fn run_downlink(&mut self, now: Instant, at: Instant, key: Key<Participant>, outlet: &mut impl Outlet) {
        let Some(participant) = self.participants.get_mut(key) else { return };
        let downlink = &mut participant.downlink;
        if downlink.due != Some(at) {
            return;
        }
        downlink.due = None;
        let is_due = |due: Option<Instant>| due.is_some_and(|due| due <= now);
        let (reports, allocation) = (is_due(downlink.report_due), is_due(downlink.allocation_due));
        if reports {
            self.tell_clocks(now, key, outlet);
        }
        if allocation {
            self.allocate(now, key);
        }
        self.pace(now, key, outlet);
        let Some(participant) = self.participants.get_mut(key) else { return };
        let downlink = &mut participant.downlink;
        if let Some(next) = downlink.deadline() {
            let next = next.max(now + limits::TICK);
            self.agenda.schedule(&mut downlink.due, Job::Downlink(key), next);
        }
    }

    /// Sender reports to a viewer.
    fn tell_clocks(&mut self, now: Instant, key: Key<Participant>, outlet: &mut impl Outlet) {
        let Some(participant) = self.participants.get_mut(key) else { return };
        let to = participant.id;
        let mut letter = Letter::of_reports(|packet: &[u8]| outlet.rtcp(to, Link::Down, packet));
        let mut has_news = false;
        let ours = participant.downlink.clock(now);
        for &subscription in &participant.subscriptions {
            let Some(subscription) = self.subscriptions.get_mut(subscription) else { continue };
            let Some(publication) = self.publications.get(subscription.publication) else { continue };
            let may_know = subscription.is_permitted(&self.membership) || planted(Fault::ReportToStrangers);
            has_news |= may_know && subscription.tell_clock(now, ours, publication, &mut letter);
        }
        letter.flush();
        participant.downlink.report_due = has_news.then(|| now + limits::REPORT_INTERVAL);
    }
}

impl Publication {
    /// Asks for packets and keyframes that are due.
    fn ask(&mut self, now: Instant, letter: &mut Letter<impl FnMut(&[u8])>) {
        for index in 0..self.encodings.len() {
            let encoding = &mut self.encodings[index];
            let Some(ssrc) = encoding.reception.as_ref().map(|reception| reception.ssrc) else { continue };
            let is_lost_for_good = encoding.missing.give_up(now);
            let mut numbers = [0; limits::MISSING_PACKETS];
            let count = encoding.missing.ask(now, &mut numbers);
            if count > 0 {
                letter.write(|compound| compound.lost(OURS, ssrc, &numbers[..count]) == count);
            }
            if is_lost_for_good {
                self.lost_for_good(index as u8);
            }
            if self.encodings[index].gate.ask(now) {
                letter.write(|compound| compound.picture_loss(OURS, ssrc));
            }
        }
    }

    /// Reports how its encodings are received; `false` if nothing came since the last time.
    fn tell_reception(&mut self, now: Instant, letter: &mut Letter<impl FnMut(&[u8])>) -> bool {
        let mut blocks = [ReceptionBlock::default(); limits::ENCODINGS];
        let mut count = 0;
        for encoding in &mut self.encodings {
            if let Some(reception) = &mut encoding.reception
                && reception.has_news()
            {
                blocks[count] = reception.report(now);
                count += 1;
            }
        }
        if count > 0 {
            letter.write(|compound| compound.receiver_report(OURS, &blocks[..count]));
        }
        count > 0
    }
}
