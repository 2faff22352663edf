//! Sender reports to one viewer, and what the viewer reports back.

use std::time::Instant;

use crate::media::clock::NtpTime;

/// Reports that an answer may refer to: browsers answer every second, each to the last one.
const REMEMBERED: usize = 4;

/// The exchange of reports about one stream.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reports {
    sent: [Option<(u32, Instant)>; REMEMBERED],
    next: usize,
    /// Packets sent when the last report went out.
    packets: u32,
}

impl Reports {
    /// Notes a sender report that goes out.
    pub fn send(&mut self, now: Instant, wall: NtpTime, packets: u32) {
        self.sent[self.next] = Some((wall.middle(), now));
        self.next = (self.next + 1) % REMEMBERED;
        self.packets = packets;
    }

    /// Whether anything was sent since the last report.
    pub fn has_news(&self, packets: u32) -> bool {
        packets != self.packets
    }

    /// When the report that an answer refers to went out.
    pub fn sent_at(&self, last_report: u32) -> Option<Instant> {
        let mut sent = self.sent.iter().flatten();
        sent.find(|(middle, _)| *middle == last_report).map(|(_, at)| *at)
    }
}
