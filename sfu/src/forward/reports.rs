//! Sender reports to one viewer, and what the viewer reports back.

use std::time::{Duration, Instant};

use crate::media::clock::NtpTime;
use crate::media::rtcp::ReceptionBlock;

/// Reports that an answer may refer to: browsers answer every second, each to the last one.
const REMEMBERED: usize = 4;

/// The exchange of reports about one stream.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reports {
    sent: [Option<(u32, Instant)>; REMEMBERED],
    next: usize,
    /// Packets sent when the last report went out.
    packets: u32,
    /// What the viewer said last, and when.
    pub last: Option<(Instant, ReceptionBlock)>,
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

    /// Notes what the viewer says.
    pub fn received(&mut self, now: Instant, block: &ReceptionBlock) {
        self.last = Some((now, *block));
    }

    /// Share of packets lost lately, 0 to 1, if the viewer said so less than `age` ago.
    #[expect(dead_code, reason = "the allocator will use it")]
    pub fn loss(&self, now: Instant, age: Duration) -> Option<f32> {
        let (at, block) = self.last?;
        let is_fresh = now.saturating_duration_since(at) < age;
        is_fresh.then(|| f32::from(block.fraction_lost) / 256.0)
    }
}
